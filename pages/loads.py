"""Loads: what was loaded, by whom, how good it is, how to bring a file and take one back."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from pages.parts import cached, cached_quality
from pages.parts.blocks import block
from pages.parts.filters import page_of
from pages.parts.load_forms import bring, quality, take_back
from pages.parts.shell import page, reader
from reports.loads import loads_table

ROWS = 50
"""Loads on one page of the list."""


def body() -> None:
    """Show the loads; let those who may bring a file or take one back."""
    if may(reader(), "loads:write"):
        bring()
    found = cached.loads()
    live = [load for load in found if load.status == "live"]
    if not found:
        st.info("Nothing is loaded yet.")
        return
    quality(found)
    st.header("What was loaded", anchor=False)
    st.markdown(f"{len(found):,} loads were accepted, {len(live):,} of them count now.")
    shown = page_of(found, ROWS, name="page")
    block(loads_table(shown, title="Loads", scores=cached_quality.extract_scores()), key="loads")
    if live and may(reader(), "loads:undo"):
        take_back(live)


page(body, title="Loads", needs="loads:read")
