"""Measurements as the tests of this room need them: a score for each dimension of a quarter."""

from __future__ import annotations

from pipelines.periods import parsed
from pipelines.quality.kept import keep
from pipelines.quality.registry import register
from pipelines.quality.shapes import CheckResult, Dimension, Kind, Measurement
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW

CONTRACT = """\
id: {id}
title: {id}
domain: customers
owner: Customer data steward
critical: {critical}
source: {{upload: true}}
columns:
  customer_no: {{type: text, required: true}}
"""


def registered(workspace: Workspace, dataset: str, *, critical: bool = False) -> None:
    """Register a dataset."""
    text = CONTRACT.format(id=dataset, critical=str(critical).lower())
    register(workspace, text, actor="marcus", role="cio", why="Needed.", now=NOW)


def planted(
    workspace: Workspace,
    subject: str,
    period: str,
    *,
    kind: Kind = "dataset",
    failure: str = "",
    **scores: float,
) -> None:
    """Store a run in which each named dimension has a check of that score in percent."""
    checks = tuple(check(dimension, score) for dimension, score in scores.items())
    keep(
        workspace,
        Measurement(
            kind=kind,
            subject=subject,
            title=subject,
            period=period,
            as_of=parsed(period).end,
            at=NOW,
            rows=1000,
            checks=checks,
            fingerprint=f"{subject}{period}{scores}",
            version=1,
            failure=failure,
        ),
    )


def check(dimension: Dimension, score: float) -> CheckResult:
    """Return a check of a thousand elements that passes to ``score`` percent."""
    return CheckResult(
        name=f"customer_no.{dimension}",
        dimension=dimension,
        says="Every customer has a number.",
        expectation="expect_column_values_to_not_be_null",
        columns=("customer_no",),
        tested=1000,
        passed=10.0 * score,
        at_least=95.0,
    )
