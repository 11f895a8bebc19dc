"""Commands about loads: load, loads, show and undo."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.errors import GapError
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.intake.receipt import Receipt
    from pipelines.workspace import Workspace

ROLE = "command line"
"""Whoever may start the command may write the store's files; there is nobody else to ask."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files.")],
    extract: Annotated[
        str | None, typer.Option(help="The kind of file; else its name or header says so.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Mapping profile for somebody else's file: name or path.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="The period it is about, where its name does not say so.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Such as cp1252; else UTF-8, or UTF-16 with its mark.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen; change nothing.")] = False,
    allow_rejects: Annotated[
        bool, typer.Option(help="Load the good rows and keep the bad ones in a reject file.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON object; of several files, one in each line."),
    ] = False,
    problems: Annotated[
        Path | None, typer.Option(help="Write every problem to this CSV; for one FILE only.")
    ] = None,
) -> None:
    """Load files: each one whole, or not at all, replacing the periods that it contains."""
    from pipelines.front_door.saying import say_receipt
    from pipelines.intake.load import load_file
    from pipelines.workspace import open_workspace

    if problems is not None and len(files) > 1:
        raise typer.BadParameter("is for one FILE only", param_hint="--problems")
    workspace = open_workspace(settings_from())
    _say_orphans(workspace)
    worst = 0
    for path in files:
        try:
            with _progress(path.name) as on_progress:
                receipt = load_file(
                    workspace,
                    path,
                    extract=extract,
                    profile=profile,
                    period=period,
                    encoding=encoding,
                    dry_run=dry_run,
                    allow_rejects=allow_rejects,
                    actor=actor(),
                    role=ROLE,
                    now=datetime.now(UTC),
                    problems_file=problems,
                    on_progress=on_progress,
                )
        except GapError as error:
            receipt = _receipt_of(error)
            # A plain GapError says that the wish makes no sense: an unknown extract, no such file.
            worst = max(worst, 2 if type(error) is GapError else 1)
        if as_json:
            indent = 2 if len(files) == 1 else None
            print(json.dumps(receipt.as_json(), ensure_ascii=False, indent=indent))
        else:
            say_receipt(receipt, path.name, dry_run=dry_run)
        worst = max(worst, 1 if receipt.outcome == "refused" else 0)
    raise typer.Exit(worst)


def loads(as_json: AsJson = False) -> None:
    """List every load, newest first, with what became of it."""
    from pipelines.front_door.saying import load_object, say_loads
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from(), create=False)
    records = workspace.catalogue.loads()
    if as_json:
        print(json.dumps([load_object(record) for record in records], ensure_ascii=False, indent=2))
    else:
        say_loads(records)


def show(
    load_id: Annotated[str, typer.Argument(metavar="LOAD_ID", help="From the list of loads.")],
    as_json: AsJson = False,
) -> None:
    """Show one load: who, when, file, hash, rows, rejects, and what it replaced."""
    from pipelines.front_door.saying import load_object, say_load
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from(), create=False)
    record = workspace.catalogue.load(load_id)
    if as_json:
        print(json.dumps(load_object(record), ensure_ascii=False, indent=2))
    else:
        say_load(record)


def undo(
    load_id: Annotated[str, typer.Argument(metavar="LOAD_ID", help="Any load of the file.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the journal.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a file back, with all its loads, and bring back exactly what counted before."""
    from pipelines.front_door.saying import say_undone
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from(), create=False)
    undone = workspace.catalogue.undo(
        load_id, actor=actor(), role=ROLE, at=datetime.now(UTC), reason=reason
    )
    if as_json:
        answer: dict[str, Any] = {
            "outcome": "undone" if undone.changed else "unchanged",
            "file": undone.file_name,
            "undone": list(undone.loads),
            "restored": list(undone.restored),
            "version": undone.version,
        }
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        say_undone(undone)


def actor() -> str:
    """Return who runs the command, as the operating system knows them."""
    try:
        return getpass.getuser()
    except OSError:
        return "unknown"


@contextmanager
def _progress(name: str) -> Iterator[Callable[[float], None] | None]:
    """Show how far a long load is, where a person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _receipt_of(error: GapError) -> Receipt:
    """Return the receipt of a file that could not even be looked at."""
    from pipelines.intake.receipt import Problem, Receipt

    problem = Problem("error", "refused", None, None, None, str(error))
    return Receipt("refused", None, (), 0, 0, (problem,))


def _say_orphans(workspace: Workspace) -> None:
    """Tell what a load that died left behind."""
    if workspace.orphans:
        print(
            f"{workspace.orphans} files of a load that was cut off were removed; "
            "nothing of it had counted.",
            file=sys.stderr,
        )
