"""A goal on the stage: what a room can read of both sides, and what stands in the way.

The scorecard's row is written for somebody at a desk. Here stands only what a decision needs: how
far both dates and both scores are apart, the chance of the date, each blocker with its days and
its money, and in one line how many checks fail, with the way to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from governance.checkin.shapes import Stage, Stake
from governance.forecast.shapes import Hold
from governance.scorecard.shapes import GoalLine
from reports.checkin_parts import line, listed
from reports.checkin_words import counted, points, worth_words
from reports.dumbbell import ANSWERS, Address, data_address, date_words, score_words
from reports.forecast import chance, chance_words, doubt
from reports.format import day, figure, percent, span
from reports.markup import Child, box, element, text
from reports.plot import key_of, key_of_today, legend
from reports.status import badge
from reports.timeline import (
    forecast_words,
    has_dates,
    is_late,
    key_of_band,
    shared_axis,
    timeline,
    years,
)

BLOCKERS: Final = 3
"""Blockers that a room can read beside everything else; the rest stand in the CIO's step."""


def goal_head(
    stage: Stage, goal_id: str, doubt_at: Address, *, titled: bool = True, is_decided: bool = False
) -> list[Element | None]:
    """Return how far both sides of a goal are apart, with the chance and the picture of the dates.

    Args:
        stage: What there is to show.
        goal_id: A goal of the scorecard.
        doubt_at: Gives the address at which a figure is walked back to its rows.
        titled: Whether it says its title; an issue has said it already.
        is_decided: Whether the decision below says both positions already; then it has the room
            of the figures and the picture, and only the dates that hold now stay.
    """
    goal = _known(stage, goal_id)
    if goal is None:
        return [element("p", {"class": "lead"}, "This goal is not on the scorecard any more.")]
    head = [_title(goal, doubt_at) if titled else None, _standing(goal, doubt_at)]
    if is_decided:
        return [*head, legend(*_both_dates(goal))]
    figures = box("screen-figures", _dates(goal), _scores(goal), _chance(goal))
    return [*head, figures, _picture(goal, stage.reporting_date)]


def goal_way(stage: Stage, goal_id: str) -> list[Element | None]:
    """Return what is in the way of a goal: blockers, what is asked for, and what checks found."""
    goal = _known(stage, goal_id)
    return [] if goal is None else [_blockers(goal, stage), _asked(goal), _measured(goal)]


def _known(stage: Stage, goal_id: str) -> GoalLine | None:
    """Return a goal with its forecast."""
    found = stage.line(goal_id)
    if found is None:
        return None
    return replace(found, forecast=found.forecast or dict(stage.forecasts).get(goal_id))


def stake_line(one: Stake, today: date, *, hold: Hold | None = None, of: str = "") -> Element:
    """Return a blocker with its days, its money, and who is on it since when.

    Args:
        one: The blocker.
        today: The reporting day.
        hold: What the forecast knows of it; None for nothing.
        of: Which goal it belongs to; empty where that is plain.
    """
    until = f"clears {day(one.estimate)}" if one.estimate else "no date to clear"
    said = [of, f"{one.owner}, for {span((today - one.since).days)}", until]
    if hold is not None and hold.p_without is not None:
        said.append(f"chance without it {percent(hold.p_without)}")
    return line(
        f"{one.type.replace('_', ' ').capitalize()}: {one.text.rstrip('.')}",
        worth_words(one),
        *(text("part muted", each) for each in said if each),
    )


def _title(goal: GoalLine, doubt_at: Address) -> Element:
    """Return the goal's name with where it belongs; it leads to the rows of its figure."""
    rank = f"priority {goal.ceo.priority}"
    belongs = [each for each in (goal.business_unit, goal.initiative, goal.stage, rank) if each]
    name = element("h3", None, _to(doubt_at(goal.metric), goal.title))
    return box("goal-title", name, box("muted", *(text("part", each) for each in belongs)))


def _standing(goal: GoalLine, doubt_at: Address) -> Element:
    """Return how the goal stands today, and by which figure."""
    parts = [f"{figure(goal.value, goal.unit, state=goal.state)} now"]
    if goal.target_now is not None and goal.target_now != goal.target_end:
        parts.append(f"{figure(goal.target_now, goal.unit)} due by now")
    if goal.target_end is not None:
        parts.append(f"{figure(goal.target_end, goal.unit)} in the end")
    return box(
        "goal-standing",
        badge(goal.status),
        *(text("part", each) for each in parts),
        text("muted", "measured by ", _to(doubt_at(goal.metric), goal.metric_title)),
    )


def _dates(goal: GoalLine) -> Element:
    """Return how far both dates are apart, and what the CIO answers."""
    if goal.cio is None:
        return _figure("Dates", "No reply yet", "the CIO is asked for one", look="bad")
    answer = f"the CIO says: {ANSWERS[goal.cio.feasible].lower()}"
    if goal.reply_is_older:
        answer += ", before the goal was last changed"
    bad = is_late(goal) or goal.cio.realistic_date is None
    return _figure("Dates", date_words(goal), answer, look="bad" if bad else "")


