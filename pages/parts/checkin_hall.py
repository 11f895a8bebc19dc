"""Before a check-in: how ready everybody is, the form that opens it, and those that were held."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from governance.access import may
from governance.checkin import deciding
from governance.checkin import meeting as meetings
from governance.checkin.agenda import agendas
from governance.checkin.shapes import Agenda
from pages.parts import cached, cached_checkin
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.checkin_place import LAST, watch
from pages.parts.filters import keep
from pages.parts.shell import link_to, reader
from reports.checkin_list import chased_table, past_table, readiness
from reports.checkin_words import moment
from reports.maturity import way


def hall(journal: int) -> None:
    """Show what there is to do before the next check-in, and the ones that were held.

    Args:
        journal: The newest journal entry before anything of the page was read.
    """
    watch("", journal)
    _just_closed()
    prepared = cached_checkin.prepared(datetime.now(UTC))
    block(readiness(prepared), key="checkin_ready")
    if may(reader(), "checkin:lead"):
        _open_form()
    else:
        st.markdown(
            "No check-in is running. The facilitator opens it; this page then follows it by itself."
        )
    if prepared.chased:
        st.header("Who is chased for what", anchor=False)
        block(chased_table(prepared.chased), key="checkin_chased")
    with st.expander("The draft that everybody reads before"):
        # The page has its heading; those of the draft come below it.
        st.markdown(prepared.pre_read.replace("\n#", "\n##").replace("# ", "## ", 1))
    _past()


def _just_closed() -> None:
    """Lead whoever was in a meeting that has just been closed to what was kept of it."""
    one = next(
        (one for one in cached_checkin.found() if one.id == st.session_state.get(LAST)), None
    )
    if one is not None and one.closed_at is not None:
        st.success(plain(f"{one.title} was closed {moment(one.closed_at)}."))
        block(way(link_to("checkin", checkin=one.id), "See it as it was →"), key="checkin_last")


def _open_form() -> None:
    """Ask for title, agenda and day of a check-in, and open it."""
    today = cached.workspace_facts().reporting_date
    offered = agendas()

    def begin() -> None:
        """Open it; whoever opens it presents, and everybody's page goes there."""
        held = st.session_state

        def opened(now: datetime) -> None:
            """Open it."""
            meetings.open_check_in(
                cached.workspace(), reader(), title=held["checkin_title"],
                agenda=held["checkin_agenda"], held_on=held["checkin_day"], now=now,
            )  # fmt: skip

        keep("checkin", "")
        attempt(opened)

    with st.form("checkin_open"):
        st.markdown("**Open a check-in**")
        st.text_input("Title", value=f"Check-in of {today:%B %Y}", key="checkin_title")
        which, when = st.columns(2)
        which.selectbox(
            "Agenda", tuple(offered), key="checkin_agenda",
            format_func=lambda name: _agenda_words(offered[name]),
        )  # fmt: skip
        when.date_input("Day", value=today, key="checkin_day")
        st.form_submit_button("Open the check-in", on_click=begin, type="primary")


def _agenda_words(agenda: Agenda) -> str:
    """Return an agenda with its steps and their time boxes."""
    return f"{agenda.title} ({len(agenda.steps)} steps)"


def _past() -> None:
    """List the check-ins that were held."""
    found = cached_checkin.found()
    st.header("Check-ins that were held", anchor=False)
    if not found:
        st.markdown(
            "None yet. A check-in takes 45 minutes: what changed, both sides of each goal, what "
            "to decide; it leaves decisions, owners and dates, and reopens as it was."
        )
        return
    everything = deciding.decisions(cached.workspace())
    decided = {one.id: sum(each.check_in == one.id for each in everything) for one in found}
    ratings = {
        one.id: [rating for _, rating in cached_checkin.meeting(one.id).ratings] for one in found
    }
    addresses = [link_to("checkin", checkin=one.id) for one in found]
    block(past_table(found, addresses, ratings=ratings, decided=decided), key="checkin_past")
    st.caption(plain(f"{len(found)} in all."))
