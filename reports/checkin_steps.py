"""The steps of a check-in seen as a whole: what changed, what was done, where both sides stand.

An overview says one sentence, shows at most a handful of lines that a room can read, and leaves
the rest to the items of the step. Lists that are longer go on over further screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from governance.checkin.shapes import (
    Action,
    Capacity,
    Change,
    Decision,
    Issue,
    Meeting,
    Stage,
    Stake,
    StepKind,
)
from governance.maturity.shapes import MatrixRow
from governance.scorecard.shapes import GoalLine, RollUp, Status
from reports import checkin_words as words
from reports.checkin_goal import stake_line
from reports.checkin_parts import drawn, lead, line, listed, sides
from reports.dumbbell import Address, gap_sentence, gap_words
from reports.forecast import chance
from reports.format import day, exact, figure, span
from reports.markup import Child, box, element, text
from reports.maturity import three_views
from reports.status import badge

LINES: Final = 6
"""Lines on one screen: what fits in type that is read from six metres away."""
BESIDE: Final = 4
"""Lines on a screen that shows figures as well."""
WORST_SHOWN: Final = 3
"""Blockers on the overview of the CIO's step, which shows maturity and capacity as well."""
OFF: Final[tuple[Status, ...]] = ("red", "amber")
BLOCKERS, MATURITY, CAPACITY = "blockers", "maturity", "capacity"
Body = list[Element | None]
Line = TypeVar("Line")


def overview(stage: Stage, meeting: Meeting, step: StepKind, doubt: Address) -> Body:
    """Return what a step shows before its items are gone through."""
    if step == "changes":
        return changes(stage, 1, doubt)
    if step == "actions":
        return _actions(stage, meeting)
    if step == "scorecard":
        return _scorecard(stage)
    if step == "realities":
        return _realities(stage)
    if step == "issues":
        return _issues(stage)
    if step == "escalations":
        return _escalations(stage)
    return _recap(stage, meeting)


