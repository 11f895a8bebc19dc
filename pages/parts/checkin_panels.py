"""What opens at the side of a check-in: the note, the vote, the hand-over, and the keys in words.

A panel stands beside what is shown and never in front of it, so that nobody has to close it to
see what is talked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from governance.access import may
from governance.checkin import meeting as meetings
from governance.checkin.shapes import Meeting, Stage
from governance.checkin.votes import HIGHEST, LOWEST
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.checkin_action import action_panel
from pages.parts.checkin_decide import decide_panel
from pages.parts.checkin_end import end_panel
from pages.parts.checkin_place import acting, goal_at, here, on_stage, presents
from pages.parts.checkin_rows import rows_panel
from pages.parts.checkin_text import shared_text
from pages.parts.shell import reader
from pages.parts.typed import cursor_in
from reports.checkin import note_keys
from reports.checkin_words import round_words

Panel = Callable[[Meeting, Stage], None]
BEGINS: Final = {
    "note": "textarea",
    "action": "textarea",
    "end": "button",
    "decide": ".tandem-typed",
}
"""What has the cursor first, where that is not the first control of the panel."""
HELP: Final = """
**→ ←** next, back · **↓ ↑** next step, step before  
**N** note · **A** action · **D** decide · **I** to the issue list · **S** done or solved  
**V** blind vote · **O** open the votes · **1** to **9**, **0** levels, options, rating  
**L** where the figure comes from · **T** start or pause the clock  
**P** hand the presentation over · **E** rate, sign, close  
**Esc** close the panel · **X** leave the stage  
In a field the letters are letters; **Esc** leads out of it.
"""


def side_panel(name: str, meeting: Meeting, stage: Stage) -> None:
    """Show a panel, with the cursor where one begins in it."""
    cursor_in(name, first=BEGINS.get(name, ""))
    PANEL[name](meeting, stage)


def vote_box(meeting: Meeting, goal_id: str) -> None:
    """Ask for the reader's own level, while a vote on the goal is open; nobody else sees it."""
    round_ = next((one for one in meeting.rounds if one.key == goal_id), None)
    if round_ is None or round_.revealed:
        return
    st.markdown("**How confident are you that the date holds?** 1 not at all, 5 certain")
    voted = reader() in round_.voted
    with st.container(horizontal=True):
        for level in range(LOWEST, HIGHEST + 1):
            st.button(
                str(level), key=f"checkin_vote_{level}", on_click=_vote, shortcut=str(level),
                args=(meeting.check_in.id, goal_id, level),
            )  # fmt: skip
    held = st.session_state.get(f"checkin_voted_{goal_id}")
    mine = f"You said {held}. " if voted and held else "You have voted. " if voted else ""
    st.caption(f"{mine}Nobody sees a level before all are opened together.")


def _note(meeting: Meeting, stage: Stage) -> None:
    """Ask what is to be remembered of what is on the screen."""
    place = here(meeting)
    if place.step == "escalations" and place.item:
        shared_text(meeting, f"{place.item}:cause", "The CIO's half: root cause")
        shared_text(meeting, f"{place.item}:decision", "The CEO's half: decision")
        return
    shared_text(meeting, note_keys(place), "Note on what is shown")
    st.caption("Everybody sees and changes the same note.")


def _vote_panel(meeting: Meeting, stage: Stage) -> None:
    """Begin a vote on the goal that is shown, watch it come in, and open it."""
    goal_id = goal_at(stage, here(meeting))
    if not goal_id:
        st.info("A vote is about a goal. Go to one on the scorecard or on the list of issues.")
        return
    goal = stage.line(goal_id)
    st.markdown(f"**{plain(goal.title if goal else goal_id)}**")
    round_ = next((one for one in meeting.rounds if one.key == goal_id), None)
    may_lead = presents(meeting) or may(reader(), "checkin:lead")
    if round_ is not None:
        st.markdown(plain(round_words(round_)))
    if round_ is None or round_.revealed:
        words = "Vote again" if round_ else "Begin a blind vote"
        begin = partial(meetings.start_round, cached.workspace(), reader(), meeting.check_in.id)
        if may_lead:
            st.caption("Everybody says on a device of their own how sure they are of the date.")
            st.button(
                words, key="checkin_round", type="primary",
                on_click=acting(begin, goal_id),
            )  # fmt: skip
        else:
            st.caption(plain(f"No vote is under way. {meeting.presenter.name} can begin one."))
        return
    if on_stage():
        st.caption("Everybody votes on a device of their own: here the room would see the level.")
    else:
        vote_box(meeting, goal_id)
    if may_lead:
        st.button(
            "Open all votes", key="checkin_open_votes", type="primary",
            on_click=open_votes, args=(meeting, stage),
        )  # fmt: skip


def open_votes(meeting: Meeting, stage: Stage) -> None:
    """Show all votes on the goal that is on the screen."""
    goal_id = goal_at(stage, here(meeting))

    def reveal(now: datetime) -> None:
        """Reveal them."""
        meetings.reveal_round(cached.workspace(), reader(), meeting.check_in.id, goal_id, now=now)

    attempt(reveal)


def _vote(check_in_id: str, goal_id: str, level: int) -> None:
    """Take the reader's vote."""

    def give(now: datetime) -> None:
        """Vote."""
        meetings.vote(cached.workspace(), reader(), check_in_id, goal_id, level, now=now)

    if attempt(give):
        st.session_state[f"checkin_voted_{goal_id}"] = level


def _hand(meeting: Meeting, stage: Stage) -> None:
    """Ask who presents from now on."""
    others = {
        one.id: one
        for one in cached.everybody()
        if may(one, "checkin:take_part") and one != meeting.presenter
    }
    st.markdown(f"**{plain(meeting.presenter.name)}** presents.")
    if not presents(meeting) and not may(reader(), "checkin:lead"):
        st.caption("Only who presents, or the facilitator, hands the presentation over.")
        return

    def hand() -> None:
        """Hand it over."""
        to = others[st.session_state["checkin_presenter"]]
        act = cached.workspace(), reader(), meeting.check_in.id, to
        attempt(lambda now: meetings.present_by(*act, now=now), done=f"{to.name} presents now.")

    st.selectbox(
        "Who presents from now on",
        tuple(others),
        key="checkin_presenter",
        format_func=lambda each: others[each].name,
    )
    st.button("Hand over", key="checkin_hand", on_click=hand, type="primary")


def _help(meeting: Meeting, stage: Stage) -> None:
    """Show what each key does."""
    st.markdown(HELP)


PANEL: Final[Mapping[str, Panel]] = {
    "note": _note,
    "action": action_panel,
    "decide": decide_panel,
    "vote": _vote_panel,
    "rows": rows_panel,
    "hand": _hand,
    "end": end_panel,
    "help": _help,
}
