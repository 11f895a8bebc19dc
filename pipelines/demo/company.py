"""The company at a scale: the story's initiatives and models, and crowds grown around them.

The story's forty initiatives are in every scale unchanged; larger scales add invented ones, so
that a measurement at ten million rows runs over the same situations as the demonstration.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.demo.story import Initiative, Step, Story, read_story
from pipelines.errors import GapError
from pipelines.periods import Period


@dataclass(frozen=True)
class Scale:
    """How much of everything one scale holds."""

    initiatives: int
    models: int
    predictions: int
    entries: int
    """Ledger entries that one month's booking is split into."""
    units_per_model: float
    """Average number of business units that use a model."""
    incidents: int
    infra_per_initiative: float


SCALES: Mapping[str, Scale] = {
    "demo": Scale(40, 55, 60_000, 1, 3.0, 60, 6.2),
    "1M": Scale(500, 500, 900_000, 1, 3.0, 2_000, 8.0),
    "10M": Scale(4_000, 4_000, 9_200_000, 1, 2.5, 15_000, 7.5),
    "100M": Scale(20_000, 20_000, 94_000_000, 2, 3.7, 100_000, 12.5),
}
TASKS = ("binary", "binary", "multiclass", "binary", "regression")
FAMILIES = {
    "binary": "gradient boosting",
    "multiclass": "transformer",
    "regression": "random forest",
    "generative": "large language model",
}


@dataclass(frozen=True)
class Model:
    """One version of a model and the days it was in service."""

    id: str
    version: str
    initiative: Initiative
    task: str
    threshold: float
    baseline: float | None
    deployed_on: date | None
    retired_on: date | None

    def days_in(self, first: date, last: date) -> int:
        """Return the days from ``first`` to ``last`` (both counted) in service."""
        if self.deployed_on is None:
            return 0
        begin = max(first, self.deployed_on)
        end = min(last + timedelta(days=1), self.retired_on or date.max)
        return max(0, (end - begin).days)

    def serves(self, day: date) -> bool:
        """Return whether people could use this version on ``day``."""
        if self.deployed_on is None or day < self.deployed_on:
            return False
        gone = self.retired_on is not None and self.retired_on <= day
        return not gone and self.initiative.stage_on(day) in LIVE


LIVE = frozenset({"scaling", "production"})
"""Stages in which a model answers real cases: as a pilot, then for everybody."""


@dataclass(frozen=True)
class Company:
    """Initiatives and models of one scale, and the only source of chance."""

    story: Story
    scale: Scale
    scale_name: str
    seed: int
    initiatives: tuple[Initiative, ...]
    models: tuple[Model, ...]

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Return the twelve quarters, oldest first."""
        return self.story.quarters

    def chance(self, *key: object) -> random.Random:
        """Return a stream of chance that depends on the seed and ``key`` alone.

        Each subject draws from its own stream: a change in one leaves the others' bytes alone.
        """
        return random.Random("/".join(map(str, (self.seed, *key))))  # noqa: S311 - invented data, not secrets


def grown(scale: str, *, seed: int, known_on: date | None = None) -> Company:
    """Return the company at ``scale``.

    Args:
        scale: Such as ``demo``.
        seed: Where chance begins.
        known_on: The day up to which things are known; the story's last one by default.

    Raises:
        GapError: There is no such scale.
    """
    if scale not in SCALES:
        raise GapError(
            f"There is no scale called “{scale}”.",
            next_step=f"Choose one of {', '.join(SCALES)}; nothing was written.",
        )
    story = read_story()
    story = replace(story, as_of=known_on or story.as_of)
    bare = Company(story, SCALES[scale], scale, seed, story.initiatives, ())
    crowd = tuple(
        _invented(bare, number)
        for number in range(len(story.initiatives) + 1, bare.scale.initiatives + 1)
    )
    everyone = replace(bare, initiatives=story.initiatives + crowd)
    return replace(everyone, models=tuple(_models(everyone, crowd)))


def _models(company: Company, crowd: tuple[Initiative, ...]) -> list[Model]:
    """Number the models: one per initiative past the idea, then the story's further ones."""
    story = company.story
    owners = [item for item in story.initiatives if item.first("prototype")]
    owners += [story.initiative(key) for key in story.models["further"]]
    built = [item for item in crowd if item.first("scaling")]
    extra = company.scale.models - len(owners)
    owners += [built[index % len(built)] for index in range(extra)] if built else []
    seen: dict[str, int] = {}
    models: list[Model] = []
    for number, owner in enumerate(owners, start=1):
        seen[owner.id] = seen.get(owner.id, 0) + 1
        models += _versions(company, f"M-{number:03d}", owner, order=seen[owner.id])
    return models


