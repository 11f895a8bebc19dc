"""Portfolio: the initiatives by stage, unit and risk, how long the way takes, what is in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import choice, page_of
from pages.parts.live import follow
from pages.parts.shell import page
from pipelines.portfolio import Initiative
from reports import portfolio
from reports.tables import words

ROWS = 50
"""Initiatives on one page of the list: as many as a person scrolls through without losing it."""
CONTROLS = ("compliance_score", "compliance_answered", "silent_models")


def body() -> None:
    """Show the counts, the pace, the obstacles and the list."""
    follow()
    found = cached.initiatives()
    if not found:
        st.info("No initiative is loaded yet. Load an extract of initiatives on the Loads page.")
        return
    st.markdown(plain(portfolio.portfolio_words(found)))
    left, right = st.columns(2, gap="large")
    with left:
        st.header("By unit and stage", anchor=False)
        block(portfolio.by_unit(found), key="by_unit")
        st.header("Under control", anchor=False)
        said = portfolio.control_words(*(cached.figure(name) for name in CONTROLS))
        st.markdown(plain(said))
    with right:
        st.header("By risk and stage", anchor=False)
        block(portfolio.by_risk(found), key="by_risk")
        _pace()
        _obstacles()
    _list(found)


def _pace() -> None:
    """Show how long the way to production takes, honestly and as the finished ones alone say."""
    st.header("From concept to production", anchor=False)
    honest = cached.figure("concept_to_production")
    naive = cached.figure("concept_to_production_finished")
    st.markdown(plain(portfolio.pace_words(honest, naive)))
    block(portfolio.pace(honest, naive), key="pace")


def _obstacles() -> None:
    """Show what the initiatives wait for."""
    st.header("What they wait for", anchor=False)
    blockers = cached.parts("blocked_share", by=("blocker",), period=cached.scorecard().period)
    st.markdown(plain(portfolio.waiting_words(blockers)))
    block(portfolio.waiting(blockers), key="waiting")


def _list(found: Sequence[Initiative]) -> None:
    """Show the initiatives, filtered and a page at a time."""
    st.header("The initiatives", anchor=False)
    units = tuple(sorted({one.business_unit for one in found if one.business_unit}))
    with st.container(horizontal=True):
        unit = choice("Unit", ("All", *units), name="unit", width=165)
        stage = choice("Stage", ("all", *portfolio.STAGES), name="stage", words=words, width=165)
        risk = choice("Risk", ("all", *portfolio.TIERS), name="risk", words=words, width=165)
    today = cached.workspace_facts().reporting_date
    chosen = portfolio.chosen(found, unit=unit, stage=stage, risk=risk)
    shown = page_of(portfolio.most_overdue_first(chosen, today), ROWS, name="from")
    block(portfolio.listed(shown, portfolio.course_axis(found, today)), key="initiatives")


page(body, title="Portfolio", needs="portfolio:read")
