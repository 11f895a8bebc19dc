"""What can be done in the demo company's check-in, by the words that its story uses for it.

Each word stands for one act of a meeting and takes what that act takes, in plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from governance.checkin import actions, deciding, meeting
from governance.checkin.shapes import Issue, Option, Position, StepKind
from governance.people import Person
from governance.scorecard import scorecard
from pipelines.workspace import Workspace


def _go(
    workspace: Workspace, person: Person, held: str, *, step: str, item: str = "", now: datetime
) -> None:
    """Go to a step or to one thing in it."""
    meeting.move(workspace, person, held, Position(cast(StepKind, step), item), now=now)


def _write(
    workspace: Workspace, person: Person, held: str, *, key: str, text: str, now: datetime
) -> None:
    """Write something down where nothing was written yet."""
    meeting.write_note(workspace, person, held, key=key, text=text, seen=0, now=now)


def _park(
    workspace: Workspace,
    person: Person,
    held: str,
    *,
    key: str,
    title: str,
    why: str,
    now: datetime,
) -> None:
    """Put something on the list that belongs to no goal."""
    issue = Issue(key, "free", title, "", None, None, why)
    meeting.park(workspace, person, held, issue, now=now)


def _vote(
    workspace: Workspace, person: Person, held: str, *, goal: str, level: int, now: datetime
) -> None:
    """Vote on a goal."""
    meeting.vote(workspace, person, held, goal, level, now=now)


def _ask(workspace: Workspace, person: Person, held: str, *, goal: str, now: datetime) -> None:
    """Ask everybody to vote on a goal."""
    meeting.start_round(workspace, person, held, goal, now=now)


def _reveal(workspace: Workspace, person: Person, held: str, *, goal: str, now: datetime) -> None:
    """Show what everybody voted."""
    meeting.reveal_round(workspace, person, held, goal, now=now)


def _decide(
    workspace: Workspace,
    person: Person,
    held: str,
    *,
    goal: str,
    options: list[str],
    reason: str,
    review: date,
    eur: int | None = None,
    now: datetime,
) -> None:
    """Decide on a goal, with both positions as the scorecard of that day shows them."""
    today = workspace.catalogue.reporting_date() or now.date()
    lines = scorecard(workspace, today=today).lines
    line = next((one for one in lines if one.goal_id == goal), None)
    choice = deciding.Choice(
        goal_id=goal,
        options=cast(tuple[Option, ...], tuple(options)),
        reason=reason,
        money_eur=None if eur is None else Decimal(eur),
        review_on=review,
    )
    before = deciding.sides(line, line.forecast if line else None)
    deciding.decide(workspace, person, held, choice, before=before, seen=0, today=today, now=now)


def _promise(
    workspace: Workspace,
    person: Person,
    held: str,
    *,
    text: str,
    owner: str,
    due: date,
    goal: str,
    now: datetime,
) -> None:
    """Write down who does what by when."""
    actions.add_action(
        workspace, person, held, text=text, owner=owner, due=due, goal_id=goal, now=now
    )


def _solve(workspace: Workspace, person: Person, held: str, *, key: str, now: datetime) -> None:
    """Tick something off the list."""
    meeting.solve(workspace, person, held, key, now=now)


def _rate(workspace: Workspace, person: Person, held: str, *, rating: int, now: datetime) -> None:
    """Rate the meeting."""
    meeting.rate(workspace, person, held, rating, now=now)


def _meet_again(
    workspace: Workspace, person: Person, held: str, *, on: date, now: datetime
) -> None:
    """Say when the next meeting is."""
    meeting.set_next(workspace, person, held, on, now=now)


ACTS: Mapping[str, Callable[..., Any]] = {
    "attend": meeting.attend,
    "start": meeting.run_clock,
    "pause": meeting.pause_clock,
    "go": _go,
    "write": _write,
    "park": _park,
    "solve": _solve,
    "ask": _ask,
    "vote": _vote,
    "reveal": _reveal,
    "decide": _decide,
    "promise": _promise,
    "meet_again": _meet_again,
    "rate": _rate,
    "sign": meeting.sign_off,
}
