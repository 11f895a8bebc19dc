"""What goals hang on: data that fail their checks, or one blocker in the way of several goals.

An issue that is no single goal's is talked about by what it holds up, so the goals stand here with
their titles, and what fails with its owner, its age and the way to the rows that prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from governance.checkin.shapes import Stage
from governance.scorecard.shapes import DataGap, GoalLine
from reports.checkin_parts import line, listed
from reports.checkin_words import counted
from reports.dumbbell import data_address, gap_words
from reports.format import day, figure, span
from reports.markup import box, element, text
from reports.status import badge

CHECKS: Final = 2
"""Checks of one cause that a room can read; the title counts the rest."""
GOALS: Final = 3
"""Goals of one cause that a room can read; the rest are counted."""
INCIDENT: Final = "incident"


def failing(stage: Stage, key: str, *, most: int = CHECKS) -> list[Element | None]:
    """Return what fails in the data that an issue or an escalation is about.

    Args:
        stage: What there is to show.
        key: Its key, such as ``incident:dataset:DS-CRM``; of anything else nothing is shown.
        most: How many checks there is room for.
    """
    source, _, rest = key.partition(":")
    kind, _, subject = rest.partition(":")
    if source != INCIDENT or not subject:
        return []
    found = _gaps(stage.card.lines, kind, subject)
    proof = element(
        "a", {"href": data_address(subject), "target": "_self"}, "To the checks and the rows →"
    )
    head = box("screen-part", element("h3", None, "What fails"), proof)
    if not found:
        return [head]
    first = min(found, key=lambda gap: gap.since)
    shown = [_check(gap, stage.reporting_date) for gap in found[:most]]
    return [
        head,
        box(
            "muted",
            f"{first.title} · {first.owner or 'nobody'} looks after it · "
            f"fails since {day(first.since)}",
        ),
        listed(shown),
    ]


def hanging(stage: Stage, goals: Sequence[str], *, most: int = GOALS) -> list[Element | None]:
    """Return the goals that hang on a cause, by their titles.

    Args:
        stage: What there is to show.
        goals: Which ones; those that are on the scorecard no more are left out.
        most: How many there is room for.
    """
    found = [goal for each in goals if (goal := stage.line(each)) is not None]
    if not found:
        return []
    shown = [_goal(goal) for goal in found[:most]]
    if len(found) > most:
        more = counted(len(found) - most, "more goal")
        shown.append(element("li", {"class": "muted"}, f"and {more}"))
    rest = "rests" if len(found) == 1 else "rest"
    head = element("h3", None, f"{counted(len(found), 'goal')} {rest} on it")
    return [box("screen-part", head), listed(shown)]


def _gaps(lines: Iterable[GoalLine], kind: str, subject: str) -> list[DataGap]:
    """Return the checks of a dataset or an extract that fail, the worst first, each once."""
    found = {
        gap.check: gap
        for goal in lines
        for gap in goal.data_gaps
        if (gap.kind, gap.subject) == (kind, subject)
    }
    return sorted(found.values(), key=lambda gap: (gap.score, gap.check))


def _check(gap: DataGap, today: date) -> Element:
    """Return one check that fails: the rule in words, how much fails, and for how long."""
    share = "does not hold" if gap.tested == 1 else f"{figure(100 - gap.score, '%')} fail"
    age = span((today - gap.since).days)
    tested = f"of {gap.tested:,} tested · " if gap.tested > 1 else ""
    return line(gap.says.rstrip("."), share, text("muted", f"{tested}for {age}"))


def _goal(goal: GoalLine) -> Element:
    """Return a goal in one line: how it stands and how far both sides are apart."""
    return line(goal.title, "", badge(goal.status), text("muted", f" {gap_words(goal)}"))
