"""The demo company with its foundation projects, and grounds made by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from governance.investments.ground import Ground
from governance.investments.policy import investment_policy
from governance.investments.shapes import Project, ProjectRevision, Urgency
from governance.investments.worth import PointPrice, Worth
from governance.people import Person
from governance.promises import Revision
from pipelines.portfolio import Initiative
from pipelines.roadmap import Funding
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.conftest import NOW

TODAY = date(2026, 3, 31)
CIO = Person("marcus", "Marcus Okafor", "cio")


@pytest.fixture(scope="module")
def funded_store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's store, which a module's tests may change together."""
    return Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("funded") / "store"))


@pytest.fixture(scope="module")
def funded(funded_store: Path) -> Iterator[Workspace]:
    """The demo company's workspace with its foundation projects. Not to be changed."""
    workspace = opening.opened(Settings(store=funded_store))
    yield workspace
    workspace.database.dispose()


def project(name: str, cost: int = 100, **changes: object) -> ProjectRevision:
    """Return a signed project."""
    plain: dict[str, object] = {
        "title": f"Project {name}", "cost_eur": Decimal(cost), "duration_months": 3,
        "urgency": Urgency(1, 1, 1, 1), "owner": "Lena",
    }  # fmt: skip
    return Revision(name, 1, CIO, NOW, "Proposed.", Project(**(plain | changes)))  # type: ignore[arg-type]  # tests name what differs


def grounds(*projects: ProjectRevision, **changes: object) -> Ground:
    """Return a ground with five initiatives worth 1,000 to 5,000 euros a year."""
    stages = ("prototype", "idea", "scaling", "production", "retired")
    listed = {
        f"AI-{n}": Initiative(f"AI-{n}", f"Initiative {n}", "Claims", stage, goal_id=f"GOAL-0{n}")
        for n, stage in enumerate(stages, start=1)
    }
    plain: dict[str, object] = {
        "projects": projects,
        "initiatives": listed,
        "funding": {
            name: Funding(name, one.goal_id, 50.0, Decimal(1000)) for name, one in listed.items()
        },
        "ledger": (),
        "goals": {},
        "datasets": (),
        "worths": {
            name: Worth(name, Decimal(1000 * n), "score") for n, name in enumerate(listed, start=1)
        },
        "price": PointPrice(Decimal(20), 0),
        "rules": investment_policy(),
    }
    return Ground(**(plain | changes))  # type: ignore[arg-type]  # tests name what differs
