"""Two closed check-ins side by side: goal by goal, then the figures, only where they differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.checkin.comparing import compare
from governance.checkin.shapes import Frozen
from governance.checkin.written import canonical
from governance.forecast.shapes import Finish
from tests.reports.checkin_examples import AT, DECISION, FORECAST, meeting, stage
from tests.reports.examples import goal, scorecard, tile


def frozen(card, **changes) -> Frozen:
    """Return a closed check-in over a scorecard, as a close would write it."""
    parts = {"stage": stage(card=card), "meeting": meeting(decisions=())} | changes
    body = canonical(parts | {"definitions": {"metrics": {}, "policies": {}}})
    return Frozen("CI", 41, 7, "code", "0", body, "0", (), AT)


BEFORE = scorecard(lines=(goal(),), tiles=(tile(), tile("accuracy")))


def test_two_meetings_that_say_the_same_do_not_differ():
    assert compare(frozen(BEFORE), frozen(BEFORE)) == ()


def test_a_goal_differs_in_dates_chance_gap_colour_figure_and_decision():
    line = goal(
        value=35.0,
        status="green",
        alignment_gap=12.5,
        ceo=replace(goal().ceo, wanted_date=date(2027, 2, 28)),
        cio=replace(goal().cio, realistic_date=date(2027, 1, 31)),
    )
    likely = replace(FORECAST, finish=Finish(0.75, date(2026, 9, 1), None, None))
    now = scorecard(lines=(line,), tiles=BEFORE.tiles)
    second = frozen(
        now,
        stage=stage(card=now, forecasts=(("G-01", likely),)),
        meeting=meeting(decisions=(DECISION,)),
    )
    found = {one.what: (one.first, one.second) for one in compare(frozen(BEFORE), second)}
    assert found == {
        "wanted date": ("30 Sep 2026", "28 Feb 2027"),
        "realistic date": ("31 Aug 2027", "31 Jan 2027"),
        "forecast (P50)": ("31 Dec 2026", "1 Sep 2026"),
        "chance of the date": ("0%", "75%"),
        "gap": ("33.5", "12.5"),
        "standing": ("off target", "on target"),
        "figure": ("21% ()", "35% ()"),
        "decision": ("none", "re-scope + re-time"),
    }


def test_a_goal_that_came_or_went_is_named_once():
    two = scorecard(lines=(goal(), goal("G-02", title="Another one")), tiles=BEFORE.tiles)
    (came,) = [one for one in compare(frozen(BEFORE), frozen(two)) if one.what == "goal"]
    assert (came.goal_id, came.first, came.second) == ("G-02", "not there", "Another one")


def test_a_tile_differs_in_its_figure_and_colour():
    now = scorecard(lines=(goal(),), tiles=(tile(value=40.0, status="red"), tile("accuracy")))
    (one,) = compare(frozen(BEFORE), frozen(now))
    assert (one.title, one.first) == ("Adoption rate", "62.4% (2026-Q1), on target")
    assert one.second == "40% (2026-Q1), off target"
