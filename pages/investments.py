"""Investments: which gaps in the data to close first, with how much money, and what for."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from pages.parts import cached_investments as cached
from pages.parts.blocks import block, plain
from pages.parts.budget import budget
from pages.parts.live import follow
from pages.parts.project_form import project_form
from pages.parts.shell import link_to, page, reader
from reports import investments, roadmap


def body() -> None:
    """Answer the budget question, then show what it rests on and where it leads."""
    follow(form=may(reader(), "investments:write"))
    known = cached.ground()
    if known.projects:
        _question()
    else:
        st.info("No foundation project is stated here yet. Each closes a gap in the data.")
    _gaps()
    if known.initiatives:
        _roadmap()
    if may(reader(), "investments:write"):
        st.header("Propose or change a project", anchor=False)
        project_form(known)


def _question() -> None:
    """Ask for a budget; show the best set, the others beside it, and all projects."""
    first = st.container()
    found = cached.outlook(budget(cached.ground()))
    with first:
        block(investments.answer(found), key="investments_answer")
    st.markdown(plain(investments.next_words(found)))
    block(investments.sets(found), key="investments_sets")
    st.header("Three orders, side by side", anchor=False)
    st.markdown(plain(investments.ranking_words(found)))
    block(investments.rankings(found, _goal, _dataset), key="investments_rankings")
    st.caption(plain(investments.price_words(cached.ground().price, found)))


def _gaps() -> None:
    """Show the projects that the measured gaps ask for."""
    st.header("What the gaps ask for", anchor=False)
    asked, datasets = cached.proposals(), cached.ground().datasets
    st.markdown(plain(investments.proposal_words(asked, datasets, cached.wanted())))
    if asked:
        block(investments.proposed(asked, cached.names(), _goal), key="investments_gaps")


def _roadmap() -> None:
    """Show money against progress, and where each investment leads."""
    lines, spent = cached.investments(), cached.spendings()
    st.header("From investment to goals", anchor=False)
    st.markdown(plain(roadmap.investment_words(lines)))
    if lines:
        block(roadmap.investments(lines, cached.names(), _goal), key="investments_lines")
    st.header("Money against progress", anchor=False)
    st.markdown(plain(roadmap.spending_words(spent)))
    block(roadmap.spendings(spent, cached.titles(), _goal), key="investments_roadmap")


def _goal(name: str) -> str:
    """Return the address of a goal; nothing where nobody stated it."""
    return link_to("goals", goal=name) if name in cached.ground().goals else ""


def _dataset(name: str) -> str:
    """Return the address of a dataset on the data maturity screen."""
    return link_to("maturity", subject=name)


page(body, title="Investments", needs="investments:read")
