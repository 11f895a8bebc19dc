"""A check-in in the room: the presenter's next item while twenty people follow on their devices.

Presenter and followers speak Streamlit's own protocol from one process, so no browser's work is
in the figures; the followers look for news as often as the page tells them to.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from governance import roster
from governance.checkin.meeting import open_check_in
from governance.records.opening import make_ready
from pipelines.settings import Settings
from pipelines.workspace import open_workspace
from tests.bench import servers
from tests.bench.table import Figure

FOLLOWERS, MOVES = 20, 30
THINKING = 1.0
"""Seconds between two moves: quicker than any meeting."""
AIM_NEXT_MS, AIM_FOLLOW_MS = 300, 2_000
SCREEN, NEXT, BACK = "checkin_screen", "checkin_key_Right", "checkin_key_Left"


@dataclass
class Device:
    """One person's device: runs the page, looks for news, notes when the screen changed."""

    connection: ClientConnection
    who: str
    page: str = ""
    screen: str = ""
    changed_at: float = 0.0
    keys: dict[str, str] = field(default_factory=dict)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    looking: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self, *, press: str = "", fragment: str = "") -> None:
        """Ask the server to run the page, with a button pressed, or one fragment of it."""
        request = BackMsg()
        request.rerun_script.query_string = self.who
        if self.page:
            request.rerun_script.page_script_hash = self.page
        else:
            request.rerun_script.page_name = "checkin"
        request.rerun_script.fragment_id = fragment
        if press:
            state = request.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        self.finished.clear()
        await self.connection.send(request.SerializeToString())

    async def listen(self) -> None:
        """Take what comes, for as long as the connection holds."""
        async for frame in self.connection:
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.page = message.navigation.page_script_hash
            elif kind == "script_finished":
                self.finished.set()
            elif kind == "auto_rerun":
                self._look(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            else:
                self._notice(message)

    def _notice(self, message: ForwardMsg) -> None:
        """Remember the screen, and the keys that lead on and back."""
        element = message.delta.new_element
        if SCREEN in element.bidi_component.id:
            if element.bidi_component.json != self.screen:
                self.changed_at = time.perf_counter()
            self.screen = element.bidi_component.json
        for key in (NEXT, BACK):
            if key in element.button.id:
                self.keys[key] = element.button.id

    def _look(self, fragment: str, every: float) -> None:
        """Look for news in one fragment, in the place of the one before."""
        for task in self.looking.values():
            task.cancel()
        self.looking = {fragment: asyncio.create_task(self._again(fragment, every))}

    async def _again(self, fragment: str, every: float) -> None:
        """Run a fragment again and again."""
        while True:
            await asyncio.sleep(every)
            await self.run(fragment=fragment)


def figures(store: Path) -> list[Figure]:
    """Return the 95th percentile of the next item, alone and followed, and of following."""
    with tempfile.TemporaryDirectory(prefix="tandem-meeting-") as name:
        own = Path(shutil.copytree(store, Path(name) / "store"))
        _open(own)
        with servers.tandem(own) as server:
            alone, _ = asyncio.run(_meeting(server.port, 0))
            followed, lags = asyncio.run(_meeting(server.port, FOLLOWERS))
    many = f"{FOLLOWERS} follow"
    return [
        Figure("next item in the stage view, p95", _p95(alone), "ms", aim=AIM_NEXT_MS),
        Figure(f"the same while {many}, p95", _p95(followed), "ms", aim=AIM_NEXT_MS,
               note=f"median {median(followed):.0f} ms"),
        Figure(f"until a follower sees it, {many}, p95", _p95(lags), "ms", aim=AIM_FOLLOW_MS,
               note=f"median {median(lags):.0f} ms"),
    ]  # fmt: skip


async def _meeting(port: int, followers: int) -> tuple[list[float], list[float]]:
    """Return how long each move took the presenter, and each follower, in milliseconds."""
    async with AsyncExitStack() as stack:

        async def device(who: str) -> Device:
            """Return a device that has opened the page."""
            address = f"ws://127.0.0.1:{port}/_stcore/stream"
            made = Device(
                await stack.enter_async_context(
                    connect(address, subprotocols=["streamlit"], max_size=None)
                ),
                who,
            )
            task = asyncio.create_task(made.listen())
            stack.push_async_callback(_ended, task, made)
            await made.run()
            await made.finished.wait()
            return made

        lead = await device("as=facilitator")
        others = [await device("as=viewer") for _ in range(followers)]
        return await _moves(lead, others, NEXT if not others else BACK)


async def _moves(lead: Device, others: list[Device], key: str) -> tuple[list[float], list[float]]:
    """Go item by item, and note when each device showed the next one."""
    own: list[float] = []
    lags: list[float] = []
    for _ in range(MOVES):
        began, before = time.perf_counter(), lead.screen
        await lead.run(press=lead.keys[key])
        await _changed([lead], since=before)
        own.append((lead.changed_at - began) * 1000)
        shown = lead.screen
        await _shown(others, shown)
        lags += [(one.changed_at - began) * 1000 for one in others]
        await asyncio.sleep(THINKING)
    return own, lags


async def _until(screens: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until all screens are as they should be."""
    until = time.perf_counter() + seconds
    while not screens():
        if time.perf_counter() > until:
            raise SystemExit("A screen of the meeting did not change.")
        await asyncio.sleep(0.002)


async def _changed(devices: list[Device], *, since: str) -> None:
    """Wait until devices show something else."""
    await _until(lambda: all(one.screen != since for one in devices))


async def _shown(devices: list[Device], screen: str) -> None:
    """Wait until devices show a screen."""
    await _until(lambda: all(one.screen == screen for one in devices))


async def _ended(task: asyncio.Task[None], device: Device) -> None:
    """Stop listening and looking."""
    for each in (task, *device.looking.values()):
        each.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await each


def _open(store: Path) -> None:
    """Open a check-in."""
    workspace = open_workspace(Settings(store=store))
    make_ready(workspace.database)
    lead = next(one for one in roster.people(workspace) if one.role == "facilitator")
    now = datetime.now(UTC)
    open_check_in(
        workspace, lead, title="Measured", agenda="45", held_on=date(2026, 3, 31), now=now
    )
    workspace.database.dispose()


def _p95(found: list[float]) -> float:
    """Return the figure below which 95 of 100 lie."""
    return sorted(found)[int(len(found) * 0.95)]
