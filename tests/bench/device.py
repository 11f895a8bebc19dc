"""One person's device as the server sees it: it runs pages, looks for news and presses keys.

It speaks Streamlit's own protocol, so dozens of them fit into one process and no browser's work
is in the figures. A device looks for news as often as the page tells it to, like a browser.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 30.0
"""Seconds after which a screen that does not come is a failure, not a slow screen."""


@dataclass
class Device:
    """A device: notes when a screen that it watches changed, and what each look for news took.

    Args:
        connection: To the server.
        who: The address's choices, such as ``as=viewer``.
        opens: The page that it opens first; empty is the start page.
        watches: Part of the name of the screen that it notes.
        presses: Parts of the names of the keys that it may press.
    """

    connection: ClientConnection
    who: str
    opens: str
    watches: str = ""
    presses: Sequence[str] = ()
    page: str = ""
    screen: str = ""
    changed_at: float = 0.0
    drawn: int = 0
    """How often the whole page was drawn."""
    drawn_at: float = 0.0
    looks: list[float] = field(default_factory=list)
    """Milliseconds of each look for news after which the page stood as it was."""
    keys: dict[str, str] = field(default_factory=dict)
    looking: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _finished: asyncio.Event = field(default_factory=asyncio.Event)
    _asked_at: float = 0.0

    async def open(self) -> None:
        """Run the page for the first time and wait until it is drawn."""
        await self.run()
        await asyncio.wait_for(self._finished.wait(), PATIENCE)

    async def run(self, *, press: str = "", fragment: str = "") -> None:
        """Ask the server to run the page, with a button pressed, or one fragment of it."""
        request = BackMsg()
        request.rerun_script.query_string = self.who
        if self.page:
            request.rerun_script.page_script_hash = self.page
        else:
            request.rerun_script.page_name = self.opens
        request.rerun_script.fragment_id = fragment
        if press:
            state = request.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        self._finished.clear()
        self._asked_at = time.perf_counter()
        await self.connection.send(request.SerializeToString())

    async def listen(self) -> None:
        """Take what comes, for as long as the connection holds."""
        async for frame in self.connection:
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.page = message.navigation.page_script_hash
            elif kind == "script_finished":
                self._end(message.script_finished)
            elif kind == "auto_rerun":
                self._look(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            else:
                self._notice(message)

    async def end(self, listening: asyncio.Task[None]) -> None:
        """Stop listening and looking."""
        for each in (listening, *self.looking.values()):
            each.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await each

    def _end(self, how: int) -> None:
        """Note what was drawn; a look that found news ends early, and the whole page follows."""
        now = time.perf_counter()
        if how == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.drawn, self.drawn_at = self.drawn + 1, now
            self._finished.set()
        elif how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.looks.append((now - self._asked_at) * 1000)

    def _notice(self, message: ForwardMsg) -> None:
        """Remember the screen, and the keys."""
        element = message.delta.new_element
        if self.watches and self.watches in element.bidi_component.id:
            if element.bidi_component.json != self.screen:
                self.changed_at = time.perf_counter()
            self.screen = element.bidi_component.json
        for key in self.presses:
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


@asynccontextmanager
async def device(
    port: int, who: str, *, opens: str = "", watches: str = "", presses: Sequence[str] = ()
) -> AsyncIterator[Device]:
    """Yield a device on which a page is open."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as connection:
        made = Device(connection, who, opens, watches, presses)
        listening = asyncio.create_task(made.listen())
        try:
            await made.open()
            yield made
        finally:
            await made.end(listening)


async def until(holds: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Wait until something holds on the devices; ``what`` is said where it never does."""
    latest = time.perf_counter() + seconds
    while not holds():
        if time.perf_counter() > latest:
            raise SystemExit(what)
        await asyncio.sleep(0.002)


def p95(found: Sequence[float]) -> float:
    """Return the figure that 95 of 100 do not exceed: of few figures, the highest."""
    return sorted(found)[int(len(found) * 0.95)]
