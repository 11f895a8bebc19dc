"""loads."""

from __future__ import annotations

import streamlit as st

from pages.parts.shell import page


def body() -> None:
    """Show."""
    st.write("soon")


page(body, title="loads", needs="loads:read")
