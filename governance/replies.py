"""Replies: the CIO answers each goal with what is feasible, by when, and what is in the way.

A reply answers one revision of the goal. When the CEO moves the goal while the CIO writes, the
reply is refused: an answer to a question that is no longer asked would look like consent.

What data say about each score is read here, at signing, and kept beside it; nobody hands it in.
Whoever scores otherwise by more than the policy allows says why.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import get_args

from governance.access import require
from governance.feasibility import evidence_of
from governance.feasibility_shapes import PARTS, Part, PartEvidence
from governance.people import Person
from governance.policy import policy
from governance.promises import (
    BLOCKER_TYPES,
    Evidence,
    FeasibilityScores,
    Feasible,
    Obstacle,
    Reply,
    ReplyRevision,
    Revision,
)
from governance.records import ledger
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import overtaken, plain_text, score, sign, utc
from pipelines.errors import GapError, NotFound
from pipelines.workspace import Workspace

MEASURED_DIGITS = 1
"""Digits of a measured score that a reply keeps: finer ones would differ with every load."""
_MOST_EUR = Decimal("1e12")
_MOST_BLOCKERS = 20
_MOST_DAYS = 3650
"""Ten years: who loses more than that waits for nothing."""


def replies(workspace: Workspace) -> tuple[ReplyRevision, ...]:
    """Return the replies as they stand, by goal."""
    with reading(workspace.database) as session:
        return ledger.newest_replies(session)


def reply_history(workspace: Workspace, goal_id: str) -> tuple[ReplyRevision, ...]:
    """Return all replies to a goal, the first one first; empty where the CIO has not answered."""
    with reading(workspace.database) as session:
        return ledger.reply_history(session, goal_id)


def give_reply(
    workspace: Workspace,
    person: Person,
    *,
    goal_id: str,
    seen: int,
    reply: Reply,
    why: str,
    now: datetime,
) -> ReplyRevision:
    """Answer a goal, for the first time or anew; earlier replies stay.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``replies:write``.
        goal_id: Which goal.
        seen: The revision of the reply that the person changed; 0 where there was none.
        reply: The whole answer; ``answers_revision`` is the goal's revision it was written to.
        why: One sentence for the history.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not reply.
        Overtaken: The goal or the reply was changed since; the message says who and why.
        GapError: The reply does not hold or does not differ, or a score differs from what data
            say without a reason; nothing was changed.
    """
    require(person, "replies:write")
    checked = _measured(workspace, goal_id, _checked(reply), now)
    reason = plain_text(why, field="reason for the reply")
    return _append(workspace, Revision(goal_id, seen + 1, person, utc(now), reason, checked))


def _measured(workspace: Workspace, goal_id: str, reply: Reply, now: datetime) -> Reply:
    """Return the reply with what data say beside each score; a goal nobody stated has none."""
    with reading(workspace.database) as session:
        asked = ledger.goal_history(session, goal_id)
    if not asked:
        return reply
    today = min(workspace.reporting_day(now.date()), now.date())
    found = evidence_of(workspace, asked[-1], today=today)
    scores = {part: _beside(reply, part, found.parts[part]) for part in PARTS}
    return replace(reply, scores=FeasibilityScores(**scores))


def _beside(reply: Reply, part: Part, found: PartEvidence) -> Evidence:
    """Return one score with what data say, or refuse one that differs without a reason."""
    given: Evidence = getattr(reply.scores, part)
    rules = policy().evidence
    differs = found.score is not None and abs(given.score - found.score) > rules.override_from
    if differs and len(given.note) < rules.shortest_reason:
        raise GapError(
            f"{part.capitalize()} is scored {given.score:g}, but data say {found.score:.0f}: "
            f"{found.words} “{given.note}” does not say why it is otherwise.",
            where=f"Evidence for {part}.",
            next_step=f"Write the reason in at least {rules.shortest_reason} characters, or take "
            "what data say. Nothing was changed.",
        )
    measured = None if found.score is None else round(found.score, MEASURED_DIGITS)
    return replace(given, measured=measured, measured_words=found.words)


def _append(workspace: Workspace, revision: ReplyRevision) -> ReplyRevision:
    """Write a revision and its journal entry, unless somebody was first or nothing differs."""
    name, seen = f"the reply to {revision.goal_id}", revision.number - 1
    with writing(workspace.database) as session:
        require_known(session, revision.by)
        asked = ledger.goal_history(session, revision.goal_id)
        if not asked:
            raise NotFound(
                f"There is no goal {revision.goal_id} to reply to.",
                next_step="Nothing was changed.",
            )
        if len(asked) != revision.content.answers_revision:
            answers = revision.content.answers_revision
            raise overtaken(f"goal {revision.goal_id}", asked[-1], seen=answers)
        earlier = ledger.reply_history(session, revision.goal_id)
        if len(earlier) != seen:
            raise _out_of_step(name, earlier, seen=seen)
        if earlier and earlier[-1].content == revision.content:
            raise GapError(
                f"{name.capitalize()} already says that.", next_step="Nothing was changed."
            )
        ledger.append_reply(session, revision)
        sign(session, revision, kind="reply", before=earlier[-1].content if earlier else None)
    return revision


def _out_of_step(name: str, earlier: tuple[ReplyRevision, ...], *, seen: int) -> GapError:
    """Return the refusal of a reply to a revision that is not the newest."""
    if earlier:
        return overtaken(name, earlier[-1], seen=seen)
    return NotFound(f"Nobody has written {name} yet.", next_step="Nothing was changed.")


def _checked(reply: Reply) -> Reply:
    """Return the reply with its texts trimmed, or refuse what cannot hold."""
    if reply.feasible not in get_args(Feasible):
        raise GapError(
            f"“{reply.feasible}” is no answer.",
            next_step="Answer yes, partly or no. Nothing was changed.",
        )
    if reply.feasible != "no" and reply.realistic_date is None:
        raise GapError(
            f"The answer is “{reply.feasible}”, but it has no date.",
            where="Realistic date.",
            next_step="Give the date you believe in; nothing was changed.",
        )
    if reply.ask_eur is not None and not _is_amount(reply.ask_eur):
        raise GapError(
            f"The ask of {reply.ask_eur} EUR is not an amount.",
            next_step="Give zero or more euros; nothing was changed.",
        )
    if len(reply.blockers) > _MOST_BLOCKERS:
        raise GapError(
            f"{len(reply.blockers)} blockers are more than anybody reads; {_MOST_BLOCKERS} fit.",
            next_step="Name the ones that decide the date; nothing was changed.",
        )
    scores = {
        part: Evidence(
            score(given["score"], field=part),
            plain_text(given["note"], field=f"evidence for {part}"),
        )
        for part, given in asdict(reply.scores).items()
    }
    return replace(
        reply,
        scores=FeasibilityScores(**scores),
        blockers=tuple(_checked_obstacle(obstacle) for obstacle in reply.blockers),
        ask=plain_text(reply.ask, field="ask", required=False),
        ask_eur=None if reply.ask_eur is None else reply.ask_eur.quantize(ledger.CENTS),
    )


def _is_amount(euros: Decimal) -> bool:
    """Return whether ``euros`` is a finite amount that fits."""
    return euros.is_finite() and 0 <= euros <= _MOST_EUR


def _checked_obstacle(obstacle: Obstacle) -> Obstacle:
    """Return the obstacle with its texts trimmed, or refuse it."""
    if obstacle.type not in BLOCKER_TYPES:
        raise GapError(
            f"“{obstacle.type}” is not a kind of blocker.",
            next_step=f"Choose one of {', '.join(BLOCKER_TYPES)}. Nothing was changed.",
        )
    if obstacle.estimate is not None and obstacle.estimate < obstacle.since:
        raise GapError(
            f"A blocker since {obstacle.since} cannot be gone on {obstacle.estimate}.",
            where=obstacle.text,
            next_step="Correct one of the dates; nothing was changed.",
        )
    if obstacle.days_at_stake is not None and not 0 <= obstacle.days_at_stake <= _MOST_DAYS:
        raise GapError(
            f"A blocker cannot cost {obstacle.days_at_stake} days.",
            where=obstacle.text,
            next_step=f"Give 0 to {_MOST_DAYS} days, or leave it out; nothing was changed.",
        )
    euros = obstacle.money_at_stake_eur
    if euros is not None and not _is_amount(euros):
        raise GapError(
            f"{euros} EUR at stake is not an amount.",
            where=obstacle.text,
            next_step="Give zero or more euros, or leave it out; nothing was changed.",
        )
    return replace(
        obstacle,
        text=plain_text(obstacle.text, field="text of the blocker"),
        owner=plain_text(obstacle.owner, field="owner of the blocker", longest=200),
        evidence=plain_text(
            obstacle.evidence, field="evidence of the blocker", required=False, longest=500
        ),
        money_at_stake_eur=None if euros is None else euros.quantize(ledger.CENTS),
    )
