"""Fifty readers whose pages look for news: what a look costs, them and everybody else.

All of them have the scorecard open. Nobody may feel that the others are there, and what one of
them changes has to be on every screen within fifteen seconds.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from websockets.sync.client import connect

from governance import comments, roster
from governance.comment_shapes import Anchor
from governance.goals import goals
from pipelines.settings import Settings
from pipelines.workspace import open_workspace
from tests.bench import servers
from tests.bench.device import Device, device, p95, until
from tests.bench.rerun import Reader
from tests.bench.table import Figure

READERS, RERUNS, WATCHED = 50, 60, 40.0
"""How many look, how often one more reader draws their page, and for how many seconds."""
AIM_NEWS_MS = 15_000


@dataclass(frozen=True)
class Watched:
    """What was noted, in milliseconds."""

    alone: list[float]
    """One reader's reruns while nobody else is there."""
    among: list[float]
    """The same while all the others look for news."""
    looks: list[float]
    """Each look that found nothing."""
    news: list[float]
    """From a comment's signing until each page was drawn anew."""


def figures(store: Path) -> list[Figure]:
    """Return what a look takes, what it does to another reader, and when news have arrived."""
    with tempfile.TemporaryDirectory(prefix="tandem-live-") as name:
        own = Path(shutil.copytree(store, Path(name) / "store"))
        found = watched(own, readers=READERS, reruns=RERUNS, seconds=WATCHED)
    many = f"{READERS} readers look for news"
    return [
        Figure(f"one look of a page, {many}, p95", p95(found.looks), "ms",
               note=f"median {median(found.looks):.1f} ms, {len(found.looks)} looks"),
        Figure("rerun of one more reader's page, p95", p95(found.among), "ms",
               floor=p95(found.alone), floor_is="the same without the others",
               note=f"median {median(found.among):.0f} and {median(found.alone):.0f} ms"),
        Figure(f"until news are on a page, {many}, p95", p95(found.news), "ms", aim=AIM_NEWS_MS,
               note=f"median {median(found.news):,.0f} ms"),
    ]  # fmt: skip


def watched(store: Path, *, readers: int, reruns: int, seconds: float) -> Watched:
    """Let readers look for news beside one who works, and then give them news.

    Args:
        store: Where; a comment is written in it.
        readers: How many look.
        reruns: How often the one who works draws their page, alone and among the others.
        seconds: How long these reruns take together, at least.
    """
    with servers.tandem(store) as server:
        return asyncio.run(_watched(store, server.port, readers, reruns, seconds))


async def _watched(store: Path, port: int, readers: int, reruns: int, seconds: float) -> Watched:
    """Note everything."""
    pause = seconds / reruns
    alone = await asyncio.to_thread(_works, port, reruns, pause)
    async with AsyncExitStack() as stack:
        opened = [device(port, "as=viewer") for _ in range(readers)]
        others = [await stack.enter_async_context(one) for one in opened]
        among = await asyncio.to_thread(_works, port, reruns, pause)
        await until(lambda: all(one.looks for one in others), "A page never looked for news.")
        looks = [took for one in others for took in one.looks]
        return Watched(alone, among, looks, await _news(store, others))


def _works(port: int, reruns: int, pause: float) -> list[float]:
    """Return what each rerun took a reader who now and then chooses another business unit."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as connection:
        reader = Reader(connection)
        reader.rerun()
        for option in reader.options:
            reader.rerun(option)
        found = []
        for number in range(reruns):
            found.append(reader.rerun(reader.options[number % len(reader.options)]))
            time.sleep(pause)
    return found


async def _news(store: Path, others: list[Device]) -> list[float]:
    """Sign a comment; return how long it took until each page was drawn anew."""
    before = [one.drawn for one in others]
    await asyncio.to_thread(_comment, store)
    began = time.perf_counter()
    await until(
        lambda: all(one.drawn > drawn for one, drawn in zip(others, before, strict=True)),
        "A page never noticed the comment.",
    )
    return [(one.drawn_at - began) * 1000 for one in others]


def _comment(store: Path) -> None:
    """Say something about the first goal, as another process on the same store."""
    workspace = open_workspace(Settings(store=store))
    ceo = next(one for one in roster.people(workspace) if one.role == "ceo")
    comments.comment(
        workspace,
        ceo,
        Anchor("goal", goals(workspace)[0].goal_id),
        text="To be noticed by everybody.",
        now=datetime.now(UTC),
    )
    workspace.database.dispose()
