"""Capacity on a day: what was asked of IT and met by then, and which posts were filled."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.capacity import infra_requests, posts
from tests.pipelines.metrics.stores import header, load, workspace

INFRA, TALENT = header("infra"), header("talent")


@pytest.fixture
def here(tmp_path):
    return workspace(tmp_path)


def infra(*rows: str) -> str:
    return INFRA + "".join(f"{row}\n" for row in rows)


def test_an_empty_workspace_has_neither_requests_nor_posts(here):
    assert infra_requests(here, on=date(2026, 3, 31)) == {}
    assert posts(here, on=date(2026, 3, 31)) == ()


@pytest.fixture
def asked(here, tmp_path):
    load(here, tmp_path, "infra_2026-Q1.csv", infra(
        "R1,AI-001,gpu,2026-01-01,,2026-01-11,4,4,GPU",
        "R2,AI-001,gpu,2026-01-01,,2026-01-21,4,1,GPU",
        "R3,AI-001,tool,2026-02-01,,2026-03-01,1,,licence",
        "R4,AI-001,data_access,2026-03-01,,,1,,dataset",
        "R5,AI-002,storage,2026-01-01,,2026-01-06,2,3,TB",
    ))  # fmt: skip
    return here


def test_a_request_counts_by_the_share_that_was_granted_and_can_be_used(asked):
    found = infra_requests(asked, on=date(2026, 3, 31))["AI-001"]
    assert (found.asked, found.met, found.waiting) == (4, 2, 1)
    assert found.met_share == pytest.approx(1 + 0.25 + 1 + 0)
    assert found.waits == (10, 20, 28, 30)


def test_more_than_was_asked_for_makes_up_for_no_other_request(asked):
    assert infra_requests(asked, on=date(2026, 3, 31))["AI-002"].met_share == 1


def test_what_came_after_the_day_is_not_known_yet(asked):
    found = infra_requests(asked, on=date(2026, 1, 15))["AI-001"]
    assert (found.asked, found.met, found.waiting, found.waits) == (2, 1, 1, (10, 14))


def test_the_newest_quarter_that_has_ended_tells_the_posts(here, tmp_path):
    for quarter, filled in (("2025-Q3", 1), ("2025-Q4", 2)):
        rows = f"data_engineer,Claims,{quarter},4,{filled},1,,\nsteward,Claims,{quarter},2,2,,,\n"
        load(here, tmp_path, f"talent_{quarter}.csv", TALENT + rows)
    engineers, stewards = posts(here, on=date(2026, 3, 30))
    assert (engineers.required, engineers.filled, engineers.contractors) == (4, 2, 1)
    assert (engineers.quarter.label, stewards.contractors) == ("2025-Q4", 0)
    assert posts(here, on=date(2025, 12, 30))[0].filled == 1
    assert posts(here, on=date(2025, 9, 29)) == ()
