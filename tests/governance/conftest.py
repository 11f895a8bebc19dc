"""Workspaces without data, on SQLite and PostgreSQL, and the people who act in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from governance import roster
from governance.people import Person
from governance.promises import Evidence, FeasibilityScores, Goal, Reply, ValueScores
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests.opening import opened

NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """One person of each role."""

    facilitator: Person = Person("amara", "Amara Diallo", "facilitator")
    ceo: Person = Person("ingrid", "Ingrid Solberg", "ceo")
    cio: Person = Person("marcus", "Marcus Okafor", "cio")
    staff: Person = Person("lena", "Lena Fischer", "cio_staff")
    viewer: Person = Person("jonas", "Jonas Weber", "viewer")

    def everybody(self) -> tuple[Person, ...]:
        return (self.facilitator, self.ceo, self.cio, self.staff, self.viewer)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def workspace(ready_url: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace; the test runs on SQLite and on PostgreSQL."""
    here = opened(Settings(store=tmp_path / "store", records_url=ready_url))
    yield here
    here.database.dispose()


@pytest.fixture
def staffed(workspace: Workspace, cast: Cast) -> Workspace:
    """A workspace with its people and nothing else."""
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(workspace, by, person, now=NOW)
    return workspace


@pytest.fixture
def chatbot() -> Goal:
    """The worked case of the method: a chatbot by the third quarter."""
    return Goal(
        title="Service chatbot live by 2026-Q3",
        perspective="operational",
        metric="in_production_share",
        target_path=(("2026-Q2", 50.0), ("2026-Q3", 100.0)),
        starts_on=date(2025, 9, 30),
        wanted_date=date(2026, 9, 30),
        priority=1,
        reason="Customers wait four minutes on the telephone.",
        scores=ValueScores(80, 90, 85, 70),
        baseline=0.0,
        initiative_id="AI-017",
    )


@pytest.fixture
def answer() -> Reply:
    """The CIO's side of the worked case."""
    return Reply(
        feasible="partly",
        realistic_date=date(2026, 12, 31),
        scores=FeasibilityScores(
            data=Evidence(30, "31 % duplicates."),
            infrastructure=Evidence(70, "Hosting is ready."),
            talent=Evidence(60, "Three of five roles."),
            compliance=Evidence(80, "Notice is drafted."),
        ),
    )
