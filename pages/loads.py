"""Loads: what was loaded, by whom, and how to take it back."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from governance import loads
from governance.access import may
from pages.parts import cached
from pages.parts.blocks import block
from pages.parts.filters import page_of
from pages.parts.shell import page, reader
from pipelines.catalogue.history import LoadRecord
from reports.metric import loads_table


def body() -> None:
    """Show the loads; let those who may take one back."""
    found = cached.loads()
    if not found:
        st.info("Nothing is loaded yet.")
        return
    live = sum(load.status == "live" for load in found)
    st.markdown(f"{len(found):,} loads were accepted, {live:,} of them count now.")
    block(loads_table(page_of(found, 50, name="page"), title="Loads"), key="loads")
    if may(reader(), "loads:undo"):
        _undo([load for load in found if load.status == "live"])


def _undo(live: list[LoadRecord]) -> None:
    """Ask which load to take back and why."""
    st.header("Take a load back", anchor=False)
    names = {load.id: f"{load.file_name}, {load.extract} {load.period}" for load in live}
    with st.form("loads_undo", clear_on_submit=True):
        load = st.selectbox("Load", names, format_func=names.__getitem__, key="loads_which")
        reason = st.text_input("Why", key="loads_reason")
        asked = st.form_submit_button("Take it back")
    if asked and load:
        now = datetime.now(UTC)
        loads.undo(cached.workspace(), reader(), load, reason=reason, now=now)
        st.rerun()


page(body, title="Loads", needs="loads:read")
