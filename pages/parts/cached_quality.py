"""Reads of registered datasets and of what was measured, remembered until something changes.

The key is the newest journal entry with the newest measurement; what is kept is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import streamlit as st

from pages.parts import cached
from pipelines.quality import due, kept, registry
from pipelines.quality.due import Due
from pipelines.quality.registry import File, Revision
from pipelines.quality.scores import score
from pipelines.quality.shapes import Kind, Measurement

MOST: Final = 4
"""States kept in memory: each measurement makes a new one, and a large history takes megabytes."""
History = Mapping[tuple[Kind, str], tuple[Measurement, ...]]
Key = tuple[int, int]


def history() -> History:
    """Return the quarters of everything that was measured, oldest first, by kind and name."""
    return _history(cached.quality_head())


def extract_scores() -> Mapping[tuple[str, str], float]:
    """Return the scores of extracts, by name and quarter; those that have none are left out."""
    return _extract_scores(cached.quality_head())


def pending() -> tuple[Due, ...]:
    """Return what is still to be measured."""
    return _pending(cached.quality_head(), cached.workspace_facts().reporting_date)


def files() -> tuple[File, ...]:
    """Return the newest file of each dataset and quarter."""
    return _files(cached.head())


def revisions(dataset: str) -> tuple[Revision, ...]:
    """Return every revision of a dataset's contract, the first one first."""
    return _revisions(cached.head(), dataset)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _history(key: Key) -> History:
    """Ask for the measurements."""
    return MappingProxyType(kept.history(cached.workspace()))


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _extract_scores(key: Key) -> Mapping[tuple[str, str], float]:
    """Judge the extracts quarter by quarter."""
    found = {
        (run.subject, run.period): score(run)
        for (kind, _), runs in _history(key).items()
        for run in runs
        if kind == "extract"
    }
    return MappingProxyType({each: value for each, value in found.items() if value is not None})


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _pending(key: Key, today: date) -> tuple[Due, ...]:
    """Ask what is to be measured."""
    return due.pending(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _files(head: int) -> tuple[File, ...]:
    """Ask for the files."""
    return registry.files(cached.workspace())


@st.cache_resource(max_entries=64, show_spinner=False)
def _revisions(head: int, dataset: str) -> tuple[Revision, ...]:
    """Ask for the revisions."""
    return registry.revisions(cached.workspace(), dataset)
