"""A forecast on a screen: the chance of the date, the two dates, and what all of it rests on.

A date that lies later than the data reach is said so, never cut off; where there is no forecast
its place says what is missing. How good such forecasts turned out to be stands beside each one.
"""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

from governance.forecast.shapes import Calibration, Finish, Forecast, ForecastState, Reliability
from reports.axis import Axis, spanning
from reports.format import day, percent, span
from reports.markup import Child, box, element, text, written
from reports.plot import (
    NO_ROOM,
    Scale,
    Side,
    area,
    at,
    key_of,
    key_of_today,
    label,
    legend,
    levels,
    mark,
    moments,
    picture,
    segment,
    steps,
    upright,
)
from reports.tables import Column, table, words

ESTIMATE = "An estimate from this company's own history, not a promise."
NONE: dict[ForecastState, str] = {
    "ok": "",
    "done": "Reached",
    "too_few": "No forecast: too little history",
    "aging": "No forecast: older than anything that ever moved on",
    "stopped": "No forecast: the work is paused or retired",
    "not_known": "No forecast: nothing to judge by",
}
"""What stands where a chance would."""
SHARES = Scale(0.0, 1.0)
LINES = ((0.0, "0%"), (0.5, "50%"), (0.85, "85%"), (1.0, "100%"))
"""The shares that P50 and P85 are read at."""
SURELY, HARDLY = 0.995, 0.005
"""Chances nearer to an end are not rounded to it: 0 % and 100 % mean none and all."""
DOT_SMALLEST, DOT_LARGEST = 3.0, 8.0
"""Radius in pixels of a dot of the reliability chart."""


def chance(share: float | None) -> str:
    """Return a chance as a whole percentage; only none is ``0%`` and only all is ``100%``."""
    if share is not None and 0 < share < HARDLY:
        return "under 1%"
    if share is not None and SURELY < share < 1:
        return "over 99%"
    return percent(share)


def day_or_later(moment: date | None, finish: Finish, share: float) -> str:
    """Return P50 or P85 in words: a day, later than the data reach, or never for so many.

    Args:
        moment: The day; None where there is none.
        finish: The forecast's chance and dates.
        share: The share of courses that the day is for, such as 0.85.
    """
    if moment is not None:
        return day(moment)
    if 1 - finish.stopped < share:
        return f"none: {chance(finish.stopped)} stop before"
    return "not known" if finish.reach is None else f"later than {day(finish.reach)}"


def chance_words(forecast: Forecast) -> str:
    """Return the chance of the wanted date and what it is judged by, or why there is none."""
    if forecast.state == "done" and forecast.finish.p50 is not None:
        return f"Reached on {day(forecast.finish.p50)}"
    if forecast.state != "ok":
        return NONE[forecast.state]
    if forecast.finish.p_target is None:
        return f"Chance not known: {day(forecast.target_date)} is later than the data reach"
    said = f"{chance(forecast.finish.p_target)} by {day(forecast.target_date)}"
    return f"{said}, judged by {judged_by(forecast)}"


def judged_by(forecast: Forecast) -> str:
    """Return what a forecast rests on."""
    if forecast.prior_used:
        return "an industry figure, not by own history"
    if forecast.basis == "steps":
        return f"{forecast.n_events} of the metric's own moves"
    return f"{forecast.n_events} own {'case' if forecast.n_events == 1 else 'cases'}"


def doubt(forecast: Forecast) -> str:
    """Return the warning that such forecasts did not hold in the past; empty where they did."""
    known = forecast.calibration
    if forecast.state != "ok" or known is None or known.trusted is not False:
        return ""
    return f"P85 held in {percent(known.p85_coverage)} of {known.p85_n} past forecasts"


def figures(forecast: Forecast) -> str:
    """Return the forecast's figures with its sentence and the warning, if any."""
    if forecast.state != "ok" or forecast.finish.p_target is None:
        said = chance_words(forecast)
        parts: list[Child] = [box("value absent", said)] if forecast.state != "done" else []
        if forecast.state == "done":
            parts = [box("value", said)]
        return written(box("tandem forecast", *parts, element("p", None, forecast.words)))
    finish = forecast.finish
    shown = box(
        "forecast-figures",
        _figure(chance(finish.p_target), f"chance of {day(forecast.target_date)}"),
        _figure(day_or_later(finish.p50, finish, 0.5), "half of all courses end by then (P50)"),
        _figure(day_or_later(finish.p85, finish, 0.85), "85% of all courses end by then (P85)"),
    )
    warning = doubt(forecast)
    return written(
        box(
            "tandem forecast",
            shown,
            element("p", None, forecast.words),
            element("p", {"class": "muted"}, _ends(forecast)),
            element("p", {"class": "watch strong"}, f"▲ Not well calibrated: {warning}.")
            if warning
            else None,
        )
    )


