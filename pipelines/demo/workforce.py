"""People: roles wanted and filled, and who has learnt what.

The course on working with AI is completed by most in 2025-Q2; use steps up right after. The
talent file of the last quarter is late: it does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.demo.company import Company
from pipelines.demo.stages import Row
from pipelines.periods import Period, parsed

ROLES = {
    "data_engineer": (9.0, 0.70),
    "ml_engineer": (6.0, 0.74),
    "data_scientist": (7.0, 0.88),
    "product_manager": (3.0, 0.92),
    "risk_analyst": (3.0, 0.80),
    "steward": (4.0, 0.66),
}
"""Full-time equivalents a unit needs at the start, and the share filled by the end."""
GROUPS = {
    "Executives": 60,
    "Managers": 420,
    "Claims handlers": 1150,
    "Underwriters": 760,
    "Service agents": 1240,
    "Engineers and analysts": 310,
}
COURSES = {
    "Responsible AI": (True, 0.90),
    "Working with AI": (True, 0.88),
    "Data protection": (True, 0.95),
    "Reading model output": (False, 0.55),
}
"""Whether it is required, and the share that has completed it by the end."""
STEP_COURSE = "Working with AI"


def talent(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield wanted and filled roles by unit; nothing for the quarter whose file is late."""
    late = company.story.facts["late"]
    if late["extract"] == "talent" and late["quarter"] == quarter.label:
        return
    age = company.quarters.index(quarter)
    for role, (start, share) in ROLES.items():
        for unit in company.story.units.values():
            chance = company.chance("talent", role, unit.name, quarter.label)
            required = _half(start * unit.staff / 1200 * (1 + 0.05 * age))
            level = share - 0.12 + 0.012 * age + chance.gauss(0, 0.02)
            filled = min(required, _half(required * min(1.0, level)))
            vacant = required - filled
            yield (
                role,
                unit.name,
                quarter.label,
                required,
                filled,
                _half(vacant * chance.uniform(0.1, 0.6)),
                round(45 + 60 * (1 - share) + chance.gauss(0, 6), 1) if vacant else None,
                round(max(0.0, chance.gauss(8 + 10 * (1 - share), 1.5)), 1),
            )


def _half(value: float) -> float:
    """Return ``value`` in half posts."""
    return round(value * 2) / 2


def training(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield who has completed which course by the end of ``quarter``."""
    age = company.quarters.index(quarter)
    step = parsed(company.story.facts["training_step"]["training_quarter"])
    for group, people in GROUPS.items():
        for course, (required, share) in COURSES.items():
            chance = company.chance("training", group, course, quarter.label)
            reached = share * (0.45 + 0.55 * age / 11)
            if course == STEP_COURSE:
                reached = share if quarter.start >= step.start else 0.22 + 0.01 * age
            headcount = round(people * (1 + 0.004 * age))
            lead = {"Executives": -0.12, "Engineers and analysts": 0.05}.get(group, 0.0)
            completed = round(
                headcount * min(0.99, max(0.05, reached + lead + chance.gauss(0, 0.01)))
            )
            yield (
                group,
                course,
                quarter.label,
                headcount,
                required,
                completed,
                round(completed * chance.uniform(0.01, 0.08)) if age > 3 else 0,
                round(min(98.0, chance.gauss(78, 3)), 1),
            )
