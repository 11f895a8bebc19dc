"""One load: what it was, how it differs from others of its period, its evidence, and undo."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.access import may
from governance.uploads.history import HistoryLine
from governance.uploads.keeping import load_subject
from pages.parts import cached, cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.evidence_box import evidence_box
from pages.parts.filters import choice, keep
from pages.parts.load_quality import quality_of
from pages.parts.load_undo import bring_back, take_back
from pages.parts.shell import reader
from pages.parts.upload_place import part_of
from pipelines.catalogue.history import LoadRecord
from pipelines.uploads.differences import difference
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.shapes import Difference
from reports.load_changes import difference_words, differences_table
from reports.loads import history_table

NAME: Final = "one"
ROWS: Final = 50


def chosen() -> HistoryLine | None:
    """Return the load in the address; one that is not there counts as not chosen."""
    asked = st.query_params.get(NAME, "")
    return next((line for line in cached_uploads.history() if line.load.id == asked), None)


def one_load(line: HistoryLine) -> None:
    """Show everything about one load."""
    load = line.load
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(plain(f"{load.extract} {load.period}"), anchor=False, width="content")
        if st.button("← All loads", type="tertiary", key="loads_all"):
            keep(NAME, "")
            st.rerun()
    block(history_table((line,), title="The load"), key="load")
    if load.reason:
        st.markdown(plain(f"Because: {load.reason}"))
    evidence_box(load_subject(load.id), load.file_name)
    _differences(load)
    if may(reader(), "loads:undo"):
        if load.status == "undone":
            bring_back(load)
        else:
            take_back(load)
    quality_of(load.submission)


def _differences(load: LoadRecord) -> None:
    """Hold the load beside another one of its period."""
    others = {
        one.id: one
        for one in cached.loads()
        if (one.extract, one.period) == (load.extract, load.period) and one.id != load.id
    }
    if not others:
        return
    st.header("Beside another load of its period", anchor=False)
    first = [one for one in load.replaced if one in others]
    ordered = tuple(dict.fromkeys((*first, *others)))
    other = choice(
        "Held against", ordered, name="against",
        words=lambda one: f"{others[one].file_name}, {others[one].at:%Y-%m-%d %H:%M}", width=420,
    )  # fmt: skip
    older, newer = sorted((others[other], load), key=lambda one: one.at)
    here = cached.workspace()
    most = difference(here, older.id, newer.id, most=0).difference
    st.markdown(plain(f"{newer.file_name} against {older.file_name}: {difference_words(most)}"))
    if most.same:
        return
    with st.expander("Rows that differ"):
        _rows(older.id, newer.id, most)


def _rows(older: str, newer: str, most: Difference) -> None:
    """Show the rows in which two loads differ, page by page."""
    total = min(most.new + most.changed + most.removed, upload_policy().differences.rows_kept)
    skip = part_of(total, ROWS, name="rows_page")
    rows = difference(cached.workspace(), older, newer, skip=skip, most=ROWS).rows
    block(differences_table(rows, title="Rows that differ"), key="load_rows")
