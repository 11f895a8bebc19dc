"""Errors someone will read: what happened, where, what to do next.

Every expected failure descends from ``GapError`` and is shown word for word on the screen and
on the command line. A subclass exists only where some caller acts differently on it.
This module imports nothing of ours, so every house may use it.
"""

from __future__ import annotations


class GapError(Exception):
    """An expected failure, told in plain words.

    Args:
        what: What happened, one sentence with its full stop.
        where: File, row, column, setting or place on the screen; may be empty.
        next_step: What the reader should do; says too whether anything was changed.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__("\n".join(part for part in (what, where, next_step) if part))


class MetricError(GapError):
    """A metric's definition or a question asked of it does not hold."""


class RefusedFile(GapError):
    """A file cannot be loaded at all; nothing was changed."""


class NotAllowed(GapError):
    """The person may not do this; nothing was changed."""


class NotFound(GapError):
    """What was asked for does not exist in this workspace."""


class Overtaken(GapError):
    """Somebody else was first: what is there is no longer what was seen. Nothing was changed."""

    newer: str = ""
    """What stands there now, where it is a text that can be merged with one's own."""


class StoreError(GapError):
    """The store itself is damaged, missing or of a later version than this code."""
