"""Scorecards made by hand: what the pictures are drawn from in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from governance.readiness import Readiness
from governance.scorecard.shapes import (
    Blocker,
    CeoSide,
    CioSide,
    DataGap,
    GoalLine,
    Point,
    RollUp,
    Scorecard,
    Tile,
)

QUARTERS = tuple(f"{year}-Q{quarter}" for year in range(2023, 2027) for quarter in range(1, 5))[
    1:13
]
AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def tile(metric="adoption_rate", **changes) -> Tile:
    """Return a tile with a steady rise to 62.4 %."""
    values = [40 + 2 * step + (step % 3) for step in range(11)] + [62.4]
    plain = Tile(
        metric=metric,
        title=metric.replace("_", " ").capitalize(),
        question="How many of those who could use it did?",
        perspective="operational",
        kind="leading",
        unit="%",
        better="higher",
        period="2026-Q1",
        value=62.4,
        n=1200,
        coverage=1.0,
        state="ok",
        status="green",
        target=60.0,
        attainment=100.0,
        raw_attainment=112.0,
        previous=60.1,
        history=tuple(
            Point(quarter, value, "ok", 45 + index * 1.4)
            for index, (quarter, value) in enumerate(zip(QUARTERS, values, strict=True))
        ),
    )
    return replace(plain, **changes)


def goal(goal_id="G-01", **changes) -> GoalLine:
    """Return a goal that the CIO expects eleven months late."""
    plain = GoalLine(
        goal_id=goal_id,
        title="Service chatbot answers 40 % of first contacts",
        perspective="operational",
        business_unit="Service",
        initiative_id="AI-017",
        initiative="Service chatbot",
        stage="scaling",
        metric="adoption_rate",
        metric_title="Adoption rate",
        unit="%",
        better="higher",
        baseline=12.0,
        value=21.0,
        target_now=30.0,
        target_end=40.0,
        state="ok",
        status="red",
        attainment=32.0,
        pace=-21.0,
        ceo=CeoSide(date(2026, 9, 30), 1, "Claims peak in autumn", 82.0, (), "Ada Lindqvist", AT),
        cio=CioSide(
            "partly",
            date(2027, 8, 31),
            48.5,
            (),
            True,
            (
                Blocker(
                    "data_gap",
                    "31 % of customers are there twice",
                    "Head of CRM",
                    date(2025, 11, 1),
                    date(2026, 12, 1),
                ),
            ),
            "Two data stewards for six months",
            Decimal("180000"),
            "Ravi Menon",
            AT,
        ),
        alignment_gap=33.5,
        alignment_words="strategy ahead of execution",
        date_gap_days=335,
        changes=2,
    )
    return replace(plain, **changes)


def gap(**changes) -> DataGap:
    """Return a measured hindrance: three of ten customers are there twice."""
    plain = DataGap(
        kind="dataset",
        subject="DS-CRM",
        title="Customer records",
        check="unique.name+birth_date",
        says="No two rows agree in name and birth_date.",
        score=69.0,
        tested=1000,
        since=date(2025, 9, 30),
        owner="Customer data steward",
    )
    return replace(plain, **changes)


def ready(**changes) -> Readiness:
    """Return the readiness of the chatbot's data."""
    plain = Readiness(
        initiative_id="AI-017",
        state="measured",
        score=30.0,
        level=1.75,
        held_back_by="DS-CRM",
        held_back_title="Customer records",
        at_most=30.0,
        critical=("DS-CRM",),
        unknown=(),
        words="Customer records holds it back at 30 of 100.",
    )
    return replace(plain, **changes)


def scorecard(**changes) -> Scorecard:
    """Return a whole first screen with every state on it."""
    plain = Scorecard(
        period="2026-Q1",
        as_of=41,
        reporting_date=date(2026, 3, 31),
        headline="Not yet: 9 of 16 targets are met, and 5 of 8 goals will be later than wanted.",
        tiles=_tiles(),
        roll_ups=(
            RollUp("financial", 78.6, 0.875, 68.75, 81.25, False, "green", 4, 5),
            RollUp("operational", 64.0, 1.0, 64.0, 64.0, False, "amber", 6, 6),
            RollUp("risk", 71.0, 0.9, 60.0, 74.0, True, "amber", 5, 6),
        ),
        lines=_goals(),
        met=9,
        measured=16,
        unknown=3,
        periods=QUARTERS,
        business_units=("Claims", "Underwriting", "Service", "Property Risk", "Shared Services"),
    )
    return replace(plain, **changes)


def _history(values) -> tuple[Point, ...]:
    """Return the points of a history whose missing values have no data."""
    return tuple(
        Point(quarter, value, "ok" if value is not None else "no_data")
        for quarter, value in zip(QUARTERS, values, strict=True)
    )


