"""What tests of a closed check-in share: some data, both signatures, the close."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from governance.checkin.freezing import close
from governance.checkin.meeting import meeting, sign_off
from governance.checkin.shapes import Frozen
from governance.checkin.stage import stage
from governance.promises import Goal, ValueScores
from pipelines.periods import parsed
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW, Cast
from tests.pipelines.metrics.stores import header, load, registers

MEETING = "CI-2026-03"
DAY = date(2026, 3, 31)
END = NOW + timedelta(minutes=44)
CHATBOT = Goal(
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


def adoption(
    workspace: Workspace, folder: Path, quarter: str, *, active: int | tuple[int, int, int]
) -> None:
    """Load a quarter in which so many of a hundred people used our AI, in each month."""
    each = active if isinstance(active, tuple) else (active,) * 3
    first = parsed(quarter).start
    rows = "".join(
        f"M-001,Claims,{first.year}-{first.month + step:02},100,{count},,,false,\n"
        for step, count in enumerate(each)
    )
    counts = "_".join(str(count) for count in dict.fromkeys(each))
    name = f"adoption_{quarter}_{counts}.csv"
    load(workspace, folder, name, header("adoption") + rows)


def measured(workspace: Workspace, folder: Path) -> Workspace:
    """Load two quarters of use: 50 and 66 of a hundred."""
    registers(workspace, folder, "2025-Q4", "2026-Q1")
    adoption(workspace, folder, "2025-Q4", active=50)
    adoption(workspace, folder, "2026-Q1", active=66)
    return workspace


def signed(workspace: Workspace, cast: Cast, check_in: str = MEETING) -> None:
    """Let both sides sign."""
    for person in (cast.ceo, cast.cio):
        sign_off(workspace, person, check_in, now=NOW)


def closed(workspace: Workspace, cast: Cast, check_in: str = MEETING, **changes: object) -> Frozen:
    """Close a meeting as its screen does."""
    shown = stage(workspace, meeting(workspace, check_in), today=DAY)
    given = {"stage": shown, "papers": {"screen/recap": "<p>62%</p>"}, "today": DAY, "now": END}
    return close(workspace, cast.facilitator, check_in, **(given | changes))
