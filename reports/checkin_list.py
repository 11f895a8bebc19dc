"""Check-ins as a list, how ready the next one is, and what a closed one was pinned to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from governance.checkin.shapes import (
    Chase,
    CheckIn,
    Difference,
    Frozen,
    Prepared,
    Verified,
)
from reports import checkin_words as words
from reports.format import day, span
from reports.markup import Child, box, element, text, written
from reports.status import badge
from reports.tables import Column, table

ABOUT_SHOWN = 5
"""Things that one person is asked for and a reader takes in at once; the rest are counted."""
HASH_SHOWN = 16
"""Digits of a hash that tell two apart at a glance; the minutes have all of them."""


def readiness(prepared: Prepared) -> str:
    """Return the four questions of readiness, each with how much of it is settled."""
    if not any(of for _, _, of in prepared.parts):
        then = "Once data are loaded and a goal is stated, what is still missing stands here."
        return written(
            box(
                "tandem answer",
                element("p", {"class": "headline"}, "There is nothing to check in on yet."),
                element("p", None, then),
            )
        )
    lead = "Ready for the check-in." if prepared.ready else "Not ready yet."
    parts = [
        element(
            "li",
            {"class": "ready-part"},
            box("value" if of else "value absent", f"{settled} of {of}" if of else "Nothing to do"),
            box("muted", question),
            badge("green" if settled >= of else "amber") if of else None,
        )
        for question, settled, of in prepared.parts
    ]
    return written(
        box(
            "tandem answer",
            element("p", {"class": "headline"}, lead),
            element("ul", {"class": "ready"}, *parts),
        )
    )


def chased_table(chased: Sequence[Chase]) -> str:
    """Return who is still to be asked for what, the latest first; alike things share a row."""
    columns = (
        Column("Who"), Column("What is missing"), Column("About"), Column("Due", is_short=True),
    )  # fmt: skip
    alike: dict[Chase, list[str]] = {}
    for one in chased:
        alike.setdefault(replace(one, about=""), []).append(one.about)
    rows = [
        (
            box("", one.who, text("muted id", one.role.replace("_", " "))),
            one.what,
            _about(found),
            _due(one),
        )
        for one, found in alike.items()
    ]
    return table(columns, rows, title="Who is chased for what")


def _about(found: Sequence[str]) -> Element:
    """Return what somebody is asked about, one thing a line."""
    shown = [box("", each) for each in found[:ABOUT_SHOWN]]
    rest = len(found) - ABOUT_SHOWN
    return box("", *shown, box("muted", f"and {rest} more") if rest > 0 else None)


def _due(one: Chase) -> Child:
    """Return by when it is due; what is late says by how much."""
    if one.due is None:
        return "before the meeting"
    late = text("strong bad", f"late by {span(one.days_late)}") if one.days_late > 0 else None
    return box("", f"{day(one.due)} ", late)


def past_table(
    found: Sequence[CheckIn],
    addresses: Sequence[str],
    *,
    ratings: Mapping[str, Sequence[int]],
    decided: Mapping[str, int],
) -> str:
    """Return the check-ins that were held, newest first.

    Args:
        found: The check-ins.
        addresses: Where each one is shown.
        ratings: What everybody gave it, by check-in.
        decided: How many decisions were signed, by check-in.
    """
    columns = (
        Column("Check-in"), Column("Held on", is_short=True), Column("Agenda"),
        Column("Decisions", True), Column("Rating"), Column("State"),
    )  # fmt: skip
    rows = [
        (
            element("a", {"href": address, "target": "_self"}, f"{one.id} {one.title}"),
            day(one.held_on),
            f"{one.agenda} minutes" if one.agenda.isdigit() else one.agenda,
            str(decided.get(one.id, 0)),
            words.rate_words(ratings.get(one.id, ())).rstrip("."),
            one.state if one.closed_at is None else f"closed {words.moment(one.closed_at)}",
        )
        for one, address in zip(found, addresses, strict=True)
    ]
    return table(columns, rows, title="Check-ins")


def pinned_words(check_in: CheckIn, frozen: Frozen) -> str:
    """Return what a closed meeting is pinned to."""
    when = words.moment(check_in.closed_at or frozen.at)
    return (
        f"{check_in.title} ({check_in.id}) was closed on {when} and is shown as it was then: data "
        f"version {frozen.version}, metrics {frozen.metrics_sha256[:HASH_SHOWN]}, code "
        f"{frozen.code_version[:HASH_SHOWN]}, hash {frozen.sha256[:HASH_SHOWN]}."
    )


def verified_words(found: Verified) -> str:
    """Return whether a closed meeting is what it was."""
    kept = "Intact" if found.intact else "Not intact"
    return f"{kept}. {found.words}"


def differences_table(found: Sequence[Difference], first: str, second: str) -> str:
    """Return in what two check-ins differ."""
    columns = (Column("What"), Column("Of"), Column(first), Column(second))
    rows = [(one.title, one.what, one.first, one.second) for one in found]
    return table(columns, rows, title=f"{first} beside {second}")
