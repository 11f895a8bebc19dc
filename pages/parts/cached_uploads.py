"""What the upload screens read, remembered until something in the workspace or the upload changes.

A preview computes every metric that a file touches, so it is kept under the upload's newest event
and the newest journal entry; an undo's likewise, and for each person, whose right is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import streamlit as st

from governance.people import Person
from governance.uploads import aside, keeping, undoing
from governance.uploads import due as dues
from governance.uploads import history as histories
from governance.uploads import preview as previews
from governance.uploads.moves import Preview
from pages.parts import cached
from pages.parts.cached import MOST
from pipelines.extracts.prefilled import Prefilled, prefilled
from pipelines.uploads import counting, reading
from pipelines.uploads.shapes import Upload, UploadReceipt


def due() -> tuple[dues.Owed, ...]:
    """Return what is due, worst first."""
    return _due(cached.head(), cached.workspace_facts().reporting_date)


def meter() -> dues.Meter:
    """Return how much of the newest quarter is in."""
    return _meter(cached.head(), cached.workspace_facts().reporting_date)


def template(extract: str, period: str) -> Prefilled:
    """Return the template of an extract for a period, with what is known filled in."""
    return _template(cached.head(), extract, period)


def upload(upload_id: str) -> Upload:
    """Return an upload as it is now; never remembered, for it is somebody's work in progress."""
    return reading.upload(cached.workspace(), upload_id)


def preview(one: Upload) -> Preview:
    """Return what an upload would change."""
    return _preview(cached.head(), one.head, one.id, cached.workspace_facts().reporting_date)


def effect(receipt: UploadReceipt) -> Preview:
    """Return what an upload changed when it began to count."""
    return _effect(cached.head(), receipt.submission, cached.workspace_facts().reporting_date)


def undo_preview(person: Person, load_id: str) -> undoing.Undo:
    """Return what would happen if a file were taken back."""
    return _undo(cached.head(), person, load_id, cached.workspace_facts().reporting_date, "undo")


def redo_preview(person: Person, load_id: str) -> undoing.Undo:
    """Return what would happen if a file were brought back."""
    return _undo(cached.head(), person, load_id, cached.workspace_facts().reporting_date, "redo")


def history(asked: histories.Asked = histories.EVERYTHING) -> tuple[histories.HistoryLine, ...]:
    """Return the loads that somebody asks for, newest first."""
    return _history(cached.head(), asked)


def load_choices() -> histories.Choices:
    """Return what loads can be filtered by."""
    return _load_choices(cached.head())


def evidence_counts(subjects: tuple[str, ...]) -> Mapping[str, int]:
    """Return how many files prove each of some loads or figures."""
    return _evidence_counts(cached.head(), subjects)


def names() -> Mapping[str, str]:
    """Return how everybody is called, by identifier."""
    return {one.id: one.name for one in cached.everybody()}


def oldest() -> tuple[aside.Waiting, ...]:
    """Return the rows in quarantine, the longest waiting first."""
    return _oldest(cached.head(), datetime.now(UTC).date())


@st.cache_resource(max_entries=4, show_spinner=False)
def _due(head: int, today: date) -> tuple[dues.Owed, ...]:
    """Ask what is due."""
    return dues.due(cached.workspace(), today=today)


@st.cache_resource(max_entries=4, show_spinner=False)
def _meter(head: int, today: date) -> dues.Meter:
    """Ask how much is in."""
    return dues.completeness(cached.workspace(), today=today)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _template(head: int, extract: str, period: str) -> Prefilled:
    """Make a template."""
    return prefilled(cached.workspace(), extract, period)


@st.cache_resource(max_entries=16, show_spinner=False)
def _preview(head: int, number: int, upload_id: str, today: date) -> Preview:
    """Compute what an upload would change."""
    return previews.preview(cached.workspace(), upload(upload_id), today=today)


@st.cache_resource(max_entries=16, show_spinner=False)
def _effect(head: int, submission: str, today: date) -> Preview:
    """Compute what an upload changed."""
    here = cached.workspace()
    return previews.effect(here, counting.receipt(here, submission), today=today)


@st.cache_resource(max_entries=16, show_spinner=False)
def _history(head: int, asked: histories.Asked) -> tuple[histories.HistoryLine, ...]:
    """Ask for loads."""
    return histories.history(cached.workspace(), asked)


@st.cache_resource(max_entries=4, show_spinner=False)
def _load_choices(head: int) -> histories.Choices:
    """Ask what loads can be filtered by."""
    return histories.choices(cached.workspace())


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _evidence_counts(head: int, subjects: tuple[str, ...]) -> Mapping[str, int]:
    """Count the files of evidence."""
    return keeping.evidence_counts(cached.workspace(), subjects)


@st.cache_resource(max_entries=4, show_spinner=False)
def _oldest(head: int, today: date) -> tuple[aside.Waiting, ...]:
    """Ask for the rows in quarantine; they wait by the calendar, not by the reporting day."""
    return aside.oldest(cached.workspace(), today=today)


@st.cache_resource(max_entries=16, show_spinner=False)
def _undo(head: int, person: Person, load_id: str, today: date, which: str) -> undoing.Undo:
    """Compute what an undo or a redo would change."""
    asked = undoing.undo_preview if which == "undo" else undoing.redo_preview
    return asked(cached.workspace(), person, load_id, today=today)
