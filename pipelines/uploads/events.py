"""Events of an upload, and the upload that they add up to.

The fold is pure: it takes what the records hold and what counts now, and answers with the
upload as it is. A look stands until something else is said about the file; a submission stands
until the file, or what is said about it, is another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from pipelines.intake.layout import layout_from
from pipelines.intake.questions import question_from, understanding_from
from pipelines.intake.receipt import LoadedPeriod
from pipelines.uploads.shapes import (
    By,
    Correction,
    Decided,
    Finding,
    LiveLoad,
    Newer,
    Said,
    State,
    Upload,
    UploadReceipt,
)

EventKind = Literal[
    "received", "said", "corrected", "taken_back", "looked", "reasoned", "submitted", "sent_back",
    "withdrawn", "loaded",
]  # fmt: skip
_SAID = ("extract", "period", "profile", "partly")
_FINDING = TypeAdapter(Finding)


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    number: int
    kind: EventKind
    by: By
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """What the records keep of an upload beside its events."""

    id: str
    file_name: str
    size: int
    sha256: str
    path: str
    actor: str
    role: str
    at: datetime
    follows: str | None


def look_key(sha256: str, said: Said) -> str:
    """Return a text that is equal exactly for looks that would find the same."""
    parts: list[Any] = [sha256, said.extract, said.period, said.profile, said.layout.as_json()]
    parts += [sorted((one.line, one.column, one.after) for one in said.corrections)]
    parts += [sorted(said.left_out)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def finding_body(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON."""
    plain: dict[str, Any] = _FINDING.dump_python(
        replace(finding, understanding=None, questions=()), mode="json"
    )
    understood = finding.understanding
    plain["understanding"] = understood.as_json() if understood else None
    plain["questions"] = [one.as_json() for one in finding.questions]
    return plain


def finding_of(body: Mapping[str, Any], *, number: int) -> Finding:
    """Return the finding that ``finding_body`` wrote."""
    bare = {**body, "understanding": None, "questions": (), "number": number}
    understood = body["understanding"]
    return replace(
        _FINDING.validate_python(bare),
        understanding=understanding_from(understood) if understood else None,
        questions=tuple(question_from(one) for one in body["questions"]),
    )


def finding_extracts(body: Mapping[str, Any]) -> frozenset[str]:
    """Return the extracts that a finding speaks of, without taking it apart."""
    return frozenset(one["extract"] for one in body.get("planned", ()))


def upload_of(
    record: Record,
    events: Iterable[Event],
    *,
    live: Mapping[tuple[str, str], LiveLoad],
    second_person: Callable[[Finding], bool],
    most_kept: int,
) -> Upload:
    """Return the upload that its events add up to.

    Args:
        record: Which one.
        events: All of its events in their order; the first one is its arrival.
        live: What counts now, by extract and period, for all extracts that it speaks of.
        second_person: Says whether a finding's extracts demand a second person.
        most_kept: How many bad rows may be kept aside one by one.
    """
    tally = _Tally()
    for event in events:
        tally.head = event.number
        _HANDLERS[event.kind](tally, event)
        tally.note(event)
    finding = tally.finding
    if finding is not None and finding.key != look_key(record.sha256, tally.said):
        finding = None
    newer = () if finding is None or tally.loaded else tuple(_newer(finding, live))
    return Upload(
        id=record.id,
        file_name=record.file_name,
        size=record.size,
        sha256=record.sha256,
        path=record.path,
        actor=record.actor,
        role=record.role,
        at=record.at,
        follows=record.follows or "",
        state=_state(tally, finding, newer=newer, most_kept=most_kept),
        head=tally.head,
        said=tally.said,
        finding=finding,
        reason=tally.reason,
        restates=tally.restates,
        second_person=finding is not None and second_person(finding),
        submitted_by=tally.submitted.by.actor if tally.submitted else "",
        sent_back=tally.sent_back,
        newer=newer,
        history=tuple(tally.history),
        receipt=_receipt(tally, record) if tally.loaded else None,
    )


