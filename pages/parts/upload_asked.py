"""Questions that a file leaves open, all asked at once; nothing is chosen but what is likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import streamlit as st

from governance.uploads import acts
from pages.parts import cached
from pages.parts.blocks import plain
from pages.parts.upload_constants import NOWHERE, constants_asked, settled
from pages.parts.upload_layout import LEFT_OUT, UNSAID
from pages.parts.upload_place import NARROW, acting
from pipelines.extracts.contract import Extract
from pipelines.intake.layout import Layout, layout_from
from pipelines.intake.own_words import may_stay_empty
from pipelines.intake.questions import LEAVE_OUT, Question, Understanding
from pipelines.uploads.shapes import Upload
from reports.upload import answer_words, first_cells

MAY_BE_EMPTY: Final = "What may stay empty is empty where nothing is written."
MAYBE_NOWHERE: Final = "Is a column missing in the file? Say what it is in every row"
FEW: Final = 6
"""Answers, or headings, that are seen at a glance; more of them are chosen from a list."""


@dataclass(frozen=True)
class Answers:
    """What somebody answered; ``given`` follows the questions that are not about constants."""

    questions: tuple[Question, ...]
    given: tuple[str | None, ...]
    constants: dict[str, str]
    """By column that no heading stands for, what it says in every row; blanks included."""

    @property
    def mapped(self) -> set[str]:
        """Return the columns that headings were said to be."""
        pairs = zip(self.questions, self.given, strict=True)
        return {answer for one, answer in pairs if one.kind == "mapping" and answer}


def ask(upload: Upload, questions: tuple[Question, ...]) -> None:
    """Ask everything that is open at once."""
    found = upload.finding.understanding if upload.finding else None
    contract = cached.workspace().extracts.get(found.extract) if found else None
    with st.form("upload_questions", width=NARROW):
        answers = _answers(upload.head, questions, found, contract)
        asked = st.form_submit_button("Answer and look again", type="primary")
    if not asked:
        return
    still = any(one.kind == "constant" for one in questions)
    constants, lacking = (
        settled(contract, answers.constants, answers.mapped) if contract else ({}, ())
    )
    if any(answer is None for answer in answers.given) or (still and lacking):
        st.warning("Every question needs an answer.")
        return
    if not still:
        # A heading may yet be what stays blank here; what is left is asked next.
        constants = {name: value for name, value in constants.items() if value}
    _say(upload, found, answers, constants)


def _answers(
    head: int,
    questions: tuple[Question, ...],
    found: Understanding | None,
    contract: Extract | None,
) -> Answers:
    """Draw every question and return what stands in the form."""
    nowhere = [one for one in questions if one.kind == "constant"]
    rest = tuple(one for one in questions if one.kind != "constant")
    headings = [one for one in rest if one.kind == "mapping"]
    many = headings if len(headings) > FEW else []
    columns = _columns(head, many, found) if many else {}
    given = tuple(
        columns.get(one.subject) if one in many else _choice(head, number, one, found)
        for number, one in enumerate(rest)
    )
    constants = {}
    if found is not None and contract is not None and found.missing and (headings or nowhere):
        likely = {one.subject: one.proposal for one in nowhere if one.proposal}
        few = len(found.missing) <= len(headings)
        with st.container() if nowhere else st.expander(MAYBE_NOWHERE, expanded=not few):
            if nowhere:
                optional = any(may_stay_empty(contract, name) for name in found.missing)
                st.markdown(f"{NOWHERE} {MAY_BE_EMPTY if optional else ''}")
            key = f"upload_nowhere_{head}"
            constants = constants_asked(contract, found.missing, likely, key=key)
    return Answers(rest, given, constants)


def _say(
    upload: Upload, found: Understanding | None, answers: Answers, constants: dict[str, str]
) -> None:
    """Say all answers in one act."""
    layout, extract, period = upload.said.layout, None, None
    for question, answer in zip(answers.questions, answers.given, strict=True):
        if question.kind == "extract":
            extract = answer
            if found is not None and not found.extract:
                # No heading is a name that we know: whoever names the kind vouches for the line.
                layout = replace(layout, header_line=found.header_line)
        elif question.kind == "period":
            period = answer
        else:
            layout = answered(layout, question, str(answer))
    layout = replace(layout, constants={**layout.constants, **constants})
    acting(upload, acts.say, layout=layout, extract=extract, period=period)
    st.rerun()


def _choice(head: int, number: int, question: Question, found: Understanding | None) -> str | None:
    """Ask one question; a later look's questions are others, so they begin anew."""
    key = f"upload_question_{head}_{number}"
    words = plain(question.text)
    if question.kind == "mapping" and found is not None:
        cells = _cells_below(found, question.subject)
        words += plain(f" It says: {cells}.") if cells else ""
    if not question.options:
        return st.text_input(words, key=key) or None
    values = [option.value for option in question.options]
    is_column = question.kind in ("mapping", "extract")
    labels = {one.value: answer_words(one, is_named=is_column) for one in question.options}
    likely = values.index(question.proposal) if question.proposal in values else None
    if len(values) > FEW:
        return st.selectbox(
            words, values, index=likely, format_func=labels.__getitem__, key=key,
            placeholder="Choose one",
        )  # fmt: skip
    return st.radio(
        words, values, index=likely, key=key, format_func=lambda one: plain(labels[one])
    )  # fmt: skip


def _cells_below(found: Understanding, heading: str) -> str:
    """Return the first cells below a heading."""
    places = [place for place, one in enumerate(found.headings) if one.heading == heading]
    return first_cells(found, places[0]) if places else ""


def _columns(
    head: int, questions: Sequence[Question], found: Understanding | None
) -> dict[str, str]:
    """Ask about many headings in one grid; return the answers, without what was left open."""
    names = {option.value for one in questions for option in one.options} - {LEAVE_OUT}
    st.markdown(plain(f"{len(questions):,} headings are no columns that we know. What are they?"))
    frame = pd.DataFrame(
        {
            "In the file": [one.subject for one in questions],
            "Taken for": [one.proposal or UNSAID for one in questions],
            "First cells": [_cells_below(found, one.subject) if found else "" for one in questions],
        }
    )
    edited = st.data_editor(
        frame, hide_index=True, key=f"upload_columns_{head}",
        disabled=["In the file", "First cells"],
        column_config={
            "Taken for": st.column_config.SelectboxColumn(
                options=[UNSAID, LEFT_OUT, *sorted(names)], required=True
            )
        },
    )  # fmt: skip
    rest = st.checkbox("Leave out every column that is not named here", key=f"upload_rest_{head}")
    said = {LEFT_OUT: LEAVE_OUT} | ({UNSAID: LEAVE_OUT} if rest else {})
    rows = zip(edited["In the file"], edited["Taken for"], strict=True)
    return {str(name): said.get(to, str(to)) for name, to in rows if to != UNSAID or rest}


def answered(layout: Layout, question: Question, answer: str) -> Layout:
    """Return a layout with one more answer."""
    parts = layout.as_json()
    if question.kind in ("mapping", "dates"):
        parts[question.kind] = {**parts[question.kind], question.subject: answer}
    else:
        parts[question.kind] = int(answer) if question.kind == "header_line" else answer
    return layout_from(parts)
