"""Qualified: what a figure of the wall must be read with besides its colour.

That it was restated since a check-in settled it, and that rows which it should rest on wait in
quarantine. Both are told where the figure stands, so that nobody has to look for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from governance.scorecard.shapes import Tile
from governance.scorecard.view import View
from governance.uploads.aside import Aside, asides
from governance.uploads.settled import Restatement, restatements, those_of


def qualified(view: View, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
    """Return the tiles with what their figures must be read with.

    Args:
        view: What the reader asked for; an earlier version is told as it was known then.
        tiles: The figures.
    """
    workspace, version = view.window.workspace, view.window.version
    told = restatements(workspace, version=version)
    waiting = asides(workspace, [(one.metric, one.period) for one in tiles], version=version)
    if not told and not waiting:
        return tuple(tiles)
    found = []
    for tile in tiles:
        shown = replace(tile, restated=_restated(view, told, tile))
        held_back = waiting.get((tile.metric, tile.period))
        found.append(shown if held_back is None else _covered(shown, held_back))
    return tuple(found)


def _restated(view: View, told: Sequence[Restatement], tile: Tile) -> str:
    """Return who restated a figure when and why, be it by taking it away; empty where nobody did.

    A metric that never had a figure has none that could be another one.
    """
    if not told or all(point.value is None for point in tile.history):
        return ""
    periods = dict.fromkeys((view.window.shown.label, tile.period))
    own = [
        one
        for period in periods
        if period
        for one in those_of(view.window.workspace, told, tile.metric, period=period)
    ]
    if not own:
        return ""
    often = len({one.version for one in own})
    more = f" It was restated {often} times in all." if often > 1 else ""
    return f"{own[0].words}{more}"


def _covered(tile: Tile, waits: Aside) -> Tile:
    """Return a tile that says which rows wait, its coverage lowered by them."""
    coverage = tile.coverage
    if tile.value is not None:
        coverage = waits.share if coverage is None else coverage * waits.share
    note = f"{tile.note} {waits.words}." if tile.note else f"{waits.words}."
    return replace(tile, coverage=coverage, note=note)
