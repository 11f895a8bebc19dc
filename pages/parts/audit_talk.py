"""An audit once it is revealed: the three views, what everybody answered, what comes of it.

The facilitator leads through it on the projector and everybody who was asked reads along; both
see the same, and only the facilitator writes down what was agreed.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from governance.access import may
from governance.maturity import audits
from governance.maturity.policy import maturity_policy
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import Audit, MatrixRow
from pages.parts import cached, cached_maturity
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.shell import link_to, reader
from pipelines.periods import plus_months
from reports import audit as drawn
from reports import maturity
from reports.wall import answer

LEVELS = (1, 2, 3, 4, 5)


def outcome(audit: Audit) -> None:
    """Show the whole outcome to somebody who was asked, or who reads it later."""
    reveal_chart(audit)
    talk(audit)
    promises(audit)


def reveal_chart(audit: Audit) -> None:
    """Show the sentence and the chart of the three views."""
    found = cached_maturity.matrix(audit.id)
    today = cached.workspace_facts().reporting_date
    block(answer(maturity.headline(found), maturity.standing(found, today=today)), key="answer")
    block(maturity.three_views(found.rows, big=True), key="audit_chart")


def talk(audit: Audit) -> None:
    """Show one topic: its three views, every answer with its evidence, what was said and agreed."""
    row = _topic(audit)
    topic = next(one for one in questionnaire().topics if one.name == row.topic)
    here = cached.workspace()
    given = audits.answers(here, audit.id)
    agreed = audits.agreed_levels(here, audit.id).get(row.topic)
    block(drawn.topic_view(row), key="audit_topic")
    st.markdown(plain(drawn.settled_words(row, agreed)))
    if audit.state == "revealed" and may(reader(), "maturity:facilitate"):
        _agree_form(audit, row)
    block(drawn.answers_list(topic, given), key="audit_answers")
    said = [one for one in audits.remarks(here, audit.id) if one.topic == row.topic]
    if said:
        block(drawn.remarks_list(said), key="audit_remarks")
    if _may_speak(audit):
        _remark_form(audit, row)


def promises(audit: Audit) -> None:
    """Show what was promised, and let whoever has a voice promise something."""
    made = audits.commitments(cached.workspace(), audit.id)
    matrix, today = cached_maturity.matrix(audit.id), cached.workspace_facts().reporting_date
    titles = maturity.titles_of(matrix)
    st.header("Who reaches which level by when", anchor=False)
    if made:
        block(maturity.commitments_table(made, titles, today=today), key="audit_promises")
    else:
        st.markdown("Nothing is promised yet.")
    if _may_speak(audit):
        _promise_form(audit, matrix.rows)


def settled(audit: Audit) -> None:
    """Show what was settled, topic by topic."""
    matrix = cached_maturity.matrix(audit.id)
    agreed = audits.agreed_levels(cached.workspace(), audit.id)
    block(drawn.settled_table(matrix.rows, agreed), key="audit_settled")
    block(maturity.way(link_to("maturity"), "The whole of data maturity →"), key="audit_way")


def _topic(audit: Audit) -> MatrixRow:
    """Let the reader choose a topic; the widest apart is shown first."""
    rows = {row.topic: row for row in maturity.widest_first(cached_maturity.matrix(audit.id).rows)}
    st.header("Topic by topic", anchor=False)
    name = choice(
        "Topic", tuple(rows), name="topic", words=lambda each: rows[each].title, width=300
    )
    return rows[name]


def _may_speak(audit: Audit) -> bool:
    """Return whether the reader may add to the discussion."""
    voice = may(reader(), "maturity:facilitate") or audit.side_of(reader()) is not None
    return voice and audit.state == "revealed"


def _agree_form(audit: Audit, row: MatrixRow) -> None:
    """Ask which level both sides settled on."""
    level, why = f"audit_agreed_{row.topic}", f"audit_agreed_why_{row.topic}"

    def keep_level() -> None:
        """Write it down."""

        def agree(now: datetime) -> None:
            """Agree."""
            audits.agree(
                cached.workspace(), reader(), audit.id, topic=row.topic,
                level=st.session_state[level], why=st.session_state[why], now=now,
            )  # fmt: skip

        if attempt(agree, done=f"{row.title} is agreed at {st.session_state[level]}."):
            st.session_state[why] = ""

    with st.form(f"audit_agree_{row.topic}"):
        st.radio(
            "Agreed level", LEVELS, key=level, horizontal=True,
            index=LEVELS.index(row.agreed or row.final or 1),
        )  # fmt: skip
        st.text_input("What settled it", key=why)
        st.form_submit_button("Write down the agreed level", on_click=keep_level)


def _remark_form(audit: Audit, row: MatrixRow) -> None:
    """Ask what was said."""
    key = f"audit_remark_{row.topic}"

    def note() -> None:
        """Keep the remark."""

        def remark(now: datetime) -> None:
            """Remark."""
            text = st.session_state[key]
            audits.remark(
                cached.workspace(), reader(), audit.id, topic=row.topic, text=text, now=now
            )

        if attempt(remark):
            st.session_state[key] = ""

    with st.form(f"audit_remark_form_{row.topic}"):
        st.text_input(f"What was said about {row.title.lower()}", key=key)
        st.form_submit_button("Note it", on_click=note)


def _promise_form(audit: Audit, rows: tuple[MatrixRow, ...]) -> None:
    """Ask who reaches which level by when."""
    titles = {row.topic: row.title for row in maturity.widest_first(rows)}
    proposed = plus_months(datetime.now(UTC).date(), maturity_policy().rhythm.every_months)

    def promise() -> None:
        """Keep the commitment."""
        held = st.session_state

        def commit(now: datetime) -> None:
            """Commit."""
            audits.commit_to(
                cached.workspace(), reader(), audit.id, topic=held["audit_promise_topic"],
                target=held["audit_promise_level"], text=held["audit_promise_text"],
                owner=held["audit_promise_owner"], due=held["audit_promise_due"], now=now,
            )  # fmt: skip

        if attempt(commit, done="It is promised."):
            held["audit_promise_text"] = ""

    with st.form("audit_promise"):
        first, second = st.columns([2, 1])
        first.selectbox(
            "Topic", tuple(titles), format_func=titles.__getitem__, key="audit_promise_topic"
        )
        second.selectbox("Level to reach", LEVELS, index=2, key="audit_promise_level")
        st.text_input("What will be done", key="audit_promise_text")
        who, when = st.columns([2, 1])
        names = [one.name for one in cached.everybody()]
        who.selectbox(
            "Who answers for it", names, key="audit_promise_owner", accept_new_options=True
        )
        when.date_input("By", value=proposed, key="audit_promise_due")
        st.form_submit_button("Promise it", on_click=promise)
