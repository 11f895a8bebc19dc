"""How a file was read, to be read otherwise part by part; and mapping profiles of files before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from governance.uploads import acts, keeping
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.shell import reader
from pages.parts.upload_constants import NOWHERE, constants_asked
from pages.parts.upload_place import NARROW, acting
from pages.parts.upload_words import words_said
from pipelines.extracts.contract import Extract
from pipelines.intake.layout import NOTHING, DateOrder, DecimalMark, Layout
from pipelines.intake.questions import LEAVE_OUT, Heading, Understanding
from pipelines.uploads import layouts
from pipelines.uploads.shapes import Upload
from reports.upload import DELIMITERS, HOW, first_cells

ENCODINGS: Final = ("utf-8", "cp1252", "latin-1", "utf-16")
MARKS: Final[dict[str, DecimalMark | None]] = {
    "as the file shows": None,
    "decimal point (1,234.5)": "point",
    "decimal comma (1.234,5)": "comma",
}
ORDERS: Final[dict[str, DateOrder | None]] = {
    "as the file shows": None,
    "year first (2026-02-03)": "iso",
    "day first (03.02.2026)": "day_first",
    "month first (02/03/2026)": "month_first",
}
LEFT_OUT: Final = "(leave it out)"
UNSAID: Final = "(not said yet)"
OPEN: Final = ("suggested", "unknown")
"""How a heading reads that nobody has said anything about."""
EVERY: Final = ""
"""The key of an order of dates that speaks for every column."""


@dataclass(frozen=True)
class Given:
    """What somebody chose about how a file is written."""

    encoding: str
    delimiter: str
    header_line: int
    sheet: str
    decimal_mark: DecimalMark | None
    dates: DateOrder | None
    mapping: dict[str, str]
    """From each heading to a contract column; the empty text leaves it out."""
    constants: dict[str, str] = field(default_factory=dict)
    """By contract column that no heading stands for, what it says in every row."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By contract column, what its words stand for."""


def changed(layout: Layout, found: Understanding, given: Given) -> Layout:
    """Return a layout that says in addition what somebody chose otherwise than it was read.

    What stays as the file itself showed it is left to the file, so that a saved layout holds
    only what somebody decided.
    """
    parts = {"encoding": given.encoding, "delimiter": given.delimiter,
             "header_line": given.header_line, "sheet": given.sheet}  # fmt: skip
    said = {name: value for name, value in parts.items() if value != getattr(found, name)}
    if given.decimal_mark != layout.decimal_mark:
        said["decimal_mark"] = given.decimal_mark
    read_as = {one.heading: one.column for one in found.headings if one.how not in OPEN}
    mapping = {
        name: column for name, column in given.mapping.items() if column != read_as.get(name)
    }
    dates = {name: order for name, order in layout.dates.items() if name != EVERY}
    if given.dates is not None:
        dates = {EVERY: given.dates}
    constants = {
        name: value for name, value in given.constants.items() if name not in given.mapping.values()
    }
    whole = replace(layout, dates=dates, constants=constants, words=given.words)
    return replace(whole, **said, mapping={**layout.mapping, **mapping})  # type: ignore[arg-type]  # parts by name


def for_kind(layout: Layout, extract: Extract | None, line: int) -> Layout:
    """Return a layout for a file that somebody takes for another kind than before.

    What was said of columns that the other kind does not have falls away; its line of headings
    is vouched for, as none of them may be a name that we know.

    Args:
        layout: What was said so far.
        extract: The other kind; None where the headings shall say it.
        line: Where the headings stand.
    """
    names = {LEAVE_OUT, *(extract.column_names if extract else ())}
    mapping = {name: column for name, column in layout.mapping.items() if column in names}
    dates = {name: order for name, order in layout.dates.items() if name == EVERY}
    return replace(
        layout, mapping=mapping, dates=dates, words={}, constants={},
        header_line=line if extract else layout.header_line,
    )  # fmt: skip


def offers(upload: Upload) -> None:
    """Offer the mapping profiles that somebody saved for files with the same header."""
    for one in layouts.offered(cached.workspace(), upload):
        if layouts.follows(cached.workspace(), upload, one):
            continue
        names = {each.id: each.name for each in cached.everybody()}
        by = names.get(one.actor, one.actor)
        words = f"Read it like “{one.name}”, a mapping profile of {by}"
        if st.button(plain(words), key=f"upload_l{one.id}"):
            acting(upload, acts.say, layout=one.layout, extract=one.extract)
            st.rerun()


