"""A new ranking on a screen: which dates it moves, before anybody signs it."""

from __future__ import annotations

from collections.abc import Sequence

from governance.ranking import DateMove
from reports.format import day, span
from reports.markup import box, text
from reports.tables import Column, table


def moves_words(found: Sequence[DateMove]) -> str:
    """Return in a sentence what a new priority moves."""
    if not found:
        return (
            "This priority moves no other date: no person clears an obstacle for this goal and "
            "for one that it would pass."
        )
    later = [one for one in found if one.days > 0]
    sooner = [one for one in found if one.days < 0]
    parts = [
        f"{len(each)} {'date' if len(each) == 1 else 'dates'} {way}"
        for each, way in ((sooner, "earlier"), (later, "later"))
        if each
    ]
    return (
        f"With this priority {' and '.join(parts)}: an estimate from the dates in the CIO's "
        "replies, not a promise."
    )


def moves(found: Sequence[DateMove]) -> str:
    """Return each date that a new priority moves, with the reason."""
    columns = (
        Column("Goal"),
        Column("Realistic now", is_short=True),
        Column("Would be", is_short=True),
        Column("Moves by", is_short=True),
        Column("Because"),
    )
    rows = [
        (
            box("", one.title, text("muted id", one.goal_id)),
            day(one.before),
            day(one.after),
            text(
                "strong bad" if one.days > 0 else "strong good",
                f"{'▲' if one.days > 0 else '▼'} {span(one.days)} "
                f"{'later' if one.days > 0 else 'earlier'}",
            ),
            box("small roomy", one.because),
        )
        for one in found
    ]
    return table(columns, rows, title="Dates that the new priority moves")
