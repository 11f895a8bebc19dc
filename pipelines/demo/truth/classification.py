"""Quality of predictions, exact: scores have four decimals, so counts by score say everything.

Reads the files block by block; a quarter is 10,001 counts for each unit and outcome, whatever
the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from pipelines.demo.truth.reading import ALL, Files, Kpi, cell

TICKS = 10_001
"""Scores 0.0000 to 1.0000 in ten-thousandths."""
UNKNOWN = 2
"""Outcome column of rows whose actual is empty."""
FEWEST = 30
"""A group of fewer people says nothing about fairness."""
DEFINITIONS = {
    "accuracy": "Ratio 0..1 over rows with an outcome (actual not empty) of the quarter (by ts):"
    " predicted = actual / all. n counts those rows, here and in the next six. Rows of all models"
    " pooled; by unit of the model's initiative.",
    "precision": "True positives / predicted positives, among rows with an outcome.",
    "recall": "True positives / actual positives.",
    "f1": "2TP / (2TP + FP + FN).",
    "balanced_accuracy": "Mean of TP / (TP + FN) and TN / (TN + FP).",
    "auc": "Share of (positive, negative) pairs with the higher score at the positive; ties count"
    " half. None with one class only.",
    "brier": "Mean of (score - actual) squared.",
    "ece": "Sum over ten equal-width bins, index = min(floor(10 x score), 9), of"
    " n_bin / n x |mean score - mean actual|.",
    "outcome_coverage": "Percent; rows with an outcome / all rows.",
    "predictions": "Count of rows.",
    "disparate_impact": "Lowest / highest share of predicted = 1 over the values of group_attr ="
    " age_band, rows with or without an outcome; values with fewer than 30 rows are left out. None"
    " with fewer than two left. n counts the rows that are left.",
    "dp_difference": "Highest minus lowest of the same shares.",
}


@dataclass
class Counts:
    """What one quarter's predictions of one unit add up to."""

    by_score: NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, TICKS), np.int64))
    """Rows by outcome (0, 1, unknown) and score."""
    confusion: NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 2), np.int64))
    """Rows by outcome and predicted."""
    groups: dict[str, NDArray[np.int64]] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(2, np.int64))
    )
    """Rows by age band and predicted."""


def counted(path: Path, key_of_model: dict[str, str]) -> dict[str, Counts]:
    """Return the counts of one file for ``ALL`` and for each key that models are given."""
    keys = sorted(set(key_of_model.values()))
    total = {key: Counts() for key in [*keys, ALL]}
    for block in arrow_csv.open_csv(path):
        models = block["model_id"].dictionary_encode()
        key = np.array([keys.index(key_of_model[name]) for name in models.dictionary.to_pylist()])
        unit = key[models.indices.to_numpy()]
        ticks = np.rint(block["score"].to_numpy(zero_copy_only=False) * 10_000).astype(np.int64)
        predicted = block["predicted"].to_numpy()
        actual = compute.fill_null(block["actual"], UNKNOWN).to_numpy(zero_copy_only=False)
        width = 3 * TICKS
        flat = np.bincount(unit * width + actual * TICKS + ticks, minlength=len(keys) * width)
        crossed = np.bincount(unit * 6 + actual * 2 + predicted, minlength=len(keys) * 6)
        for index, name in enumerate(keys):
            total[name].by_score += flat.reshape(len(keys), 3, TICKS)[index]
            total[name].confusion += crossed.reshape(len(keys), 3, 2)[index]
        _count_groups(total, keys, unit, predicted, block)
    for name in keys:
        total[ALL].by_score += total[name].by_score
        total[ALL].confusion += total[name].confusion
        for band, counts in total[name].groups.items():
            total[ALL].groups[band] += counts
    return total


def _count_groups(
    total: dict[str, Counts],
    keys: list[str],
    unit: NDArray[np.int64],
    predicted: NDArray[np.int64],
    block: object,
) -> None:
    """Add a block's age bands."""
    attributes = block["group_attr"]  # type: ignore[index]  # pyarrow has no types
    chosen = compute.fill_null(compute.equal(attributes, "age_band"), False)
    picked = chosen.to_numpy(zero_copy_only=False)
    bands = block["group_value"].filter(chosen).dictionary_encode()  # type: ignore[index]  # as above
    names = bands.dictionary.to_pylist()
    if not names:
        return
    place = (unit[picked] * len(names) + bands.indices.to_numpy()) * 2 + predicted[picked]
    shaped = np.bincount(place, minlength=len(keys) * len(names) * 2).reshape(len(keys), -1, 2)
    for index, key in enumerate(keys):
        for band, counts in zip(names, shaped[index], strict=True):
            if counts.sum():
                total[key].groups[band] += counts


