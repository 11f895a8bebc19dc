"""What the checks say of the company's data, dimension by dimension, as a level.

The registered datasets count, critical ones more. As long as none of them was measured, the KPI
files stand in for them, and the words beside the figure say so: what a level rests on belongs to
it as much as the level itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.maturity.policy import WeightPolicy, maturity_policy
from pipelines.periods import between, containing, parsed
from pipelines.quality import kept
from pipelines.quality.dataset import Dataset
from pipelines.quality.registry import datasets
from pipelines.quality.scores import dimension_scores, level, weighted_mean
from pipelines.quality.shapes import DIMENSIONS, Dimension, Measurement
from pipelines.workspace import Workspace

MOST_NAMES = 5
"""Names in one sentence; more are counted, because nobody reads them."""
DATASETS = ("dataset", "datasets")
FILES = ("kind of KPI file", "kinds of KPI files")
Scores = Mapping[Dimension, float | None]


@dataclass(frozen=True)
class MeasuredLevel:
    """A dimension's level by the checks, and what it rests on."""

    value: float | None
    """1.0 to 5.0; its whole part is M. None where it was not measured."""
    score: float | None
    """0 to 100, of the newest quarter."""
    words: str
    """Over what and how many, which were not measured, and why the level was held back."""


@dataclass(frozen=True)
class _Ground:
    """What is measured: subjects with their weights, and their dimension scores by quarter."""

    what: tuple[str, str]
    """What one and what several of them are called."""
    weights: Mapping[str, float]
    scores: Mapping[tuple[str, str], Scores]
    """By subject and quarter."""
    quarters: Sequence[str]
    """Without a gap, oldest first; empty where nothing was measured."""


def measured_levels(
    workspace: Workspace, *, until: date | None = None
) -> dict[Dimension, MeasuredLevel]:
    """Return the company's measured level of each dimension, in their order.

    Args:
        workspace: Where.
        until: Only quarters up to the one of this day; all of them by default.
    """
    return measured_on(workspace, [until])[0]


def measured_on(
    workspace: Workspace, days: Sequence[date | None]
) -> list[dict[Dimension, MeasuredLevel]]:
    """Return the measured levels as they were in the quarters of several days, read once."""
    weights = _weights(datasets(workspace))
    history = kept.history(workspace)
    found = []
    for day in days:
        last = None if day is None else containing(day, "quarter").label
        runs = [
            run
            for quarters in history.values()
            for run in quarters
            if last is None or run.period <= last
        ]
        ground = _ground(weights, runs)
        found.append({dimension: _measured(ground, dimension) for dimension in DIMENSIONS})
    return found


def _weights(known: Sequence[Dataset]) -> dict[str, float]:
    """Return how much each dataset counts; one that others are only compared with does not."""
    held = maturity_policy().weights
    references = {one.accuracy.dataset for one in known if one.accuracy}
    return {
        one.id: held.critical if one.critical else held.other
        for one in known
        if one.used_by or one.id not in references
    }


def _ground(weights: Mapping[str, float], runs: Sequence[Measurement]) -> _Ground:
    """Return the datasets where any of them was measured, else the KPI files."""
    of_datasets = [run for run in runs if run.kind == "dataset" and run.subject in weights]
    if any(run.checks for run in of_datasets):
        return _grounded(DATASETS, weights, of_datasets)
    of_files = [run for run in runs if run.kind == "extract"]
    other = maturity_policy().weights.other
    return _grounded(FILES, {run.subject: other for run in of_files}, of_files)


def _grounded(
    what: tuple[str, str], weights: Mapping[str, float], runs: Sequence[Measurement]
) -> _Ground:
    """Return what was measured with every quarter from the first to the last."""
    labels = sorted({run.period for run in runs if run.checks})
    span = between(parsed(labels[0]), parsed(labels[-1])) if labels else ()
    scores = {
        (run.subject, run.period): {
            dimension: found.score for dimension, found in dimension_scores(run).items()
        }
        for run in runs
    }
    return _Ground(what, weights, scores, [quarter.label for quarter in span])


def _measured(ground: _Ground, dimension: Dimension) -> MeasuredLevel:
    """Return one dimension's level."""
    if not ground.quarters:
        return MeasuredLevel(None, None, "nothing has been measured yet")
    scores = [_score(ground, dimension, quarter) for quarter in ground.quarters]
    found = level(scores)
    words = _rests_on(ground, dimension)
    if found.value is not None and found.words:
        words = f"{words}; {found.words}"
    return MeasuredLevel(found.value, scores[-1], words)


def _score(ground: _Ground, dimension: Dimension, quarter: str) -> float | None:
    """Return the weighted mean of the subjects that were measured in a quarter."""
    known = _known(ground, dimension, quarter)
    return weighted_mean([(score, ground.weights[subject]) for subject, score in known.items()])


def _known(ground: _Ground, dimension: Dimension, quarter: str) -> dict[str, float]:
    """Return the scores that there are in a quarter, by subject."""
    found = {
        subject: ground.scores.get((subject, quarter), {}).get(dimension)
        for subject in ground.weights
    }
    return {subject: score for subject, score in found.items() if score is not None}


def _rests_on(ground: _Ground, dimension: Dimension) -> str:
    """Return over what a level stands and what is missing from it."""
    quarter = ground.quarters[-1]
    known = _known(ground, dimension, quarter)
    missing = [subject for subject in ground.weights if subject not in known]
    whole = f"{len(ground.weights)} {ground.what[len(ground.weights) > 1]}"
    if not known:
        reason = "; it needs a reference to compare with" if dimension == "accuracy" else ""
        return f"not measured in any of {whole} in {quarter}{reason}"
    weighed = _weighing(ground, maturity_policy().weights)
    words = f"over {len(known)} of {whole} in {quarter}{weighed}"
    if ground.what is not DATASETS:
        words += "; no dataset has been measured yet"
    if missing:
        more = f" and {len(missing) - MOST_NAMES} more" if len(missing) > MOST_NAMES else ""
        words += f"; without {', '.join(missing[:MOST_NAMES])}{more}"
    return words


def _weighing(ground: _Ground, held: WeightPolicy) -> str:
    """Return how much more the critical ones count, where they do."""
    if len(set(ground.weights.values())) < 2:
        return ""
    return f", critical ones counted {held.critical / held.other:g} times"
