"""The life of an incident, derived from the runs of its check and from what people noted.

Pure. The first failing run opens it, a passing one closes it, a later failing one opens it
again: it is the same incident with one episode more. A run that could not be measured, or that
tested nothing, says nothing, so it neither opens nor closes; what is not known is not good news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from governance.watching.shapes import Episode, How, Note
from pipelines.quality.shapes import CheckResult, Measurement

PASSED = "The check passed on {day}."
GONE = "It is no longer checked."
Step = tuple[Measurement, CheckResult | None]
"""A run with what it found by one check; None where the check was not in it."""


@dataclass(frozen=True)
class Life:
    """One check over all quarters."""

    episodes: tuple[Episode, ...]
    """Empty where it never failed."""
    run: Measurement
    """The newest run that tested it."""
    last: CheckResult
    """What that run found."""

    @property
    def is_open(self) -> bool:
        """Return whether the newest episode has not ended."""
        return bool(self.episodes) and self.episodes[-1].closed is None


@dataclass
class _Walk:
    """Episodes while they are being collected."""

    episodes: list[Episode] = field(default_factory=list)

    def step(self, run: Measurement, check: CheckResult | None) -> None:
        """Take one run into account."""
        if check is None:
            if run.checks:
                self.close(run.as_of, "no_longer_checked", GONE)
        elif check.tested and check.passes:
            day = f"{run.as_of.day} {run.as_of:%b %Y}"
            self.close(run.as_of, "passed", PASSED.format(day=day))
        elif check.tested:
            self.open(run.as_of)

    def take(self, notes: Sequence[Note]) -> None:
        """Take closings by hand into account."""
        for note in notes:
            # The run that failed may have been measured anew since; the note still knows of it.
            self.open(note.since)
            self.close(note.at.date(), "by_hand", note.reason, str(note.by))

    def open(self, day: date) -> None:
        """Begin an episode, unless one is open."""
        if not self._is_open():
            self.episodes.append(Episode(day))

    def close(self, day: date, how: How, reason: str, by: str = "") -> None:
        """End the open episode, if there is one."""
        if self._is_open():
            ended = replace(self.episodes[-1], closed=day, how=how, reason=reason, by=by)
            self.episodes[-1] = ended

    def _is_open(self) -> bool:
        """Return whether an episode is open."""
        return bool(self.episodes) and self.episodes[-1].closed is None


def lives(
    runs: Sequence[Measurement],
    notes: Mapping[str, Sequence[Note]] | None = None,
    *,
    gone_on: date | None = None,
) -> dict[str, Life]:
    """Return what became of each check of one subject, by name.

    Args:
        runs: The newest run of each quarter, oldest quarter first.
        notes: What people noted, by check, the first one first.
        gone_on: The day on which the subject ceased to be watched as a whole; None while it is.

    Returns:
        The checks that a run ever tested, in the order in which they first appeared.
    """
    told = [(run, {check.name: check for check in run.checks}) for run in runs if not run.failure]
    names = dict.fromkeys(name for _, checks in told for name in checks)
    found = {}
    for name in names:
        steps = [(run, checks.get(name)) for run, checks in told]
        one = _life(steps, (notes or {}).get(name, ()), gone_on=gone_on)
        if one is not None:
            found[name] = one
    return found


def _life(steps: Sequence[Step], notes: Sequence[Note], *, gone_on: date | None) -> Life | None:
    """Return what became of one check; None where no run ever tested it."""
    walk = _Walk()
    last: tuple[Measurement, CheckResult] | None = None
    closing = _placed(steps, notes)
    walk.take(closing.get(0, ()))
    for place, (run, check) in enumerate(steps, start=1):
        walk.step(run, check)
        if check is not None and check.tested:
            last = run, check
        walk.take(closing.get(place, ()))
    if gone_on is not None:
        walk.close(gone_on, "no_longer_checked", GONE)
    return None if last is None else Life(tuple(walk.episodes), *last)


def _placed(steps: Sequence[Step], notes: Sequence[Note]) -> dict[int, list[Note]]:
    """Return the closings by hand by how many quarters they cover.

    One covers every quarter up to the newest that had been measured when it was written. An
    older quarter that is measured anew later tells nothing about today; a later one does.
    """
    found: dict[int, list[Note]] = {}
    for note in notes:
        if note.action == "close":
            seen = (place for place, (run, _) in enumerate(steps, start=1) if run.at <= note.at)
            found.setdefault(max(seen, default=0), []).append(note)
    return found
