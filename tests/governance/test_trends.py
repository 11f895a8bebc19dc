"""Signal or noise: what a check-in says of a figure that moved, and when limits are drawn anew."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance.people import Person
from governance.policy import policy
from governance.records.opening import writing
from governance.trend_course import Asked, course
from governance.trend_shapes import RecordedStep, Trend
from governance.trends import record_step, steps, trend, withdraw_step
from pipelines.errors import GapError, MetricError, NotAllowed, NotFound
from pipelines.metrics.results import Cell, State
from pipelines.periods import Grain, parsed
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW, Cast
from tests.pipelines.metrics.stores import header, load, registers
from tests.pipelines.metrics.test_bounds import BOOK

NOISE = [52.0, 55, 49, 53, 58, 51, 54, 56, 50, 57, 53, 55]
QUIET = [50.0, 52, 49, 51, 48, 50, 52, 49, 51, 50, 49, 51]
CAUSE = "Everybody was trained."
BY = Cast().cio


def judged(
    values: Sequence[float | None],
    *recorded: RecordedStep,
    metric: str = "adoption_rate",
    target: float | None = None,
    grain: Grain = "month",
    state: State = "ok",
    adds_up: bool = False,
    today: date = date(2030, 1, 1),
) -> Trend:
    """Return the course of a series that begins in January 2024; ``state`` is the last one's."""
    first = parsed("2024-01" if grain == "month" else "2024-Q1")
    cells = [
        Cell(
            first.shift(place).label,
            value,
            30,
            1.0,
            state if place == len(values) - 1 else "ok" if value is not None else "no_data",
        )
        for place, value in enumerate(values)
    ]
    asked = Asked(grain, today, policy().trends, {}, 1, target, adds_up)
    return course(BOOK.metric(metric), cells, recorded, asked)


def step(period: str) -> RecordedStep:
    return RecordedStep("adoption_rate", period, 1, "record", CAUSE, "It will last.", BY, NOW)


def test_the_worked_example_is_no_change_beyond_usual_variation():
    found = judged(NOISE)
    assert (found.verdict, found.words) == ("usual", "No change beyond usual variation.")
    (segment,) = found.segments
    assert (segment.state, segment.rests_on) == ("locked", 12)
    assert segment.limits is not None
    assert segment.limits.mean == pytest.approx(53.583, abs=1e-3)
    assert segment.limits.mean_range == pytest.approx(4.4545, abs=1e-4)
    assert (segment.shown_lower, segment.shown_upper) == pytest.approx((41.734, 65.432), abs=1e-3)
    assert found.signals == ()


def test_a_point_outside_is_a_real_move_and_says_where():
    fell = judged([*NOISE, 30])
    assert (fell.verdict, fell.side, fell.better) == ("signal", "below", False)
    assert fell.words == "A real fall: below the usual range in 2025-01."
    assert judged([*NOISE, 80]).words == "A real rise: above the usual range in 2025-01."
    assert judged([*NOISE, 80], metric="drift_psi").better is False


def test_a_run_is_a_shift_that_asks_for_its_cause():
    found = judged([*QUIET, 51, 52, 51, 52, 51, 52, 51, 52])
    assert found.words == (
        "Nine months in a row above the mean since 2024-12: a shift; "
        "record its cause to draw new limits."
    )
    assert found.better is True


def test_a_rise_without_a_break_and_two_near_the_limit_are_told():
    rising = judged([*[50.0, 60] * 6, 51, 52, 53, 54, 55, 56, 57])
    assert rising.words == "A real rise: seven months until 2025-07, each higher than the last."
    near = judged([*NOISE, 63.0, 54, 63])
    assert near.words == "A real rise: two of the three months until 2025-03 near the upper limit."


def test_a_signal_of_an_earlier_quarter_is_drawn_but_no_longer_news():
    found = judged([*NOISE[:6], 80, *NOISE])
    assert found.verdict == "usual"
    assert [(one.rule, one.period) for one in found.signals][0] == ("outside", "2024-07")


@pytest.mark.parametrize(
    ("count", "state"), [(5, "too_few"), (6, "trial"), (11, "trial"), (12, "locked")]
)
def test_limits_need_six_points_and_are_locked_at_twelve(count, state):
    found = judged(NOISE[:count])
    assert found.segments[0].state == state
    if state == "too_few":
        assert found.words == "Too few points to say: 5 months known, 6 in a row are needed."
        assert (found.verdict, found.segments[0].limits) == ("too_few", None)


def test_trial_limits_are_called_so():
    assert judged(NOISE[:9]).notes == (
        "Trial limits: they rest on 9 months and are locked after 12.",
    )


