"""Rows in quarantine: whose they are, how long they wait, and what is to become of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from governance.access import may
from governance.uploads import quarantine as room
from governance.uploads.aside import Waiting
from pages.parts import cached, cached_uploads
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.filters import page_of
from pages.parts.shell import reader
from pages.parts.upload_place import NAME, NARROW
from pipelines.uploads.quarantine import QuarantinedRow
from reports.load_changes import quarantine_table

ROWS: Final = 25
CORRECT: Final = "Correct it"
WAIVE: Final = "Waive it: it is right that it does not count"
DROP: Final = "Drop it: nobody will be able to correct it"
GIVE: Final = "Give it to somebody else"


def quarantine() -> None:
    """Show the rows that wait, folded, and let those who load files work them off."""
    waiting = cached_uploads.oldest()
    if not waiting:
        return
    rows = "1 row waits" if len(waiting) == 1 else f"{len(waiting):,} rows wait"
    with st.expander(plain(f"{rows} in quarantine, the oldest {_since(waiting[0].days)}")):
        shown = page_of(waiting, ROWS, name="quarantine_page")
        block(quarantine_table(shown), key="quarantine")
        if may(reader(), "loads:write"):
            _work_off(shown)


def _since(days: int) -> str:
    """Return for how long something waits."""
    return "since today" if not days else "for 1 day" if days == 1 else f"for {days:,} days"


def _work_off(shown: Sequence[Waiting]) -> None:
    """Ask which row, what shall become of it, and why."""
    rows = {one.row.id: one.row for one in shown}
    chosen = st.selectbox(
        "Row", rows, key="loads_row", width=NARROW,
        format_func=lambda one: _words(rows[one]),
    )  # fmt: skip
    if chosen not in rows:
        return
    row = rows[chosen]
    do = st.radio("What shall become of it?", (CORRECT, WAIVE, DROP, GIVE), key="loads_row_do")
    with st.form("loads_row_form", border=False):
        cells = _cells(row) if do == CORRECT else {}
        names = {one.id: one.name for one in cached.everybody() if may(one, "loads:write")}
        to = ""
        if do == GIVE:
            to = st.selectbox("To", names, format_func=names.__getitem__, key="loads_row_to",
                              width=320)  # fmt: skip
        why = st.text_input("Why", key=f"loads_row_why_{row.id}_{row.head}", width=480)
        asked = st.form_submit_button(do.partition(":")[0])
    if asked:
        _act(row, do, cells, to, why)


def _cells(row: QuarantinedRow) -> dict[str, str]:
    """Show the row's cells to be written over; return those that say something else."""
    wrong = {one.column: one.expected or one.message for one in row.problems if one.column}
    frame = pd.DataFrame(
        {
            "Column": [name for name, _ in row.cells],
            "Says": [value for _, value in row.cells],
            "Should say": [value for _, value in row.cells],
            "Expected": [wrong.get(name, "") for name, _ in row.cells],
        }
    )
    edited = st.data_editor(
        frame, hide_index=True, key=f"loads_cells_{row.id}_{row.head}",
        disabled=["Column", "Says", "Expected"],
    )  # fmt: skip
    rows = zip(edited["Column"], edited["Says"], edited["Should say"], strict=True)
    return {str(name): str(after or "") for name, says, after in rows if says != after}


def _act(row: QuarantinedRow, do: str, cells: dict[str, str], to: str, why: str) -> None:
    """Do it; a correction goes on as an upload of its own."""
    here, person = cached.workspace(), reader()
    begun: list[str] = []

    def act(now: datetime) -> None:
        """Do what was asked for."""
        if do == CORRECT:
            begun.append(room.correct_rows(here, person, {row.id: cells}, why=why, now=now).id)
        elif do == WAIVE:
            room.waive(here, person, row.id, reason=why, seen=row.head, now=now)
        elif do == DROP:
            room.drop(here, person, row.id, reason=why, seen=row.head, now=now)
        else:
            room.reassign(here, person, row.id, to=to, reason=why, seen=row.head, now=now)

    attempt(act, done=f"Line {row.line} of {row.extract}: done.")
    if begun:
        st.switch_page("pages/upload.py", query_params={NAME: begun[0]})
    st.rerun()


def _words(row: QuarantinedRow) -> str:
    """Return a row in a few words, for choosing."""
    message = row.problems[0].message if row.problems else ""
    return f"{row.extract}, line {row.line}: {message}"[:100]
