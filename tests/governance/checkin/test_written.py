"""What is hashed is always the same text, and can be read back as what it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from governance.checkin.shapes import Meeting, Stage
from governance.checkin.written import canonical, read_back
from pipelines.errors import GapError
from tests.reports.checkin_examples import meeting, stage


@dataclass(frozen=True)
class Earlier:
    """A shape as it once was."""

    name: str
    gone: int = 0


@dataclass(frozen=True)
class Later:
    """The same with a field more and one less."""

    name: str
    gained: float | None = None


@dataclass(frozen=True)
class Stricter:
    """The same with a field that has no default."""

    name: str
    needed: date


@pytest.mark.parametrize(("shape", "value"), [(Stage, stage()), (Meeting, meeting())])
def test_a_whole_meeting_comes_back_as_it_was(shape, value):
    assert read_back(shape, json.loads(canonical(value))) == value


def test_the_text_does_not_depend_on_order_or_zone():
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=2)))
    assert canonical({"b": noon, "a": {2, 1}}) == canonical({"a": {1, 2}, "b": there})


def test_money_is_text_and_days_are_iso():
    assert canonical([Decimal("1E+3"), date(2026, 4, 1)]) == '["1000","2026-04-01"]'


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), datetime(2026, 4, 1), object()]
)
def test_what_says_nothing_is_not_frozen_as_if_it_did(value):
    with pytest.raises(ValueError):
        canonical({"figure": value})


def test_a_field_gained_since_takes_its_default_and_one_lost_is_passed_over():
    assert read_back(Later, json.loads(canonical(Earlier("Adoption", 3)))) == Later("Adoption")


def test_what_cannot_be_read_any_more_is_said_in_words():
    with pytest.raises(GapError, match="cannot be read by this version"):
        read_back(Stricter, json.loads(canonical(Earlier("Adoption"))))
