"""Incidents as values: a failing check with its owner, its age and its history.

Frozen and free of any store, so that a screen, a paper and a test work with the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from governance.people import Person
from pipelines.quality.shapes import Dimension, Kind

Severity = Literal["high", "medium", "low"]
IncidentState = Literal["open", "closed"]
How = Literal["passed", "by_hand", "no_longer_checked"]
"""What ended an episode."""
NoteAction = Literal["assign", "close"]
Key = tuple[Kind, str, str]
"""Kind, subject and check: what there is one incident of."""


@dataclass(frozen=True)
class Note:
    """What a person said about an incident; a later one counts, the earlier ones stay."""

    kind: Kind
    subject: str
    check: str
    number: int
    """1 is the first note on this incident."""
    action: NoteAction
    owner: str
    """``assign``: who looks after it; else empty."""
    reason: str
    since: date
    """The day on which the incident was open since, when the note was written."""
    by: Person
    at: datetime

    @property
    def key(self) -> Key:
        """Return which incident it speaks of."""
        return self.kind, self.subject, self.check


@dataclass(frozen=True)
class Episode:
    """One time that an incident was open."""

    opened: date
    """The day that the first failing run judged."""
    closed: date | None = None
    """None while it is open."""
    how: How | None = None
    reason: str = ""
    """Why it was closed, in words."""
    by: str = ""
    """Who closed it by hand; else empty."""


@dataclass(frozen=True)
class Incident:
    """One check that fails, or did."""

    kind: Kind
    subject: str
    """The extract's name or the dataset's identifier."""
    title: str
    """The subject's title."""
    check: str
    """The check's name, the same from run to run."""
    dimension: Dimension
    says: str
    """The rule in words."""
    score: float
    """Share of the check in percent, as it was last tested."""
    failed: float
    tested: int
    period: str
    """The quarter that these figures are of."""
    severity: Severity
    owner: str
    """By the newest assignment, else the role that owns the data; may be empty."""
    assigned: bool
    """Whether somebody was named, so that the owner is not only the contract's."""
    since: date
    """The first day of the newest episode."""
    age_days: int
    """How long the newest episode has lasted, or did."""
    state: IncidentState
    reason: str
    """Why it was closed; empty while it is open."""
    episodes: tuple[Episode, ...]
    """Every time it was open, the first one first."""
    notes: tuple[Note, ...]
    """What people said about it, the first one first."""
    blocks: bool
    """Whether it stands in the way of the goals that the data feed."""
    sample: tuple[Mapping[str, str], ...]
    """Keys of a few failing rows."""
    goals: tuple[str, ...]
    """Goals that rest on the data."""
    initiatives: tuple[str, ...]
    """Initiatives that use the data."""
