"""Commands for a start: empty templates, and the demo company."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.errors import GapError
from pipelines.front_door.loading import ROLE, actor
from pipelines.settings import settings_from

if TYPE_CHECKING:
    import duckdb

    from pipelines.demo.generator import Demo
    from pipelines.demo.samples.files import DatasetFiles
    from pipelines.workspace import Workspace


def templates(
    out: Annotated[Path, typer.Option(help="Folder for the files; made where missing.")],
) -> None:
    """Write a CSV and an Excel file with an explanation for each kind of extract."""
    from pipelines.extracts.reading import read_contracts
    from pipelines.extracts.templates import write_templates

    written = write_templates(read_contracts(settings_from().extracts), out)
    print(f"Wrote {len(written)} files to {out}.")


def demo(
    out: Annotated[Path | None, typer.Option(help="Folder for the files and their truth.")] = None,
    scale: Annotated[str, typer.Option(help="demo, 1M, 10M or 100M rows.")] = "demo",
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 2026,
    load: Annotated[bool, typer.Option("--load", help="Load the files into the store.")] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where the store holds loads already.")
    ] = False,
    defects: Annotated[
        bool, typer.Option("--defects", help="Plant known faults in the files and list them.")
    ] = False,
) -> None:
    """Write the demo company's files, or load them, or both."""
    from pipelines.demo.generator import write_demo

    if out is None and not load:
        raise typer.BadParameter("say where to with --out, or --load them", param_hint="--out")
    if load and defects:
        raise typer.BadParameter("faulty files are refused; load one by one", param_hint="--load")
    if not load:
        assert out is not None  # noqa: S101  # checked in the line above
        written = write_demo(out, scale=scale, seed=seed, defects=defects)
        print(f"Wrote {len(written.files)} files and {len(written.datasets)} datasets to {out}.")
        return
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from())
    if if_empty and not _may_begin(workspace):
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = out or Path(temporary)
        written = write_demo(folder, scale=scale, seed=seed, truth=out is not None)
        _load_all(workspace, written)


def _may_begin(workspace: Workspace) -> bool:
    """Return whether the store is empty, or an earlier load of the demo was cut short."""
    from pipelines.demo.story import read_story

    catalogue = workspace.catalogue
    if catalogue.version() == 0:
        return True
    return catalogue.title() == read_story().name and catalogue.reporting_date() is None


def _load_all(workspace: Workspace, written: Demo) -> None:
    """Load the demo company's files in their order, and report as of its last day."""
    from rich.console import Console
    from rich.progress import track

    from pipelines.demo.story import read_story
    from pipelines.intake.load import intake_connection, load_file

    now = datetime.now(UTC)
    console, files = Console(stderr=True), written.files
    shown = track(
        files, "Loading the demo company", console=console, disable=not sys.stderr.isatty()
    )
    rows, story = 0, read_story()
    if workspace.catalogue.version() == 0:
        workspace.catalogue.set_title(story.name, actor=actor(), role=ROLE, at=now)
    folders = {written.folder, *(path.parent for path in files)}
    with intake_connection(workspace, folders=folders) as connection:
        for path in shown:
            receipt = load_file(
                workspace, path, actor=actor(), role=ROLE, now=now, connection=connection
            )
            if receipt.outcome == "refused":
                raise GapError(
                    f"{path.name} of the demo company was refused.",
                    where=receipt.problems[0].message,
                    next_step="Files before it are loaded; the rest is not.",
                )
            rows += receipt.rows_accepted
        _register(workspace, written.datasets, connection, now=now)
    if workspace.catalogue.reporting_date() is None:
        workspace.catalogue.set_reporting_date(story.as_of, actor=actor(), role=ROLE, at=now)
    print(f"Loaded {len(files)} files of the demo company, {rows:,} rows.")


def _register(
    workspace: Workspace,
    datasets: Sequence[DatasetFiles],
    connection: duckdb.DuckDBPyConnection,
    *,
    now: datetime,
) -> None:
    """Register the demo company's datasets and bring their files; what is there already stays."""
    from pipelines.quality.bringing import bring_file
    from pipelines.quality.registry import files, register, revisions

    who = actor()
    there = {(file.dataset, file.period) for file in files(workspace)}
    for told in datasets:
        if not revisions(workspace, told.dataset):
            why = "Part of the demo company."
            register(workspace, told.contract, actor=who, role=ROLE, why=why, now=now)
        for period, path in told.files.items():
            if (told.dataset, period) not in there:
                bring_file(
                    workspace, told.dataset, path,
                    period=period, actor=who, role=ROLE, now=now, connection=connection,
                )  # fmt: skip
