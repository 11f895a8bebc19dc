"""The proof behind a level: the datasets, their checks, the rows that fail, and who is held up.

Whoever said four and hears two point one wants to see it: each score here opens to its checks,
each check names keys that can be looked up in the source system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from governance.data_policy import data_policy
from governance.maturity.shapes import MatrixRow
from governance.readiness import Readiness
from pipelines.portfolio import Initiative
from pipelines.quality.scores import dimension_scores
from pipelines.quality.scores import score as score_of
from pipelines.quality.shapes import DIMENSIONS, CheckResult, Measurement
from reports.format import day
from reports.levels import level_figure
from reports.markup import Child, box, element, text
from reports.status import shape
from reports.tables import Column, table, words

Address = Callable[[str], str]
"""Gives the address of a dataset, an extract or a goal."""
Proof = tuple[Measurement, CheckResult]
"""A failing check and the measurement that it belongs to."""
ROW = "_row"
"""Under which name a sample carries the row's number."""


def worst_checks(found: Sequence[Measurement], dimension: str) -> tuple[Proof, ...]:
    """Return the failing checks of a dimension, the lowest score first."""
    failing = [
        (run, check)
        for run in found
        for check in run.checks
        if check.dimension == dimension and check.tested and check.failed > 0
    ]
    return tuple(sorted(failing, key=lambda one: (one[1].score or 0.0, -one[1].failed)))


def proof_words(row: MatrixRow, failing: int, shown: int) -> str:
    """Return what was said about a dimension beside what the checks found."""
    sides = [("the CEO's side", row.ceo), ("the CIO's side", row.cio)]
    said = " and ".join(f"{who} said {level_figure(at)}" for who, at in sides if at is not None)
    said = f"On {row.title.lower()} {said or 'nobody was asked'}"
    if row.measured is None:
        return f"{said}; no check speaks of it, so nothing supports or contradicts that."
    score = "" if row.measured_score is None else f" ({row.measured_score:.0f} of 100)"
    said += f", the checks say {level_figure(row.measured)}{score}."
    if not failing:
        return f"{said} Every element that was tested passed."
    more = f" The worst {shown} of {failing} failing checks:" if failing > shown else ""
    return said + (more or " The failing checks:")


def proof_table(proofs: Sequence[Proof], address: Address) -> str:
    """Return failing checks with the dataset they speak of and keys of failing rows."""
    columns = (
        Column("What must hold"), Column("Data"), Column("Score", True), Column("Tested", True),
        Column("Failed", True), Column("For example"),
    )  # fmt: skip
    rows = [
        (
            check.says,
            element("a", {"href": address(run.subject), "target": "_self"}, run.title),
            scored(check.score, holds=check.passes),
            f"{check.tested:,}",
            counted(check.failed),
            _keys(check),
        )
        for run, check in proofs
    ]
    return table(columns, rows, title="Failing checks")


def run_words(run: Measurement) -> str:
    """Return how a measured extract stands, in a sentence."""
    score = score_of(run)
    if score is None:
        return f"{run.title} could not be measured: {run.failure or 'no check tested anything'}"
    failing = sum(not check.passes for check in run.checks)
    return (
        f"{run.title} has {score:.0f} of 100: {failing} of {len(run.checks)} checks fail "
        f"on {run.rows:,} rows of {run.period}."
    )


def checks_table(run: Measurement) -> str:
    """Return every check of a measurement by dimension, the failing ones first."""
    columns = (
        Column("What must hold"), Column("Dimension"), Column("Score", True),
        Column("Asked", True), Column("Tested", True), Column("Failed", True),
        Column("Failing rows"),
    )  # fmt: skip
    ordered = sorted(
        run.checks,
        key=lambda check: (
            DIMENSIONS.index(check.dimension),
            check.passes,
            101.0 if check.score is None else check.score,
        ),
    )
    rows = [
        (
            box("", check.says, text("muted id", check.name)),
            words(check.dimension),
            scored(check.score, holds=check.passes),
            f"{check.at_least:g}%",
            f"{check.tested:,}",
            counted(check.failed),
            _keys(check),
        )
        for check in ordered
    ]
    return table(columns, rows, title=f"Checks of {run.title}")


