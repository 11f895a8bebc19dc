"""What models stand on: the data sets with their measured quality, and infrastructure asked for.

Two data sets hold the story back: the customer records behind the chatbot and the sensor stream
behind three initiatives of property risk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from pipelines.demo.company import Company
from pipelines.demo.samples.contract import Register
from pipelines.demo.stages import Row
from pipelines.demo.story import Initiative
from pipelines.periods import Period

DATASETS: dict[str, tuple[str, str, int, float, tuple[str, ...]]] = {
    "DS-CLAIMS": (
        "claims",
        "Claims data steward",
        24,
        84,
        ("AI-001", "AI-008", "AI-013", "AI-032"),
    ),
    "DS-LETTERS": ("claims", "Claims data steward", 24, 88, ("AI-001", "AI-022")),
    "DS-PHOTOS": ("claims", "Claims data steward", 72, 79, ("AI-003",)),
    "DS-INJURY": ("claims", "Claims data steward", 168, 71, ("AI-018",)),
    "DS-GARAGES": ("claims", "Claims data steward", 168, 66, ("AI-027", "AI-037")),
    "DS-POLICY": (
        "policies",
        "Policy data steward",
        24,
        90,
        ("AI-004", "AI-006", "AI-007", "AI-015"),
    ),
    "DS-BROKER": ("policies", "Policy data steward", 24, 76, ("AI-006", "AI-028")),
    "DS-MEDICAL": ("policies", "Policy data steward", 168, 62, ("AI-009", "AI-024")),
    "DS-TELEMATICS": ("policies", "Policy data steward", 24, 48, ("AI-019",)),
    "DS-CYBER": ("policies", "Policy data steward", 720, 55, ("AI-038",)),
    "DS-CALLS": ("service", "Service data steward", 24, 82, ("AI-002", "AI-020", "AI-025")),
    "DS-MAIL": ("service", "Service data steward", 24, 85, ("AI-010", "AI-029")),
    "DS-CONTENT": ("service", "Service data steward", 168, 74, ("AI-017", "AI-030")),
    "DS-AERIAL": ("property", "Property data steward", 720, 81, ("AI-011", "AI-034")),
    "DS-FLOOD": ("property", "Property data steward", 720, 78, ("AI-016",)),
    "DS-SATELLITE": ("property", "Property data steward", 720, 58, ("AI-021",)),
    "DS-LEDGER": ("finance", "Finance data steward", 24, 92, ("AI-026", "AI-023", "AI-005")),
    "DS-SUPPLIER": ("finance", "Finance data steward", 168, 80, ("AI-023", "AI-040")),
    "DS-SURVEYS": ("property", "Property data steward", 168, 69, ("AI-014", "AI-034")),
}
"""Domain, owner, refresh promise in hours, usual quality, who uses it."""
TROUBLED: dict[str, tuple[str, str, int, tuple[float | None, ...], tuple[str, ...]]] = {
    "DS-CRM": (
        "customers",
        "Customer data steward",
        24,
        (58, 69, 21, 14, 0, 18),
        ("AI-017", "AI-015", "AI-012"),
    ),
    "DS-SENSOR": (
        "property",
        "Property data steward",
        1,
        (44, 81, 52, 37, 0, None),
        ("AI-031", "AI-033", "AI-036"),
    ),
}
"""Fixed scores: completeness 58 is the 42 % of missing consent flags, uniqueness 69 the 31 %
duplicate customers; the mean of the six is the 30 of the story. Nobody measures the sensors'
accuracy."""
CRITICAL = frozenset({"DS-CRM", "DS-SENSOR", "DS-CLAIMS", "DS-POLICY"})
TIMELINESS = 4
"""Its place among the six scores."""
WORTHLESS_AT = 3
"""Age, in agreed ages, at which timeliness is 0."""
SPREAD = (4.0, 6.0, 2.0, -3.0, 1.0, -6.0)
"""How the six dimensions usually lie around a data set's own level."""
RESOURCES = {
    "gpu": ("GPU hours", 400),
    "storage": ("TB", 12),
    "environment": ("environments", 1),
    "data_access": ("data sets", 2),
    "tool": ("licences", 15),
}


def register(dataset_id: str) -> Register:
    """Return what the company's register says of a dataset."""
    domain, owner, hours, _, users = (DATASETS | TROUBLED)[dataset_id]
    return Register(domain, owner, dataset_id in CRITICAL, users, hours)