def test_locked_limits_do_not_follow_the_figures():
    alone, later = judged(NOISE), judged([*NOISE, 70, 75, 80, 85])
    assert later.segments[0].limits == alone.segments[0].limits
    assert (later.segments[0].n, later.segments[0].rests_on) == (16, 12)


def test_what_never_moved_is_constant_and_what_moves_then_is_news():
    still = judged([3.0] * 14)
    assert (still.verdict, still.segments[0].state) == ("constant", "constant")
    assert still.words == (
        "It has stood at 3 for 14 months: constant, so there is no variation to judge by."
    )
    moved = judged([*[3.0] * 14, 9])
    assert moved.words == "A real rise: above the usual range in 2025-03."
    assert {one.period for one in moved.signals} == {"2025-03"}


def test_nothing_is_said_where_nothing_is_known():
    assert judged([None, None]).words == (
        "Too few points to say: 0 months known, 6 in a row are needed."
    )
    assert judged([]).verdict == "too_few"


def test_a_figure_that_is_incomplete_or_not_over_is_shown_but_not_judged():
    provisional = judged([*NOISE, 95], state="provisional")
    assert (provisional.verdict, provisional.points[-1].judged) == ("usual", False)
    running = judged([*NOISE, 95], today=date(2025, 1, 20))
    assert running.verdict == "usual"
    assert running.notes == ("2025-01 is not judged: The period is not over.",)


def test_a_step_with_cause_run_and_eight_points_draws_new_limits():
    found = judged([*QUIET, 60, 61, 60, 59, 61, 60, 62, 60], step("2025-01"))
    assert [(one.first, one.last, one.state) for one in found.segments] == [
        ("2024-01", "2024-12", "locked"),
        ("2025-01", "2025-08", "trial"),
    ]
    assert found.steps[0].counts
    assert found.segments[1].step == found.steps[0].step
    assert found.words == "No change beyond usual variation since the step of 2025-01."
    assert found.notes[0] == f"Limits are drawn from 2025-01 on: {CAUSE}"


def test_with_seven_points_the_limits_stay_and_what_is_missing_is_said():
    found = judged([*QUIET, 60, 61, 60, 59, 61, 60, 62], step("2025-01"))
    assert (len(found.segments), found.steps[0].counts) == (1, False)
    lacks = "The limits stay until 8 points follow it; there are 7 so far."
    assert found.steps[0].words == lacks
    assert found.words == (
        "Eight months in a row above the mean since 2024-12: a shift. "
        f"Its cause is recorded: {CAUSE} {lacks}"
    )


def test_a_recorded_cause_without_a_run_moves_nothing():
    found = judged([*QUIET, 60, 49, 60, 49, 60, 49, 60, 49, 60], step("2025-01"))
    assert (len(found.segments), found.steps[0].counts) == (1, False)
    assert "no 7 points in a row" in found.steps[0].words


def test_a_run_without_a_recorded_cause_moves_nothing():
    assert len(judged([*QUIET, *[60.0, 61] * 6]).segments) == 1


def test_a_step_needs_points_before_it_and_one_ahead_of_the_data_waits():
    early = judged([50, 51, 60.0, 61, 60, 61, 60, 61, 60, 61, 60], step("2024-03"))
    assert "there are 2 known points before it" in early.steps[0].words
    ahead = judged(NOISE, step("2026-01"))
    assert ahead.steps[0].words == "No figures from then on are known yet."


def test_a_step_of_a_month_begins_with_the_first_whole_quarter():
    level = [50.0, 52, 49, 51, 48, 50, 52, 49]
    values = [*level, 60, 61, 60, 59, 61, 60, 62, 60]
    found = judged(values, step("2025-12"), grain="quarter")
    assert found.segments[1].first == "2026-Q1"


@pytest.mark.parametrize(
    ("target", "metric", "assurance"),
    [
        (41, "adoption_rate", "passes"),
        (66, "adoption_rate", "fails"),
        (55, "adoption_rate", "hit and miss"),
        (66, "provisioning_days", "passes"),
        (41, "provisioning_days", "fails"),
        (None, "adoption_rate", None),
    ],
)
def test_the_limits_say_whether_usual_variation_meets_the_target(target, metric, assurance):
    assert judged(NOISE, metric=metric, target=target).assurance == assurance


@pytest.mark.parametrize(
    ("values", "assurance"),
    [([1.0, 1.02] * 6, "passes"), ([0.5, 0.52] * 6, "fails"), ([0.8, 0.9] * 6, "hit and miss")],
)
def test_a_range_is_met_where_both_limits_lie_in_it(values, assurance):
    assert judged(values, metric="disparate_impact").assurance == assurance


