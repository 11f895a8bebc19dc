"""Bounds: between which values a metric can lie by its nature, such as 0 and 100 per cent.

A limit that is drawn, or a course that is forecast, must not leave them. They follow from the
unit. A derived percentage, such as a return on investment, has none; and a series that has been
seen outside of them says itself that they are not its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.metrics.book import Metric

UNBOUNDED: Final = (-math.inf, math.inf)
_OF_UNIT: Final[dict[str, tuple[float, float]]] = {
    "%": (0.0, 100.0),
    "share": (0.0, 1.0),
    "ratio": (0.0, math.inf),
    "index": (0.0, math.inf),
    "count": (0.0, math.inf),
    "days": (0.0, math.inf),
    "years": (0.0, math.inf),
}


def bounds(metric: Metric, seen: Iterable[float] = ()) -> tuple[float, float]:
    """Return the lowest and the highest value that a metric can have; infinite where none is known.

    Args:
        metric: Its unit and type decide.
        seen: Values that it had.
    """
    if metric.type == "derived" and metric.unit == "%":
        return UNBOUNDED
    found = (0.0, math.inf) if metric.unit.startswith("per ") else _OF_UNIT.get(metric.unit)
    if found is None:
        return UNBOUNDED
    return found if all(found[0] <= value <= found[1] for value in seen) else UNBOUNDED
