"""Reads of comments, news and what is marked on trends, remembered until something changes."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from governance import comments, events, trends
from governance.comment_shapes import Anchor, Thread
from governance.event_shapes import Annotation, News
from governance.people import Person
from governance.trend_shapes import Trend
from pages.parts import cached
from pipelines.errors import MetricError

MOST: Final = 64
"""States, readers and metrics kept in memory; each takes a few kilobytes."""


def threads() -> tuple[Thread, ...]:
    """Return every thread, the one that was spoken in last ahead."""
    return _threads(cached.head())


def thread_on(anchor: Anchor) -> Thread | None:
    """Return the thread on one figure or goal; None where nobody spoke of it."""
    return next((one for one in threads() if one.anchor == anchor), None)


def open_count() -> int:
    """Return how many threads are open."""
    return sum(one.state == "open" for one in threads())


def news(since: int, person: Person) -> tuple[News, ...]:
    """Return what others did after a journal entry, the newest first."""
    head = cached.head()
    return _news(head, since, person) if head > since else ()


def trend_events(metric: str) -> tuple[Annotation, ...]:
    """Return what might explain a metric's trend, the newest first."""
    return _trend_events(cached.head(), metric, cached.workspace_facts().reporting_date)


def trend(metric: str, unit: str | None) -> Trend | None:
    """Return whether a metric's newest figures are news; None where that cannot be judged."""
    return _trend(cached.head(), metric, unit, cached.workspace_facts().reporting_date)


def goal_titles() -> dict[str, str]:
    """Return what each goal is called, by identifier."""
    return {one.goal_id: one.title for one in cached.scorecard().lines}


@st.cache_resource(max_entries=4, show_spinner=False)
def _threads(head: int) -> tuple[Thread, ...]:
    """Ask for the threads."""
    return comments.threads(cached.workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _news(head: int, since: int, person: Person) -> tuple[News, ...]:
    """Ask what happened."""
    return events.news(cached.workspace(), since=since, person=person)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _trend_events(head: int, metric: str, today: date) -> tuple[Annotation, ...]:
    """Ask what is to be marked."""
    return events.trend_events(cached.workspace(), metric=metric, today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _trend(head: int, metric: str, unit: str | None, today: date) -> Trend | None:
    """Judge a metric's course."""
    where = {} if unit is None else {"business_unit": unit}
    try:
        return trends.trend(cached.workspace(), metric, where=where, today=today)
    except MetricError:
        return None
