"""Cases: what the rules of decision look at, gathered for every goal at once.

What a foundation would clear and what that is worth comes from the projects as both sides stated
them; whether money was lost comes from the return of the goal's own initiative, and which critical
controls are open from the evidence of its models.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.checkin.policy import checkin_policy
from governance.checkin.suggesting import Case, Foundation
from governance.forecast.offers import offers
from governance.forecast.shapes import Hold
from governance.investments.ground import Ground
from governance.investments.shapes import SETTLED, Project
from governance.scorecard.shapes import GoalLine, Scorecard
from pipelines.controls import open_controls
from pipelines.metrics.query import answers
from pipelines.periods import parsed
from pipelines.workspace import Workspace

RETURN = "simple_roi"
"""The metric by which a review finds that money was lost: what came back on what was spent."""
IN_USE = "production"
"""The stage from which on somebody would lose something."""


@dataclass(frozen=True)
class _Shared:
    """What several goals have in common."""

    naming: Mapping[tuple[str, str], frozenset[str]]
    """Goals by the blocker that their replies name."""
    losses: Mapping[str, int]
    """By initiative, reviews in a row with a negative return."""
    opened: Mapping[str, tuple[str, ...]]
    """By initiative, the critical controls that a model of it is known not to meet."""


def cases(
    workspace: Workspace, card: Scorecard, known: Ground, *, version: int
) -> tuple[Case, ...]:
    """Return every goal as the rules look at it.

    Args:
        workspace: Where.
        card: The goals with their forecasts.
        known: What is known about projects and what they unblock.
        version: Catalogue version to read as of.
    """
    shared = _Shared(
        naming=_naming(card.lines),
        losses=_losses(workspace, card, version=version),
        opened=_opened(workspace, card, version=version),
    )
    return tuple(_case(line, known, shared) for line in card.lines)


def _case(line: GoalLine, known: Ground, shared: _Shared) -> Case:
    """Return one goal."""
    holds = line.forecast.holds if line.forecast else ()
    return Case(
        line=line,
        forecast=line.forecast,
        in_production=line.stage == IN_USE,
        foundations=tuple((one.key, _foundation(one, line, known, shared)) for one in holds),
        open_controls=shared.opened.get(line.initiative_id, ()),
        negative_reviews=shared.losses.get(line.initiative_id, 0),
    )


def _foundation(hold: Hold, line: GoalLine, known: Ground, shared: _Shared) -> Foundation:
    """Return what a blocker holds up, and what the best set of projects for it is worth."""
    naming = shared.naming.get((hold.type, hold.text), frozenset())
    projects = {one.goal_id: one.content for one in known.projects}
    if hold.project_id not in projects:
        return Foundation(initiatives=len(naming) or None)
    offered = offers(known.projects, line.initiative_id, (hold,))
    sets = [frozenset((hold.project_id,)), *(frozenset(one.begun) for one in offered)]
    chosen = {name: projects[name] for name in max(sets, key=lambda one: _gain(one, known))}
    held = {one.initiative_id for each in chosen.values() for one in each.unblocks}
    held = {one for one in held if known.is_blocked(one)} | {line.initiative_id} - {""}
    return Foundation(
        initiatives=max(len(held), len(naming)) or None,
        project=" and ".join((hold.project_id, *sorted({*chosen} - {hold.project_id}))),
        is_settled=projects[hold.project_id].state in SETTLED,
        worth_eur=_worth(chosen, known),
        cost_eur=_cost(chosen),
    )


def _gain(names: Iterable[str], known: Ground) -> Decimal:
    """Return what a set of projects is worth beyond its cost; nothing known is nothing won."""
    chosen = {one.goal_id: one.content for one in known.projects if one.goal_id in names}
    return (_worth(chosen, known) or Decimal(0)) - _cost(chosen)


def _cost(chosen: Mapping[str, Project]) -> Decimal:
    """Return what projects cost that are not paid for yet."""
    return sum((one.cost_eur for one in chosen.values() if one.state not in SETTLED), Decimal(0))


def _worth(chosen: Mapping[str, Project], known: Ground) -> Decimal | None:
    """Return what a set of projects unblocks a year; None where nothing is known of it.

    What needs a project that is not in the set is not the set's merit and is left out; several
    ways to one initiative add up to at most its whole worth.
    """
    chances: dict[str, Decimal] = {}
    for project in chosen.values():
        for way in project.unblocks:
            worth = known.worths.get(way.initiative_id)
            counts = worth is not None and worth.basis != "unknown"
            if counts and known.is_blocked(way.initiative_id) and {*way.together_with} <= {*chosen}:
                so_far = chances.get(way.initiative_id, Decimal(0))
                chances[way.initiative_id] = min(Decimal(1), so_far + Decimal(str(way.probability)))
    amounts = [known.worths[name].eur_a_year * chance for name, chance in chances.items()]
    return sum(amounts, Decimal(0)) if amounts else None


def _naming(lines: Iterable[GoalLine]) -> dict[tuple[str, str], frozenset[str]]:
    """Return which goals name which blocker."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        for blocker in line.cio.blockers if line.cio else ():
            found.setdefault((blocker.type, blocker.text), set()).add(line.goal_id)
    return {name: frozenset(goals) for name, goals in found.items()}


def _opened(workspace: Workspace, card: Scorecard, *, version: int) -> dict[str, tuple[str, ...]]:
    """Return the critical controls that are open, by initiative."""
    rules = checkin_policy().pause
    found = open_controls(workspace, on=card.reporting_date, tiers=rules.tiers, version=version)
    critical = {
        initiative: tuple(one for one in rules.critical if one in names)
        for initiative, names in found.items()
    }
    return {initiative: names for initiative, names in critical.items() if names}


def _losses(workspace: Workspace, card: Scorecard, *, version: int) -> dict[str, int]:
    """Return in how many of the newest quarters in a row each goal's initiative lost money."""
    wanted = {line.initiative_id for line in card.lines} - {""}
    quarters = [label for label in card.periods if label <= card.period]
    newest = quarters[-checkin_policy().retire.negative_reviews :]
    if not wanted or not newest or RETURN not in workspace.metrics.metrics:
        return {}
    found = answers(
        workspace,
        [RETURN],
        periods=[parsed(label) for label in newest],
        by=("initiative_id",),
        version=version,
    )[RETURN].rows
    by_initiative: dict[str, dict[str, float | None]] = {}
    for cell in found:
        name = cell.dimensions.get("initiative_id") or ""
        if name in wanted:
            by_initiative.setdefault(name, {})[cell.period] = cell.value
    return {
        name: _in_a_row([values.get(label) for label in reversed(newest)])
        for name, values in by_initiative.items()
    }


def _in_a_row(values: Sequence[float | None]) -> int:
    """Return how many of the first values are below zero before one is not."""
    for count, value in enumerate(values):
        if value is None or value >= 0:
            return count
    return len(values)
