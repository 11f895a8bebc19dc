"""Commands about loads: load, loads, show and undo."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.errors import GapError
from pipelines.front_door import approving, layouts, sourcing
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.intake.receipt import Receipt
    from pipelines.workspace import Workspace

ROLE = "command line"
"""Whoever may start the command may write the store's files; there is nobody else to ask."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


def load(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="CSV, gzip or XLSX files.")
    ] = None,
    extract: Annotated[
        str | None, typer.Option(help="The kind of file; else its name or header says so.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Mapping profile for somebody else's file: name or path.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="The period it is about, where its name does not say so.")
    ] = None,
    encoding: layouts.Encoding = None,
    delimiter: layouts.Delimiter = None,
    header_line: layouts.HeaderLine = None,
    sheet: layouts.Sheet = None,
    decimal_mark: layouts.DecimalMark = None,
    dates: layouts.Dates = None,
    mapping: layouts.Mapping = None,
    accept_mapping: layouts.AcceptMapping = False,
    word: layouts.Words = None,
    constant: layouts.Constants = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen; change nothing.")] = False,
    allow_rejects: Annotated[
        bool, typer.Option(help="Load the good rows and keep the bad ones in a reject file.")
    ] = False,
    reason: Annotated[
        str, typer.Option(help="Why; kept in the journal, and told of a figure that it restates.")
    ] = "",
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON object; of several files, one in each line."),
    ] = False,
    problems: Annotated[
        Path | None, typer.Option(help="Write every problem to this CSV; for one FILE only.")
    ] = None,
    from_url: sourcing.FromUrl = None,
    table: sourcing.TableOption = None,
    query: sourcing.QueryOption = None,
    annotated: approving.AnnotatedTo = None,
    diff: approving.Diff = False,
    approve: approving.Approve = None,
) -> None:
    """Load files: each one whole, or not at all, replacing the periods that it contains."""
    if (problems or annotated) is not None and len(files or ()) > 1:
        raise typer.BadParameter("is for one FILE only", param_hint="--problems, --annotated")
    try:
        layout = layouts.layout_of(
            encoding=encoding, delimiter=delimiter, header_line=header_line, sheet=sheet,
            decimal_mark=decimal_mark, dates=dates, mapping=mapping,
            accepts_suggestions=accept_mapping, words=word, constants=constant,
        )  # fmt: skip
    except GapError as error:
        raise typer.BadParameter(str(error)) from error
    wishes: dict[str, Any] = {
        "extract": extract, "profile": profile, "period": period, "layout": layout,
        "dry_run": dry_run, "allow_rejects": allow_rejects, "problems_file": problems,
        "reason": reason,
    }  # fmt: skip
    with _sourced(files, from_url, table, query, approve=approve, as_json=as_json) as (here, given):
        say = Saying(as_json, 2 if len(given) == 1 else None, dry_run)
        if annotated is not None or diff:
            raise typer.Exit(max(_looked_at(here, one, wishes, annotated, diff) for one in given))
        raise typer.Exit(max(_loaded(here, one, say, wishes) for one in given))


@contextmanager
def _sourced(
    files: list[Path] | None,
    from_url: str | None,
    table: str | None,
    query: str | None,
    *,
    approve: str | None,
    as_json: bool,
) -> Iterator[tuple[Workspace, tuple[sourcing.Sourced, ...]]]:
    """Give the workspace and what is to be loaded into it; an approval needs no file."""
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from())
    _say_orphans(workspace)
    if approve is not None:
        hands = approving.hands_of(workspace, actor(), ROLE)
        approving.approve(hands, approve, as_json=as_json)
        raise typer.Exit(0)
    with sourcing.sourced(
        workspace, files or (), from_url=from_url, table=table, query=query
    ) as given:
        yield workspace, given


def _looked_at(
    workspace: Workspace,
    one: sourcing.Sourced,
    wishes: dict[str, Any],
    annotated: Path | None,
    diff: bool,
) -> int:
    """Look at one file without loading it, and return the exit code of that."""
    from pipelines.straight_through import Wish

    if wishes["profile"] is not None:
        raise typer.BadParameter("is for files of ours", param_hint="--annotated, --diff")
    wish = Wish(
        extract=wishes["extract"] or one.extract, period=wishes["period"],
        layout=wishes["layout"], partly=wishes["allow_rejects"],
    )  # fmt: skip
    hands = approving.hands_of(workspace, actor(), ROLE)
    return approving.look_only(
        hands, one.path, wish, annotation=annotated, diff=diff, file_name=one.name
    )


@dataclass(frozen=True)
class Saying:
    """How receipts are told."""

    as_json: bool
    indent: int | None
    dry_run: bool

    def tell(self, receipt: Receipt, name: str) -> None:
        """Print one receipt."""
        from pipelines.front_door.saying import say_receipt

        if self.as_json:
            print(json.dumps(receipt.as_json(), ensure_ascii=False, indent=self.indent))
        else:
            say_receipt(receipt, name, dry_run=self.dry_run)


def _loaded(
    workspace: Workspace, one: sourcing.Sourced, say: Saying, wishes: dict[str, Any]
) -> int:
    """Load one file, tell what became of it, and return the exit code of that."""
    from pipelines.intake.load import load_file

    code = 0
    try:
        with _progress(one.name) as on_progress:
            receipt = load_file(
                workspace,
                one.path,
                file_name=one.name,
                actor=actor(),
                role=ROLE,
                now=datetime.now(UTC),
                on_progress=on_progress,
                **wishes | {"extract": wishes["extract"] or one.extract},
            )
    except GapError as error:
        receipt = _receipt_of(error)
        # A plain GapError says that the wish makes no sense: an unknown extract, no such file.
        code = 2 if type(error) is GapError else 1
    say.tell(receipt, one.name)
    return max(code, 1 if receipt.outcome == "refused" else 0)


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
