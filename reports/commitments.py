"""Promised dates on a screen: the register, the slip chart, the kept share, and how the gap went.

A promise that was moved stays where it was made. The slip chart says when a day was promised and
which day it was: a line that climbs was put off, and one that meets the rising edge fell due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from governance.commitments import SIDES, Commitment, CommitmentState, KeptShare, Side
from reports.axis import Axis, spanning
from reports.dumbbell import Address
from reports.format import day, percent, span
from reports.markup import Child, box, element, text, written
from reports.plot import (
    Scale,
    across,
    key,
    key_of,
    label,
    legend,
    mark,
    moments,
    picture,
    segment,
    steps,
    upright,
)
from reports.tables import Column, table

NAMES: dict[Side, str] = {"ceo": "CEO", "cio": "CIO"}
SIGNS: dict[CommitmentState, tuple[str, str, str]] = {
    "kept": ("●", "Kept", "good"),
    "broken": ("■", "Broken", "bad"),
    "open": ("○", "Open", "muted"),
    "withdrawn": ("–", "Withdrawn", "muted"),
}
"""Shape, word and look of what became of a promise."""


def kept(shares: Mapping[Side, KeptShare]) -> str:
    """Return both sides' shares of kept promises, with what they are shares of."""
    return written(
        box(
            "tandem forecast",
            box("forecast-figures", *(_kept(shares[side]) for side in SIDES)),
        )
    )


def register(found: Sequence[Commitment], address: Address | None = None) -> str:
    """Return every promised date as a table, the latest promise first.

    Args:
        found: The promises.
        address: Gives the address of a goal; without it the goals are not named.
    """
    columns = [
        Column("Promised for", is_short=True),
        Column("By", is_short=True),
        Column("Said on", is_short=True),
        Column("Against the first date", is_short=True),
        Column("What became of it"),
        Column("Reason given"),
    ]
    rows = []
    for one in sorted(found, key=lambda one: (one.said_on, one.goal_id, one.side), reverse=True):
        row = _row(one)
        if address is not None:
            way = element("a", {"href": address(one.goal_id), "target": "_self"}, one.title)
            row.insert(1, box("", way, text("muted id", one.goal_id)))
        rows.append(row)
    if address is not None:
        columns.insert(1, Column("Goal"))
    return table(columns, rows, title="Every promised date of both sides")


def register_words(found: Sequence[Commitment], today: date) -> str:
    """Return the register in a sentence: how many dates, how many moved, what is next."""
    if not found:
        return "No date is promised yet."
    moved = [one for one in found if one.moved_by_days is not None]
    later = [one.moved_by_days or 0 for one in moved if (one.moved_by_days or 0) > 0]
    said = f"{len(found)} dates were promised, {len(moved)} of them replaced by another"
    if later:
        said += f", {len(later)} by a later one, at most by {span(max(later))}"
    due = sorted(
        (one.promised, one.title) for one in found if one.state == "open" and one.promised > today
    )
    if due:
        said += f". Next due: {due[0][1]}, {day(due[0][0])}"
    return said + "."


def slips(found: Sequence[Commitment], today: date) -> str:
    """Return the slip chart of one goal: each promised day over the day it was promised on."""
    across_time = spanning([one.said_on for one in found], today)
    upward = spanning([one.promised for one in found], today)
    scale = Scale(0.0, float((upward.end - upward.start).days))
    marks: list[Element] = [*_years(upward, scale), *moments(across_time)]
    marks += [upright(across_time.at(today), "today"), *_due(across_time, upward, scale)]
    for side in SIDES:
        marks += _course(found, side, across_time, upward, scale, today)
    said = " ".join(_slip_words(found, side) for side in SIDES).strip()
    edge = element("line", {"class": "diagonal", "x1": "0", "y1": "16", "x2": "16", "y2": "0"})
    keys = legend(
        key_of("ceo", "CEO wants"),
        key_of("cio", "CIO expects"),
        key(edge, "the day itself: a promise that meets this line falls due"),
    )
    chart = picture(f"Promised days over the days they were promised on. {said}", *marks)
    return written(box("tandem plotted", keys, element("p", None, said), chart))


def _kept(share: KeptShare) -> Element:
    """Return one side's share."""
    value = "none due yet" if share.share is None else percent(share.share)
    look = "value absent" if share.share is None else "value"
    counted = f"{NAMES[share.side]}: {share.words}"
    return box("moved", box(look, value), box("muted small", counted))


def _row(one: Commitment) -> list[Child]:
    """Return one promise."""
    glyph, word, look = SIGNS[one.state]
    became = one.words.removeprefix(f"{word}: ")
    return [
        day(one.promised),
        box("", text(f"sign-{one.side}", "● " if one.side == "ceo" else "◆ "), NAMES[one.side]),
        day(one.said_on),
        _way(one.slip_days) if one.slip_days else "–",
        box("", text(f"strong {look}", f"{glyph} {word}"), box("muted small", _capital(became))),
        box("small roomy", one.why),
    ]


def _capital(said: str) -> str:
    """Return a sentence that begins with a capital letter."""
    return said[:1].upper() + said[1:]


def _way(days: int) -> str:
    """Return a difference with its direction."""
    return f"{span(days)} {'later' if days > 0 else 'earlier'}"


def _years(upward: Axis, scale: Scale) -> list[Element]:
    """Return the upright scale: the years or, where few, the quarters' ends of promised days."""
    stretch = (upward.end - upward.start).days
    first = [upward.start + timedelta(days=round(stretch * part / 4)) for part in range(1, 5)]
    drawn = []
    for moment in first:
        y = scale.at((moment - upward.start).days)
        drawn += [across(y, "grid"), label(0, y, f"{moment:%b %y}", look="level")]
    return drawn


def _due(across_time: Axis, upward: Axis, scale: Scale) -> list[Element]:
    """Return the line on which a promised day is the day itself."""
    first, last = max(across_time.start, upward.start), min(across_time.end, upward.end)
    if first >= last:
        return []
    ends = [(across_time.at(one), scale.at((one - upward.start).days)) for one in (first, last)]
    return [segment(ends[0], ends[1], "diagonal")]


def _course(
    found: Sequence[Commitment],
    side: Side,
    across_time: Axis,
    upward: Axis,
    scale: Scale,
    today: date,
) -> list[Element]:
    """Return one side's promises: a line that steps where a day was moved, with a mark at each."""
    own = sorted((one.said_on, one.promised) for one in found if one.side == side)
    if not own:
        return []
    places = [
        (across_time.at(said), scale.at((promised - upward.start).days)) for said, promised in own
    ]
    held = [*places, (across_time.at(max(today, own[-1][0])), places[-1][1])]
    return [*steps(held, f"course-line {side}"), *(mark(side, x, y) for x, y in places)]


def _slip_words(found: Sequence[Commitment], side: Side) -> str:
    """Return how one side's date went, in a sentence."""
    own = sorted(
        (one for one in found if one.side == side), key=lambda one: (one.said_on, one.revision)
    )
    if not own:
        return ""
    first, last = own[0], own[-1]
    if len(own) == 1:
        return f"The {NAMES[side]} has named one date, {day(first.promised)}."
    slip = (last.promised - first.promised).days
    ended = "where it began" if not slip else f"{_way(slip)} than at first"
    many = {2: "once", 3: "twice"}.get(len(own), f"{len(own) - 1} times")
    return f"The {NAMES[side]} moved the date {many}, to {day(last.promised)}, {ended}."
