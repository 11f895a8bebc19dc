"""Each kind of check counts elements, not rules: what is tested and what passes, by hand.

One table of customers holds every kind of fault; the figures beside it were counted by reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.quality.dataset import Dataset
from pipelines.quality.policy import quality_policy
from pipelines.quality.scores import dimension_scores
from pipelines.quality.shapes import Measurement
from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import brought, counts, measured, opened, registered, the

CUSTOMERS = (
    "nr,name,born,consent,amount,visits,active,at,opened,closed,pol",
    "C-001,Ann,1980-01-01,yes,1,1,yes,2026-03-30T12:00:00Z,2026-01-01,2026-01-02,P1",
    "C-002,Ann,1980-01-01,no,0.1,2,FALSE,2026-03-29T12:00:00Z,2026-01-03,2026-01-02,P2",
    "C-002,Bob,1899-01-01,maybe,x,1.0,perhaps,,2026-01-01,,P9",
    "X-1, ,19800101,,2,121,1,2026-03-29 12:00:00,,,",
    '"C-00{2}",O\'Hara,2026-01-02,Yes,0.5,,0,2026-03-30T14:00:00+02:00,2026-02-30,2026-02-01, P1 ',
)
"""Five rows, lines 2 to 6."""
COLUMNS: dict[str, Any] = {
    "nr": {"required": True, "pattern": "C-[0-9]{3}"},
    "name": {},
    "born": {"type": "date", "minimum": date(1900, 1, 1), "maximum": date(2026, 1, 1)},
    "consent": {"required": True, "allowed": ["yes", "no"]},
    "amount": {"type": "number", "minimum": 0.5},
    "visits": {"type": "integer", "maximum": 120},
    "active": {"type": "boolean"},
    "at": {"type": "timestamp"},
    "opened": {"type": "date"},
    "closed": {"type": "date"},
    "pol": {},
}
RULES = {
    "order": {"says": "A case closes after it opened.", "condition": "closed >= opened"},
    "told": {
        "says": "An open case has a policy.",
        "condition": "opened IS NULL OR pol IS NOT NULL",
        "dimension": "completeness",
    },
}
BY_HAND = {
    "rows.enough": (1, 1),
    "nr.filled": (5, 5),
    "consent.filled": (5, 4),  # line 5 is empty
    "key.unique": (5, 4),  # C-002 twice
    "unique.name+born": (5, 4),  # Ann twice; Bob; nobody; O'Hara
    "nr.format": (5, 3),  # X-1 and C-00{2}
    "born.readable": (5, 4),  # 19800101
    "born.range": (4, 2),  # 1899 too early, 2 January 2026 a day too late
    "consent.allowed": (4, 2),  # maybe, Yes
    "amount.readable": (5, 4),  # x
    "amount.range": (4, 3),  # 0.1; 0.5 is the edge and within
    "visits.readable": (4, 3),  # 1.0 is no whole number as people type it
    "visits.range": (3, 2),  # 121
    "active.readable": (5, 4),  # perhaps
    "at.readable": (4, 3),  # a moment without its zone
    "opened.readable": (4, 3),  # there is no 30 February
    "closed.readable": (3, 3),
    "rule.order": (2, 1),  # lines 2 and 3; elsewhere one is empty or unreadable
    "rule.told": (5, 5),
    "link.pol": (4, 3),  # P9; blanks around P1 do not matter
    "at.fresh": (1, 0.75),  # the newest is 36 hours old where 24 are agreed
    "born.accurate": (3, 1),  # lines 2 to 4 are known; only 1980-01-01 of C-001 is right
}


def customers(here: Workspace, **more: Any) -> Dataset:
    return registered(
        here, "DS-A", COLUMNS, key=["nr"], unique=[["name", "born"]], rules=RULES,
        links=[{"columns": ["pol"], "dataset": "DS-P", "target_columns": ["no"]}],
        freshness={"column": "at", "hours": 24},
        accuracy={"dataset": "DS-R", "key": ["nr"], "columns": ["born"]}, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The customers, their policies and the reference."""
    space = opened(tmp_path_factory.mktemp("counting"))
    customers(space)
    registered(space, "DS-P", {"no": {"required": True}})
    registered(space, "DS-R", {"nr": {"required": True}, "born": {"type": "date"}})
    brought(space, "DS-A", *CUSTOMERS)
    brought(space, "DS-P", "no", "P1", "P2", "P3")
    brought(space, "DS-R", "nr,born", "C-001,1980-01-01", "C-002,1980-02-01", "C-777,2000-01-01")
    yield space
    space.database.dispose()


@pytest.fixture(scope="module")
def found(here: Workspace) -> Measurement:
    return measured(here, "DS-A")


@pytest.mark.parametrize("check", BY_HAND)
def test_a_check_counts_what_was_counted_by_hand(found: Measurement, check: str):
    assert counts(found)[check] == BY_HAND[check]


def test_nothing_else_is_checked(found: Measurement):
    assert list(counts(found)) == list(BY_HAND)
    assert found.rows == 5


