"""What-if controls: clear a blocker or start a project, and the chance and both dates move at once.

What is supposed stands in the address, so that it can be sent on; it is an estimate, and it says
so beside the figures. Only this part of the page is drawn anew.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from governance.forecast.offers import Offer, offers
from governance.forecast.shapes import Forecast, WhatIf
from pages.parts import cached_goals, cached_investments
from pages.parts.blocks import block, plain
from pages.parts.filters import keep
from pages.parts.shell import show
from pipelines.errors import GapError
from reports.forecast import compared
from reports.investments import listing
from reports.tables import words

WITHOUT, STARTED = "without", "start"


@st.fragment
def what_if(now: Forecast, initiative_id: str) -> None:
    """Let the reader suppose something about a goal and show what it moves.

    Args:
        now: The forecast as things stand.
        initiative_id: The goal's initiative; empty where it has none.
    """
    blockers = {one.key: f"{words(one.type)}: {one.text}" for one in now.holds}
    if not blockers:
        st.caption("Nothing holds this goal that could be supposed away.")
        return
    offered = {one.project_id: one for one in _offers(now, initiative_id)}
    titles = cached_investments.titles()
    projects = {name: _label(one, titles) for name, one in offered.items()}
    cleared = _ticked(now.goal_id, "Suppose that this is out of the way", blockers, name=WITHOUT)
    started = _ticked(now.goal_id, "Suppose that this is started today", projects, name=STARTED)
    if not cleared and not started:
        st.caption("Tick what shall be supposed: the chance and both dates move at once.")
        return
    begun = tuple(sorted({each for name in started for each in offered[name].begun}))
    try:
        then = cached_goals.supposed(now.goal_id, WhatIf(without=cleared, projects=begun))
    except GapError as error:
        show(error)
        return
    block(compared(now, then), key="goals_what_if_moved")


def _offers(now: Forecast, initiative_id: str) -> tuple[Offer, ...]:
    """Return the projects that could be begun for the goal."""
    return offers(cached_investments.ground().projects, initiative_id, now.holds)


def _label(one: Offer, titles: Mapping[str, str]) -> str:
    """Return how a project reads: its title, and what it begins together with."""
    others = [titles.get(each, each) for each in one.begun if each != one.project_id]
    return f"{one.title} ({one.project_id})" + (f", with {listing(others)}" if others else "")


def _ticked(goal_id: str, title: str, offered: Mapping[str, str], *, name: str) -> tuple[str, ...]:
    """Return what the reader ticked; the ticks stand in the address."""
    if not offered:
        return ()
    asked = st.query_params.get(name, "").split(",")
    st.markdown(f"**{title}**")

    def follow() -> None:
        """Write the ticks into the address."""
        ticked = [each for each in offered if st.session_state[_place(goal_id, name, each)]]
        keep(name, ",".join(ticked))

    for each, label in offered.items():
        place = _place(goal_id, name, each)
        st.session_state[place] = each in asked
        st.checkbox(plain(label), key=place, on_change=follow)
    return tuple(each for each in offered if each in asked)


def _place(goal_id: str, name: str, each: str) -> str:
    """Return where one tick is kept."""
    return f"goals_{goal_id}_{name}_{each}"
