"""What moved in the promises: dates, goals, replies and blockers, with who and why.

Two scorecards are held side by side; the reasons come from the revisions that were signed
between them. A forecast that trembles is not told: a date is news from as many days on as the
policy says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from governance import goals, replies
from governance.checkin import told
from governance.checkin.policy import ChangesPolicy
from governance.checkin.shapes import Change
from governance.days import in_words
from governance.forecast.shapes import Forecast
from governance.promises import Goal, GoalRevision, ReplyRevision, ValueScores
from governance.scorecard.shapes import Blocker, GoalLine, Scorecard
from pipelines.workspace import Workspace

GOAL_WORDS: Mapping[str, str] = {
    "title": "title",
    "perspective": "perspective",
    "metric": "metric",
    "target_path": "target path",
    "starts_on": "start",
    "priority": "priority",
    "reason": "reason",
    "scores": "value scores",
    "baseline": "baseline",
    "business_unit": "business unit",
    "initiative_id": "initiative",
    "must_not_fail": "must not fail",
    "weight": "weight",
}
"""The fields of a goal besides its wanted date, which is told as a date."""


@dataclass(frozen=True)
class _Signed:
    """The newest revisions, by goal."""

    goals: Mapping[str, GoalRevision]
    replies: Mapping[str, ReplyRevision]


def moved(
    workspace: Workspace, before: Scorecard, card: Scorecard, *, rules: ChangesPolicy
) -> Iterator[Change]:
    """Yield what moved in the promises of both sides.

    Args:
        workspace: Where the revisions are kept.
        before: The scorecard as it was.
        card: The scorecard as it is, its lines with their forecasts.
        rules: How much each kind of change weighs.
    """
    signed = _Signed(
        {one.goal_id: one for one in goals.goals(workspace)},
        {one.goal_id: one for one in replies.replies(workspace)},
    )
    then = {line.goal_id: line for line in before.lines}
    for line in card.lines:
        old = then.get(line.goal_id)
        if old is None:
            yield _new_goal(line, signed, rules)
            continue
        yield from _dates(old, line, signed, rules)
        if line.goal_revision > old.goal_revision:
            yield from _goal(workspace, old, line, rules)
        blockers = list(_blockers(old, line, signed, rules))
        yield from blockers
        told_otherwise = blockers or _realistic(old) != _realistic(line)
        if line.reply_revision > old.reply_revision and not told_otherwise:
            yield _reply(old, line, signed, rules)


def _new_goal(line: GoalLine, signed: _Signed, rules: ChangesPolicy) -> Change:
    """Return a goal that was not there."""
    revision = signed.goals.get(line.goal_id)
    return Change(
        kind="goal",
        title=line.title,
        before="",
        after=f"new goal, wanted by {in_words(line.ceo.wanted_date)}",
        weight=rules.goal,
        goal_id=line.goal_id,
        by=line.ceo.by,
        at=line.ceo.at,
        reason=revision.why if revision else "",
    )


def _dates(
    old: GoalLine, line: GoalLine, signed: _Signed, rules: ChangesPolicy
) -> Iterator[Change]:
    """Yield the dates of a goal that moved: the CEO's, the CIO's, the forecast's."""
    goal, reply = signed.goals.get(line.goal_id), signed.replies.get(line.goal_id)
    if line.ceo.wanted_date != old.ceo.wanted_date:
        why = goal.why if goal else ""
        yield _date(
            line, "wanted date", old.ceo.wanted_date, line.ceo.wanted_date, rules,
            by=line.ceo.by, at=line.ceo.at, reason=why,
        )  # fmt: skip
    if line.cio and _realistic(old) != _realistic(line):
        why = reply.why if reply else ""
        yield _date(
            line, "realistic date", _realistic(old), _realistic(line), rules,
            by=line.cio.by, at=line.cio.at, reason=why,
        )  # fmt: skip
    yield from _forecast(old.forecast, line, rules)


def _forecast(old: Forecast | None, line: GoalLine, rules: ChangesPolicy) -> Iterator[Change]:
    """Yield the day of the forecast if it moved further than it trembles."""
    new = line.forecast
    if old is None or new is None:
        return
    one, other = old.finish.p50, new.finish.p50
    if one == other or (one and other and abs((other - one).days) < rules.forecast_least_days):
        return
    moved = _date(line, "forecast (P50)", one, other, rules, reason=new.words)
    yield replace(moved, before=_p50(old), after=_p50(new))


def _p50(forecast: Forecast) -> str:
    """Return the middle day of a forecast, or why there is none."""
    known = forecast.finish.p_target is not None
    return told.forecast_day(forecast.finish.p50, known=known)


def _realistic(line: GoalLine) -> date | None:
    """Return the CIO's date; None without a reply or where the reply has none."""
    return line.cio.realistic_date if line.cio else None


