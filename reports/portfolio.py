"""The portfolio on a screen: the initiatives by stage, unit and risk, with their dates.

The first screen of a portfolio nobody has set goals for, so it must answer by itself: how many
are there, how far are they, and how long does it take to get there?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative
from reports.axis import Axis, spanning
from reports.format import day, figure, month, percent, span
from reports.markup import box, element, text
from reports.tables import Column, bars, matrix, table, words

STAGES = ("idea", "prototype", "scaling", "production", "paused", "retired")
TIERS = ("prohibited", "high", "limited", "minimal", "unclassified")
UNKNOWN = "not stated"
UNITS_SHOWN = 15
"""Units with a line of their own; the smaller ones share one, and the list filters by each."""


def portfolio_words(found: Sequence[Initiative]) -> str:
    """Return the portfolio in a sentence."""
    if not found:
        return "There is no initiative to show."
    stages = Counter(one.stage for one in found)
    high = sum(one.risk_tier in ("high", "prohibited") for one in found)
    units = len({one.business_unit for one in found})
    living = len(found) - stages["retired"]
    return (
        f"{len(found):,} initiatives in {units} {'unit' if units == 1 else 'units'}: "
        f"{stages['production']:,} of the {living:,} not retired are in production, "
        f"{high:,} carry high risk."
    )


def by_unit(found: Sequence[Initiative]) -> str:
    """Return how many initiatives each unit has in each stage; small units share a line."""
    sizes = Counter(one.business_unit or UNKNOWN for one in found).most_common()
    few = len(sizes) <= UNITS_SHOWN + 1
    own = [unit for unit, _ in (sizes if few else sizes[:UNITS_SHOWN])]
    rest = f"{len(sizes) - len(own)} smaller units"
    counts = Counter(
        (unit if (unit := one.business_unit or UNKNOWN) in own else rest, one.stage or UNKNOWN)
        for one in found
    )
    return matrix(
        counts, own if few else [*own, rest], _ordered(counts, 1, STAGES),
        title="Initiatives by unit and stage",
    )  # fmt: skip


def by_risk(found: Sequence[Initiative]) -> str:
    """Return how many initiatives each risk tier has in each stage."""
    counts = Counter((one.risk_tier or UNKNOWN, one.stage or UNKNOWN) for one in found)
    return matrix(
        counts, _ordered(counts, 0, TIERS), _ordered(counts, 1, STAGES), row_words=words,
        title="Initiatives by risk tier and stage",
    )  # fmt: skip


def pace_words(honest: Cell | None, naive: Cell | None) -> str:
    """Return how long the way to production takes, and how wrong the finished ones alone are."""
    if honest is None:
        return "There are no stage events to tell how long the way to production takes."
    if honest.value is None:
        said = f"How long the way to production takes cannot be said: {honest.note or 'too few'}"
        said = said.rstrip(".") + "."
    else:
        said = f"Half of all ideas reach production within {figure(honest.value, 'days')}."
    if naive is not None and naive.value is not None:
        said += f" The finished ones alone would say {figure(naive.value, 'days')}"
        said += ", because the slow ones are still on their way and are left out."
    return said


def pace(honest: Cell | None, naive: Cell | None) -> str:
    """Return both answers as bars on one scale."""
    pairs = (("All, unfinished included", honest), ("Finished only", naive))
    widest = max((cell.value or 0 for _, cell in pairs if cell), default=0) or 1
    rows = [
        (
            name,
            element(
                "svg",
                {"class": "bar-track", "aria-hidden": "true"},
                element(
                    "rect",
                    {
                        "width": f"{(cell.value or 0) / widest * 100:.1f}%",
                        "height": "100%",
                        "rx": "2",
                    },
                ),
            ),
            figure(cell.value, "days", state=cell.state),
            f"{cell.n:,}",
        )
        for name, cell in pairs
        if cell is not None
    ]
    columns = (Column(""), Column(""), Column("Median", True), Column("n", True))
    return table(columns, rows, title="Time from concept to production")


def waiting_words(cells: Sequence[Cell]) -> str:
    """Return what the initiatives wait for most, in a sentence."""
    known = [cell for cell in cells if cell.value]
    if not known:
        return "No blocker is reported."
    worst = max(known, key=lambda cell: cell.value or 0)
    name = words(str(worst.dimensions["blocker"])).lower()
    return (
        f"Most often in the way: {name}, for {figure(worst.value, '%')} of the "
        f"{worst.n:,} initiatives that answered the question."
    )


def waiting(cells: Sequence[Cell]) -> str:
    """Return the share of initiatives that each blocker holds up, as bars."""
    named = [
        replace(cell, dimensions={"blocker": words(str(cell.dimensions["blocker"]))})
        for cell in cells
        if cell.n
    ]
    return bars(named, "blocker", "%", title="Share of initiatives held up, by blocker")


def control_words(score: Cell | None, answered: Cell | None, silent: Cell | None) -> str:
    """Return the compliance score with what it must never be read without."""
    if score is None or score.value is None:
        return "No control evidence is loaded, so nothing can be said about compliance."
    said = f"Compliance is {figure(score.value, '%')}, silence counted as not done"
    if score.coverage is not None:
        said += f"; {percent(score.coverage)} of the required questions are answered"
    if answered is not None and answered.value is not None:
        said += f", and over those alone it would be {figure(answered.value, '%')}"
    if silent is not None and silent.value is not None:
        said += f". {silent.value:,.0f} of {silent.n:,} have answered nothing"
    return said + "."


def chosen(found: Sequence[Initiative], *, unit: str, stage: str, risk: str) -> list[Initiative]:
    """Return the initiatives that pass three filters, each a value or ``All``."""

    def passes(asked: str, value: str) -> bool:
        return asked.lower() == "all" or asked == value

    return [
        one
        for one in found
        if passes(unit, one.business_unit)
        and passes(stage, one.stage)
        and passes(risk, one.risk_tier)
    ]


def listed(found: Sequence[Initiative], axis: Axis) -> str:
    """Return the initiatives as a table with their dates, and their course on one shared axis."""
    plain = [Column(title) for title in ("Initiative", "Unit", "Stage", "Risk")]
    dates = [Column(title, is_short=True) for title in ("Began", "Planned for", "In production")]
    columns = [*plain, *dates, Column(_years(axis))]
    rows = [
        (
            box("", one.name or one.id, text("muted id", one.id)),
            one.business_unit or UNKNOWN,
            words(one.stage) or UNKNOWN,
            words(one.risk_tier) or UNKNOWN,
            day(one.began) if one.began else "–",
            day(one.target_date) if one.target_date else "–",
            _arrival(one, axis.today),
            _course(one, axis),
        )
        for one in found
    ]
    return table(columns, rows, title="Initiatives")


def course_axis(found: Sequence[Initiative], today: date) -> Axis:
    """Return one axis for the courses: wide enough for nearly all, so that few do not dwarf them.

    The earliest and latest fiftieth of the dates lie beyond it and are drawn at its edge.
    """
    dates = sorted(
        each for one in found for each in (one.began, one.target_date, one.in_production) if each
    )
    cut = len(dates) // 50
    return spanning(dates[cut : len(dates) - cut], today)


def most_overdue_first(found: Sequence[Initiative], today: date) -> list[Initiative]:
    """Return the initiatives in the order in which they ask for attention."""

    def attention(one: Initiative) -> tuple[int, date, str]:
        """Rank overdue ones by how long, the others by their planned day."""
        planned = one.target_date or date.max
        overdue = (today - planned).days if _is_late(one, today) else 0
        return -overdue, planned if one.in_production is None else date.max, one.id

    return sorted(found, key=attention)


def _is_late(one: Initiative, today: date) -> bool:
    """Return whether an initiative is past its planned day without having arrived."""
    waits = one.stage in ("idea", "prototype", "scaling", "paused")
    return one.target_date is not None and one.target_date < today and waits


def _arrival(one: Initiative, today: date) -> str | Element:
    """Return since when it is in production, or by how much the plan has passed."""
    if one.in_production:
        return day(one.in_production)
    if one.target_date and _is_late(one, today):
        return text("bad", f"{span((today - one.target_date).days)} overdue")
    return "–"


def _course(one: Initiative, axis: Axis) -> Element:
    """Return the way from its beginning to production or today, with the planned day on it."""
    until = one.in_production or (None if one.stage == "retired" else axis.today)
    marks = []
    if one.began and until:
        look = "way" if one.in_production else "way open"
        marks.append(_stretch(axis.at(one.began), axis.at(until), look))
    if one.target_date and _is_late(one, axis.today):
        marks.append(_stretch(axis.at(one.target_date), axis.at(axis.today), "late"))
    if one.target_date:
        place = {"cx": f"{axis.at(one.target_date)}%", "cy": "50%", "r": "3.6"}
        marks.append(element("circle", {"class": "plan"} | place))
    return element("svg", {"class": "course", "aria-hidden": "true"}, *marks)


def _stretch(first: float, last: float, look: str) -> Element:
    """Return a stretch of the course."""
    ends = {"x1": f"{first}%", "x2": f"{last}%", "y1": "50%", "y2": "50%"}
    return element("line", {"class": look} | ends)


def _years(axis: Axis) -> str:
    """Return what the course's column spans."""
    return f"Course, {month(axis.start)} to {month(axis.end)}; ○ planned"


def _ordered(counts: Counter[tuple[str, str]], place: int, known: Sequence[str]) -> list[str]:
    """Return the values that occur: known ones in their order, others by size."""
    sizes: Counter[str] = Counter()
    for pair, count in counts.items():
        sizes[pair[place]] += count
    others = [name for name, _ in sizes.most_common() if name not in known]
    return [name for name in known if name in sizes] + others