def test_nothing_is_promised_of_a_metric_that_is_moving():
    found = judged([*NOISE, 80], target=41)
    assert found.assurance is None
    assert "once it settles" in found.assurance_words


def test_limits_are_drawn_where_the_metric_can_be_and_computed_where_they_are():
    found = judged([95.0, 99, 94, 98, 96, 99, 95, 100, 94, 99, 96, 98])
    assert found.segments[0].limits is not None
    assert found.segments[0].limits.upper > 100
    assert found.segments[0].shown_upper == 100


def test_figures_that_resemble_their_neighbours_make_the_limits_too_tight_and_that_is_said():
    slow = judged([40.0, 41, 43, 46, 48, 50, 51, 52, 52, 53, 53, 54])
    assert any("resemble each other" in note for note in slow.notes)
    assert any("contains those before it" in note for note in judged(NOISE, adds_up=True).notes)


@pytest.fixture
def told(staffed: Workspace, tmp_path: Path) -> Workspace:
    """A workspace in which adoption is known for the first quarter of 2025."""
    registers(staffed, tmp_path, "2025-Q1")
    rows = "".join(f"M-001,Claims,2025-{month:02d},100,40,,,false,\n" for month in (1, 2, 3))
    load(staffed, tmp_path, "adoption_2025-Q1.csv", header("adoption") + rows)
    return staffed


def record(workspace: Workspace, person: Person, *, period="2025-02", cause=CAUSE, now=NOW):
    return record_step(
        workspace,
        person,
        metric="adoption_rate",
        period=period,
        cause=cause,
        why="It will last.",
        now=now,
    )


def withdraw(workspace: Workspace, person: Person, *, now=NOW):
    return withdraw_step(
        workspace, person, metric="adoption_rate", period="2025-02", why="Wrong.", now=now
    )


def test_a_step_is_recorded_withdrawn_and_recorded_again_and_all_of_it_stays(told, cast):
    first = record(told, cast.staff)
    assert steps(told) == (first,)
    assert (first.number, first.by, first.cause) == (1, cast.staff, CAUSE)
    gone = withdraw(told, cast.cio, now=NOW + timedelta(days=1))
    assert (gone.number, steps(told)) == (2, ())
    assert record(told, cast.cio, cause="Another one.").number == 3
    entries = told.catalogue.journal(subject="step/adoption_rate/2025-02")
    assert [entry.action for entry in entries] == ["step:record", "step:withdraw", "step:record"]
    assert (entries[0].after, entries[1].before) == ({"cause": CAUSE}, {"cause": CAUSE})


def test_what_is_recorded_stands_beside_the_course(told, cast):
    record(told, cast.cio)
    found = trend(told, "adoption_rate", today=date(2025, 3, 31))
    assert (found.grain, [point.value for point in found.points]) == ("month", [40, 40, 40])
    assert found.steps[0].step.cause == CAUSE
    assert not found.steps[0].counts


@pytest.mark.parametrize("role", ["ceo", "facilitator", "viewer"])
def test_only_the_cios_side_may_record_or_withdraw(told, cast, role):
    for change in (record, withdraw):
        with pytest.raises(NotAllowed, match="may not record why a metric moved for good"):
            change(told, getattr(cast, role))
    assert steps(told) == ()


def test_a_step_is_refused_in_words_where_it_cannot_be(told, cast):
    for period, words in (
        ("2031-01", "Nothing is known of Adoption in 2031-01"),
        ("2025", "is a year"),
        ("soon", "is not a period"),
    ):
        with pytest.raises(GapError, match=words):
            record(told, cast.cio, period=period)
    with pytest.raises(MetricError, match="no metric"):
        record_step(told, cast.cio, metric="luck", period="2025-02", cause="x", why="y", now=NOW)
    with pytest.raises(GapError, match="cause is empty"):
        record(told, cast.cio, cause=" ")
    with pytest.raises(NotFound, match="No step of Adoption is recorded in 2025-02"):
        withdraw(told, cast.cio)
    assert steps(told) == ()


def test_of_several_who_record_it_at_once_one_is_first_and_the_others_are_told(told, cast):
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            record(told, cast.cio)
            outcomes.append("recorded")
        except GapError as refusal:
            outcomes.append("told" if "already" in str(refusal) else str(refusal))

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["recorded", "told", "told", "told"]


@pytest.mark.parametrize(
    "rewriting", ["UPDATE metric_step SET cause = 'x'", "DELETE FROM metric_step"]
)
def test_the_database_itself_refuses_to_rewrite_a_step(told, cast, rewriting):
    record(told, cast.cio)
    with pytest.raises(DatabaseError, match="append-only"), writing(told.database) as session:
        session.execute(text(rewriting))
