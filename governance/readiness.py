"""Data readiness: how good the data are that an initiative cannot do without.

An initiative is as ready as its worst critical dataset, for a model that misses one of its
sources does not work a little less, it does not work. A critical dataset that nobody measured
makes the readiness unknown: neither 0, which would accuse, nor 100, which would flatter. What
owners report about datasets is shown as reported and never counts as measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from governance.data_policy import data_policy
from governance.watching.grounds import Grounds, grounds
from pipelines.periods import between, parsed
from pipelines.quality.dataset import Dataset
from pipelines.quality.reported import ReportedDataset
from pipelines.quality.scores import dimension_scores, level, level_of
from pipelines.quality.scores import score as score_of
from pipelines.quality.shapes import CheckResult, Dimension, DimensionScore, Measurement
from pipelines.workspace import Workspace

Standing = Literal["measured", "not_measured", "reported"]
"""``reported``: known from its owner's report only, because nobody registered it."""
ReadinessState = Literal["measured", "unknown", "no_critical_dataset"]


@dataclass(frozen=True)
class DatasetStanding:
    """One dataset: how good it is, who answers for it, and what rests on it."""

    dataset: str
    """Such as ``DS-CRM``."""
    title: str
    domain: str
    owner: str
    critical: bool
    state: Standing
    contract: Dataset | None
    """None where it is only reported."""
    measured: Measurement | None
    """The newest run; None where there was none. It may hold the reason why it failed."""
    score: float | None
    """Measured score, 0 to 100; None where it is not known."""
    level: float | None
    """1.0 to 5.0; held back where the quarters do not support it."""
    level_words: str
    """Why the level is not higher, or why there is none; may be empty."""
    dimensions: Mapping[Dimension, DimensionScore]
    """All six in order; empty where nothing was measured."""
    freshness: CheckResult | None
    """The check that tells how old the newest row is; None where nothing was agreed."""
    worst: tuple[CheckResult, ...]
    """The checks that fail, lowest score first; as many as the policy shows."""
    failing: int
    """How many checks fail."""
    checks: int
    """How many checks tested something."""
    initiatives: tuple[str, ...]
    """Those that use it."""
    goals: tuple[str, ...]
    """Those that rest on it."""
    reported_score: float | None
    """What its owner reports, 0 to 100; reported, not measured."""
    reported_period: str
    """The quarter of that report; empty where there is none."""
    last_refresh: datetime | None
    """As its owner reports it, in universal time."""


@dataclass(frozen=True)
class Readiness:
    """How ready the data of one initiative are, or of those that work for one goal."""

    initiative_id: str
    """Empty where several initiatives work for a goal."""
    state: ReadinessState
    score: float | None
    """The lowest score of its critical datasets; None unless all of them were measured."""
    level: float | None
    held_back_by: str
    """The critical dataset with the lowest known score; empty where none is known."""
    held_back_title: str
    at_most: float | None
    """The lowest known score: it cannot be more than this, whatever the others turn out to be."""
    critical: tuple[str, ...]
    """Its critical datasets."""
    unknown: tuple[str, ...]
    """Those of them that were not measured."""
    words: str
    """All of it in one sentence."""


def standings(workspace: Workspace) -> tuple[DatasetStanding, ...]:
    """Return every dataset that is registered or reported, by identifier."""
    return standings_on(grounds(workspace))


def readiness(workspace: Workspace) -> dict[str, Readiness]:
    """Return the readiness of every initiative that uses a dataset, by its identifier."""
    return readiness_on(grounds(workspace))


def goals_of(workspace: Workspace, dataset: str) -> tuple[str, ...]:
    """Return the goals that rest on a dataset; none where nobody knows the dataset."""
    known = grounds(workspace)
    return known.feeds.goals_of(_users(known, dataset))


def standings_on(known: Grounds) -> tuple[DatasetStanding, ...]:
    """Return the standings that follow from what is known, by identifier."""
    return tuple(_standing(known, name) for name in _names(known))


def readiness_on(known: Grounds) -> dict[str, Readiness]:
    """Return the readiness that follows from what is known, by initiative."""
    used = _used(known)
    scores = {name: _score(known, name) for name in _names(known)}
    return {user: _readiness(known, user, used[user], scores) for user in sorted(used)}


def joint_readiness(known: Grounds, initiatives: Sequence[str]) -> Readiness | None:
    """Return how ready the data are that several initiatives use together.

    Args:
        known: What is known.
        initiatives: Those that work for one goal.

    Returns:
        The readiness over all their critical datasets; it names an initiative where there is
        only one. None where none of them uses a dataset that anybody knows of.
    """
    used = _used(known)
    names = sorted({name for one in initiatives for name in used.get(one, ())})
    if not names:
        return None
    scores = {name: _score(known, name) for name in names}
    only = initiatives[0] if len(initiatives) == 1 else ""
    return _readiness(known, only, names, scores)


