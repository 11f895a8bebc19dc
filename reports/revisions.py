"""Revisions on a screen: every state of a goal and of its replies, and what changed in each.

Earlier promises stay readable: the newest one stands first, and nothing is left out below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from governance.merging import parts
from governance.promises import Content, Evidence, GoalRevision, Obstacle, ReplyRevision, Revision
from reports.format import day, figure
from reports.markup import box, element, text, written
from reports.tables import Column, table, words

NAMES = {
    "target_path": "Target path",
    "starts_on": "Begins on",
    "wanted_date": "Wanted by",
    "initiative_id": "Initiative",
    "must_not_fail": "Must not fail",
    "realistic_date": "Realistic date",
    "ask_eur": "Ask in euros",
    "feasible": "Answer",
}
NOTHING = "nothing"


def field_name(name: str) -> str:
    """Return a field's name as a reader knows it."""
    outer, _, part = name.partition(".")
    return NAMES.get(name) or (f"Score: {words(part).lower()}" if part else words(outer))


def field_words(value: Any) -> str:  # noqa: ANN401  # any field of a promise
    """Return a field's value as a reader knows it."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return figure(value, "EUR")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Evidence):
        return f"{value.score:g}: {value.note}"
    if isinstance(value, Obstacle):
        return _obstacle(value)
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, tuple):
        return "; ".join(_item(each) for each in value)
    return str(value)


def differences(before: Content, after: Content) -> list[tuple[str, str, str]]:
    """Return the fields that differ, in words: name, before, after."""
    first, second = parts(before), parts(after)
    return [
        (field_name(name), field_words(first[name]), field_words(second[name]))
        for name in second
        if first[name] != second[name]
    ]


def changes(before: Content, after: Content, only: Sequence[str] = ()) -> str:
    """Return what differs as a table.

    Args:
        before: The earlier state.
        after: The later one.
        only: Names of the fields to show; all of them where it is empty.
    """
    kept = {field_name(name) for name in only}
    rows = [each for each in differences(before, after) if not kept or each[0] in kept]
    columns = (Column("What"), Column("Was"), Column("Is now"))
    return table(columns, rows, title="What was changed")


def timeline(goals: Sequence[GoalRevision], replies: Sequence[ReplyRevision]) -> str:
    """Return everything that was signed about a goal, the newest first.

    Args:
        goals: The goal's revisions, the first statement first.
        replies: The replies, the first one first.
    """
    entries = [
        *((one.at, 0, _entry(one, goals[place - 1] if place else None, "ceo"))
          for place, one in enumerate(goals)),
        *((one.at, 1, _entry(one, replies[place - 1] if place else None, "cio"))
          for place, one in enumerate(replies)),
    ]  # fmt: skip
    entries.sort(key=lambda entry: entry[:2], reverse=True)
    return written(element("ul", {"class": "tandem signed"}, *(drawn for *_, drawn in entries)))


def _entry(revision: Revision[Any], before: Revision[Any] | None, side: str) -> Element:
    """Return one signed state."""
    sign, kind = ("●", "Goal") if side == "ceo" else ("◆", "Reply")
    said = _first(revision) if before is None else differences(before.content, revision.content)
    lines = [
        element("div", None, text("muted", f"{name}: "), *_move(first, second))
        for name, first, second in said
    ]
    return element(
        "li",
        None,
        box(
            "signed-head",
            text(f"sign-{side}", sign),
            text("strong", f"{kind}, revision {revision.number}"),
            text("muted", f"{day(revision.at)}, {revision.by}"),
        ),
        box("signed-why", f"“{revision.why}”"),
        box("small", *lines) if lines else None,
    )


def _first(revision: Revision[Any]) -> list[tuple[str, str, str]]:
    """Return what the first statement promised: its date and, of a goal, its path."""
    known = parts(revision.content)
    shown = [name for name in ("wanted_date", "realistic_date", "target_path") if name in known]
    return [(field_name(name), "", field_words(known[name])) for name in shown]


def _move(first: str, second: str) -> list[Element | str]:
    """Return a change: what it was, struck out in words, and what it is."""
    return [text("muted", first), " → ", second] if first else [second]


def _item(value: Any) -> str:  # noqa: ANN401  # a pair of the path, an obstacle, a text
    """Return one item of a list."""
    if isinstance(value, tuple):
        period, target = value
        return f"{period} {field_words(target)}"
    return field_words(value)


def _obstacle(one: Obstacle) -> str:
    """Return a blocker in one line."""
    until = f", gone {day(one.estimate)}" if one.estimate else ""
    return f"{words(one.type)}: {one.text} ({one.owner}, since {day(one.since)}{until})"
