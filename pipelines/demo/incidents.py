"""Incidents: what went wrong with models in service, and how fast people acted.

The clocks of the framework are kept everywhere but once: the severe incident of the triage
model, whose root cause came four working days late instead of within two.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from pipelines.demo.company import Company, Model
from pipelines.demo.stages import Row
from pipelines.periods import Period

CAUSES = ("data", "drift", "code", "infra", "vendor", "use")
HARMS = ("none", "none", "none", "service", "service", "financial")
ACKNOWLEDGED_HOURS = {"S1": (0.3, 3.5), "S2": (1, 7.5), "S3": (2, 30)}
DECIDED_DAYS = {"S1": 4, "S2": 7, "S3": 25}
TRIAGE_TIMES = (
    datetime(2026, 2, 9, 9, 20, tzinfo=UTC),
    datetime(2026, 2, 9, 11, 5, tzinfo=UTC),
    datetime(2026, 2, 13, 15, 40, tzinfo=UTC),
    datetime(2026, 2, 16, 14, 0, tzinfo=UTC),
    None,
)
"""Opened, acknowledged in time, root cause two working days late, decided in time, still open."""


def incidents(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield the incidents opened in ``quarter``, oldest first."""
    triage = company.story.facts["triage"]
    rows = [_ordinary(company, model, quarter, n) for model, n in _struck(company, quarter)]
    if quarter.label == triage["compared_quarter"]:
        rows.append(
            (triage["incident"], triage["model"], *TRIAGE_TIMES, "S1", "data", "rights", 412)
        )
    yield from sorted(rows, key=lambda row: (str(row[2]), str(row[0])))


def _struck(company: Company, quarter: Period) -> Iterator[tuple[Model, int]]:
    """Yield which model had its n-th incident of the quarter."""
    chance = company.chance("incidents", quarter.label)
    serving = [model for model in company.models if model.serves(quarter.end)]
    total = sum(
        model.days_in(period.start, period.end)
        for model in company.models
        for period in company.quarters
    )
    days = sum(model.days_in(quarter.start, quarter.end) for model in company.models)
    if not serving:
        return
    for number in range(max(1, round(company.scale.incidents * days / total))):
        yield chance.choice(serving), number


def _ordinary(company: Company, model: Model, quarter: Period, number: int) -> Row:
    """Return an incident whose clocks were kept."""
    chance = company.chance("incident", quarter.label, number)
    first = max(quarter.start, model.deployed_on or quarter.start)
    day = first + timedelta(days=chance.randrange((quarter.end - first).days + 1))
    severity = chance.choices(("S1", "S2", "S3"), weights=(3, 27, 70))[0]
    opened = datetime.combine(day, time(chance.randrange(7, 18), chance.randrange(60)), UTC)
    acknowledged = opened + timedelta(
        minutes=int(60 * chance.uniform(*ACKNOWLEDGED_HOURS[severity]))
    )
    cause_found = acknowledged + timedelta(hours=chance.randrange(2, 30))
    decided = cause_found + timedelta(hours=chance.randrange(3, 24 * DECIDED_DAYS[severity] - 40))
    closed = decided + timedelta(days=chance.randrange(1, 28), hours=chance.randrange(9))
    key = f"INC-{quarter.start:%y}{quarter.label[-1]}-{number + 1:04d}"
    harm = chance.choice(HARMS)
    known = [
        _known(moment, company.story.as_of)
        for moment in (acknowledged, cause_found, decided, closed)
    ]
    return (
        key,
        model.id,
        opened,
        *known,
        severity,
        chance.choice(CAUSES),
        harm,
        _affected(chance, harm),
    )


def _known(moment: datetime, as_of: date) -> datetime | None:
    """Return ``moment`` unless it lies after the day the files were made."""
    return moment if moment.date() <= as_of else None


def _affected(chance: random.Random, harm: str) -> int:
    """Return how many people felt it."""
    return 0 if harm == "none" else int(chance.lognormvariate(3.2, 1.1))