def _date(
    line: GoalLine,
    which: str,
    old: date | None,
    new: date | None,
    rules: ChangesPolicy,
    **signature: object,
) -> Change:
    """Return one date that moved; the further, the weightier."""
    days = abs((new - old).days) if old and new else None
    return Change(
        kind="date",
        title=f"{line.title}: {which}",
        before=in_words(old),
        after=in_words(new),
        weight=_weight(days, rules),
        goal_id=line.goal_id,
        **signature,  # type: ignore[arg-type]  # by, at and reason, as the callers above give them
    )


def _weight(days: int | None, rules: ChangesPolicy) -> float:
    """Return how much a moved date weighs: the further, the more, up to what the policy says."""
    far = 1.0 if days is None else min(days / rules.far_days, 1.0)
    return rules.date + (rules.far_date - rules.date) * far


def _goal(
    workspace: Workspace, old: GoalLine, line: GoalLine, rules: ChangesPolicy
) -> Iterator[Change]:
    """Yield what else of a goal was changed, with the reasons of every revision since."""
    history = goals.goal_history(workspace, line.goal_id)
    since = [one for one in history if one.number > old.goal_revision]
    seen = next((one for one in history if one.number == old.goal_revision), history[0])
    changed = _fields(seen.content, since[-1].content) if since else []
    if changed:
        yield Change(
            kind="goal",
            title=line.title,
            before=", ".join(f"{name} {one}" for name, one, _ in changed),
            after=", ".join(f"{name} {other}" for name, _, other in changed),
            weight=rules.goal,
            goal_id=line.goal_id,
            by=str(since[-1].by),
            at=since[-1].at,
            reason=" ".join(one.why for one in since),
        )


def _fields(one: Goal, other: Goal) -> list[tuple[str, str, str]]:
    """Return the fields in which two states of a goal differ, in words; not the wanted date."""
    return [
        (words, _value(getattr(one, name)), _value(getattr(other, name)))
        for name, words in GOAL_WORDS.items()
        if getattr(one, name) != getattr(other, name)
    ]


def _value(value: object) -> str:
    """Return the value of a goal's field in words."""
    if isinstance(value, ValueScores):
        return ", ".join(f"{name.replace('_', ' ')} {one:g}" for name, one in asdict(value).items())
    if isinstance(value, tuple):
        return " ".join(f"{label} {target:g}" for label, target in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, (int, float)):
        return f"{value:g}"
    return str(value or "none")


def _reply(old: GoalLine, line: GoalLine, signed: _Signed, rules: ChangesPolicy) -> Change:
    """Return a reply that was given or changed without moving its date or its blockers."""
    revision = signed.replies.get(line.goal_id)
    return Change(
        kind="reply",
        title=line.title,
        before=_answer(old),
        after=_answer(line),
        weight=rules.reply,
        goal_id=line.goal_id,
        by=line.cio.by if line.cio else "",
        at=line.cio.at if line.cio else None,
        reason=revision.why if revision else "",
    )


def _answer(line: GoalLine) -> str:
    """Return a reply in words."""
    if line.cio is None:
        return "no reply"
    feasible = {"yes": "feasible", "partly": "partly feasible", "no": "not feasible"}
    return f"{feasible[line.cio.feasible]}, feasibility {told.points(line.cio.feasibility_score)}"


def _blockers(
    old: GoalLine, line: GoalLine, signed: _Signed, rules: ChangesPolicy
) -> Iterator[Change]:
    """Yield blockers that came, went or are expected gone on another day."""
    if line.cio is None:
        return
    revision = signed.replies.get(line.goal_id)
    why = revision.why if revision else ""
    then = _by_name(old.cio.blockers if old.cio else ())
    now = _by_name(line.cio.blockers)
    for name in [*now, *(gone for gone in then if gone not in now)]:
        one, other = then.get(name), now.get(name)
        if one and other and one.estimate == other.estimate:
            continue
        yield Change(
            kind="blocker",
            title=f"{line.title}: {name[1]}",
            before=_hindrance(one) if one else "",
            after=_hindrance(other) if other else "no longer named",
            weight=rules.blocker,
            goal_id=line.goal_id,
            by=line.cio.by,
            at=line.cio.at,
            reason=why,
        )


def _by_name(blockers: tuple[Blocker, ...]) -> dict[tuple[str, str], Blocker]:
    """Return blockers by what names them."""
    return {(one.type, one.text): one for one in blockers}


def _hindrance(blocker: Blocker) -> str:
    """Return a blocker's standing in words."""
    gone = in_words(blocker.estimate, none="not known")
    return f"{blocker.type.replace('_', ' ')}, {blocker.owner}, gone by: {gone}"
