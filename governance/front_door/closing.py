"""Commands for the papers of a check-in: close it, write them out, verify them, compare two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from governance.checkin import freezing
from governance.checkin import meeting as room
from governance.checkin.comparing import compare
from governance.checkin.shapes import Frozen
from governance.checkin.stage import stage
from governance.checkin.verifying import verify
from governance.front_door.checking_in import InOne, WhichOne, chosen
from governance.front_door.opening import Signer, moment, opened, reporting_day, signer
from pipelines.errors import GapError
from pipelines.workspace import Workspace

SNAPSHOT = "check-in.json"
"""The file that holds what the figures and the meeting were."""


def close_check_in(
    signed_by: Signer,
    check_in_id: InOne = None,
    without: Annotated[
        str, typer.Option("--without-signature", help="Why it is closed without one.")
    ] = "",
) -> None:
    """Close a check-in for good, with its minutes; its screens are kept when a screen closes it."""
    workspace = opened()
    by, one = signer(workspace, signed_by), chosen(workspace, check_in_id)
    today = reporting_day(workspace)
    shown = room.meeting(workspace, one.id)
    made = freezing.close(
        workspace,
        by,
        one.id,
        stage=stage(workspace, shown, today=today),
        papers={},
        today=today,
        now=moment(),
        seen=shown.head,
        without=without,
    )
    print(f"{one.id} is closed: version {made.version}, sha256 {made.sha256}.")


def export(
    check_in_id: Annotated[str, typer.Argument(help="Such as CI-2026-04.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
) -> None:
    """Write the papers of a closed check-in and its figures into a folder."""
    workspace = opened()
    held = _closed(workspace, check_in_id)
    files = {_file(name): text for name, text in held.papers} | {SNAPSHOT: held.body}
    try:
        for name, text in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise GapError(
            f"The papers cannot be written: {error.strerror}.",
            where=str(error.filename or out),
            next_step="Choose another folder, or make room. The check-in is as it was.",
        ) from error
    print(f"{len(files)} files of {check_in_id} are in {out}; sha256 {held.sha256}.")


def verify_check_in(check_in_id: WhichOne = None) -> None:
    """Say whether a closed check-in is what it was, and whether its figures come out again."""
    workspace = opened()
    found = verify(workspace, chosen(workspace, check_in_id).id)
    print(found.words)
    if not found.intact or found.recomputed is False:
        raise typer.Exit(1)


def compare_check_ins(first: str, second: str) -> None:
    """Print in what two closed check-ins differ."""
    workspace = opened()
    found = compare(_closed(workspace, first), _closed(workspace, second))
    for one in found:
        print(f"{one.goal_id} {one.title}: {one.what}: {one.first} → {one.second}".lstrip())
    if not found:
        print(f"{first} and {second} show the same.")


def _closed(workspace: Workspace, check_in_id: str) -> Frozen:
    """Return a closed check-in as it was pinned, or refuse in words."""
    one = chosen(workspace, check_in_id)
    held = freezing.frozen(workspace, one.id)
    if held is None:
        raise GapError(
            f"{one.id} is not closed yet, so it has no papers.",
            next_step="Close it first. Nothing was changed.",
        )
    return held


def _file(name: str) -> str:
    """Return the name of a paper's file: below the folder, whatever somebody called an item."""
    parts = [quote(part, safe="") if part.strip(".") else "_" for part in name.split("/")]
    file = "/".join(parts)
    return file if "." in parts[-1] else f"{file}.html"
