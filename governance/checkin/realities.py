"""Execution realities: what is in the way and what hangs on it, and how much capacity is there.

Blockers are ranked by money, then by value, then by days: money is what both sides compare, and a
blocker that nobody has priced must not disappear behind those that somebody has. The days are the
forecast's, and the CIO's own judgement where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from governance.checkin.shapes import Capacity, Escalation, Note, Stake
from governance.forecast.shapes import Forecast
from governance.promises import BlockerType
from governance.scorecard.shapes import Blocker, GoalLine
from governance.watching.shapes import Incident
from pipelines.capacity import Posts, Requests, infra_requests, posts
from pipelines.periods import containing
from pipelines.workspace import Workspace

CAUSE, DECISION = "cause", "decision"
"""The halves of an escalation: notes under its key, the CIO's and the CEO's."""


@dataclass(frozen=True)
class Grave:
    """Data that fail so badly that goals are held up."""

    key: str
    """Such as ``incident:dataset:DS-CRM``: the same for as long as any of its checks fails."""
    title: str
    """The data, and the worst check in words."""
    more: int
    """Further checks of the same data that are as grave."""
    score: float
    since: date
    owner: str
    goals: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the title with how many checks it stands for."""
        checks = "check" if self.more == 1 else "checks"
        return f"{self.title} ({self.more} more {checks})" if self.more else self.title


def stakes(lines: Iterable[GoalLine], forecasts: Mapping[str, Forecast]) -> tuple[Stake, ...]:
    """Return every blocker of every goal, the one with most at stake first."""
    found = [
        _stake(line, place, blocker, forecasts.get(line.goal_id))
        for line in lines
        for place, blocker in enumerate(line.cio.blockers if line.cio else (), start=1)
    ]
    return tuple(sorted(found, key=_dearest_first))


def capacity(workspace: Workspace, *, today: date, version: int) -> tuple[Capacity, ...]:
    """Return people and machines against what is needed, the emptiest first.

    Args:
        workspace: Where.
        today: Quarters that had not ended by then are left out.
        version: Catalogue version to read as of.
    """
    staff = _staff(posts(workspace, on=today, version=version))
    asked = _machines(infra_requests(workspace, on=today, version=version).values(), today)
    return tuple(sorted([*staff, *asked], key=_emptiest_first))


def grave(incidents: Iterable[Incident]) -> tuple[Grave, ...]:
    """Return the data that fail so badly that goals are held up, the worst first.

    One dataset that fails ten checks is one thing to decide about, not ten.

    Args:
        incidents: All of them, the gravest first.
    """
    found: dict[str, list[Incident]] = {}
    for one in incidents:
        if one.state == "open" and one.severity == "high" and one.blocks and one.goals:
            found.setdefault(f"incident:{one.kind}:{one.subject}", []).append(one)
    return tuple(
        Grave(
            key=key,
            title=f"{own[0].title}: {own[0].says}",
            more=len(own) - 1,
            score=own[0].score,
            since=min(one.since for one in own),
            owner=own[0].owner,
            goals=tuple(sorted({goal for one in own for goal in one.goals})),
        )
        for key, own in found.items()
    )


def escalations(found: Iterable[Grave], notes: Iterable[Note]) -> tuple[Escalation, ...]:
    """Return what has to be decided above, with what both sides have said about it.

    Args:
        found: The data that fail.
        notes: What was written down in the meeting.
    """
    said = {note.key: note.text for note in notes}
    return tuple(
        Escalation(
            key=one.key,
            title=one.words,
            severity="high",
            since=one.since,
            owner=one.owner,
            root_cause=said.get(f"{one.key}:{CAUSE}", ""),
            decision=said.get(f"{one.key}:{DECISION}", ""),
            goals=one.goals,
        )
        for one in found
    )


def _stake(line: GoalLine, place: int, blocker: Blocker, forecast: Forecast | None) -> Stake:
    """Return a blocker with what hangs on it."""
    holds = {hold.key: hold for hold in forecast.holds} if forecast else {}
    hold = holds.get(str(place))
    costs = hold.costs_days if hold else None
    return Stake(
        goal_id=line.goal_id,
        goal_title=line.title,
        type=cast(BlockerType, blocker.type),
        text=blocker.text,
        owner=blocker.owner,
        since=blocker.since,
        estimate=blocker.estimate,
        days=blocker.days_at_stake if costs is None else costs,
        money_eur=blocker.money_at_stake_eur,
        value_points=line.ceo.value_score,
    )


def _dearest_first(one: Stake) -> tuple[bool, float, float, bool, int, str, str]:
    """Return what blockers are ordered by; what is not known comes after what is."""
    return (
        one.money_eur is None,
        -float(one.money_eur or 0),
        -one.value_points,
        one.days is None,
        -(one.days or 0),
        one.goal_id,
        one.text,
    )


def _staff(found: Sequence[Posts]) -> list[Capacity]:
    """Return the posts of each unit: needed, and filled by own staff."""
    by_unit: dict[str, list[Posts]] = {}
    for one in found:
        by_unit.setdefault(one.business_unit, []).append(one)
    return [
        Capacity(
            title=f"Staff, {unit}",
            needed=sum(one.required for one in own),
            there=sum(min(one.filled, one.required) for one in own),
            unit="FTE",
            since=own[0].quarter.label,
        )
        for unit, own in by_unit.items()
    ]


def _machines(found: Iterable[Requests], today: date) -> list[Capacity]:
    """Return what initiatives asked of IT against what was met."""
    asked = list(found)
    if not asked:
        return []
    return [
        Capacity(
            title="Infrastructure requests",
            needed=float(sum(one.asked for one in asked)),
            there=sum(one.met_share for one in asked),
            unit="requests",
            since=containing(today, "quarter").label,
        )
    ]


def _emptiest_first(one: Capacity) -> tuple[float, str]:
    """Return what capacities are ordered by; one that needs nothing is full."""
    return (one.there or 0.0) / one.needed if one.needed else 1.0, one.title