def curve(forecast: Forecast, realistic: date | None) -> str:
    """Return the share of courses that are finished by each day, with both dates on it.

    Args:
        forecast: One with a curve.
        realistic: The CIO's date; None where there is none.
    """
    wanted, finish = forecast.target_date, forecast.finish
    known = [one for one in (realistic, finish.p50, finish.p85, finish.reach) if one]
    axis = spanning([wanted, *known, *(moment for moment, _ in forecast.curve)], forecast.as_of)
    drawn = _whole(forecast)
    points = [(axis.at(moment), SHARES.at(share)) for moment, share in drawn]
    marks: list[Element | None] = [*levels(SHARES, LINES), *moments(axis), *_unknown(axis, finish)]
    marks += [upright(axis.at(forecast.as_of), "today"), *steps(points, "course-line")]
    keys = [key_of("ceo", f"CEO wants {day(wanted)}: {chance(finish.p_target)}")]
    marks += _on_curve(forecast, axis, "ceo", wanted)
    if realistic:
        keys.append(key_of("cio", f"CIO expects {day(realistic)}: {share_by(forecast, realistic)}"))
        marks += _on_curve(forecast, axis, "cio", realistic)
    keys.append(key_of_today())
    said = f"Share of all courses that have ended by each day. {forecast.words}"
    return written(box("tandem plotted", legend(*keys), picture(said, *marks)))


def share_by(forecast: Forecast, moment: date) -> str:
    """Return the share that is finished by a day; its two bounds where the curve skips the day."""
    below = [share for known, share in forecast.curve if known <= moment]
    above = [share for known, share in forecast.curve if known >= moment]
    if not forecast.curve or not (below or above):
        return "not known"
    low = below[-1] if below else 0.0
    if not above:
        return chance(low)
    first, last = chance(low), chance(above[0])
    return first if first == last else f"{first} to {last}"


def legs(forecast: Forecast) -> str:
    """Return the stages on the way with the history that each is judged by."""
    columns = (
        Column("Stage"),
        Column("Judged by"),
        Column("Moved on", True),
        Column("Own class counts", True),
        Column("Half move on within", True),
        Column("In it since", True),
    )
    rows = [
        (
            words(leg.stage),
            leg.reference,
            f"{leg.n_events} of {leg.n_cases}",
            percent(leg.own_weight),
            "not known" if leg.median_days is None else span(round(leg.median_days)),
            span(leg.age_days) if leg.age_days else "–",
        )
        for leg in forecast.legs
    ]
    return table(columns, rows, title="Stages on the way and the history they are judged by")


def calibration_words(calibration: Calibration | None) -> str:
    """Return how good past forecasts turned out to be."""
    if calibration is None:
        return "Whether such forecasts held in the past has not been computed."
    said = [calibration.words.rstrip(".")]
    if calibration.brier is not None and calibration.brier_constant is not None:
        better = "better" if calibration.brier < calibration.brier_constant else "no better"
        said.append(
            f"Brier score {calibration.brier:.3f}, {better} than the "
            f"{calibration.brier_constant:.3f} of always saying the overall share"
        )
    if calibration.p85_coverage is not None:
        said.append(
            f"{percent(calibration.p85_coverage)} of {calibration.p85_n} known outcomes came by "
            "their P85; 85% would be right"
        )
    return ". ".join(part for part in said if part) + "."


def reliability(calibration: Calibration) -> str:
    """Return what was said against what happened: a small chart, and the same as text."""
    known = [group for group in calibration.groups if group.n and group.mean_forecast is not None]
    if not known:
        return ""
    most = max(group.n for group in known)
    said = "; ".join(_group_words(group) for group in known)
    dots = [_dot(group, most) for group in known]
    chart = picture(
        f"What was said against what happened: {said}.",
        *levels(SHARES, ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))),
        segment((0.0, 100.0), (100.0, 0.0), "diagonal"),
        *dots,
        label(0, 100, "said 0%", look="moment"),
        label(100, 100, "said 100%", anchor="end", look="moment"),
        look="plot square",
    )
    lines = (element("li", None, _group_words(group).capitalize() + ".") for group in known)
    hint = box(
        "muted small", "On the line: what was said is what happened. Larger: more forecasts."
    )
    return written(
        box("tandem reliability", box("", chart), box("", element("ul", None, *lines), hint))
    )


