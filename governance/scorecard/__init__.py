"""The two-way scorecard: what was wanted, what was measured, what delivery believes.

``board`` assembles it, ``shapes`` are the values it hands out. The arithmetic stands alone:
``attainment``, ``status``, ``pace``, ``roll_up`` and ``gap`` hold one rule of the method each,
``standing`` decides which value counts as now, ``tiles``, ``lines`` and ``headline`` put the
rules together and ``qualified`` adds what a figure must be read with. ``view`` checks what a
reader asked for, ``questions`` asks the metrics and
``both_sides`` brings goals and replies together; ``data_behind`` adds what was measured of the
data that a goal rests on.
"""

from __future__ import annotations

from governance.scorecard.board import metric_tile, scorecard

__all__ = ["metric_tile", "scorecard"]
