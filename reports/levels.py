"""Levels on a scale of one to five: three views on one line, each with a shape of its own.

A disc is the CEO's side, a diamond the CIO's, a square what the checks found; the three stand a
little above each other, so that each can be seen where all say the same. Every picture carries
its figures as text, because a place on a line is no figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from reports.markup import box, element, text

View = Literal["ceo", "cio", "checks"]
VIEWS: dict[View, tuple[str, str]] = {
    "ceo": ("●", "CEO's side"),
    "cio": ("◆", "CIO's side"),
    "checks": ("■", "Checks"),
}
"""Sign in text, and name."""
LOWEST, HIGHEST = 1, 5
HEIGHTS: dict[View, str] = {"ceo": "32%", "cio": "50%", "checks": "68%"}
"""Where each view stands, so that no mark hides another one."""


@dataclass(frozen=True)
class Levels:
    """What the three say about one topic; None where somebody says nothing."""

    ceo: float | None
    cio: float | None
    checks: float | None

    def named(self) -> tuple[tuple[View, float | None], ...]:
        """Return the three in the order in which they are drawn."""
        return ("ceo", self.ceo), ("cio", self.cio), ("checks", self.checks)

    @property
    def spread(self) -> float:
        """Return how far the outermost two are apart; 0 where fewer than two say something."""
        known = [value for _, value in self.named() if value is not None]
        return max(known) - min(known) if known else 0.0


def level_figure(value: float | None, absent: str = "–") -> str:
    """Return a level with one decimal, never rounded up: 3.96 has not reached 4."""
    if value is None:
        return absent
    return f"{math.floor(round(value * 10, 6)) / 10:.1f}"


def spoken(levels: Levels) -> str:
    """Return the three views as a sentence to be read aloud."""
    said = [
        f"{VIEWS[view][1]} {'not known' if value is None else level_figure(value)}"
        for view, value in levels.named()
    ]
    return ", ".join(said) + "."


def scale(levels: Levels, *, size: float = 1.0, words: str = "") -> Element:
    """Return the three views on one line from level 1 to level 5.

    Args:
        levels: The three.
        size: How large the marks are; 1 suits a row of a table, 2 a meeting room.
        words: What the picture says, read aloud; empty where the figures stand beside it.
    """
    known = [(view, value) for view, value in levels.named() if value is not None]
    told = {"role": "img", "aria-label": words} if words else {"aria-hidden": "true"}
    marks = [_mark(view, _place(value), size) for view, value in known]
    return element("svg", {"class": "scale"} | told, *_grid(), *_span(known), *marks)


def scale_head() -> Element:
    """Return the figures 1 to 5 above their places."""
    ticks = [
        element("text", {"x": f"{_place(level)}%", "y": "80%"}, str(level))
        for level in range(LOWEST, HIGHEST + 1)
    ]
    return element("svg", {"class": "scale scale-head", "aria-hidden": "true"}, *ticks)


def legend() -> Element:
    """Return what the three shapes mean."""
    return box("legend", *(_named(view) for view in VIEWS))


def sign(view: View) -> Element:
    """Return a view's shape as a small picture beside its figure."""
    holder = {"class": "sign", "viewBox": "-8 -8 16 16", "aria-hidden": "true"}
    return element("svg", holder, _shape(view, 1.0))


def _named(view: View) -> Element:
    """Return a shape with its name."""
    return text("key", sign(view), VIEWS[view][1])


def _place(level: float) -> float:
    """Return where a level lies, in percent from the left."""
    inside = min(max(level, LOWEST), HIGHEST)
    return round((inside - LOWEST) / (HIGHEST - LOWEST) * 100, 2)


def _grid() -> list[Element]:
    """Return the line and a stroke at each whole level."""
    rail = {"class": "rail", "x1": "0%", "x2": "100%", "y1": "50%", "y2": "50%"}
    strokes = [_upright(_place(level)) for level in range(LOWEST, HIGHEST + 1)]
    return [element("line", rail), *strokes]


def _upright(place: float) -> Element:
    """Return the stroke at a whole level."""
    where = f"{place}%"
    return element("line", {"class": "year", "x1": where, "x2": where, "y1": "6%", "y2": "94%"})


def _span(known: Sequence[tuple[View, float]]) -> list[Element]:
    """Return the stretch between the outermost views."""
    places = [_place(value) for _, value in known]
    if len(places) < 2:
        return []
    ends = {"x1": f"{min(places)}%", "x2": f"{max(places)}%", "y1": "50%", "y2": "50%"}
    return [element("line", {"class": "bar quiet"} | ends)]


def _mark(view: View, place: float, size: float) -> Element:
    """Return a view's mark at its place."""
    holder = {"x": f"{place}%", "y": HEIGHTS[view], "overflow": "visible"}
    return element("svg", holder, _shape(view, size))


def _shape(view: View, size: float) -> Element:
    """Return a shape around the origin."""
    if view == "ceo":
        return element("circle", {"class": "ceo", "r": f"{6 * size:g}"})
    if view == "cio":
        reach = f"{7.5 * size:g}"
        return element(
            "path", {"class": "cio", "d": f"M0 -{reach} {reach} 0 0 {reach} -{reach} 0Z"}
        )
    side, corner = f"{11 * size:g}", f"-{5.5 * size:g}"
    drawn = {"x": corner, "y": corner, "width": side, "height": side}
    return element("rect", {"class": "checks"} | drawn)