def cost_words(forecast: Forecast | None, key: str) -> str:
    """Return what the forecast says that a blocker costs; ``key`` is its place in the reply."""
    hold = next((one for one in forecast.holds if one.key == key), None) if forecast else None
    if forecast is None or hold is None:
        return "not known: there is no forecast" if forecast is None else "nothing: it holds no leg"
    if forecast.state != "ok" or hold.source == "unknown":
        return "not known"
    if hold.costs_days is None:
        said = "days not known"
    else:
        said = f"{span(hold.costs_days)} of P50" if hold.costs_days else "no day of P50"
    if hold.p_without is None:
        return said
    return f"{said}; without it {chance(hold.p_without)} by {day(forecast.target_date)}"


def compared(now: Forecast, then: Forecast) -> str:
    """Return what a what-if moves: chance and both dates, before and after."""
    pairs = (
        ("Chance of the wanted date", chance(now.finish.p_target), chance(then.finish.p_target)),
        ("Half of all courses by", *_both(now, then, 0.5)),
        ("85% of all courses by", *_both(now, then, 0.85)),
    )
    tiles = (
        box(
            "moved",
            box("muted small", name),
            box("", text("muted", before), " → ", text("value", after))
            if before != after
            else box("", text("value", after), text("muted small", " unchanged")),
        )
        for name, before, after in pairs
    )
    return written(
        box(
            "tandem forecast",
            box("forecast-figures", *tiles),
            element("p", {"class": "strong"}, f"≈ {ESTIMATE}"),
            element("p", {"class": "muted"}, then.words),
        )
    )


def _both(now: Forecast, then: Forecast, share: float) -> tuple[str, str]:
    """Return a date as things stand and as they are supposed to be."""
    first, second = (
        day_or_later(one.finish.p50 if share == 0.5 else one.finish.p85, one.finish, share)
        for one in (now, then)
    )
    return first, second


def _figure(value: str, means: str) -> Element:
    """Return a figure with what it means below."""
    return box("moved", box("value", value), box("muted small", means))


def _ends(forecast: Forecast) -> str:
    """Return what the forecast rests on, and what becomes of the courses that do not arrive."""
    said = [f"Judged by {judged_by(forecast)}, as of {day(forecast.as_of)}"]
    if forecast.finish.stopped:
        said.append(f"{chance(forecast.finish.stopped)} of such work is paused or retired instead")
    if forecast.finish.beyond and forecast.finish.reach:
        later = chance(forecast.finish.beyond)
        said.append(f"{later} ends later than {day(forecast.finish.reach)}, where the data end")
    return "; ".join(said) + "."


def _whole(forecast: Forecast) -> list[tuple[date, float]]:
    """Return the curve from the day it was made to the last day that the data reach."""
    known = list(forecast.curve)
    if known[0][0] > forecast.as_of:
        known.insert(0, (forecast.as_of, 0.0))
    reach = forecast.finish.reach
    return [*known, (reach, known[-1][1])] if reach and reach > known[-1][0] else known


def _unknown(axis: Axis, finish: Finish) -> list[Element]:
    """Return the stretch that the data say nothing about."""
    if finish.reach is None or finish.reach >= axis.end:
        return []
    left = axis.at(finish.reach)
    drawn = [area(left, 100.0, "unknown-stretch")]
    if left < NO_ROOM - 30:
        drawn.append(label(left, 8, "later than the data reach", look="inside"))
    return drawn


def _on_curve(forecast: Forecast, axis: Axis, side: Side, moment: date) -> list[Element]:
    """Return a side's date as an upright line with its mark where the curve is."""
    shares = [share for known, share in forecast.curve if known <= moment]
    x, y = axis.at(moment), SHARES.at(shares[-1] if shares else 0.0)
    return [upright(x, f"wanted-line {side}"), mark(side, x, y)]


def _dot(group: Reliability, most: int) -> Element:
    """Return one group of the reliability chart; the more forecasts, the larger."""
    size = DOT_SMALLEST + (DOT_LARGEST - DOT_SMALLEST) * (group.n / most) ** 0.5
    x = (group.mean_forecast or 0.0) * 100
    y = SHARES.at(group.share_happened or 0.0)
    return at(round(x, 2), y, element("circle", {"class": "dot", "r": f"{size:.1f}"}))


def _group_words(group: Reliability) -> str:
    """Return one group in words."""
    many = f"{group.n} {'forecast' if group.n == 1 else 'forecasts'}"
    return (
        f"{many} said {chance(group.mean_forecast)} on average, "
        f"{chance(group.share_happened)} came true"
    )
