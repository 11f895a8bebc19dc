"""Comments on a screen: what was said about a figure or a goal, and the form to say something."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from governance import comments
from governance.access import may
from governance.comment_shapes import Anchor, Thread
from pages.parts import cached, cached_discussion
from pages.parts.asked import attempt, told
from pages.parts.blocks import block, plain
from pages.parts.shell import link_to, reader
from reports import discussion


def comment_box(anchor: Anchor) -> None:
    """Show what was said about one thing, and let the reader answer, ask or close it."""
    found = cached_discussion.thread_on(anchor)
    st.header("What was said", anchor=False)
    if found is None:
        st.markdown(plain(f"Nobody has commented on {title(anchor)} yet."))
    else:
        st.markdown(plain(discussion.state_words(found).capitalize() + "."))
        drawn = discussion.thread(found, cached.everybody(), title, reader=reader())
        block(drawn, key=_key("thread", anchor))
    told()
    comment_form(anchor, found)
    others = [
        one
        for one in cached_discussion.threads()
        if (one.anchor.kind, one.anchor.name) == (anchor.kind, anchor.name) and one != found
    ]
    if others:
        st.markdown("Of other periods:")
        block(discussion.elsewhere(others, title, listed), key=_key("others", anchor))


def begin_form(*, is_first: bool) -> None:
    """Ask what to speak of, a metric of the period that is shown first or a goal; then for it.

    Args:
        is_first: Whether nothing was said yet, so that the form is all there is on the screen.
    """
    if not may(reader(), "comments:write"):
        return
    goals, book = cached_discussion.goal_titles(), cached.book().metrics
    offered = [Anchor("goal", name) for name in sorted(goals)]
    offered += [Anchor("metric", name, cached.scorecard().period) for name in book]
    with st.expander("Begin a discussion", expanded=is_first):
        anchor = st.selectbox(
            "About", offered, format_func=title, key="discussion_about", index=None
        )
        if anchor is not None:
            comment_form(anchor, cached_discussion.thread_on(anchor), place="new")


def comment_form(anchor: Anchor, found: Thread | None, *, place: str = "") -> None:
    """Ask for a comment and, where a thread is open, for the word that closes it.

    Args:
        anchor: What is spoken of.
        found: What was said about it; None where nobody did.
        place: Tells several forms for the same anchor on one page apart.
    """
    if not may(reader(), "comments:write"):
        return
    said, asked = _key(f"text{place}", anchor), _key(f"asked{place}", anchor)

    def write() -> None:
        """Keep the comment."""
        held = st.session_state

        def comment(now: datetime) -> None:
            """Comment."""
            comments.comment(
                cached.workspace(), reader(), anchor,
                text=held[said], mentions=held.get(asked, ()), now=now,
            )  # fmt: skip

        if attempt(comment, done="Your comment is kept."):
            held[said], held[asked] = "", []

    def close() -> None:
        """Keep the text as the word that closes the thread."""

        def end(now: datetime) -> None:
            """Close."""
            seen = found.number if found else 0
            comments.close(
                cached.workspace(), reader(), anchor,
                seen=seen, word=st.session_state[said], now=now,
            )  # fmt: skip

        if attempt(end, done="The discussion is closed; a further comment opens it again."):
            st.session_state[said] = ""

    names = {one.id: one.name for one in cached.everybody() if one.id != reader().id}
    is_open = found is not None and found.state == "open"
    with st.form(_key(f"form{place}", anchor), border=False):
        st.text_area(
            "Answer, or the word that closes it" if is_open else "Comment",
            key=said, height=90, placeholder="@name asks somebody to read it",
        )  # fmt: skip
        if names:
            st.multiselect("Ask to read it", tuple(names), format_func=names.__getitem__, key=asked)
        with st.container(horizontal=True):
            st.form_submit_button("Answer" if is_open else "Comment", on_click=write)
            if is_open:
                st.form_submit_button("Close with this word", on_click=close)


def title(anchor: Anchor) -> str:
    """Return what an anchor is called: the metric with its period, or the goal."""
    if anchor.kind == "goal":
        return f"{anchor.name} {cached_discussion.goal_titles().get(anchor.name, '')}".strip()
    known = cached.book().metrics
    named = known[anchor.name].title if anchor.name in known else anchor.name
    return f"{named}, {anchor.period}"


def address(anchor: Anchor) -> str:
    """Return where an anchor is shown."""
    if anchor.kind == "goal":
        return link_to("goals", goal=anchor.name)
    return link_to("metric", metric=anchor.name, period=anchor.period)


def listed(anchor: Anchor) -> str:
    """Return where an anchor's discussion stands among all of them."""
    return link_to("discussion", about=str(anchor), show="all")


def _key(part: str, anchor: Anchor) -> str:
    """Return the key of a widget or block that belongs to an anchor."""
    return f"discussion_{part}_{anchor}".replace("/", "_").replace("-", "_")
