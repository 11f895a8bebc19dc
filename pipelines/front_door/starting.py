"""Commands for a start: empty templates, and the demo company."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.front_door.loading import ROLE, actor
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.demo.generator import Demo
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
    until: Annotated[
        str, typer.Option(help="Load only what was known at the end of a quarter: 2025-Q4.")
    ] = "",
) -> None:
    """Write the demo company's files, or load them, or both."""
    from pipelines.demo.generator import write_demo

    if out is None and not load:
        raise typer.BadParameter("say where to with --out, or --load them", param_hint="--out")
    if load and defects:
        raise typer.BadParameter("faulty files are refused; load one by one", param_hint="--load")
    if until and (out is not None or scale != "demo" or not load):
        raise typer.BadParameter("it is for --load alone", param_hint="--until")
    if not load:
        assert out is not None  # noqa: S101  # checked in the line above
        written = write_demo(out, scale=scale, seed=seed, defects=defects)
        print(f"Wrote {len(written.files)} files and {len(written.datasets)} datasets to {out}.")
        return
    from pipelines.demo.arriving import may_begin
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from())
    if if_empty and not may_begin(workspace):
        return
    if until:
        _load_until(workspace, until)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = out or Path(temporary)
        written = write_demo(folder, scale=scale, seed=seed, truth=out is not None)
        _load(workspace, written)


def _load(workspace: Workspace, written: Demo) -> None:
    """Load the demo company's files in their order, now."""
    from pipelines.demo.arriving import Bringer, load_all
    from pipelines.demo.story import read_story

    now = datetime.now(UTC)
    rows = load_all(
        workspace, written, written.files,
        by=Bringer(actor(), ROLE), moment=lambda _: now, day=read_story().as_of,
    )  # fmt: skip
    print(f"Loaded {len(written.files)} files of the demo company, {rows:,} rows.")


def _load_until(workspace: Workspace, quarter: str) -> None:
    """Load what was known at the end of a quarter, at the moment at which it came."""
    from pipelines.demo.arriving import Bringer, arrive

    rows = arrive(workspace, until=quarter, by=Bringer(actor(), ROLE))
    print(f"Loaded the demo company as it was known at the end of {quarter}, {rows:,} rows.")
