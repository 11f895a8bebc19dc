"""Portfolio: the initiatives by stage, unit and risk, and how long the way takes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import choice, page_of
from pages.parts.shell import page
from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative
from reports.portfolio import (
    STAGES,
    TIERS,
    by_risk,
    by_unit,
    listed,
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
    st.subheader("By unit and stage", anchor=False)
    block(by_unit(found), key="by_unit")
    st.subheader("By risk and stage", anchor=False)
    block(by_risk(found), key="by_risk")
    st.subheader("From concept to production", anchor=False)
    honest, naive = (
        _now(name) for name in ("concept_to_production", "concept_to_production_finished")
    )
    st.markdown(plain(pace_words(honest, naive)))
    block(pace(honest, naive), key="pace")
    _list(found)


def _now(metric: str) -> Cell | None:
    """Return a metric's figure of the shown period; None where there is none."""
    if metric not in cached.book().metrics:
        return None
    cells = cached.parts(metric, by=(), period=cached.scorecard().period)
    return cells[0] if cells else None


def _list(found: Sequence[Initiative]) -> None:
    """Show the initiatives, filtered and a page at a time."""
    st.subheader("The initiatives", anchor=False)
    units = tuple(sorted({one.business_unit for one in found if one.business_unit}))
    with st.container(horizontal=True):
        unit = choice("Unit", ("All", *units), name="unit", width=230)
        stage = choice("Stage", ("all", *STAGES), name="stage", words=words, width=170)
        risk = choice("Risk", ("all", *TIERS), name="risk", words=words, width=170)
    chosen = [
        one
        for one in found
        if unit in ("All", one.business_unit)
        and stage in ("all", one.stage)
        and risk in ("all", one.risk_tier)
    ]
    shown = page_of(chosen, ROWS, name="from")
    block(listed(shown, cached.workspace_facts().reporting_date), key="initiatives")


page(body, title="Portfolio", needs="portfolio:read")
