"""Check-in: one screen for both sides, once a month; before, during and ever after."""

from __future__ import annotations

import streamlit as st

from governance.checkin.shapes import CheckIn
from pages.parts import cached, cached_checkin
from pages.parts.asked import told
from pages.parts.checkin_closed import reopened
from pages.parts.checkin_hall import hall
from pages.parts.checkin_stage import live
from pages.parts.shell import page


def body() -> None:
    """Show the meeting that is held, the one that the address names, or the way to the next."""
    journal = cached.head()
    chosen = _chosen()
    if chosen is not None and chosen.state == "running":
        live(chosen, journal)
        return
    told()
    if chosen is None:
        hall(journal)
    else:
        reopened(chosen)


def _chosen() -> CheckIn | None:
    """Return the check-in that the address names, else the one that is running."""
    asked = st.query_params.get("checkin", "")
    named = next((one for one in cached_checkin.found() if one.id == asked), None)
    return named or cached_checkin.running()


page(body, title="Check-in", needs="checkin:read")
