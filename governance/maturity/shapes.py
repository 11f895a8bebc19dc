"""An audit of data maturity as values: what was asked, what each side said, what was measured.

Frozen and free of any store, so that a screen, a paper and a test work with the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from governance.people import Person

Side = Literal["ceo", "cio"]
SIDES: tuple[Side, ...] = get_args(Side)
State = Literal["open", "revealed", "closed"]
"""``open``: answers are collected and nobody sees anybody else's; ``revealed``: everybody sees
all of them; ``closed``: nothing more is added."""


@dataclass(frozen=True)
class Item:
    """One question with its five anchored levels."""

    id: str
    """Such as ``completeness_1``."""
    topic: str
    """One of the six dimensions or of the practice areas."""
    question: str
    levels: tuple[str, str, str, str, str]
    """What is true at level 1, 2, 3, 4, 5; level 1 first."""


@dataclass(frozen=True)
class Topic:
    """A dimension of data quality or an area of practice."""

    name: str
    """Such as ``completeness`` or ``governance``."""
    title: str
    kind: Literal["dimension", "practice"]
    meaning: str
    """One sentence that says what is asked about."""
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All questions, in the order in which they are asked."""

    version: str
    topics: tuple[Topic, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every question."""
        return tuple(item for topic in self.topics for item in topic.items)


@dataclass(frozen=True)
class Answer:
    """One person's answer to one question; a changed answer is a further one."""

    person: Person
    side: Side
    item: str
    level: int
    """1 to 5; “don't know” counts as 1."""
    unknown: bool
    """Whether the answer was “don't know”."""
    evidence: str
    at: datetime
    number: int
    """1 is the first answer of this person to this question; the newest counts."""


@dataclass(frozen=True)
class Invitation:
    """Somebody who is asked, and for which side."""

    person: Person
    side: Side
    at: datetime


@dataclass(frozen=True)
class Progress:
    """How far one invited person is; no content."""

    person: Person
    side: Side
    answered: int
    of: int


@dataclass(frozen=True)
class Remark:
    """Something that was said about a topic once the answers were on the table."""

    topic: str
    text: str
    by: Person
    at: datetime


@dataclass(frozen=True)
class Agreement:
    """How alike the two sides answered."""

    n: int
    """Questions that both sides answered."""
    within_one: float | None
    """Share in percent of them at most one level apart; None without any."""
    exact: float | None
    """Share in percent of them answered alike."""
    kappa: float | None
    """Quadratic weighted kappa; None below the policy's number of items or where undefined."""
    words: str
    """What that means, such as “moderate”, or why there is no kappa."""


@dataclass(frozen=True)
class Agreed:
    """The level of a topic that both sides settled on in the discussion."""

    topic: str
    level: int
    why: str
    by: Person
    at: datetime
    number: int
    """1 is what was agreed first; the newest counts."""


@dataclass(frozen=True)
class Commitment:
    """Who reaches which level of a topic by when."""

    topic: str
    target: int
    text: str
    owner: str
    due: date
    by: Person
    at: datetime


@dataclass(frozen=True)
class MatrixRow:
    """One topic: what each side says, what is measured, what was agreed, where it shall go."""

    topic: str
    title: str
    kind: Literal["dimension", "practice"]
    ceo: float | None
    """Mean level of the CEO side's answers, 1 to 5; None before the reveal or without answers."""
    cio: float | None
    gap: float | None
    """Mean difference CEO minus CIO over the questions that both sides answered."""
    agreement: Agreement | None
    practice: float | None
    """P: median of all answers of both sides."""
    measured: float | None
    """Level by the checks, 1.0 to 5.0; its whole part is M. None where it was not measured."""
    measured_score: float | None
    """Score in percent that the level was made from."""
    measured_words: str
    """What the level rests on, why it was held back, or why there is none."""
    final: int | None
    """By the rule of the method; None without answers."""
    claimed: bool
    """Whether nothing was measured, so that the level rests on words alone."""
    agreed: int | None
    """What both sides agreed on in the discussion."""
    target: int | None
    commitment: Commitment | None
    on_agenda: bool
    """Whether the gap is wide enough for the next check-in."""
    unknown: int
    """How many answers were “don't know”."""


@dataclass(frozen=True)
class Audit:
    """One audit from its opening to its end."""

    id: str
    """Such as ``AUDIT-2026-1``."""
    title: str
    state: State
    questionnaire: str
    """Version of the questionnaire that was asked."""
    opened_by: Person
    opened_at: datetime
    revealed_at: datetime | None
    closed_at: datetime | None
    invitations: tuple[Invitation, ...]
    progress: tuple[Progress, ...]

    @property
    def unfinished(self) -> tuple[Progress, ...]:
        """Return who has not answered every question, in the order of the invitations."""
        return tuple(one for one in self.progress if one.answered < one.of)

    def side_of(self, person: Person) -> Side | None:
        """Return the side that ``person`` was invited for; None for everybody else."""
        sides = {one.person.id: one.side for one in self.invitations}
        return sides.get(person.id)


@dataclass(frozen=True)
class Matrix:
    """The company's data maturity: topic by level, every view side by side."""

    audit: Audit | None
    """The newest revealed audit; None before there was one."""
    as_of: date
    rows: tuple[MatrixRow, ...]
    agreement: Agreement | None
    """Over all questions together."""
    gap: float | None
    """Mean difference over all questions; shown with the rows and never without them."""
