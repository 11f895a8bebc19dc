"""Events: what happened in a check-in, and the meeting that they add up to.

The fold is pure, so a browser, a network or a server that dies takes nothing with it: whoever
comes back reads the events and is where everybody was. Levels of a vote are kept to themselves
here until they are revealed; no value that leaves this module holds them before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from governance.checkin.shapes import (
    Action,
    Agenda,
    CheckIn,
    Clock,
    Decision,
    Issue,
    Meeting,
    Note,
    Position,
    Round,
    Sides,
    StepKind,
)
from governance.people import Person

EventKind = Literal[
    "opened", "moved", "clock", "presenter", "attended", "noted", "parked", "solved", "round",
    "voted", "revealed", "drafted", "decided", "action", "rated", "signed", "next", "closed",
]  # fmt: skip
Value = TypeVar("Value")

_AGENDA = TypeAdapter(Agenda)
_CHOICE = TypeAdapter(Decision)
_ISSUE = TypeAdapter(Issue)
_PERSON = TypeAdapter(Person)
_SIDES = TypeAdapter(Sides)
_SIGNED_FIELDS = {"by", "at", "number", "signed", "check_in"}
"""What a decision has from its event and not from its body."""


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    number: int
    kind: EventKind
    subject: str
    """What it is about: a goal, a key, a person; two events collide only on the same one."""
    body: Mapping[str, Any]
    by: Person
    at: datetime


def agenda_body(agenda: Agenda) -> dict[str, Any]:
    """Return what the opening keeps: the agenda as it was, however the file changes later."""
    return {"agenda": _AGENDA.dump_python(agenda, mode="json")}


def issue_body(issue: Issue) -> dict[str, Any]:
    """Return an issue as JSON, without who put it there: that is the event's author."""
    return _plain(_ISSUE, replace(issue, parked_by=None, solved=False))


def person_body(person: Person) -> dict[str, Any]:
    """Return somebody as JSON."""
    return _plain(_PERSON, person)


def decision_body(decision: Decision) -> dict[str, Any]:
    """Return what was decided as JSON, without what the event says anyway."""
    body = _plain(_CHOICE, decision)
    return {name: value for name, value in body.items() if name not in _SIGNED_FIELDS}


def decision_of(event: Event, check_in_id: str) -> Decision:
    """Return the decision or draft that an event holds."""
    return _CHOICE.validate_python(
        {
            **event.body,
            "by": event.by,
            "at": event.at,
            "number": event.number,
            "signed": event.kind == "decided",
            "check_in": check_in_id,
        }
    )


def meeting_of(
    check_in: CheckIn, events: Iterable[Event], actions: tuple[Action, ...] = ()
) -> Meeting:
    """Return the meeting that its events add up to.

    Args:
        check_in: Which one.
        events: All of its events in their order; the first one is its opening.
        actions: Those of this meeting and those that it took over.
    """
    tally = _Tally(check_in)
    for event in events:
        tally.head = event.number
        _HANDLERS[event.kind](tally, event)
    return tally.meeting(actions)


@dataclass
class _Vote:
    """A round with what everybody voted."""

    key: str
    levels: dict[str, tuple[Person, int]] = field(default_factory=dict)
    revealed: bool = False

    def shown(self) -> Round:
        """Return what may be seen of it: who voted, and the levels after the reveal only."""
        voted = tuple(person for person, _ in self.levels.values())
        levels = tuple(self.levels.values()) if self.revealed else ()
        return Round(self.key, voted, self.revealed, levels)


@dataclass
class _Tally:
    """What the events so far add up to."""

    check_in: CheckIn
    head: int = 0
    agenda: Agenda | None = None
    position: Position = field(default_factory=Position)
    presenter: Person | None = None
    clock: Clock = field(default_factory=Clock)
    step_clock: Clock = field(default_factory=Clock)
    spent: dict[StepKind, float] = field(default_factory=dict)
    present: dict[str, Person] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    parked: dict[str, Issue] = field(default_factory=dict)
    solved: set[str] = field(default_factory=set)
    votes: dict[str, _Vote] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    ratings: dict[str, tuple[Person, int]] = field(default_factory=dict)
    signatures: dict[str, tuple[Person, datetime]] = field(default_factory=dict)
    next_on: date | None = None

    def meeting(self, actions: tuple[Action, ...]) -> Meeting:
        """Return it as a value."""
        if self.agenda is None or self.presenter is None:
            raise ValueError("a meeting begins with its opening")
        return Meeting(
            check_in=self.check_in,
            agenda=self.agenda,
            head=self.head,
            position=self.position,
            presenter=self.presenter,
            clock=self.clock,
            step_clock=self.step_clock,
            spent=tuple(self.spent.items()),
            present=tuple(self.present.values()),
            notes=tuple(self.notes.values()),
            parked=tuple(
                replace(issue, solved=key in self.solved) for key, issue in self.parked.items()
            ),
            solved=frozenset(self.solved),
            rounds=tuple(vote.shown() for vote in self.votes.values()),
            decisions=tuple(self.decisions.values()),
            actions=actions,
            ratings=tuple(self.ratings.values()),
            signatures=tuple(self.signatures.values()),
            next_on=self.next_on,
        )