def scores(company: Company, dataset_id: str, quarter: Period) -> tuple[float | None, ...]:
    """Return the six scores of a dataset at the end of ``quarter``; None was not measured."""
    if dataset_id in TROUBLED:
        return TROUBLED[dataset_id][3]
    chance = company.chance("dataset", dataset_id, quarter.label)
    level = _level(company, dataset_id, quarter)
    found: list[float | None] = [
        round(min(99.5, max(5.0, level + lift + chance.gauss(0, 1.2))), 1) for lift in SPREAD
    ]
    if company.chance("accuracy", dataset_id).random() < 0.4:
        found[-1] = None
    return tuple(found)


def refreshed(company: Company, dataset_id: str, quarter: Period) -> datetime:
    """Return when a dataset's newest row was written, seen at the end of ``quarter``.

    Its age is what makes the score of timeliness: 100 as long as it is not older than promised,
    0 from three times that age on.
    """
    timeliness = scores(company, dataset_id, quarter)[TIMELINESS]
    assert timeliness is not None  # noqa: S101  # every dataset has a promise, so an age
    promises = WORTHLESS_AT + 1 if timeliness == 0 else WORTHLESS_AT - timeliness / 50
    closing = datetime.combine(quarter.end + timedelta(days=1), time(0), UTC)
    age = timedelta(hours=register(dataset_id).hours * promises)
    return closing - timedelta(seconds=round(age.total_seconds()))


def datasets(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield the catalogue of data sets with the quality measured in ``quarter``."""
    for key in (*DATASETS, *TROUBLED):
        told, level = register(key), _level(company, key, quarter)
        documented = "published" if level > 82 else "complete" if level > 68 else "partial"
        yield (
            key,
            quarter.label,
            told.domain,
            told.owner,
            told.critical,
            ";".join(told.used_by),
            20_000 + sum(map(ord, key)) ** 2 * 3 + (quarter.start - date(2023, 1, 1)).days * 150,
            documented,
            told.hours,
            refreshed(company, key, quarter),
            *scores(company, key, quarter),
            f"samples/{key.lower()}_{quarter.label}.csv",
        )


def _level(company: Company, dataset_id: str, quarter: Period) -> float:
    """Return how good a dataset usually is by ``quarter``; the troubled ones got no better."""
    if dataset_id in TROUBLED:
        return 0.0
    age = (quarter.start - company.quarters[0].start).days / 90
    return DATASETS[dataset_id][3] - 9 + 0.8 * age


def infra(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield what initiatives asked for in ``quarter``."""
    sensors = company.story.facts["sensors"]
    for item in company.initiatives:
        stage = item.stage_on(quarter.end)
        if stage not in {"prototype", "scaling", "production"}:
            continue
        chance = company.chance("infra", item.id, quarter.label)
        for number in range(_requests(chance.random(), company.scale.infra_per_initiative)):
            yield _request(company, item, quarter, number)
    for item_id in sensors["initiatives"]:
        if quarter.start <= sensors["since"] <= quarter.end:
            yield (
                f"REQ-{item_id[3:]}-SENSOR",
                item_id,
                "data_access",
                sensors["since"],
                sensors["since"] + timedelta(days=45),
                None,
                1,
                None,
                "data sets",
            )


def _requests(draw: float, yearly: float) -> int:
    """Return how many requests a busy quarter brings, given the average over a life."""
    return int(yearly / 5.2 + draw)


def _request(company: Company, item: Initiative, quarter: Period, number: int) -> Row:
    """Return one request; bigger waits in later quarters, some never granted in full."""
    chance = company.chance("request", item.id, quarter.label, number)
    resource = chance.choice(tuple(RESOURCES))
    unit, usual = RESOURCES[resource]
    asked = quarter.start + timedelta(days=chance.randrange(quarter.days))
    age = (quarter.start - company.quarters[0].start).days / 365
    wait = int((18 + 5 * age) * chance.lognormvariate(0, 0.6) * (1.5 if resource == "gpu" else 1))
    quantity = max(1, round(usual * chance.uniform(0.4, 1.8)))
    done = asked + timedelta(days=wait)
    granted = (
        quantity if chance.random() < 0.8 else max(0, round(quantity * chance.uniform(0.3, 0.9)))
    )
    known = done <= company.story.as_of and chance.random() > 0.04
    return (
        f"REQ-{item.id[3:]}-{quarter.start:%y}{quarter.label[-1]}{number + 1:02d}",
        item.id,
        resource,
        asked,
        asked + timedelta(days=chance.choice((14, 30, 30, 45))),
        done if known else None,
        quantity,
        granted if known else None,
        unit,
    )
