"""A blocker lasts from its first day until a quarter's end says that it is gone."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.blockers import blocker_spells
from tests.pipelines.metrics.stores import header, load, workspace

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")


@pytest.fixture
def here(tmp_path):
    return workspace(tmp_path)


def told(here, tmp_path, *answers: tuple[str, str], until: date | None = None):
    rows = "".join(
        f"AI-001,data_gap,{quarter},{status},{since},,,,\n"
        for quarter, (status, since) in zip(QUARTERS, answers, strict=False)
    )
    load(here, tmp_path, "blockers_2025.csv", header("blockers") + rows)
    return [(one.began, one.last, one.solved) for one in blocker_spells(here, until=until)]


def test_without_answers_there_is_nothing(here):
    assert blocker_spells(here) == ()


def test_it_is_gone_at_the_end_of_the_first_quarter_that_says_so(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("partial", "2025-02-01"), ("none", ""))
    assert found == [(date(2025, 2, 1), date(2025, 9, 30), True)]


def test_while_it_is_there_it_was_seen_until_the_newest_answer(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("open", "2025-02-01"))
    assert found == [(date(2025, 2, 1), date(2025, 6, 30), False)]


def test_what_ceased_to_apply_was_not_solved(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("not_applicable", ""))
    assert found == [(date(2025, 2, 1), date(2025, 3, 31), False)]


def test_no_answer_says_nothing(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("", ""), ("none", ""))
    assert found == [(date(2025, 2, 1), date(2025, 9, 30), True)]


def test_a_new_one_of_its_kind_ends_the_old_one(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("open", "2025-05-05"))
    assert found == [
        (date(2025, 2, 1), date(2025, 5, 5), True),
        (date(2025, 5, 5), date(2025, 6, 30), False),
    ]


def test_a_beginning_that_is_corrected_is_no_new_blocker(here, tmp_path):
    found = told(here, tmp_path, ("open", "2025-02-01"), ("open", "2025-01-15"), ("none", ""))
    assert found == [(date(2025, 2, 1), date(2025, 9, 30), True)]


def test_answers_of_a_quarter_that_has_not_ended_do_not_exist(here, tmp_path):
    answers = ("open", "2025-02-01"), ("open", "2025-02-01"), ("none", "")
    found = told(here, tmp_path, *answers, until=date(2025, 9, 29))
    assert found == [(date(2025, 2, 1), date(2025, 6, 30), False)]
