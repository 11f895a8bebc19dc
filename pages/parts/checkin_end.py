"""The end of a check-in: everybody rates it, both sides sign, and the facilitator closes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import streamlit as st

from governance.access import may
from governance.checkin import meeting as meetings
from governance.checkin.ending import BEST, WORST
from governance.checkin.freezing import close
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Meeting, Stage
from pages.parts import cached, cached_checkin
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.checkin_place import acting
from pages.parts.checkin_text import draft, own_text
from pages.parts.filters import keep
from pages.parts.shell import reader
from reports.checkin_words import counted, rate_words
from reports.papers import papers

WITHOUT: Final = "without"
SIDES: Final = {"ceo": "the CEO", "cio": "the CIO"}


def end_panel(meeting: Meeting, stage: Stage) -> None:
    """Ask for the rating and the signature; the facilitator sets the next day and closes."""
    if may(reader(), "checkin:take_part"):
        _rate(meeting)
        _sign(meeting)
    if may(reader(), "checkin:lead"):
        _next(meeting)
        _close(meeting)


def _rate(meeting: Meeting) -> None:
    """Ask how good the meeting was."""
    own = next((rating for who, rating in meeting.ratings if who == reader()), None)
    rate = partial(meetings.rate, cached.workspace(), reader(), meeting.check_in.id)
    st.markdown("**How useful was this meeting?** 10 is best")
    with st.container(horizontal=True, gap="small"):
        for level in range(WORST, BEST + 1):
            st.button(
                str(level), key=f"checkin_rating_{level}", shortcut=str(level % 10),
                type="primary" if level == own else "secondary", on_click=acting(rate, level),
            )  # fmt: skip
    st.caption(plain(rate_words([rating for _, rating in meeting.ratings])))


def _sign(meeting: Meeting) -> None:
    """Let the reader sign what was decided."""
    if reader() in {who for who, _ in meeting.signatures}:
        st.caption("You have signed. A later decision or action asks for it again.")
        return
    sign = partial(meetings.sign_off, cached.workspace(), reader(), meeting.check_in.id)
    st.button(
        f"Sign as {reader().name}", key="checkin_sign", type="primary",
        on_click=acting(sign, done="You have signed."),
    )  # fmt: skip


def _next(meeting: Meeting) -> None:
    """Ask when the next check-in is; what stands in the field is written at once."""
    days = timedelta(days=checkin_policy().actions.due_days)
    set_next = partial(meetings.set_next, cached.workspace(), reader(), meeting.check_in.id)

    def chosen() -> None:
        """Keep the day."""
        on = st.session_state["checkin_next"]
        attempt(lambda now: set_next(on, now=now))

    st.session_state.setdefault("checkin_next", meeting.next_on or meeting.check_in.held_on + days)
    st.date_input("Next check-in", key="checkin_next", on_change=chosen)
    if meeting.next_on is None:
        st.button("That is the day", key="checkin_next_set", on_click=chosen)


def _close(meeting: Meeting) -> None:
    """Close the meeting; where a side has not signed, ask why it is closed without."""
    signed = {who.role for who, _ in meeting.signatures}
    missing = [words for role, words in SIDES.items() if role not in signed]
    drafts = sum(not one.signed for one in meeting.decisions)
    if drafts:
        many = counted(drafts, "drafted decision")
        wait = "waits for the CEO and does" if drafts == 1 else "wait for the CEO and do"
        st.caption(f"{many} {wait} not count unsigned.")
    if missing:
        sides = " and ".join(missing)
        own_text(meeting, WITHOUT, f"Not signed by {sides}. Why it is closed without:")
    st.button(
        "Close the check-in", key="checkin_close", type="primary" if not missing else "secondary",
        on_click=_end, args=(meeting.check_in.id,),
    )  # fmt: skip
    st.caption("This pins the data, every screen and the minutes. Nothing is added afterwards.")


def _end(check_in_id: str) -> None:
    """Pin everything and end the meeting."""
    today = cached.workspace_facts().reporting_date

    def end(now: datetime) -> None:
        """Close it, with what is on the screens at this moment."""
        meeting = cached_checkin.meeting(check_in_id)
        stage = cached_checkin.stage(meeting)
        close(
            cached.workspace(), reader(), check_in_id, stage=stage,
            papers=lambda ended: papers(ended, stage), seen=meeting.head,
            without=draft(meeting, WITHOUT), today=today, now=now,
        )  # fmt: skip

    if attempt(end, done=f"{check_in_id} is closed; it reopens as it is now."):
        keep("checkin", check_in_id)
        keep("panel", "")
