"""One item of the check-in on the whole screen: a goal, an issue, an action, an escalation.

What is talked about stands alone, with both sides, the chance of the date, what the rules
suggest and what was decided already; a figure leads to the rows that it was made from.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from governance.checkin.shapes import (
    Decision,
    Escalation,
    Issue,
    Meeting,
    Position,
    Round,
    Stage,
    Suggestion,
)
from governance.forecast.shapes import Forecast, Hold
from governance.scorecard.shapes import GoalLine
from reports import checkin_words as words
from reports.checkin_parts import drawn, lead, line, listed
from reports.checkin_steps import Body, action_line, changes, decision_line, realities
from reports.dumbbell import Address, goals
from reports.format import day, percent, span
from reports.markup import Child, box, element, text


def item(stage: Stage, meeting: Meeting, here: Position, doubt: Address) -> Body:
    """Return one item; the caller has seen that it is there."""
    if here.step == "changes":
        return changes(stage, int(here.item), doubt)
    if here.step == "realities":
        return realities(stage, here.item, stage.reporting_date)
    if here.step == "actions":
        found = next(one for one in meeting.actions if one.id == here.item)
        since = f"Agreed in {found.opened_in} by {found.by.name}"
        settled = f"; settled in {found.settled_in}" if found.settled_in else ""
        return [
            listed([action_line(found, stage.reporting_date)]),
            box("muted", f"{found.id} · {since}{settled}."),
        ]
    if here.step == "escalations":
        return _escalation(stage, next(one for one in stage.escalations if one.key == here.item))
    if here.step == "issues":
        issue = next(one for one in stage.issues if one.key == here.item)
        return _issue(stage, meeting, issue, doubt)
    return _goal(stage, meeting, here.item, doubt)


def _goal(stage: Stage, meeting: Meeting, goal_id: str, doubt: Address) -> Body:
    """Return a goal with both sides, its chance, and what became of it in this meeting."""
    goal = stage.line(goal_id)
    if goal is None:
        return [lead("This goal is not on the scorecard any more.")]
    forecast = dict(stage.forecasts).get(goal_id)
    parked = any(one.goal_id == goal_id and not one.solved for one in stage.issues)
    decided = [one for one in meeting.decisions if one.goal_id == goal_id]
    return [
        drawn(goals((goal,), stage.reporting_date, doubt, goal=lambda _: doubt(goal.metric))),
        _chance(goal, forecast),
        _holds(forecast),
        box("muted", "On the issue list.") if parked else None,
        listed(decision_line(one, goal.title) for one in decided) if decided else None,
    ]


def _issue(stage: Stage, meeting: Meeting, issue: Issue, doubt: Address) -> Body:
    """Return an issue: what is at stake, both sides, the vote, the suggestion, the decisions."""
    put = f" · put here by {issue.parked_by.name}" if issue.parked_by else ""
    head = line(
        issue.title,
        words.stake_words(issue),
        text("strong good", "Solved · ") if issue.solved else None,
        text("muted", issue.why + put),
    )
    body: Body = [box("issue-head", *head)]
    if issue.goal_id and stage.line(issue.goal_id):
        body += [part for part in _goal(stage, meeting, issue.goal_id, doubt)[:3] if part]
    body.append(_voted([one for one in meeting.rounds if one.key in (issue.key, issue.goal_id)]))
    suggested = dict(stage.suggestions).get(issue.goal_id)
    if suggested and suggested.options:
        body.append(_suggested(suggested))
    body += _decided([one for one in meeting.decisions if one.goal_id == issue.goal_id], issue)
    return body


def _escalation(stage: Stage, one: Escalation) -> Body:
    """Return an escalation with its two halves side by side; a missing half stands out."""
    age = span((stage.reporting_date - one.since).days)
    return [
        lead(one.title),
        box("muted", f"{one.severity} · open for {age} · {one.owner or 'nobody'} looks after it"),
        box(
            "halves",
            _half("CIO: root cause", one.root_cause),
            _half("CEO: decision", one.decision),
        ),
        box("muted", "It stays open until both halves are said."),
    ]


def _half(title: str, said: str) -> Element:
    """Return one half of an escalation."""
    answer = box("screen-text", said) if said else box("screen-text strong bad", "Not said yet")
    return box("half", element("h3", None, title), answer)


def _voted(rounds: list[Round]) -> Element | None:
    """Return how far a blind vote is, or what it says; no level before the reveal."""
    if not rounds:
        return None
    newest = rounds[-1]
    levels = [
        text("part", f"{person.name} {level}") for person, level in sorted(
            newest.levels, key=lambda pair: (pair[1], pair[0].name)
        )
    ]  # fmt: skip
    said = box("screen-text strong", words.round_words(newest))
    return box("voted", said, box("muted", *levels) if levels else None)


def _suggested(one: Suggestion) -> Element:
    """Return what the rules propose, and that nobody has taken it."""
    return box(
        "suggested",
        text("strong", f"The rules suggest: {words.options_words(one.options)}. "),
        words.sentence(one.reason),
        text("muted", " A suggestion; what is decided is decided here."),
    )


def _decided(decisions: list[Decision], issue: Issue) -> Body:
    """Return what was decided about an issue."""
    if not issue.goal_id or not decisions:
        return []
    return [listed(decision_line(one, issue.title) for one in decisions)]


def _chance(goal: GoalLine, forecast: Forecast | None) -> Element | None:
    """Return the forecast in a sentence, where the goal's own picture does not hold it already."""
    if goal.forecast is not None:
        return None
    return element("p", {"class": "screen-text"}, words.forecast_words(forecast))


def _holds(forecast: Forecast | None) -> Element | None:
    """Return what each blocker costs and the chance without it, where that can be known."""
    known = [hold for hold in forecast.holds if hold.costs_days is not None] if forecast else []
    return listed(_hold(hold) for hold in known) if known else None


def _hold(hold: Hold) -> Element:
    """Return one blocker with the time that it costs and the chance without it."""
    costs = f"costs {span(hold.costs_days or 0)}"
    said: list[Child] = []
    if hold.until:
        said.append(text("muted", f"gone by {day(hold.until)} (half of all cases) · "))
    said.append(text("muted", f"chance without it {percent(hold.p_without)}"))
    title = f"{hold.type.replace('_', ' ').capitalize()}: {hold.text.rstrip('.')}"
    return line(title, costs, *said)
