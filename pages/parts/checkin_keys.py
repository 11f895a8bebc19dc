"""The keys of the stage: everything a meeting needs with one hand and without a mouse.

Each key is a button as well, so that it can be seen, touched and read aloud. In a field the
letters are letters. C and R belong to Streamlit, so the votes are opened with O.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import streamlit as st

from governance.access import may
from governance.checkin import meeting as meetings
from governance.checkin.shapes import Meeting, Stage
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.checkin_action import action_at, settle
from pages.parts.checkin_panels import open_votes
from pages.parts.checkin_place import (
    acting,
    alone,
    go,
    goal_at,
    here,
    issue_at,
    leave_stage,
    look_around,
    on_stage,
    open_panel,
    panel,
    presents,
    takes_part,
    to_issues,
)
from pages.parts.shell import reader

PANEL_KEYS: Final = (
    ("Note", "N", "note"), ("Action", "A", "action"), ("Decide", "D", "decide"),
    ("Vote", "V", "vote"),
)  # fmt: skip


def keys(meeting: Meeting, stage: Stage) -> None:
    """Show the keys that this reader has at this place."""
    with st.container(key="checkin_keys", horizontal=True, gap="small"):
        if presents(meeting) or alone():
            _moves(meeting)
        if takes_part():
            _acts(meeting, stage)
        for words, key, name in (("Rows", "L", "rows"), ("Keys", "H", "help")):
            _key(words, key, open_panel, name, pressed=panel() == name)
        _where(meeting)
        if panel():
            _key("Close panel", "Esc", open_panel, "")


def _moves(meeting: Meeting) -> None:
    """Show next and back, by one thing and by one step."""
    name = meeting.check_in.id
    _key("Back", "Left", go, name, -1)
    _key("Next", "Right", go, name, 1)
    _key("Step back", "Up", partial(go, steps=True), name, -1)
    _key("Step on", "Down", partial(go, steps=True), name, 1)


def _acts(meeting: Meeting, stage: Stage) -> None:
    """Show what can be written here."""
    place = here(meeting)
    goal_id = goal_at(stage, place)
    for words, key, name in PANEL_KEYS:
        if name in ("note", "action") or goal_id:
            _key(words, key, open_panel, name, pressed=panel() == name)
    if issue_at(stage, place) is not None and place.step != "issues":
        _key("To issues", "I", to_issues, meeting, stage)
    if place.step == "issues" and place.item or action_at(meeting, place):
        _key("Done", "S", _solve, meeting)
    waits = [one for one in meeting.rounds if one.key == goal_id and not one.revealed]
    leads = presents(meeting) or may(reader(), "checkin:lead")
    if waits and leads:
        _key("Open votes", "O", open_votes, meeting, stage)
    _key("Rate, sign", "E", open_panel, "end", pressed=panel() == "end")


def _where(meeting: Meeting) -> None:
    """Show the clock, the hand-over, the way to the stage and away from it."""
    if presents(meeting):
        words = "Stop clock" if meeting.clock.since else "Start clock"
        _key(words, "T", _turn_clock, meeting)
    else:
        words = "Follow again" if alone() else "Look around"
        _key(words, "F", partial(look_around, alone=not alone()), meeting)
    if presents(meeting) or may(reader(), "checkin:lead"):
        _key("Present", "P", open_panel, "hand", pressed=panel() == "hand")
    stage = on_stage()
    _key("Leave stage" if stage else "Stage", "X", partial(leave_stage, to="0" if stage else "1"))


def _solve(meeting: Meeting) -> None:
    """Tick off what is on the screen: an issue, or an action that is done."""
    place = here(meeting)
    action = action_at(meeting, place)
    if action is not None:
        settle(action, done=True)
        return

    def solve(now: datetime) -> None:
        """Tick the issue off."""
        meetings.solve(cached.workspace(), reader(), meeting.check_in.id, place.item, now=now)

    attempt(solve, done="Solved.")


def _turn_clock(meeting: Meeting) -> None:
    """Start the clock, or pause it."""
    turn = meetings.pause_clock if meeting.clock.since else meetings.run_clock
    acting(turn, cached.workspace(), reader(), meeting.check_in.id)()


def _key(
    words: str, key: str, act: Callable[..., Any], *given: object, pressed: bool = False
) -> None:
    """Show one key as a button."""
    st.button(
        words, key=f"checkin_key_{key}", shortcut=key, on_click=act, args=given,
        type="primary" if pressed else "secondary",
    )  # fmt: skip
