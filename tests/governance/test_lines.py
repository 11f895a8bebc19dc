"""A goal's line: its colour follows the agreed path, its two sides stand beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.people import Person
from governance.policy import policy
from governance.promises import Goal, Obstacle, Reply, Revision
from governance.scorecard.lines import Promise, goal_line, worst_first
from governance.scorecard.shapes import GoalLine
from governance.scorecard.standing import Freshness
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from tests.governance.conftest import NOW

RULES = policy()
TODAY = date(2026, 3, 31)
CEO = Person("ingrid", "Ingrid Solberg", "ceo")
CIO = Person("marcus", "Marcus Okafor", "cio")
PLAIN = {
    "name": "share", "title": "Share", "question": "How much?", "perspective": "operational",
    "kind": "leading", "type": "simple", "extract": "initiatives", "formula": "count(*)",
    "unit": "%", "better": "higher", "owner": "cio", "source": "A file", "missing": "Nothing.",
    "caveat": "None.",
}  # fmt: skip
BANDED = Metric(**{**PLAIN, "thresholds": {"green": 60, "amber": 40}})
UNLIMITED = Metric(**PLAIN)
RANGED = Metric(
    **{**PLAIN, "better": "in range", "range": {"low": 0.8, "high": 1.25, "tolerance": 0.1}}
)


@pytest.fixture
def goal(chatbot: Goal) -> Goal:
    """A year's goal from 40 to 80, of which a quarter has passed."""
    return replace(
        chatbot,
        baseline=40.0,
        starts_on=date(2025, 12, 31),
        wanted_date=date(2026, 12, 31),
        target_path=(("2026-Q1", 50.0), ("2026-Q3", 70.0), ("2026-Q4", 80.0)),
    )


def line(
    goal: Goal,
    value: float | None,
    *,
    reply: Reply | None = None,
    metric: Metric | None = BANDED,
    period: str = "2026-Q1",
    today: date = TODAY,
    goal_number: int = 1,
    state: str = "ok",
) -> GoalLine:
    cell = Cell(period, value, 10, 1.0, state if value is not None or state != "ok" else "no_data")
    answer = None if reply is None else Revision("GOAL-02", 1, CIO, NOW, "First.", reply)
    promise = Promise(Revision("GOAL-02", goal_number, CEO, NOW, "Said.", goal), answer, metric)
    fresh = Freshness(today, 45, arrived=True)
    return goal_line(promise, [cell], fresh, period=parsed(period), rules=RULES)


@pytest.mark.parametrize(
    ("value", "status"), [(50, "green"), (49.9, "amber"), (30, "amber"), (29.9, "red")]
)
def test_the_periods_own_target_is_the_green_edge_and_amber_is_the_metrics_band(
    goal, value, status
):
    assert line(goal, value).status == status


def test_without_thresholds_amber_is_a_tenth_of_the_way(goal):
    assert line(goal, 46, metric=UNLIMITED).status == "amber"
    assert line(goal, 45.9, metric=UNLIMITED).status == "red"


def test_between_two_targets_the_earlier_one_holds(goal):
    found = line(goal, 55, period="2026-Q2", today=date(2026, 6, 30))
    assert found.target_now == 50
    assert found.target_end == 80


def test_a_goal_behind_the_straight_line_is_not_green_where_the_path_is_silent(goal):
    found = line(goal, 52, period="2026-Q2", today=date(2026, 6, 30))
    assert found.attainment == 30
    assert found.pace == pytest.approx(30 - 100 * 181 / 365)
    assert (found.behind, found.status) == (True, "amber")


def test_where_the_path_names_the_period_the_agreed_figure_decides(goal):
    late_path = replace(goal, target_path=(("2026-Q1", 41.0), ("2026-Q4", 80.0)))
    found = line(late_path, 41)
    assert found.behind
    assert found.status == "green"


def test_before_the_first_target_only_the_pace_can_be_judged(goal):
    later = replace(goal, target_path=(("2026-Q4", 80.0),))
    assert line(later, 40).status == "amber"
    assert line(later, 60).status == "no_target"


