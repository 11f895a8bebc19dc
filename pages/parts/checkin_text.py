"""Texts of a check-in that are kept while they are typed, and what to do where two people typed.

A shared note names the text that its author had before them; whoever was second sees both texts
and keeps one or both. A draft of a form is its author's alone, so it never collides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from governance.checkin import meeting as meetings
from governance.checkin.shapes import Meeting, Note
from pages.parts import cached, cached_checkin
from pages.parts.blocks import plain
from pages.parts.shell import reader, show
from pages.parts.typed import typed
from pipelines.errors import GapError, Overtaken
from reports.checkin_words import moment

_CHAIN: Final = "checkin_chain"
_CLASH: Final = "checkin_clash"
_REFUSED: Final = "checkin_refused"
_TURN: Final = "checkin_turn"


@dataclass(frozen=True)
class Clash:
    """Two texts for one place."""

    mine: str
    theirs: str


def shared_text(meeting: Meeting, key: str, label: str) -> None:
    """Ask for the note that everybody shares; where somebody was quicker, let the author choose."""
    clash = st.session_state.setdefault(_CLASH, {}).get((meeting.check_in.id, key))
    if clash is not None:
        _choose(meeting, key, clash)
        return
    note = _newest(meeting, key)
    saved = f"Saved · {note.by.name}, {moment(note.at)}" if note and note.text else ""
    _field(meeting, key, label, saved=saved, rows=6)


def own_text(meeting: Meeting, name: str, label: str, *, hint: str = "", rows: int = 3) -> str:
    """Ask for a text of a form; it is kept as the reader's own draft until the form is done."""
    key = _own(name)
    saved = "Kept" if _text(meeting, key) else ""
    _field(meeting, key, label, saved=saved, hint=hint, rows=rows)
    return draft(meeting, name)


def draft(meeting: Meeting, name: str) -> str:
    """Return the reader's own draft, with what arrived in this very run."""
    key = _own(name)
    given = _given(meeting.check_in.id, key)
    return given["text"].strip() if given else _text(meeting, key)


def forget(meeting: Meeting, *names: str) -> None:
    """Take away drafts whose form is done."""
    for name in names:
        key = _own(name)
        st.session_state[_turn(meeting.check_in.id, key)] = _turns(meeting.check_in.id, key) + 1
        note = _newest(cached_checkin.meeting(meeting.check_in.id), key)
        if note and note.text:
            _write(meeting.check_in.id, key, text="", seen=note.number)


def _field(
    meeting: Meeting, key: str, label: str, *, saved: str, rows: int, hint: str = "",
) -> None:  # fmt: skip
    """Show the field, and keep what is typed into it."""
    check_in_id = meeting.check_in.id

    def arrived() -> None:
        """Keep what has just arrived, before the screen is drawn."""
        given = _given(check_in_id, key)
        if given:
            _save(check_in_id, key, text=str(given["text"]), seen=int(given["seen"]))

    note = _newest(meeting, key)
    given = typed(
        label,
        name=_name(check_in_id, key),
        text=note.text if note else "",
        seen=note.number if note else 0,
        saved=saved,
        hint=hint,
        rows=rows,
        turn=_turns(check_in_id, key),
        arrived=arrived,
    )
    refused = st.session_state.setdefault(_REFUSED, {}).get((check_in_id, key))
    if refused is not None:
        show(refused)
    elif given and given.text.strip() != _text(meeting, key):
        # A server that was started anew has not known the field when the text arrived.
        _save(check_in_id, key, text=given.text, seen=given.seen)
        st.rerun()


def _choose(meeting: Meeting, key: str, clash: Clash) -> None:
    """Show both texts and let the author keep one or both."""
    note = _newest(meeting, key)
    who = f"{note.by.name}, {moment(note.at)}" if note else "somebody else"
    st.markdown("**Two of you wrote here at the same time.** Nothing is lost: choose what stays.")
    theirs = note.text if note else clash.theirs
    for name, text in ((f"What stands there ({who})", theirs), ("What you typed", clash.mine)):
        st.caption(plain(name))
        st.markdown(plain(text))
    both = f"{theirs}\n{clash.mine}"
    choices = (("Keep theirs", None), ("Keep mine", clash.mine), ("Keep both", both))
    with st.container(horizontal=True):
        for words, kept in choices:
            st.button(
                words,
                key=f"checkin_{words}",
                on_click=_settle,
                args=(meeting.check_in.id, key, kept),
            )


def _settle(check_in_id: str, key: str, text: str | None) -> None:
    """Write what was chosen over what stands there, and let the field begin anew from it."""
    st.session_state[_CLASH].pop((check_in_id, key), None)
    st.session_state[_turn(check_in_id, key)] = _turns(check_in_id, key) + 1
    if text is not None:
        note = _newest(cached_checkin.meeting(check_in_id), key)
        _save(check_in_id, key, text=text, seen=note.number if note else 0)


def _save(check_in_id: str, key: str, *, text: str, seen: int) -> None:
    """Keep a text; where somebody was quicker, keep both for choosing."""
    chain = st.session_state.setdefault(_CHAIN, {})
    while (check_in_id, key, seen) in chain:
        seen = chain[check_in_id, key, seen]
    refused = st.session_state.setdefault(_REFUSED, {})
    refused.pop((check_in_id, key), None)
    try:
        number = _write(check_in_id, key, text=text, seen=seen)
    except Overtaken as late:
        clashes = st.session_state.setdefault(_CLASH, {})
        clashes[check_in_id, key] = Clash(text, late.newer)
    except GapError as error:
        refused[check_in_id, key] = error
    else:
        if number != seen:
            chain[check_in_id, key, seen] = number


def _write(check_in_id: str, key: str, *, text: str, seen: int) -> int:
    """Write a note, and return its number."""
    now = datetime.now(UTC)
    written = meetings.write_note(
        cached.workspace(), reader(), check_in_id, key=key, text=text, seen=seen, now=now
    )
    return written.number


def _newest(meeting: Meeting, key: str) -> Note | None:
    """Return what stands at a place."""
    return next((note for note in meeting.notes if note.key == key), None)


def _text(meeting: Meeting, key: str) -> str:
    """Return the text that stands at a place; empty where there is none."""
    note = _newest(meeting, key)
    return note.text if note else ""


def _given(check_in_id: str, key: str) -> dict[str, Any] | None:
    """Return what a field has handed over for this run."""
    held = st.session_state.get(f"typed_{_name(check_in_id, key)}")
    given = held.get("typed") if held else None
    return dict(given) if given else None


def _own(name: str) -> str:
    """Return the key of the reader's own draft."""
    return f"{name}#{reader().id}"


def _name(check_in_id: str, key: str) -> str:
    """Return under which name the browser keeps a text."""
    return f"{check_in_id}/{key}"


def _turn(check_in_id: str, key: str) -> str:
    """Return under which name the turn of a field is kept."""
    return f"{_TURN}/{check_in_id}/{key}"


def _turns(check_in_id: str, key: str) -> int:
    """Return how often a field was emptied by the server."""
    return int(st.session_state.get(_turn(check_in_id, key), 0))