FALLING = _history([14 - step * 0.5 + (step % 2) for step in range(12)])
BROKEN = _history([100.0, 120, None, None, 140, 150, 170, 160, 190, 210, 230, 250])
MONEY = {"perspective": "financial", "unit": "EUR", "kind": "lagging"}
RISK = {"perspective": "risk"}
TILES = {
    "simple_roi": {"perspective": "financial", "title": "Return", "value": 23.9, "target": 20.0},
    "cost_savings": MONEY | {"value": 1_394_200.0, "target": 1_300_000.0, "history": BROKEN},
    "run_cost": MONEY | {"value": 506_400.0, "target": 480_000.0, "better": "lower"},
    "revenue_impact": MONEY | {"value": 88_000.0, "target": 90_000.0, "previous": None},
    "payback": {
        "perspective": "financial", "unit": "years", "value": None, "state": "not_estimable",
        "note": "Not paid back within the years loaded.",
    },
    "adoption_rate": {"title": "People who use what was built for them"},
    "accuracy": {"unit": "share", "value": 0.853, "target": 0.87, "previous": 0.861},
    "concept_to_production": {"unit": "days", "value": 211.0, "target": 180.0, "history": FALLING},
    "aging_wip": {"unit": "count", "value": 0.0, "target": 2.0, "previous": 3.0},
    "stickiness": {"value": 17.2, "target": 20.0, "state": "provisional"},
    "in_production_share": {"value": 33.3, "target": None},
    "compliance_score": RISK | {"value": 81.0, "target": 95.0, "must_not_fail": True},
    "disparate_impact": RISK | {"unit": "ratio", "value": 0.7, "better": "in range"},
    "incident_rate": RISK | {"unit": "per 1,000 model days", "value": 0.84, "history": FALLING},
    "silent_share": RISK | {"value": None, "state": "no_data", "history": ()},
    "drift_psi": RISK | {"unit": "index", "value": 0.31, "target": 0.1, "better": "lower"},
    "training_completed": RISK | {"value": 74.0, "target": 80.0, "state": "stale"},
}  # fmt: skip
STATUSES = {
    "run_cost": "red", "revenue_impact": "amber", "payback": "not_estimable",
    "accuracy": "amber", "concept_to_production": "red", "stickiness": "provisional",
    "in_production_share": "no_target", "compliance_score": "amber", "disparate_impact": "red",
    "silent_share": "no_data", "drift_psi": "red", "training_completed": "stale",
}  # fmt: skip
GOALS = {
    "G-02": {
        "title": "Claims triage decides half of simple claims without a person",
        "business_unit": "Claims", "status": "amber", "alignment_gap": 12.0,
        "alignment_words": "aligned", "date_gap_days": 91,
    },
    "G-03": {
        "title": "Invoice matching saves 400,000 euro a year", "business_unit": "Shared Services",
        "perspective": "financial", "status": "green", "unit": "EUR", "value": 410_000.0,
        "target_end": 400_000.0, "alignment_gap": -34.0, "date_gap_days": -60,
        "alignment_words": "capacity without demand",
    },
    "G-04": {
        "title": "Leak sensors predict half of all water damage", "cio": None, "value": None,
        "status": "no_data", "state": "no_data", "alignment_gap": None, "date_gap_days": None,
        "alignment_words": "no reply yet",
    },
    "G-05": {
        "title": "Every model in production answers all seventeen controls, with evidence that "
        "an outside examiner would accept without asking twice",
        "perspective": "risk", "status": "amber", "alignment_gap": 55.0, "date_gap_days": None,
    },
}  # fmt: skip
DATES = {
    "G-02": (date(2026, 6, 30), date(2026, 9, 29)),
    "G-03": (date(2026, 12, 31), date(2026, 11, 1)),
    "G-04": (date(2027, 3, 31), None),
    "G-05": (date(2026, 12, 31), None),
}
"""Wanted and realistic."""


def _tiles() -> tuple[Tile, ...]:
    """Return tiles of every unit and status."""
    return tuple(
        tile(name, **changes, status=STATUSES.get(name, "green")) for name, changes in TILES.items()
    )


def _goals() -> tuple[GoalLine, ...]:
    """Return goals late, early, unanswered and impossible."""
    lines = [goal()]
    for goal_id, changes in GOALS.items():
        line = goal(goal_id, **changes)
        wanted, realistic = DATES[goal_id]
        cio = line.cio and replace(line.cio, realistic_date=realistic)
        lines.append(replace(line, ceo=replace(line.ceo, wanted_date=wanted), cio=cio))
    return tuple(lines)
