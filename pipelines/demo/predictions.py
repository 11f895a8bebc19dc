"""Predictions: scores, decisions and what came true, in batches of bounded size.

Scores are drawn evenly over their distribution inside each group (not at random), and outcomes
follow the score's chance by systematic sampling. So a planted AUC, drift or disparity is met
closely even where a quarter holds few cases. Memory depends on the batch, never on the scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.company import Company, Model
from pipelines.demo.service import Stretch, stretches
from pipelines.periods import Period

BATCH = 200_000
"""Rows in memory at a time."""
GROUPS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "age_band": (("18-29", 0.2), ("30-44", 0.3), ("45-64", 0.3), ("65+", 0.2)),
    "sex": (("female", 0.51), ("male", 0.49)),
    "region": (("north", 0.3), ("east", 0.2), ("south", 0.3), ("west", 0.2)),
}
GROUP_NAMES = tuple((name, value) for name, values in GROUPS.items() for value, _ in values)
ELDEST = GROUP_NAMES.index(("age_band", "65+"))
NO_GROUP = len(GROUP_NAMES)
LATE = {"2026-Q1": 0.28, "2025-Q4": 0.18}
LATE_USUALLY = 0.12
"""Outcomes not known yet; about 15 % over all quarters."""
DAY = 86_400
TRIAGE_SPREAD = 1.75
"""Spread of log-odds at which a calibrated score has the story's AUC of .84."""
USUAL_ELDER_SHIFT = -0.08


@dataclass(frozen=True)
class Habits:
    """How one model scores."""

    level: float
    spread: float
    confidence: float
    """Above 1 the scores claim more than they know."""
    attribute: str | None


@dataclass(frozen=True)
class Batch:
    """Some predictions of one quarter as arrays of equal length."""

    quarter: str
    first_number: int
    models: tuple[Model, ...]
    model: NDArray[np.int32]
    """Index into ``models``."""
    moment: NDArray[np.int64]
    """Seconds since 1970, UTC."""
    ticks: NDArray[np.int32]
    """The score in ten-thousandths."""
    predicted: NDArray[np.int8]
    actual: NDArray[np.int8]
    """-1 where the outcome is not known yet."""
    group: NDArray[np.int8]
    """Index into ``GROUP_NAMES``; ``NO_GROUP`` for none."""
    latency: NDArray[np.int32]


def predictions(company: Company, quarter: Period) -> Iterator[Batch]:
    """Yield the predictions of ``quarter``."""
    chance = np.random.Generator(
        np.random.PCG64([company.seed, quarter.start.year, quarter.start.month])
    )
    number = 1
    for portion in _portions(stretches(company, quarter)):
        batch = _batch(company, quarter, portion, number, chance)
        number += len(batch.model)
        yield batch


def _portions(found: list[Stretch]) -> Iterator[list[Stretch]]:
    """Pack stretches into portions of at most ``BATCH`` cases, cutting the longest."""
    portion: list[Stretch] = []
    room = BATCH
    for stretch in found:
        left = stretch.cases
        while left:
            taken = min(left, room)
            portion.append(Stretch(stretch.model, stretch.first, stretch.days, taken))
            left, room = left - taken, room - taken
            if not room:
                yield portion
                portion, room = [], BATCH
    if portion:
        yield portion


