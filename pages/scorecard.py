"""Scorecard: are we on track, and how far apart are the two sides?"""

from __future__ import annotations

import streamlit as st

from governance.scorecard.shapes import Scorecard
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.live import follow, since_last_visit
from pages.parts.shell import link_to, page
from reports.dumbbell import gap_sentence, goals
from reports.wall import PERSPECTIVES, answer, wall


def body() -> None:
    """Ask for unit, perspective and period; show the answer, the wall and the goals."""
    follow()
    whole = cached.scorecard()
    first = st.container()
    with st.container(horizontal=True):
        unit = choice("Business unit", ("All", *whole.business_units), name="unit", width=165)
        view = choice(
            "Perspective", ("all", *PERSPECTIVES), name="view", words=str.capitalize, width=165
        )
        period = choice("Period", cached.periods(), name="period", width=165)
    only = None if unit == "All" else unit
    card = cached.scorecard(period=period, unit=only, perspective=None if view == "all" else view)
    with first:
        block(answer(card.headline, gap_sentence(card.lines)), key="answer")
        new = since_last_visit()
    if not card.as_of:
        st.info(
            "Nothing is loaded yet. Load a file on the Loads page or with "
            "`python -m pipelines load FILE`; every figure below then fills in by itself."
        )
    block(wall(card, lambda metric: link_to("metric", metric=metric), new=new), key="wall")
    if card.left_out:
        st.caption(f"Known for the whole company only: {plain(', '.join(card.left_out))}.")
    _goals(card)


def _goals(card: Scorecard) -> None:
    """Show the goals with both sides on one line, or say well that there are none."""
    st.header("Goals: what the CEO wants, what the CIO can do", anchor=False)
    if not card.lines:
        st.info(
            "No goal is stated here yet. Once the CEO states a goal with a date and a target, "
            "it stands here beside the CIO's answer, and the gap between the two is measured."
        )
        if card.as_of:
            st.page_link("pages/portfolio.py", label="See the portfolio that is loaded →")
        return
    ways = (
        lambda to: link_to("metric", metric=to),
        lambda to: link_to("maturity", subject=to),
        lambda to: link_to("goals", goal=to),
    )
    block(goals(card.lines, card.reporting_date, *ways), key="goals")


page(body, title="Two-way scorecard", needs="scorecard:read")
