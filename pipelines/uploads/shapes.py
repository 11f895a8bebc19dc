"""Uploads as values: what was handed in, what was said about it, what a look at it found.

``Upload`` is everything that a screen, a command or another house needs to know about one; it is
made by ``reading.py`` and never changed. Paths are relative to the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines.intake.layout import Layout
from pipelines.intake.questions import Question, Understanding
from pipelines.intake.receipt import LoadedPeriod, Outcome, Problem, Severity

State = Literal[
    "received", "asks", "wrong", "ready", "waits", "loaded", "withdrawn", "refused", "overtaken"
]
"""received: to be looked at; asks: questions are open; wrong: rows are bad; ready: may be
committed; waits: for a second person; overtaken: somebody loaded its period since the look;
refused: the file as a whole, until something else is said about it."""
CLOSED: frozenset[State] = frozenset(("loaded", "withdrawn"))
"""The states that nothing follows."""


@dataclass(frozen=True)
class By:
    """Who does something to an upload, and when; rights are checked before it comes here."""

    actor: str
    role: str
    at: datetime
    """UTC."""


@dataclass(frozen=True)
class Correction:
    """One cell that somebody corrected on the spot; the file itself stays as it was."""

    line: int
    column: str
    """The contract's column."""
    before: str
    """As it was written."""
    after: str
    actor: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Said:
    """What people said about an upload; a look is of the file and of this."""

    extract: str | None = None
    period: str | None = None
    profile: str | None = None
    layout: Layout = field(default_factory=Layout)
    partly: bool = False
    """Load the good rows and keep the bad ones aside."""
    corrections: tuple[Correction, ...] = ()
    left_out: tuple[int, ...] = ()
    """Lines that are not loaded because an earlier upload of the file keeps them aside."""


@dataclass(frozen=True)
class ProblemGroup:
    """All problems of one kind in one column."""

    extract: str
    severity: Severity
    code: str
    column: str
    """Empty where the problem is not about a column."""
    count: int
    lines: tuple[int, ...]
    """The first few."""
    value: str | None
    """Of the first one, as all that follows."""
    message: str
    expected: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Difference:
    """What rows say that others of the same extract and period do not, by the contract's key."""

    new: int
    changed: int
    removed: int
    unchanged: int
    columns: tuple[tuple[str, int], ...] = ()
    """In how many changed rows each column differs, the most often changed first."""

    @property
    def same(self) -> bool:
        """Return whether nothing differs."""
        return not (self.new or self.changed or self.removed)


@dataclass(frozen=True)
class DifferenceRow:
    """One row that is new, changed or removed."""

    kind: Literal["new", "changed", "removed"]
    key: tuple[tuple[str, str], ...]
    """The key's columns and values."""
    line: int | None
    """In the newer file; None where the row was removed."""
    cells: tuple[tuple[str, str | None, str | None], ...]
    """Column, old value, new value; for a changed row only what differs."""


@dataclass(frozen=True)
class LiveLoad:
    """A load that counts, and who brought it."""

    load_id: str
    rows: int
    actor: str
    at: datetime
    file_name: str


@dataclass(frozen=True)
class PlannedPeriod:
    """What an upload would say about one extract in one period."""

    extract: str
    period: str
    rows: int
    load_id: str
    """What it goes by while it is only planned; a load has an id of its own."""
    path: str
    """Its fact file, in the look's folder."""
    sha256: str
    plan: str
    live: tuple[LiveLoad, ...]
    """What counted there when the look was made; at most one."""
    difference: Difference

    @property
    def at(self) -> tuple[str, str]:
        """Return extract and period."""
        return self.extract, self.period


@dataclass(frozen=True)
class PlannedReject:
    """The bad rows of one extract as a file, as they were handed in."""

    extract: str
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Refused:
    """Why a file was refused as a whole."""

    code: str
    what: str
    where: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Finding:
    """What one look at an upload found; it stands for as long as nothing else is said."""

    number: int
    """Of the event that keeps it."""
    key: str
    """Changes with the source and with whatever was said."""
    at: datetime
    folder: str
    """Where the look's files lie."""
    understanding: Understanding | None = None
    """None where the file was refused before anything was understood, or a profile reads it."""
    questions: tuple[Question, ...] = ()
    refusal: Refused | None = None
    rows: int = 0
    """Records of the file that hold anything: accepted and rejected together."""
    accepted: int = 0
    rejected: int = 0
    groups: tuple[ProblemGroup, ...] = ()
    notes: tuple[Problem, ...] = ()
    """Warnings and notes about the file as a whole."""
    planned: tuple[PlannedPeriod, ...] = ()
    rejects: tuple[PlannedReject, ...] = ()
    relies_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Extracts whose keys count across periods, with the loads that they were checked against."""
    idempotency: str = ""
    introduces: tuple[tuple[str, str], ...] = ()
    """What a first load says of the whole workspace: its title and its day."""

    @property
    def extracts(self) -> tuple[str, ...]:
        """Return the extracts that the file speaks of."""
        return tuple(dict.fromkeys(one.extract for one in self.planned))


@dataclass(frozen=True)
class Decided:
    """Something that somebody did to an upload, for its history."""

    number: int
    kind: str
    actor: str
    role: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Newer:
    """A load that came, went or came back after the look, for a period that the upload replaces."""

    extract: str
    period: str
    load: LiveLoad | None
    """What counts there now; None where nothing does."""


@dataclass(frozen=True)
class UploadReceipt:
    """What became of an upload that was committed; printable, and given only once it counts."""

    upload: str
    submission: str
    file_name: str
    sha256: str
    size: int
    outcome: Outcome
    loads: tuple[LoadedPeriod, ...]
    rows_accepted: int
    rows_rejected: int
    quarantined: int
    corrections: tuple[Correction, ...]
    actor: str
    """Who brought the file."""
    at: datetime
    approved_by: str
    """Empty where nobody had to."""
    reason: str
    """Why a period that was settled is restated, or what else was said; may be empty."""
    restates: tuple[tuple[str, str], ...]
    """Extracts and periods that this load restates."""
    version: int
    """The catalogue version that it began to count with."""


@dataclass(frozen=True)
class Upload:
    """One upload as it is now."""

    id: str
    file_name: str
    """As it was called where it came from; escape it before it is shown."""
    size: int
    sha256: str
    path: str
    actor: str
    role: str
    at: datetime
    follows: str
    """The upload of the same file whose quarantined rows this one corrects; empty for most."""
    state: State
    head: int
    """The number of the newest event: hand it back as ``seen``."""
    said: Said = field(default_factory=Said)
    finding: Finding | None = None
    """What the newest look found, where that still stands."""
    reason: str = ""
    restates: tuple[tuple[str, str], ...] = ()
    second_person: bool = False
    """Whether a contract demands that somebody else approves."""
    submitted_by: str = ""
    sent_back: str = ""
    """Why the approver sent it back, until it is submitted again."""
    newer: tuple[Newer, ...] = ()
    """Where it was overtaken: what counts now instead of what the look saw."""
    history: tuple[Decided, ...] = ()
    receipt: UploadReceipt | None = None

    @property
    def open(self) -> bool:
        """Return whether anything can still become of it."""
        return self.state not in CLOSED

    @property
    def hands(self) -> frozenset[str]:
        """Return everybody who had a hand in it; none of them may approve it."""
        return frozenset((self.actor, *(one.actor for one in self.history if one.kind in _HANDS)))

    def folder(self, store: Path) -> Path:
        """Return where its files lie."""
        return store / "uploads" / self.id


_HANDS = frozenset(("said", "corrected", "taken_back", "reasoned", "submitted"))
