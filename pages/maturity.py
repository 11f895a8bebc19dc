"""Data maturity: what both sides say, what the checks found, and the rows that prove it."""

from __future__ import annotations

import streamlit as st

from governance.data_policy import data_policy
from governance.maturity.shapes import Matrix
from pages.parts import cached, cached_maturity
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.live import follow
from pages.parts.maturity_blocks import course, datasets, goal_drill, measuring, meeting_size
from pages.parts.maturity_subject import chosen_subject, show_subject
from pages.parts.shell import link_to, page
from reports import maturity
from reports.data_proof import proof_table, proof_words, worst_checks
from reports.wall import answer


def body() -> None:
    """Show one dataset where one is asked for, else the whole: the answer first."""
    follow()
    subject = chosen_subject()
    measuring()
    if subject:
        show_subject(subject)
        return
    found, today = cached_maturity.matrix(), cached.workspace_facts().reporting_date
    block(answer(maturity.headline(found), maturity.standing(found, today=today)), key="answer")
    if found.audit is None:
        st.info(
            "No audit is revealed yet. On the page “Audit” the facilitator opens one and invites "
            "both sides; their answers then stand here beside what is measured."
        )
    big = meeting_size()
    with st.container(key="projector" if big else "maturity_whole"):
        _views(found, big=big)
    if not big:
        if maturity.spoken_of(found.rows):
            _proof(found)
        datasets()
        goal_drill()
        course(found)


def _views(found: Matrix, *, big: bool) -> None:
    """Show the matrix and the chart of the three views; the chart first in a meeting."""
    chart = maturity.three_views(found.rows, big=big)
    matrix = maturity.matrix_table(found)
    for name, markup in (("chart", chart), ("matrix", matrix))[:: 1 if big else -1]:
        title = "Topic by level" if name == "matrix" else "The three views, widest apart first"
        if name == "matrix" or maturity.spoken_of(found.rows):
            st.header(title, anchor=False)
            block(markup, key=f"maturity_{name}")


def _proof(found: Matrix) -> None:
    """Show what was said about one dimension beside the checks that fail."""
    rows = {row.topic: row for row in maturity.provable(found)}
    st.header("You said, the checks say", anchor=False)
    topic = choice(
        "Topic", tuple(rows), name="topic", words=lambda each: rows[each].title, width=250
    )
    failing = worst_checks(cached_maturity.proof_from(), topic)
    shown = failing[: data_policy().proof.worst_checks]
    st.markdown(plain(proof_words(rows[topic], len(failing), len(shown))))
    if shown:
        block(proof_table(shown, lambda to: link_to("maturity", subject=to)), key="maturity_proof")


page(body, title="Data maturity", needs="maturity:read")
