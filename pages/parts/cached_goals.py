"""Reads of the goals' screens, remembered until something is measured, loaded or signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from governance import commitments, gap_course, goals, ranking, replies
from governance.feasibility import evidence
from governance.feasibility_shapes import GoalEvidence, PartEvidence
from governance.forecast.goals import forecast
from governance.forecast.shapes import Forecast, WhatIf
from governance.policy import policy
from governance.promises import GoalRevision, ReplyRevision
from governance.scorecard.accountability import company_index
from governance.scorecard.shapes import GapIndex, GoalLine
from pages.parts import cached

MOST = 8
"""States of the workspace kept in memory."""
SUPPOSED = 128
"""What-ifs kept in memory: a meeting tries some dozens."""
Key = tuple[int, int]


def lines() -> tuple[GoalLine, ...]:
    """Return the goals of the whole company, with their forecasts and their gap."""
    return cached.scorecard().lines


def company() -> GapIndex:
    """Return the company's accountability-gap index."""
    return company_index(lines(), policy().accountability)


def history(goal_id: str) -> tuple[GoalRevision, ...]:
    """Return all revisions of a goal."""
    return _history(cached.head(), goal_id)


def answers(goal_id: str) -> tuple[ReplyRevision, ...]:
    """Return all replies to a goal."""
    return _answers(cached.head(), goal_id)


def evidence_for(goal_id: str) -> GoalEvidence | None:
    """Return what the data say of a goal's feasibility today."""
    return _evidence(cached.quality_head(), _today()).get(goal_id)


def evidence_of(goal_id: str) -> Mapping[str, PartEvidence]:
    """Return the same by part; empty where there is none."""
    found = evidence_for(goal_id)
    return {} if found is None else {str(part): one for part, one in found.parts.items()}


def promises() -> tuple[commitments.Commitment, ...]:
    """Return every promised date of both sides."""
    return _promises(cached.head(), _today())


def course() -> gap_course.GapCourse:
    """Return how both gaps went over time."""
    return _course(cached.head(), _today())


def supposed(goal_id: str, what_if: WhatIf) -> Forecast:
    """Return a goal's forecast with something supposed to be different."""
    return _supposed(cached.quality_head(), _today(), goal_id, what_if)


def moves(goal_id: str, priority: int) -> tuple[ranking.DateMove, ...]:
    """Return which dates move where a goal gets another priority."""
    return _moves(cached.quality_head(), _today(), goal_id, priority)


def _today() -> date:
    """Return the day the workspace reports as of."""
    return cached.workspace_facts().reporting_date


@st.cache_resource(max_entries=cached.MOST, show_spinner=False)
def _history(head: int, goal_id: str) -> tuple[GoalRevision, ...]:
    """Read a goal's revisions."""
    return goals.goal_history(cached.workspace(), goal_id)


@st.cache_resource(max_entries=cached.MOST, show_spinner=False)
def _answers(head: int, goal_id: str) -> tuple[ReplyRevision, ...]:
    """Read a goal's replies."""
    return replies.reply_history(cached.workspace(), goal_id)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _evidence(key: Key, today: date) -> dict[str, GoalEvidence]:
    """Compute the evidence."""
    return evidence(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _promises(head: int, today: date) -> tuple[commitments.Commitment, ...]:
    """Read the register."""
    return commitments.register(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _course(head: int, today: date) -> gap_course.GapCourse:
    """Follow the gaps."""
    return gap_course.course(cached.workspace(), today=today)


@st.cache_resource(max_entries=SUPPOSED, show_spinner=False)
def _supposed(key: Key, today: date, goal_id: str, what_if: WhatIf) -> Forecast:
    """Compute a what-if."""
    return forecast(cached.workspace(), goal_id, today=today, what_if=what_if)


@st.cache_resource(max_entries=SUPPOSED, show_spinner=False)
def _moves(key: Key, today: date, goal_id: str, priority: int) -> tuple[ranking.DateMove, ...]:
    """Compute what a new ranking moves."""
    return ranking.effects(cached.workspace(), changes={goal_id: priority}, today=today)
