"""A closed check-in, reopened: its own papers, letter by letter, and nothing that is computed now.

Later files, undone loads, other definitions and newer code cannot touch what is shown here. A
figure is still followed to its rows, in the version of the data that the meeting was held on.
"""

from __future__ import annotations

import streamlit as st

from governance.checkin.comparing import compare
from governance.checkin.pinned import pinned
from governance.checkin.shapes import CheckIn, Frozen, Position
from governance.checkin.verifying import verify
from pages.parts import cached, cached_checkin
from pages.parts.blocks import block, plain
from pages.parts.checkin_place import leave_stage, on_stage
from pages.parts.checkin_rows import shown_of, walked
from pages.parts.filters import keep
from pages.parts.shell import link_to
from reports.checkin import ORDER, PREFIX, moved, note_keys, position_from, stepped
from reports.checkin_list import differences_table, pinned_words, verified_words
from reports.checkin_words import place_written
from reports.markup import box, element, written
from reports.minutes import MINUTES_PAGE

MINUTES = "minutes.md"


def reopened(check_in: CheckIn) -> None:
    """Show a closed check-in as it was pinned."""
    frozen = cached_checkin.frozen(check_in.id)
    if frozen is None:
        st.warning("This check-in is closed, but nothing was pinned of it.")
        return
    papers = dict(frozen.papers)
    positions = _positions(papers)
    with st.container(key="stage" if on_stage() and st.query_params.get("stage") else "follow"):
        _banner(check_in, frozen)
        if not positions:
            st.info("No screen was kept with it. The minutes say what was decided.")
        else:
            here = _here(positions)
            block(papers[PREFIX + place_written(here)], key="checkin_screen")
            _keys(positions, here)
            _rows(frozen, here)
    _downloads(check_in, papers)
    _compared(check_in, frozen)


def _positions(papers: dict[str, str]) -> list[Position]:
    """Return the screens that were kept, in the order of the meeting."""
    named = papers.get(ORDER, "").splitlines()
    found = [position_from(each) for each in named if PREFIX + each in papers]
    return [each for each in found if each is not None]


def _here(positions: list[Position]) -> Position:
    """Return which screen is shown."""
    asked = position_from(st.query_params.get("at", ""))
    return asked if asked in positions else positions[0]


def _banner(check_in: CheckIn, frozen: Frozen) -> None:
    """Say what it is pinned to; the button looks whether that still holds."""
    st.info(plain(pinned_words(check_in, frozen)))
    if st.button("Verify it", key="checkin_verify"):
        found = verify(cached.workspace(), check_in.id)
        say = st.success if found.intact else st.error
        say(plain(verified_words(found)))


def _keys(positions: list[Position], here: Position) -> None:
    """Show the keys that lead through the kept screens."""

    def to(position: Position) -> None:
        """Go there."""
        st.query_params.pop("metric", None)
        keep("at", place_written(position))

    ways = (
        ("Back", "Left", moved(positions, here, -1)), ("Next", "Right", moved(positions, here, 1)),
        ("Step back", "Up", stepped(positions, here, -1)),
        ("Step on", "Down", stepped(positions, here, 1)),
    )  # fmt: skip
    with st.container(key="checkin_keys", horizontal=True, gap="small"):
        for words, key, position in ways:
            st.button(words, key=f"checkin_key_{key}", shortcut=key, on_click=to, args=(position,))
        large = on_stage() and bool(st.query_params.get("stage"))
        st.button(
            "Leave stage" if large else "Stage", key="checkin_key_X", shortcut="X",
            on_click=leave_stage, kwargs={"to": "0" if large else "1"},
        )  # fmt: skip


def _rows(frozen: Frozen, here: Position) -> None:
    """Walk a figure that was clicked to its rows, as of the version that is pinned."""
    metric = st.query_params.get("metric", "")
    if metric in cached.book().metrics:
        st.header("Where the figure comes from", anchor=False)
        st.caption("The definition is today's; the rows are those of the pinned version.")
        card = pinned(frozen).card
        line = next((one for one in card.lines if one.goal_id == note_keys(here)), None)
        period, where = shown_of(card, line, metric)
        walked(metric, period, frozen.version, where)


def _downloads(check_in: CheckIn, papers: dict[str, str]) -> None:
    """Offer the minutes in both forms."""
    st.header("Minutes", anchor=False)
    with st.container(horizontal=True):
        for name, mime in ((MINUTES_PAGE, "text/html"), (MINUTES, "text/markdown")):
            if name in papers:
                st.download_button(
                    f"Minutes ({name.rpartition('.')[2].upper()})", papers[name],
                    file_name=f"{check_in.id}-{name}", mime=mime, key=f"checkin_{name}",
                )  # fmt: skip


def _compared(check_in: CheckIn, frozen: Frozen) -> None:
    """Offer the other closed check-ins to hold this one beside."""
    others = [
        one for one in cached_checkin.found() if one.state == "closed" and one.id != check_in.id
    ]
    if not others:
        return
    st.header("Beside another check-in", anchor=False)
    links = (
        element(
            "li", None,
            element(
                "a",
                {"href": link_to("checkin", checkin=check_in.id, beside=one.id), "target": "_self"},
                f"{one.id} {one.title}",
            ),
        )
        for one in others
    )  # fmt: skip
    block(written(box("tandem waiting", element("ul", None, *links))), key="checkin_others")
    asked = st.query_params.get("beside", "")
    other = cached_checkin.frozen(asked) if asked in {one.id for one in others} else None
    if other is not None:
        found = compare(other, frozen)
        if found:
            block(differences_table(found, other.check_in, check_in.id), key="checkin_beside")
        else:
            st.markdown("Nothing differs.")