def _batch(
    company: Company,
    quarter: Period,
    portion: list[Stretch],
    number: int,
    chance: np.random.Generator,
) -> Batch:
    """Draw one batch."""
    counts = np.array([stretch.cases for stretch in portion])
    rows = int(counts.sum())
    model = np.repeat(np.arange(len(portion), dtype=np.int32), counts)
    place = np.arange(rows) - np.repeat(np.cumsum(counts) - counts, counts)
    habits = [_habits(company, stretch.model) for stretch in portion]
    drift = [_drift(company, stretch.model, quarter) for stretch in portion]
    group = _groups(habits, model, chance)

    level = np.array([habit.level for habit in habits])[model]
    spread = np.array([habit.spread for habit in habits])[model]
    bold = np.array([habit.confidence for habit in habits])[model]
    shift, meaning, elder = (np.array(values)[model] for values in zip(*drift, strict=True))
    away = _evenly_normal(model * (NO_GROUP + 1) + group, chance) * spread
    odds = level + shift + np.where(group == ELDEST, elder, 0.0) + bold * away
    ticks = np.clip(np.rint(10_000 * _logistic(odds)), 1, 9_999).astype(np.int32)
    likely = _logistic(level + meaning * away)
    actual = _evenly_chosen(likely, order=model + likely * 0.999, chance=chance)
    share = np.full(rows, LATE.get(quarter.label, LATE_USUALLY))
    late = _evenly_chosen(share, order=2 * model + actual + ticks / 10_000, chance=chance) == 1
    limit = np.rint([10_000 * stretch.model.threshold for stretch in portion])[model]

    first = np.array([(stretch.first - date(1970, 1, 1)).days * DAY for stretch in portion])[model]
    length = np.array([stretch.days * DAY for stretch in portion])[model]
    when = first + (length * (place + chance.random(rows)) / counts[model]).astype(np.int64)
    return Batch(
        quarter.label,
        number,
        tuple(stretch.model for stretch in portion),
        model,
        when,
        ticks,
        (ticks >= limit).astype(np.int8),
        np.where(late, -1, actual).astype(np.int8),
        group,
        chance.gamma(6.0, 22.0, rows).astype(np.int32) + 15,
    )


def _groups(
    habits: list[Habits], model: NDArray[np.int32], chance: np.random.Generator
) -> NDArray[np.int8]:
    """Return the group of each person, by the attribute that the model's owner records."""
    draw = chance.random(len(model))
    kinds = [list(GROUPS).index(habit.attribute) if habit.attribute else -1 for habit in habits]
    kind = np.array(kinds)[model]
    group = np.full(len(model), NO_GROUP, dtype=np.int8)
    begin = 0
    for index, values in enumerate(GROUPS.values()):
        edges = np.cumsum([share for _, share in values])[:-1]
        chosen = kind == index
        group[chosen] = begin + np.searchsorted(edges, draw[chosen], side="right")
        begin += len(values)
    return group


def _evenly_normal(segment: NDArray[Any], chance: np.random.Generator) -> NDArray[np.float64]:
    """Return standard normal values, spread evenly inside each segment, in random order."""
    order = np.argsort(segment + chance.random(len(segment)), kind="stable")
    ordered = segment[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    rank = np.arange(len(ordered)) - np.repeat(starts, sizes)
    share = (rank + 0.5) / np.repeat(sizes, sizes)
    values = np.empty(len(segment))
    values[order] = np.interp(share, *_normal_table())
    return values


@cache
def _normal_table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the normal distribution's shares and values, finely enough to interpolate."""
    values = np.linspace(-4.8, 4.8, 3_001)
    normal = NormalDist()
    return np.array([normal.cdf(value) for value in values]), values


def _evenly_chosen(
    probability: NDArray[np.float64], *, order: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.int8]:
    """Return 1 where a row is chosen; along ``order`` as many as the probabilities add up to."""
    rows = np.argsort(order, kind="stable")
    reached = np.floor(np.cumsum(probability[rows]) + chance.random())
    chosen = np.empty(len(probability), dtype=np.int8)
    chosen[rows] = np.diff(reached, prepend=0.0).clip(0, 1)
    return chosen


def _logistic(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + np.exp(-odds))


def _habits(company: Company, model: Model) -> Habits:
    """Return how ``model`` scores; the triage model is exactly as good as the story says."""
    if model.id == company.story.facts["triage"]["model"]:
        return Habits(level=-0.1, spread=TRIAGE_SPREAD, confidence=1.0, attribute="age_band")
    draw = company.chance("habits", model.id)
    return Habits(
        level=draw.uniform(-0.9, 0.3),
        spread=draw.uniform(1.6, 2.4),
        confidence=draw.uniform(0.92, 1.22),
        attribute=draw.choice(("age_band", "age_band", "sex", "region", None)),
    )


def _drift(company: Company, model: Model, quarter: Period) -> tuple[float, float, float]:
    """Return shift of the score, what it still means, and the further shift of the eldest."""
    drift = company.story.drift
    if model.id != company.story.facts["triage"]["model"]:
        return 0.0, 1.0, USUAL_ELDER_SHIFT
    now = drift.get(quarter.label, drift["before"])
    return now["shift"], now["meaning"], now["elder"]
