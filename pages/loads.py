"""Loads: what was loaded, by whom, how to bring a file and how to take one back."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from governance import loads
from governance.access import may
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import page_of
from pages.parts.shell import page, reader
from pipelines.catalogue.history import LoadRecord
from reports.loads import loads_table, problems_table, receipt_words

MOST_MEGABYTES = 50  # A larger file goes through the command line, which reads it as it is.


def body() -> None:
    """Show the loads; let those who may bring a file or take one back."""
    if may(reader(), "loads:write"):
        _bring()
    found = cached.loads()
    live = [load for load in found if load.status == "live"]
    if not found:
        st.info("Nothing is loaded yet.")
        return
    st.header("What was loaded", anchor=False)
    st.markdown(f"{len(found):,} loads were accepted, {len(live):,} of them count now.")
    block(loads_table(page_of(found, 50, name="page"), title="Loads"), key="loads")
    if live and may(reader(), "loads:undo"):
        _take_back(live)


def _bring() -> None:
    """Ask for a file, load it, and say what became of it."""
    st.header("Bring a file", anchor=False)
    with st.form("loads_bring", clear_on_submit=True):
        file = st.file_uploader(
            "CSV file of one of the extracts", type="csv", max_upload_size=MOST_MEGABYTES
        )
        partly = st.checkbox("Load the good rows even where others are refused", key="loads_partly")
        asked = st.form_submit_button("Load")
    if not asked or file is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "upload.csv")
        path.write_bytes(file.getbuffer())
        receipt = loads.load(
            cached.workspace(), reader(), path,
            now=datetime.now(UTC), file_name=file.name, allow_rejects=partly,
        )  # fmt: skip
    tell = st.error if receipt.outcome == "refused" else st.success
    tell(plain(receipt_words(receipt, file.name)))
    if receipt.problems:
        block(problems_table(receipt), key="problems")


def _take_back(live: list[LoadRecord]) -> None:
    """Ask which file to take back and why."""
    st.header("Take a file back", anchor=False)
    files = {load.submission: load for load in reversed(live)}
    with st.form("loads_undo", clear_on_submit=True):
        chosen = st.selectbox(
            "File", files, key="loads_which",
            format_func=lambda each: f"{files[each].file_name}, {files[each].at:%Y-%m-%d %H:%M}",
        )  # fmt: skip
        reason = st.text_input("Why", key="loads_reason")
        asked = st.form_submit_button("Take it back, with every period it brought")
    if asked and chosen:
        load, now = files[chosen], datetime.now(UTC)
        loads.undo(cached.workspace(), reader(), load.id, reason=reason, now=now)
        st.rerun()


page(body, title="Loads", needs="loads:read")
