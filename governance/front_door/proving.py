"""Commands about evidence: keep what proves a load or a figure, list it, copy it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from governance.front_door.opening import Signer, moment, opened, signer
from governance.uploads import keeping
from pipelines.errors import GapError
from pipelines.intake.explain import shown
from pipelines.uploads.evidence import Evidence

evidence: Final = typer.Typer(
    no_args_is_help=True, help="Attach, list or copy the files that prove a load or a figure."
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="load/L… or value/METRIC/PERIOD.")]


@evidence.command("attach")
def attach(
    subject: Subject,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="It is copied and left alone.")],
    signed_by: Signer,
    note: Annotated[str, typer.Option(help="What it shows.")] = "",
    as_json: AsJson = False,
) -> None:
    """Keep a file as evidence; it is hashed, and never removed."""
    workspace = opened()
    kept = keeping.attach(
        workspace, signer(workspace, signed_by), subject, file,
        file_name=file.name, now=moment(), note=note,
    )  # fmt: skip
    print(json.dumps(_object(kept), ensure_ascii=False) if as_json else _words(kept))


@evidence.command("list")
def list_evidence(subject: Subject, signed_by: Signer, as_json: AsJson = False) -> None:
    """List what proves a load or a figure, the oldest first."""
    workspace = opened()
    place = keeping.evidence_subject(workspace, subject)
    found = keeping.evidence_of(workspace, signer(workspace, signed_by), place)
    if as_json:
        print(json.dumps([_object(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        print(_words(one))
    if not found:
        print(f"Nothing is attached to {place}.")


@evidence.command("copy")
def copy(
    subject: Subject,
    evidence_id: Annotated[str, typer.Argument(metavar="ID", help="From the list.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A file that is not there yet.")],
    signed_by: Signer,
) -> None:
    """Copy a file of evidence to where it can be opened."""
    workspace = opened()
    place = keeping.evidence_subject(workspace, subject)
    one, content = keeping.opened(workspace, signer(workspace, signed_by), place, evidence_id)
    try:
        with content.open("rb") as source, target.open("xb") as out:
            shutil.copyfileobj(source, out)
    except OSError as error:
        raise GapError(
            f"It cannot be written: {error.strerror}.",
            where=str(target),
            next_step="Name a file that is not there yet, in a folder that is. Nothing was copied.",
        ) from error
    print(f"{target}: {one.size:,} bytes, SHA-256 {one.sha256}")


def _object(one: Evidence) -> dict[str, Any]:
    """Return a file of evidence as JSON shows it."""
    return {
        "id": one.id,
        "subject": one.subject,
        "file_name": one.file_name,
        "sha256": one.sha256,
        "size": one.size,
        "by": one.actor,
        "at": one.at.isoformat(),
        "note": one.note,
    }


def _words(one: Evidence) -> str:
    """Return a file of evidence in two lines; JSON has its texts whole."""
    said = f"{shown(one.file_name)}: {shown(one.note)}" if one.note else shown(one.file_name)
    return (
        f"{one.id}  {said}\n"
        f"  {one.subject}, by {one.actor}, {one.at:%Y-%m-%d %H:%M} UTC, {one.size:,} bytes, "
        f"SHA-256 {one.sha256}"
    )
