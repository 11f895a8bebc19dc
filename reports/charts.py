"""Charts: a metric's way over time with its target path and the edges of its colours.

Only draws: figures come computed, a few dozen rows at most. Lines are labelled where they end,
so that no legend has to be matched by colour, and every chart comes with a sentence that says
the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from governance.scorecard.shapes import Better, Point
from reports.events import Mark
from reports.format import UNKNOWN, change, figure

ROOM_ABOVE: Final = {"top": 34, "left": 5, "right": 5, "bottom": 5}
"""Pixels around a chart with marks: they stand above the line, where nothing else is drawn."""
MOST_ROWS: Final = 500
"""More points than a chart of this width can show apart."""


@dataclass(frozen=True)
class Ink:
    """The colours of one theme."""

    text: str
    muted: str
    grid: str
    line: str
    good: str
    watch: str
    paper: str


LIGHT: Final = Ink("#0b1520", "#4a5868", "#e3e8ee", "#0b5a80", "#0b6e99", "#966300", "#ffffff")
DARK: Final = Ink("#e8eef4", "#a7b4c2", "#263240", "#7cc4e8", "#5cb3dd", "#f2c14e", "#0e141b")


@dataclass(frozen=True)
class Limits:
    """What a metric is held against; anything may be missing."""

    better: Better = "higher"
    green: float | None = None
    amber: float | None = None
    low: float | None = None
    high: float | None = None


def ink(theme: str | None) -> Ink:
    """Return the colours for the name of a theme."""
    return DARK if theme == "dark" else LIGHT


def trend(
    points: Sequence[Point],
    unit: str,
    limits: Limits,
    colours: Ink,
    marks: Sequence[Mark] = (),
) -> alt.LayerChart:
    """Return the chart of a metric's history.

    Args:
        points: Periods in order, without gaps; unknown values break the line.
        unit: The metric's unit.
        limits: Edges of its colours.
        colours: The theme's ink.
        marks: What happened meanwhile; each is numbered as in the list below the chart.
    """
    shown = points[-MOST_ROWS:]
    frame = pd.DataFrame(
        {
            "period": [point.period for point in shown],
            "value": [point.value for point in shown],
            "target": [point.target for point in shown],
            "said": [figure(point.value, unit, state=point.state) for point in shown],
            "wanted": [
                "" if point.target is None else figure(point.target, unit) for point in shown
            ],
            "final": [point.state in ("ok", "stale") for point in shown],
        }
    )
    places = _domain(shown, limits)
    base = alt.Chart(frame).encode(x=_periods(len(shown)))
    rules, labels = _edges(shown, unit, limits, colours)
    drawn = [mark for mark in marks if mark.period in set(frame["period"])]
    layers = [
        *rules,
        *(_happened(drawn, len(shown), colours) if drawn else []),
        *(_target(base, frame, places, colours) if _has_path(shown, limits) else []),
        *_line(base, frame, places, colours),
        *labels,
    ]
    dressed = _dressed(alt.LayerChart(layer=layers), colours)
    return dressed.properties(padding=ROOM_ABOVE) if drawn else dressed


def trend_words(points: Sequence[Point], unit: str, better: Better) -> str:
    """Return what the chart shows, as a sentence or two."""
    known = [point for point in points if point.value is not None]
    if not known:
        state = points[-1].state if points else "no_data"
        return f"There is no figure to draw: {UNKNOWN[state].lower()}."
    last = known[-1]
    if len(known) == 1:
        return f"There is one figure so far: {figure(last.value, unit)} in {last.period}."
    first = known[0]
    moved = change(last.value, first.value, unit)
    words = f"From {figure(first.value, unit)} in {first.period} to {figure(last.value, unit)} "
    words += f"in {last.period} ({moved})"
    if last.target is not None and last.value is not None and better != "in range":
        met = last.value >= last.target if better == "higher" else last.value <= last.target
        words += f"; the target of {figure(last.target, unit)} is {'met' if met else 'missed'}"
    missing = len(points) - len(known)
    if missing:
        words += f". {missing} of {len(points)} periods have no figure and are left open"
    return words + "."


def _line(base: alt.Chart, frame: pd.DataFrame, places: alt.Scale, colours: Ink) -> list[alt.Chart]:
    """Return the line of values, its points (hollow while provisional) and its last figure."""
    y = alt.Y("value:Q", scale=places, axis=_figures(colours))
    tip = [alt.Tooltip("period:O", title="Period"), alt.Tooltip("said:N", title="Value")]
    if frame["wanted"].any():
        tip.append(alt.Tooltip("wanted:N", title="Target"))
    points = base.mark_point(filled=True, size=52, opacity=1, stroke=colours.line, strokeWidth=1.6)
    known = frame.index[frame["value"].notna()]
    layers = [
        base.mark_line(color=colours.line, strokeWidth=2.4).encode(y=y),
        points.encode(
            y=y,
            fill=alt.condition("datum.final", alt.value(colours.line), alt.value(colours.paper)),
            tooltip=tip,
        ),
    ]
    if len(known):
        last = alt.Chart(frame.loc[[known[-1]]]).encode(x=_periods(len(frame)), y=y, text="said:N")
        look = {"align": "right", "dy": -14, "dx": 6, "fontWeight": 600, "fontSize": 14}
        layers += _readable(last, colours, color=colours.text, **look)
    return layers


def _happened(marks: Sequence[Mark], count: int, colours: Ink) -> list[alt.Chart]:
    """Return a thin rule for each period in which something happened, numbered above the line."""
    frame = pd.DataFrame(
        {
            "period": [mark.period for mark in marks],
            "number": [str(mark.number) for mark in marks],
            "said": [mark.said for mark in marks],
        }
    )
    base = alt.Chart(frame).encode(
        x=_periods(count),
        tooltip=[alt.Tooltip("number:N", title="Mark"), alt.Tooltip("said:N", title="What")],
    )
    rule = base.mark_rule(color=colours.muted, strokeWidth=1, strokeDash=[2, 3], opacity=0.8)
    number = base.mark_text(color=colours.text, fontSize=12, fontWeight=600, baseline="bottom")
    signs = [
        alt.Chart(frame.loc[[index]])
        .encode(x=_periods(count), y=alt.value(-6), tooltip=base.encoding.tooltip)
        .mark_point(shape=mark.outline, size=90, filled=True, opacity=1, color=colours.text)
        for index, mark in enumerate(marks)
    ]
    return [rule, *signs, number.encode(y=alt.value(-14), text="number:N")]


def _target(
    base: alt.Chart, frame: pd.DataFrame, places: alt.Scale, colours: Ink
) -> list[alt.Chart]:
    """Return the target path as steps: a target holds for the whole of its period."""
    y = alt.Y("target:Q", scale=places)
    steps = base.mark_line(
        color=colours.muted, strokeWidth=1.6, strokeDash=[5, 4], interpolate="step"
    )
    first = alt.Chart(frame.loc[[frame["target"].first_valid_index()]]).encode(
        x=_periods(len(frame)), y=y, text=alt.value("target")
    )
    label = _readable(first, colours, align="right", dx=-8, color=colours.muted, fontSize=12)
    return [steps.encode(y=y), *label]


def _has_path(points: Sequence[Point], limits: Limits) -> bool:
    """Return whether there is a target besides the edge that is drawn anyway."""
    return any(point.target not in (None, limits.green) for point in points)


def _edges(
    points: Sequence[Point], unit: str, limits: Limits, colours: Ink
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """Return the edges of the colours as thin lines, and their meaning to be written over all."""
    sign = "up to" if limits.better == "lower" else "from"
    below = 11 if limits.better == "higher" else -7
    found = [
        (limits.green, colours.good, f"on target {sign} ", -7),
        (limits.amber, colours.watch, f"watch {sign} ", below),
        (limits.low, colours.good, "in range from ", 11),
        (limits.high, colours.good, "in range up to ", -7),
    ]
    rules, labels = [], []
    for value, colour, words, dy in found:
        if value is None:
            continue
        row = pd.DataFrame({"value": [value], "said": [words + figure(value, unit)]})
        chart = alt.Chart(row).encode(y=alt.Y("value:Q", scale=_domain(points, limits)))
        rules.append(chart.mark_rule(color=colour, strokeWidth=1, opacity=0.85))
        written = chart.encode(x=alt.value(0), text="said:N")
        labels += _readable(written, colours, align="left", dx=3, dy=dy, color=colour, fontSize=12)
    return rules, labels


def _readable(chart: alt.Chart, colours: Ink, **look: Any) -> list[alt.Chart]:  # noqa: ANN401  # Altair's own properties of a mark
    """Return text on a rim of the paper's colour: no line behind it crosses it out."""
    rim = chart.mark_text(**look | {"color": colours.paper}, stroke=colours.paper, strokeWidth=4)
    return [rim, chart.mark_text(**look)]


