"""What people typed or loaded is shown as they typed it, and does nothing."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance import goals, roster
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.bench import servers
from tests.governance.loading import load
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_every_page import FRAME, strangers
from tests.reports.attacks import ATTACKS

NOW = datetime(2026, 4, 2, tzinfo=UTC)
PAGES = ("", "portfolio", "metric?metric=initiatives&by=name", "loads", "methods")

ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitänsmützen" * 3

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def attacked(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Tandem with an attack in every free text: goals, replies, names, file names."""
    store = Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("attacked") / "store"))
    workspace = opening.opened(Settings(store=store))
    _attack_goals(workspace)
    _attack_initiatives(workspace, store)
    workspace.database.dispose()
    with servers.tandem(store) as server:
        yield server.address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0] or "scorecard")
def test_an_attack_is_shown_and_does_nothing(attacked: str, visitor: Visitor, path: str) -> None:
    visit = visitor()
    visit.page.add_init_script("window.__xss = 0")
    visit.open(f"{attacked}/{path}")
    assert visit.page.evaluate("window.__xss") == 0
    assert strangers(visit.requested, attacked) == []
    assert (
        visit.page.locator(".tandem script, .tandem iframe, .tandem img, .tandem style").count()
        == 0
    )
    assert visit.page.locator("[onerror], [onload], [href^='javascript']").count() == 0
    if path in ("", "portfolio"):
        assert "<img src=x onerror" in visit.page.inner_text("body")


def test_an_endless_word_stays_inside_a_phone(attacked: str, visitor: Visitor) -> None:
    visit = visitor(width=PHONE).open(attacked)
    assert ENDLESS in visit.page.inner_text("body")
    assert visit.page.evaluate(FRAME) == 0
    inside = (
        "[...document.querySelectorAll('.goal')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    assert visit.page.evaluate(inside)


def _attack_goals(workspace: Workspace) -> None:
    """Put an attack into every text of the goals and replies that takes one."""
    people = {person.role: person for person in roster.people(workspace)}
    for revision, attack in zip(goals.goals(workspace), (*ATTACKS, ENDLESS), strict=False):
        text = attack.replace("\x00", "")
        changed = replace(revision.content, title=text, reason=text)
        goals.change_goal(
            workspace, people["ceo"], goal_id=revision.goal_id, seen=revision.number,
            goal=changed, why=text, now=NOW,
        )  # fmt: skip


def _attack_initiatives(workspace: Workspace, store: Path) -> None:
    """Load a quarter of initiatives whose names and units are attacks."""
    staff = next(one for one in roster.people(workspace) if one.role == "cio_staff")
    name = "initiatives_2026-Q1_r2.csv"
    path = store / name
    columns = workspace.extracts["initiatives"].column_names
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for number, attack in enumerate(ATTACKS, 1):
            text = attack.replace("\x00", "")
            writer.writerow(
                {
                    "initiative_id": f"AI-{number:03d}", "quarter": "2026-Q1", "name": text,
                    "business_unit": "Claims", "sponsor_role": text, "pm_role": text,
                    "stage": "idea", "risk_tier": "high",
                }
            )  # fmt: skip
    receipt = load(workspace, staff, path, now=NOW, file_name=name)
    assert receipt.outcome == "loaded", receipt
