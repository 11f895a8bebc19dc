"""The check-in in words: options, sides, money at stake, and how many there are of something.

Every sentence that a screen of the meeting says about a value is made here once, so that the
projector, a participant's telephone and the closed meeting say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import fmean
from typing import Final

from governance.checkin.shapes import (
    Action,
    Attached,
    Change,
    CheckIn,
    Decision,
    Issue,
    Option,
    Position,
    Round,
    Sides,
    Stake,
)
from reports.format import day, figure, percent

OPTION_WORDS: Final[Mapping[Option, str]] = {
    "keep": "Keep",
    "re_scope": "Re-scope",
    "re_time": "Re-time",
    "fund_foundation": "Fund the foundation",
    "pause": "Pause",
    "retire": "Retire",
    "accelerate": "Accelerate",
}
CHANGE_WORDS: Final = {
    "restated": "Restated",
    "colour": "Colour",
    "date": "Date",
    "goal": "Goal",
    "reply": "Reply",
    "blocker": "Blocker",
    "decision": "Decision",
    "load": "New data",
    "definition": "Definition",
}
ESTIMATE: Final = "an estimate from the company's own history, not a promise"
"""Stands beside every what-if, so that nobody takes it for a date that somebody gave."""
_SLASH: Final = "/"


def options_words(options: Sequence[Option]) -> str:
    """Return options as one phrase: ``Re-scope + re-time``."""
    said = [OPTION_WORDS[option] for option in options]
    return " + ".join([said[0], *(each.lower() for each in said[1:])]) if said else "Nothing"


def stake_words(issue: Issue) -> str:
    """Return what an issue is worth: money before points, and neither where nobody stated it."""
    if issue.value_eur is not None:
        return f"{figure(issue.value_eur, 'EUR')} at stake"
    if issue.value_points is not None:
        return f"{issue.value_points:.0f} points of value at stake"
    return "value not stated"


def sides_words(sides: Sides) -> str:
    """Return both positions as they were when it was decided."""
    said = []
    if sides.wanted_date:
        said.append(f"CEO wanted {day(sides.wanted_date)}")
    if sides.value_score is not None:
        said.append(f"value {sides.value_score:.0f}")
    said.append(
        f"CIO expected {day(sides.realistic_date)}"
        if sides.realistic_date
        else "CIO gave no date"
    )  # fmt: skip
    if sides.feasibility_score is not None:
        said.append(f"feasibility {sides.feasibility_score:.0f}")
    if sides.alignment_gap is not None:
        said.append(f"gap {points(sides.alignment_gap)}")
    if sides.p_target is not None:
        said.append(f"chance {percent(sides.p_target)}")
    if sides.p50:
        said.append(f"half by {day(sides.p50)}")
    if sides.p85:
        said.append(f"85% by {day(sides.p85)}")
    return " · ".join(said)


def points(number: float) -> str:
    """Return a number of points with a decimal only where it has one."""
    written = f"{number:.1f}".removesuffix(".0").replace("-", "−")
    return f"{written} point" if written == "1" else f"{written} points"


def attached_words(attached: Attached) -> str:
    """Return a what-if that was attached to a decision, labelled as the estimate it is."""
    parts = [f"chance {percent(attached.p_target)}"]
    if attached.p50:
        parts.append(f"half by {day(attached.p50)}")
    if attached.p85:
        parts.append(f"85% by {day(attached.p85)}")
    return f"{attached.label}: {', '.join(parts)} ({ESTIMATE})"


def asked_for_words(one: Decision) -> str:
    """Return what a decision changes: new date, scope, money, project, review."""
    parts = []
    if one.new_date:
        parts.append(f"new date {day(one.new_date)}")
    if one.scope:
        parts.append(f"scope: {one.scope.rstrip('.')}")
    if one.money_eur is not None:
        parts.append(figure(one.money_eur, "EUR"))
    if one.project_id:
        parts.append(f"funds {', '.join((one.project_id, *one.funded_with))}")
    if one.review_on:
        parts.append(f"review on {day(one.review_on)}")
    return " · ".join(parts)


def worth_words(one: Stake) -> str:
    """Return the money and the days that hang on a blocker; empty where neither is known."""
    parts = [] if one.money_eur is None else [figure(one.money_eur, "EUR")]
    parts += [] if one.days is None else [f"{counted(one.days, 'day')} later"]
    return " · ".join(parts)


def action_words(one: Action) -> str:
    """Return how an action stands, beside its text."""
    parts = [one.owner, f"due {day(one.due)}"]
    if one.state != "open":
        parts = [one.owner, one.state + (f": {one.reason.rstrip('.')}" if one.reason else "")]
    return " · ".join(parts)


def overdue(actions: Sequence[Action], today: date) -> list[Action]:
    """Return the open actions whose day is past."""
    return [one for one in actions if one.state == "open" and one.due < today]


def rate_words(ratings: Sequence[int]) -> str:
    """Return the meeting's rating as a mean with its number; a wide spread is said."""
    if not ratings:
        return "Nobody has rated the meeting yet."
    said = f"Rated {fmean(ratings):.1f} of 10 by {len(ratings)}"
    if max(ratings) - min(ratings) >= 3:  # three steps of ten: somebody saw another meeting
        said += f", from {min(ratings)} to {max(ratings)}"
    return said + "."


def round_words(round_: Round) -> str:
    """Return how far a blind vote is, and after the reveal what it says."""
    if not round_.revealed:
        names = ", ".join(person.name for person in round_.voted) or "nobody yet"
        return f"Blind vote on confidence, 1 to 5 · voted: {names}"
    levels = [level for _, level in round_.levels]
    if not levels:
        return "The vote was opened without a vote in it."
    return f"Confidence {fmean(levels):.1f} of 5, from {min(levels)} to {max(levels)}"


def source_of(change: Change) -> str:
    """Return who changed something, when and why."""
    parts = [change.by, day(change.at) if change.at else "", change.reason.rstrip(".")]
    return " · ".join(part for part in parts if part)


def meeting_words(check_in: CheckIn) -> str:
    """Return what a meeting is called and when it was held."""
    return f"{check_in.title} ({check_in.id}), {day(check_in.held_on)}"


def sentence(said: str) -> str:
    """Return words as a sentence: a capital first, and a full stop."""
    return f"{said[:1].upper()}{said[1:].rstrip('.')}." if said else ""


def moment(at: datetime) -> str:
    """Return a moment as a person reads it."""
    return f"{day(at)}, {at:%H:%M} UTC"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def place_written(position: Position) -> str:
    """Return a position as the address bar has it."""
    return f"{position.step}{_SLASH}{position.item}" if position.item else position.step
