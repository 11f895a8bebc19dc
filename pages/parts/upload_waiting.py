"""Uploads that somebody still has to finish, and those that wait for the reader's approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from governance.uploads import acts
from pages.parts import cached, cached_uploads
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.shell import link_to, reader
from pages.parts.upload_place import NAME, NARROW
from pipelines.errors import GapError
from pipelines.uploads.reading import open_uploads
from pipelines.uploads.shapes import Upload
from reports.upload import load_words, open_table


def on_their_way() -> None:
    """Show what waits for the reader, then the open uploads of everybody who loads files."""
    person, here = reader(), cached.workspace()
    waiting = acts.waiting(here, person)
    if waiting:
        _approve(waiting)
    ids = {one.id for one in waiting}
    found = [one for one in open_uploads(here) if one.id not in ids]
    if found:
        own = [one for one in found if one.actor == person.id]
        st.header("On their way", anchor=False)
        names = cached_uploads.names()
        ordered = [*own, *(one for one in found if one not in own)]
        block(open_table(ordered, names, lambda one: link_to(NAME, upload=one)), key="upload_open")


def _approve(waiting: Sequence[Upload]) -> None:
    """Show what waits for the reader, and let several be approved at once."""
    st.header("Waits for your approval", anchor=False)
    names = cached_uploads.names()
    block(open_table(waiting, names, lambda one: link_to(NAME, upload=one)), key="upload_waiting")
    st.markdown("Open a file to see what it would change, or approve several at once.")
    with st.form("upload_bulk", width=NARROW):
        chosen = [
            one
            for one in waiting
            if st.checkbox(plain(load_words(one)), key=f"upload_bulk_{one.id}_{one.head}")
        ]
        asked = st.form_submit_button("Approve and load the chosen ones")
    if asked:
        attempt(lambda now: _approved(chosen, now), done=_words(len(chosen)))
        st.rerun()


def _approved(chosen: Sequence[Upload], now: datetime) -> None:
    """Approve uploads one after the other; where one fails, say how many went before."""
    if not chosen:
        raise GapError("No upload is chosen.", next_step="Tick at least one.")
    today = cached.workspace_facts().reporting_date
    for done, one in enumerate(chosen):
        try:
            acts.approve(cached.workspace(), reader(), one.id, seen=one.head, now=now, today=today)
        except GapError as error:
            told = f"{done} of {len(chosen)} were loaded before it. {error.next_step}"
            raise GapError(error.what, where=one.file_name, next_step=told) from error


def _words(many: int) -> str:
    """Return how many were approved."""
    return "1 upload is approved and counts." if many == 1 else f"{many} uploads count now."
