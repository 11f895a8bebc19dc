"""What people keep beside a load: evidence files, and layouts for the next file of its kind.

Why so: that a figure is proved is told to everybody who may see it, but the files themselves are
opened only by those who may see what was loaded, because a signed sheet or a mail names people
and was never meant for everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from governance.access import require
from governance.people import Person
from governance.signing import plain_text, utc
from pipelines.errors import GapError, NotFound
from pipelines.periods import parsed
from pipelines.uploads import evidence, layouts, reading
from pipelines.uploads.evidence import Evidence
from pipelines.uploads.layouts import SavedLayout
from pipelines.uploads.shapes import By
from pipelines.workspace import Workspace

LONGEST_NAME = 120
"""Characters of a layout's name: one line of a list."""


def attach(
    workspace: Workspace,
    person: Person,
    subject: str,
    path: Path,
    *,
    file_name: str,
    now: datetime,
    note: str = "",
) -> Evidence:
    """Keep a file as evidence for a load or for a figure of one period.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``loads:write``.
        subject: ``load/<id>`` or ``value/<metric>/<period>``.
        path: The file; it is copied.
        file_name: What it is called where it comes from.
        now: The moment of signing, UTC.
        note: What it shows; may be empty.

    Raises:
        NotAllowed: The person may not load files.
        NotFound: There is no such load or metric.
        GapError: The subject is neither, or the file cannot be kept. Nothing was changed.
    """
    by = _by(person, now)
    place = evidence_subject(workspace, subject)
    said = plain_text(note, field="note", required=False)
    return evidence.attach(workspace, place, path, file_name=file_name, by=by, note=said)


def evidence_of(workspace: Workspace, person: Person, subject: str) -> tuple[Evidence, ...]:
    """Return the evidence of a load or of a figure, the oldest first.

    Args:
        workspace: Where.
        person: Who asks; needs the right ``loads:read``.
        subject: ``load/<id>`` or ``value/<metric>/<period>``.

    Raises:
        NotAllowed: The person may not see what was loaded.
    """
    require(person, "loads:read")
    return evidence.evidence_of(workspace, subject)


def evidence_counts(workspace: Workspace, subjects: Collection[str]) -> Mapping[str, int]:
    """Return how many files prove each of some loads or figures; anybody may know that."""
    return evidence.counts(workspace, subjects)


def opened(
    workspace: Workspace, person: Person, subject: str, evidence_id: str
) -> tuple[Evidence, Path]:
    """Return a file of evidence and where it lies.

    Args:
        workspace: Where.
        person: Who asks; needs the right ``loads:read``.
        subject: What it belongs to.
        evidence_id: Which file.

    Raises:
        NotAllowed: The person may not see what was loaded.
        NotFound: Nothing of that id belongs to the subject.
        StoreError: The file is missing or damaged.
    """
    for one in evidence_of(workspace, person, subject):
        if one.id == evidence_id:
            return one, evidence.content(workspace, one.id)
    raise NotFound(f"There is no such evidence of {subject}.", next_step="Reload the page.")


def figure_subject(metric: str, period: str) -> str:
    """Return what the evidence of a metric's figure in a period belongs to."""
    return f"value/{metric}/{period}"


def load_subject(load_id: str) -> str:
    """Return what the evidence of a load belongs to."""
    return f"load/{load_id}"


def evidence_subject(workspace: Workspace, subject: str) -> str:
    """Return what evidence belongs to, as everybody writes it.

    Raises:
        NotFound: There is no such load or metric.
        GapError: It is neither a load nor a figure. In each case nothing was changed.
    """
    kind, _, name = subject.partition("/")
    if kind == "load" and name:
        return load_subject(workspace.catalogue.load(name).id)
    metric, _, period = name.partition("/")
    if kind == "value" and metric and period:
        return figure_subject(workspace.metrics.metric(metric).name, parsed(period).label)
    raise GapError(
        f"Evidence belongs to a load or to a figure, and “{subject}” is neither.",
        next_step="Write load/L… or value/adoption_rate/2026-Q1. Nothing was changed.",
    )


def save_layout(
    workspace: Workspace, person: Person, upload_id: str, *, name: str, now: datetime
) -> SavedLayout:
    """Keep how an upload was read, to be offered for the next file with the same header.

    Raises:
        NotAllowed: The person may not load files.
        GapError: There is no name, or nothing is understood yet. Nothing was changed.
    """
    by = _by(person, now)
    called = plain_text(name, field="name of the layout", longest=LONGEST_NAME)
    return layouts.save(workspace, reading.upload(workspace, upload_id), by, name=called)


def retire_layout(workspace: Workspace, person: Person, layout_id: int, *, now: datetime) -> None:
    """Offer a layout no longer; what was read by it stays as it is.

    Raises:
        NotAllowed: The person may not load files.
        NotFound: There is no such layout. In each case nothing was changed.
    """
    layouts.retire(workspace, layout_id, _by(person, now))


def _by(person: Person, now: datetime) -> By:
    """Return who acts and when, once the right is known to be there."""
    require(person, "loads:write")
    return By(person.id, person.role, utc(now))
