"""A rerun of the scorecard's script, as the server does it: from the request to the last message.

A small client speaks Streamlit's own protocol, so no browser's work is in the figure.
"""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.bench import servers
from tests.bench.table import Figure

REPEATS = 20
AIM_MS = 60
FILTER = "Business unit"


class Reader:
    """One reader of the app: reruns its script, remembers the filter that it was offered."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._filter = ""
        self.options: list[str] = []

    def rerun(self, choice: str | None = None) -> float:
        """Run the script, with ``choice`` in the filter; return the milliseconds it took."""
        request = BackMsg()
        request.rerun_script.query_string = ""
        if choice is not None:
            state = request.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self._filter, choice
        began = time.perf_counter()
        self._connection.send(request.SerializeToString())
        while True:
            frame = self._connection.recv(timeout=60)
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            if message.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - began) * 1000
            self._notice(message)

    def _notice(self, message: ForwardMsg) -> None:
        """Remember the filter where the message holds it."""
        box = message.delta.new_element.selectbox
        if box.label == FILTER:
            self._filter, self.options = box.id, list(box.options)


def figures(store: Path) -> list[Figure]:
    """Return the median time of reruns that change nothing, and of reruns with another filter."""
    with servers.tandem(store) as server:
        address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
        with connect(address, subprotocols=["streamlit"], max_size=None) as connection:
            reader = Reader(connection)
            first = reader.rerun()
            same = [reader.rerun(reader.options[0]) for _ in range(REPEATS)]
            for option in reader.options:
                reader.rerun(option)
            choices = itertools.islice(itertools.cycle(reader.options), REPEATS)
            changed = [reader.rerun(option) for option in choices]
    return [
        Figure("first run of the scorecard's script", first, "ms", note="warm server"),
        Figure("rerun of the script, nothing changed", median(same), "ms", aim=AIM_MS),
        Figure("rerun of the script, another business unit", median(changed), "ms", aim=AIM_MS),
    ]
