"""Submissions as intake makes them, with as little in them as a fact needs."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from pipelines.catalogue.accepting import NewLoad, NewReject, NewSubmission

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
_NUMBERS = itertools.count(1)


def submission(
    *periods: str, extract: str = "adoption", key: str = "", rejects: int = 0
) -> NewSubmission:
    """Return a file about some periods of one extract."""
    number = next(_NUMBERS)
    loads = tuple(
        NewLoad(
            id=f"L{number}-{period}",
            extract=extract,
            period=period,
            rows=10,
            path=f"facts/{extract}/{period}/L{number}-{period}.parquet",
            fact_sha256="f" * 64,
            plan="plan",
        )
        for period in periods
    )
    refused = (NewReject(extract, f"rejects/R{number}.csv", rejects, "r" * 64),)
    return NewSubmission(
        id=f"S{number}",
        file_name=f"file{number}.csv",
        sha256="0" * 64,
        size=100,
        profile="",
        actor="mia",
        role="test",
        at=NOON,
        outcome="loaded",
        idempotency=key or f"key{number}",
        rows_accepted=10 * len(periods),
        rows_rejected=rejects,
        loads=loads,
        rejects=refused if rejects else (),
    )