def test_dimensions_add_up_their_checks(found: Measurement):
    told = {name: (one.passed, one.tested) for name, one in dimension_scores(found).items()}
    assert told == {
        "completeness": (15, 16),
        "uniqueness": (8, 10),
        "validity": (36, 50),
        "consistency": (4, 6),
        "timeliness": (0.75, 1),
        "accuracy": (1, 3),
    }


@pytest.mark.parametrize(
    ("check", "row"),
    [
        ("consent.filled", {"nr": "X-1", "_row": "5", "consent": ""}),
        ("born.readable", {"nr": "X-1", "_row": "5", "born": "19800101"}),
        ("consent.allowed", {"nr": "C-002", "_row": "4", "consent": "maybe"}),
        (
            "rule.order",
            {"nr": "C-002", "_row": "3", "opened": "2026-01-03", "closed": "2026-01-02"},
        ),
        ("link.pol", {"nr": "C-002", "_row": "4", "pol": "P9"}),
        ("key.unique", {"nr": "C-002", "_row": "4"}),
    ],
)  # fmt: skip
def test_a_failing_row_is_shown_by_key_line_and_cell(found: Measurement, check: str, row: Any):
    assert row in [dict(one) for one in the(found, check).sample]


def test_a_check_without_a_fault_shows_no_row(found: Measurement):
    assert all(one.sample == () for one in found.checks if one.failed == 0)
    assert all(one.sample for one in found.checks if one.failed and one.dimension != "timeliness")


def test_every_check_says_its_rule_and_what_ran(found: Measurement):
    assert all(one.says.endswith(".") and one.expectation for one in found.checks)
    assert the(found, "amount.range").says == "amount is at least 0.5."
    assert the(found, "born.range").expectation == "expect_column_values_to_be_between"


def test_no_more_failing_rows_are_kept_than_the_policy_says(tmp_path: Path):
    here = opened(tmp_path)
    columns = {
        "nr": {"required": True, "pattern": "C-[0-9]+"},
        "kind": {"required": True, "allowed": ["a"]},
        "age": {"type": "integer", "minimum": 1},
    }
    registered(here, "DS-B", columns, key=["nr"])
    brought(here, "DS-B", "nr,kind,age", *("X,b,0" for _ in range(900)), *(",,x" for _ in range(9)))
    found = measured(here, "DS-B")
    assert counts(found)["key.unique"] == (909, 2)
    wanted = {"nr.filled": 9, "kind.filled": 9, "age.readable": 9}
    most = quality_policy().checks.sample
    assert {one.name: len(one.sample) for one in found.checks if one.failed} == {
        one.name: wanted.get(one.name, most) for one in found.checks if one.failed
    }


def test_a_reference_that_is_not_there_is_not_measured_and_never_perfect(tmp_path: Path):
    here = opened(tmp_path)
    customers(here)
    brought(here, "DS-A", *CUSTOMERS)
    found = measured(here, "DS-A")
    scores = dimension_scores(found)
    for name, missing in (("link.pol", "DS-P"), ("born.accurate", "DS-R")):
        one = the(found, name)
        assert (one.tested, one.score, one.passes) == (0, None, True)
        assert one.note == f"Nothing of {missing} is there to compare with."
    assert (scores["accuracy"].score, scores["accuracy"].state) == (None, "not_measured")
    assert (scores["consistency"].passed, scores["consistency"].tested) == (1, 2)


def test_what_a_dataset_refers_to_is_taken_as_it_was_in_that_quarter(tmp_path: Path):
    here = opened(tmp_path)
    customers(here)
    registered(here, "DS-P", {"no": {}})
    brought(here, "DS-A", *CUSTOMERS, period="2025-Q4")
    brought(here, "DS-P", "no", "P1", period="2025-Q3")
    brought(here, "DS-P", "no", "P1", "P2", "P9", period="2026-Q1")
    assert counts(measured(here, "DS-A", period="2025-Q4"))["link.pol"] == (4, 2)


def test_a_share_of_its_own_decides_when_a_check_passes(tmp_path: Path):
    here = opened(tmp_path)
    columns = {"a": {"required": True}, "b": {"required": True}}
    registered(here, "DS-C", columns, at_least={"a.filled": 50})
    brought(here, "DS-C", "a,b", "1,1", ",")
    found = measured(here, "DS-C")
    assert (the(found, "a.filled").passes, the(found, "b.filled").passes) == (True, False)


def test_too_few_rows_are_one_element_that_fails(tmp_path: Path):
    here = opened(tmp_path)
    registered(here, "DS-C", {"a": {"required": True}}, least_rows=3)
    brought(here, "DS-C", "a", "1", "2")
    assert counts(measured(here, "DS-C")) == {"rows.enough": (1, 0), "a.filled": (2, 2)}


def test_a_file_without_rows_has_nothing_but_too_few_of_them(tmp_path: Path):
    here = opened(tmp_path)
    customers(here)
    brought(here, "DS-A", CUSTOMERS[0])
    found = counts(measured(here, "DS-A"))
    assert found.pop("rows.enough") == (1, 0)
    assert set(found.values()) == {(0, 0)}
