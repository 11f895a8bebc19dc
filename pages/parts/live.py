"""Live: a page notices by itself what others did, and keeps the reader's place.

A small fragment asks for two numbers every few seconds and does nothing while they are those that
were drawn. When they move, a page without a form draws itself anew: its choices stand in the
address and its place on the screen stays, because only what differs is replaced. A page with a
form never does that by itself, for somebody may be typing; it says what is new and offers it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance import visits
from governance.access import may
from governance.event_shapes import About
from governance.live_policy import live_policy
from governance.people import Person
from pages.parts import cached, cached_discussion
from pages.parts.blocks import block, plain
from pages.parts.shell import link_to, reader, show
from pipelines.errors import GapError, StoreError
from reports.discussion import open_words
from reports.events import news_list
from reports.format import day
from reports.maturity import way as way_on

LOG: Final = logging.getLogger("tandem.screens")
_ARRIVED: Final = "live_arrived"
_TOLD: Final = "live_told"
"""The journal's entry up to which this reader was told, or saw it drawn."""
_SINCE: Final = "live_since"
"""The journal's entry from which on news are shown until the reader turns to something else."""
Heads = tuple[int, int]


def follow(*, form: bool = False) -> None:
    """Notice what changes from now on; call it before the page reads anything.

    Args:
        form: Whether somebody may be typing on this page.
    """
    person, drawn, held = reader(), cached.quality_head(), st.session_state
    if not held.pop(_ARRIVED, False):
        _look(person)
        held[_SINCE] = held.get(_TOLD, drawn[0])
    held[_TOLD] = drawn[0]
    st.fragment(_follow, run_every=live_policy().poll.seconds)(drawn, person, form)


def since_last_visit() -> frozenset[str]:
    """Say what is new since the reader was here last; return the goals and metrics concerned."""
    person, now = reader(), datetime.now(UTC)
    before = visits.last_visit(cached.workspace(), person, now=now)
    found = cached_discussion.news(before.head, person) if before else ()
    if before and found:
        many = "one thing is" if len(found) == 1 else f"{len(found)} things are"
        words = f"Since your visit on {day(before.at.date())} {many} new"
        # The key keeps it open when a further thing is new: without one, its words name it.
        with st.expander(plain(words), key="live_visit"):
            shown = live_policy().news.shown
            block(news_list(found, way, most=shown), key="live_since_last_visit")
    _open_discussions("live_open")
    return visits.marks(found)


def way(about: About) -> str:
    """Return the address of what something is about; empty where this reader cannot go there."""
    page = _PAGES.get(about.kind, "")
    if page == "loads" and not may(reader(), "loads:read"):
        return ""
    chosen = {_CHOICES[about.kind]: about.name} if about.kind in _CHOICES else {}
    if about.period:
        chosen["period"] = about.period
    return link_to(page, **chosen) if page else ""


def _follow(drawn: Heads, person: Person, form: bool) -> None:
    """Compare what is with what was drawn."""
    try:
        now = cached.quality_head()
        if now != drawn and not form:
            st.session_state[_ARRIVED] = True
            st.rerun()
        _tell(person, waits=now != drawn)
        st.session_state[_TOLD] = now[0]
    except GapError as error:
        show(error)


def _tell(person: Person, *, waits: bool) -> None:
    """Say what others did; on a page that waits for the reader, offer to draw it."""
    found = cached_discussion.news(st.session_state[_SINCE], person)
    if not found:
        return
    with st.container(key="live"):
        block(news_list(found, way, most=live_policy().news.shown), key="live_news")
        _open_discussions("live_news_open")
        if st.button("Show it" if waits else "Seen", key="live_seen"):
            st.session_state[_TOLD] = st.session_state[_SINCE] = cached.head()
            st.rerun(scope="app" if waits else "fragment")


def _open_discussions(key: str) -> None:
    """Say how many discussions are open, with the way to them; nothing where none is."""
    if still_open := cached_discussion.open_count():
        words = f"{open_words(still_open)} →"
        block(way_on(link_to("discussion"), words), key=key)


def _look(person: Person) -> None:
    """Note that the reader looks; a store that is busy must not take the page from them."""
    try:
        visits.look(cached.workspace(), person, now=datetime.now(UTC))
    except StoreError as error:
        LOG.warning("a visit was not noted: %s", error)


_PAGES: Final = {
    "goal": "goals", "metric": "metric", "load": "loads", "dataset": "datasets",
    "incident": "maturity", "project": "investments", "audit": "audit", "check_in": "checkin",
}  # fmt: skip
_CHOICES: Final = {"goal": "goal", "metric": "metric", "incident": "subject"}
"""What a page is told in its address about the thing that is meant."""
