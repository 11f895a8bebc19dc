"""The headline: one honest sentence that answers "are we on track?".

It begins with the answer, gives the count behind it, names the widest gap between the two
sides, and ends with what cannot be known. It never says yes over what nobody measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.scorecard.shapes import GoalLine, Tile
from governance.scorecard.status import is_colour

_DAYS_PER_MONTH = 365.25 / 12
_IN_DAYS_UNTIL = 45
"""Up to here a gap is told in days; beyond, months are what people think in."""


@dataclass(frozen=True)
class Count:
    """How many of the wall's figures have a limit, meet it, or cannot be known."""

    met: int
    measured: int
    unknown: int


def count(tiles: Sequence[Tile]) -> Count:
    """Return the counts of a wall; figures nobody set a limit for are left out."""
    return Count(
        met=sum(tile.status == "green" for tile in tiles),
        measured=sum(is_colour(tile.status) for tile in tiles),
        unknown=sum(not is_colour(tile.status) and tile.status != "no_target" for tile in tiles),
    )


def headline(tiles: Sequence[Tile], lines: Sequence[GoalLine], *, coverage_floor: float) -> str:
    """Return the sentence for these tiles and goals.

    Args:
        tiles: The wall.
        lines: The goals with both sides.
        coverage_floor: Share of figures that must be known before "yes" may be said.
    """
    counts = count(tiles)
    if not counts.measured:
        return _nothing_measured(counts, lines)
    late = [line for line in lines if (line.date_gap_days or 0) > 0]
    failed = [tile.title for tile in tiles if tile.must_not_fail and tile.status == "red"]
    told = [f"{counts.met} of {counts.measured} measures on target"]
    if failed:
        verb = "is" if len(failed) == 1 else "are"
        told.append(f"{_listed(failed)} must not fail and {verb} red")
    told.extend(_goals_told(lines, late))
    short = bool(failed or late or any(line.date_gap_days is None for line in lines))
    sentence = f"{_answer(counts, short=short, floor=coverage_floor)}: {', '.join(told)}"
    if counts.unknown:
        sentence += f"; {_counted(counts.unknown, 'number')} cannot be known"
    return sentence + "."


def span_words(days: int) -> str:
    """Return a gap in days or, where it is long, in months."""
    if abs(days) <= _IN_DAYS_UNTIL:
        return _counted(abs(days), "day")
    return _counted(round(abs(days) / _DAYS_PER_MONTH), "month")


def _answer(counts: Count, *, short: bool, floor: float) -> str:
    """Return the first words; ``short`` is whether anything but a colour falls short."""
    if short or counts.met < counts.measured:
        return "Not yet"
    if counts.measured / (counts.measured + counts.unknown) < floor:
        return "Too little is known to say"
    return "As far as can be seen, yes" if counts.unknown else "Yes"


def _goals_told(lines: Sequence[GoalLine], late: Sequence[GoalLine]) -> list[str]:
    """Return what is to be said about the goals' dates."""
    if not lines:
        return ["no goals stated"]
    told = []
    if late:
        widest = max(line.date_gap_days or 0 for line in late)
        told.append(
            f"{_counted(len(late), 'goal')} promised earlier than delivery believes, "
            f"{'the widest ' if len(late) > 1 else ''}by {span_words(widest)}"
        )
    refused = sum(line.cio is not None and line.cio.realistic_date is None for line in lines)
    if refused:
        told.append(f"{_counted(refused, 'goal')} that delivery gives no date for")
    silent = sum(line.cio is None for line in lines)
    if silent:
        told.append(f"{_counted(silent, 'goal')} without a reply")
    if not told:
        told.append(
            f"delivery confirms {'the date' if len(lines) == 1 else f'all {len(lines)} dates'}"
        )
    return told


def _nothing_measured(counts: Count, lines: Sequence[GoalLine]) -> str:
    """Return the sentence for a wall without one coloured figure."""
    goals = _counted(len(lines), "goal") if lines else "no goals"
    if counts.unknown:
        return (
            f"Nothing can be said yet: none of {counts.unknown} numbers can be known "
            f"for this period; {goals} stated."
        )
    return f"Nothing can be said yet: no figure here has a limit; {goals} stated."


def _counted(number: int, noun: str) -> str:
    """Return ``1 goal`` or ``2 goals``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(names: Sequence[str]) -> str:
    """Return names joined as a reader expects."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
