"""Every state of a promise stays readable, and each change says what it was before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from governance.people import Person
from governance.promises import Obstacle, Revision
from reports.revisions import changes, differences, field_words, timeline
from tests.governance.test_merging import GOAL, REPLY
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read

CEO = Person("ada", "Ada Lindqvist", "ceo")
CIO = Person("ravi", "Ravi Menon", "cio")


def signed(number, content, by=CEO, month=1, why="A reason."):
    return Revision("G-01", number, by, datetime(2026, month, 5, tzinfo=UTC), why, content)


def test_the_newest_signature_stands_first_and_none_is_left_out():
    later = replace(GOAL, wanted_date=date(2027, 3, 31))
    shown = read(
        timeline((signed(1, GOAL), signed(2, later, month=3)), (signed(1, REPLY, CIO, 2),))
    ).text
    places = [shown.index(each) for each in ("Goal, revision 2", "Reply, revision 1")]
    assert places == sorted(places)
    assert shown.index("Goal, revision 1") > places[-1]
    assert "Wanted by: 30 Sep 2026 → 31 Mar 2027" in shown


def test_a_first_statement_says_what_it_promised():
    shown = read(timeline((signed(1, GOAL),), ())).text
    assert "Wanted by: 30 Sep 2026" in shown
    assert "Target path: 2026-Q3 100" in shown


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"), ("", "nothing"), ((), "nothing"), (True, "yes"),
        (Decimal("180000"), "€180k"), (1250000.0, "1,250,000"), (0.0, "0"), (3, "3"),
        (date(2026, 9, 30), "30 Sep 2026"), ((("2026-Q3", 40.0), ("2026-Q4", 60.5)),
                                             "2026-Q3 40; 2026-Q4 60.5"),
        ((Obstacle("data_gap", "Twice", "CRM", date(2026, 1, 2), date(2026, 6, 1)),),
         "Data gap: Twice (CRM, since 2 Jan 2026, gone 1 Jun 2026)"),
    ],
)  # fmt: skip
def test_every_field_has_words(value, said):
    assert field_words(value) == said


def test_a_change_shows_only_what_differs():
    after = replace(GOAL, priority=2)
    assert differences(GOAL, after) == [("Priority", "1", "2")]
    both = replace(after, title="Chatbot with contracts")
    shown = read(changes(GOAL, both, ("priority",))).text
    assert "Priority" in shown
    assert "contracts" not in shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_reason_that_attacks_stays_text(attack):
    hostile = replace(GOAL, title=attack, reason=attack)
    markup = timeline((signed(1, GOAL), signed(2, hostile, month=2, why=attack)), ())
    assert set(read(markup).elements) <= {"ul", "li", "div", "span"}
