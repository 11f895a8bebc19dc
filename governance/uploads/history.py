"""The history of loads: every one there ever was, with what is told beside it, by filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from governance import roster
from governance.uploads.keeping import evidence_counts, load_subject
from governance.uploads.settled import Restatement, restatements
from pipelines.catalogue.history import LoadRecord, Status
from pipelines.uploads.quarantine import open_rows
from pipelines.workspace import Workspace

STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Asked:
    """Which loads somebody wants to see; what is empty takes all."""

    extract: str = ""
    period: str = ""
    who: str = ""
    """Identifier of whoever brought or approved it."""
    status: str = ""
    restated: bool = False
    """Only those that a settled period was restated by."""


@dataclass(frozen=True)
class HistoryLine:
    """One load."""

    load: LoadRecord
    by: str
    """Who brought it, by name."""
    approved_by: str
    """By name; empty where nobody had to."""
    restated: tuple[Restatement, ...]
    """What it restated by coming, or by being taken back."""
    quarantined: int
    """Rows of its file and extract that still wait."""
    undone_by: str = ""
    """Who took it back, by name; empty where nobody did."""
    proofs: int = 0
    """Files of evidence that belong to it."""


@dataclass(frozen=True)
class Choices:
    """What the loads can be filtered by."""

    extracts: tuple[str, ...]
    periods: tuple[str, ...]
    """Newest first."""
    people: tuple[tuple[str, str], ...]
    """(identifier, name), by name."""
    statuses: tuple[Status, ...] = STATUSES


EVERYTHING = Asked()


def history(workspace: Workspace, asked: Asked = EVERYTHING) -> tuple[HistoryLine, ...]:
    """Return the loads that somebody asks for, the newest first.

    Args:
        workspace: Where.
        asked: Which.
    """
    names = {one.id: one.name for one in roster.people(workspace)}
    told = restatements(workspace)
    waiting = Counter((row.submission, row.extract) for row in open_rows(workspace))
    loads, found = workspace.catalogue.loads(), []
    proofs = evidence_counts(workspace, [load_subject(load.id) for load in loads])
    for load in loads:
        own = tuple(one for one in told if _did(load, one))
        if _fits(load, own, asked):
            found.append(
                HistoryLine(
                    load=load,
                    by=names.get(load.actor, load.actor),
                    approved_by=names.get(load.approved_by, load.approved_by),
                    restated=own,
                    quarantined=waiting[load.submission, load.extract],
                    undone_by=names.get(load.undone_by or "", load.undone_by or ""),
                    proofs=proofs[load_subject(load.id)],
                )
            )
    return tuple(found)


def choices(workspace: Workspace) -> Choices:
    """Return what there is to filter by."""
    loads = workspace.catalogue.loads()
    names: Mapping[str, str] = {one.id: one.name for one in roster.people(workspace)}
    people = {who: names.get(who, who) for one in loads for who in (one.actor, one.approved_by)}
    return Choices(
        extracts=tuple(sorted({one.extract for one in loads})),
        periods=tuple(sorted({one.period for one in loads}, reverse=True)),
        people=tuple(sorted(((who, name) for who, name in people.items() if who), key=_by_name)),
    )


def _by_name(one: tuple[str, str]) -> str:
    """Return what people are listed by."""
    return one[1].casefold()


def _did(load: LoadRecord, one: Restatement) -> bool:
    """Return whether a restatement happened by this load coming, going or coming back."""
    if (load.extract, load.period) != (one.extract, one.period):
        return False
    if one.kind == "taken back":
        return load.undone_at == one.at
    return load.id == one.load_id


def _fits(load: LoadRecord, restated: tuple[Restatement, ...], asked: Asked) -> bool:
    """Return whether a load is one of those that are asked for."""
    return (
        asked.extract in ("", load.extract)
        and asked.period in ("", load.period)
        and asked.who in ("", load.actor, load.approved_by)
        and asked.status in ("", load.status)
        and (not asked.restated or bool(restated))
    )
