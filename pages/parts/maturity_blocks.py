"""Parts of the maturity screen: the datasets, the way from a goal to its data, what is underway."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.live_policy import live_policy
from governance.maturity.shapes import Matrix
from pages.parts import cached, cached_maturity
from pages.parts.blocks import block, plain
from pages.parts.filters import choice, page_of
from pages.parts.shell import link_to, show
from pipelines.errors import GapError
from reports import data_proof, maturity, standings

ROWS: Final = 25
"""Datasets on one page of the list."""


def meeting_size() -> bool:
    """Return whether the address asks for the size of a meeting room; lead to the other size."""
    big = st.query_params.get("big") == "1"
    words = "Back to the whole page" if big else "Large type, for the meeting room"
    block(maturity.way(link_to("maturity", big=None if big else "1"), words), key="maturity_size")
    return big


def measuring() -> None:
    """Say what is still to be measured, and follow it until it is there."""
    waiting, every = cached_maturity.still_due()
    if waiting and not cached.workspace().settings.measure_seconds:
        st.markdown(
            f":gray[{waiting:,} of {every:,} still to be measured; "
            "`python -m pipelines quality` measures them.]"
        )
    elif waiting:
        st.fragment(_follow_measuring, run_every=live_policy().measuring.seconds)()


def _follow_measuring() -> None:
    """Show the count; draw the page anew once all is measured."""
    try:
        waiting, every = cached_maturity.still_due()
    except GapError as error:
        show(error)
        return
    if not waiting:
        st.rerun()
    st.markdown(f":gray[{waiting:,} of {every:,} still to be measured]")


def datasets() -> None:
    """Show the datasets with their scores, the worst first."""
    st.header("The data that initiatives need", anchor=False)
    found = cached_maturity.standings()
    if not found:
        st.info(
            "No dataset is registered yet. Register the data that initiatives need on the page "
            "“Datasets”: a small contract says what must hold, and each check then stands here."
        )
        return
    waiting = cached_maturity.waiting()
    st.markdown(plain(standings.datasets_words(found, waiting)))
    listed = page_of(standings.datasets_in_order(found), ROWS, name="from")
    block(
        standings.datasets_table(
            listed,
            every=found,
            waiting=waiting,
            address=lambda name: link_to("maturity", subject=name),
            goal_address=lambda goal: link_to("maturity", goal=goal),
        ),
        key="maturity_datasets",
    )


def goal_drill() -> None:
    """Show the way from a goal to the dataset that holds it back."""
    goals = {goal.goal_id: goal for goal in cached_maturity.goals_by_data()}
    st.header("From a goal to the data that holds it back", anchor=False)
    if not goals:
        st.info("No goal is stated yet. Once the CEO states one, the data under it stand here.")
        return
    name = choice(
        "Goal",
        tuple(goals),
        name="goal",
        words=lambda each: f"{each}: {goals[each].content.title}",
        width=620,
    )
    under = cached_maturity.initiatives_of(goals[name])
    ready = cached_maturity.readiness()
    found = [ready[one.id] for one in under if one.id in ready]
    st.markdown(plain(data_proof.holding_words(found)))
    if under:
        block(
            data_proof.holding_table(under, ready, lambda to: link_to("maturity", subject=to)),
            key="maturity_holding",
        )


def course(found: Matrix) -> None:
    """Show the audits so far, what was promised in them, and what the next check-in talks about."""
    if found.audit is None:
        return
    today, trend = cached.workspace_facts().reporting_date, cached_maturity.trend()
    st.header("For the next check-in", anchor=False)
    st.markdown(plain(maturity.agenda_words(cached_maturity.agenda())))
    st.header("What was promised", anchor=False)
    promised = [row.commitment for row in found.rows if row.commitment]
    if promised:
        titles = maturity.titles_of(found)
        block(maturity.commitments_table(promised, titles, today=today), key="maturity_promised")
    else:
        st.info("Nothing is promised yet. A commitment is made in an audit, once it is revealed.")
    st.header("Audit by audit", anchor=False)
    block(maturity.trend_table(trend), key="maturity_trend")