def _scores(goal: GoalLine) -> Element:
    """Return how far value and feasibility are apart."""
    said = " · ".join(score_words(goal))
    if goal.cio is None:
        return _figure("Value and feasibility", "Not known", said)
    gap = goal.alignment_gap
    if gap is None:
        gap = goal.ceo.value_score - goal.cio.feasibility_score
    name = goal.alignment_words or "Value and feasibility"
    return _figure(f"{name[:1].upper()}{name[1:]}", f"{points(abs(gap))} apart", said)


def _chance(goal: GoalLine) -> Element:
    """Return the chance of the wanted date with P50 and P85, or why there is none."""
    name, known = f"Chance of {day(goal.ceo.wanted_date)}", goal.forecast
    if known is None:
        return _figure(name, "Not known", "there is no forecast for this goal")
    if not has_dates(goal):
        said, _, why = chance_words(known).partition(": ")
        return _figure(name, said, why)
    judged, half, most = forecast_words(goal)
    if known.finish.p_target is None:
        return _figure(name, "Not known", f"{half} · {most}", "later than the own history reaches")
    same = half.removeprefix("P50") == most.removeprefix("P85")
    warning = doubt(known)
    return _figure(
        name,
        chance(known.finish.p_target),
        f"P50 and {most}" if same else f"{half} · {most}",
        f"▲ {warning}" if warning else judged.partition(", ")[2],
    )


def _figure(name: str, said: str, *more: str, look: str = "") -> Element:
    """Return a large figure with its name above it and what there is to know below."""
    below = (box("muted", *(text("part", part) for part in each.split(" · "))) for each in more)
    return box("screen-figure", box("muted", name), box(f"value {look}".strip(), said), *below)


def _picture(goal: GoalLine, today: date) -> Element:
    """Return both dates and the forecast's band on one axis, with the days in words below."""
    axis, keys = shared_axis((goal,), today), _both_dates(goal)
    if has_dates(goal):
        keys.append(key_of_band("forecast, P50 to P85"))
    keys.append(key_of_today())
    drawn = timeline(goal, axis, date_words(goal))
    return box("goal-picture", drawn, years(axis), legend(*keys))


def _both_dates(goal: GoalLine) -> list[Element]:
    """Return both sides' dates, each behind its side's mark."""
    keys = [key_of("ceo", f"CEO wants {day(goal.ceo.wanted_date)}")]
    if goal.cio is not None:
        realistic = goal.cio.realistic_date
        keys.append(
            key_of("cio", f"CIO expects {day(realistic)}" if realistic else "CIO gives no date")
        )
    return keys


def _blockers(goal: GoalLine, stage: Stage) -> Element | None:
    """Return what is in the way with its days and money, the dearest first."""
    found = [one for one in stage.blockers if one.goal_id == goal.goal_id]
    if not found:
        return None
    shown = [
        stake_line(one, stage.reporting_date, hold=_hold(goal, one)) for one in found[:BLOCKERS]
    ]
    if len(found) > BLOCKERS:
        more = counted(len(found) - BLOCKERS, "more blocker")
        shown.append(element("li", {"class": "muted"}, f"and {more}"))
    return listed(shown)


def _hold(goal: GoalLine, one: Stake) -> Hold | None:
    """Return what the forecast knows of a blocker."""
    holds: Sequence[Hold] = goal.forecast.holds if goal.forecast else ()
    return next((each for each in holds if (each.type, each.text) == (one.type, one.text)), None)


def _asked(goal: GoalLine) -> Element | None:
    """Return what the CIO asks for."""
    if goal.cio is None or not goal.cio.ask:
        return None
    cost = f" ({figure(goal.cio.ask_eur, 'EUR')})" if goal.cio.ask_eur is not None else ""
    return box("screen-text", text("strong", "Asks for: "), goal.cio.ask.rstrip(".") + cost)


def _measured(goal: GoalLine) -> Element | None:
    """Return in one line how many checks fail below the goal, with the way to them."""
    failing = len(goal.data_gaps) + goal.more_gaps
    ready = goal.readiness if goal.readiness and goal.readiness.critical else None
    said: list[Child] = []
    if failing:
        first = goal.data_gaps[0] if goal.data_gaps else None
        many = f"{counted(failing, 'check')} fail" if failing > 1 else "1 check fails"
        said = [text("strong bad", f"Measured: {many}"), " on the data that it rests on"]
        if first and (ready is None or not ready.held_back_by):
            said += [", such as ", _to(data_address(first.subject), first.title)]
    if ready is not None:
        said += [". " if said else text("strong", "Measured: ")]
        before, title, after = ready.words.partition(ready.held_back_title or "\n")
        proof = _to(data_address(ready.held_back_by), title) if title else None
        said += [before, proof, after]
    return box("screen-text", *said) if said else None


def _to(address: str, words: str) -> Element:
    """Return a link that stays in this window."""
    return element("a", {"href": address, "target": "_self"}, words)
