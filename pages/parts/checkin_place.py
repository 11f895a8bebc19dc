"""Where a reader is in a check-in: with the presenter, or looking around on their own.

The meeting's position is an event in the records and survives everything. Where somebody looks
around alone is theirs: it stands in the session, and in the address for whoever reloads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from governance.access import may
from governance.checkin import meeting as meetings
from governance.checkin.shapes import Issue, Meeting, Position, Stage
from governance.live_policy import live_policy
from pages.parts import cached, cached_checkin
from pages.parts.asked import attempt
from pages.parts.filters import keep
from pages.parts.shell import reader, show
from pipelines.errors import GapError
from reports.checkin import moved, order, position_from, stepped
from reports.checkin_words import place_written

PANELS: Final = ("note", "action", "decide", "vote", "rows", "hand", "end", "help")
LAST: Final = "checkin_last"
"""Where the session keeps which meeting the reader was in, to lead there once it is closed."""
_ALONE: Final = "checkin_alone"
_AT: Final = "checkin_at"


def presents(meeting: Meeting) -> bool:
    """Return whether the reader is the one who moves the meeting."""
    return meeting.presenter == reader()


def alone() -> bool:
    """Return whether the reader looks around on their own."""
    return bool(st.session_state.get(_ALONE))


def here(meeting: Meeting) -> Position:
    """Return where the reader is."""
    if not alone():
        return meeting.position
    at = st.session_state.get(_AT) or st.query_params.get("at", "")
    return position_from(at) or meeting.position


def look_around(meeting: Meeting, *, alone: bool) -> None:
    """Leave the presenter, beginning where they are, or come back to them."""
    st.session_state[_ALONE] = alone
    _put(place_written(meeting.position) if alone else "")


def go(check_in_id: str, by: int, *, steps: bool = False) -> None:
    """Go on or back by one thing or one step: the whole meeting, or the reader alone."""
    try:
        meeting = cached_checkin.meeting(check_in_id)
        positions = order(cached_checkin.stage(meeting), meeting)
    except GapError as error:
        show(error)
        return
    to = (stepped if steps else moved)(positions, here(meeting), by)
    if alone():
        _put(place_written(to))
    elif to != meeting.position:
        act = cached.workspace(), reader(), check_in_id, to
        attempt(lambda now: meetings.move(*act, now=now))


def to_issues(meeting: Meeting, stage: Stage) -> None:
    """Put what is on the screen on the list of issues."""
    issue = issue_at(stage, here(meeting))
    if issue is None:
        return

    def park(now: datetime) -> None:
        """Park it."""
        meetings.park(cached.workspace(), reader(), meeting.check_in.id, issue, now=now)

    attempt(park, done=f"“{issue.title}” is on the list of issues.")


def acting(act: Callable[..., object], *given: object, done: str = "") -> Callable[[], None]:
    """Return what a button does: an act of the meeting, at the moment of the press."""

    def press() -> None:
        """Do it, and keep what there is to say."""
        attempt(lambda now: act(*given, now=now), done=done)

    return press


def issue_at(stage: Stage, place: Position) -> Issue | None:
    """Return the issue that a place would put on the list; None where there is none."""
    known = next((one for one in stage.issues if place.item in (one.key, one.goal_id)), None)
    if known is not None and place.item:
        return known
    line = stage.line(place.item)
    if line is None:
        return None
    return Issue(
        key=f"goal:{line.goal_id}",
        source="goal",
        title=line.title,
        goal_id=line.goal_id,
        value_eur=None,
        value_points=line.ceo.value_score,
        why=line.alignment_words,
    )


def goal_at(stage: Stage, place: Position) -> str:
    """Return the goal that is on the screen; empty where there is none."""
    if stage.line(place.item):
        return place.item
    return next((one.goal_id for one in stage.issues if one.key == place.item), "")


def panel() -> str:
    """Return which panel is open at the side; empty for none."""
    asked = st.query_params.get("panel", "")
    if st.query_params.get("metric"):
        return "rows"
    return asked if asked in PANELS else ""


def open_panel(name: str) -> None:
    """Open a panel, or close the one that is open."""
    st.query_params.pop("metric", None)
    keep("panel", "" if panel() == name else name)


def takes_part() -> bool:
    """Return whether the reader may act in a meeting."""
    return may(reader(), "checkin:take_part")


def on_stage() -> bool:
    """Return whether the screen is the one of the room: large, and nothing else on it."""
    asked = st.query_params.get("stage", st.session_state.get("checkin_stage", ""))
    st.session_state["checkin_stage"] = asked
    return asked == "1" or (asked != "0" and may(reader(), "checkin:lead"))


def leave_stage(*, to: str) -> None:
    """Go to the stage (``1``) or away from it (``0``)."""
    keep("stage", to)
    st.session_state["checkin_stage"] = to


def watch(check_in_id: str, journal: int) -> None:
    """Draw the page anew as soon as anything happens in the meeting or in the workspace.

    Args:
        check_in_id: Which meeting; empty while there is none.
        journal: The newest journal entry before anything of the page was read, so that what
            changes while it is drawn is noticed.
    """
    held = meetings.head(cached.workspace(), check_in_id) if check_in_id else 0
    every = live_policy().following.seconds
    st.fragment(_watch, run_every=every)(check_in_id, (journal, held))


def _watch(check_in_id: str, seen: tuple[int, int]) -> None:
    """Compare what is with what was drawn: two small queries, and no more."""
    try:
        now = _state(check_in_id)
    except GapError as error:
        show(error)
        return
    if now != seen:
        st.rerun()


def _state(check_in_id: str) -> tuple[int, int]:
    """Return what the screen of a meeting hangs on."""
    here = cached.workspace()
    return cached.head(), meetings.head(here, check_in_id) if check_in_id else 0


def _put(at: str) -> None:
    """Note where the reader is on their own."""
    st.session_state[_AT] = at
    keep("at", at)
