"""Forms of the page of tokens: make one, see its text once, revoke one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from governance import tokens
from governance.access_policy import access_policy
from governance.token_shapes import SCOPE_WORDS, MadeToken, Token
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.shell import reader
from pipelines.settings import settings_from
from reports.format import day
from reports.tokens import token_name, used_by_curl

WIDTH: Final = 620
"""Pixels of a form: as wide as what is typed there is long."""
_MADE: Final = "tokens_made"
"""A token between the click that made it and the one time that it is shown."""


def shown_once() -> None:
    """Show the text of a token that was just made; it is gone with the next click."""
    made = st.session_state.pop(_MADE, None)
    if not isinstance(made, MadeToken):
        return
    until = day(made.token.expires_at.date())
    st.success(
        plain(
            f"“{made.token.name}” acts for {made.token.person} until {until}. "
            "Copy it now: it is shown this once and kept nowhere."
        )
    )
    st.code(made.text, language=None, wrap_lines=True)
    with st.expander("How a program uses it"):
        address = f"http://127.0.0.1:{settings_from().port}"
        st.code(used_by_curl("TOKEN", address), language="sh", wrap_lines=True)


def make_form() -> None:
    """Ask what a token is for, what it may do and how long."""
    limits, offered = access_policy().tokens, tokens.possible_scopes(reader())

    def make() -> None:
        """Make it, and keep its text for the one time that it is shown."""
        held = st.session_state

        def sign(now: datetime) -> None:
            """Sign it."""
            held[_MADE] = tokens.make_token(
                cached.workspace(), reader(), name=held["tokens_name"],
                scopes=held["tokens_scopes"], days=held["tokens_days"], now=now,
            )  # fmt: skip

        if attempt(sign):
            held["tokens_name"], held["tokens_scopes"] = "", []

    st.header("Make a token", anchor=False)
    with st.form("tokens_make", border=False, width=WIDTH):
        st.text_input(
            "What it is for", key="tokens_name", max_chars=tokens.LONGEST_NAME,
            placeholder="Such as: nightly export of the HR system",
        )  # fmt: skip
        st.multiselect(
            "What it may do", offered, key="tokens_scopes", format_func=SCOPE_WORDS.__getitem__
        )
        st.number_input(
            "Days that it works", 1, limits.most_days, limits.usual_days, key="tokens_days",
            width=170,
        )  # fmt: skip
        st.form_submit_button("Make the token", type="primary", on_click=make)


def revoke_form(active: Sequence[Token]) -> None:
    """Ask which token is to end and why."""
    names = {one.id: token_name(one) for one in active}

    def revoke() -> None:
        """End it."""
        held = st.session_state
        chosen, why = held["tokens_which"], held["tokens_why"]

        def sign(now: datetime) -> None:
            """Sign it."""
            tokens.revoke_token(cached.workspace(), reader(), chosen, why=why, now=now)

        if attempt(sign, done=f"{names[chosen]} works no longer."):
            held["tokens_why"] = ""

    st.header("Revoke a token", anchor=False)
    with st.form("tokens_revoke", border=False, width=WIDTH):
        st.selectbox("Token", tuple(names), key="tokens_which", format_func=names.__getitem__)
        st.text_input("Why", key="tokens_why")
        st.form_submit_button("Revoke it for good", on_click=revoke)
