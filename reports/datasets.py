"""Registered datasets on a screen: which there are, what their contracts say, what was brought.

What fails in them and what rests on them is told by the maturity screen; here it is one figure,
and the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from governance.readiness import DatasetStanding
from pipelines.quality.dataset import Source
from pipelines.quality.registry import File, Revision
from pipelines.quality.scores import dimension_scores
from pipelines.quality.shapes import Dimension, Measurement
from reports.data_proof import counted, scored
from reports.format import day
from reports.levels import level_figure
from reports.markup import Child, box, element, text, written
from reports.tables import Column, table, words

State = Literal[
    "measured", "being measured", "to be measured", "not measurable", "without rows yet"
]
Names = Callable[[str], str]
"""Gives what somebody is called."""
STATES: tuple[State, ...] = (
    "measured", "being measured", "to be measured", "not measurable", "without rows yet",
)  # fmt: skip
"""The way of a dataset from its contract to its score, in the order in which it is counted."""
HASH_SHOWN = 12
"""Digits of a hash that tell files apart at a glance; the whole one is in the tooltip."""
SETTINGS = (
    "A file is named by its path below the folder that the setting `TANDEM_DATASETS` holds; a "
    "table is named by its database, for which the YAML file that the setting `TANDEM_SOURCES` "
    "holds has a line such as `crm: {url: 'postgresql+psycopg://reader@host/name'}`."
)
"""What must be set where rows stay where they are; Markdown."""
NOTHING = (
    "No dataset is registered here yet. A dataset is data that initiatives need, such as the "
    "customer records. Its small contract says what must hold in it, and every file that is "
    "brought from then on is measured by that."
)
"""What an empty register says."""


@dataclass(frozen=True)
class Underway:
    """What is still to be measured."""

    subjects: frozenset[str]
    now: str = ""
    """What is being measured at the moment, such as ``DS-CRM 2026-Q1``; empty if nothing is."""


def state(one: DatasetStanding, underway: Underway) -> State:
    """Return where a registered dataset stands on the way from its contract to its score."""
    if underway.now.partition(" ")[0] == one.dataset:
        return "being measured"
    if one.dataset in underway.subjects:
        return "to be measured"
    if one.measured is None:
        return "without rows yet"
    return "not measurable" if one.score is None else "measured"


def register_words(standings: Sequence[DatasetStanding], underway: Underway) -> str:
    """Return how many datasets there are, and how many are in which state."""
    found = [state(one, underway) for one in standings]
    counts = ", ".join(f"{found.count(each)} {each}" for each in STATES if each in found)
    many = "1 dataset is" if len(standings) == 1 else f"{len(standings)} datasets are"
    return f"{many} registered: {counts}."


def register_table(
    standings: Sequence[DatasetStanding],
    files: Mapping[str, File],
    underway: Underway,
    *,
    address: Callable[[str], str],
) -> str:
    """Return the registered datasets: how good, who answers for them, who needs them.

    Args:
        standings: The datasets, in the order to show them.
        files: The newest file of each dataset that has one.
        underway: What is still to be measured.
        address: Gives a dataset's address.
    """
    columns = (
        Column("Dataset"), Column("State", is_short=True), Column("Score", True),
        Column("Level", True), Column("Newest rows"), Column("Owner"), Column("Domain"),
        Column("Used by"),
    )  # fmt: skip
    rows = [
        (
            _named(one, address),
            state(one, underway),
            scored(one.score),
            level_figure(one.level),
            _newest(one, files.get(one.dataset)),
            one.owner,
            one.domain,
            _unbroken(one.initiatives),
        )
        for one in standings
    ]
    return table(columns, rows, title="Registered datasets")


def back(address: str, said: str) -> str:
    """Return how a dataset stands, with the way back to all of them."""
    link = element("a", {"href": address, "target": "_self"}, "← All datasets")
    return written(
        box("tandem answer", element("p", None, link), element("p", {"class": "headline"}, said))
    )


def about_words(one: DatasetStanding) -> str:
    """Return what a dataset is, who answers for it and where its rows come from."""
    contract = one.contract
    if contract is None:
        return f"{one.title} is not registered."
    critical = "critical for" if one.critical else "used by"
    said = f"{contract.description.rstrip('.')}. " if contract.description else ""
    users = _listed(one.initiatives) if one.initiatives else "no initiative so far"
    return (
        f"{said}Owner: {one.owner}. Domain: {one.domain}; {critical} {users}. "
        f"{source_words(contract.source)}"
    )


def source_words(source: Source) -> str:
    """Return where a dataset's rows come from."""
    if source.kind == "upload":
        return "Its rows are the files that are brought here."
    if source.kind == "file":
        return f"Its rows are read from the file {source.name} below the folder of datasets."
    return f"Its rows stay in the table {source.name} of the database {source.database}."