def classification(files: Files) -> dict[str, Kpi]:
    """Return the quality of predictions by quarter."""
    units = {model: files.unit_of_model(model) for model in files.initiative_of_model}
    found: dict[str, Kpi] = defaultdict(dict)
    for path in files.live("predictions"):
        quarter = path.stem.partition("_")[2]
        values = {unit: figures(counts) for unit, counts in counted(path, units).items()}
        for name in values[ALL]:
            found[name][quarter] = cell(
                {unit: some[name] for unit, some in values.items() if some["predictions"][1]}
            )
    return found


def figures(counts: Counts) -> dict[str, tuple[float | None, int]]:
    """Return every figure of some counts with its n."""
    known, everything = int(counts.by_score[:UNKNOWN].sum()), int(counts.by_score.sum())
    (tn, fp), (fn, tp) = (map(int, row) for row in counts.confusion[:UNKNOWN])
    groups = [both for both in counts.groups.values() if both.sum() >= FEWEST]
    rates = [both[1] / both.sum() for both in groups]
    people = int(sum(both.sum() for both in groups))
    fair = len(rates) > 1 and max(rates) > 0
    return {
        "accuracy": (_ratio(tp + tn, known), known),
        "precision": (_ratio(tp, tp + fp), known),
        "recall": (_ratio(tp, tp + fn), known),
        "f1": (_ratio(2 * tp, 2 * tp + fp + fn), known),
        "balanced_accuracy": (_mean_of(_ratio(tp, tp + fn), _ratio(tn, tn + fp)), known),
        "auc": (_auc(counts.by_score), known),
        "brier": (_brier(counts.by_score), known),
        "ece": (_ece(counts.by_score), known),
        "outcome_coverage": (_ratio(100 * known, everything), everything),
        "predictions": (float(everything), everything),
        "disparate_impact": (float(min(rates) / max(rates)) if fair else None, people),
        "dp_difference": (float(max(rates) - min(rates)) if fair else None, people),
    }


def _ratio(part: float, whole: float) -> float | None:
    """Return part / whole; None where there is no whole."""
    return part / whole if whole else None


def _mean_of(one: float | None, other: float | None) -> float | None:
    """Return the mean of two figures; None where one is unknown."""
    return None if one is None or other is None else (one + other) / 2


def _auc(by_score: NDArray[np.int64]) -> float | None:
    """Return the share of pairs in the right order."""
    negative, positive = by_score[0], by_score[1]
    pairs = int(negative.sum()) * int(positive.sum())
    below = np.cumsum(negative) - negative
    right_twice = int((positive * (2 * below + negative)).sum())
    return right_twice / 2 / pairs if pairs else None


def _brier(by_score: NDArray[np.int64]) -> float | None:
    """Return the mean squared distance between score and outcome."""
    ticks = np.arange(TICKS, dtype=np.int64)
    wrong = int((by_score[0] * ticks**2).sum() + (by_score[1] * (TICKS - 1 - ticks) ** 2).sum())
    return _ratio(wrong / (TICKS - 1) ** 2, int(by_score[:UNKNOWN].sum()))


def _ece(by_score: NDArray[np.int64]) -> float | None:
    """Return how far ten bins' mean score lies from their mean outcome."""
    ticks = np.arange(TICKS, dtype=np.int64)
    place = np.minimum(ticks * 10 // (TICKS - 1), 9)
    known = by_score[:UNKNOWN].sum(axis=0)
    distance = 0.0
    for bin_number in range(10):
        inside = place == bin_number
        claimed = int((known * ticks)[inside].sum()) / (TICKS - 1)
        distance += abs(claimed - int(by_score[1][inside].sum()))
    return _ratio(distance, int(known.sum()))


def stability(before: Counts, now: Counts, *, edges: NDArray[np.int64]) -> float:
    """Return the population stability index over score bins; every bin must be filled."""
    old, new = (
        np.histogram(np.arange(TICKS), bins=edges, weights=counts.by_score.sum(axis=0))[0]
        for counts in (before, now)
    )
    expected, actual = old / old.sum(), new / new.sum()
    return float(((actual - expected) * np.log(actual / expected)).sum())
