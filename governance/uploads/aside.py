"""Rows in quarantine: what they do to a figure's coverage, and who has to look after which.

A row that was kept aside counts for no figure, so a figure over the rows beside it covers less
than it seems. Its coverage is told as the share of rows that are not waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from governance import roster
from governance.scope import extracts_of
from pipelines.periods import Period, parsed
from pipelines.uploads.quarantine import QuarantinedRow, open_rows
from pipelines.workspace import Workspace

Waits = tuple[tuple[str, tuple[Period, ...]], ...]
"""Of each open row its extract and the periods that its file speaks of: one of them is its own."""


@dataclass(frozen=True)
class Aside:
    """What waits in quarantine of the rows that a figure rests on."""

    rows: int
    share: float
    """Rows that count, as a share of those that count or wait, 0..1."""

    @property
    def words(self) -> str:
        """Return it as a figure's note tells it."""
        rows = f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}"
        return f"{rows} in quarantine: coverage {self.share:.1%}".replace("%", " %")


@dataclass(frozen=True)
class Waiting:
    """One row that waits for somebody."""

    row: QuarantinedRow
    days: int
    """Since it was kept aside."""
    owner: str
    """By name."""


def aside(
    workspace: Workspace, metric: str, period: str, *, version: int | None = None
) -> Aside | None:
    """Return what waits of the rows that a metric rests on in a period; None where nothing does.

    Args:
        workspace: Where.
        metric: Which metric.
        period: Which period, such as a quarter.
        version: Catalogue version of the figure. Rows wait now: of a figure as it was known
            earlier nothing is told.
    """
    return asides(workspace, [(metric, period)], version=version).get((metric, period))


def asides(
    workspace: Workspace,
    figures: Collection[tuple[str, str]],
    *,
    version: int | None = None,
) -> dict[tuple[str, str], Aside]:
    """Return what waits of the rows behind some figures, by metric and period; see ``aside``."""
    waits = _all_open(workspace)
    if not waits or (version is not None and version != workspace.catalogue.version()):
        return {}
    files = workspace.warehouse.at(version).files
    found = {}
    for metric, period in figures:
        if not period:
            continue
        extracts = extracts_of(workspace, workspace.metrics.metric(metric))
        whole = parsed(period)
        waiting = sum(
            extract in extracts and any(_meets(one, whole) for one in periods)
            for extract, periods in waits
        )
        if waiting:
            parts = (file for name in extracts for file in files[name])
            counting = sum(file.rows for file in parts if _meets(parsed(file.period), whole))
            found[metric, period] = Aside(waiting, counting / (counting + waiting))
    return found


def oldest(workspace: Workspace, *, today: date, extract: str | None = None) -> tuple[Waiting, ...]:
    """Return the rows that wait, the longest waiting first.

    Args:
        workspace: Where.
        today: The day that ages are counted to.
        extract: Only those of this extract.
    """
    names = {one.id: one.name for one in roster.people(workspace)}
    found = (
        Waiting(row, max((today - row.at.date()).days, 0), names.get(row.owner, row.owner))
        for row in open_rows(workspace, extract=extract)
    )
    return tuple(sorted(found, key=lambda one: (-one.days, one.row.extract, one.row.line)))


_kept: WeakKeyDictionary[Engine, tuple[int, Waits]] = WeakKeyDictionary()
_lock = threading.Lock()


def _all_open(workspace: Workspace) -> Waits:
    """Return what waits; read once for each state of the journal."""
    head = workspace.catalogue.journal_head()
    with _lock:
        known = _kept.get(workspace.database)
    if known is not None and known[0] == head:
        return known[1]
    found = tuple(
        (row.extract, tuple(parsed(period) for period in row.periods))
        for row in open_rows(workspace)
    )
    with _lock:
        _kept[workspace.database] = head, found
    return found


def _meets(part: Period, whole: Period) -> bool:
    """Return whether a period lies in another one, or holds it."""
    return part.start <= whole.end and whole.start <= part.end
