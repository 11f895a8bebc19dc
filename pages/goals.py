"""Goals: both sides of one goal, what was promised, and what became of it."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from pages.parts import cached_goals
from pages.parts.filters import choice
from pages.parts.goal_form import NEW, goal_form
from pages.parts.goal_shown import goal_shown
from pages.parts.goals_shown import goals_shown
from pages.parts.live import follow
from pages.parts.merge import merging, told
from pages.parts.shell import page, reader

ALL = ""
ADDRESS = "goal"
"""What the goal is called in the address."""


def body() -> None:
    """Choose a goal, or look at all of them together."""
    follow(form=ADDRESS in st.query_params or _may_write())
    told()
    lines = {line.goal_id: line for line in cached_goals.lines()}
    chosen = ALL
    if lines:
        chosen = choice(
            "Goal",
            (ALL, *sorted(lines)),
            name=ADDRESS,
            words=lambda each: f"{each} {lines[each].title}" if each else "All goals",
            width=560,
        )
    else:
        st.info(
            "No goal is stated yet. Once the CEO states a goal with a date and a target, it stands "
            "here beside the CIO's answer, and the gap between the two is measured."
        )
    if chosen:
        goal_shown(lines[chosen])
    elif lines:
        goals_shown(tuple(lines.values()))
    if not chosen and may(reader(), "goals:write"):
        with st.expander("State a new goal", expanded=not lines):
            goal_form(NEW, ())
    merging()


def _may_write() -> bool:
    """Return whether the reader may be filling in a form here."""
    return may(reader(), "goals:write") or may(reader(), "replies:write")


page(body, title="Goals", needs="scorecard:read")
