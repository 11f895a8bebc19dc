"""Two who decide on the same goal at once: both choices side by side, and the reader says which.

A form names what stood on the goal when its author began. What somebody else writes meanwhile is
shown as soon as it is there, beside the own choice, and the form keeps all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from governance.access import may
from governance.checkin.deciding import Choice, choice_of
from governance.checkin.shapes import Decision, Meeting
from pages.parts.blocks import plain
from pages.parts.shell import reader
from reports.checkin_words import moment, options_words
from reports.format import day, figure

_BEGUN: Final = "checkin_begun"


def standing(meeting: Meeting, goal_id: str) -> Decision | None:
    """Return the newest draft or decision on a goal; None where there is none."""
    found = [one for one in meeting.decisions if one.goal_id == goal_id]
    return max(found, key=lambda one: one.number, default=None)


def overtaken_by(meeting: Meeting, goal_id: str, *, is_touched: bool) -> Decision | None:
    """Return what somebody wrote on a goal since the reader began; None where nothing was.

    A form in which nothing stands yet begins anew with whatever is there.
    """
    newest = standing(meeting, goal_id)
    number = newest.number if newest else 0
    begun = st.session_state.get(_place(meeting, goal_id))
    if begun is None or not is_touched:
        st.session_state[_place(meeting, goal_id)] = number
        return None
    return newest if number > begun else None


def begun_at(meeting: Meeting, goal_id: str) -> int:
    """Return the newest draft or decision on a goal that its form began from; 0 for none."""
    return int(st.session_state.get(_place(meeting, goal_id), 0))


def begin_anew(meeting: Meeting, goal_id: str) -> None:
    """Let the form begin from whatever stands there by then."""
    st.session_state.pop(_place(meeting, goal_id), None)


def both(
    theirs: Decision,
    mine: Choice,
    *,
    replace: Callable[[Decision], None],
    drop: Callable[[], None],
) -> None:
    """Show both choices, and let the reader put theirs in the place of the other or drop it.

    Args:
        theirs: What stands there.
        mine: What the reader has chosen so far.
        replace: Writes the reader's choice over the one that stands, or beside a signed one.
        drop: Empties the reader's form.
    """
    verb = "decided" if theirs.signed else "drafted"
    st.markdown(
        plain(f"{theirs.by.name} {verb} on this goal while you wrote. Nothing is lost: ")
        + "choose what stays, or change yours below first."
    )
    for name, one in ((_signature(theirs), choice_of(theirs)), ("Yours, not written yet", mine)):
        st.caption(plain(name))
        st.markdown(plain(choice_words(one)))
    with st.container(horizontal=True):
        st.button(
            _replacing(theirs), key="checkin_decide_mine", type="primary", on_click=replace,
            args=(theirs,),
        )  # fmt: skip
        st.button("Keep theirs, drop mine", key="checkin_decide_theirs", on_click=drop)


def stands(one: Decision) -> None:
    """Say what is drafted or decided on the goal already, before anybody writes over it."""
    what = "A new draft takes its place." if not one.signed else "It stays, whatever comes next."
    st.caption(plain(f"{_signature(one)}: {choice_words(choice_of(one))} {what}"))


def choice_words(one: Choice) -> str:
    """Return a choice in one sentence with its reason."""
    parts = [options_words(one.options)]
    if one.new_date:
        parts.append(f"new date {day(one.new_date)}")
    if one.scope:
        parts.append(f"scope: {one.scope.rstrip('.')}")
    if one.money_eur is not None:
        parts.append(figure(one.money_eur, "EUR"))
    if one.project_id:
        parts.append(f"funds {one.project_id}")
    return f"{' · '.join(parts)}. “{one.reason or 'no reason yet'}”"


def _signature(one: Decision) -> str:
    """Return who stands behind a draft or a decision, and since when."""
    verb = "Decided" if one.signed else "Drafted"
    return f"{verb} by {one.by.name}, {moment(one.at)}"


def _replacing(theirs: Decision) -> str:
    """Return what the reader's choice becomes."""
    if not theirs.signed:
        return "Put mine in its place"
    return "Decide anew, with mine" if may(reader(), "checkin:decide") else "Draft mine beside it"


def _place(meeting: Meeting, goal_id: str) -> str:
    """Return under which name the session keeps where a form began."""
    return f"{_BEGUN}/{meeting.check_in.id}/{goal_id}"
