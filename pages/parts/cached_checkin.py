"""Reads of the check-in, remembered until something in it or in the workspace changes.

Moving a meeting on is an event and nothing more: what the stage shows hangs on the journal and on
what was measured, so a move finds it in memory; what was parked and said is laid over it.
"""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from governance.checkin import meeting as meetings
from governance.checkin.freezing import frozen as pinned
from governance.checkin.readiness import prepared as asked
from governance.checkin.shapes import CheckIn, Frozen, Meeting, Prepared, Stage
from governance.checkin.stage import stage as made
from governance.forecast.goals import forecast
from governance.forecast.shapes import Forecast, WhatIf
from pages.parts import cached
from pipelines.metrics.lineage import Walk, walk_back
from pipelines.periods import parsed

MOST = 64
"""Meetings and stages kept in memory; a stage of forty goals takes a megabyte."""
ASKED = 256
"""What-ifs kept in memory: a discussion tries some dozens."""
Key = tuple[int, int]
Where = tuple[tuple[str, str], ...]
"""A filter, by dimension: what a goal speaks of."""


def found() -> tuple[CheckIn, ...]:
    """Return every check-in, newest first."""
    return _found(cached.head())


def running() -> CheckIn | None:
    """Return the check-in that is held now."""
    return next((one for one in found() if one.state == "running"), None)


def meeting(check_in_id: str) -> Meeting:
    """Return a check-in with all that happened in it so far."""
    head = meetings.head(cached.workspace(), check_in_id)
    return _meeting(check_in_id, head, cached.head())


def stage(meeting: Meeting | None) -> Stage:
    """Return what there is to show: read once, with what the meeting said laid over it."""
    today = cached.workspace_facts().reporting_date
    ground = _ground(cached.quality_head(), today)
    return ground if meeting is None else made(cached.workspace(), meeting, today=today)


def prepared(now: datetime) -> Prepared:
    """Return how ready the next check-in is; it changes by the day, not by the minute."""
    today = cached.workspace_facts().reporting_date
    return _prepared(cached.quality_head(), today, now.replace(hour=0, minute=0, second=0))


def frozen(check_in_id: str) -> Frozen | None:
    """Return a closed check-in as it was pinned."""
    return _frozen(cached.head(), check_in_id)


def what_if(goal_id: str, asked_for: WhatIf) -> Forecast:
    """Return a goal's forecast with something supposed to be different."""
    today = cached.workspace_facts().reporting_date
    return _what_if(cached.quality_head(), today, goal_id, asked_for)


def walk(metric: str, period: str, version: int | None, where: Where = ()) -> Walk:
    """Return where a figure comes from, as of a version of the data and within a filter."""
    return _walk(cached.head(), metric, period, version, where)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _found(head: int) -> tuple[CheckIn, ...]:
    """Ask for the check-ins."""
    return meetings.check_ins(cached.workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _meeting(check_in_id: str, head: int, journal: int) -> Meeting:
    """Ask for a meeting."""
    return meetings.meeting(cached.workspace(), check_in_id)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _ground(key: Key, today: date) -> Stage:
    """Read what data and promises give; whoever asks meanwhile waits for the one reading."""
    return made(cached.workspace(), None, today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _prepared(key: Key, today: date, now: datetime) -> Prepared:
    """Ask how ready everybody is."""
    return asked(cached.workspace(), today=today, now=now)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _frozen(head: int, check_in_id: str) -> Frozen | None:
    """Ask for what was pinned."""
    return pinned(cached.workspace(), check_in_id)


@st.cache_resource(max_entries=ASKED, show_spinner=False)
def _what_if(key: Key, today: date, goal_id: str, asked_for: WhatIf) -> Forecast:
    """Compute a forecast."""
    return forecast(cached.workspace(), goal_id, today=today, what_if=asked_for)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _walk(head: int, metric: str, period: str, version: int | None, where: Where) -> Walk:
    """Walk a figure back."""
    return walk_back(
        cached.workspace(), metric, period=parsed(period), where=dict(where), version=version
    )
