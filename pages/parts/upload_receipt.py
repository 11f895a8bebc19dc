"""The receipt of an upload that counts: what it did, on paper too, and where to go from here."""

from __future__ import annotations

import streamlit as st

from pages.parts import cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.filters import keep
from pages.parts.load_quality import quality_of
from pages.parts.shell import link_to
from pages.parts.upload_place import NAME
from pipelines.uploads.shapes import UploadReceipt
from reports import receipt as paper
from reports.load_changes import goals_table, moves_words, preview_table
from reports.upload import changed_words, receipt_table


def receipt_of(receipt: UploadReceipt) -> None:
    """Show the receipt, what changed by it, how good the data are, and what can be done next."""
    st.header("Receipt", anchor=False)
    st.markdown(plain(paper.outcome_words(receipt)))
    names = cached_uploads.names()
    first = receipt.loads[0].id if receipt.loads else ""
    block(
        receipt_table(receipt, names, link_to("loads", one=first)),
        key="upload_receipt",
    )
    effect = cached_uploads.effect(receipt)
    if effect.metrics:
        st.markdown(plain(moves_words(effect)))
        with st.expander(changed_words(len(effect.metrics), len(effect.goals))):
            block(preview_table(effect), key="upload_effect")
            if effect.goals:
                block(goals_table(effect.goals), key="upload_effect_goals")
    with st.container(horizontal=True):
        if st.button("Bring another file", type="primary", key="upload_another"):
            keep(NAME, "")
            st.rerun()
        if st.button("See the scorecard", key="upload_scorecard"):
            st.switch_page("pages/scorecard.py")
        st.download_button(
            "Receipt to print",
            paper.page(receipt, effect, names, style=paper.STYLE.read_text("utf-8")),
            f"receipt_{receipt.submission}.html",
            "text/html",
            key="upload_receipt_page",
            on_click="ignore",
        )
    quality_of(receipt.submission)
