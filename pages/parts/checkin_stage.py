"""A running check-in: the stage in the room, and the same on everybody's own device.

What is shown is one block of markup; at the side stands at most one panel. The presenter's screen
and a follower's are drawn by the same lines and differ in their keys and in the size of the type.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from governance.checkin import meeting as meetings
from governance.checkin.shapes import CheckIn, Meeting, Stage
from pages.parts import cached, cached_checkin
from pages.parts.asked import told
from pages.parts.blocks import block, plain
from pages.parts.checkin_decide import waiting
from pages.parts.checkin_keys import keys
from pages.parts.checkin_panels import side_panel, vote_box
from pages.parts.checkin_place import (
    LAST,
    acting,
    alone,
    goal_at,
    here,
    on_stage,
    panel,
    presents,
    takes_part,
    watch,
)
from pages.parts.shell import reader
from pages.parts.typed import clock
from reports.checkin import screen

DIGITS = ("vote", "decide", "end")
"""Panels in which a digit means something already."""
WIDE = (5, 3)
"""The screen beside an open panel: the panel's texts stay readable and the screen the larger."""


def live(check_in: CheckIn, journal: int) -> None:
    """Show a running meeting where it is.

    Args:
        check_in: The meeting.
        journal: The newest journal entry before anything of the page was read.
    """
    watch(check_in.id, journal)  # before anything is read: what changes meanwhile is then noticed
    meeting = cached_checkin.meeting(check_in.id)
    stage = cached_checkin.stage(meeting)
    st.session_state[LAST] = check_in.id
    with st.container(key="stage" if on_stage() else "follow"):
        _top(meeting)
        told()
        opened = panel()
        if not on_stage():
            _asked(meeting, stage, opened)
        shown, aside = st.columns(WIDE) if opened else (st.container(), None)
        with shown:
            block(screen(stage, meeting, here(meeting)), key="checkin_screen")
        if aside is not None:
            with aside, st.container(key="checkin_panel"):
                side_panel(opened, meeting, stage)
        if on_stage():
            _asked(meeting, stage, opened)
        keys(meeting, stage)


def _asked(meeting: Meeting, stage: Stage, opened: str) -> None:
    """Show what is asked of the reader: a vote, a signature; on a telephone before all else.

    On the stage nobody votes, because the room would see the level.
    """
    if opened not in DIGITS and takes_part() and not on_stage():
        vote_box(meeting, goal_at(stage, here(meeting)))
    waiting(meeting, stage)


def _top(meeting: Meeting) -> None:
    """Show the clock, whose meeting it is, and whether the reader follows it."""
    with st.container(key="checkin_top", horizontal=True, vertical_alignment="center"):
        clock(meeting, datetime.now(UTC))
        st.markdown(plain(_standing(meeting)), width="content")
        if takes_part() and reader() not in meeting.present:
            attend = partial(meetings.attend, cached.workspace(), reader(), meeting.check_in.id)
            st.button(
                "I am here", key="checkin_here",
                on_click=acting(attend),
            )  # fmt: skip


def _standing(meeting: Meeting) -> str:
    """Return what the meeting is called, and who leads the reader through it."""
    if alone():
        how = "you look around on your own"
    elif presents(meeting):
        how = "you present"
    else:
        how = f"you follow {meeting.presenter.name}"
    there = f"{len(meeting.present)} here"
    return f"{meeting.check_in.title} · {how} · {there}"
