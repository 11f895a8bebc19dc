"""What every signed change needs: a reason, readable text, and the revision its author saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from governance.people import Person
from governance.promises import Content, Revision
from pipelines.catalogue import journal
from pipelines.errors import GapError, Overtaken

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LONGEST = 2000
"""Characters in one answer: two screens of text, more is a document and belongs elsewhere."""


def plain_text(text: str, *, field: str, required: bool = True, longest: int = LONGEST) -> str:
    """Return ``text`` without surrounding space, or say what is wrong with it.

    Raises:
        GapError: It is empty though required, too long, or holds control characters.
    """
    clean = text.strip()
    if required and not clean:
        raise GapError(f"The {field} is empty.", next_step="Write a sentence; nothing was changed.")
    if len(clean) > longest:
        raise GapError(
            f"The {field} has {len(clean)} characters; {longest} fit.",
            next_step="Shorten it; nothing was changed.",
        )
    if any(not sign.isprintable() and sign not in "\n\t" for sign in clean):
        raise GapError(
            f"The {field} holds characters that cannot be shown.",
            next_step="Type it again instead of pasting it; nothing was changed.",
        )
    return clean


def score(number: float, *, field: str) -> float:
    """Return ``number``, or say that it is no score from 0 to 100.

    Raises:
        GapError: It is outside the scale or not a number.
    """
    if not 0 <= number <= 100:
        raise GapError(
            f"The score of {field} is {number:g}; it must lie between 0 and 100.",
            next_step="Correct the score; nothing was changed.",
        )
    return float(number)


def utc(now: datetime) -> datetime:
    """Return ``now`` if it knows its zone; a moment without one is a mistake of the caller."""
    if now.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return now


def overtaken(thing: str, newest: Revision[Content], *, seen: int) -> Overtaken:
    """Return the refusal that says who changed what since the author looked."""
    return Overtaken(
        f"{newest.by} changed {thing} on {newest.at:%Y-%m-%d at %H:%M} UTC, after you opened it: "
        f"{newest.why}",
        where=f"You saw revision {seen}; the newest one is {newest.number}.",
        next_step="Look at the newer one and decide again. Nothing was changed.",
    )


def require_next(
    history: Sequence[Revision[Content]], revision: Revision[Content], *, thing: str, title: str
) -> None:
    """Refuse a revision that is not the next one, or that says what was said before.

    Args:
        history: What is there, the first statement first; empty for a new one.
        revision: What its author wants to append.
        thing: What it is called in messages, such as ``goal GOAL-01``.
        title: What the one that is there is called.

    Raises:
        Overtaken: Somebody else changed it since; the message says who and why.
        GapError: The name is taken or nothing differs. Nothing was changed.
    """
    seen = revision.number - 1
    if history and not seen:
        raise GapError(
            f"There is a {thing} already: {title}.",
            next_step="Choose another identifier, or change that one. Nothing was changed.",
        )
    if len(history) != seen:
        raise overtaken(thing, history[-1], seen=seen)
    if history and history[-1].content == revision.content:
        raise GapError(f"The {thing} already says that.", next_step="Nothing was changed.")


def sign(
    session: Session,
    revision: Revision[Any],
    *,
    kind: str,
    before: DataclassInstance | None,
) -> None:
    """Write a revision's journal entry, with the fields that changed, in its transaction."""
    after = _plain(asdict(revision.content))
    earlier = None if before is None else _plain(asdict(before))
    changed = [name for name in after if earlier is None or earlier[name] != after[name]]
    note(
        session,
        revision.by,
        action=f"{kind}:{'state' if before is None else 'change'}",
        subject=f"{kind}/{revision.goal_id}",
        at=revision.at,
        reason=revision.why,
        before=None if earlier is None else {name: earlier[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def note(
    session: Session,
    by: Person | None,
    *,
    action: str,
    subject: str,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Append to the journal in the session's transaction; ``by`` is None for the first person."""
    entry = journal.Entry(
        at=at,
        actor=by.id if by else "",
        role=by.role if by else "",
        action=action,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
    journal.append(session.connection(), entry)


def _plain(value: Any) -> Any:  # noqa: ANN401  # walks any dataclass into JSON
    """Return a value as JSON knows it: dates and money as text."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
