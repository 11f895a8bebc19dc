"""The third step: what the file was understood to be, and how to read it otherwise."""

from __future__ import annotations

import streamlit as st

from pages.parts.blocks import block, plain
from pages.parts.upload_asked import ask
from pages.parts.upload_layout import offers, read_otherwise, remember
from pages.parts.upload_words import may_have_words
from pipelines.uploads.shapes import Upload
from reports.upload import headings_table, understood_words


def understood(upload: Upload) -> None:
    """Show what was understood; ask what the file leaves open, and let all of it be corrected."""
    found = upload.finding
    if found is None:
        return
    st.header("3 What we understood", anchor=False)
    if found.refusal is not None:
        said = found.refusal
        st.error(
            "  \n".join(plain(part) for part in (said.what, said.where, said.next_step) if part)
        )
    may_say = upload.state in ("asks", "wrong", "ready", "refused")
    if found.understanding is not None:
        st.markdown(plain(understood_words(found.understanding)))
        if found.notes:
            st.markdown("\n".join(f"- {plain(one.message)}" for one in found.notes))
    if may_say:
        offers(upload)
    if found.questions:
        ask(upload, found.questions)
    elif may_say and not _words_are_open(upload):
        remember(upload)
    if found.understanding is not None:
        title = "Read it otherwise" if may_say else "Columns and first rows"
        with st.expander(title):
            if may_say:
                read_otherwise(upload, found.understanding)
            else:
                block(headings_table(found.understanding), key="upload_headings")


def _words_are_open(upload: Upload) -> bool:
    """Return whether words wait for a meaning in the next step, so that not all is said yet."""
    groups = upload.finding.groups if upload.finding else ()
    return upload.state == "wrong" and any(
        one.severity == "error" and may_have_words(upload, one) for one in groups
    )
