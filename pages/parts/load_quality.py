"""What was measured of a file that was loaded, as it arrives."""

from __future__ import annotations

import streamlit as st

from pages.parts import cached, cached_quality
from pages.parts.blocks import block, plain
from pages.parts.measuring import drawn_for_an_arrival, follow, still_due
from pages.parts.shell import link_to
from reports.loads import quality_table, quarter_of


def quality_of(submission: str) -> None:
    """Show what was measured of a file, and follow what is still to come.

    Args:
        submission: The file; one that is not there, or no longer counts, shows nothing.
    """
    drawn_for_an_arrival()
    found = cached.loads()
    own = [load for load in found if load.submission == submission and load.status == "live"]
    if not own:
        return
    st.header("Its quality", anchor=False)
    wanted = sorted({(load.extract, quarter_of(load)) for load in own}, key=lambda one: one[::-1])
    follow(wanted, since=own[0].at)
    coming = {(one.subject, one.period) for one in still_due(wanted)}
    history = cached_quality.history()
    arrived = [
        [run for run in history.get(("extract", extract), ()) if run.period <= quarter]
        for extract, quarter in reversed(wanted)
        if (extract, quarter) not in coming
    ]
    there = [runs for runs in arrived if runs]
    if there:
        st.markdown(plain(f"{own[0].file_name}, measured as it counts now."))
        block(quality_table(there, lambda name: link_to("maturity", subject=name)), key="quality")
