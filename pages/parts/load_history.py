"""Every load there ever was, by filters that stand in the address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.access import may
from governance.uploads.history import Asked
from pages.parts import cached, cached_quality, cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.filters import choice, page_of
from pages.parts.shell import link_to, reader
from reports.loads import STATES, history_table

ROWS: Final = 25
"""Loads on one page of the list: so many still become cards on a phone."""
RESTATED: Final = "restated"


def nothing_yet() -> None:
    """Say that there is nothing, and where the first file is brought."""
    st.info("Nothing is loaded yet. Each file that counts is listed here, with who brought it.")
    if may(reader(), "loads:write") and st.button("Bring the first file", type="primary"):
        st.switch_page("pages/upload.py")


def history() -> None:
    """Show the loads that the reader asks for."""
    st.header("What was loaded", anchor=False)
    found = cached.loads()
    live = sum(load.status == "live" for load in found)
    st.markdown(f"{len(found):,} loads were accepted, {live:,} of them count now.")
    lines = cached_uploads.history(_asked())
    if not lines:
        st.info("No load is like that.")
        return
    if len(lines) < len(found):
        st.markdown(plain(f"{len(lines):,} of them are shown."))
    shown = page_of(lines, ROWS, name="page")
    scores = cached_quality.extract_scores()
    markup = history_table(
        shown, title="Loads", scores=scores, address=lambda one: link_to("loads", one=one)
    )
    block(markup, key="loads")


def _asked() -> Asked:
    """Ask which loads are wanted."""
    known = cached_uploads.load_choices()
    names = dict(known.people)
    with st.container(horizontal=True):
        extract = choice("File of", ("", *known.extracts), name="extract", words=_all, width=180)
        period = choice("Of period", ("", *known.periods), name="of", words=_all, width=150)
        who = choice(
            "Brought by", ("", *names), name="by",
            words=lambda one: names.get(one, one) or "All", width=180,
        )  # fmt: skip
        status = choice(
            "State", ("", *known.statuses), name="status",
            words=lambda one: STATES.get(one, "all").capitalize(), width=150,
        )  # fmt: skip
        restated = choice(
            "Settled periods", ("", RESTATED), name="only",
            words=lambda one: "Restated only" if one else "All", width=170,
        )  # fmt: skip
    return Asked(extract, period, who, status, restated == RESTATED)


def _all(one: str) -> str:
    """Return how a filter's option reads."""
    return one or "All"
