"""Drafts: what somebody is writing outlives a newer revision, a refusal and a turned page.

A draft names the revision that it began from. If somebody else signs meanwhile, the draft stays
as it is and its author is told; only a draft that nobody has touched moves on by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, Literal

import streamlit as st

from governance.promises import Content, Revision
from pages.parts.blocks import plain
from pages.parts.shell import reader

Kind = Literal["goal", "reply"]
_PLACE: Final = "goals_draft"


@dataclass(frozen=True)
class Draft(Generic[Content]):
    """What somebody writes."""

    place: str
    """What its widgets are called by."""
    seen: int
    """The revision that it began from; 0 where there was none."""
    start: Content
    """What its fields held at first."""
    number: int
    """How often it was begun anew: each time has widgets of its own."""
    answers: int = 0
    """Of a reply: the goal's revision that it is written to."""
    is_merged: bool = False
    """Whether its fields began with what its author wrote before, beside what others signed."""


def draft(
    kind: Kind, goal_id: str, newest: Revision[Content] | None, empty: Content, *, answers: int = 0
) -> Draft[Content]:
    """Return what the reader is writing about a goal, begun now if it was not yet.

    Args:
        kind: Which side.
        goal_id: Which goal; ``new`` for one that is not stated yet.
        newest: The newest revision; None where there is none.
        empty: What the fields hold where there is none.
        answers: Of a reply: the newest revision of the goal.
    """
    known: Draft[Content] | None = st.session_state.get(_key(kind, goal_id))
    number = newest.number if newest else 0
    is_older = known is not None and (known.seen, known.answers) != (number, answers)
    if known is None or (is_older and not _is_touched(known)):
        start = newest.content if newest else empty
        return begin(kind, goal_id, seen=number, start=start, answers=answers)
    return known


def begin(
    kind: Kind,
    goal_id: str,
    *,
    seen: int,
    start: Content,
    answers: int = 0,
    is_merged: bool = False,
) -> Draft[Content]:
    """Begin a draft anew from a revision, with what its fields shall hold."""
    key = _key(kind, goal_id)
    known: Draft[Content] | None = st.session_state.get(key)
    number = known.number + 1 if known else 1
    begun = Draft(f"{key}_{number}", seen, start, number, answers, is_merged)
    st.session_state[key] = begun
    touch(begun, is_touched=False)
    return begun


def touch(known: Draft[Any], *, is_touched: bool) -> None:
    """Note whether the draft holds anything that its author would miss."""
    st.session_state[f"{known.place}_touched"] = is_touched or known.is_merged


def drop(kind: Kind, goal_id: str) -> None:
    """Forget a draft: it is signed, or its author turned to the newest revision."""
    known = st.session_state.get(_key(kind, goal_id))
    if known is not None:
        st.session_state[f"{known.place}_touched"] = False


def newer(kind: Kind, goal_id: str, known: Draft[Any], newest: Revision[Any] | None) -> None:
    """Say that somebody signed a newer revision while this draft was open, and offer it."""
    if newest is None or newest.number <= known.seen:
        return
    st.warning(
        plain(
            f"{newest.by} signed revision {newest.number} while you had this open: {newest.why} "
            "What you wrote is kept; signing it lets you merge the two."
        )
    )
    label = f"Discard mine and start from revision {newest.number}"
    if st.button(label, key=f"{known.place}_newer"):
        drop(kind, goal_id)
        st.rerun()


def _is_touched(known: Draft[Any]) -> bool:
    """Return whether somebody typed into the draft."""
    return bool(st.session_state.get(f"{known.place}_touched"))


def _key(kind: Kind, goal_id: str) -> str:
    """Return where a reader's draft is kept."""
    return f"{_PLACE}_{kind}_{reader().id}_{goal_id}"