def _names(known: Grounds) -> list[str]:
    """Return the datasets that are registered or reported."""
    return sorted({*known.datasets, *known.reported})


def _used(known: Grounds) -> dict[str, list[str]]:
    """Return the datasets of each initiative."""
    used: dict[str, list[str]] = {}
    for name in _names(known):
        for user in _users(known, name):
            used.setdefault(user, []).append(name)
    return used


def _standing(known: Grounds, name: str) -> DatasetStanding:
    """Return one dataset."""
    contract, told = known.datasets.get(name), known.reported.get(name)
    runs = known.runs.get(("dataset", name), ()) if contract else ()
    run = runs[-1] if runs else None
    scored = score_of(run) if run else None
    levelled = level(_quarterly(runs))
    tested = [check for check in run.checks if check.tested] if run else []
    failing = sorted((one for one in tested if not one.passes), key=lambda one: one.score or 0.0)
    users = _users(known, name)
    return DatasetStanding(
        dataset=name,
        title=contract.title if contract else name,
        domain=contract.domain if contract else _of(told).domain,
        owner=contract.owner_role if contract else _of(told).owner_role,
        critical=_is_critical(known, name),
        state=_state(contract, scored),
        contract=contract,
        measured=run,
        score=scored,
        level=levelled.value,
        level_words=run.failure if run and run.failure else levelled.words,
        dimensions=dimension_scores(run) if run and run.checks else {},
        freshness=next((one for one in tested if one.dimension == "timeliness"), None),
        worst=tuple(failing[: data_policy().proof.worst_checks]),
        failing=len(failing),
        checks=len(tested),
        initiatives=users,
        goals=known.feeds.goals_of(users),
        reported_score=told.score if told else None,
        reported_period=told.period if told else "",
        last_refresh=told.last_refresh if told else None,
    )


def _state(contract: Dataset | None, score: float | None) -> Standing:
    """Return what the standing of a dataset rests on."""
    if contract is None:
        return "reported"
    return "not_measured" if score is None else "measured"


def _of(told: ReportedDataset | None) -> ReportedDataset:
    """Return the report of a dataset that is not registered: there is one, or it was not named."""
    if told is None:
        raise KeyError("a dataset is registered or reported")
    return told


def _score(known: Grounds, name: str) -> float | None:
    """Return the measured score of a registered dataset; None for one that is only reported."""
    runs = known.runs.get(("dataset", name), ())
    return score_of(runs[-1]) if runs and name in known.datasets else None


def _users(known: Grounds, name: str) -> tuple[str, ...]:
    """Return the initiatives that use a dataset: by its contract, else by the report."""
    found = known.datasets.get(name) or known.reported.get(name)
    return found.used_by if found else ()


def _is_critical(known: Grounds, name: str) -> bool:
    """Return whether initiatives cannot do without a dataset: by contract, else by report."""
    found = known.datasets.get(name) or known.reported.get(name)
    return found.critical if found else False


def _quarterly(runs: Sequence[Measurement]) -> list[float | None]:
    """Return the score of each quarter from the first run on; None for one that was left out."""
    if not runs:
        return []
    measured = {run.period: score_of(run) for run in runs}
    quarters = between(parsed(runs[0].period), parsed(runs[-1].period))
    return [measured.get(quarter.label) for quarter in quarters]


def _readiness(
    known: Grounds, initiative: str, used: Sequence[str], scores: Mapping[str, float | None]
) -> Readiness:
    """Return how ready one initiative's data are."""
    critical = tuple(name for name in used if _is_critical(known, name))
    unknown = tuple(name for name in critical if scores[name] is None)
    measured = {name: score for name in critical if (score := scores[name]) is not None}
    worst = min(measured, key=lambda name: (measured[name], name), default="")
    at_most = measured.get(worst)
    score = None if unknown else at_most
    title = known.datasets[worst].title if worst else ""
    return Readiness(
        initiative_id=initiative,
        state="no_critical_dataset" if not critical else "unknown" if unknown else "measured",
        score=score,
        level=None if score is None else level_of(score),
        held_back_by=worst,
        held_back_title=title,
        at_most=at_most,
        critical=critical,
        unknown=unknown,
        words=_words(critical, unknown, title, at_most),
    )


def _words(
    critical: Sequence[str], unknown: Sequence[str], worst: str, at_most: float | None
) -> str:
    """Return a readiness in one sentence."""
    if not critical:
        return "It uses no critical dataset, so its readiness cannot be estimated."
    held = "" if at_most is None else f"{worst} holds it back at {at_most:.0f} of 100"
    if not unknown:
        return f"{held}."
    missing = f"{', '.join(unknown)} {'was' if len(unknown) == 1 else 'were'} not measured"
    if not held:
        return f"Not known: {missing}."
    return f"Not known, at most {at_most:.0f}: {held}, and {missing}."
