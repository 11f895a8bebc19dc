"""The last step: letting it count, a second person where one is wanted, or giving it up."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.uploads import acts
from pages.parts import cached, cached_uploads
from pages.parts.blocks import plain
from pages.parts.shell import reader
from pages.parts.upload_change import missing
from pages.parts.upload_place import NARROW, acting
from pipelines.uploads.shapes import Upload
from reports.upload import commit_words, waits_words
from reports.upload_steps import Missing

LACKING: Final[dict[Missing, str]] = {
    "reason": "It can be loaded once it is said in step 5 why it is restated.",
    "note": "It can be loaded once the words that step 6 asks for are written.",
}


def count(upload: Upload) -> None:
    """Offer what can be done now: load, hand in, approve, send back or withdraw."""
    today = cached.workspace_facts().reporting_date
    if upload.state == "ready":
        st.header("7 Load it", anchor=False)
        if upload.sent_back:
            st.warning(plain(f"It was sent back: {upload.sent_back}"))
        lacking = missing(upload)
        if lacking:
            st.markdown(LACKING[lacking])
        words = plain(commit_words(upload))
        if st.button(words, type="primary", key="upload_commit", disabled=bool(lacking)):
            acting(upload, acts.commit, today=today)
            st.rerun()
    elif upload.state == "waits":
        st.header("7 Approval by a second person", anchor=False)
        names = cached_uploads.names()
        st.markdown(plain(waits_words(upload, names)))
        if acts.may_approve(reader(), upload):
            _approve(upload)
    if upload.open:
        _withdraw(upload)


def _approve(upload: Upload) -> None:
    """Let a second person approve or send back."""
    today = cached.workspace_facts().reporting_date
    if st.button("Approve and load", type="primary", key="upload_approve"):
        acting(upload, acts.approve, today=today)
        st.rerun()
    with st.form("upload_send_back", width=NARROW):
        reason = st.text_input("Or send it back, because", key="upload_send_back_reason")
        asked = st.form_submit_button("Send it back")
    if asked:
        acting(upload, acts.send_back, reason=reason, done="It was sent back; nothing was loaded.")
        st.rerun()


def _withdraw(upload: Upload) -> None:
    """Let the reader give it up; nothing of it ever counted."""
    with st.expander("Give this upload up"), st.form("upload_withdraw", width=NARROW):
        reason = st.text_input("Why", key="upload_withdraw_reason")
        asked = st.form_submit_button("Withdraw it")
    if asked:
        acting(upload, acts.withdraw, reason=reason, done="Withdrawn. Nothing was loaded.")
        st.rerun()
