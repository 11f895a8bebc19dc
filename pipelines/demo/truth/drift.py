"""Drift: how far each model's scores have moved away from the baseline quarter's."""

from __future__ import annotations

from collections import defaultdict
from math import log
from pathlib import Path

import numpy as np
import pyarrow.csv as arrow_csv

from pipelines.demo.story import read_story
from pipelines.demo.truth.reading import ALL, Files, Kpi, cell

BINS = 10
FEWEST = 200
"""Below two hundred scores the index is noise."""
DEFINITIONS = {
    "drift_psi": "Index; per model over ten equal-width bins of score, min(floor(10 x score), 9),"
    " against the story's baseline quarter: sum of (a - e) x ln(a / e) over shares; 0.5 is added to"
    " every bin of both sides where any is empty. The highest among models with at least 200 scores"
    " in both quarters. By unit of the model's initiative. n counts the scores of those models.",
}
ByModel = dict[str, list[int]]


def drift(files: Files) -> dict[str, Kpi]:
    """Return the worst model's index by quarter."""
    histograms = {path.stem.partition("_")[2]: _binned(path) for path in files.live("predictions")}
    baseline = histograms[read_story().facts["triage"]["baseline_quarter"]]
    return {
        "drift_psi": {
            quarter: cell(_worst(files, baseline, now)) for quarter, now in histograms.items()
        }
    }


def _binned(path: Path) -> ByModel:
    """Return each model's scores counted by bin."""
    counts: ByModel = defaultdict(lambda: [0] * BINS)
    for block in arrow_csv.open_csv(path):
        models = block["model_id"].dictionary_encode()
        ticks = np.rint(block["score"].to_numpy(zero_copy_only=False) * 10_000).astype(np.int64)
        place = np.minimum(ticks // 1_000, BINS - 1) + models.indices.to_numpy() * BINS
        names = models.dictionary.to_pylist()
        shaped = np.bincount(place, minlength=len(names) * BINS).reshape(-1, BINS)
        for name, row in zip(names, shaped.tolist(), strict=True):
            counts[name] = [old + new for old, new in zip(counts[name], row, strict=True)]
    return counts


def _worst(files: Files, baseline: ByModel, now: ByModel) -> dict[str, tuple[float | None, int]]:
    """Return the highest index and the scores behind it, for each unit and for all."""
    worst: dict[str, tuple[float | None, int]] = {}
    for model, counts in now.items():
        if sum(counts) < FEWEST or sum(baseline.get(model, ())) < FEWEST:
            continue
        moved = stability_index(baseline[model], counts)
        for key in (ALL, files.unit_of_model(model)):
            highest, n = worst.get(key, (None, 0))
            worst[key] = (moved if highest is None else max(moved, highest), n + sum(counts))
    return worst


def stability_index(expected: list[int], actual: list[int]) -> float:
    """Return the population stability index of two counted histograms."""
    added = 0.0 if all((*expected, *actual)) else 0.5
    before = [count + added for count in expected]
    after = [count + added for count in actual]
    pairs = [(b / sum(before), a / sum(after)) for b, a in zip(before, after, strict=True)]
    return sum((a - e) * log(a / e) for e, a in pairs)
