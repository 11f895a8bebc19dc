"""What every step of an audit is checked against: that it exists, how far it is, who may speak."""

from __future__ import annotations

from sqlalchemy.orm import Session

from governance.access import may
from governance.maturity.shapes import Audit, Side, State
from governance.people import Person
from governance.records import audits as records
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.marked_yaml import nearest

LOWEST, HIGHEST = 1, 5


def found(session: Session, audit_id: str) -> Audit:
    """Return one audit.

    Raises:
        NotFound: There is no such audit; the nearest one is suggested.
    """
    every = {one.id: one for one in records.audits(session)}
    if audit_id in every:
        return every[audit_id]
    raise NotFound(
        f"There is no audit {audit_id}.{nearest(audit_id, every)}",
        next_step="“python -m governance audit progress” lists them. Nothing was changed.",
    )


def require_state(audit: Audit, wanted: State, *, otherwise: str) -> None:
    """Let an audit in the wanted state pass, or refuse in words.

    Args:
        audit: Which.
        wanted: The state that the step needs.
        otherwise: What cannot be done in another one, such as “nobody can answer any more”.

    Raises:
        GapError: The audit is in another state; nothing was changed.
    """
    if audit.state != wanted:
        raise GapError(
            f"{audit.id} {standing(audit)}, so {otherwise}.", next_step="Nothing was changed."
        )


def standing(audit: Audit) -> str:
    """Return how far an audit is, in words that follow its name."""
    if audit.closed_at is not None:
        reveal = "" if audit.revealed_at else " without a reveal"
        return f"was closed on {audit.closed_at:%Y-%m-%d}{reveal}"
    if audit.revealed_at is not None:
        return f"was revealed on {audit.revealed_at:%Y-%m-%d}"
    return "is still collecting answers"


def require_voice(person: Person, audit: Audit) -> None:
    """Let the facilitator and whoever was invited pass, or refuse in words.

    Raises:
        NotAllowed: The person is neither.
    """
    if not may(person, "maturity:facilitate"):
        invited_side(person, audit)


def invited_side(person: Person, audit: Audit) -> Side:
    """Return the side that ``person`` answers for, or refuse in words.

    Raises:
        NotAllowed: The person was not invited.
    """
    side = audit.side_of(person)
    if side is None:
        raise NotAllowed(
            f"{person} was not invited to {audit.id}.",
            next_step="Ask the facilitator for an invitation. Nothing was changed.",
        )
    return side


def level(number: int, *, field: str) -> int:
    """Return ``number``, or say that it is no level.

    Raises:
        GapError: It is not a whole number from 1 to 5.
    """
    if isinstance(number, bool) or not isinstance(number, int) or not LOWEST <= number <= HIGHEST:
        raise GapError(
            f"The {field} is {number}; it must be a whole number from {LOWEST} to {HIGHEST}.",
            next_step="Choose one of the five levels. Nothing was changed.",
        )
    return number
