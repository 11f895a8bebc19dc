"""What is to be decided, as a picture: drafts that wait, and a date before and after a what-if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from governance.checkin.shapes import Decision
from governance.forecast.shapes import Forecast
from reports.checkin_parts import listed
from reports.checkin_steps import decision_line
from reports.checkin_words import ESTIMATE
from reports.format import day, percent
from reports.markup import box, element, text, written


def drafts(found: Sequence[Decision], titles: Mapping[str, str]) -> str:
    """Return drafts with everything that somebody who signs them must know."""
    lines = (decision_line(one, titles.get(one.goal_id, one.goal_id)) for one in found)
    return written(box("tandem", listed(lines)))


def finish_words(now: Forecast, supposed: Forecast | None) -> str:
    """Return chance and dates as they are and, beside them, as they would be.

    Args:
        now: The forecast as things stand.
        supposed: The same with something supposed to be different; None for nothing.
    """
    rows = [_finish("As things stand", now)]
    if supposed is not None:
        rows.append(_finish("Supposed", supposed))
    return written(
        box(
            "tandem supposed",
            element("ul", None, *rows),
            box("muted small", f"{ESTIMATE.capitalize()}; rests on {now.n_events} own cases.")
            if supposed is not None
            else None,
        )
    )


def _finish(name: str, one: Forecast) -> Element:
    """Return one forecast in a line."""
    finish = one.finish
    by = f"by {day(one.target_date)}"
    if finish.p_target is None and finish.p50 is None:
        return element("li", None, text("muted", f"{name}: "), one.words)
    late = f"later than {day(finish.reach)}" if finish.reach else "not known"
    half = day(finish.p50) if finish.p50 else late
    most = day(finish.p85) if finish.p85 else late
    return element(
        "li",
        None,
        text("muted", f"{name}: "),
        text("strong", f"{percent(finish.p_target)} {by}"),
        f" · half {half} · 85% {most}",
    )
