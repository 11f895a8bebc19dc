"""The way in: one file becomes loads that count, or is refused with what to do about it.

``load_file`` serves the command line, the screen and tests alike. It answers with a receipt; a
file that is refused has one too, and nothing was changed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.accepting import Overtaken
from pipelines.catalogue.database import unreachable
from pipelines.errors import RefusedFile, StoreError
from pipelines.intake.layout import Layout
from pipelines.intake.prepare import Handed, known
from pipelines.intake.progress import Progress, watched
from pipelines.intake.questions import Unanswered
from pipelines.intake.receipt import LoadedPeriod, Problem, Receipt, Refusal, refused
from pipelines.intake.staging import staging
from pipelines.intake.understanding import understood
from pipelines.intake.walk import Walk, Wish
from pipelines.warehouse.connection import locked

if TYPE_CHECKING:
    from pipelines.extracts.contract import Extract
    from pipelines.intake.prepare import Known
    from pipelines.workspace import Workspace

ATTEMPTS = 5
"""How often a file is checked again because somebody else's load came first."""


def load_file(
    workspace: Workspace,
    path: Path,
    *,
    actor: str,
    now: datetime,
    extract: str | None = None,
    profile: str | None = None,
    period: str | None = None,
    layout: Layout | None = None,
    file_name: str | None = None,
    dry_run: bool = False,
    allow_rejects: bool = False,
    role: str = "",
    reason: str = "",
    problems_file: Path | None = None,
    on_progress: Progress | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Receipt:
    """Load a file into the workspace, whole or not at all.

    Args:
        workspace: Where to.
        path: The file.
        actor: Who brings it; kept for ever.
        now: The moment, with its zone.
        extract: The kind of file, where neither its name nor its header says so.
        profile: Name or path of a mapping profile, for somebody else's file.
        period: The period it is about, where its name does not say so.
        layout: How it is written, as far as somebody says; the rest the file must prove.
        file_name: Its name, where ``path`` has another one, as an upload has.
        dry_run: Say what would happen and change nothing.
        allow_rejects: Load the good rows and keep the bad ones aside.
        role: The actor's role, for the journal.
        reason: Why it is loaded; kept in the journal, and told where a figure is restated.
        problems_file: Gets every problem as a CSV, however many there are.
        on_progress: Called with how much of the running step is done, 0..1.
        connection: From ``intake_connection``, where many files are loaded in turn.

    Returns:
        What became of it, once that is certain.

    Raises:
        StoreError: The store or the records failed; nothing was changed.
        GapError: What was said about the file makes no sense.
    """
    starts = workspace.settings.fiscal_year_starts
    name = file_name or path.name
    handed = Handed(path, name, extract, profile, period, layout or Layout(), starts)
    wish = Wish(dry_run, allow_rejects, actor, role, now, problems_file, on_progress, reason)
    try:
        for _ in range(ATTEMPTS):
            with suppress(Overtaken):
                return _load(workspace, handed, wish, connection)
    except RefusedFile as refusal:
        return refused(refusal, extract=extract)
    except duckdb.OutOfMemoryException as error:
        raise StoreError(
            f"{handed.name} needs more memory than DuckDB may use.",
            where="Setting TANDEM_MEMORY_MB.",
            next_step="Raise the setting and load it again; nothing was changed.",
        ) from error
    except OperationalError as error:
        raise unreachable(error) from error
    except (duckdb.IOException, OSError) as error:
        raise StoreError(
            f"{handed.name} could not be loaded: {str(error).splitlines()[0]}",
            next_step="See that the disk has room and can be read; nothing was changed.",
        ) from error
    raise _overtaken()


@contextmanager
def intake_connection(
    workspace: Workspace, *, folders: Iterable[Path] = (), files: Iterable[Path] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that can read the sources named and work on the store's facts."""
    store = workspace.settings.store
    with staging(store) as home:
        connection = locked(
            workspace.settings,
            folders=(*folders, store / "staging", store / "facts", store / "rollups"),
            files=files,
            temporary=home / "spill",
        )
        try:
            yield connection
        finally:
            connection.close()


def _load(
    workspace: Workspace,
    handed: Handed,
    wish: Wish,
    shared: duckdb.DuckDBPyConnection | None,
) -> Receipt:
    """Walk a file through once; nothing it does is seen before the last step."""
    with staging(workspace.settings.store) as folder:
        what = _known(workspace, handed, folder)
        if not wish.dry_run:
            _require_one_person(what, workspace.extracts)
        same = workspace.catalogue.live_submission(what.idempotency)
        if same is not None:
            return unchanged(workspace, what, same)
        if shared is not None:
            return _walked(workspace, what, wish, shared)
        with intake_connection(workspace, files=(handed.path,)) as connection:
            return _walked(workspace, what, wish, connection)


def _known(workspace: Workspace, handed: Handed, folder: Path) -> Known:
    """Return what a file is; where it leaves questions open, they are asked all at once."""
    try:
        return known(handed, workspace.extracts, folder)
    except Unanswered as unanswered:
        questions = unanswered.questions
        with suppress(RefusedFile):
            questions = understood(handed, workspace.extracts, folder=folder)[1] or questions
        raise Unanswered(handed.name, questions) from None


def _require_one_person(what: Known, extracts: Mapping[str, Extract]) -> None:
    """Refuse a file that must not count before somebody else has approved it.

    Raises:
        Refusal: A contract asks for a second person, and there is only one here.
    """
    for name in what.extracts:
        if name in extracts and extracts[name].approval:
            raise Refusal(
                "second_person",
                f"{name} counts only once a second person has approved it.",
                next_step="Hand the file in on the page Upload, over the HTTP API or in a watched "
                "folder; somebody else then approves it there or with --approve. Nothing was "
                "loaded.",
            )


def _walked(
    workspace: Workspace, what: Known, wish: Wish, connection: duckdb.DuckDBPyConnection
) -> Receipt:
    """Walk a file that is not live yet through to its receipt."""
    with staging(workspace.settings.store) as folder, watched(connection, wish.on_progress):
        try:
            receipt, same = Walk(workspace, what, wish, connection, folder).receipt()
        except duckdb.Error as error:
            if not isinstance(error, duckdb.OutOfMemoryException):
                for file in workspace.catalogue.files():
                    workspace.warehouse.checked(file)  # a damaged one explains the error
            raise
    return receipt if same is None else unchanged(workspace, what, same)


def unchanged(workspace: Workspace, what: Known, submission: str) -> Receipt:
    """Return the receipt of a file whose every load counts already."""
    loads = [load for load in workspace.catalogue.loads() if load.submission == submission]
    loads.reverse()
    first = loads[0]
    message = (
        f"{what.handed.name} is loaded already, since {first.at:%Y-%m-%d %H:%M} UTC by "
        f"{first.actor}. Nothing was changed."
    )
    return Receipt(
        "unchanged",
        ", ".join(what.extracts),
        tuple(LoadedPeriod(one.id, one.extract, one.period, one.rows, one.sha256) for one in loads),
        sum(one.rows for one in loads),
        sum({one.extract: one.rejected for one in loads}.values()),
        (Problem("note", "unchanged", None, None, None, message),),
    )


def _overtaken() -> StoreError:
    """Return the failure of a file that never got its turn."""
    return StoreError(
        "Other loads came first again and again.",
        next_step="Load the file again; nothing was changed.",
    )
