"""Where ``load`` takes its rows from: files, or a table or declared query of another database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

FromUrl = Annotated[
    str | None,
    typer.Option(
        "--from-url",
        metavar="URL",
        help="A database instead of FILE: its SQLAlchemy URL, or its name in TANDEM_SOURCES.",
    ),
]
TableOption = Annotated[
    str | None, typer.Option("--table", help="With --from-url: the table to read, whole.")
]
QueryOption = Annotated[
    str | None,
    typer.Option("--query", help="With --from-url: a query that TANDEM_SOURCES declares."),
]


@dataclass(frozen=True)
class Sourced:
    """A file to load, and what receipts call it."""

    path: Path
    name: str
    extract: str | None = None
    """The extract that the table is called after, where there is one."""


@contextmanager
def sourced(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    from_url: str | None = None,
    table: str | None = None,
    query: str | None = None,
) -> Iterator[tuple[Sourced, ...]]:
    """Give the files to load; what was written out of a database is gone afterwards.

    Args:
        workspace: Where they will be loaded.
        files: Files that somebody named.
        from_url: A database instead.
        table: Its table.
        query: Its declared query.

    Raises:
        GapError: Neither files nor a database, or the database cannot be read.
    """
    if bool(files) == bool(from_url):
        raise typer.BadParameter("name files, or a database with --from-url", param_hint="FILE")
    if from_url is None:
        if table or query:
            raise typer.BadParameter("belongs to --from-url", param_hint="--table, --query")
        yield tuple(Sourced(path, path.name) for path in files)
        return
    from pipelines.foreign_rows import foreign_rows, write_rows
    from pipelines.intake.staging import staging

    settings = workspace.settings
    rows = foreign_rows(from_url, table_name=table, query_name=query, sources=settings.sources)
    with staging(settings.store) as folder:
        path = folder / "rows.csv"
        write_rows(rows, path)
        bare = rows.name.rpartition(".")[2]
        yield (Sourced(path, rows.file_name, bare if bare in workspace.extracts else None),)
