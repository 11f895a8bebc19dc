"""A small plot: lines and marks on two scales, drawn in percent so that it stretches unbent.

Every picture built here is an image with a sentence; its figures stand beside it as text. The two
sides keep their marks everywhere: a disc is the CEO's, a diamond the CIO's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.etree.ElementTree import Element

from pipelines.periods import containing
from reports.axis import Axis
from reports.markup import box, element

Side = Literal["ceo", "cio"]
Anchor = Literal["start", "middle", "end"]
QUARTERS_FIT = 9
"""More quarters than that do not fit below a plot on a phone; years are named then."""
FIT_A_PHONE = 4
"""More names than that stand side by side at a desk only; a phone shows every second one."""
NO_ROOM = 92.0
"""Percent of the width behind which a label would stand outside of the picture."""


@dataclass(frozen=True)
class Scale:
    """The upright scale of a plot."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value lies, in percent from the top, kept inside the plot."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(100 - min(max(share, 0.0), 1.0) * 100, 2)


def picture(said: str, *marks: Element | None, look: str = "plot") -> Element:
    """Return the picture of the marks; ``said`` is the sentence that is read aloud."""
    return element("svg", {"class": look, "role": "img", "aria-label": said}, *marks)


def across(y: float, look: str) -> Element:
    """Return a line over the whole width."""
    return segment((0.0, y), (100.0, y), look)


def upright(x: float, look: str) -> Element:
    """Return a line over the whole height."""
    return segment((x, 0.0), (x, 100.0), look)


def segment(first: tuple[float, float], second: tuple[float, float], look: str) -> Element:
    """Return a line between two places."""
    (x1, y1), (x2, y2) = first, second
    ends = {"x1": f"{x1}%", "y1": f"{y1}%", "x2": f"{x2}%", "y2": f"{y2}%"}
    return element("line", {"class": look, **ends})


def area(left: float, right: float, look: str) -> Element:
    """Return a stretch of the plot over its whole height."""
    place = {"x": f"{left}%", "width": f"{round(right - left, 2)}%", "y": "0", "height": "100%"}
    return element("rect", {"class": look, **place})


def steps(points: Sequence[tuple[float, float]], look: str) -> list[Element]:
    """Return a line that stays at each value until the next point."""
    drawn = []
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        drawn.append(segment((x1, y1), (x2, y1), look))
        drawn.append(segment((x2, y1), (x2, y2), look))
    return drawn


def mark(side: Side, x: float, y: float = 50.0) -> Element:
    """Return a side's mark: a disc for the CEO, a diamond for the CIO."""
    if side == "ceo":
        return element("circle", {"class": "ceo", "cx": f"{x}%", "cy": f"{y}%", "r": "6"})
    return at(x, y, element("path", {"class": "cio", "d": "M0 -7.5 7.5 0 0 7.5 -7.5 0Z"}))


def at(x: float, y: float, drawn: Element) -> Element:
    """Return a shape, drawn around zero, at a place."""
    return element("svg", {"x": f"{x}%", "y": f"{y}%", "overflow": "visible"}, drawn)


def label(x: float, y: float, words: str, *, anchor: Anchor = "start", look: str = "") -> Element:
    """Return words beside a place."""
    place = {"x": f"{x}%", "y": f"{y}%", "class": f"{anchor} {look}".strip()}
    return element("text", place, words)


def levels(scale: Scale, values: Iterable[tuple[float, str]]) -> list[Element]:
    """Return a line across for each value with its words in the margin on the left."""
    drawn = []
    for value, words in values:
        y = scale.at(value)
        drawn += [across(y, "grid"), label(0, y, words, look="level")]
    return drawn


def moments(axis: Axis) -> list[Element]:
    """Return the quarters or, on a long stretch, the years, each with its name below."""
    drawn = []
    named = _named(axis)
    for place, (moment, words) in enumerate(named):
        x = axis.at(moment)
        drawn.append(upright(x, "grid"))
        if x < NO_ROOM:
            spare = len(named) > FIT_A_PHONE and place % 2
            drawn.append(label(x, 100, words, look="moment spare" if spare else "moment"))
    return drawn


def key(drawn: Element, words: str) -> Element:
    """Return one mark of a legend; it is drawn in a box of 16 by 16."""
    shown = element("svg", {"viewBox": "0 0 16 16", "aria-hidden": "true"}, drawn)
    return element("span", {"class": "key"}, shown, words)


def key_of(side: Side, words: str) -> Element:
    """Return the legend of a side's mark."""
    if side == "ceo":
        return key(element("circle", {"class": "ceo", "cx": "8", "cy": "8", "r": "6"}), words)
    return key(element("path", {"class": "cio", "d": "M8 .5 15.5 8 8 15.5.5 8Z"}), words)


def key_of_today() -> Element:
    """Return the legend of the line that stands at the day the workspace reports as of."""
    line = {"class": "today", "x1": "8", "x2": "8", "y1": "0", "y2": "16"}
    return key(element("line", line), "reporting date")


def legend(*keys: Element) -> Element:
    """Return the keys side by side."""
    return box("legend", *keys)


def _named(axis: Axis) -> list[tuple[date, str]]:
    """Return the moments that a reader finds their way by."""
    quarters = []
    quarter = containing(axis.start, "quarter")
    while quarter.start <= axis.end:
        if quarter.start >= axis.start:
            quarters.append(quarter)
        quarter = quarter.shift(1)
    if len(quarters) <= QUARTERS_FIT:
        return [(each.start, each.label) for each in quarters]
    return [(moment, str(moment.year)) for moment in axis.years()]
