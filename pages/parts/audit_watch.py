"""Watching an audit: every screen follows its state by itself, within about a second.

Only a state and counts are compared here, never an answer, and nothing is drawn that a reader
could be typing into: a fragment that draws itself anew would take the cursor away.
"""

from __future__ import annotations

import streamlit as st

from governance.live_policy import live_policy
from governance.maturity import audits
from governance.people import Person
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.shell import show
from pipelines.errors import GapError
from reports.audit import progress_table, progress_words

State = tuple[tuple[str, str, str, str], ...]


def follow(person: Person) -> None:
    """Draw the page anew as soon as an audit's state changes for this person.

    Call it before the page reads anything: what changes while it is drawn is then noticed.
    """
    every = live_policy().audit.seconds
    st.fragment(_follow, run_every=every)(person, _state(person))


def _follow(person: Person, seen: State) -> None:
    """Compare what is with what was drawn."""
    try:
        now = _state(person)
    except GapError as error:
        show(error)
        return
    if now != seen:
        st.rerun()


def live_progress(audit_id: str) -> None:
    """Show how far everybody is, and follow it: counts, no content."""
    st.fragment(_progress, run_every=live_policy().audit.seconds)(audit_id)


def _progress(audit_id: str) -> None:
    """Show how far everybody is at the moment."""
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
