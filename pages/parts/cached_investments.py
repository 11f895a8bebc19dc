"""Reads of the investments screen, remembered until something is measured or written.

What the budget question rests on is read once for each state of the workspace; each budget that
somebody tries is then arithmetic, and is remembered too.
"""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from governance.investments import roadmap
from governance.investments.ground import Ground
from governance.investments.ground import ground as read
from governance.investments.outlook import Outlook
from governance.investments.outlook import outlook as answered
from governance.investments.proposals import Proposal, wanted_score
from governance.investments.proposals import proposals as asked_for
from governance.investments.roadmap import Investment, Spending
from pages.parts import cached

MOST = 8
"""States of the workspace kept in memory; each takes some hundred kilobytes."""
BUDGETS = 256
"""Budgets kept in memory: a reader who moves the slider about tries some dozens."""
Key = tuple[int, int]


def ground() -> Ground:
    """Return what the workspace knows about investments."""
    return _ground(cached.quality_head())


def outlook(budget_eur: int) -> Outlook:
    """Return the answer for one budget."""
    return _outlook(cached.quality_head(), budget_eur)


def proposals() -> tuple[Proposal, ...]:
    """Return the projects that the measured gaps ask for."""
    return asked_for(ground())


def names() -> dict[str, str]:
    """Return the names of the initiatives that have one."""
    return {name: one.name for name, one in ground().initiatives.items() if one.name}


def titles() -> dict[str, str]:
    """Return the titles of the foundation projects."""
    return {one.goal_id: one.content.title for one in ground().projects}


def wanted() -> float:
    """Return the score that every critical dataset should reach."""
    return wanted_score(ground())


def spendings() -> tuple[Spending, ...]:
    """Return each initiative's money against its progress."""
    return roadmap.spendings(ground(), cached.workspace_facts().reporting_date)


def investments() -> tuple[Investment, ...]:
    """Return the line from each project to the goals."""
    return roadmap.investments(ground())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _ground(key: Key) -> Ground:
    """Read the workspace."""
    return read(cached.workspace())


@st.cache_resource(max_entries=BUDGETS, show_spinner=False)
def _outlook(key: Key, budget_eur: int) -> Outlook:
    """Answer for one budget."""
    return answered(_ground(key), Decimal(budget_eur))
