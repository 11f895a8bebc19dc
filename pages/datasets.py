"""Datasets: the data that initiatives need, each with its contract, its files and its score."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from governance.access import may
from governance.readiness import DatasetStanding
from pages.parts import cached, cached_maturity, cached_quality, dataset_forms
from pages.parts.blocks import block, plain
from pages.parts.dataset_shown import contract_and_files, quality
from pages.parts.filters import choice, page_of
from pages.parts.shell import link_to, page, reader
from pipelines.quality.worker import now_measured
from reports import datasets
from reports.standings import datasets_in_order

ROWS = 25
"""Datasets on one page of the list."""


def body() -> None:
    """Show all datasets or the chosen one; let those who may register and change them."""
    dataset_forms.told()
    found = [one for one in cached_maturity.standings() if one.contract is not None]
    known = {one.dataset: one for one in found}
    if known:
        name = choice(
            "Shown", ("", *known), name=dataset_forms.SUBJECT, width=420,
            words=lambda each: f"{known[each].title} ({each})" if each else "All datasets",
        )  # fmt: skip
        if name:
            _one(known[name])
            return
        _all(found)
    else:
        st.info(datasets.NOTHING)
    if may(reader(), "datasets:write"):
        dataset_forms.register()


def _all(found: Sequence[DatasetStanding]) -> None:
    """Show the register, the worst first."""
    underway = _underway()
    st.markdown(plain(datasets.register_words(found, underway)))
    newest = {file.dataset: file for file in cached_quality.files()}
    shown = page_of(datasets_in_order(found), ROWS, name="from")
    block(datasets.register_table(shown, newest, underway, address=_address), key="datasets")


def _one(one: DatasetStanding) -> None:
    """Show one dataset, and let those who may change it."""
    quality(one, _underway())
    contract_and_files(one)
    if may(reader(), "datasets:write"):
        if one.contract and one.contract.source.kind == "upload":
            dataset_forms.bring(one.dataset)
        revisions = cached_quality.revisions(one.dataset)
        with st.expander("Change its contract"):
            dataset_forms.change(one.dataset, revisions)
        with st.expander("Retire it"):
            dataset_forms.retire(one.dataset)


def _underway() -> datasets.Underway:
    """Return what is still to be measured."""
    due = frozenset(one.subject for one in cached_quality.pending() if one.kind == "dataset")
    return datasets.Underway(due, now_measured(cached.workspace().settings.store))


def _address(name: str) -> str:
    """Return the address of one dataset."""
    return link_to("datasets", subject=name)


page(body, title="Datasets", needs="maturity:read")
