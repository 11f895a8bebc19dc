"""Upload: a quarter's file from what is due to what counts, step by step on one page."""

from __future__ import annotations

import streamlit as st

from pages.parts.asked import told
from pages.parts.blocks import block, plain
from pages.parts.filters import keep
from pages.parts.shell import page
from pages.parts.upload_change import change, missing
from pages.parts.upload_count import count
from pages.parts.upload_place import NAME, chosen, is_seen, looked_at, say_what_others_did
from pages.parts.upload_receipt import receipt_of
from pages.parts.upload_start import MEANT, as_meant, drop_here, what_is_due
from pages.parts.upload_understood import understood
from pages.parts.upload_waiting import on_their_way
from pages.parts.upload_wrong import wrong
from reports.upload_steps import standings, steps_line


def body() -> None:
    """Show what is due and where a file is dropped; or the steps of the upload in the address."""
    told()
    upload = looked_at(chosen())
    if upload is None:
        on_their_way()
        what_is_due()
        drop_here()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(plain(upload.file_name), anchor=False, width="content")
        if st.button("← All uploads", type="tertiary", key="upload_all"):
            keep(NAME, "")
            keep(MEANT, "")
            st.rerun()
    steps = st.container()
    say_what_others_did(upload)
    as_meant(upload)
    if upload.receipt is not None:
        receipt_of(upload.receipt)
    understood(upload)
    wrong(upload)
    change(upload)
    with steps:
        # Drawn last, because only the step before last knows whether words are missing.
        standing = standings(upload, missing=missing(upload))
        block(steps_line(standing), key="upload_steps")
    count(upload)
    is_seen(upload)


page(body, title="Upload", needs="loads:write")
