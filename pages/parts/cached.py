"""Every read of a screen, remembered until something in the workspace changes.

The key is the number of the newest journal entry, which moves with each load, undo, goal, reply
and setting; nothing is remembered by time. What is kept is frozen, so readers share one copy.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from governance import roster
from governance.checkin import stage
from governance.definitions import notice_definitions
from governance.people import ROLE_WORDS, Person, Role
from governance.records.opening import make_ready
from governance.scope import extracts_of
from governance.scorecard import metric_tile
from governance.scorecard import scorecard as assembled
from governance.scorecard.shapes import Scorecard, Tile
from pipelines import portfolio
from pipelines.catalogue.history import LoadRecord
from pipelines.errors import GapError
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics import lineage
from pipelines.metrics.book import MetricBook
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from pipelines.quality import kept
from pipelines.settings import settings_from
from pipelines.workspace import Workspace, open_workspace

MOST: Final = 512
"""Views kept in memory; a scorecard takes some tens of kilobytes."""


@dataclass(frozen=True)
class Facts:
    """What every screen says about the workspace."""

    title: str
    reporting_date: date


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """Return the workspace that the settings name, opened once for each process."""
    opened = open_workspace(settings_from())
    make_ready(opened.database)
    notice_definitions(opened, now=datetime.now(UTC))
    return opened


def warm() -> None:
    """Read what the first screen needs, so that nobody waits for it."""
    try:
        scorecard()
        stage.stage(workspace(), None, today=workspace_facts().reporting_date)
    except GapError as error:
        logging.getLogger("tandem.screens").warning("%s", error)


def workspace_facts() -> Facts:
    """Return the workspace's title and the day it reports as of."""
    here = workspace()
    day = here.reporting_day(datetime.now(UTC).date())
    return Facts(here.catalogue.title() or "Tandem", day)


def book() -> MetricBook:
    """Return the metric book."""
    return workspace().metrics


def person(role: Role, who: str = "") -> Person:
    """Return who stands for a role in the demonstration: who was asked for, else its first one."""
    of_role = [each for each in everybody() if each.role == role]
    asked = [each for each in of_role if each.id == who]
    return next(iter([*asked, *of_role]), Person(role, ROLE_WORDS[role], role))


def everybody() -> tuple[Person, ...]:
    """Return everybody in the workspace."""
    return _everybody(head())


def scorecard(
    *, period: str | None = None, unit: str | None = None, perspective: str | None = None
) -> Scorecard:
    """Return the scorecard."""
    return _scorecard(quality_head(), workspace_facts().reporting_date, period, unit, perspective)


def periods() -> tuple[str, ...]:
    """Return the quarters to choose from, the one that is shown first ahead, then newest first."""
    card = scorecard()
    return card.period, *(each for each in card.periods[::-1] if each != card.period)


def tile(metric: str, *, period: str | None = None, unit: str | None = None) -> Tile:
    """Return one metric as the wall shows it."""
    return _tile(head(), workspace_facts().reporting_date, metric, period, unit)


def parts(
    metric: str, *, by: Sequence[str], period: str, unit: str | None = None
) -> tuple[Cell, ...]:
    """Return a metric's figures of one period, broken down by dimensions."""
    return _parts(head(), workspace_facts().reporting_date, metric, tuple(by), period, unit)


def figure(metric: str) -> Cell | None:
    """Return a metric's figure of the period that is shown first; None where there is none."""
    if metric not in book().metrics:
        return None
    return next(iter(parts(metric, by=(), period=scorecard().period)), None)


def walk(metric: str, *, period: str, unit: str | None = None) -> lineage.Walk:
    """Return where one figure comes from, with its first rows."""
    return _walk(head(), metric, period, unit)


def dimensions_of(metric: str) -> tuple[str, ...]:
    """Return what a metric can be broken down by."""
    here = workspace()
    names = [
        set(dimensions(here.extracts[name], here.extracts))
        for name in sorted(extracts_of(here, here.metrics.metric(metric)))
    ]
    return tuple(sorted(set.intersection(*names))) if names else ()


def initiatives(period: str | None = None) -> tuple[portfolio.Initiative, ...]:
    """Return the initiatives as they stood at the end of a period."""
    return _initiatives(head(), period)


def loads() -> tuple[LoadRecord, ...]:
    """Return every load ever accepted, newest first."""
    return _loads(head())


def head() -> int:
    """Return what everything remembered here hangs on."""
    return workspace().catalogue.journal_head()


def quality_head() -> tuple[int, int]:
    """Return what everything hangs on that was measured: journal, and newest measurement."""
    return head(), kept.head(workspace())


def _where(unit: str | None) -> dict[str, str | None]:
    """Return the filter of a business unit."""
    return {} if unit is None else {"business_unit": unit}


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _everybody(head: int) -> tuple[Person, ...]:
    """Return everybody in the workspace."""
    return roster.people(workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _scorecard(
    head: tuple[int, int],
    today: date,
    period: str | None,
    unit: str | None,
    perspective: str | None,
) -> Scorecard:
    """Assemble a scorecard."""
    return assembled(
        workspace(), period=period, business_unit=unit, perspective=perspective, today=today
    )


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _tile(head: int, today: date, metric: str, period: str | None, unit: str | None) -> Tile:
    """Judge one metric."""
    return metric_tile(workspace(), metric, period=period, business_unit=unit, today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _parts(
    head: int, today: date, metric: str, by: tuple[str, ...], period: str, unit: str | None
) -> tuple[Cell, ...]:
    """Ask for figures."""
    found = answers(
        workspace(), [metric], periods=[parsed(period)], by=by, where=_where(unit), today=today
    )
    return found[metric].rows


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _walk(head: int, metric: str, period: str, unit: str | None) -> lineage.Walk:
    """Walk a figure back."""
    return lineage.walk_back(workspace(), metric, period=parsed(period), where=_where(unit))


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _initiatives(head: int, period: str | None) -> tuple[portfolio.Initiative, ...]:
    """Ask for the initiatives."""
    until = None if period is None else parsed(period)
    return portfolio.initiatives(workspace(), until=until)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _loads(head: int) -> tuple[LoadRecord, ...]:
    """Ask for the loads."""
    return workspace().catalogue.loads()
