"""Watching an audit: every screen follows its state by itself, within about a second.

Only a state and counts are compared here, never an answer, and nothing is drawn that a reader
could be typing into: a fragment that draws itself anew would take the cursor away.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.maturity import audits
from governance.people import Person
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.shell import show
from pipelines.errors import GapError
from reports.audit import progress_table, progress_words

EVERY: Final = 0.5
"""Seconds between two looks: a reveal is then on every screen within two, on a busy machine too.
A look is one small query; ten people who wait cost a quarter of one core."""
State = tuple[tuple[str, str, str, str], ...]


def follow(person: Person) -> None:
    """Draw the page anew as soon as an audit's state changes for this person."""
    _follow(person, _state(person))


@st.fragment(run_every=EVERY)
def _follow(person: Person, seen: State) -> None:
    """Compare what is with what was drawn."""
    try:
        now = _state(person)
    except GapError as error:
        show(error)
        return
    if now != seen:
        st.rerun()


@st.fragment(run_every=EVERY)
def live_progress(audit_id: str) -> None:
    """Show how far everybody is: counts, no content."""
    try:
        progress = audits.audit(cached.workspace(), audit_id).progress
    except GapError as error:
        show(error)
        return
    st.markdown(plain(progress_words(progress)))
    if progress:
        block(progress_table(progress), key="audit_progress")


def _state(person: Person) -> State:
    """Return what every screen of this person depends on."""
    here = cached.workspace()
    return tuple(
        (
            one.id,
            one.state,
            one.side_of(person) or "",
            _last_said(one.id) if one.state == "revealed" else "",
        )
        for one in audits.audits(here)
    )


def _last_said(audit_id: str) -> str:
    """Return when something was last said, agreed or promised in a discussion."""
    here = cached.workspace()
    said = [one.at for one in audits.remarks(here, audit_id)]
    said += [one.at for one in audits.agreed_history(here, audit_id)]
    said += [one.at for one in audits.commitments(here, audit_id)]
    return max(said).isoformat() if said else ""