def test_in_a_range_the_metrics_own_edges_count(goal):
    ranged = replace(goal, target_path=(("2026-Q1", 0.8),), baseline=None)
    assert line(ranged, 0.9, metric=RANGED).status == "green"
    assert line(ranged, 0.71, metric=RANGED).status == "amber"
    assert line(ranged, 0.65, metric=RANGED).status == "red"
    assert line(ranged, 0.75, metric=RANGED).attainment == pytest.approx(50)


@pytest.mark.parametrize("state", ["no_data", "not_estimable"])
def test_an_unknown_value_has_no_colour_attainment_or_pace(goal, state):
    found = line(goal, None, state=state)
    assert (found.status, found.attainment, found.pace) == (state, None, None)


def test_a_provisional_value_is_shown_without_a_colour(goal):
    found = line(goal, 70, state="provisional")
    assert (found.value, found.status) == (70, "provisional")


def test_a_goal_whose_metric_is_gone_keeps_its_two_sides(goal, answer):
    found = line(goal, None, metric=None, reply=answer)
    assert found.status == "no_data"
    assert found.metric_title == "in_production_share"
    assert found.date_gap_days == 0


def test_both_sides_and_their_gap_stand_on_one_line(goal, answer):
    found = line(replace(goal, wanted_date=date(2026, 9, 30)), 50, reply=answer)
    assert found.ceo.value_score == pytest.approx(82.5)
    assert found.ceo.value_parts[0] == ("size_of_value", 80, 0.35)
    assert found.cio.feasibility_score == 49
    assert found.cio.capped
    assert found.cio.feasibility_parts[0] == ("data", 30, 0.35)
    assert found.cio.evidence[0] == ("data", "31 % duplicates.")
    assert found.alignment_gap == pytest.approx(33.5)
    assert found.alignment_words == "strategy ahead of execution"
    assert found.date_gap_days == 92
    assert (found.ceo.by, found.cio.by) == ("Ingrid Solberg", "Marcus Okafor")


def test_without_a_reply_the_gap_is_unknown_and_not_zero(goal):
    found = line(goal, 50)
    assert found.cio is None
    assert (found.alignment_gap, found.date_gap_days) == (None, None)
    assert found.alignment_words == "no reply yet"


def test_a_reply_to_an_earlier_revision_is_marked_as_such(goal, answer):
    assert not line(goal, 50, reply=answer).reply_is_older
    moved = line(goal, 50, reply=answer, goal_number=2)
    assert moved.reply_is_older
    assert moved.changes == 1


def test_the_widest_gap_comes_first_and_the_unknown_before_the_timely(goal, answer):
    def named(name: str, realistic: date | None, value: float = 50) -> GoalLine:
        reply = None if realistic is None else replace(answer, realistic_date=realistic)
        return replace(line(goal, value, reply=reply), goal_id=name)

    lines = [
        named("timely", date(2026, 12, 1)),
        named("unanswered", None),
        named("late", date(2027, 3, 1)),
        named("timely and red", date(2026, 12, 1), value=0),
        named("latest", date(2027, 9, 1)),
    ]
    assert [one.goal_id for one in worst_first(lines)] == [
        "latest", "late", "unanswered", "timely and red", "timely",
    ]  # fmt: skip


def test_what_data_said_and_what_is_at_stake_stand_beside_the_cios_word(goal, answer):
    told = replace(answer.scores.data, measured=31.5, measured_words="Customers hold it back.")
    at_stake = Obstacle(
        "data_gap", "CRM", "Lena", TODAY, evidence="DS-CRM", days_at_stake=92,
        money_at_stake_eur=Decimal(250000),
    )  # fmt: skip
    reply = replace(answer, scores=replace(answer.scores, data=told), blockers=(at_stake,))
    cio = line(goal, 50, reply=reply).cio
    assert cio is not None
    assert cio.measured[0] == ("data", 31.5, "Customers hold it back.")
    assert cio.measured[1] == ("infrastructure", None, "")
    (blocker,) = cio.blockers
    assert (blocker.evidence, blocker.days_at_stake) == ("DS-CRM", 92)
    assert blocker.money_at_stake_eur == 250000
