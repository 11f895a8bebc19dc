"""Comments: what people ask and say about a figure of one period, or about a goal.

A comment stays as it was written. A thread is closed with a word and opened again by any further
comment, so that nothing is ever settled by silence. Whoever is mentioned is named by the roster:
a mention that reaches nobody is refused while its author can still correct it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from governance.access import require
from governance.comment_shapes import Anchor, Comment, Thread
from governance.people import Person
from governance.records import comments as records
from governance.records import ledger
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError, NotFound, Overtaken
from pipelines.marked_yaml import nearest
from pipelines.periods import Period, parsed
from pipelines.workspace import Workspace

MOST_MENTIONS = 20
"""More people than that are addressed by nobody in particular."""
ON_RED = "on_red"
"""What the journal calls the note that a figure asked for when it turned red."""
_ADDRESSED = re.compile(r"(?<!\w)@(?=[^\W\d_])")
"""An @ that begins a name; the one inside an e-mail address does not."""


_WORD_ENDS = re.compile(r"[\s,;:!?]")


class Mention(NamedTuple):
    """Where a text names somebody."""

    begins: int
    ends: int
    person: Person


def threads(workspace: Workspace, *, anchor: Anchor | None = None) -> tuple[Thread, ...]:
    """Return the threads, the one that was spoken in last ahead.

    Args:
        workspace: Where.
        anchor: Only the thread on this figure or goal; None takes all.
    """
    with reading(workspace.database) as session:
        found = records.threads(session, anchor)
    return tuple(sorted(found, key=lambda one: (one.at, one.anchor), reverse=True))


def mentioned(workspace: Workspace, person: Person) -> tuple[Thread, ...]:
    """Return the threads in which the person is asked to read something, the newest ahead."""
    return tuple(one for one in threads(workspace) if one.asks(person))


def open_count(workspace: Workspace) -> int:
    """Return how many threads are open."""
    return sum(one.state == "open" for one in threads(workspace))


def notes_on_reds(workspace: Workspace, period: str) -> frozenset[str]:
    """Return the metrics that somebody wrote about for a period or for a part of it.

    A colour that nobody explained is looked for with it: the note is what the meeting reads.

    Raises:
        GapError: The period is not written as one.
    """
    whole = parsed(period)
    return frozenset(
        one.anchor.name
        for one in threads(workspace)
        if one.anchor.kind == "metric" and _lies_in(parsed(one.anchor.period), whole)
    )


def red_notes_on(workspace: Workspace, anchor: Anchor) -> frozenset[int]:
    """Return the numbers of the comments on a figure that were written because it turned red."""
    entries = workspace.catalogue.journal(subject=f"comment/{anchor}")
    told = (one.after or {} for one in entries)
    return frozenset(int(after["number"]) for after in told if after.get(ON_RED))


def mentions_in(text: str, people: Collection[Person]) -> tuple[Mention, ...]:
    """Return where a text names one of ``people`` with an @.

    Somebody is named by identifier, by name, or by a first name that nobody else of them has.
    """
    names = _names(people)
    found = ((sign, _called(text[sign.end() :], names)) for sign in _ADDRESSED.finditer(text))
    return tuple(
        Mention(sign.start(), sign.end() + len(name), names[name])
        for sign, name in found
        if name is not None
    )


def comment(
    workspace: Workspace,
    person: Person,
    anchor: Anchor,
    *,
    text: str,
    mentions: Sequence[str] = (),
    now: datetime,
    on_red: bool = False,
) -> Comment:
    """Say something; it opens a thread, or goes on with one and opens it again.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``comments:write``.
        anchor: What is spoken of.
        text: Plain text; ``@name`` asks somebody to read it.
        mentions: Identifiers of further people who are asked to read it.
        now: The moment of signing, UTC.
        on_red: Whether it is the note that a figure asks for when it turns red.

    Raises:
        NotAllowed: The person may not comment.
        NotFound: There is no such metric, goal or person; nothing was changed.
        GapError: The text or the period does not hold; nothing was changed.
    """
    require(person, "comments:write")
    said = plain_text(text, field="comment")
    place = _checked(workspace, anchor)
    with writing(workspace.database) as session:
        require_known(session, person)
        _require_goal(session, place)
        asked = _asked(said, mentions, ledger.people(session))
        return _append(session, place, person, text=said, mentions=asked, now=now, on_red=on_red)


def close(
    workspace: Workspace,
    person: Person,
    anchor: Anchor,
    *,
    seen: int,
    word: str,
    now: datetime,
) -> Comment:
    """Close a thread with a word on what became of it; a further comment opens it again.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``comments:write``.
        anchor: What the thread speaks of.
        seen: The number of the last comment that the person read.
        word: What became of it, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not comment.
        NotFound: Nobody spoke of it; nothing was changed.
        Overtaken: Somebody said something since; nothing was changed.
        GapError: There is no word, or the thread is closed; nothing was changed.
    """
    require(person, "comments:write")
    said = plain_text(word, field="closing word")
    place = _checked(workspace, anchor)
    with writing(workspace.database) as session:
        require_known(session, person)
        last = records.last_of(session, place)
        if last is None:
            raise NotFound(
                f"Nobody has commented on {place} yet.",
                next_step="“python -m governance comment list” shows what is open. "
                "Nothing was changed.",
            )
        if last.number != seen:
            raise Overtaken(
                f"{last.by} wrote after you looked: {last.text}",
                where=f"You read comment {seen}; the last one is {last.number}.",
                next_step="Read it and close the discussion then. Nothing was changed.",
            )
        if last.closes:
            raise GapError(
                f"{last.by} closed this discussion already: {last.text}",
                next_step="A further comment opens it again. Nothing was changed.",
            )
        asked = _asked(said, (), ledger.people(session))
        return _append(session, place, person, text=said, mentions=asked, now=now, closes=True)


def _append(
    session: Session,
    anchor: Anchor,
    person: Person,
    *,
    text: str,
    mentions: tuple[str, ...],
    now: datetime,
    closes: bool = False,
    on_red: bool = False,
) -> Comment:
    """Write a comment and its journal entry."""
    last = records.last_of(session, anchor)
    number = last.number + 1 if last else 1
    added = Comment(anchor, number, text, person, utc(now), mentions, closes)
    records.append_comment(session, added)
    note(
        session,
        person,
        action="comment:close" if closes else "comment:write",
        subject=f"comment/{anchor}",
        at=added.at,
        reason=text,
        after={"number": number, "mentions": list(mentions)} | ({ON_RED: True} if on_red else {}),
    )
    return added


def _checked(workspace: Workspace, anchor: Anchor) -> Anchor:
    """Return the anchor with its period as everybody writes it, or refuse one that holds nothing.

    That a goal exists is looked up where the comment is written.
    """
    if anchor.kind == "goal":
        return Anchor("goal", anchor.name)
    if not anchor.period:
        raise GapError(
            "A comment on a metric speaks of one period.",
            where=f"Metric {anchor.name}.",
            next_step="Name the period, such as 2026-Q1. Nothing was changed.",
        )
    return Anchor("metric", workspace.metrics.metric(anchor.name).name, parsed(anchor.period).label)


def _require_goal(session: Session, anchor: Anchor) -> None:
    """Refuse a goal that nobody stated."""
    if anchor.kind == "goal" and not ledger.goal_history(session, anchor.name):
        raise NotFound(
            f"There is no goal {anchor.name} to comment on.",
            next_step="“python -m governance scorecard” lists the goals. Nothing was changed.",
        )


def _asked(text: str, further: Sequence[str], people: Sequence[Person]) -> tuple[str, ...]:
    """Return who is asked to read a comment, in the order in which they are named."""
    known, names = {one.id for one in people}, _names(people)
    for sign in _ADDRESSED.finditer(text):
        if _called(text[sign.end() :], names) is None:
            raise _nobody(_WORD_ENDS.split(text[sign.end() :], maxsplit=1)[0], people)
    stranger = next((each for each in further if each not in known), None)
    if stranger is not None:
        raise _nobody(stranger, people)
    found = [mention.person.id for mention in mentions_in(text, people)]
    asked = tuple(dict.fromkeys((*found, *further)))
    if len(asked) > MOST_MENTIONS:
        raise GapError(
            f"{len(asked)} people are mentioned; {MOST_MENTIONS} fit.",
            next_step="Name those who shall answer; nothing was changed.",
        )
    return asked


def _names(people: Collection[Person]) -> dict[str, Person]:
    """Return what everybody can be called, the longest name first."""
    firsts = [one.name.split()[0].lower() for one in people]
    names = {
        one.name.split()[0].lower(): one
        for one in people
        if firsts.count(one.name.split()[0].lower()) == 1
    }
    names |= {one.name.lower(): one for one in people}
    names |= {one.id.lower(): one for one in people}
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _called(text: str, names: Mapping[str, Person]) -> str | None:
    """Return the longest of the names that a text begins with, if it ends where a word ends."""
    rest = text.lower()
    return next((each for each in names if rest.startswith(each) and _ends(rest, each)), None)


def _ends(text: str, name: str) -> bool:
    """Return whether a word of the text ends where the name does."""
    following = text[len(name) : len(name) + 1]
    return not (following.isalnum() or following == "_")


def _nobody(name: str, people: Collection[Person]) -> NotFound:
    """Return the refusal of a mention that would reach nobody."""
    called = [one.name for one in people] + [one.id for one in people]
    return NotFound(
        f"Nobody here is called “{name}”.{nearest(name, called)}",
        next_step="Write @ before the name of somebody of “python -m governance people”, "
        "or leave the @ out. Nothing was changed.",
    )


def _lies_in(part: Period, whole: Period) -> bool:
    """Return whether a period lies within another one."""
    return whole.start <= part.start and part.end <= whole.end
