"""The third step: what the file was understood to be, and the questions that it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from governance.uploads import acts
from pages.parts.blocks import block, plain
from pages.parts.upload_layout import LEFT_OUT, UNSAID, offers, read_otherwise, remember
from pages.parts.upload_place import NARROW, acting
from pipelines.intake.layout import Layout, layout_from
from pipelines.intake.questions import LEAVE_OUT, Question
from pipelines.uploads.shapes import Upload
from reports.upload import answer_words, headings_table, understood_words


def understood(upload: Upload) -> None:
    """Show what was understood; ask what the file leaves open, and let all of it be corrected."""
    found = upload.finding
    if found is None:
        return
    st.header("3 What we understood", anchor=False)
    if found.refusal is not None:
        said = found.refusal
        st.error(
            "  \n".join(plain(part) for part in (said.what, said.where, said.next_step) if part)
        )
    may_say = upload.state in ("asks", "wrong", "ready", "refused")
    if found.understanding is not None:
        st.markdown(plain(understood_words(found.understanding)))
        if found.notes:
            st.markdown("\n".join(f"- {plain(one.message)}" for one in found.notes))
    if may_say:
        offers(upload)
    if found.questions:
        _ask(upload, found.questions)
    elif may_say:
        remember(upload)
    if found.understanding is not None:
        title = "Read it otherwise" if may_say else "Columns and first rows"
        with st.expander(title):
            if may_say:
                read_otherwise(upload, found.understanding)
            else:
                block(headings_table(found.understanding), key="upload_headings")


def _ask(upload: Upload, questions: tuple[Question, ...]) -> None:
    """Ask everything that is open at once; nothing is chosen beforehand but what is likely."""
    headings = [one for one in questions if one.kind == "mapping"]
    many = headings if len(headings) > FEW else []
    with st.form("upload_questions", width=NARROW):
        columns = _columns(upload.head, many) if many else {}
        given = [
            columns.get(one.subject) if one in many else _choice(upload.head, number, one)
            for number, one in enumerate(questions)
        ]
        asked = st.form_submit_button("Answer and look again", type="primary")
    if not asked:
        return
    if any(answer is None for answer in given):
        st.warning("Every question needs an answer.")
        return
    layout, extract, period = upload.said.layout, None, None
    for question, answer in zip(questions, given, strict=True):
        if question.kind == "extract":
            extract = answer
        elif question.kind == "period":
            period = answer
        else:
            layout = answered(layout, question, str(answer))
    acting(upload, acts.say, layout=layout, extract=extract, period=period)
    st.rerun()


def _choice(head: int, number: int, question: Question) -> str | None:
    """Ask one question; a later look's questions are others, so they begin anew."""
    key = f"upload_question_{head}_{number}"
    if not question.options:
        return st.text_input(plain(question.text), key=key) or None
    values = [option.value for option in question.options]
    words = {option.value: answer_words(option) for option in question.options}
    likely = values.index(question.proposal) if question.proposal in values else None
    if len(values) > FEW:
        return st.selectbox(
            plain(question.text), values, index=likely, format_func=words.__getitem__, key=key
        )
    return st.radio(
        plain(question.text), values, index=likely, key=key,
        format_func=lambda one: plain(words[one]),
    )  # fmt: skip


def _columns(head: int, questions: Sequence[Question]) -> dict[str, str]:
    """Ask about many headings in one grid; return the answers, without what was left open."""
    names = {option.value for one in questions for option in one.options} - {LEAVE_OUT}
    st.markdown(plain(f"{len(questions):,} headings are no columns that we know. What are they?"))
    frame = pd.DataFrame(
        {
            "In the file": [one.subject for one in questions],
            "Taken for": [one.proposal or UNSAID for one in questions],
        }
    )
    edited = st.data_editor(
        frame, hide_index=True, key=f"upload_columns_{head}", disabled=["In the file"],
        column_config={
            "Taken for": st.column_config.SelectboxColumn(
                options=[UNSAID, LEFT_OUT, *sorted(names)], required=True
            )
        },
    )  # fmt: skip
    rest = st.checkbox("Leave out every column that is not named here", key="upload_rest")
    said = {LEFT_OUT: LEAVE_OUT} | ({UNSAID: LEAVE_OUT} if rest else {})
    rows = zip(edited["In the file"], edited["Taken for"], strict=True)
    return {str(name): said.get(to, str(to)) for name, to in rows if to != UNSAID or rest}


FEW = 6
"""Answers, or headings, that are seen at a glance; more of them are chosen from a list."""


def answered(layout: Layout, question: Question, answer: str) -> Layout:
    """Return a layout with one more answer."""
    parts = layout.as_json()
    if question.kind in ("mapping", "dates"):
        parts[question.kind] = {**parts[question.kind], question.subject: answer}
    else:
        parts[question.kind] = int(answer) if question.kind == "header_line" else answer
    return layout_from(parts)
