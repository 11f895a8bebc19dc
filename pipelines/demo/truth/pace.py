"""Pace: how long initiatives take from concept to production, with those still under way.

A hand-written Kaplan-Meier loop, beside the naive median that forgets everybody who is still
working.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from pipelines.demo.truth.reading import ALL, Files, Kpi, Sums, cell
from pipelines.periods import parsed

DEFINITIONS = {
    "concept_to_production": "Days; Kaplan-Meier median over initiatives whose first event with"
    " to_stage = prototype (idea gate passed) lies on or before the quarter's last day. Event: the"
    " first event with to_stage = production, if by then. Censored: at the date of the newest event"
    " if that is paused or retired and production was never entered; else at the quarter's last"
    " day. Events come before censorings of the same length. Median: the smallest length with"
    " S <= 0.5; None if S stays above. n counts subjects. By unit of the initiative.",
    "concept_to_production_finished": "Days; median over those that entered production only; None"
    " without any. n counts them.",
    "prototype_lead_time": "Days; as concept_to_production, from the first event with to_stage ="
    " prototype to the first with to_stage = scaling.",
    "scaling_lead_time": "Days; likewise from the first scaling to the first production.",
    "initiatives": "Count of rows of the portfolio snapshot, retired ones too.",
    "in_production_share": "Percent; initiatives in stage production / initiatives not in stage"
    " retired, by the portfolio snapshot of the quarter. n counts the denominator.",
}

WALKS = {
    "concept_to_production": ("prototype", "production"),
    "prototype_lead_time": ("prototype", "scaling"),
    "scaling_lead_time": ("scaling", "production"),
}


@dataclass(frozen=True)
class Life:
    """One initiative as seen at a quarter's end."""

    unit: str
    days: int
    finished: bool


def pace(files: Files) -> dict[str, Kpi]:
    """Return the figures of pace by quarter."""
    events: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in files.rows("stage_events"):
        events[row["initiative_id"]].append(
            (date.fromisoformat(row["event_date"]), row["to_stage"])
        )
    for steps in events.values():
        steps.sort()
    found: dict[str, Kpi] = {name: {} for name in (*WALKS, "concept_to_production_finished")}
    for quarter in files.quarters:
        for name, (start, end) in WALKS.items():
            lives = list(_lives(files, events, start, end, parsed(quarter).end))
            chosen = {
                unit: [life for life in lives if unit in (ALL, life.unit)]
                for unit in sorted({ALL, *(life.unit for life in lives)})
            }
            found[name][quarter] = cell(
                {unit: (kaplan_meier_median(some), len(some)) for unit, some in chosen.items()}
            )
            if name == "concept_to_production":
                found["concept_to_production_finished"][quarter] = cell(
                    {unit: _naive(some) for unit, some in chosen.items()}
                )
    counts, shares = _portfolio(files)
    return {**found, "initiatives": counts, "in_production_share": shares}


def _lives(
    files: Files, events: dict[str, list[tuple[date, str]]], begins: str, ends: str, seen: date
) -> Iterable[Life]:
    """Yield everyone who had entered stage ``begins`` by the day ``seen``."""
    for initiative, steps in events.items():
        known = [(day, stage) for day, stage in steps if day <= seen]
        start = next((day for day, stage in known if stage == begins), None)
        if start is None:
            continue
        done = next((day for day, stage in known if stage == ends), None)
        last_day, last_stage = known[-1]
        left = last_day if last_stage in {"paused", "retired"} else seen
        unit = files.unit_of_initiative[initiative]
        yield Life(unit, ((done or left) - start).days, done is not None)


def kaplan_meier_median(lives: Iterable[Life]) -> float | None:
    """Return the smallest length at which half or fewer are still waiting."""
    waiting = sorted(lives, key=lambda life: life.days)
    surviving = 1.0
    for days in sorted({life.days for life in waiting if life.finished}):
        at_risk = sum(life.days >= days for life in waiting)
        finished = sum(life.days == days and life.finished for life in waiting)
        surviving *= 1 - finished / at_risk
        if surviving <= 0.5 + 1e-12:
            return float(days)
    return None


def _naive(lives: Iterable[Life]) -> tuple[float | None, int]:
    """Return the median over the finished alone, and how many they are."""
    days = [life.days for life in lives if life.finished]
    return (float(median(days)) if days else None), len(days)


def _portfolio(files: Files) -> tuple[Kpi, Kpi]:
    """Return the number of initiatives and the share in production."""
    number, share = Sums(), Sums()
    for row in files.rows("initiatives"):
        number.add(row["quarter"], row["business_unit"], 1)
        if row["stage"] != "retired":
            share.add(row["quarter"], row["business_unit"], int(row["stage"] == "production"), 1)
    return number.totals(files), share.ratios()
