"""What changed since last time: numbers that were restated first, then what matters, ranked.

Last time is the last closed check-in, as it was pinned; before there was one, it is the quarter
before the shown one. A figure that moved without a signal is said to show no change beyond usual
variation, and stands last. How much a change weighs is the policy's judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from governance import roster
from governance.checkin import told
from governance.checkin.deciding import decisions
from governance.checkin.freezing import frozen
from governance.checkin.in_force import InForce, differing, in_force
from governance.checkin.meeting import check_ins
from governance.checkin.moved import moved
from governance.checkin.pinned import pinned
from governance.checkin.policy import ChangesPolicy, checkin_policy
from governance.checkin.restated import Since, restated
from governance.checkin.shapes import Change, CheckIn, Decision
from governance.days import in_words
from governance.scorecard import scorecard
from governance.scorecard.shapes import Scorecard, Status, Tile
from governance.scorecard.status import is_colour
from governance.trend_shapes import NO_CHANGE
from governance.trends import trend
from pipelines.catalogue.history import LoadRecord
from pipelines.periods import parsed
from pipelines.workspace import Workspace

_GOODNESS: Mapping[Status, int] = {
    "red": 0,
    "no_data": 1,
    "stale": 1,
    "not_estimable": 1,
    "amber": 2,
    "provisional": 3,
    "no_target": 3,
    "green": 4,
}
_LIMITS = ("thresholds", "range", "better")
"""Fields of a metric's definition that its colour follows from, besides the figure."""
_NOT_COMPUTED = frozenset(
    ("title", "question", "caveat", "source", "owner", "thresholds", "range", "targets", "weight")
    + ("must_not_fail", "on_wall", "perspective", "kind", "better", "decimals", "missing")
)
"""Fields of a metric's definition that no figure follows from."""


@dataclass(frozen=True)
class Before:
    """What today is held beside."""

    card: Scorecard
    moment: datetime
    version: int | None
    """None where nothing was pinned then, so that restated numbers cannot be told."""
    definitions: InForce | None
    check_in: str = ""


def changes_since(
    workspace: Workspace, since: CheckIn | None, *, card: Scorecard, today: date
) -> tuple[Change, ...]:
    """Return what changed since the last check-in, the weightiest first.

    Args:
        workspace: Where.
        since: The last closed check-in; None takes the quarter before the shown one.
        card: The scorecard as it is, its lines with their forecasts.
        today: The day the workspace reports as of.
    """
    before = _before(workspace, since, card=card, today=today)
    if before is None:
        return ()
    rules = checkin_policy().changes
    found = [
        *_colours(workspace, before, card, rules=rules, today=today),
        *moved(workspace, before.card, card, rules=rules),
        *_decided(decisions(workspace), before, card, rules),
    ]
    if before.version is not None and before.definitions is not None:
        meant, names = in_force(workspace), _names(workspace)
        loads = workspace.catalogue.loads()
        redefined = _redefined_metrics(before.definitions, meant)
        since_then = Since(before.version, loads, redefined, names, rules.restated)
        found += [
            *restated(workspace, before.card, card, since=since_then, today=today),
            *_redefined(before.definitions, meant, rules),
            *_loaded(loads, before.version, before.moment, names, rules),
        ]
    held = next((one.id for one in check_ins(workspace) if one.state == "running"), None)
    return ranked([one for one in found if not _said_in(held, one)])


def _names(workspace: Workspace) -> Mapping[str, str]:
    """Return how everybody is called, by identifier."""
    return {person.id: str(person) for person in roster.people(workspace)}


def _said_in(held: str | None, change: Change) -> bool:
    """Return whether the check-in that is held now did it: that is no news in it."""
    return held is not None and change.reason.startswith(f"{held}: ")


