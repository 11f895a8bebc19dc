"""Workspaces without data, on SQLite and PostgreSQL, and the people who act in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from governance import roster
from governance.people import Person
from governance.promises import Evidence, FeasibilityScores, Goal, Reply, ValueScores
from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database
from pipelines.metrics.shapes import rollup_plans
from pipelines.settings import Settings
from pipelines.warehouse.relations import Warehouse
from pipelines.workspace import FOLDERS, Workspace, open_workspace

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


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose contracts and metrics the others share: reading them takes longest."""
    opened = open_workspace(Settings(store=tmp_path_factory.mktemp("read-once") / "store"))
    opened.database.dispose()
    return opened


@pytest.fixture
def workspace(read_once: Workspace, ready_url: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace; the test runs on SQLite and on PostgreSQL."""
    settings = Settings(store=tmp_path / "store", records_url=ready_url)
    for name in FOLDERS:
        (settings.store / name).mkdir(parents=True)
    engine = database(settings.database_url)
    catalogue = Catalogue(engine, settings.store)
    plans = rollup_plans(read_once.shapes, read_once.extracts)
    yield replace(
        read_once,
        settings=settings,
        database=engine,
        catalogue=catalogue,
        warehouse=Warehouse(settings, read_once.extracts, plans, catalogue),
    )
    engine.dispose()


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
