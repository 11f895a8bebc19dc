"""What a reader asked for: done, and what became of it said once, after the page is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.parts.blocks import plain
from pages.parts.shell import show
from pipelines.errors import GapError

_SAID: Final = "asked_said"


def attempt(act: Callable[[datetime], object], *, done: str = "") -> bool:
    """Do what a reader asked for, keep what there is to say until it is drawn; whether it went."""
    try:
        act(datetime.now(UTC))
    except GapError as error:
        st.session_state[_SAID] = error
        return False
    st.session_state[_SAID] = done
    return True


def told() -> None:
    """Say once what became of what the reader last asked for."""
    said = st.session_state.pop(_SAID, None)
    if isinstance(said, GapError):
        show(said)
    elif said:
        st.success(plain(str(said)))
