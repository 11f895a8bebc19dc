"""One dataset on its page: how good it is, its contract with every revision, its files."""

from __future__ import annotations

import streamlit as st

from governance.readiness import DatasetStanding
from pages.parts import cached, cached_quality
from pages.parts.blocks import block, plain
from pages.parts.measuring import follow
from pages.parts.shell import link_to
from reports import datasets
from reports.standings import standing_words


def quality(one: DatasetStanding, underway: datasets.Underway) -> None:
    """Say how a dataset stands, and show its last measurement by dimension."""
    block(datasets.back(link_to("datasets"), standing_words(one)), key="dataset_answer")
    st.markdown(plain(datasets.about_words(one)))
    own = [each for each in cached_quality.files() if each.dataset == one.dataset]
    quarters = {file.period for file in own}
    quarters |= {due.period for due in cached_quality.pending() if due.subject == one.dataset}
    revised = cached_quality.revisions(one.dataset)[-1].at
    wanted = {(one.dataset, quarter) for quarter in quarters}
    follow(wanted, since=max([revised, *(file.at for file in own)]))
    if one.measured is None:
        return
    st.header("Last measurement", anchor=False)
    st.markdown(plain(datasets.run_words(one.measured)))
    if one.measured.checks:
        block(datasets.dimensions_table(one.measured), key="dataset_dimensions")
    block(datasets.way_to_checks(link_to("maturity", subject=one.dataset)), key="dataset_checks")


def contract_and_files(one: DatasetStanding) -> None:
    """Show the files that were brought, the contract, and who changed it why."""
    names = {each.id: each.name for each in cached.everybody()}

    def name_of(who: str) -> str:
        """Return what somebody is called."""
        return names.get(who, who)

    own = [each for each in cached_quality.files() if each.dataset == one.dataset]
    if own:
        st.header("Files that were brought", anchor=False)
        runs = cached_quality.history().get(("dataset", one.dataset), ())
        block(datasets.files_table(own, runs, name_of), key="dataset_files")
    st.header("Its contract", anchor=False)
    revisions = cached_quality.revisions(one.dataset)
    with st.expander(f"Revision {revisions[-1].number}, as it counts now"):
        st.code(revisions[-1].contract, language="yaml")
    block(datasets.revisions_table(revisions, name_of), key="dataset_revisions")
