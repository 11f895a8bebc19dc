"""The demo company's files arrive in a store: all of them now, or quarter by quarter as they did.

A store that has lived through some quarters knows of each one what was known then; later files
complete and correct it, as they do everywhere. A loading that was cut short is finished by the
next one, because a file that counts already changes nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.demo.generator import Demo, write_demo
from pipelines.demo.samples.files import DatasetFiles
from pipelines.demo.story import read_story
from pipelines.errors import GapError
from pipelines.intake.load import intake_connection, load_file
from pipelines.periods import Period, parsed
from pipelines.quality.bringing import bring_file
from pipelines.quality.registry import files, register, revisions

if TYPE_CHECKING:
    import duckdb

    from pipelines.workspace import Workspace

HOUR = time(7, tzinfo=UTC)
"""Files come by night and are there in the morning."""


@dataclass(frozen=True)
class Bringer:
    """Who brings the files, as the journal keeps it."""

    name: str
    role: str


def may_begin(workspace: Workspace) -> bool:
    """Return whether the store is empty, or holds the demo company and not all of its files."""
    catalogue, story = workspace.catalogue, read_story()
    if catalogue.version() == 0:
        return True
    reached = catalogue.reporting_date()
    return catalogue.title() == story.name and (reached is None or reached < story.as_of)


def arrival(quarter: str) -> datetime:
    """Return the moment at which the story's files of a quarter are there."""
    days = timedelta(days=read_story().arrival_days)
    return datetime.combine(parsed(quarter).end + days, HOUR)


def quarter_of_the_story(label: str) -> Period:
    """Return a quarter that the story tells of.

    Raises:
        GapError: It tells of no such quarter; the message says of which it does.
    """
    quarters = {quarter.label: quarter for quarter in read_story().quarters}
    if label in quarters:
        return quarters[label]
    first, last = min(quarters), max(quarters)
    raise GapError(
        f"The demo company has no quarter “{label}”.",
        next_step=f"Choose one from {first} to {last}. Nothing was changed.",
    )


def arrive(workspace: Workspace, *, until: str, since: str = "", by: Bringer) -> int:
    """Load what the story's files said at the end of a quarter, at the moments of the story.

    Args:
        workspace: Where; empty, or the demo company's own.
        until: The last quarter that is over.
        since: The last one that was over when files arrived before; empty for none.
        by: Who brings them.

    Returns:
        How many rows the files have.

    Raises:
        GapError: A file was refused, or the story has no such quarter.
    """
    known_on = quarter_of_the_story(until).end
    before = quarter_of_the_story(since).end if since else date.min
    corrected = read_story().facts["restated"]["corrected_on"]

    def moment(path: Path) -> datetime:
        """Return when a file came: a corrected edition has a day of its own."""
        second = path.stem.endswith("_r2")
        return datetime.combine(corrected, HOUR) if second else arrival(until)

    def reason(path: Path) -> str:
        """Return why a file comes that says more of a quarter than one before it did."""
        return "" if path.stem.endswith(until) else str(read_story().facts["completed"]["reason"])

    with tempfile.TemporaryDirectory() as folder:
        written = write_demo(Path(folder), truth=False, known_on=known_on, since=before)
        ordered = sorted(written.files, key=moment)
        return load_all(
            workspace, written, ordered, by=by, moment=moment, day=known_on,
            reason=reason if since else None,
        )  # fmt: skip


def load_all(
    workspace: Workspace,
    written: Demo,
    ordered: Sequence[Path],
    *,
    by: Bringer,
    moment: Callable[[Path], datetime],
    day: date,
    reason: Callable[[Path], str] | None = None,
) -> int:
    """Load files in their order, then report as of a day unless a later one was reached.

    Args:
        workspace: Where.
        written: The files and datasets.
        ordered: The files in the order to load them.
        by: Who brings them.
        moment: When each of them came.
        day: The day up to which they tell.
        reason: Why each of them came, where it is said.

    Returns:
        How many rows were accepted, now or before.

    Raises:
        GapError: A file was refused; those before it are loaded.
    """
    catalogue, story, rows = workspace.catalogue, read_story(), 0
    last = max(map(moment, ordered))
    if catalogue.version() == 0 and catalogue.title() != story.name:
        catalogue.set_title(story.name, actor=by.name, role=by.role, at=min(map(moment, ordered)))
    folders = {written.folder, *(path.parent for path in ordered)}
    with intake_connection(workspace, folders=folders) as connection:
        for path in _shown(ordered):
            receipt = load_file(
                workspace, path, actor=by.name, role=by.role, now=moment(path),
                connection=connection, reason=reason(path) if reason else "",
            )  # fmt: skip
            if receipt.outcome == "refused":
                raise GapError(
                    f"{path.name} of the demo company was refused.",
                    where=receipt.problems[0].message,
                    next_step="Files before it are loaded; the rest is not.",
                )
            rows += receipt.rows_accepted
        _register(workspace, written.datasets, connection, by=by, now=last)
    reached = catalogue.reporting_date()
    if reached is None or reached < day:
        catalogue.set_reporting_date(day, actor=by.name, role=by.role, at=last)
    return rows


def _shown(files: Sequence[Path]) -> Iterable[Path]:
    """Go through the files and show how far it is where somebody looks on."""
    if not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, "Loading the demo company", console=Console(stderr=True))


def _register(
    workspace: Workspace,
    datasets: Sequence[DatasetFiles],
    connection: duckdb.DuckDBPyConnection,
    *,
    by: Bringer,
    now: datetime,
) -> None:
    """Register the demo company's datasets and bring their files; what is there already stays."""
    there = {(file.dataset, file.period) for file in files(workspace)}
    for told in datasets:
        if not revisions(workspace, told.dataset):
            why = "Part of the demo company."
            register(workspace, told.contract, actor=by.name, role=by.role, why=why, now=now)
        for period, path in told.files.items():
            if (told.dataset, period) not in there:
                bring_file(
                    workspace, told.dataset, path,
                    period=period, actor=by.name, role=by.role, now=now, connection=connection,
                )  # fmt: skip
