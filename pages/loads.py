"""Loads: every file that was loaded, what became of it, and the rows that wait in quarantine."""

from __future__ import annotations

from pages.parts import cached
from pages.parts.asked import told
from pages.parts.load_history import history, nothing_yet
from pages.parts.load_one import chosen, one_load
from pages.parts.load_quarantine import quarantine
from pages.parts.shell import page


def body() -> None:
    """Show the load in the address, or all of them by filters, and what waits in quarantine."""
    told()
    load = chosen()
    if load is not None:
        one_load(load)
        return
    if not cached.loads():
        nothing_yet()
        return
    quarantine()
    history()


page(body, title="Loads", needs="loads:read")
