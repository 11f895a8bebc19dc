"""Discussion: every comment in one place, the open ones first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from governance.comment_shapes import Thread
from pages.parts import cached, cached_discussion
from pages.parts.asked import told
from pages.parts.blocks import block, plain
from pages.parts.comments import address, begin_form, comment_form, title
from pages.parts.filters import choice, page_of
from pages.parts.live import follow
from pages.parts.shell import page, reader
from reports import discussion

ROWS = 20
"""Threads on one page of the list: more are scrolled past and not read."""
SHOWN = {"open": "Open ones", "mine": "Open ones that ask for me", "all": "All, also closed ones"}


def body() -> None:
    """Say how much is open; show the threads that the reader asks for, each with its form."""
    follow(form=True)
    every = cached_discussion.threads()
    still_open = [one for one in every if one.state == "open"]
    asked = sum(one.asks(reader()) for one in still_open)
    counted = discussion.count_words(len(every), len(still_open), asked)
    st.markdown(f"**{plain(counted)}**" if every else plain(counted))
    told()
    if every:
        _chosen(every)
    begin_form(is_first=not every)


def _chosen(every: Sequence[Thread]) -> None:
    """Show the threads that the reader asks for."""
    with st.container(horizontal=True):
        wanted = choice("Show", tuple(SHOWN), name="show", words=SHOWN.__getitem__, width=260)
        names = {str(one.anchor): title(one.anchor) for one in every}
        about = choice(
            "About", ("all", *names), name="about", width=420,
            words=lambda each: names.get(each, "Everything"),
        )  # fmt: skip
    chosen = [
        one
        for one in every
        if (wanted == "all" or one.state == "open")
        and (wanted != "mine" or one.asks(reader()))
        and about in ("all", str(one.anchor))
    ]
    _threads(chosen)


def _threads(chosen: Sequence[Thread]) -> None:
    """Show some threads, a page at a time."""
    if not chosen:
        st.markdown("There is no discussion of that kind.")
    for one in page_of(chosen, ROWS, name="from"):
        with st.container(border=True):
            drawn = discussion.thread(
                one, cached.everybody(), title, address=address, reader=reader()
            )
            block(drawn, key=f"discussion_{one.anchor}")
            with st.expander("Answer or close" if one.state == "open" else "Open it again"):
                comment_form(one.anchor, one)


page(body, title="Discussion", needs="scorecard:read")
