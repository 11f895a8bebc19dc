"""Measurements made by hand: what incidents and readiness are derived from in tests."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from pipelines.periods import parsed
from pipelines.quality.registry import register as registered
from pipelines.quality.shapes import CheckResult, Measurement
from pipelines.workspace import Workspace

TWINS = "unique.name+birth_date"
DAYS_AFTER = 2
"""Days after a quarter's end on which it is measured."""


def check(share: float, name: str = TWINS, **changes) -> CheckResult:
    """Return a check of 1,000 rows of which ``share`` percent pass; 95 are asked for."""
    plain = {
        "name": name,
        "dimension": "uniqueness",
        "says": "No two rows agree in name and birth_date.",
        "expectation": "first",
        "columns": ("name", "birth_date"),
        "tested": 1000,
        "passed": share * 10,
        "at_least": 95.0,
        "sample": tuple({"customer_no": f"C-{number:06d}"} for number in range(9)),
    }
    return CheckResult(**(plain | changes))


def run(period: str, *checks: CheckResult, subject: str = "DS-CRM", **changes) -> Measurement:
    """Return a run over one quarter, measured two days after its end."""
    end = parsed(period).end
    plain = {
        "kind": "dataset",
        "subject": subject,
        "title": "Customer records",
        "period": period,
        "as_of": end,
        "at": datetime.combine(end + timedelta(days=DAYS_AFTER), time(6), UTC),
        "rows": 1000,
        "checks": checks,
        "fingerprint": f"{subject} {period}",
        "version": 0,
    }
    return Measurement(**(plain | changes))


def failed(period: str, **changes) -> Measurement:
    """Return a run that could not be done."""
    return run(period, failure="The table is gone.", **changes)


def register(
    workspace: Workspace,
    identifier: str = "DS-CRM",
    *,
    title: str = "Customer records",
    critical: bool = True,
    used_by: str = "AI-017",
    now: datetime = datetime(2025, 1, 2, tzinfo=UTC),
) -> None:
    """Register a dataset whose rows would be uploaded."""
    contract = f"""
id: {identifier}
title: {title}
domain: customers
owner: Customer data steward
critical: {str(critical).lower()}
used_by: [{used_by}]
source: {{upload: true}}
columns:
  name: {{required: true}}
"""
    registered(workspace, contract, actor="lena", role="cio_staff", why="It is needed.", now=now)
