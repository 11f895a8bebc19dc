"""What changed since last time: restated numbers first, what is only variation last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance import goals, replies
from governance.checkin.changes import changes_since, ranked
from governance.checkin.deciding import Choice, decide, sides
from governance.checkin.meeting import check_ins, meeting
from governance.checkin.moved import moved
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Change
from governance.checkin.stage import stage
from governance.forecast.shapes import Finish
from governance.promises import Obstacle
from governance.scorecard import scorecard as scored
from governance.trend_shapes import NO_CHANGE
from governance.uploads import undoing
from pipelines.metrics.book import MetricBook, Thresholds
from tests.governance.checkin.closing import CHATBOT, END, adoption, closed, measured, signed
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE, TODAY, opened
from tests.reports.checkin_examples import FORECAST
from tests.reports.examples import goal, scorecard

RULES = checkin_policy().changes
LATER = END + timedelta(hours=1)


def since(workspace, **kinds):
    """Return what changed, or only what is of one kind."""
    found = stage(workspace, None, today=TODAY).changes
    return [one for one in found if one.kind in kinds] if kinds else list(found)


def of(workspace, kind):
    return [one for one in since(workspace) if one.kind == kind]


def test_right_after_the_close_nothing_has_changed(ended):
    assert since(ended) == []


def test_a_restated_number_comes_first_with_both_values_and_its_file(ended, tmp_path):
    adoption(ended, tmp_path, "2026-Q1", active=55)
    first = since(ended)[0]
    assert (first.kind, first.metric) == ("restated", "adoption_rate")
    assert (first.before, first.after) == ("66%", "55%")
    assert "adoption_2026-Q1_55.csv" in first.reason
    assert first.title == "Adoption, 2026-Q1"


def test_a_restated_earlier_quarter_is_found_as_well(ended, tmp_path):
    adoption(ended, tmp_path, "2025-Q4", active=44)
    (one,) = of(ended, "restated")
    assert (one.title, one.before, one.after) == ("Adoption, 2025-Q4", "50%", "44%")


def test_a_number_that_was_taken_back_is_restated_to_what_counted_before(ended, cast, tmp_path):
    load = next(one for one in ended.catalogue.loads() if one.file_name.startswith("adoption_2026"))
    undoing.undo(ended, cast.staff, load.id, reason="Wrong file.", now=LATER)
    (one,) = of(ended, "restated")
    assert (one.before, one.after, one.by) == ("66%", "no data", str(cast.staff))
    assert "taken back" in one.reason
    assert [x.after for x in of(ended, "load")] == ["taken back: adoption, 2026-01 to 2026-03"]


def test_the_figure_of_a_goals_own_unit_is_restated_by_name_though_the_quarter_has_moved_on(
    ready, cast, tmp_path
):
    own = replace(CHATBOT, metric="adoption_rate", business_unit="Claims", initiative_id="")
    goals.state_goal(ready, cast.ceo, goal_id="GOAL-03", goal=own, why="New.", now=END)
    closed(ready, cast)
    adoption(ready, tmp_path, "2026-Q1", active=55)
    adoption(ready, tmp_path, "2026-Q2", active=70)
    found = stage(ready, None, today=date(2026, 6, 30))
    assert found.card.period == "2026-Q2"
    told = {one.goal_id: one for one in found.changes if one.kind == "restated"}
    assert told[""].title == "Adoption, 2026-Q1"
    assert (told["GOAL-03"].before, told["GOAL-03"].after) == ("66%", "55%")
    assert told["GOAL-03"].title.endswith("Adoption, 2026-Q1")


def test_a_figure_that_was_not_complete_then_is_no_restatement(ready, cast, tmp_path):
    whole = stage(ready, meeting(ready, CHECK_IN), today=TODAY)
    tiles = tuple(
        replace(
            tile,
            history=tuple(replace(point, state="provisional") for point in tile.history),
        )
        for tile in whole.card.tiles
    )
    closed(ready, cast, stage=replace(whole, card=replace(whole.card, tiles=tiles)))
    adoption(ready, tmp_path, "2026-Q1", active=55)
    assert of(ready, "restated") == []


def test_a_new_file_is_told_with_what_it_holds(ended, tmp_path):
    adoption(ended, tmp_path, "2026-Q1", active=55)
    (one,) = of(ended, "load")
    assert (one.title, one.after) == (
        "adoption_2026-Q1_55.csv",
        "loaded: adoption, 2026-01 to 2026-03",
    )


def test_a_colour_that_changed_is_told_in_words(ended, tmp_path):
    adoption(ended, tmp_path, "2026-Q1", active=30)
    (one,) = [x for x in of(ended, "colour") if not x.goal_id]
    assert (one.before, one.after) == ("66%, on target", "30%, off target")


def test_a_colour_that_changed_within_usual_variation_says_so_and_comes_last(ready, cast, tmp_path):
    for quarter in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"):
        adoption(ready, tmp_path, quarter, active=(40, 80, 60))
    adoption(ready, tmp_path, "2026-Q1", active=(40, 50, 60))
    closed(ready, cast)
    adoption(ready, tmp_path, "2026-Q1", active=(80, 70, 60))
    last = since(ready)[-1]
    assert (last.before, last.after) == ("50%, watch", "70%, on target")
    assert (last.reason, last.weight) == (NO_CHANGE, RULES.usual_variation)


def test_a_colour_that_follows_from_another_limit_is_no_variation(ended):
    metrics = dict(ended.metrics.metrics)
    stricter = Thresholds(green=90, amber=80)
    metrics["adoption_rate"] = metrics["adoption_rate"].model_copy(update={"thresholds": stricter})
    other = replace(ended, metrics=MetricBook(metrics, ended.metrics.file))
    card = scored(other, today=TODAY)
    found = changes_since(other, check_ins(ended)[0], card=card, today=TODAY)
    (one,) = [each for each in found if each.kind == "colour" and not each.goal_id]
    assert (one.before, one.after) == ("66%, on target", "66%, off target")
    assert one.reason == "Its limits in the metric file were changed."
    assert one.weight == RULES.worse_colour
    assert not [each for each in found if each.kind == "restated"], "no figure was computed anew"


def test_a_changed_definition_is_named_with_the_field_that_differs(ended):
    metrics = dict(ended.metrics.metrics)
    metrics["adoption_rate"] = metrics["adoption_rate"].model_copy(update={"caveat": "Otherwise."})
    other = replace(ended, metrics=MetricBook(metrics, ended.metrics.file))
    card = stage(ended, None, today=TODAY).card
    (one,) = changes_since(other, check_ins(ended)[0], card=card, today=TODAY)
    assert (one.kind, one.metric) == ("definition", "adoption_rate")
    assert one.after.startswith("caveat: ")


def test_a_changed_goal_says_what_who_and_why(ended, cast):
    changed = replace(CHATBOT, priority=3, wanted_date=date(2026, 12, 31))
    goals.change_goal(
        ended, cast.ceo, goal_id=GOAL, seen=1, goal=changed, why="The autumn is full.", now=LATER
    )
    (day,) = of(ended, "date")
    assert (day.before, day.after) == ("30 Sep 2026", "31 Dec 2026")
    (rest,) = of(ended, "goal")
    assert (rest.before, rest.after) == ("priority 1", "priority 3")
    assert {day.by, rest.by} == {cast.ceo.name, str(cast.ceo)}
    assert {day.reason, rest.reason} == {"The autumn is full."}


def test_a_new_goal_is_news(ended, cast):
    goals.state_goal(ended, cast.ceo, goal_id="GOAL-03", goal=CHATBOT, why="New.", now=LATER)
    (one,) = of(ended, "goal")
    assert (one.goal_id, one.after) == ("GOAL-03", "new goal, wanted by 30 Sep 2026")


def test_a_reply_tells_its_date_and_each_blocker(ended, cast, answer):
    gap = Obstacle("data_gap", "Customers twice", "Tomás", date(2026, 1, 1))
    replies.give_reply(
        ended, cast.cio, goal_id=GOAL, seen=0, reply=replace(answer, blockers=(gap,)),
        why="Looked into it.", now=LATER,
    )  # fmt: skip
    (day,) = of(ended, "date")
    assert (day.before, day.after, day.by) == ("no date", "31 Dec 2026", cast.cio.name)
    (one,) = of(ended, "blocker")
    assert one.title.endswith("Customers twice")
    assert (one.before, one.after) == ("", "data gap, Tomás, gone by: not known")
    assert of(ended, "reply") == []


@ON_SQLITE
def test_what_was_decided_last_time_is_visible_next_time(running, cast):
    line = stage(running, None, today=TODAY).line(GOAL)
    choice = Choice(GOAL, ("re_time",), "Not before spring.", new_date=date(2027, 2, 28))
    decide(
        running, cast.ceo, CHECK_IN, choice, before=sides(line, None), seen=0, today=TODAY, now=END
    )
    assert since(running) == [], "what the running meeting decides is no news in it"
    signed(running, cast)
    closed(running, cast)
    opened(running, cast, months=1)
    (one,) = of(running, "decision")
    assert (one.before, one.after) == ("30 Sep 2026", "re-time, by 28 Feb 2027")
    assert one.reason == f"{CHECK_IN}: Not before spring."


@ON_SQLITE
def test_before_the_first_check_in_the_quarter_before_is_last_time(running, cast, tmp_path):
    measured(running, tmp_path)
    found = since(running)
    assert [(one.kind, one.metric) for one in found] == [
        ("goal", ""),
        ("colour", "adoption_rate"),
    ]
    assert found[1].before == "50%, watch"


@ON_SQLITE
def test_without_an_earlier_quarter_there_is_nothing_to_hold_it_against(running):
    assert since(running) == []


def test_what_was_restated_precedes_everything_and_variation_comes_last():
    kinds = ("load", "colour", "restated", "date")
    weights = (10.0, RULES.usual_variation, 5.0, 72.0)
    found = [Change(kind, kind, "", "", w) for kind, w in zip(kinds, weights, strict=True)]
    assert [one.kind for one in ranked(found)] == ["restated", "date", "load", "colour"]


@ON_SQLITE
@pytest.mark.parametrize(("days", "told"), [(13, 0), (14, 1), (400, 1)])
def test_a_forecast_that_trembles_is_no_news(running, days, told):
    later = replace(FORECAST, finish=replace(FORECAST.finish, p50=date(2026, 12, 31)))
    sooner = date(2026, 12, 31) - timedelta(days=days)
    earlier = replace(FORECAST, finish=Finish(0.1, sooner, None, None))
    before = scorecard(lines=(goal(forecast=earlier),))
    now = scorecard(lines=(goal(forecast=later),))
    assert len(list(moved(running, before, now, rules=RULES))) == told


@ON_SQLITE
def test_the_further_a_date_moves_the_more_it_weighs(running):
    def weight(wanted):
        line = goal(ceo=replace(goal().ceo, wanted_date=wanted))
        (one,) = moved(running, scorecard(lines=(goal(),)), scorecard(lines=(line,)), rules=RULES)
        return one.weight

    near, far = weight(date(2026, 10, 15)), weight(date(2028, 9, 30))
    assert RULES.date < near < far == RULES.far_date
