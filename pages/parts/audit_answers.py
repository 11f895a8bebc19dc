"""The questionnaire of an invited person: every answer is kept the moment it is chosen.

Only this person's own answers are read here. What stands in the records is what is shown, so a
reload, another device or a restart of the server loses nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from governance.maturity import audits
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import Answer, Audit, Item
from governance.people import Person
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.shell import reader
from reports.audit import SIDE_WORDS, counted_words, saved_words

UNKNOWN: Final = 0
"""Stands for “I don't know” among the levels."""
OPTIONS: Final = (1, 2, 3, 4, 5, UNKNOWN)


def questionnaire_form(audit: Audit) -> None:
    """Show every question with this person's own answers."""
    person = reader()
    own = audits.own_answers(cached.workspace(), person, audit.id)
    asked = questionnaire()
    side = audit.side_of(person)
    st.markdown(
        f"**{plain(audit.title)}** · you answer for the {SIDE_WORDS[side] if side else 'company'}. "
        "Choose the highest level of which everything is true. Each answer is saved at once and "
        "stays hidden from everybody until the facilitator reveals all of them."
    )
    given = sum(item.id in own for item in asked.items)
    with st.container(key="audit_count"):
        st.progress(given / len(asked.items), text=counted_words(given, len(asked.items)))
    for number, topic in enumerate(asked.topics, start=1):
        st.header(f"{number}. {topic.title}", anchor=False)
        st.caption(plain(topic.meaning))
        for item in topic.items:
            _question(audit, person, item, own.get(item.id))
    if given == len(asked.items):
        st.success(
            "All questions are answered. You may still change any of them; this page switches by "
            "itself when the answers are revealed."
        )


def _question(audit: Audit, person: Person, item: Item, answer: Answer | None) -> None:
    """Ask one question, and save whatever is chosen or typed.

    The records fill a field only when it is first drawn: a value that the server changes under a
    screen which refreshes itself could come back as if the person had chosen it again.
    """
    level, why = (f"audit_{kind}_{audit.id}_{person.id}_{item.id}" for kind in ("level", "why"))
    st.session_state.setdefault(level, _option(answer))
    st.session_state.setdefault(why, answer.evidence if answer else "")

    def words(option: int) -> str:
        """Return how an option reads."""
        if option == UNKNOWN:
            return "I don't know"
        return f"**{option}** · {plain(item.levels[option - 1])}"

    with st.container(border=True):
        st.radio(
            f"**{plain(item.question)}**", OPTIONS, key=level, format_func=words,
            on_change=_save, args=(audit, person, item, level, None),
        )  # fmt: skip
        st.text_input(
            "What it rests on (a report, a figure, a page; may stay empty)",
            key=why,
            on_change=_save,
            args=(audit, person, item, None, why),
            disabled=answer is None,
            placeholder="Choose a level first" if answer is None else None,
        )
        st.caption(saved_words(answer))


def _save(audit: Audit, person: Person, item: Item, level: str | None, why: str | None) -> None:
    """Keep what was changed, the level or the evidence, beside what is kept of the other."""

    def give(now: datetime) -> None:
        """Give the answer."""
        here = cached.workspace()
        before = audits.own_answers(here, person, audit.id).get(item.id)
        chosen = st.session_state[level] if level else _option(before)
        if chosen is None:
            return
        evidence = st.session_state[why] if why else before.evidence if before else ""
        audits.give_answer(
            here, person, audit.id, item=item.id, level=chosen or None, evidence=evidence, now=now
        )

    attempt(give)


def _option(answer: Answer | None) -> int | None:
    """Return which option an answer stands for."""
    if answer is None:
        return None
    return UNKNOWN if answer.unknown else answer.level
