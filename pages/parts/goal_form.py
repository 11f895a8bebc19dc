"""The CEO's form: state a goal or change it, and see before signing what else moves.

It is drawn apart from the page, so a figure that is tried costs one small run; signing draws the
page anew. A change that somebody overtook opens the dialog that merges, with nothing lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, cast, get_args

import streamlit as st

from governance.front_door.written import number, pairs
from governance.goals import change_goal, state_goal
from governance.policy import policy
from governance.promises import Goal, GoalRevision, Perspective, ValueScores
from governance.scorecard.gap import value_score
from pages.parts import cached, cached_goals
from pages.parts.blocks import block, plain
from pages.parts.drafts import Draft, begin, draft, drop, newer, touch
from pages.parts.merge import collide, say
from pages.parts.shell import reader, show
from pipelines.errors import GapError, Overtaken
from reports.ranking import moves, moves_words
from reports.tables import words

NEW: Final = "new"
WHOLE: Final = ""
A_YEAR: Final = timedelta(days=365)


def goal_form(goal_id: str, history: Sequence[GoalRevision]) -> None:
    """Let the reader state a goal (``new``) or change one; ``history`` is what is signed."""
    newest = history[-1] if history else None
    known = draft("goal", goal_id, newest, _empty())
    _form(goal_id, known, newest)


@st.fragment
def _form(goal_id: str, known: Draft[Goal], newest: GoalRevision | None) -> None:
    """Show the fields, what a change would move, and the button that signs."""
    newer("goal", goal_id, known, newest)
    named = _identifier(known) if newest is None else goal_id
    goal, problem = known.start, None
    try:
        goal = _fields(known)
    except GapError as error:
        problem = error
        show(error)
    touch(known, is_touched=problem is not None or goal != known.start)
    _foreseen(goal_id, goal, known)
    why = st.text_input(
        "Reason, which everybody will read", key=f"{known.place}_why", persist_state="session"
    )
    label = "State the goal" if newest is None else "Sign the change"
    if st.button(label, key=f"{known.place}_sign", type="primary") and problem is None:
        _sign(goal_id, named, known, goal, why)


def _fields(known: Draft[Goal]) -> Goal:
    """Ask for everything that a goal is made of."""
    at, start = known.place, known.start
    title = st.text_input("Title", value=start.title, key=f"{at}_title", persist_state="session")
    first, second, third = st.columns(3)
    wanted = first.date_input(
        "Wanted by", value=start.wanted_date, key=f"{at}_wanted", persist_state="session"
    )
    priority = second.number_input(
        "Priority, 1 is first", 1, 99, start.priority, key=f"{at}_priority", persist_state="session"
    )
    path = third.text_area(
        "Target path, one period a line",
        value="\n".join(f"{label}={value:g}" for label, value in start.target_path),
        placeholder="2026-Q2=40\n2026-Q4=60",
        key=f"{at}_path",
        persist_state="session",
    )
    scores = _scores(known)
    reason = st.text_area(
        "Why it is wanted", value=start.reason, key=f"{at}_reason", persist_state="session"
    )
    goal = replace(
        start,
        title=title,
        wanted_date=_day(wanted, start.wanted_date),
        priority=int(priority),
        scores=scores,
        reason=reason,
    )
    with st.expander("What it is measured by, and where", expanded=not start.title):
        goal = _ground(known, goal)
    return replace(goal, target_path=_path(path))


def _scores(known: Draft[Goal]) -> ValueScores:
    """Ask for the four parts of the value, and say what they make together."""
    given: dict[str, float] = {}
    shares = policy().value.weights.shares()
    for column, (part, score) in zip(
        st.columns(4), asdict(known.start.scores).items(), strict=True
    ):
        given[part] = column.number_input(
            f"{words(part)}, weighs {shares[part]:.0%}",
            0.0, 100.0, float(score), 5.0, key=f"{known.place}_{part}", persist_state="session",
            format="%.0f",
        )  # fmt: skip
    st.caption(f"Value: {value_score(given, policy().value):.1f} of 100")
    return ValueScores(**given)


def _ground(known: Draft[Goal], goal: Goal) -> Goal:
    """Ask for what changes rarely: metric, place in the company, start and weight."""
    at, start = known.place, known.start
    book = cached.book().metrics
    first, second, third = st.columns(3)
    metric = first.selectbox(
        "Metric", tuple(book), index=_place(tuple(book), start.metric), key=f"{at}_metric",
        format_func=lambda each: book[each].title, persist_state="session",
    )  # fmt: skip
    views = get_args(Perspective)
    view = second.selectbox(
        "Perspective", views, index=_place(views, start.perspective), key=f"{at}_view",
        format_func=words, persist_state="session",
    )  # fmt: skip
    units = (WHOLE, *dict.fromkeys((*cached.scorecard().business_units, start.business_unit)))
    units = tuple(dict.fromkeys(units))
    unit = third.selectbox(
        "Business unit", units, index=_place(units, start.business_unit), key=f"{at}_unit",
        format_func=lambda each: each or "The whole company", persist_state="session",
    )  # fmt: skip
    names = {one.id: one.name or one.id for one in cached.initiatives()}
    ids = tuple(dict.fromkeys((WHOLE, *names, start.initiative_id)))
    one, two, three, four = st.columns(4)
    initiative = one.selectbox(
        "Initiative", ids, index=_place(ids, start.initiative_id), key=f"{at}_initiative",
        format_func=lambda each: f"{each} {names.get(each, '')}" if each else "All initiatives",
        persist_state="session",
    )  # fmt: skip
    baseline = two.number_input(
        "Began at, if known", value=start.baseline, key=f"{at}_baseline", persist_state="session"
    )
    begun = three.date_input(
        "Agreed on", value=start.starts_on, key=f"{at}_begun", persist_state="session"
    )
    weight = four.number_input(
        "Weight among the goals", 0.1, 100.0, start.weight, 0.5, key=f"{at}_weight",
        persist_state="session",
    )  # fmt: skip
    must = st.checkbox(
        "Must not fail", value=start.must_not_fail, key=f"{at}_must", persist_state="session"
    )
    return replace(
        goal,
        metric=str(metric),
        perspective=cast(Perspective, view),
        business_unit=str(unit),
        initiative_id=str(initiative),
        baseline=baseline,
        starts_on=_day(begun, start.starts_on),
        weight=float(weight),
        must_not_fail=must,
    )


def _foreseen(goal_id: str, goal: Goal, known: Draft[Goal]) -> None:
    """Say before signing which other dates a new priority moves."""
    if goal_id == NEW or goal.priority == known.start.priority:
        return
    found = cached_goals.moves(goal_id, goal.priority)
    st.markdown(plain(moves_words(found)))
    if found:
        block(moves(found), key=f"{known.place}_moves")


def _identifier(known: Draft[Goal]) -> str:
    """Ask what a new goal shall be called by."""
    taken = {line.goal_id for line in cached_goals.lines()}
    free = next(name for index in range(1, 10_000) if (name := f"GOAL-{index:02d}") not in taken)
    return st.text_input("Identifier", value=free, key=f"{known.place}_id").strip()


def _sign(goal_id: str, named: str, known: Draft[Goal], goal: Goal, why: str) -> None:
    """Sign what was filled in and draw the page anew; a refusal leaves every field as it is."""
    here, who, now = cached.workspace(), reader(), datetime.now(UTC)
    try:
        if known.seen == 0:
            signed = state_goal(here, who, goal_id=named, goal=goal, why=why, now=now)
        else:
            signed = change_goal(
                here, who, goal_id=goal_id, seen=known.seen, goal=goal, why=why, now=now
            )
    except Overtaken:
        collide("goal", goal_id, seen=known.seen, base=known.start, mine=goal, why=why)
        return
    except GapError as error:
        show(error)
        return
    drop("goal", goal_id)
    if known.seen == 0:
        begin("goal", NEW, seen=0, start=_empty())
    say(f"{signed.goal_id} is at revision {signed.number}, signed by you. "
        "The CIO is asked for a reply.")  # fmt: skip
    st.rerun()


def _empty() -> Goal:
    """Return the fields of a goal that nobody has stated yet."""
    today = cached.workspace_facts().reporting_date
    return Goal(
        title="",
        perspective="operational",
        metric=next(iter(cached.book().metrics), ""),
        target_path=(),
        starts_on=today,
        wanted_date=today + A_YEAR,
        priority=1,
        reason="",
        scores=ValueScores(50.0, 50.0, 50.0, 50.0),
    )


def _path(text: str) -> tuple[tuple[str, float], ...]:
    """Return a target path written as PERIOD=VALUE, one a line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple((period, number(value)) for period, value in pairs(lines))


def _place(options: Sequence[str], chosen: str) -> int:
    """Return where an option stands; the first one where it is none of them."""
    return options.index(chosen) if chosen in options else 0


def _day(given: object, otherwise: date) -> date:
    """Return the day that was chosen; an emptied field keeps what it held."""
    return given if isinstance(given, date) else otherwise
