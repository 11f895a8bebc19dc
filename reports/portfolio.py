"""The portfolio on a screen: the initiatives by stage, unit and risk, with their dates.

The first screen of a portfolio nobody has set goals for, so it must answer by itself: how many
are there, how far are they, and how long does it take to get there?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative
from reports.format import day, figure
from reports.markup import box, element, text, written
from reports.tables import Column, matrix, table, words

STAGES = ("idea", "prototype", "scaling", "production", "paused", "retired")
TIERS = ("prohibited", "high", "limited", "minimal", "unclassified")
UNKNOWN = "not stated"


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
    """Return how many initiatives each unit has in each stage."""
    counts = Counter((one.business_unit or UNKNOWN, one.stage or UNKNOWN) for one in found)
    return matrix(
        counts, _ordered(counts, 0, ()), _ordered(counts, 1, STAGES),
        title="Initiatives by unit and stage",
    )  # fmt: skip


def by_risk(found: Sequence[Initiative]) -> str:
    """Return how many initiatives each risk tier has in each stage."""
    counts = Counter((one.risk_tier or UNKNOWN, one.stage or UNKNOWN) for one in found)
    return matrix(
        counts, _ordered(counts, 0, TIERS), _ordered(counts, 1, STAGES),
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
    columns = (Column(""), Column(""), Column("Median", True), Column("Initiatives", True))
    return table(columns, rows, title="Time from concept to production")


def listed(found: Sequence[Initiative], today: date) -> str:
    """Return the initiatives as a table with their dates."""
    columns = (
        Column("Initiative"), Column("Unit"), Column("Stage"), Column("Risk"), Column("Began"),
        Column("Planned for"), Column("In production since"),
    )  # fmt: skip
    rows = [
        (
            box("", one.name or one.id, text("muted id", one.id)),
            one.business_unit or UNKNOWN,
            words(one.stage) or UNKNOWN,
            words(one.risk_tier) or UNKNOWN,
            day(one.began) if one.began else "–",
            _planned(one, today),
            day(one.in_production) if one.in_production else "–",
        )
        for one in found
    ]
    return table(columns, rows, title="Initiatives")


def empty(where: str) -> str:
    """Return what stands where nothing is loaded, with what to do."""
    return written(
        box(
            "tandem empty",
            element("h2", None, "Nothing is loaded yet"),
            element("p", None, where),
        )
    )


def _planned(one: Initiative, today: date) -> str:
    """Return the planned day, and whether it has passed without arrival."""
    if one.target_date is None:
        return "–"
    late = one.target_date < today and one.stage in ("idea", "prototype", "scaling", "paused")
    return day(one.target_date) + (" · passed" if late else "")


def _ordered(counts: Counter[tuple[str, str]], place: int, known: Sequence[str]) -> list[str]:
    """Return the values that occur: known ones in their order, others by size."""
    sizes: Counter[str] = Counter()
    for pair, count in counts.items():
        sizes[pair[place]] += count
    others = [name for name, _ in sizes.most_common() if name not in known]
    return [name for name in known if name in sizes] + others
