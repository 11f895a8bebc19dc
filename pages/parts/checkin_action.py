"""Actions of a check-in: who does what by when, and what became of what was agreed before."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import streamlit as st

from governance.checkin import actions
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Action, Meeting, Position, Stage
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.checkin_place import goal_at, here
from pages.parts.checkin_text import draft, forget, own_text
from pages.parts.shell import reader
from reports.checkin_words import action_words

WHAT: Final = "action"
WHY: Final = "action-why"


def action_panel(meeting: Meeting, stage: Stage) -> None:
    """Ask for an action on what is shown; on an action, what became of it."""
    place = here(meeting)
    shown = action_at(meeting, place)
    if shown is not None:
        _settle_form(meeting, shown)
        return
    own_text(meeting, WHAT, "What will be done")
    names = [one.name for one in cached.everybody()]
    st.selectbox(
        "Who does it", names, key="checkin_action_owner", index=None, accept_new_options=True,
        placeholder="Choose, or type a name",
    )  # fmt: skip
    days = timedelta(days=checkin_policy().actions.due_days)
    st.date_input(
        "By", value=meeting.next_on or meeting.check_in.held_on + days, key="checkin_action_due"
    )
    goal_id = goal_at(stage, place)
    st.button(
        "Write it down", key="checkin_action_add", type="primary", shortcut="Ctrl+Enter",
        on_click=_add, args=(meeting, goal_id),
    )  # fmt: skip
    goal = stage.line(goal_id)
    if goal is not None:
        st.caption(plain(f"It belongs to “{goal.title}”."))


def action_at(meeting: Meeting, place: Position) -> Action | None:
    """Return the action that is on the screen."""
    if place.step != "actions":
        return None
    return next((one for one in meeting.actions if one.id == place.item), None)


def settle(action: Action, *, done: bool, why: str = "") -> bool:
    """Say that an action is done or dropped; return whether it went."""
    say = partial(actions.settle_action, cached.workspace(), reader(), action.id)
    state = "done" if done else "dropped"

    def settled(now: datetime) -> None:
        """Settle it."""
        say(state="done" if done else "dropped", reason=why, seen=action.number, now=now)

    return attempt(settled, done=f"{action.id} is {state}.")


def correct(meeting: Meeting, title: str, period: str) -> None:
    """Make an action of a doubt: who looks after the figure is asked next."""

    def add(now: datetime) -> None:
        """Add it."""
        actions.add_action(
            cached.workspace(), reader(), meeting.check_in.id,
            text=f"Check and correct {title} of {period} at its source.",
            owner=reader().name, now=now,
        )  # fmt: skip

    attempt(add, done=f"The correction of {title} is an action now, yours until you hand it on.")


def _add(meeting: Meeting, goal_id: str) -> None:
    """Write the action down."""
    held = st.session_state

    def add(now: datetime) -> None:
        """Add it."""
        actions.add_action(
            cached.workspace(), reader(), meeting.check_in.id, text=draft(meeting, WHAT),
            owner=held["checkin_action_owner"] or "", due=held["checkin_action_due"],
            goal_id=goal_id, now=now,
        )  # fmt: skip

    if attempt(add, done="The action is written down."):
        forget(meeting, WHAT)


def _settle_form(meeting: Meeting, action: Action) -> None:
    """Ask what became of an action: done, dropped, or another day; each with its reason."""
    st.markdown(f"**{plain(action.text)}**  \n{plain(action_words(action))}")
    if action.state != "open":
        st.button(
            "Open it again", key="checkin_action_again", on_click=_again, args=(meeting, action)
        )
        own_text(meeting, WHY, "Why it is opened again")
        return
    own_text(meeting, WHY, "What became of it, or why")
    st.date_input("Another day", value=action.due, key=f"checkin_action_move_{action.id}")
    with st.container(horizontal=True):
        for words, act in (("Done", _done), ("Drop it", _drop), ("Move it", _move)):
            st.button(words, key=f"checkin_action_{words}", on_click=act, args=(meeting, action))


def _done(meeting: Meeting, action: Action) -> None:
    """Say that it is done."""
    if settle(action, done=True, why=draft(meeting, WHY)):
        forget(meeting, WHY)


def _drop(meeting: Meeting, action: Action) -> None:
    """Give it up, with the reason."""
    if settle(action, done=False, why=draft(meeting, WHY)):
        forget(meeting, WHY)


def _move(meeting: Meeting, action: Action) -> None:
    """Give it another day."""
    due = st.session_state[f"checkin_action_move_{action.id}"]

    def move(now: datetime) -> None:
        """Move it."""
        actions.move_action(
            cached.workspace(), reader(), action.id,
            due=due, why=draft(meeting, WHY), seen=action.number, now=now,
        )  # fmt: skip

    if attempt(move, done=f"{action.id} has another day."):
        forget(meeting, WHY)


def _again(meeting: Meeting, action: Action) -> None:
    """Open it again."""

    def again(now: datetime) -> None:
        """Open it."""
        actions.settle_action(
            cached.workspace(), reader(), action.id,
            state="open", reason=draft(meeting, WHY), seen=action.number, now=now,
        )  # fmt: skip

    if attempt(again, done=f"{action.id} is open again."):
        forget(meeting, WHY)