def pages(count: int) -> tuple[str, ...]:
    """Return the keys of the screens after the first that a list of ``count`` lines needs."""
    return tuple(str(number) for number in range(2, -(-count // LINES) + 1))


def realities_of(stage: Stage) -> tuple[str, ...]:
    """Return the items of the CIO's step: what there is to say about, and nothing empty."""
    more = [f"{BLOCKERS}-{page}" for page in pages(len(stage.blockers))]
    found = [(BLOCKERS, stage.blockers), *((each, stage.blockers) for each in more)]
    rest = ((MATURITY, stage.maturity), (CAPACITY, stage.capacity))
    return tuple(name for name, held in (*found, *rest) if held)


def changes(stage: Stage, page: int, doubt: Address) -> Body:
    """Return the weightiest changes since the last meeting, or a further screen of them."""
    shown = _on_page(stage.changes, page)
    since = f"Since {words.meeting_words(stage.since)}" if stage.since else "Since last quarter"
    restated = sum(change.kind == "restated" for change in stage.changes)
    if not stage.changes:
        return [lead(f"{since}, nothing changed.")]
    said = f"{since}: {words.counted(len(stage.changes), 'change')}"
    if restated:
        said += f", {words.counted(restated, 'figure')} restated"
    return [lead(said + "."), listed([_change(change, doubt) for change in shown])]


def realities(stage: Stage, item: str, today: date) -> Body:
    """Return one of the execution realities: blockers, gaps of maturity, or capacity."""
    if item == MATURITY:
        return [lead(_maturity_words(stage.maturity)), drawn(three_views(stage.maturity, big=True))]
    if item == CAPACITY:
        return [lead(_capacity_words(stage.capacity)), listed(map(_capacity, stage.capacity))]
    page = int(item.rpartition("-")[2]) if "-" in item else 1
    shown = _on_page(stage.blockers, page)
    lines = (stake_line(one, today, of=one.goal_title) for one in shown)
    return [lead(_blockers_words(stage.blockers)), listed(lines)]


def decision_line(one: Decision, title: str, *, is_whole: bool = True) -> Element:
    """Return a decision with its reason, both positions before, and who stands behind it.

    Args:
        one: The decision, or the draft of one.
        title: What it is about; empty where that is plain.
        is_whole: Whether it says both positions and the what-if; the recap reads out the rest.
    """
    about = f" · {title}" if title else ""
    state = "Decided" if one.signed else "Draft, waiting for the CEO"
    asked, attached = words.asked_for_words(one), one.attached if is_whole else None
    return element(
        "li",
        {"class": "decided" if one.signed else "decided draft"},
        box("line-title", f"{words.options_words(one.options)}{about}"),
        box("", one.reason),
        box("strong", asked[:1].upper() + asked[1:]) if asked else None,
        box("muted", "Before: ", words.sides_words(one.before)) if is_whole else None,
        box("muted", "Attached: ", words.attached_words(attached)) if attached else None,
        box("muted", f"{state} · {one.by.name}, {words.moment(one.at)}"),
    )


def action_line(one: Action, today: date) -> Element:
    """Return an action with its owner and day; what is late says so."""
    late = one.state == "open" and one.due < today
    said = text("strong bad", f"late by {span((today - one.due).days)} ") if late else None
    return line(one.text, "", said, text("muted", words.action_words(one)))


def _actions(stage: Stage, meeting: Meeting) -> Body:
    """Return the actions of last time and of now, and how many of them were done."""
    taken = meeting.actions
    if not taken:
        return [lead("No action was ever agreed. Each decision of today may leave some.")]
    still = [one for one in taken if one.state == "open"]
    late = words.overdue(taken, stage.reporting_date)
    done = sum(one.state == "done" for one in taken)
    said = f"{words.counted(len(still), 'action')} open, {len(late)} late, {done} done."
    first = sorted(still, key=lambda one: (one.due, one.id))[:LINES]
    rest = [box("muted", f"and {len(still) - LINES} more")] if len(still) > LINES else []
    lines = [action_line(one, stage.reporting_date) for one in first]
    return [lead(said), listed(lines), *rest]


def _scorecard(stage: Stage) -> Body:
    """Return whether the company is on track, and which goals are not."""
    off = [goal for goal in stage.card.lines if goal.status in OFF]
    body: Body = [lead(stage.card.headline), box("muted", gap_sentence(stage.card.lines))]
    scores = [_roll_up(one) for one in stage.card.roll_ups]
    body.append(box("screen-figures", *scores))
    body.append(listed(_goal(one) for one in off[:BESIDE]))
    if len(off) > BESIDE:
        body.append(box("muted", f"and {len(off) - BESIDE} more that are off target or to watch"))
    return body


def _realities(stage: Stage) -> Body:
    """Return what stands in the way of execution: the worst of each kind, and how much there is."""
    if not realities_of(stage):
        return [lead("No blocker is named, no gap of maturity is on the agenda.")]
    worst = [
        stake_line(one, stage.reporting_date, of=one.goal_title)
        for one in stage.blockers[:WORST_SHOWN]
    ]
    parts: Body = [lead(_blockers_words(stage.blockers)), listed(worst)]
    if stage.maturity:
        parts += [
            _part("Maturity of the data"),
            box("screen-text", _maturity_words(stage.maturity)),
        ]
    if stage.capacity:
        parts += [_part("Capacity"), box("screen-text", _capacity_words(stage.capacity))]
    return parts


def _part(title: str) -> Element:
    """Return the heading of a part of a screen."""
    return box("screen-part", element("h3", None, title))


def _issues(stage: Stage) -> Body:
    """Return what there is to decide, the most valuable first."""
    if not stage.issues:
        return [lead("No issue is on the list. “Issue” on the scorecard step puts a goal here.")]
    still = [issue for issue in stage.issues if not issue.solved]
    said = f"{words.counted(len(still), 'issue')} to decide, by value at stake"
    if any(issue.parked_by for issue in still):
        said += ", first what somebody put here"
    rest = len(stage.issues) - len(still)
    solved = f"; {rest} solved" if rest else ""
    lines = [_issue(issue) for issue in (still or stage.issues)[:LINES]]
    more = [box("muted", f"and {len(still) - LINES} more")] if len(still) > LINES else []
    return [lead(f"{said}{solved}."), listed(lines), *more]


def _escalations(stage: Stage) -> Body:
    """Return what has to be decided above, and which half of each is missing."""
    if not stage.escalations:
        return [lead("Nothing is escalated.")]
    both = sum(bool(one.root_cause and one.decision) for one in stage.escalations)
    many = words.counted(len(stage.escalations), "escalation")
    lines = [
        line(
            one.title,
            one.severity,
            text("muted", f"open for {span((stage.reporting_date - one.since).days)} · "),
            text("muted", f"{one.owner or 'nobody'} looks after it · "),
            text("" if one.root_cause else "bad", _half("root cause", one.root_cause)),
            " · ",
            text("" if one.decision else "bad", _half("decision", one.decision)),
        )
        for one in stage.escalations[:LINES]
    ]
    hidden = stage.more_escalations
    more = [box("muted", f"and {hidden} more that weigh less")] if hidden else []
    return [lead(f"{many}; {both} with root cause and decision."), listed(lines), *more]


def _recap(stage: Stage, meeting: Meeting) -> Body:
    """Return what was decided, who does what by when, and what everybody thought of it."""
    new = [one for one in meeting.actions if one.opened_in == meeting.check_in.id]
    signed = [one for one in meeting.decisions if one.signed]
    drafts = len(meeting.decisions) - len(signed)
    said = f"{words.counted(len(signed), 'decision')}, {words.counted(len(new), 'new action')}"
    if not meeting.decisions and not new:
        said = "Nothing was decided, and no new action was agreed"
    body: Body = [lead(said + (f", {drafts} waiting for the CEO." if drafts else "."))]
    decided: Body = []
    if meeting.decisions:
        titles = {goal.goal_id: goal.title for goal in stage.card.lines}
        lines = [
            decision_line(one, titles.get(one.goal_id, one.goal_id), is_whole=False)
            for one in meeting.decisions
        ]
        decided = [_part("Decisions"), listed(lines)]
    agreed: Body = []
    if new:
        lines = [action_line(one, meeting.check_in.held_on) for one in new]
        agreed = [_part("Actions"), listed(lines)]
    body += sides(decided, agreed)
    body.append(box("screen-text", words.rate_words([rating for _, rating in meeting.ratings])))
    names = ", ".join(f"{who.name} ({words.moment(at)})" for who, at in meeting.signatures)
    body.append(box("screen-text", f"Signed by {names}." if names else "Nobody has signed yet."))
    if meeting.next_on:
        body.append(box("screen-text", f"Next check-in on {day(meeting.next_on)}."))
    return body


def _change(change: Change, doubt: Address) -> Element:
    """Return one change: what it was, what it is, who did it; a figure leads to its rows."""
    title: Child = change.title
    if change.metric:
        title = element("a", {"href": doubt(change.metric), "target": "_self"}, change.title)
    moved: list[Child] = [text("muted", change.before), " → "] if change.before else []
    said: list[Child] = [text("strong", change.after)] if change.after else []
    who = words.source_of(change)
    return line(
        title,
        words.CHANGE_WORDS[change.kind],
        *moved,
        *said,
        text("muted", f" · {who}" if moved or said else who) if who else None,
    )


def _goal(goal: GoalLine) -> Element:
    """Return a goal in one line: how it stands, how far both sides are apart, and its chance."""
    now = figure(goal.value, goal.unit, state=goal.state)
    known = goal.forecast.finish.p_target if goal.forecast else None
    sure = f"chance {chance(known)}" if known is not None else ""
    return line(goal.title, sure, badge(goal.status), text("muted", f" {now} · {gap_words(goal)}"))


def _roll_up(one: RollUp) -> Element:
    """Return a perspective's score as a large figure."""
    shown = "–" if one.score is None else f"{one.score:.0f}"
    return box(
        "screen-figure",
        box("muted", one.perspective.capitalize()),
        box("value", shown),
        badge(one.status),
    )


def _issue(issue: Issue) -> Element:
    """Return an issue with what it is worth and why it is there."""
    put = f" · put here by {issue.parked_by.name}" if issue.parked_by else ""
    solved = "Solved · " if issue.solved else ""
    return line(issue.title, words.stake_words(issue), text("muted", f"{solved}{issue.why}{put}"))


def _capacity(one: Capacity) -> Element:
    """Return how much of what is needed is there."""
    there = "not known" if one.there is None else figure(one.there, one.unit)
    gap = None
    if one.there is not None and one.there < one.needed:
        gap = text("strong bad", f" {exact(round(one.needed - one.there, 1), one.unit)} missing")
    said = text("muted", f"{there} of {figure(one.needed, one.unit)} needed, {one.since}")
    return line(one.title, "", said, gap)


def _blockers_words(blockers: Sequence[Stake]) -> str:
    """Return how many blockers there are and what hangs on them; unknown money is said."""
    if not blockers:
        return "No blocker is named."
    known = [one.money_eur for one in blockers if one.money_eur is not None]
    said = f"{words.counted(len(blockers), 'blocker')} in the way"
    if not known:
        return f"{said}; what they cost is not stated for any of them."
    unknown = len(blockers) - len(known)
    said += f", {figure(sum(known, Decimal(0)), 'EUR')} at stake"
    return said + (f"; {unknown} without a stated amount." if unknown else ".")


def _maturity_words(rows: Sequence[MatrixRow]) -> str:
    """Return on which topics both sides see the data differently."""
    names = ", ".join(row.title.lower() for row in rows)
    many = words.counted(len(rows), "gap")
    return f"{many} of data maturity to talk about: {names}."


def _capacity_words(found: Sequence[Capacity]) -> str:
    """Return how often people or machines do not suffice, and where it is worst."""
    short = [one for one in found if one.there is not None and one.there < one.needed]
    blind = sum(one.there is None for one in found)
    said = f"{len(short)} of {words.counted(len(found), 'need')} not covered"
    if short:
        worst = min(short, key=lambda one: (one.there or 0.0) / one.needed)
        there, needed = figure(worst.there, worst.unit), figure(worst.needed, worst.unit)
        said += f", most of all {worst.title}: {there} of {needed}"
    return said + (f"; {blind} not known." if blind else ".")


def _half(name: str, said: str) -> str:
    """Return whether one half of an escalation is there."""
    return f"{name} said" if said else f"{name} missing"


def _on_page(found: Sequence[Line], page: int) -> Sequence[Line]:
    """Return the lines of one screen."""
    return found[(page - 1) * LINES : page * LINES]
