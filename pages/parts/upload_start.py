"""The first two steps: what is due, with a template for it, and where the file is dropped."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.uploads.due import Owed
from pages.parts import cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.drop import dropped
from pages.parts.filters import keep
from pages.parts.shell import reader
from pages.parts.upload_place import NAME
from pipelines.uploads import looking
from reports.upload_steps import due_lines

ENDINGS: Final = ".csv,.tsv,.txt,.gz,.xlsx"


def what_is_due() -> None:
    """Show what is late or due, fold the rest, and offer a template for any of it."""
    found = cached_uploads.due()
    meter = cached_uploads.meter()
    st.header("1 What is due", anchor=False)
    pressing = [one for one in found if one.state in ("late", "due")]
    words = f"{meter.words} for {meter.quarter}. " if meter.of else ""
    st.markdown(plain(f"{words}{_pressing_words(pressing)}"))
    if pressing:
        block(due_lines(pressing), key="upload_due")
    calm = [one for one in found if one.state not in ("late", "due")]
    if calm:
        with st.expander("What is in, and what is not due yet"):
            block(due_lines(calm), key="upload_calm")
    _template(pressing or calm)


def drop_here() -> None:
    """Show where a file is dropped; one that has arrived is opened at once."""
    looking.warm()
    st.header("2 Drop the file", anchor=False)
    words = "or drop it here: CSV, TSV, Excel (.xlsx) or either packed with gzip"
    arrived = dropped(reader(), name="upload", words=words, accept=ENDINGS)
    if arrived:
        keep(NAME, arrived)
        st.rerun()


def _pressing_words(pressing: list[Owed]) -> str:
    """Return how much is late or due."""
    late = sum(one.state == "late" for one in pressing)
    due = len(pressing) - late
    told = [f"{late} late" if late else "", f"{due} due" if due else ""]
    return f"{' and '.join(each for each in told if each) or 'Nothing is late or due'}."


def _template(wanted: list[Owed]) -> None:
    """Offer an empty file with everything filled in that is known."""
    if not wanted:
        return
    names = {f"{one.extract} {one.period}": one for one in wanted}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("A template for", names, key="upload_template", width=320)
        if chosen not in names:
            return
        made = cached_uploads.template(names[chosen].extract, names[chosen].period)
        st.download_button(
            "CSV", made.csv, f"{made.stem}.csv", "text/csv", key="upload_csv", on_click="ignore"
        )
        st.download_button(
            "Excel", made.xlsx, f"{made.stem}.xlsx", key="upload_xlsx", on_click="ignore"
        )
