"""Forms of the page of loads: bring a file, take one back, and what became of it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import streamlit as st

from governance import loads
from pages.parts import cached, cached_quality
from pages.parts.blocks import block, plain
from pages.parts.filters import keep
from pages.parts.measuring import drawn_for_an_arrival, follow, still_due
from pages.parts.shell import link_to, reader
from pipelines.catalogue.history import LoadRecord
from pipelines.intake.receipt import Receipt
from reports.loads import problems_table, quality_table, quarter_of, receipt_words

MOST_MEGABYTES: Final = 50
"""A larger file goes through the command line, which reads it as it is."""
_SHOWN: Final = "load"
"""The file whose quality is shown, in the address: its submission."""
_TOLD: Final = "loads_told"
"""What became of the file that was brought last, until its reader turns to something else."""


def bring() -> None:
    """Ask for a file, load it, and say what became of it."""
    arrived = drawn_for_an_arrival()
    st.header("Bring a file", anchor=False)
    with st.form("loads_bring", clear_on_submit=True):
        file = st.file_uploader(
            "CSV file of one of the extracts", type="csv", max_upload_size=MOST_MEGABYTES
        )
        partly = st.checkbox("Load the good rows even where others are refused", key="loads_partly")
        asked = st.form_submit_button("Load")
    if asked and file is not None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "upload.csv")
            path.write_bytes(file.getbuffer())
            receipt = loads.load(
                cached.workspace(), reader(), path,
                now=datetime.now(UTC), file_name=file.name, allow_rejects=partly,
            )  # fmt: skip
        ids = {load.id for load in receipt.loads}
        found = {load.submission for load in cached.loads() if load.id in ids}
        keep(_SHOWN, next(iter(found), ""))
        st.session_state[_TOLD] = receipt, file.name
        _tell(receipt, file.name)
    elif arrived and _TOLD in st.session_state:
        _tell(*st.session_state[_TOLD])
    else:
        st.session_state.pop(_TOLD, None)


def quality(found: Sequence[LoadRecord]) -> None:
    """Show what was measured of the file in the address, as it arrives."""
    asked = st.query_params.get(_SHOWN)
    own = [load for load in found if load.submission == asked and load.status == "live"]
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


def take_back(live: Sequence[LoadRecord]) -> None:
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


def _tell(receipt: Receipt, name: str) -> None:
    """Say what became of a file, down to the cell."""
    tell = st.error if receipt.outcome == "refused" else st.success
    tell(plain(receipt_words(receipt, name)))
    if receipt.problems:
        block(problems_table(receipt), key="problems")