def _versions(company: Company, key: str, owner: Initiative, *, order: int) -> list[Model]:
    """Return a model's versions; a renewed one hands over to 2.0 on the day of the renewal."""
    chance = company.chance("model", key)
    generative = owner.id in company.story.models["generative"]
    task = "generative" if generative else "binary" if order == 1 else chance.choice(TASKS)
    pilots = [step.day for step in owner.path if step.stage == "scaling"]
    production = owner.first("production")
    deployed: date | None = None
    if pilots and order == 1:
        deployed = pilots[-1]
    elif pilots:
        wait = timedelta(days=75 * (order - 1) + chance.randrange(40))
        deployed = (production or pilots[-1]) + wait
    last = owner.path[-1]
    retired = last.day if deployed and last.stage in {"retired", "prototype", "idea"} else None
    if deployed and (deployed > company.story.as_of or (retired and deployed >= retired)):
        deployed = retired = None
    if retired and retired > company.story.as_of:
        retired = None
    told = company.story.models
    threshold = chance.choice((0.4, 0.45, 0.5, 0.5, 0.55))
    baseline = round(chance.uniform(0.76, 0.88), 3)
    model = Model(
        key,
        "1.0",
        owner,
        task,
        told["threshold"].get(key, threshold),
        told["baseline"].get(key, baseline),
        deployed,
        retired,
    )
    renewal = told["renewed"].get(key)
    if renewal is None or deployed is None or renewal > company.story.as_of:
        return [model]
    better = round((model.baseline or 0.8) + 0.02, 3)
    return [
        replace(model, retired_on=renewal),
        replace(model, version="2.0", deployed_on=renewal, baseline=better),
    ]


SUBJECTS = (
    "claims letters",
    "renewal offers",
    "broker questions",
    "damage reports",
    "payment runs",
    "policy changes",
    "survey reports",
    "complaints",
    "supplier invoices",
    "repair bills",
    "medical bills",
    "call notes",
    "contract clauses",
    "risk surveys",
    "reserve reviews",
)
TASK_NAMES = (
    "Sorting",
    "Summaries",
    "Early warning",
    "Draft answers",
    "Duplicate search",
    "Forecast",
    "Quality check",
    "Prioritising",
    "Plausibility check",
    "Matching",
)
NEXT = {
    "idea": "prototype",
    "prototype": "scaling",
    "scaling": "production",
    "production": "retired",
}
TYPICAL_DAYS = {"idea": 80, "prototype": 130, "scaling": 140, "production": 1_600}
BACK = {"prototype": "idea", "scaling": "prototype"}


def _invented(company: Company, number: int) -> Initiative:
    """Return an initiative of the crowd with a legal path of its own."""
    chance = company.chance("initiative", number)
    story = company.story
    day = story.quarters[0].start + timedelta(days=int(800 * chance.random() ** 3))
    path = [Step(day, "idea")]
    while path[-1].stage in NEXT:
        stage = path[-1].stage
        day += timedelta(days=max(7, int(TYPICAL_DAYS[stage] * chance.lognormvariate(0, 0.7))))
        if day > story.as_of:
            break
        path.append(Step(day, _next_stage(stage, chance)))
    yearly = chance.randrange(40_000, 600_000, 5_000)
    name = f"{chance.choice(TASK_NAMES)} for {chance.choice(SUBJECTS)}, team {number}"
    return Initiative(
        id=f"AI-{number:03d}",
        name=name,
        unit=chance.choice(tuple(story.units)),
        tier=chance.choices(("high", "limited", "minimal"), weights=(1, 2, 7))[0],
        goal=chance.choice(tuple(story.goals)),
        budget_eur=chance.randrange(80_000, 900_000, 10_000),
        value_score=float(chance.randrange(25, 90)),
        commercial=chance.random() < 0.5,
        target=path[0].day + timedelta(days=chance.randrange(200, 600)),
        path=tuple(path),
        benefits=((chance.choice(("saving", "revenue", "avoided_loss")), yearly),),
    )


def _next_stage(stage: str, chance: random.Random) -> str:
    """Return where an invented initiative goes: mostly on, sometimes back, now and then out."""
    draw = chance.random()
    if stage in BACK and draw < 0.25:
        return BACK[stage]
    if stage != "production" and draw > 0.95:
        return chance.choice(("paused", "retired"))
    return NEXT[stage]
