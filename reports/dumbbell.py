"""The goals, both sides on one line: what the CEO wants beside what the CIO can do.

Both dates of a goal stand on one time axis that all goals share, joined by a bar; the longer the
bar, the larger the disagreement. Behind them lies the forecast's band from P50 to P85: what the
company's own history says to both. Value and feasibility are joined in the same way. The gap is
said in words beside it, because a picture alone is not a statement anybody can be held to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from xml.etree.ElementTree import Element

from governance.readiness import Readiness
from governance.scorecard.gap import AHEAD, SPARE
from governance.scorecard.shapes import CioSide, DataGap, GoalLine
from reports.axis import Axis
from reports.forecast import doubt
from reports.format import day, figure, span
from reports.markup import box, element, link, text, written
from reports.plot import (
    across,
    key_of,
    key_of_today,
    legend,
    mark,
    picture,
)
from reports.status import badge
from reports.timeline import (
    LATE_COUNTS_FROM,
    bar,
    forecast_words,
    has_dates,
    is_late,
    key_of_band,
    shared_axis,
    timeline,
    years,
)

ANSWERS = {"yes": "Feasible", "partly": "Partly feasible", "no": "Not feasible"}
Address = Callable[[str], str]
"""Gives the address of what is named."""


def data_address(subject: str) -> str:
    """Return the address of a dataset or an extract on the data maturity screen."""
    return link("maturity", subject=subject)


def goal_address(goal_id: str) -> str:
    """Return the address of a goal's own page."""
    return link("goals", goal=goal_id)


def goals(
    lines: Sequence[GoalLine],
    today: date,
    address: Address,
    data: Address = data_address,
    goal: Address = goal_address,
) -> str:
    """Return the list of goals as HTML.

    Args:
        lines: The goals, shown in the order they have.
        today: The day the workspace reports as of; drawn as a line.
        address: Gives the address of a metric's page.
        data: Gives the address of a dataset or an extract on the data maturity screen.
        goal: Gives the address of a goal's own page.
    """
    axis = shared_axis(lines, today)
    rows = (_row(line, axis, (goal(line.goal_id), address(line.metric)), data) for line in lines)
    return written(
        box("tandem goals", _legend(), _head(axis), element("ul", {"class": "goal-list"}, *rows))
    )


def gap_words(line: GoalLine) -> str:
    """Return the disagreement in words: how far apart, which way, and which side leads."""
    if line.cio is None:
        return "No reply from the CIO yet"
    return " · ".join(part for part in (date_words(line), line.alignment_words) if part)


def date_words(line: GoalLine) -> str:
    """Return how far the two dates are apart."""
    if line.cio is None:
        return "No reply yet"
    if line.date_gap_days is None:
        return "No realistic date"
    if abs(line.date_gap_days) <= LATE_COUNTS_FROM:
        return "Same date"
    way = "later" if line.date_gap_days > 0 else "earlier"
    return f"{span(line.date_gap_days)} {way} than wanted"


def gap_sentence(lines: Sequence[GoalLine]) -> str:
    """Return how wide the gap between wanted and realistic is over all goals, in words."""
    late = [gap for line in lines if (gap := line.date_gap_days or 0) > LATE_COUNTS_FROM]
    said = []
    if late:
        many = "The late goal is late" if len(late) == 1 else f"The {len(late)} late goals are late"
        said.append(f"{many} by {span(round(median(late)))}" + (" typically" if late[1:] else ""))
    for words, meaning in ((AHEAD, "strategy is ahead of execution"), (SPARE, f"there is {SPARE}")):
        count = sum(line.alignment_words == words for line in lines)
        if count:
            said.append(f"on {count} of {len(lines)} {meaning}")
    return "; ".join(said) + "." if said else ""


def _row(line: GoalLine, axis: Axis, ways: tuple[str, str], data: Address) -> Element:
    """Return one goal: what it is, the dates, the scores, the words."""
    return element(
        "li",
        {"class": "goal"},
        _what(line, *ways),
        _dates(line, axis),
        _scores(line),
        _words(line, data),
    )


def _what(line: GoalLine, goal: str, metric: str) -> Element:
    """Return the goal's name, where it belongs, how it stands today and by which metric."""
    parts = [f"{figure(line.value, line.unit, state=line.state)} now"]
    if line.target_now is not None and line.target_now != line.target_end:
        parts.append(f"{figure(line.target_now, line.unit)} due by now")
    if line.target_end is not None:
        parts.append(f"{figure(line.target_end, line.unit)} in the end")
    belongs = " · ".join(part for part in (line.business_unit, line.initiative, line.stage) if part)
    return box(
        "goal-what",
        element("h3", None, _to(goal, line.title)),
        box("muted", belongs),
        box(
            "goal-now",
            badge(line.status),
            text("muted", " · ".join(parts)),
        ),
        box("muted", "Measured by ", _to(metric, line.metric_title)),
    )


def _dates(line: GoalLine, axis: Axis) -> Element:
    """Return both dates on the shared axis, with the gap written on its bar."""
    realistic = line.cio.realistic_date if line.cio else None
    look = "gap bad-text" if is_late(line) or (line.cio and realistic is None) else "gap"
    return box(
        "goal-dates",
        box(look, date_words(line)),
        timeline(line, axis, gap_words(line)),
        box(
            "muted small",
            text("part", f"wanted {day(line.ceo.wanted_date)}"),
            text("part", f"realistic {day(realistic)}") if realistic else None,
        ),
        *_forecast(line),
    )