def remember(upload: Upload) -> None:
    """Let the reader keep what was said about this file for the next ones like it."""
    here = cached.workspace()
    offered = layouts.offered(here, upload)
    kept = any(layouts.follows(here, upload, one) for one in offered)
    if upload.said.layout == Layout() or kept:
        return
    followed = offered[0].name if len(offered) == 1 else ""
    with (
        st.form("upload_remember", width=NARROW),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input(
            "Remember these answers for files like it, as a mapping profile called",
            followed, key="upload_layout_name", width=480,
        )  # fmt: skip
        asked = st.form_submit_button("Remember")
    if asked:

        def save(now: datetime) -> None:
            """Save the layout."""
            keeping.save_layout(cached.workspace(), reader(), upload.id, name=name, now=now)

        attempt(save, done="Remembered. It is offered for the next file with these headings.")
        st.rerun()


def read_otherwise(upload: Upload, found: Understanding) -> None:
    """Ask for every part of how the file is read; nothing is read again before it is sent."""
    every = ["", *cached.workspace().extracts]
    with st.form("upload_layout", border=False):
        with st.container(horizontal=True):
            extract = st.selectbox(
                "Kind of file", every, index=every.index(found.extract), width=200,
                format_func=lambda one: one or "as its headings say",
                key=f"upload_extract_{upload.head}",
            )  # fmt: skip
            period = st.text_input(
                "Period of the whole file", found.period, width=200,
                placeholder="as its rows say", key=f"upload_period_{upload.head}",
            )  # fmt: skip
        with st.container(horizontal=True):
            given = _written(upload, found)
        given = replace(given, **_meant(upload, found))
        asked = st.form_submit_button("Read it again like this")
    if asked:
        layout = changed(upload.said.layout, found, given)
        if extract != found.extract:
            kind = cached.workspace().extracts.get(extract)
            layout = for_kind(layout, kind, given.header_line)
        acting(
            upload, acts.say, layout=layout,
            extract=extract if extract != found.extract else None,
            period=period.strip() if period.strip() != found.period else None,
        )  # fmt: skip
        st.rerun()


def _written(upload: Upload, found: Understanding) -> Given:
    """Ask how the file is written."""
    said = upload.said.layout
    encoding, delimiter, sheet = found.encoding, found.delimiter, found.sheet
    if found.sheets:
        sheets = [one.name for one in found.sheets]
        hidden = {one.name for one in found.sheets if not one.visible}
        sheet = st.selectbox(
            "Sheet", sheets, index=sheets.index(sheet) if sheet in sheets else 0, width=200,
            format_func=lambda one: f"{one} (hidden)" if one in hidden else one,
            key=f"upload_sheet_{upload.head}",
        )  # fmt: skip
    else:
        known = list(dict.fromkeys((encoding, *ENCODINGS)))
        encoding = st.selectbox("Encoding", known, key=f"upload_encoding_{upload.head}", width=140)
        marks = list(dict.fromkeys((delimiter, *DELIMITERS)))
        delimiter = st.selectbox(
            "Split by", marks, key=f"upload_delimiter_{upload.head}", width=140,
            format_func=lambda one: DELIMITERS.get(one, one),
        )  # fmt: skip
    line = st.number_input(
        "Headings in line",
        1,
        value=max(1, found.header_line),
        key=f"upload_header_{upload.head}",
        width=140,
    )
    mark = st.selectbox(
        "Numbers", MARKS, index=list(MARKS.values()).index(said.decimal_mark), width=220,
        key=f"upload_mark_{upload.head}",
    )  # fmt: skip
    order = st.selectbox(
        "Dates", ORDERS, index=list(ORDERS.values()).index(said.dates.get(EVERY)), width=220,
        key=f"upload_order_{upload.head}",
    )  # fmt: skip
    return Given(encoding, delimiter, int(line), sheet, MARKS[mark], ORDERS[order], {})


def _meant(upload: Upload, found: Understanding) -> dict[str, Any]:
    """Ask what the file's columns and words stand for, and what it says nowhere."""
    contract = cached.workspace().extracts.get(found.extract)
    if contract is None:
        return {}
    said = upload.said.layout.constants
    mapping = _mapped(upload, found, contract)
    names = [name for name in contract.column_names if name in {*found.missing, *said}]
    if names:
        st.markdown(NOWHERE)
    asked = constants_asked(contract, names, said, key=f"upload_constant_{upload.head}")
    constants = {name: value for name, value in asked.items() if value or _is_empty(said, name)}
    return {"mapping": mapping, "constants": constants, "words": words_said(upload, contract)}


def _is_empty(said: Mapping[str, str], name: str) -> bool:
    """Return whether somebody said before that a column is empty in every row."""
    return said.get(name) == NOTHING


def _mapped(upload: Upload, found: Understanding, contract: Extract) -> dict[str, str]:
    """Ask what each column of the file stands for."""
    frame = pd.DataFrame(
        {
            "In the file": [one.heading for one in found.headings],
            "Taken for": [_taken_for(one) for one in found.headings],
            "How": [HOW[one.how] for one in found.headings],
            "First cells": [first_cells(found, place) for place in range(len(found.headings))],
        }
    )
    edited = st.data_editor(
        frame, hide_index=True, key=f"upload_mapping_{upload.head}",
        disabled=["In the file", "How", "First cells"],
        column_config={
            "Taken for": st.column_config.SelectboxColumn(
                options=[*contract.column_names, LEFT_OUT, UNSAID], required=True
            )
        },
    )  # fmt: skip
    given = zip(edited["In the file"], edited["Taken for"], strict=True)
    said = {str(name): str(to) for name, to in given if to != UNSAID}
    return {name: LEAVE_OUT if to == LEFT_OUT else to for name, to in said.items()}


def _taken_for(one: Heading) -> str:
    """Return what a heading is taken for, as the grid says it."""
    return one.column or (UNSAID if one.how in OPEN else LEFT_OUT)
