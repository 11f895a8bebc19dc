"""A check-in in the room: the presenter's next item while twenty people follow on their devices."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from governance import roster
from governance.checkin.meeting import open_check_in
from governance.records.opening import make_ready
from pipelines.settings import Settings
from pipelines.workspace import open_workspace
from tests.bench import servers
from tests.bench.device import Device, device, p95, until
from tests.bench.table import Figure

FOLLOWERS, MOVES = 20, 30
THINKING = 1.0
"""Seconds between two moves: quicker than any meeting."""
AIM_NEXT_MS, AIM_FOLLOW_MS = 300, 2_000
SCREEN, NEXT, BACK = "checkin_screen", "checkin_key_Right", "checkin_key_Left"


@dataclass
class Moved:
    """What was noted in one meeting, in milliseconds."""

    next_item: list[float] = field(default_factory=list)
    """From the key to the presenter's own screen."""
    followed: list[float] = field(default_factory=list)
    """From the key to each follower's screen."""
    screens: list[str] = field(default_factory=list)
    """What was shown after each move."""


def figures(store: Path) -> list[Figure]:
    """Return the 95th percentile of the next item, alone and followed, and of following."""
    with tempfile.TemporaryDirectory(prefix="tandem-meeting-") as name:
        own = Path(shutil.copytree(store, Path(name) / "store"))
        alone, followed = held(own, moves=MOVES, followers=FOLLOWERS, thinking=THINKING)
    many = f"{FOLLOWERS} follow"
    return [
        Figure("next item in the stage view, p95", p95(alone.next_item), "ms", aim=AIM_NEXT_MS,
               note=f"median {median(alone.next_item):.0f} ms"),
        Figure(f"the same while {many}, p95", p95(followed.next_item), "ms", aim=AIM_NEXT_MS,
               note=f"median {median(followed.next_item):.0f} ms"),
        Figure(f"until a follower sees it, {many}, p95", p95(followed.followed), "ms",
               aim=AIM_FOLLOW_MS, note=f"median {median(followed.followed):.0f} ms, "
               f"slowest {max(followed.followed):.0f} ms"),
    ]  # fmt: skip


def held(store: Path, *, moves: int, followers: int, thinking: float) -> tuple[Moved, Moved]:
    """Hold a check-in twice: going on alone, and going back while others follow.

    Args:
        store: Where; a check-in is opened in it.
        moves: How many items on, and back again.
        followers: How many follow on the way back.
        thinking: Seconds between two moves.
    """
    _open(store)
    with servers.tandem(store) as server:
        alone = asyncio.run(_meeting(server.port, 0, NEXT, moves, thinking))
        return alone, asyncio.run(_meeting(server.port, followers, BACK, moves, thinking))


async def _meeting(port: int, followers: int, key: str, moves: int, thinking: float) -> Moved:
    """Go from item to item with one key, and note when each device showed the next one."""
    async with AsyncExitStack() as stack:

        async def joins(who: str) -> Device:
            """Return a device on which the check-in is open."""
            opened = device(port, who, opens="checkin", watches=SCREEN, presses=(NEXT, BACK))
            return await stack.enter_async_context(opened)

        lead = await joins("as=facilitator")
        others = [await joins("as=viewer") for _ in range(followers)]
        found = Moved()
        for _ in range(moves):
            await _move(lead, others, key, found)
            await asyncio.sleep(thinking)
        return found


async def _move(lead: Device, others: list[Device], key: str, found: Moved) -> None:
    """Move once and wait for every screen."""
    began, before = time.perf_counter(), lead.screen
    await lead.run(press=lead.keys[key])
    await until(lambda: lead.screen != before, "The presenter's screen did not change.")
    found.next_item.append((lead.changed_at - began) * 1000)
    shown = lead.screen
    await until(
        lambda: all(one.screen == shown for one in others), "A follower's screen did not follow."
    )
    found.followed += [(one.changed_at - began) * 1000 for one in others]
    found.screens.append(shown)


def _open(store: Path) -> None:
    """Open a check-in."""
    workspace = open_workspace(Settings(store=store))
    make_ready(workspace.database)
    lead = next(one for one in roster.people(workspace) if one.role == "facilitator")
    open_check_in(
        workspace,
        lead,
        title="Measured",
        agenda="45",
        held_on=date(2026, 3, 31),
        now=datetime.now(UTC),
    )
    workspace.database.dispose()