def _forecast(line: GoalLine) -> list[Element]:
    """Return the forecast in words below the dates, with a warning where such ones did not hold."""
    if line.forecast is None:
        return []
    said = (text("part", each) for each in forecast_words(line))
    name = text("strong", "Forecast: ") if has_dates(line) else None
    lines = [box("small", name, *said)]
    warning = doubt(line.forecast)
    if warning:
        lines.append(box("small watch", f"▲ Mind: {warning}"))
    return lines


def _scores(line: GoalLine) -> Element:
    """Return value and feasibility on one small scale of 0 to 100."""
    value = line.ceo.value_score
    if line.cio is None:
        return box("goal-scores", box("muted small", ", ".join(score_words(line))))
    feasibility = line.cio.feasibility_score
    gap = value - feasibility if line.alignment_gap is None else line.alignment_gap
    said = f"Value {value:.0f}, feasibility {feasibility:.0f}, {abs(gap):.0f} points apart."
    marks = (bar(value, feasibility, "quiet"), mark("ceo", value), mark("cio", feasibility))
    return box(
        "goal-scores",
        box("gap", f"{(apart := round(abs(gap)))} {'point' if apart == 1 else 'points'}"),
        picture(said, across(50.0, "rail"), *marks, look="axis"),
        box("muted small", *(text("part", each) for each in score_words(line))),
    )


def score_words(line: GoalLine) -> tuple[str, ...]:
    """Return value and feasibility in words; a feasibility that a weak part caps says so."""
    value = f"value {line.ceo.value_score:.0f}"
    if line.cio is None:
        return (value, "feasibility not stated")
    capped = " (capped)" if line.cio.capped else ""
    return value, f"feasibility {line.cio.feasibility_score:.0f}{capped}"


def _words(line: GoalLine, data: Address) -> Element:
    """Return the answer, what is in the way, what is asked for, what was measured, who signed."""
    if line.cio is None:
        lead, hindrances = "No reply from the CIO yet", []
    else:
        answer = ANSWERS[line.cio.feasible]
        lead = f"{answer} · {line.alignment_words}" if line.alignment_words else answer
        hindrances = _hindrances(line.cio)
    signed = box("muted small", _signed(line))
    found = _measured(line, data)
    return box("goal-words", box("strong", lead), *hindrances, *found, _why(line), signed)


def _signed(line: GoalLine) -> str:
    """Return who stands behind either side since when, and whether the goal moved since."""
    said = f"Stated by {line.ceo.by}, {day(line.ceo.at)}"
    if line.cio is not None:
        said += f"; answered by {line.cio.by}, {day(line.cio.at)}"
    if line.reply_is_older:
        said += ", before the goal was last changed"
    return said


def _hindrances(reply: CioSide) -> list[Element]:
    """Return the blockers and the ask, one line each."""
    lines = []
    for blocker in reply.blockers:
        until = f", expected to clear {day(blocker.estimate)}" if blocker.estimate else ""
        name = blocker.type.replace("_", " ").capitalize()
        what = blocker.text.rstrip(".")
        lines.append(_line(f"{name}:", f"{what} ({blocker.owner}{until})"))
    if reply.ask:
        cost = f" ({figure(reply.ask_eur, 'EUR')})" if reply.ask_eur is not None else ""
        lines.append(_line("Asks for:", reply.ask.rstrip(".") + cost))
    return lines


def _measured(line: GoalLine, data: Address) -> list[Element]:
    """Return what checks found in the way, one line each, apart from what anybody says."""
    found = [_gap(gap, data) for gap in line.data_gaps]
    if line.more_gaps:
        words = f"and {line.more_gaps} more on the data that this goal rests on"
        found.append(box("muted small", words))
    if line.readiness is not None and line.readiness.critical:
        found.append(_ready(line.readiness, data))
    return found


def _ready(readiness: Readiness, data: Address) -> Element:
    """Return how ready the data are, with the dataset that holds them back as a link."""
    name = text("strong", "Measured data readiness:")
    worst = readiness.held_back_title
    if not worst:
        return element("div", None, name, " ", readiness.words)
    before, _, after = readiness.words.partition(worst)
    return element("div", None, name, " ", before, _to(data(readiness.held_back_by), worst), after)


def _gap(gap: DataGap, data: Address) -> Element:
    """Return one failing check: how much fails, which rule, of which data, since when."""
    share = "" if gap.tested == 1 else f"{figure(100 - gap.score, '%')} fail: "
    return element(
        "div",
        None,
        text("strong bad", "Measured data gap:"),
        f" {share}“{gap.says.rstrip('.')}” (",
        _to(data(gap.subject), gap.title),
        f", since {day(gap.since)})",
    )


def _to(address: str, words: str) -> Element:
    """Return a link that stays in this window."""
    return element("a", {"href": address, "target": "_self"}, words)


def _why(line: GoalLine) -> Element:
    """Return the CEO's priority and reason."""
    return _line(f"Priority {line.ceo.priority}:", line.ceo.reason)


def _line(name: str, words: str) -> Element:
    """Return a named line of text."""
    return element("div", None, text("muted", name), " ", words)


def _legend() -> Element:
    """Return what the marks, the band and the line of today mean."""
    return legend(
        key_of("ceo", "CEO: wanted date, value"),
        key_of("cio", "CIO: realistic date, feasibility"),
        key_of_band("forecast: from half to 85% ended, dashed beyond the data"),
        key_of_today(),
    )


def _head(axis: Axis) -> Element:
    """Return the heading of the columns with the years above the axis."""
    return element(
        "div",
        {"class": "goal goal-head", "aria-hidden": "true"},
        box("", "Goal"),
        box("", years(axis)),
        box("", "Value and feasibility"),
        box("", "In the way, asked for"),
    )
