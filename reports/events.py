"""What happened, beside a trend and in a line of news: the marks' places, shapes and words.

A mark is a number and a shape on the chart and the same number with words below it, so nothing
has to be matched by colour and nothing needs a pointer to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from governance.event_shapes import About, Annotation, AnnotationKind, News
from governance.scorecard.shapes import Point
from pipelines.periods import parsed
from reports.format import day
from reports.markup import Child, box, element, text, written

Way = Callable[[About], str]
"""Returns the address of what something is about; empty where nothing leads there."""

SHAPES: Final[dict[AnnotationKind, str]] = {
    "check_in": "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0Z",
    "gate": "M0,-1L1,0L0,1L-1,0Z",
    "load": "M0,-0.9L1,0.8L-1,0.8Z",
    "restatement": "M0,0.9L1,-0.8L-1,-0.8Z",
    "definition": "M-0.85,-0.85L0.85,-0.85L0.85,0.85L-0.85,0.85Z",
    "step": "M-1,1L-1,0.4L-0.3,0.4L-0.3,-1L1,-1L1,-0.4L0.3,-0.4L0.3,1Z",
    "decision": "M-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87L-1,0Z",
    "target": "M-0.8,-1L1,-0.3L-0.8,0.4Z",
}  # fmt: skip
"""Outlines within a square of two by two, drawn alike on the chart and in the list."""
SEVERAL: Final = "M-1,-0.9L1,-0.9L1,-0.35L-1,-0.35ZM-1,0.35L1,0.35L1,0.9L-1,0.9Z"
"""Where different things happened in one period."""
KINDS: Final[dict[AnnotationKind, str]] = {
    "check_in": "Check-in",
    "gate": "Gate",
    "load": "File",
    "restatement": "Restated",
    "definition": "Definition",
    "step": "New level",
    "decision": "Decision",
    "target": "Target",
}


@dataclass(frozen=True)
class Mark:
    """What happened in one period of a chart."""

    number: int
    """Counts from the oldest that is marked."""
    period: str
    """The chart's period; empty for what happened after the last one."""
    events: tuple[Annotation, ...]

    @property
    def outline(self) -> str:
        """Return the shape of what happened."""
        kinds = {one.kind for one in self.events}
        return SHAPES[kinds.pop()] if len(kinds) == 1 else SEVERAL

    @property
    def said(self) -> str:
        """Return all of it in one line."""
        return "; ".join(one.words for one in self.events)


def placed(found: Sequence[Annotation], points: Sequence[Point], *, most: int) -> tuple[Mark, ...]:
    """Return what happened by the chart's periods, the oldest first.

    Args:
        found: What happened, the newest first.
        points: The chart's periods in order; what lies before the first one is left out.
        most: How many periods are marked, the newest ones.
    """
    periods = [(parsed(point.period), point.period) for point in points]
    if not periods:
        return ()
    by_period: dict[str, list[Annotation]] = {}
    for one in found:
        if one.on < periods[0][0].start:
            continue
        here = (label for period, label in periods if period.start <= one.on <= period.end)
        by_period.setdefault(next(here, ""), []).append(one)
    order = [label for label in ("", *(label for _, label in periods[::-1])) if label in by_period]
    shown = order[:most][::-1]
    return tuple(
        Mark(number, label, tuple(by_period[label])) for number, label in enumerate(shown, start=1)
    )


def events_list(marks: Sequence[Mark], way: Way) -> str:
    """Return the marks of a chart in words, each with its number and shape."""
    return written(
        element(
            "ul",
            {"class": "tandem events", "aria-label": "What happened meanwhile"},
            *(_mark(mark, way) for mark in marks),
        )
    )


def news_list(found: Sequence[News], way: Way, *, most: int) -> str:
    """Return news as a list, the newest first; what is beyond ``most`` is counted."""
    more = len(found) - most
    rest = element("li", {"class": "muted"}, f"and {more} more") if more > 0 else None
    return written(
        element(
            "ul",
            {"class": "tandem news", "role": "status"},
            *(_news(one, way) for one in found[:most]),
            rest,
        )
    )


def _mark(mark: Mark, way: Way) -> Element:
    """Return one number with all that happened in its period."""
    when = mark.period or "after the last period shown"
    return element(
        "li",
        None,
        text("event-number", str(mark.number)),
        text("strong when", when),
        box("event-lines", *(_event(one, way) for one in mark.events)),
    )


def _event(one: Annotation, way: Way) -> Element:
    """Return one thing that happened."""
    address = way(one.about)
    said: Child = one.words
    if address:
        said = element("a", {"href": address, "target": "_self"}, one.words)
    return box(
        "event",
        _sign(SHAPES[one.kind]),
        text("muted kind", KINDS[one.kind]),
        text("muted short", day(one.day)),
        text("", said),
    )


def _sign(outline: str) -> Element:
    """Return a shape as it stands on the chart."""
    return element(
        "svg",
        {"class": "sign", "viewBox": "-1.2 -1.2 2.4 2.4", "aria-hidden": "true"},
        element("path", {"d": outline}),
    )


def _news(one: News, way: Way) -> Element:
    """Return one thing that somebody did."""
    address = way(one.about)
    link = element("a", {"href": address, "target": "_self"}, "show") if address else None
    look = {"class": "calls"} if one.calls else {}
    return element(
        "li", look, text("", one.words), " ", text("muted short", day(one.at.date())), " ", link
    )
