"""The first two steps: what is due, each period with its template, and where a file is dropped.

Which file somebody means to bring stands in the address once they choose its row. A file that
leaves open what it is, is then taken for that; one that says something else is taken at its word,
and it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypedDict

import streamlit as st

from governance.uploads import acts
from governance.uploads.due import Owed
from pages.parts import cached, cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.drop import dropped
from pages.parts.filters import keep
from pages.parts.shell import link_to, reader
from pages.parts.upload_place import NAME, acting
from pipelines.intake.layout import Layout
from pipelines.uploads import looking
from pipelines.uploads.shapes import Upload
from reports.upload_steps import due_lines, otherwise_words, owed_words

ENDINGS: Final = ".csv,.tsv,.txt,.gz,.xlsx"
MEANT: Final = "bring"
"""Name in the address of the file that somebody means to bring, such as ``talent:2026-Q1``."""


class Said(TypedDict, total=False):
    """What is said about an upload; what is left out stays as it was."""

    extract: str
    period: str
    layout: Layout


def meant() -> Owed | None:
    """Return which file the reader means to bring; one that nobody owes counts as not chosen."""
    asked = st.query_params.get(MEANT, "")
    return next((one for one in cached_uploads.due() if _name(one) == asked), None)


def what_is_due() -> None:
    """Show what is late or due, and fold the rest; each period of it can be chosen."""
    found, chosen = cached_uploads.due(), meant()
    meter = cached_uploads.meter()
    st.header("1 What is due", anchor=False)
    pressing = [one for one in found if one.state in ("late", "due")]
    words = f"{meter.words} for {meter.quarter}. " if meter.of else ""
    st.markdown(plain(f"{words}{_pressing_words(pressing)}"))
    if pressing:
        block(due_lines(pressing, _address, chosen=chosen, title="Late or due"), key="upload_due")
    calm = [one for one in found if one.state not in ("late", "due")]
    if calm:
        with st.expander("What is in, and what is not due yet"):
            markup = due_lines(calm, _address, chosen=chosen, title="In, or not due yet")
            block(markup, key="upload_calm")
    _template(chosen, pressing or calm)


def drop_here() -> None:
    """Show where a file is dropped; one that has arrived is opened at once."""
    looking.warm()
    st.header("2 Drop the file", anchor=False)
    chosen = meant()
    what = owed_words(chosen) if chosen else "it"
    words = f"or drop {what} here: CSV, TSV, Excel (.xlsx) or either packed with gzip"
    arrived = dropped(reader(), name="upload", words=words, accept=ENDINGS)
    if arrived:
        keep(NAME, arrived)
        st.rerun()


def as_meant(upload: Upload) -> None:
    """Answer what a file leaves open with the row it was dropped for, or say that it differs."""
    chosen = meant()
    if chosen is None or upload.finding is None:
        return
    words = otherwise_words(chosen, upload)
    if words:
        st.info(plain(words))
    said = _answers(chosen, upload)
    if said:
        acting(upload, acts.say, **said)
        st.rerun()


def _answers(chosen: Owed, upload: Upload) -> Said:
    """Return what the chosen row answers of a file's open questions, each of them once."""
    found, layout, said = upload.finding, upload.said.layout, Said()
    understood = found.understanding.extract if found and found.understanding else ""
    if found is None or understood not in ("", None, chosen.extract):
        return said
    column = cached.workspace().extracts[chosen.extract].period_column
    for one in found.questions:
        if one.kind == "extract" and not upload.said.extract:
            said["extract"] = chosen.extract
        elif one.kind == "period" and not upload.said.period:
            said["period"] = chosen.period
        elif one.kind == "constant" and one.subject in {column} - layout.constants.keys():
            constants = {**layout.constants, one.subject: chosen.period}
            said["layout"] = replace(layout, constants=constants)
    return said


def _template(chosen: Owed | None, wanted: Sequence[Owed]) -> None:
    """Offer a file with everything filled in that is known: of the chosen row, else the worst."""
    one = chosen or next(iter(wanted), None)
    if one is None:
        return
    made = cached_uploads.template(one.extract, one.period)
    with st.container(horizontal=True, vertical_alignment="center", key="upload_template"):
        st.markdown(plain(f"Template for {owed_words(one)}"), width="content")
        st.download_button(
            "CSV", made.csv, f"{made.stem}.csv", "text/csv", key="upload_csv", on_click="ignore"
        )
        st.download_button(
            "Excel", made.xlsx, f"{made.stem}.xlsx", key="upload_xlsx", on_click="ignore"
        )
        if chosen is None:
            st.caption("Choose a period above for another one.", width="content")


def _pressing_words(pressing: Sequence[Owed]) -> str:
    """Return how much is late or due."""
    late = sum(one.state == "late" for one in pressing)
    due = len(pressing) - late
    told = [f"{late} late" if late else "", f"{due} due" if due else ""]
    return f"{' and '.join(each for each in told if each) or 'Nothing is late or due'}."


def _name(one: Owed) -> str:
    """Return how a file of one period is named in the address."""
    return f"{one.extract}:{one.period}"


def _address(one: Owed) -> str:
    """Return the address at which a file of one period is chosen."""
    return link_to("upload", bring=_name(one))
