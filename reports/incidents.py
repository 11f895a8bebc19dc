"""Incidents on a screen: what does not hold, who looks after it, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from governance.incidents import Incident
from reports.data_proof import counted, scored
from reports.format import day, span
from reports.markup import Child, box, text
from reports.tables import Column, table


def incidents_words(found: Sequence[Incident]) -> str:
    """Return how many incidents are open, and since when the oldest."""
    opened = [one for one in found if one.state == "open"]
    if not opened:
        return "No incident is open." if found else "No check ever failed."
    oldest = max(opened, key=lambda one: one.age_days)
    many = "One incident is open" if len(opened) == 1 else f"{len(opened)} incidents are open"
    return f"{many}, the oldest for {span(oldest.age_days)} ({oldest.says.rstrip('.')})."


def incidents_table(found: Sequence[Incident]) -> str:
    """Return the incidents with owner, age and what became of them."""
    columns = (
        Column("What does not hold"), Column("Score", True), Column("Failed", True),
        Column("Owner"), Column("Open for", is_short=True), Column("State"), Column("Before"),
    )  # fmt: skip
    rows = [
        (
            box("", one.says, text("muted id", one.check)),
            scored(one.score, holds=one.state != "open"),
            f"{counted(one.failed)} of {one.tested:,}",
            one.owner or "nobody",
            span(one.age_days),
            _incident_state(one),
            _before(one),
        )
        for one in found
    ]
    return table(columns, rows, title="Incidents")


def _incident_state(one: Incident) -> Child:
    """Return whether an incident is open, and what it does."""
    if one.state == "closed":
        return text("muted", f"closed: {one.reason}")
    goals = f", stands in the way of {len(one.goals)} goals" if one.blocks and one.goals else ""
    return text("strong", f"open, {one.severity}{goals}")


def _before(one: Incident) -> str:
    """Return the earlier times that an incident was open."""
    ended = [each for each in one.episodes[:-1] if each.closed is not None]
    said = "; ".join(
        f"{day(each.opened)} to {day(each.closed)}" for each in ended if each.closed is not None
    )
    return said or "–"
