"""All goals together: the company's gap, how it went, and every promised date."""

from __future__ import annotations

import streamlit as st

from governance.commitments import kept_shares
from governance.scorecard.shapes import GoalLine
from pages.parts import cached, cached_goals
from pages.parts.blocks import block, plain
from pages.parts.shell import link_to
from reports import commitments, gap_course, goals_list
from reports.wall import answer


def goals_shown(lines: tuple[GoalLine, ...]) -> None:
    """Show the company's gap with its arithmetic, who is waited for, and all goals."""
    index, waiting = cached_goals.company(), goals_list.asked(lines)
    arithmetic = goals_list.company_arithmetic(index, lines)
    block(answer(goals_list.company_words(index), arithmetic), key="goals_company")
    if waiting:
        st.header(f"{len(waiting)} waiting for the CIO's reply", anchor=False)
        block(goals_list.waiting(lines, _goal), key="goals_waiting")
    st.header("The goals, the widest gap first", anchor=False)
    block(goals_list.overview(lines, _goal), key="goals_overview")
    _course()
    _promises()


def _course() -> None:
    """Show how the company's gap went."""
    st.header("How the gap went", anchor=False)
    found = cached_goals.course().company
    way = gap_course.of_company(found)
    st.markdown(plain(f"{gap_course.gap_words(way)} {gap_course.counted_words(found)}"))
    if gap_course.has_moved(way):
        today = cached.workspace_facts().reporting_date
        block(gap_course.gaps(way, today), key="goals_course")


def _promises() -> None:
    """Show both sides' kept promises and every promised date."""
    st.header("Promises kept", anchor=False)
    found, today = cached_goals.promises(), cached.workspace_facts().reporting_date
    block(commitments.kept(kept_shares(found)), key="goals_kept")
    st.markdown(plain(commitments.register_words(found, today)))
    with st.expander("Every promised date of both sides"):
        block(commitments.register(found, _goal), key="goals_register")


def _goal(name: str) -> str:
    """Return the address of a goal's own page."""
    return link_to("goals", goal=name)