def ranked(found: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes in the order in which a meeting goes through them."""

    def place(one: Change) -> tuple[bool, float, str, str, str]:
        """Return where a change stands; ties keep one order for ever."""
        return one.kind != "restated", -one.weight, one.goal_id, one.metric, one.title

    return tuple(sorted(found, key=place))


def _before(
    workspace: Workspace, since: CheckIn | None, *, card: Scorecard, today: date
) -> Before | None:
    """Return what today is held beside; None where there is nothing earlier."""
    held = frozen(workspace, since.id) if since else None
    if held is not None:
        kept = pinned(held)
        return Before(kept.card, kept.at, kept.version, kept.definitions, kept.check_in)
    earlier = [label for label in card.periods if parsed(label).end < parsed(card.period).start]
    if not earlier:
        return None
    until = datetime.combine(parsed(earlier[-1]).end, time.max, UTC)
    then = scorecard(workspace, period=earlier[-1], today=today, until=until)
    return Before(then, until, None, None)


def _colours(
    workspace: Workspace, before: Before, card: Scorecard, *, rules: ChangesPolicy, today: date
) -> Iterator[Change]:
    """Yield what stands otherwise than last time: figures of the wall, then goals."""
    then = {tile.metric: tile for tile in before.card.tiles}
    for tile in card.tiles:
        old = then.get(tile.metric)
        if old is None or old.status == tile.status:
            continue
        limits = _limits_moved(workspace, before, old, tile)
        both = is_colour(old.status) and is_colour(tile.status) and not limits
        quiet = both and _is_usual(workspace, tile.metric, card=card, today=today)
        weight = _colour(old.status, tile.status, rules) + rules.must_not_fail * tile.must_not_fail
        yield Change(
            kind="colour",
            title=tile.title,
            before=_standing(old.status, told.figure(old.value, old.unit, state=old.state)),
            after=_standing(tile.status, told.figure(tile.value, tile.unit, state=tile.state)),
            weight=rules.usual_variation if quiet else min(weight, 100.0),
            metric=tile.metric,
            reason=NO_CHANGE if quiet else limits or tile.note,
        )
    lines = {line.goal_id: line for line in before.card.lines}
    for line in card.lines:
        past = lines.get(line.goal_id)
        if past is None or past.status == line.status:
            continue
        yield Change(
            kind="colour",
            title=line.title,
            before=_standing(past.status, told.figure(past.value, past.unit, state=past.state)),
            after=_standing(line.status, told.figure(line.value, line.unit, state=line.state)),
            weight=_colour(past.status, line.status, rules),
            goal_id=line.goal_id,
            metric=line.metric,
            reason=line.note,
        )


def _standing(status: Status, figure: str) -> str:
    """Return a figure with its colour in words; a state that is its own figure once."""
    words = told.STATUS_WORDS[status]
    return words if figure == words else f"{figure}, {words}"


def _limits_moved(workspace: Workspace, before: Before, old: Tile, new: Tile) -> str:
    """Return why a figure is judged by other limits than last time; empty where it is not."""
    metric = workspace.metrics.metrics.get(new.metric)
    if metric is None:
        return ""
    then = before.definitions.metrics.get(new.metric, {}) if before.definitions else None
    told_now = in_force(workspace).metrics[new.metric]
    if then is not None and any(then.get(name) != told_now.get(name) for name in _LIMITS):
        return "Its limits in the metric file were changed."
    follows = metric.thresholds is not None and metric.thresholds.of == "target"
    if follows and old.target != new.target:
        one, other = (told.figure(tile.target, tile.unit) for tile in (old, new))
        return f"It is held against a target of {other} instead of {one}."
    return ""


def _is_usual(workspace: Workspace, metric: str, *, card: Scorecard, today: date) -> bool:
    """Return whether the newest figures lie within what the metric usually varies between."""
    return trend(workspace, metric, today=today, version=card.as_of).verdict == "usual"


def _decided(
    made: Sequence[Decision], before: Before, card: Scorecard, rules: ChangesPolicy
) -> Iterator[Change]:
    """Yield what was decided in the last check-in and since."""
    titles = {line.goal_id: line.title for line in card.lines}
    for one in made:
        if one.check_in != before.check_in and one.at <= before.moment:
            continue
        due = f", by {in_words(one.new_date)}" if one.new_date else ""
        yield Change(
            kind="decision",
            title=titles.get(one.goal_id, one.goal_id),
            before=in_words(one.before.wanted_date) if one.new_date else "",
            after=f"{told.options(one.options)}{due}",
            weight=rules.decision,
            goal_id=one.goal_id,
            by=str(one.by),
            at=one.at,
            reason=f"{one.check_in}: {one.reason}",
        )


def _loaded(
    loads: Sequence[LoadRecord],
    version: int,
    moment: datetime,
    names: Mapping[str, str],
    rules: ChangesPolicy,
) -> Iterator[Change]:
    """Yield the files that arrived or were taken back; many are counted instead of listed."""
    arrived: dict[str, list[LoadRecord]] = {}
    gone: dict[str, list[LoadRecord]] = {}
    for one in loads:
        if one.begins > version:
            arrived.setdefault(one.submission, []).append(one)
        elif one.undone_at and one.undone_at > moment:
            gone.setdefault(one.submission, []).append(one)
    for parts in gone.values():
        by = names.get(parts[0].undone_by or "", parts[0].undone_by or "")
        yield replace(_file(parts, rules, "taken back"), by=by, at=parts[0].undone_at)
    files = list(arrived.values())
    for parts in files[: rules.loads_shown]:
        undone = any(one.undone_at for one in parts)
        by = names.get(parts[0].actor, parts[0].actor)
        told_file = _file(parts, rules, "loaded and taken back" if undone else "loaded")
        yield replace(told_file, by=by, at=parts[0].at)
    rest = files[rules.loads_shown :]
    if rest:
        rows = sum(one.rows for parts in rest for one in parts)
        yield Change(
            kind="load",
            title=told.counted(len(rest), "further file"),
            before="",
            after=f"{rows:,} rows",
            weight=rules.load / 2,
        )


def _file(parts: Sequence[LoadRecord], rules: ChangesPolicy, what: str) -> Change:
    """Return what became of one file."""
    extracts = sorted({one.extract for one in parts})
    periods = sorted({one.period for one in parts})
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    return Change(
        kind="load",
        title=parts[0].file_name,
        before="",
        after=f"{what}: {told.listed(extracts, most=3)}, {span}",
        weight=rules.load,
        reason=parts[0].reason,
    )


def _redefined(then: InForce, now: InForce, rules: ChangesPolicy) -> Iterator[Change]:
    """Yield what means something else than last time, or is judged by another rule."""
    kinds = (("", then.metrics, now.metrics), ("Rules of ", then.policies, now.policies))
    for prefix, old, new in kinds:
        for name in sorted({*old, *new}):
            fields = differing(old.get(name, {}), new.get(name, {}))
            if not fields:
                continue
            title = (new.get(name) or old[name]).get("title", name)
            missing = "added" if name not in old else "removed" if name not in new else ""
            yield Change(
                kind="definition",
                title=f"{prefix}{title}",
                before="",
                after=missing or told.listed(fields, most=3),
                weight=rules.definition,
                metric="" if prefix else name,
            )


def _redefined_metrics(then: InForce, now: InForce) -> frozenset[str]:
    """Return the metrics that are computed otherwise than then; another limit moves no figure."""
    return frozenset(
        name
        for name in {*then.metrics, *now.metrics}
        if _computed(then.metrics.get(name, {})) != _computed(now.metrics.get(name, {}))
    )


def _computed(metric: Mapping[str, object]) -> dict[str, object]:
    """Return the part of a definition that a figure follows from."""
    return {name: value for name, value in metric.items() if name not in _NOT_COMPUTED}


def _colour(old: Status, new: Status, rules: ChangesPolicy) -> float:
    """Return how much another colour weighs; what is not known any more has become worse."""
    return rules.worse_colour if _GOODNESS[new] < _GOODNESS[old] else rules.better_colour
