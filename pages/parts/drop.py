"""The place where a file is dropped: it goes straight to the server's disk, with a bar that shows
how far it is. See ``drop_route.py`` for the other end and ``drop.js`` for the browser's part."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance.people import Person
from pages.parts import tickets
from pages.parts.blocks import component
from pages.parts.drop_route import UPLOAD
from pipelines.intake.policy import intake_policy

LONGEST_NOTE: Final = 500
"""Characters of what is said about a file: one sentence, read in a row of a table."""


def dropped(
    person: Person,
    *,
    name: str,
    words: str,
    accept: str = "",
    may: str = UPLOAD,
    to: str = "/uploads",
    most: int = 0,
    asks: str = "",
) -> str | None:
    """Show a place to drop a file, and return the id of what has just arrived.

    Args:
        person: Who brings it.
        name: Names the place on its page.
        words: What may be dropped here.
        accept: Endings that the file chooser offers, such as ``.csv,.xlsx``.
        may: What the ticket is for.
        to: The route that takes the file in.
        most: Megabytes that may be sent; as much as a file to load may have where it is 0.
        asks: What is to be said about the file, in a line that travels with it; empty for nothing.
    """
    kept = f"_drop_{name}"
    if kept not in st.session_state:
        st.session_state[kept] = tickets.written(may, person.id, now=datetime.now(UTC))

    def arrived() -> None:
        """Make the next file a request of its own."""
        st.session_state.pop(kept, None)

    answer = component("drop")(
        data={
            "address": f"{to}/{st.session_state[kept]}",
            "words": words,
            "accept": accept,
            "asks": asks,
            "longest": LONGEST_NOTE,
            "most": most or intake_policy().limits.file_megabytes,
        },
        key=f"drop_{name}",
        on_arrived_change=arrived,
    )
    return None if answer.arrived is None else str(answer.arrived)
