"""From the start of the process to the first answer with HTTP 200."""

from __future__ import annotations

from pathlib import Path

from tests.bench import servers
from tests.bench.child import in_turn
from tests.bench.table import Figure

REPEATS = 5


def figures(store: Path, folder: Path) -> list[Figure]:
    """Return the start of Tandem beside the start of an empty app."""

    def ours() -> float:
        """Return one start of Tandem."""
        with servers.tandem(store) as server:
            return server.seconds_to_answer

    def theirs() -> float:
        """Return one start of the empty app."""
        with servers.empty(folder) as server:
            return server.seconds_to_answer

    found = in_turn(REPEATS, ours=ours, theirs=theirs)
    return [
        Figure(
            "process start to HTTP 200, warm-up included",
            found["ours"],
            "s",
            floor=found["theirs"],
            floor_is="an empty st.App",
        )
    ]