def _opened(tally: _Tally, event: Event) -> None:
    """Begin with the first step, presented by whoever opened the meeting."""
    tally.agenda = _AGENDA.validate_python(event.body["agenda"])
    tally.presenter = event.by
    tally.position = Position(tally.agenda.steps[0].kind)


def _moved(tally: _Tally, event: Event) -> None:
    """Go somewhere else; the time of a step that is left is booked to it."""
    to = Position(event.body["step"], event.body["item"])
    if to.step != tally.position.step:
        running = tally.step_clock.since is not None
        tally.spent[tally.position.step] = _paused(tally.step_clock, event.at).before
        before = tally.spent.pop(to.step, 0.0)
        tally.step_clock = Clock(before, event.at if running else None)
    tally.position = to


def _clock(tally: _Tally, event: Event) -> None:
    """Start or pause both clocks."""
    turn = _started if event.body["runs"] else _paused
    tally.clock = turn(tally.clock, event.at)
    tally.step_clock = turn(tally.step_clock, event.at)


def _started(clock: Clock, at: datetime) -> Clock:
    """Return the clock running; one that runs already runs on."""
    return clock if clock.since else Clock(clock.before, at)


def _paused(clock: Clock, at: datetime) -> Clock:
    """Return the clock standing."""
    return Clock(clock.elapsed(at))


def _presenter(tally: _Tally, event: Event) -> None:
    """Hand the presentation over."""
    tally.presenter = _PERSON.validate_python(event.body)


def _attended(tally: _Tally, event: Event) -> None:
    """Note who is there."""
    tally.present[event.by.id] = event.by


def _noted(tally: _Tally, event: Event) -> None:
    """Write down a text; an empty one takes the note away."""
    text = event.body["text"]
    tally.notes[event.subject] = Note(event.subject, text, event.by, event.at, event.number)


def _parked(tally: _Tally, event: Event) -> None:
    """Put something on the list of issues; what was solved is open again."""
    issue = _ISSUE.validate_python(event.body)
    tally.parked[event.subject] = replace(issue, parked_by=event.by)
    tally.solved.discard(event.subject)


def _solved(tally: _Tally, event: Event) -> None:
    """Tick an issue off."""
    tally.solved.add(event.subject)


def _round(tally: _Tally, event: Event) -> None:
    """Begin a blind vote; a further round on the same goal begins from nothing."""
    tally.votes[event.subject] = _Vote(event.subject)


def _voted(tally: _Tally, event: Event) -> None:
    """Take a vote; the newest of each person counts."""
    tally.votes[event.body["key"]].levels[event.by.id] = (event.by, event.body["level"])


def _revealed(tally: _Tally, event: Event) -> None:
    """Show all votes together."""
    tally.votes[event.subject].revealed = True


def _decided(tally: _Tally, event: Event) -> None:
    """Keep a draft or a decision; a signed one takes the place of the draft it confirms.

    A signature under the minutes is for what stood there, so it lapses when more is decided.
    """
    decision = decision_of(event, tally.check_in.id)
    tally.decisions[decision.key] = decision
    tally.signatures.clear()


def _action(tally: _Tally, event: Event) -> None:
    """Note that an action was added or changed; its text stands in its own revisions."""
    tally.signatures.clear()


def _rated(tally: _Tally, event: Event) -> None:
    """Take a rating; the newest of each person counts."""
    tally.ratings[event.by.id] = (event.by, event.body["rating"])


def _signed(tally: _Tally, event: Event) -> None:
    """Take a signature."""
    tally.signatures[event.by.id] = (event.by, event.at)


def _next(tally: _Tally, event: Event) -> None:
    """Say when the next meeting is."""
    tally.next_on = date.fromisoformat(event.body["on"])


def _closed(tally: _Tally, event: Event) -> None:
    """End the meeting and stop its clocks."""
    tally.clock = _paused(tally.clock, event.at)
    tally.step_clock = _paused(tally.step_clock, event.at)
    tally.check_in = replace(tally.check_in, state="closed", closed_at=event.at)


def _plain(adapter: TypeAdapter[Value], value: Value) -> dict[str, Any]:
    """Return a value as JSON knows it."""
    plain: dict[str, Any] = adapter.dump_python(value, mode="json")
    return plain


_HANDLERS: Mapping[EventKind, Callable[[_Tally, Event], None]] = {
    "opened": _opened,
    "moved": _moved,
    "clock": _clock,
    "presenter": _presenter,
    "attended": _attended,
    "noted": _noted,
    "parked": _parked,
    "solved": _solved,
    "round": _round,
    "voted": _voted,
    "revealed": _revealed,
    "drafted": _decided,
    "decided": _decided,
    "action": _action,
    "rated": _rated,
    "signed": _signed,
    "next": _next,
    "closed": _closed,
}
