"""Access: tokens, with which programs bring files and read figures without a screen."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from governance import tokens
from pages.parts import cached
from pages.parts.asked import told
from pages.parts.blocks import block, plain
from pages.parts.shell import page, reader
from pages.parts.token_forms import make_form, revoke_form, shown_once
from reports.tokens import tokens_table, tokens_words


def body() -> None:
    """Show the tokens that work and did, and let the reader make and revoke them."""
    now = datetime.now(UTC)
    found = tokens.tokens(cached.workspace(), reader())
    st.markdown(plain(tokens_words(found, now)))
    told()
    shown_once()
    if found:
        block(tokens_table(found, now, whose=tokens.keeps_all(reader())), key="tokens")
    make_form()
    active = [one for one in found if one.state(now) == "active"]
    if active:
        revoke_form(active)


page(body, title="Access", needs="metric:read")
