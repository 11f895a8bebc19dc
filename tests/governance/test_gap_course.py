"""The gap over time: at every signature and quarter end, for each goal and for the company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance.gap_course import course_of
from governance.people import Person
from governance.policy import policy
from governance.promises import Revision

CEO = Person("ingrid", "Ingrid Solberg", "ceo")
CIO = Person("marcus", "Marcus Okafor", "cio")
TODAY = date(2026, 3, 31)


def signed(content, by, day, *, goal_id="GOAL-02", number=1):
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Revision(goal_id, number, by, at, f"{by.name} said so.", content)


@pytest.fixture
def found(chatbot, answer):
    small = replace(chatbot, scores=replace(chatbot.scores, size_of_value=0, strategic_fit=0))
    goals = [
        signed(chatbot, CEO, date(2025, 10, 1)),
        signed(replace(chatbot, wanted_date=date(2026, 12, 31)), CEO, date(2026, 3, 20), number=2),
        signed(small, CEO, date(2026, 1, 10), goal_id="GOAL-03"),
    ]
    replies = [signed(answer, CIO, date(2026, 2, 1))]
    return course_of(goals, replies, today=TODAY, rules=policy())


def test_a_goal_has_a_point_for_every_signature_and_quarter_end(found):
    assert [(point.day, point.cause) for point in found.goals["GOAL-02"]] == [
        (date(2025, 10, 1), "goal"),
        (date(2025, 12, 31), "quarter_end"),
        (date(2026, 2, 1), "reply"),
        (date(2026, 3, 20), "goal"),
        (date(2026, 3, 31), "quarter_end"),
    ]


def test_the_gap_is_not_known_before_the_reply_and_is_the_worked_case_after_it(found):
    points = found.goals["GOAL-02"]
    assert points[1].alignment_gap is None
    assert points[1].value_score == pytest.approx(82.5)
    assert points[2].alignment_gap == pytest.approx(33.5)
    assert (points[2].date_gap_days, points[2].why) == (92, "Marcus Okafor said so.")
    assert points[3].date_gap_days == 0


def test_in_the_company_each_goal_is_as_heavy_as_its_value_and_silence_is_counted(found):
    by_day = {point.day: point for point in found.company}
    assert by_day[date(2025, 12, 31)].points_apart is None
    after = by_day[date(2026, 2, 1)]
    assert after.points_apart == pytest.approx(33.5)
    assert (after.days_late, after.answered, after.unanswered, after.dated) == (92, 1, 1, 1)
    assert by_day[date(2026, 3, 20)].days_late == 0


def test_two_answered_goals_are_averaged_by_what_they_are_worth(chatbot, answer):
    small = replace(
        chatbot, scores=replace(chatbot.scores, size_of_value=0, strategic_fit=0, urgency=0)
    )
    goals = [
        signed(chatbot, CEO, date(2026, 1, 5)),
        signed(small, CEO, date(2026, 1, 5), goal_id="GOAL-03"),
    ]
    replies = [
        signed(answer, CIO, date(2026, 1, 6)),
        signed(answer, CIO, date(2026, 1, 6), goal_id="GOAL-03"),
    ]
    (last,) = [
        point
        for point in course_of(goals, replies, today=TODAY, rules=policy()).company
        if point.day == TODAY
    ]
    apart = abs(10.5 - 49)
    assert last.points_apart == pytest.approx((33.5 * 82.5 + apart * 10.5) / (82.5 + 10.5))


def test_without_goals_there_is_no_course():
    found = course_of([], [], today=TODAY, rules=policy())
    assert (found.goals, found.company) == ({}, ())
