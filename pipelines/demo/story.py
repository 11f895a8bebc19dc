"""The story as values: units, goals, initiatives with their paths, and the planted facts.

Read from ``story.yaml``; the generators and the seed of goals both start here, so that data and
promises name the same things. Knows nothing of rows, scales or randomness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.periods import Period, between, parsed

STORY = Path(__file__).with_name("story.yaml")
END = datetime.max.replace(tzinfo=UTC)
"""When everything has been told: later than anything in it."""


@dataclass(frozen=True)
class Step:
    """An initiative enters a stage."""

    day: date
    stage: str


@dataclass(frozen=True)
class Initiative:
    """One AI initiative from its registration to where it stands."""

    id: str
    name: str
    unit: str
    tier: str
    goal: str | None
    budget_eur: int
    value_score: float
    commercial: bool
    target: date | None
    path: tuple[Step, ...]
    benefits: tuple[tuple[str, int], ...] = ()
    """(ledger category, euros a year at full swing)."""

    def stage_on(self, day: date) -> str | None:
        """Return the stage at the end of ``day``; None before it was registered."""
        entered = [step.stage for step in self.path if step.day <= day]
        return entered[-1] if entered else None

    def first(self, stage: str) -> date | None:
        """Return the day ``stage`` was entered for the first time, if ever."""
        return next((step.day for step in self.path if step.stage == stage), None)

    @property
    def stage(self) -> str:
        """Return where the initiative stands today."""
        return self.path[-1].stage


@dataclass(frozen=True)
class Unit:
    """A business unit with the roles that speak for it."""

    name: str
    sponsor: str
    product_manager: str
    staff: int


@dataclass(frozen=True)
class Goal:
    """A wish of the CEO that initiatives serve."""

    id: str
    title: str
    perspective: str


@dataclass(frozen=True)
class Control:
    """A control of the governance framework: its weight and the tiers it is required for."""

    id: str
    weight: int
    tiers: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """Everything the YAML says."""

    name: str
    as_of: date
    """The day up to which things are known."""
    arrival_days: int
    quarters: tuple[Period, ...]
    units: Mapping[str, Unit]
    goals: Mapping[str, Goal]
    initiatives: tuple[Initiative, ...]
    controls: tuple[Control, ...]
    facts: Mapping[str, Mapping[str, Any]]
    silent_models: tuple[str, ...]
    models: Mapping[str, Any]
    drift: Mapping[str, Mapping[str, float]]

    def initiative(self, initiative_id: str) -> Initiative:
        """Return one initiative; KeyError when the story does not know it."""
        for initiative in self.initiatives:
            if initiative.id == initiative_id:
                return initiative
        raise KeyError(initiative_id)


@cache
def read_story() -> Story:
    """Return the story of the demo company."""
    raw = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    company, facts = raw["company"], dict(raw["facts"])
    return Story(
        name=company["name"],
        as_of=company["as_of"],
        arrival_days=company["arrival_days"],
        quarters=tuple(between(parsed(company["first_quarter"]), parsed(company["last_quarter"]))),
        units={name: Unit(name, **unit) for name, unit in raw["units"].items()},
        goals={key: Goal(key, **goal) for key, goal in raw["goals"].items()},
        initiatives=tuple(
            _initiative(key, entry, benefits=raw["benefits"].get(key, {}))
            for key, entry in raw["initiatives"].items()
        ),
        controls=tuple(
            Control(key, entry["weight"], tuple(entry["tiers"]))
            for key, entry in raw["controls"].items()
        ),
        silent_models=tuple(facts.pop("silent_models")),
        facts=facts,
        models=raw["models"],
        drift=raw["drift"],
    )


def _initiative(key: str, entry: Mapping[str, Any], *, benefits: Mapping[str, int]) -> Initiative:
    """Turn one YAML entry into an initiative."""
    steps = (str(step).split() for step in entry["path"])
    return Initiative(
        id=key,
        name=entry["name"],
        unit=entry["unit"],
        tier=entry["tier"],
        goal=entry["goal"],
        budget_eur=entry["budget"],
        value_score=float(entry["value"]),
        commercial=entry["commercial"],
        target=entry["target"],
        path=tuple(Step(date.fromisoformat(day), stage) for day, stage in steps),
        benefits=tuple(benefits.items()),
    )
