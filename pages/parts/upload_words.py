"""Words of a foreign file: each gets its meaning once, for all the cells that say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from governance.uploads import acts
from pages.parts import cached
from pages.parts.blocks import plain
from pages.parts.upload_place import NARROW, acting
from pipelines.extracts.contract import Column, Extract
from pipelines.intake.layout import NOTHING, Layout
from pipelines.intake.own_words import may_stay_empty, possible_values
from pipelines.intake.suggesting import suggestion
from pipelines.uploads.problems import WrittenValue, written_values
from pipelines.uploads.shapes import ProblemGroup, Upload
from reports.upload import shown_word, value_words, words_asked

UNSAID: Final = "(not said yet)"
EMPTY: Final = "(an empty cell)"
FORGOTTEN: Final = "(as it is written)"
_QUIET: Final = re.compile(r"“(?:[^\W_]|[ ./-])+”")
"""A word without any sign that means something in Markdown inside of a line."""
_CODES: Final = ("not_allowed", "wrong_type")
"""Kinds of problem of a cell whose word is none of the possible ones."""


def may_have_words(upload: Upload, group: ProblemGroup) -> bool:
    """Return whether the cells of a kind of problem are words that could be given a meaning."""
    extract = cached.workspace().extracts.get(group.extract)
    if upload.said.profile or extract is None or group.column not in extract.column_names:
        return False
    return group.code in _CODES and bool(possible_values(extract.column(group.column)))


def words_form(upload: Upload, group: ProblemGroup) -> bool:
    """Ask what each word of a column stands for; return whether one stands there twice."""
    extract = cached.workspace().extracts[group.extract]
    column = extract.column(group.column)
    found, every = written_values(cached.workspace(), upload, group)
    st.markdown(plain(words_asked(column, found, every)))
    with st.form(f"upload_words_{column.name}", width=NARROW):
        with st.container(horizontal=True):
            chosen = {
                one.value: _meaning(extract, column, one, key=f"upload_word_{upload.head}_{place}")
                for place, one in enumerate(found)
            }
        asked = st.form_submit_button("Read them like this", type="primary")
    if asked:
        _say(upload, column, chosen)
    return any(one.count > 1 for one in found)


def _say(upload: Upload, column: Column, chosen: Mapping[str, str]) -> None:
    """Say what the words of a column stand for of the whole file, as far as it was chosen."""
    said = {
        word: NOTHING if ours == EMPTY else ours for word, ours in chosen.items() if ours != UNSAID
    }
    if not said:
        st.warning("Choose first what one of them stands for. Nothing was changed.")
        return
    acting(upload, acts.say, layout=with_words(upload.said.layout, column.name, said))
    st.rerun()


def words_said(upload: Upload, extract: Extract) -> dict[str, dict[str, str]]:
    """Ask anew what the words stand for that somebody gave a meaning; return all of them."""
    kept: dict[str, dict[str, str]] = {}
    for name, words in upload.said.layout.words.items():
        if name not in extract.column_names:
            continue
        column = extract.column(name)
        st.markdown(plain(f"Words of {name}"))
        with st.container(horizontal=True):
            answers = {
                word: _box(
                    word, "", column, (FORGOTTEN, *_possible(extract, column)),
                    EMPTY if ours == NOTHING else ours,
                    key=f"upload_said_{upload.head}_{name}_{place}",
                )
                for place, (word, ours) in enumerate(words.items())
            }  # fmt: skip
        kept[name] = {
            word: NOTHING if answer == EMPTY else answer
            for word, answer in answers.items()
            if answer != FORGOTTEN
        }
    return {name: words for name, words in kept.items() if words}


def with_words(layout: Layout, column: str, said: Mapping[str, str]) -> Layout:
    """Return a layout that gives more words of a column a meaning."""
    return replace(layout, words={**layout.words, column: {**layout.words.get(column, {}), **said}})


def _meaning(extract: Extract, column: Column, one: WrittenValue, *, key: str) -> str:
    """Ask what one word stands for; what is likely is chosen beforehand, and nothing else is."""
    options = (UNSAID, *_possible(extract, column))
    code = "not_allowed" if column.allowed else "wrong_type"
    likely = suggestion(column, code, one.value, grain=None).value
    many = f"{one.count:,} {'row' if one.count == 1 else 'rows'}"
    return _box(one.value, many, column, options, likely, key=key)


def _box(
    word: str, more: str, column: Column, options: tuple[str, ...], chosen: str, *, key: str
) -> str:
    """Draw one box with the values that a word may stand for."""
    return st.selectbox(
        " · ".join(part for part in (_label(word), more) if part), options,
        index=options.index(chosen) if chosen in options else 0, key=key, width=310,
        format_func=lambda one: value_words(column, one),
    )  # fmt: skip


def _label(word: str) -> str:
    """Return a word as a label: escaped only where it has to be, for labels are read out too."""
    text = shown_word(word)
    is_quiet = _QUIET.fullmatch(text) and "www." not in text.lower()
    return text if is_quiet else plain(text)


def _possible(extract: Extract, column: Column) -> tuple[str, ...]:
    """Return what a word of a column may stand for."""
    empty = (EMPTY,) if may_stay_empty(extract, column.name) else ()
    return (*possible_values(column), *empty)
