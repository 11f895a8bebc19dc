"""The history of loads is complete, and can be asked by extract, period, person, state and mark."""

from __future__ import annotations

import pytest

from governance.uploads.history import Asked, choices, history
from governance.uploads.undoing import undo
from tests.governance.uploads.handing import (
    LATER,
    adoption_text,
    committed,
    handed,
    restating,
)


@pytest.fixture
def storied(ended, cast, tmp_path):
    """A restated quarter, and a newer one that was taken back."""
    restating(ended, cast.staff, tmp_path, 60, 60, 60, why="Counted anew.")
    text = adoption_text(70, 70, 70, quarter=2)
    one = handed(ended, cast.cio, tmp_path, "adoption_2026-Q2.csv", text)
    done = committed(ended, cast.cio, one)
    undo(ended, cast.cio, done.receipt.loads[0].id, reason="Too early.", now=LATER)
    return ended


def test_nothing_is_ever_left_out(storied):
    assert [one.load for one in history(storied)] == list(storied.catalogue.loads())


@pytest.mark.parametrize(
    ("asked", "files"),
    [
        (Asked(extract="models"), {"models_2025-Q1.csv"}),
        (Asked(period="2026-01"), {"adoption_2026-Q1.csv", "adoption_2026-Q1_66.csv"}),
        (Asked(who="lena"), {"adoption_2026-Q1.csv"}),
        (Asked(status="undone"), {"adoption_2026-Q2.csv"}),
        (Asked(status="replaced"), {"adoption_2026-Q1_66.csv"}),
        (Asked(restated=True), {"adoption_2026-Q1.csv"}),
        (Asked(extract="models", who="lena"), set()),
    ],
)
def test_it_is_filtered_by_each_of_them(storied, asked, files):
    assert {one.load.file_name for one in history(storied, asked)} == files


def test_a_load_that_restated_something_says_since_when_and_why(storied):
    (line, *_) = history(storied, Asked(restated=True))
    assert line.by == "Lena Fischer"
    assert [(one.check_in, one.reason) for one in line.restated] == [
        ("CI-2026-03", "Counted anew.")
    ]


def test_the_choices_are_what_there_is(storied):
    found = choices(storied)
    assert found.extracts == ("adoption", "initiatives", "models")
    assert found.periods[0] == "2026-Q1"
    assert ("lena", "Lena Fischer") in found.people