def history_table(runs: Sequence[Measurement]) -> str:
    """Return the scores quarter by quarter, the newest first."""
    columns = (
        Column("Quarter"), Column("Score", True),
        *(Column(words(dimension), True) for dimension in DIMENSIONS),
        Column("Rows", True), Column("Measured", is_short=True),
    )  # fmt: skip
    rows = [
        (
            run.period,
            scored(score_of(run)),
            *(scored(one.score) for one in dimension_scores(run).values()),
            f"{run.rows:,}",
            day(run.at),
        )
        for run in reversed(runs)
    ]
    return table(columns, rows, title="Scores, quarter by quarter")


def holding_words(ready: Sequence[Readiness]) -> str:
    """Return which dataset holds a goal back, in a sentence."""
    if not ready:
        return "No initiative of this goal names a dataset that it uses."
    known = [one for one in ready if one.at_most is not None]
    if not known:
        return "What holds it back is not known: none of its critical datasets was measured."
    worst = min(known, key=lambda one: one.at_most or 0.0)
    return f"The weakest of its data: {worst.held_back_title}, {worst.at_most:.0f} of 100."


def holding_table(
    initiatives: Sequence[Initiative], ready: Mapping[str, Readiness], address: Address
) -> str:
    """Return a goal's initiatives with their data readiness and what holds each back."""
    columns = (
        Column("Initiative"), Column("Stage"), Column("Data readiness", True),
        Column("Held back by"), Column("In words"),
    )  # fmt: skip
    rows = []
    for one in initiatives:
        found = ready.get(one.id)
        held: Child = "–"
        if found and found.held_back_by:
            link = {"href": address(found.held_back_by), "target": "_self"}
            held = element("a", link, found.held_back_title)
        rows.append(
            (
                box("", one.name or one.id, text("muted id", one.id)),
                words(one.stage) if one.stage else "–",
                scored(found.score) if found else "–",
                held,
                found.words if found else "It names no dataset that it uses.",
            )
        )
    return table(columns, rows, title="Initiatives and the data that they need")


def scored(score: float | None, *, holds: bool = True) -> Child:
    """Return a score with the shape of how grave it is; a dash where it is not measured.

    Args:
        score: 0 to 100.
        holds: Whether what was asked for is reached; a check that fails is never shown as good.
    """
    if score is None:
        return text("muted", "–")
    status = _status(score)
    sign = shape("amber" if status == "green" and not holds else status)
    return text("scored", sign, f"{score:.0f}" if score <= 99 else _whole(score))


def _status(score: float) -> Literal["red", "amber", "green"]:
    """Return how grave a score is, by the edges of the policy."""
    edges = data_policy().severity
    return "red" if score < edges.high_below else "amber" if score < edges.medium_below else "green"


def _whole(score: float) -> str:
    """Return a score near 100, which is never rounded up to it."""
    return "100" if score >= 100 else f"{min(score, 99.9):.1f}"


def _keys(check: CheckResult) -> Child:
    """Return some failing rows, one on a line, as many as the policy shows; else what to mind."""
    shown = check.sample[: data_policy().proof.sample]
    if not shown:
        return check.note or "–"
    lines = [box("", _row_words(row)) for row in shown]
    more = check.failed - len(shown)
    last = box("muted", f"and {more:,.0f} more") if more >= 1 else None
    return element("div", {"class": "small"}, *lines, last)


def _row_words(row: Mapping[str, str]) -> str:
    """Return one failing row: its number first, then its key and the cells at fault."""
    cells = [f"{name} {value or 'empty'}" for name, value in row.items() if name != ROW]
    where = [f"row {row[ROW]}"] if ROW in row else []
    return ", ".join([*where, *cells])


def counted(failed: float) -> str:
    """Return how many elements failed: whole, except where one passes in part."""
    return f"{failed:,.0f}" if failed == int(failed) else f"{failed:,.2f}"
