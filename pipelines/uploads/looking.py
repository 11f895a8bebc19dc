"""Looking at an upload: a limited child judges it, and what it found is recorded as an event.

The child gets the file, the contracts and the live fact files; the parent moves the child's files
to their place and writes the finding down, unless something else was said meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable
from pipelines.errors import GapError, StoreError
from pipelines.intake.child import running
from pipelines.intake.child.births import NURSERY
from pipelines.intake.child.waiting import Told
from pipelines.intake.convert import fingerprint
from pipelines.intake.explain import shown
from pipelines.intake.faults import point
from pipelines.intake.receipt import Refusal
from pipelines.intake.staging import announce, discard, flush_folder, staging
from pipelines.uploads import kept
from pipelines.uploads.desk import desk
from pipelines.uploads.events import finding_body, finding_of, look_key
from pipelines.uploads.judging import judge_upload, refused
from pipelines.uploads.reading import upload
from pipelines.uploads.shapes import Finding, LiveLoad

if TYPE_CHECKING:
    from pipelines.uploads.shapes import By, Upload
    from pipelines.workspace import Workspace

Progress = Callable[[Told], None]
Runner = Callable[..., dict[str, Any]]
"""Runs a job: ``running.run``, or what runs it in this very process where the file is trusted."""
_ENDED = ("too_heavy", "crashed")
"""What a child dies of that would kill the next one too, so that it is recorded."""


def warm() -> None:
    """Make ready for a file that is about to come, without waiting for it."""
    NURSERY.warm(judge_upload.__module__)


def look(
    workspace: Workspace,
    upload_id: str,
    *,
    by: By,
    again: bool = False,
    on_progress: Progress | None = None,
    run: Runner = running.run,
) -> Upload:
    """Find out what is wrong with an upload and what it would change.

    A look that still stands is not made again: the same file, the same said about it, the same
    contracts and the same loads in the periods that it replaces.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who asks, and when.
        again: Look in any case.
        on_progress: Called while the child waits and works.
        run: Where the work is done.

    Returns:
        The upload with the finding; without it where something else was said meanwhile.

    Raises:
        NotFound: There is no such upload.
        GapError: It is closed, or too many looks wait already. Nothing was changed.
        StoreError: The store failed; nothing was changed.
    """
    one = upload(workspace, upload_id)
    if not one.open or (_stands(workspace, one) and not again):
        return one
    try:
        with staging(workspace.settings.store) as home:
            folder = home / "look"
            folder.mkdir()
            point("began a look")
            request, live = _request(workspace, one, folder, by)
            found = _found(workspace, request, on_progress, run)
            point("looked")
            return _recorded(workspace, one, home, _told(found, live), by)
    except OperationalError as error:
        raise unreachable(error) from error
    except OSError as error:
        raise StoreError(
            f"{shown(one.file_name)} could not be looked at: {error.strerror or error}",
            next_step="See that the disk has room and can be written; nothing was changed.",
        ) from error


def request_of(workspace: Workspace, one: Upload, folder: Path, by: By) -> dict[str, Any]:
    """Return what a child is told of an upload.

    Args:
        workspace: Where.
        one: The upload.
        folder: Where the child may write.
        by: Who asks, and when.
    """
    settings, said = workspace.settings, one.said
    return {
        "store": str(settings.store),
        "extracts": str(settings.extracts),
        "memory_mb": settings.memory_mb,
        "threads": settings.threads,
        "fiscal_year_starts": settings.fiscal_year_starts,
        "folder": str(folder),
        "source": str(settings.store / one.path),
        "sha256": one.sha256,
        "file_name": one.file_name,
        "at": by.at.isoformat(),
        "key": look_key(one.sha256, said),
        "said": {
            "extract": said.extract,
            "period": said.period,
            "profile": said.profile,
            "layout": said.layout.as_json(),
        },
        "corrections": [[fix.line, fix.column, fix.after] for fix in said.corrections],
        "left_out": list(said.left_out),
        "live": [],
    }


def _stands(workspace: Workspace, one: Upload) -> bool:
    """Return whether what the newest look found still holds."""
    return (
        one.finding is not None
        and not one.newer
        and all(
            planned.extract in workspace.extracts
            and planned.plan == fingerprint(workspace.extracts[planned.extract])
            for planned in one.finding.planned
            if not one.said.profile
        )
    )


def _request(
    workspace: Workspace, one: Upload, folder: Path, by: By
) -> tuple[dict[str, Any], dict[str, LiveLoad]]:
    """Return what the child is told, and who brought the loads that it compares with."""
    files = workspace.catalogue.files()
    with reading(workspace.database) as connection:
        live = kept.live_loads(connection, {file.extract for file in files})
    request = request_of(workspace, one, folder, by)
    request["live"] = [
        {
            "load_id": file.load_id,
            "extract": file.extract,
            "period": file.period,
            "path": str(file.path),
            "rows": file.rows,
            "sha256": file.sha256,
            "plan": file.plan,
        }
        for file in files
    ]
    return request, {load.load_id: load for load in live.values()}


def _found(
    workspace: Workspace, request: Mapping[str, Any], on_progress: Progress | None, run: Runner
) -> Finding:
    """Return what the child found, or why it could not."""
    try:
        body = run(
            judge_upload,
            request,
            memory_mb=workspace.settings.memory_mb,
            on_progress=on_progress,
        )
    except Refusal as refusal:
        if refusal.code not in _ENDED:
            raise
        at = datetime.fromisoformat(request["at"])
        return Finding(number=0, key=request["key"], at=at, folder="", refusal=refused(refusal))
    return finding_of(body, number=0)


def _told(found: Finding, live: Mapping[str, LiveLoad]) -> Finding:
    """Return a finding with who brought the loads that it compares with."""
    planned = (
        replace(one, live=tuple(live.get(load.load_id, load) for load in one.live))
        for one in found.planned
    )
    return replace(found, planned=tuple(planned))


def _recorded(workspace: Workspace, one: Upload, home: Path, found: Finding, by: By) -> Upload:
    """Move the child's files to their place and write the finding down, in that order."""
    store, room = workspace.settings.store, f"uploads/{one.id}"
    older = [f"{room}/{path.name}" for path in (store / room).glob(f"{kept.LOOKS}*")]
    fresh = []
    if found.refusal is None and not found.questions:
        fresh = [f"{room}/{kept.LOOKS}{uuid4().hex[:8]}"]
        found = _placed(found, fresh[0])
    announce(home, [*fresh, *older])
    point("announced a look")
    for target in fresh:
        _moved(home, store / target)
    try:
        with desk(workspace, one.id, by, seen=None) as place:
            now = place.upload
            stands = look_key(now.sha256, now.said) == found.key
            if stands:
                place.add("looked", finding_body(found))
    except GapError:
        discard(store, fresh, home)
        raise
    point("recorded a look")
    discard(store, older if stands else fresh, home)
    return upload(workspace, one.id)


def _moved(home: Path, target: Path) -> None:
    """Move what is kept of a child's files to their place; its work stays behind."""
    work = home / "look" / "work"
    if work.exists():
        work.rename(home / "work")
    # The bytes of a quarantine's uploads lie with the first one; their looks do not.
    target.parent.mkdir(parents=True, exist_ok=True)
    (home / "look").rename(target)
    flush_folder(target.parent)
    point("moved a look")


def _placed(found: Finding, folder: str) -> Finding:
    """Return a finding with its files where they will lie, relative to the store."""
    return replace(
        found,
        folder=folder,
        planned=tuple(replace(one, path=f"{folder}/{one.path}") for one in found.planned),
        rejects=tuple(replace(one, path=f"{folder}/{one.path}") for one in found.rejects),
    )
