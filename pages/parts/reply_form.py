"""The CIO's form: the answer to a goal, begun from what the data say.

Each score stands beside its evidence; a score that differs needs its reason. Blockers are a table
of fixed types. Everything is checked again by governance before it is signed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast, get_args

import pandas as pd
import streamlit as st

from governance.feasibility_shapes import PARTS, Part, PartEvidence
from governance.merging import parts
from governance.policy import policy
from governance.promises import (
    BLOCKER_TYPES,
    BlockerType,
    Evidence,
    FeasibilityScores,
    Feasible,
    GoalRevision,
    Obstacle,
    Reply,
    ReplyRevision,
)
from governance.replies import give_reply
from governance.scorecard.gap import feasibility
from pages.parts import cached, cached_goals
from pages.parts.blocks import plain
from pages.parts.drafts import Draft, draft, drop, newer, touch
from pages.parts.merge import collide, say
from pages.parts.shell import reader, show
from pipelines.errors import GapError, Overtaken
from reports.dumbbell import ANSWERS
from reports.tables import words

COLUMNS: Final = (
    *("type", "text", "owner", "since", "estimate"),
    *("days_at_stake", "money_at_stake_eur", "evidence"),
)
MISSING: Final = math.nan
"""A score that neither the data nor a person has given yet; it is never shown or signed."""
Measured = Mapping[str, PartEvidence]


def reply_form(goal: GoalRevision, newest: ReplyRevision | None) -> None:
    """Let the CIO answer a goal, for the first time or anew."""
    measured = cached_goals.evidence_of(goal.goal_id)
    known = draft("reply", goal.goal_id, newest, _begun(measured), answers=goal.number)
    _form(goal, known, newest, measured)


@st.fragment
def _form(
    goal: GoalRevision, known: Draft[Reply], newest: ReplyRevision | None, measured: Measured
) -> None:
    """Show the fields and the button that signs."""
    newer("reply", goal.goal_id, known, newest)
    if known.answers < goal.number:
        st.warning(plain(f"The goal was changed since you began: {goal.why}"))
    reply, problem = known.start, None
    try:
        reply = _fields(known, measured)
    except GapError as error:
        problem = error
        show(error)
    begun = replace(known.start, answers_revision=known.answers)
    touch(known, is_touched=problem is not None or parts(reply) != parts(begun))
    why = st.text_input(
        "Reason for this reply, which everybody will read",
        key=f"{known.place}_why",
        persist_state="session",
    )
    asked = st.button("Sign the reply", key=f"{known.place}_sign", type="primary")
    if asked and problem is None:
        _sign(goal.goal_id, known, reply, why)


def _fields(known: Draft[Reply], measured: Measured) -> Reply:
    """Ask for everything that a reply is made of."""
    at, start = known.place, known.start
    options = get_args(Feasible)
    first, second = st.columns(2)
    answer = first.radio(
        "Answer", options, index=options.index(start.feasible), format_func=ANSWERS.__getitem__,
        horizontal=True, key=f"{at}_feasible", persist_state="session",
    )  # fmt: skip
    realistic = second.date_input(
        "Realistic date; empty where none can be given",
        value=start.realistic_date, key=f"{at}_date", persist_state="session",
    )  # fmt: skip
    scores = _scores(known, measured)
    st.markdown("**In the way**")
    edited = st.data_editor(
        _frame(start.blockers), num_rows="dynamic", hide_index=True, key=f"{at}_blockers",
        column_config=_columns(), alt="What is in the way: one blocker in each row",
    )  # fmt: skip
    third, fourth = st.columns([3, 1])
    ask = third.text_input("Asks for", value=start.ask, key=f"{at}_ask", persist_state="session")
    euros = fourth.number_input(
        "Cost in euros, if known", min_value=0.0, step=10_000.0, format="%.2f", key=f"{at}_euros",
        value=None if start.ask_eur is None else float(start.ask_eur), persist_state="session",
    )  # fmt: skip
    return Reply(
        feasible=cast(Feasible, answer),
        realistic_date=realistic if isinstance(realistic, date) else None,
        scores=scores,
        blockers=blockers_of(edited),
        ask=ask,
        ask_eur=amount(euros),
        answers_revision=known.answers,
    )


def _scores(known: Draft[Reply], measured: Measured) -> FeasibilityScores:
    """Ask for the four scores, each beside what the data say, and say what they make together."""
    if any(one.score is not None for one in measured.values()):
        st.button(
            "Take what the data say", key=f"{known.place}_take",
            on_click=_take, args=(known.place, measured),
        )  # fmt: skip
    given: dict[str, Evidence] = {}
    rules = policy().feasibility
    for part, share in rules.weights.shares().items():
        given[part] = _score(known, part, share, measured.get(part))
    if any(one.score is MISSING for one in given.values()):
        st.caption("Feasibility: not known until each of the four has a score.")
        return FeasibilityScores(**given)
    found = feasibility({part: one.score for part, one in given.items()}, rules)
    held = f", held there by a part below {rules.blocked_below:g}" if found.capped else ""
    st.caption(f"Feasibility: {found.score:.1f} of 100{held}")
    return FeasibilityScores(**given)


def _score(known: Draft[Reply], part: str, share: float, measured: PartEvidence | None) -> Evidence:
    """Ask for one score and its reason."""
    start: Evidence = getattr(known.start.scores, part)
    left, right = st.columns([1, 4])
    begun = None if start.score is MISSING else float(start.score)
    number = left.number_input(
        f"{words(part)}, weighs {share:.0%}", 0.0, 100.0, begun, 5.0,
        format="%.0f", key=f"{known.place}_{part}", persist_state="session",
    )  # fmt: skip
    score = MISSING if number is None else float(number)
    note = right.text_input(
        f"What the score of {part} rests on", value=start.note, key=f"{known.place}_{part}_note",
        persist_state="session",
    )  # fmt: skip
    if measured is not None:
        said = "not known" if measured.score is None else f"{measured.score:.0f}"
        differs = measured.score is not None and measured.score != score
        right.caption(
            plain(f"{'▲ Differs from the data: ' if differs else 'Data say '}{said}. ")
            + plain(measured.words)
        )
    return replace(start, score=score, note=note, measured=None, measured_words="")


def _take(place: str, measured: Measured) -> None:
    """Put what the data say into the fields, where they say something."""
    for part, one in measured.items():
        if one.score is not None:
            st.session_state[f"{place}_{part}"] = float(round(one.score))
            st.session_state[f"{place}_{part}_note"] = one.words


def _sign(goal_id: str, known: Draft[Reply], reply: Reply, why: str) -> None:
    """Sign what was filled in and draw the page anew; a refusal leaves every field as it is."""
    try:
        _require_scores(reply)
        signed = give_reply(
            cached.workspace(), reader(), goal_id=goal_id, seen=known.seen, reply=reply, why=why,
            now=datetime.now(UTC),
        )  # fmt: skip
    except Overtaken:
        collide(
            "reply", goal_id, seen=known.seen, base=known.start, mine=reply, why=why,
            answers=known.answers,
        )  # fmt: skip
        return
    except GapError as error:
        show(error)
        return
    drop("reply", goal_id)
    say(f"The reply to {goal_id} is at revision {signed.number}, signed by you.")
    st.rerun()


def _begun(measured: Measured) -> Reply:
    """Return a first reply as the data would give it; what they do not say is left open."""
    given = {part: Evidence(MISSING, "") for part in PARTS}
    for part, one in measured.items():
        if one.score is not None:
            given[cast(Part, part)] = Evidence(float(round(one.score)), one.words)
    return Reply("partly", None, FeasibilityScores(**given))


def _require_scores(reply: Reply) -> None:
    """Refuse a reply that leaves a score open."""
    for part in PARTS:
        if getattr(reply.scores, part).score is MISSING:
            raise GapError(
                f"The score of {part} is not given.",
                next_step="Give a number from 0 to 100 and what it rests on; nothing was changed.",
            )


def _frame(blockers: tuple[Obstacle, ...]) -> pd.DataFrame:
    """Return the blockers as a table to edit."""
    rows = [{name: getattr(one, name) for name in COLUMNS} for one in blockers]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("since", "estimate"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("days_at_stake", "money_at_stake_eur"):
        frame[name] = pd.to_numeric(frame[name])
    return frame.astype({name: "object" for name in ("type", "text", "owner", "evidence")})


def _columns() -> dict[str, Any]:
    """Return how each column of the table is edited."""
    kinds = st.column_config
    return {
        "type": kinds.SelectboxColumn(
            "Type", options=BLOCKER_TYPES, format_func=lambda each: words(str(each)), required=True
        ),
        "text": kinds.TextColumn("What is in the way", width="large", required=True),
        "owner": kinds.TextColumn("Owner", required=True),
        "since": kinds.DateColumn("Since", required=True),
        "estimate": kinds.DateColumn("Expected to clear"),
        "days_at_stake": kinds.NumberColumn("Days at stake", min_value=0, step=1),
        "money_at_stake_eur": kinds.NumberColumn("Euros at stake", min_value=0.0),
        "evidence": kinds.TextColumn("Evidence", width="medium"),
    }  # fmt: skip


def blockers_of(edited: pd.DataFrame) -> tuple[Obstacle, ...]:
    """Return the rows of the table as blockers; rows that nobody filled in are left out.

    Raises:
        GapError: A row has no type or no day since when; the row is named.
    """
    found = []
    for place, row in enumerate(edited.to_dict("records"), 1):
        held = {name: None if pd.isna(value) else value for name, value in row.items()}
        if not any(held.values()):
            continue
        if held["type"] not in BLOCKER_TYPES or held["since"] is None:
            raise GapError(
                f"Blocker {place} has no type or no day since when it is there.",
                where="In the way.",
                next_step="Fill in both; nothing was changed.",
            )
        days = held["days_at_stake"]
        found.append(
            Obstacle(
                type=cast(BlockerType, held["type"]),
                text=str(held["text"] or ""),
                owner=str(held["owner"] or ""),
                since=cast(date, _day(held["since"])),
                estimate=_day(held["estimate"]),
                evidence=str(held["evidence"] or ""),
                days_at_stake=None if days is None else int(days),
                money_at_stake_eur=amount(held["money_at_stake_eur"]),
            )
        )
    return tuple(found)


def amount(euros: float | Decimal | None) -> Decimal | None:
    """Return euros with their cents; None where none are given.

    Raises:
        GapError: It is no amount.
    """
    if euros is None:
        return None
    try:
        return Decimal(str(euros)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise GapError(f"{euros} is not an amount.", next_step="Nothing was changed.") from None


def _day(value: Any) -> date | None:  # noqa: ANN401  # a cell of the table
    """Return a cell's day."""
    return None if value is None else pd.Timestamp(value).date()