def dimensions_table(run: Measurement) -> str:
    """Return a measurement by dimension, with what it weighs in the score."""
    columns = (
        Column("Dimension"), Column("Score", True), Column("Passed", True),
        Column("Tested", True), Column("Failing checks", True), Column("Weight", True),
    )  # fmt: skip
    rows = [
        (
            words(name),
            scored(found.score) if found.tested else text("muted", "not measured"),
            counted(found.passed) if found.tested else "–",
            f"{found.tested:,}" if found.tested else "–",
            _failing(run, name),
            f"{run.weights.get(name, 1.0):g}",
        )
        for name, found in dimension_scores(run).items()
    ]
    return table(columns, rows, title=f"{run.title} by dimension")


def way_to_checks(address: str) -> str:
    """Return the way to what the maturity screen tells of a dataset."""
    link = element("a", {"href": address, "target": "_self"}, "Its checks, failing rows, incidents")
    return written(box("tandem", element("p", None, link)))


def run_words(run: Measurement) -> str:
    """Return what was measured when; or why nothing could be."""
    when = f"{run.at:%Y-%m-%d %H:%M} UTC"
    if run.failure:
        return f"{run.period} could not be measured on {when}: {run.failure}"
    rows = "1 row" if run.rows == 1 else f"{run.rows:,} rows"
    return f"{rows} of {run.period}, measured on {when} as of {day(run.as_of)}."


def revisions_table(revisions: Sequence[Revision], name_of: Names) -> str:
    """Return who wrote which revision of a contract and why, the newest first."""
    columns = (
        Column("Revision"), Column("What"), Column("Who"), Column("When (UTC)", is_short=True),
        Column("Why"),
    )  # fmt: skip
    rows = [
        (
            f"{one.number}",
            "retired" if one.retired else "registered" if one.number == 1 else "changed",
            name_of(one.actor),
            f"{one.at:%Y-%m-%d %H:%M}",
            one.why,
        )
        for one in reversed(revisions)
    ]
    return table(columns, rows, title="Revisions of the contract", first="td")


def files_table(files: Sequence[File], runs: Sequence[Measurement], name_of: Names) -> str:
    """Return the files brought, the newest quarter first, with what was measured of each."""
    columns = (
        Column("Quarter"), Column("File"), Column("Rows", True), Column("Brought by"),
        Column("When (UTC)", is_short=True), Column("SHA-256"),
    )  # fmt: skip
    rows_of = {run.period: f"{run.rows:,}" for run in runs if not run.failure}
    rows = [
        (
            one.period,
            one.file_name,
            rows_of.get(one.period, "–"),
            name_of(one.actor),
            f"{one.at:%Y-%m-%d %H:%M}",
            element("span", {"title": one.original_sha256}, one.original_sha256[:HASH_SHOWN]),
        )
        for one in reversed(files)
    ]
    return table(columns, rows, title="Files brought, the newest of each quarter")


def _named(one: DatasetStanding, address: Callable[[str], str]) -> Child:
    """Return a dataset's title with the way to it."""
    link = element("a", {"href": address(one.dataset), "target": "_self"}, one.title)
    said = f"{one.dataset}, critical" if one.critical else one.dataset
    return box("", link, box("muted small", said))


def _newest(one: DatasetStanding, file: File | None) -> Child:
    """Return the newest quarter that there are rows of, and where they came from."""
    if file is not None:
        return box("short", file.period, box("muted small", f"brought {day(file.at)}"))
    source = one.contract.source if one.contract else None
    if source is None or source.kind == "upload":
        return text("muted", "none")
    quarter = one.measured.period if one.measured and not one.measured.failure else ""
    return box("", quarter, box("muted small", f"{source.kind} {source.name}"))


def _failing(run: Measurement, dimension: Dimension) -> str:
    """Return how many checks of a dimension fail, of how many."""
    own = [check for check in run.checks if check.dimension == dimension and check.tested]
    return f"{sum(not check.passes for check in own)} of {len(own)}" if own else "–"


def _unbroken(names: Sequence[str]) -> Child:
    """Return identifiers, none of them broken at its hyphen."""
    parts: list[Child] = []
    for place, name in enumerate(names, start=1):
        parts += [text("short", name + ("," if place < len(names) else "")), " "]
    return box("", *parts) if parts else "–"


def _listed(names: Sequence[str]) -> str:
    """Return identifiers, one after another."""
    return ", ".join(names) or "–"