def _domain(points: Sequence[Point], limits: Limits) -> alt.Scale:
    """Return a scale that holds values, targets and edges, with a little air."""
    found = [point.value for point in points] + [point.target for point in points]
    found += [limits.green, limits.amber, limits.low, limits.high]
    numbers = [number for number in found if number is not None]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    air = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    floor = 0.0 if low >= 0 and low - air < 0 else low - air
    return alt.Scale(domain=[floor, high + air], nice=True, zero=False)


def _periods(count: int) -> alt.X:
    """Return the axis of periods, with fewer labels where there are many."""
    step = max(1, -(-count // 12))
    shown = f"indexof(domain('x'), datum.value) % {step} === 0 ? datum.value : ''"
    return alt.X(
        "period:O",
        axis=alt.Axis(
            title=None, labelAngle=0, labelExpr=shown, labelOverlap="greedy", ticks=False
        ),
    )


def _figures(colours: Ink) -> alt.Axis:
    """Return the axis of figures."""
    return alt.Axis(title=None, tickCount=5, gridColor=colours.grid, format="~s", domain=False)


def _dressed(chart: alt.LayerChart, colours: Ink) -> alt.LayerChart:
    """Return the chart in our type and colours."""
    axis: dict[str, Any] = {"labelColor": colours.muted, "labelFontSize": 12, "ticks": False}
    dressed: alt.LayerChart = (
        chart.properties(height=300, width="container")
        .configure(font="Inter, system-ui, sans-serif", background="transparent")
        .configure_axis(**axis)
        .configure_axisX(domainColor=colours.grid, labelPadding=8, grid=False)
        .configure_view(stroke=None)
    )
    return dressed
