"""Choices that live in the address bar, so that a view can be sent to somebody else.

The address is the one place where a choice is kept: it is read back strictly (what is not among
the options counts as not chosen) and what stands at its default is left out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Option = TypeVar("Option", bound=str)
Item = TypeVar("Item")


def choice(
    label: str,
    options: Sequence[Option],
    *,
    name: str,
    words: Callable[[Option], str] = str,
    hidden: bool = False,
    always_written: bool = False,
    width: int | None = None,
) -> Option:
    """Let the reader choose one of the options and return it; the first one is the default.

    Args:
        label: What is chosen.
        options: What there is to choose from, at least one.
        name: The choice's name in the address.
        words: How an option reads.
        hidden: Whether the label is only for screen readers.
        always_written: Whether the address names the default too.
        width: Width in pixels; without it, what there is.
    """
    place = f"choice_{name}"
    asked = next((each for each in options if each == st.query_params.get(name)), options[0])
    st.session_state[place] = asked

    def follow() -> None:
        """Write the choice into the address."""
        keep(name, st.session_state[place], default="" if always_written else options[0])

    return st.selectbox(
        label,
        options,
        key=place,
        format_func=words,
        on_change=follow,
        label_visibility="collapsed" if hidden else "visible",
        width=width or "stretch",
    )


def keep(name: str, value: str, *, default: str = "") -> None:
    """Put a value into the address, or take it out where it is the default."""
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def page_of(items: Sequence[Item], size: int, *, name: str) -> Sequence[Item]:
    """Return the part of a long list that is shown, and let the reader turn its pages."""
    pages = max(1, -(-len(items) // size))
    numbers = tuple(str(number) for number in range(1, pages + 1))
    if pages == 1:
        return items
    number = int(choice(f"Page ({len(items):,} in all)", numbers, name=name, width=170)) - 1
    return items[number * size : (number + 1) * size]
