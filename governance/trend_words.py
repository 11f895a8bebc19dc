"""What the newest figures of a course say, in one sentence that a check-in can read out.

Pure. Where no rule speaks the wording is fixed, so that nobody tells noise as news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from governance.policy import TrendPolicy
from governance.trend_segments import Series, Stretch
from governance.trend_shapes import (
    NO_CHANGE,
    Assurance,
    Point,
    StepStanding,
    TrendSignal,
    Verdict,
)
from pipelines.metrics.book import Metric
from pipelines.metrics.process_limits import Rule, Side
from pipelines.periods import Grain, containing, parsed

_FIRST_TOLD: tuple[Rule, ...] = ("run", "outside", "trend", "two of three")
"""A shift says most; a single point outside is told before what is only near the limits."""
_BARE = ("share", "ratio", "index", "count")
"""Units that are not said after a figure."""
_COUNTS = ("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


@dataclass(frozen=True)
class Newest:
    """What the newest figures amount to."""

    verdict: Verdict
    side: Side | None
    words: str


def newest(
    points: Sequence[Point],
    series: Series,
    found: Sequence[Stretch],
    signals: Sequence[TrendSignal],
    standings: Sequence[StepStanding],
    grain: Grain,
    rules: TrendPolicy,
) -> Newest:
    """Return what the newest figures say: those of the newest quarter that is known."""
    last, limits = found[-1], found[-1].limits
    own = series[last.start : last.end]
    known = [value for value in own if value is not None]
    if limits is None or not known:
        words = f"Too few points to say: {_counted(len(known), grain)} known, "
        return Newest("too_few", None, f"{words}{rules.least_points} in a row are needed.")
    if not limits.mean_range:
        words = f"It has stood at {known[-1]:g} for {_counted(len(known), grain)}: constant, "
        return Newest("constant", None, f"{words}so there is no variation to judge by.")
    recent = _recent(points, signals)
    if not recent:
        since = f" since the step of {last.step.period}" if last.step else ""
        return Newest("usual", None, f"{NO_CHANGE.capitalize()}{since}.")
    told = min(recent, key=lambda one: (_FIRST_TOLD.index(one.rule), one.period))
    if told.rule == "run":
        return Newest("signal", told.side, _shift(points, series, last, told, standings, grain))
    if told.rule == "outside":
        told = [one for one in recent if one.rule == "outside"][-1]
    return Newest("signal", told.side, _sentence(told, grain))


def assurance_words(
    metric: Metric, assurance: Assurance | None, target: float | None, verdict: Verdict
) -> str:
    """Return in words whether usual variation alone meets the target; empty without either."""
    if verdict == "signal":
        return "It is moving; what it will usually reach can be said once it settles."
    if assurance is None:
        return ""
    wanted = "the range that is wanted"
    if target is not None and metric.better != "in range":
        unit = "" if metric.unit in _BARE else f" {metric.unit}"
        wanted = f"the target of {target:,.{metric.decimals}f}{unit}"
    return {
        "passes": f"As things stand, every figure will meet {wanted}.",
        "fails": f"As things stand, no figure will meet {wanted}; only a real change will.",
        "hit and miss": f"As things stand, some figures will meet {wanted} and some will not, "
        "by chance.",
    }[assurance]


def _recent(points: Sequence[Point], signals: Sequence[TrendSignal]) -> list[TrendSignal]:
    """Return what is news: what the newest point ends, and what left the limits in its quarter."""
    newest_one = [point.period for point in points if point.judged][-1]
    quarter = containing(parsed(newest_one).start, "quarter")
    return [
        one
        for one in signals
        if one.period == newest_one
        or (one.rule == "outside" and containing(parsed(one.period).start, "quarter") == quarter)
    ]


def _shift(
    points: Sequence[Point],
    series: Series,
    last: Stretch,
    told: TrendSignal,
    standings: Sequence[StepStanding],
    grain: Grain,
) -> str:
    """Return the sentence about a run on one side of the mean, and what becomes of its cause."""
    mean = last.limits.mean if last.limits else 0.0
    sign = 1 if told.side == "above" else -1
    end = max(place for place, value in enumerate(series) if value is not None)
    run = list(
        takewhile(
            lambda value: value is not None and sign * (value - mean) > 0,
            reversed(series[last.start : end + 1]),
        )
    )
    since = points[end - len(run) + 1].period
    count = _COUNTS[len(run) - 7] if len(run) - 7 < len(_COUNTS) else str(len(run))
    words = f"{count} {grain}s in a row {told.side} the mean since {since}: a shift"
    first, past = parsed(since).start, parsed(points[end].period).end
    waiting = [
        one for one in standings if not one.counts and first <= parsed(one.step.period).end <= past
    ]
    if not waiting:
        return f"{words}; record its cause to draw new limits."
    return f"{words}. Its cause is recorded: {ended(waiting[0].step.cause)} {waiting[0].words}"


def ended(text: str) -> str:
    """Return what somebody wrote with a full stop, unless it ends in a sign of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sentence(told: TrendSignal, grain: Grain) -> str:
    """Return the sentence about a signal that is no shift."""
    move = "rise" if told.side == "above" else "fall"
    if told.rule == "outside":
        return f"A real {move}: {told.side} the usual range in {told.period}."
    if told.rule == "trend":
        going = "higher" if told.side == "above" else "lower"
        return f"A real {move}: seven {grain}s until {told.period}, each {going} than the last."
    limit = "upper" if told.side == "above" else "lower"
    return f"A real {move}: two of the three {grain}s until {told.period} near the {limit} limit."


def _counted(count: int, grain: Grain) -> str:
    """Return a number of periods, such as ``1 quarter`` or ``5 months``."""
    return f"{count} {grain}{'' if count == 1 else 's'}"