@dataclass
class _Tally:
    """What the events so far add up to."""

    head: int = 0
    said: Said = field(default_factory=Said)
    finding: Finding | None = None
    reason: str = ""
    restates: tuple[tuple[str, str], ...] = ()
    submitted: Event | None = None
    sent_back: str = ""
    withdrawn: bool = False
    loaded: Event | None = None
    history: list[Decided] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Add an event to the history."""
        by, reason = event.by, str(event.body.get("reason", event.body.get("why", "")))
        self.history.append(
            Decided(event.number, event.kind, by.actor, by.role, by.at, reason)
        )  # fmt: skip


def _state(
    tally: _Tally, finding: Finding | None, *, newer: tuple[Newer, ...], most_kept: int
) -> State:
    """Return where an upload stands."""
    if tally.loaded or tally.withdrawn:
        return "loaded" if tally.loaded else "withdrawn"
    if finding is None:
        return "received"
    if finding.refusal is not None:
        return "refused"
    if finding.questions:
        return "asks"
    kept_aside = tally.said.partly and finding.rejected <= most_kept
    if not finding.planned or (finding.rejected and not kept_aside):
        return "wrong"
    if newer:
        return "overtaken"
    return "waits" if tally.submitted else "ready"


def _newer(finding: Finding, live: Mapping[tuple[str, str], LiveLoad]) -> Iterable[Newer]:
    """Yield the planned periods in which another load counts than the look saw."""
    for one in finding.planned:
        now = live.get(one.at)
        if ([now.load_id] if now else []) != [load.load_id for load in one.live]:
            yield Newer(one.extract, one.period, now)


def _received(tally: _Tally, event: Event) -> None:
    """Begin with what was said when it came."""
    _said(tally, event)


def _said(tally: _Tally, event: Event) -> None:
    """Take over what was said; a part that is not mentioned stays."""
    body = event.body
    changes: dict[str, Any] = {name: body[name] for name in _SAID if name in body}
    if "layout" in body:
        changes["layout"] = layout_from(body["layout"])
    if "left_out" in body:
        changes["left_out"] = tuple(body["left_out"])
    if "corrections" in body:
        changes["corrections"] = tuple(_correction(one, event.by) for one in body["corrections"])
    if changes:
        tally.said = replace(tally.said, **changes)
        tally.submitted = None


def _corrected(tally: _Tally, event: Event) -> None:
    """Correct a cell; of several corrections of one cell the newest counts."""
    new = _correction(event.body, event.by)
    _without(tally, new.line, new.column)
    tally.said = replace(tally.said, corrections=(*tally.said.corrections, new))


def _correction(body: Mapping[str, Any], by: By) -> Correction:
    """Return one correction."""
    parts = {name: body[name] for name in ("line", "column", "before", "after", "why")}
    return Correction(**parts, actor=by.actor, at=by.at)


def _taken_back(tally: _Tally, event: Event) -> None:
    """Let a cell stand as it was written."""
    _without(tally, event.body["line"], event.body["column"])


def _without(tally: _Tally, line: int, column: str) -> None:
    """Forget the correction of a cell; what was submitted was another content."""
    kept = (one for one in tally.said.corrections if (one.line, one.column) != (line, column))
    tally.said = replace(tally.said, corrections=tuple(kept))
    tally.submitted = None


def _looked(tally: _Tally, event: Event) -> None:
    """Keep what a look found; of one that a newer look followed there is no finding any more."""
    if event.body:
        tally.finding = finding_of(event.body, number=event.number)


def _reasoned(tally: _Tally, event: Event) -> None:
    """Keep why it says what it says."""
    tally.reason = event.body["reason"]
    tally.restates = tuple((extract, period) for extract, period in event.body["restates"])


def _submitted(tally: _Tally, event: Event) -> None:
    """Let it wait for somebody else."""
    tally.submitted, tally.sent_back = event, ""


def _sent_back(tally: _Tally, event: Event) -> None:
    """Give it back to whoever brought it."""
    tally.submitted, tally.sent_back = None, event.body["reason"]


def _withdrawn(tally: _Tally, _event: Event) -> None:
    """End it without a load."""
    tally.withdrawn = True


def _loaded(tally: _Tally, event: Event) -> None:
    """End it with a load."""
    tally.loaded = event


_HANDLERS: dict[EventKind, Callable[[_Tally, Event], None]] = {
    "received": _received,
    "said": _said,
    "corrected": _corrected,
    "taken_back": _taken_back,
    "looked": _looked,
    "reasoned": _reasoned,
    "submitted": _submitted,
    "sent_back": _sent_back,
    "withdrawn": _withdrawn,
    "loaded": _loaded,
}


def _receipt(tally: _Tally, record: Record) -> UploadReceipt:
    """Return the receipt of an upload that was committed."""
    assert tally.loaded is not None  # noqa: S101  # asked for then only
    body = tally.loaded.body
    return UploadReceipt(
        upload=record.id,
        submission=body["submission"],
        file_name=record.file_name,
        sha256=record.sha256,
        size=record.size,
        outcome=body["outcome"],
        loads=tuple(LoadedPeriod(**one) for one in body["loads"]),
        rows_accepted=body["rows_accepted"],
        rows_rejected=body["rows_rejected"],
        quarantined=body["quarantined"],
        corrections=tally.said.corrections,
        actor=record.actor,
        at=tally.loaded.by.at,
        approved_by=body["approved_by"],
        reason=tally.reason,
        restates=tally.restates,
        version=body["version"],
    )


def loads_body(loads: Iterable[LoadedPeriod]) -> list[dict[str, Any]]:
    """Return loads as JSON."""
    return [asdict(one) for one in loads]
