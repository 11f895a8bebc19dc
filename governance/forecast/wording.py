"""A forecast in words: the chance, the two dates, what they rest on, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from governance.days import in_words
from governance.forecast.barriers import Barrier
from governance.forecast.ground import Ground
from governance.forecast.paths import Course
from governance.forecast.shapes import Finish, Forecast, WhatIf

P85 = 0.85
LITTLE = 0.005
"""Below half a per cent a share would be rounded to nothing."""


def told(
    known: Ground, found: Forecast, way: Course, *, left: Sequence[Barrier], fewest: int
) -> str:
    """Return the forecast of a path through the stages in a few sentences.

    Args:
        known: What it was made from.
        found: The forecast, still without words.
        way: The time along the path.
        left: What stands in the way.
        fewest: Cases that the thinnest stage is judged by.
    """
    goal = known.goals[found.goal_id].content
    half = _when(found.finish, way, 0.5, found.finish.p50)
    most = _when(found.finish, way, 0.85, found.finish.p85)
    sentences = [
        f"{_chance(found, way, left)} that {goal.initiative_id} is in production by "
        f"{in_words(found.target_date)}; half of all courses are there {half}, 85 of 100 {most}.",
        _judged(known, found) + _thin(found, fewest),
    ]
    if way.stopped >= LITTLE:
        sentences.append(f"{percent(way.stopped)} stop on the way.")
    sentences += [
        f"Nobody knows when “{one.obstacle.text}” ends; it is left out, so it may be later."
        for one in left
        if one.curve is None
    ]
    sentences += [
        f"More than half of all blockers such as “{one.obstacle.text}” last longer than the data "
        "reach."
        for one in left
        if one.curve is not None and one.curve.quantile(0.5) is None
    ]
    if found.what_if.projects and not {one.project_id for one in left} & set(
        found.what_if.projects
    ):
        named = ", ".join(found.what_if.projects)
        sentences.append(f"Nothing that stands in the way ends with {named}.")
    if goal.metric not in known.rules.reached.by_production:
        sentences.append("The goal's figure can only begin to move then.")
    return " ".join(sentences)


def _judged(known: Ground, found: Forecast) -> str:
    """Return what the forecast is judged by, and what had to be left out."""
    if found.prior_used:
        return "That is an industry figure, counted from today: own history is too short."
    stages = " and ".join(leg.stage for leg in found.legs)
    words = f"Judged by {found.n_events} moves onwards from {stages}"
    count = known.history.left_out
    if count:
        who = "1 initiative is" if count == 1 else f"{count} initiatives are"
        words += f"; {who} left out, because nobody dated the stage"
    return f"{words}."


def _thin(found: Forecast, fewest: int) -> str:
    """Return a warning where more is claimed than so few cases can carry.

    Of n cases and one more, the one more is the slowest with a chance of 1 in n + 1.
    """
    claimed = max(found.finish.p_target or 0.0, P85 if found.finish.p85 else 0.0)
    if found.prior_used or claimed <= fewest / (fewest + 1):
        return ""
    few = "1 case is" if fewest == 1 else f"{fewest} cases are"
    return (
        f" Careful: {few} all there is for one of them, and the next is slower than all of those "
        f"with a chance of 1 in {fewest + 1}."
    )


def told_of_steps(found: Forecast, asked: WhatIf) -> Forecast:
    """Return a forecast by a figure's own steps, as the answer to what was supposed."""
    if asked == WhatIf():
        return found
    more = " Blockers and projects do not change it: it follows the figure's own steps."
    return replace(found, what_if=asked, words=found.words + more)


def percent(share: float) -> str:
    """Return a share in whole per cent; 0 and 100 only where they are meant."""
    if 0 < share < LITTLE:
        return "Below 1%"
    return "Above 99%" if 1 - LITTLE <= share < 1 else f"{100 * share:.0f}%"


def _chance(found: Forecast, way: Course, left: Sequence[Barrier]) -> str:
    """Return the chance of the wanted day, or what is known of it."""
    days = (found.target_date - found.as_of).days
    most = way.by_at_most(days)
    if any(one.curve is None for one in left) and most > 0:
        return f"A chance of at most {percent(most).lower()}"
    if found.finish.p_target is None:
        return f"A chance between {percent(way.by(days)).lower()} and {percent(most).lower()}"
    return f"A chance of {percent(found.finish.p_target).lower()}"


def _when(finish: Finish, way: Course, share: float, day: date | None) -> str:
    """Return by when a share of all courses is there."""
    if day is not None:
        return f"by {in_words(day)}"
    if way.stopped > 1.0 - share:
        return "never, because too many stop"
    return f"later than {in_words(finish.reach)}, as far as the data reach"
