"""Issues: what is worth the minutes of both sides, ranked by the value at stake.

The rules put a goal on the list that is off track or whose strategy is ahead of its execution, the
data that fail worst under it, and a blocker that holds up more than one goal; everybody else may
put on more, and those come first. Money ranks before points, because it is what was stated
in a unit that can be added up. Pure values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from governance.checkin import told
from governance.checkin.policy import IssuesPolicy
from governance.checkin.realities import Grave
from governance.checkin.shapes import Issue, Stake
from governance.scorecard.shapes import GoalLine


@dataclass(frozen=True)
class Worth:
    """What is at stake for one goal."""

    parts: tuple[tuple[str, Decimal], ...] = ()
    """(initiative, or the goal itself, and its euros); what two goals share counts once."""
    words: str = ""
    """Where the money comes from; empty where nobody stated any."""


@dataclass(frozen=True)
class Edges:
    """From where on a goal is an issue."""

    gap: float
    """Alignment gap in points."""
    chance: float
    """Chance of the wanted date below which it is one."""


def candidates(
    lines: Sequence[GoalLine],
    stakes: Iterable[Stake],
    failing: Iterable[Grave],
    *,
    worth: Mapping[str, Worth],
    edges: Edges,
    rules: IssuesPolicy,
) -> tuple[Issue, ...]:
    """Return what the rules put on the list, the most valuable first.

    Args:
        lines: The goals with their forecasts.
        stakes: Their blockers.
        failing: The data that hold goals up, the worst first.
        worth: The money at stake, by goal.
        edges: From where on a goal is an issue.
        rules: From how many goals on a blocker is one, and how many data are.
    """
    known = {line.goal_id: line for line in lines}
    found = [
        *_goals(lines, worth, edges),
        *_blockers(stakes, known, worth, rules),
        *_failing(failing, known, worth, rules),
    ]
    return tuple(sorted(found, key=_most_valuable_first))


def issues(
    found: Sequence[Issue], parked: Iterable[Issue], solved: Iterable[str], *, most: int
) -> tuple[Issue, ...]:
    """Return the list of a meeting: what people put on it first, then what the rules did.

    Args:
        found: What the rules put on it, ranked.
        parked: What people put on it; one that the rules know too keeps what they know of it.
        solved: Keys of what was ticked off.
        most: How many of the rules' are shown.
    """
    ticked, known = set(solved), {one.key: one for one in found}
    put = [
        replace(known[one.key], parked_by=one.parked_by) if one.key in known else one
        for one in parked
    ]
    keys = {one.key for one in put}
    rest = [one for one in found if one.key not in keys]
    every = (*sorted(put, key=_most_valuable_first), *rest[:most])
    return tuple(replace(one, solved=one.key in ticked) for one in every)


def _goals(lines: Iterable[GoalLine], worth: Mapping[str, Worth], edges: Edges) -> Iterator[Issue]:
    """Yield the goals that are off track or ahead of what can be done."""
    for line in lines:
        reasons = _reasons(line, edges)
        if not reasons:
            continue
        stake = worth.get(line.goal_id, Worth())
        why = "; ".join([*reasons, *([stake.words] if stake.words else [])])
        yield Issue(
            key=f"goal:{line.goal_id}",
            source="goal",
            title=line.title,
            goal_id=line.goal_id,
            value_eur=_sum([line.goal_id], worth),
            value_points=line.ceo.value_score,
            why=why,
        )


def _reasons(line: GoalLine, edges: Edges) -> list[str]:
    """Return why a goal is an issue; nothing where it is none."""
    found = []
    if line.status == "red":
        found.append("off target")
    elif line.behind:
        found.append("behind its pace")
    if line.cio and line.cio.feasible == "no":
        found.append("the CIO says that it is not feasible")
    if line.date_gap_days is not None and line.date_gap_days > 0:
        found.append(f"{told.counted(line.date_gap_days, 'day')} later than wanted")
    if line.alignment_gap is not None and line.alignment_gap >= edges.gap:
        found.append(f"strategy ahead of execution by {line.alignment_gap:.1f} points")
    chance = line.forecast.finish.p_target if line.forecast else None
    if chance is not None and chance < edges.chance:
        found.append(f"the chance of the date is {told.chance(chance)}")
    return found


def _blockers(
    stakes: Iterable[Stake],
    known: Mapping[str, GoalLine],
    worth: Mapping[str, Worth],
    rules: IssuesPolicy,
) -> Iterator[Issue]:
    """Yield the blockers that hold up several goals, each once."""
    held: dict[tuple[str, str], list[Stake]] = {}
    for one in stakes:
        held.setdefault((one.type, " ".join(one.text.casefold().split())), []).append(one)
    for (kind, name), found in held.items():
        goals = sorted({one.goal_id for one in found})
        if len(goals) < rules.shared_blocker:
            continue
        stated = [one.money_eur for one in found if one.money_eur is not None]
        yield Issue(
            key=f"blocker:{kind}:{name}"[:200],
            source="blocker",
            title=found[0].text,
            goal_id="",
            value_eur=sum(stated, Decimal(0)) if stated else _sum(goals, worth),
            value_points=max(known[goal].ceo.value_score for goal in goals),
            why=f"{told.BLOCKER_WORDS[found[0].type]}; holds up {told.counted(len(goals), 'goal')}",
            goals=tuple(goals),
        )


def _failing(
    found: Iterable[Grave],
    known: Mapping[str, GoalLine],
    worth: Mapping[str, Worth],
    rules: IssuesPolicy,
) -> Iterator[Issue]:
    """Yield the data that hold goals up; the worst few, for everything rests on some data."""
    resting = [
        (one, goals) for one in found if (goals := [goal for goal in one.goals if goal in known])
    ]
    for one, goals in resting[: rules.data]:
        yield Issue(
            key=one.key,
            source="incident",
            title=one.words,
            goal_id=goals[0] if len(goals) == 1 else "",
            value_eur=_sum(goals, worth),
            value_points=max(known[goal].ceo.value_score for goal in goals),
            why=f"{told.points(one.score)} of 100; {told.counted(len(goals), 'goal')} "
            f"{'rests' if len(goals) == 1 else 'rest'} on it",
            goals=tuple(goals),
        )


def _sum(goals: Iterable[str], worth: Mapping[str, Worth]) -> Decimal | None:
    """Return what is at stake for several goals together; None where nobody stated any money."""
    parts = {name: euros for goal in goals if goal in worth for name, euros in worth[goal].parts}
    return sum(parts.values(), Decimal(0)) if parts else None


def _most_valuable_first(one: Issue) -> tuple[bool, float, float, str]:
    """Return what issues are ordered by: money, then points, then a fixed order."""
    return (
        one.value_eur is None,
        -float(one.value_eur or 0),
        -(one.value_points or 0.0),
        one.key,
    )
