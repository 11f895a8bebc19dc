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
from reports import checkin_words as words
from reports.checkin_cause import failing, hanging
from reports.checkin_goal import goal_head, goal_way
from reports.checkin_parts import lead, line, listed, sides
from reports.checkin_steps import Body, action_line, changes, decision_line, realities
from reports.dumbbell import Address
from reports.format import span
from reports.markup import box, element, text


def item(
    stage: Stage, meeting: Meeting, here: Position, doubt: Address, noted: Element | None
) -> Body:
    """Return one item with what was noted on it; the caller has seen that it is there."""
    if here.step == "issues":
        issue = next(one for one in stage.issues if one.key == here.item)
        return _issue(stage, meeting, issue, doubt, noted)
    if here.step == "scorecard":
        return _goal(stage, meeting, here.item, doubt, noted)
    return [*_plain(stage, meeting, here, doubt), noted]


def _plain(stage: Stage, meeting: Meeting, here: Position, doubt: Address) -> Body:
    """Return an item that is no goal and no issue."""
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
    return _escalation(stage, next(one for one in stage.escalations if one.key == here.item))


def _goal(
    stage: Stage, meeting: Meeting, goal_id: str, doubt: Address, noted: Element | None
) -> Body:
    """Return a goal with both sides, its chance, and what became of it in this meeting."""
    parked = any(one.goal_id == goal_id and not one.solved for one in stage.issues)
    decided = [one for one in meeting.decisions if one.goal_id == goal_id]
    return [
        *goal_head(stage, goal_id, doubt, is_decided=bool(decided)),
        *sides(
            goal_way(stage, goal_id),
            [_decided(decided), box("muted", "On the issue list.") if parked else None, noted],
        ),
    ]


def _issue(
    stage: Stage, meeting: Meeting, issue: Issue, doubt: Address, noted: Element | None
) -> Body:
    """Return an issue: what is at stake, both sides, the vote, the suggestion, the decisions."""
    put = f" · put here by {issue.parked_by.name}" if issue.parked_by else ""
    decided = [one for one in meeting.decisions if issue.goal_id and one.goal_id == issue.goal_id]
    head = line(
        issue.title,
        words.stake_words(issue),
        text("strong good", "Solved · ") if issue.solved else None,
        text("muted", issue.why + put) if not decided else None,
    )
    voted = _voted([one for one in meeting.rounds if one.key in (issue.key, issue.goal_id)])
    made = [*_made(stage, issue, decided), noted]
    if issue.source == "goal" and stage.line(issue.goal_id):
        above = goal_head(stage, issue.goal_id, doubt, titled=False, is_decided=bool(decided))
        way = goal_way(stage, issue.goal_id)
        both = sides([*way, voted], made) if decided else sides(way, [voted, *made])
        return [box("issue-head", *head), *above, *both]
    below = hanging(stage, issue.goals or [issue.goal_id])
    return [box("issue-head", *head), *failing(stage, issue.key), *below, voted, *made]


def _made(stage: Stage, issue: Issue, decided: list[Decision]) -> Body:
    """Return what the meeting has made of an issue; what is decided needs no suggestion."""
    suggested = dict(stage.suggestions).get(issue.goal_id)
    if suggested and suggested.options and not any(one.signed for one in decided):
        return [_suggested(suggested), _decided(decided)]
    return [_decided(decided)]


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
        *failing(stage, one.key, most=1),
        *hanging(stage, one.goals, most=2),
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


def _decided(decisions: list[Decision]) -> Element | None:
    """Return what was decided about what is on the screen."""
    return listed(decision_line(one, "") for one in decisions) if decisions else None
