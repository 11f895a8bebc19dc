"""The view: which quarter, unit and version a reader asked for, checked and with defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from governance.policy import Policy, policy
from governance.promises import Perspective
from governance.scorecard import questions
from governance.scorecard.questions import Window
from governance.scorecard.standing import Freshness
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.metrics.book import Metric
from pipelines.periods import Period, containing, parsed
from pipelines.workspace import Workspace

PERSPECTIVES: tuple[Perspective, ...] = get_args(Perspective)


@dataclass(frozen=True)
class View:
    """What the reader asked for."""

    window: Window
    rules: Policy
    business_unit: str | None
    perspectives: tuple[Perspective, ...]
    read_on: date
    """The day the screen is read as of: today, or the end of an earlier period."""

    def freshness(self, metric: Metric) -> Freshness:
        """Return what decides whether the metric's newest value still counts."""
        return Freshness(
            today=self.read_on,
            grace_days=questions.grace_days(self.window, metric),
            arrived=questions.arrived(self.window, metric),
        )


def view_of(
    workspace: Workspace,
    *,
    period: str | None,
    business_unit: str | None,
    perspective: str | None,
    version: int | None,
    today: date,
) -> View:
    """Return what was asked for; the arguments are those of ``scorecard``.

    Raises:
        GapError: The period, perspective or version does not exist here.
    """
    if perspective is not None and perspective not in PERSPECTIVES:
        raise GapError(
            f"“{perspective}” is not a perspective.{nearest(perspective, PERSPECTIVES)}",
            next_step=f"Choose one of {', '.join(PERSPECTIVES)}.",
        )
    chosen = tuple(one for one in PERSPECTIVES if perspective in (None, one))
    at = _version(workspace, version)
    quarters = questions.loaded_quarters(workspace, at)
    newest = _newest(quarters, today)
    shown = newest if period is None else _asked(period, quarters, newest)
    read_on = today if shown.start >= newest.start else min(today, shown.end)
    window = Window(workspace, at, quarters, shown)
    return View(window, policy(), business_unit, chosen, read_on)


def _version(workspace: Workspace, asked: int | None) -> int:
    """Return the catalogue version to read as of."""
    newest = workspace.catalogue.version()
    if asked is not None and not 0 <= asked <= newest:
        raise NotFound(f"There is no version {asked}.", next_step=f"The newest one is {newest}.")
    return newest if asked is None else asked


def _newest(quarters: Sequence[Period], today: date) -> Period:
    """Return the newest complete quarter with data, else the newest begun one, else today's.

    Planned money may be booked far ahead; a quarter that has not begun is no place to stand.
    """
    complete = [quarter for quarter in quarters if quarter.end <= today]
    begun = [quarter for quarter in quarters if quarter.start <= today]
    return (complete or begun or [containing(today, "quarter")])[-1]


def _asked(label: str, quarters: Sequence[Period], newest: Period) -> Period:
    """Return the period a reader wrote, if it is a quarter with data."""
    asked = parsed(label)
    if asked.grain != "quarter":
        raise GapError(
            f"The scorecard is by quarter; “{label}” is a {asked.grain}.",
            next_step=f"Write it as {containing(asked.start, 'quarter')}.",
        )
    if asked not in quarters and asked != newest:
        loaded = f"{quarters[0]} to {quarters[-1]}" if quarters else "nothing"
        raise NotFound(f"Nothing is loaded for {asked}.", next_step=f"What is loaded: {loaded}.")
    return asked
