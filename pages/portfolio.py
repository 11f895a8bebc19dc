"""Portfolio: the initiatives by stage, unit and risk, and how long the way takes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import choice, page_of
from pages.parts.shell import page
from pipelines.portfolio import Initiative
from reports.portfolio import (
    STAGES,
    TIERS,
    by_risk,
    by_unit,
    course_axis,
    listed,
    most_overdue_first,
    pace,
    pace_words,
    portfolio_words,
)
from reports.tables import words

ROWS = 50
"""Initiatives on one page of the list: as many as a person scrolls through without losing it."""


def body() -> None:
    """Show the counts, the pace and the list."""
    found = cached.initiatives()
    if not found:
        st.info("No initiative is loaded yet. Load an extract of initiatives on the Loads page.")
        return
    st.markdown(plain(portfolio_words(found)))
    left, right = st.columns(2, gap="large")
    with left:
        st.header("By unit and stage", anchor=False)
        block(by_unit(found), key="by_unit")
    with right:
        st.header("By risk and stage", anchor=False)
        block(by_risk(found), key="by_risk")
        _pace()
    _list(found)


def _pace() -> None:
    """Show how long the way to production takes, honestly and as the finished ones alone say."""
    st.header("From concept to production", anchor=False)
    honest = cached.figure("concept_to_production")
    naive = cached.figure("concept_to_production_finished")
    st.markdown(plain(pace_words(honest, naive)))
    block(pace(honest, naive), key="pace")


def _list(found: Sequence[Initiative]) -> None:
    """Show the initiatives, filtered and a page at a time."""
    st.header("The initiatives", anchor=False)
    units = tuple(sorted({one.business_unit for one in found if one.business_unit}))
    with st.container(horizontal=True):
        unit = choice("Unit", ("All", *units), name="unit", width=165)
        stage = choice("Stage", ("all", *STAGES), name="stage", words=words, width=165)
        risk = choice("Risk", ("all", *TIERS), name="risk", words=words, width=165)
    chosen = [
        one
        for one in found
        if unit in ("All", one.business_unit)
        and stage in ("all", one.stage)
        and risk in ("all", one.risk_tier)
    ]
    today = cached.workspace_facts().reporting_date
    shown = page_of(most_overdue_first(chosen, today), ROWS, name="from")
    axis = course_axis(found, today)
    block(listed(shown, axis), key="initiatives")


page(body, title="Portfolio", needs="portfolio:read")
