"""A doubted number inside the meeting: figure, formula, files and rows, and a correction as action.

The walk is the one of the metric's page; here it stands beside what is shown, so that nobody
leaves the meeting to believe a figure or to have it put right.
"""

from __future__ import annotations

import streamlit as st

from governance.checkin.shapes import Meeting, Stage
from governance.scorecard.shapes import GoalLine, Scorecard
from pages.parts import cached, cached_checkin
from pages.parts.blocks import block, plain
from pages.parts.cached_checkin import Where
from pages.parts.checkin_action import correct
from pages.parts.checkin_place import goal_at, here, takes_part
from pages.parts.metric_shown import files_behind, proved
from pages.parts.shell import show
from pipelines.errors import MetricError
from reports.format import exact
from reports.metric import rows_table, source_words, walk_words


def rows_panel(meeting: Meeting, stage: Stage) -> None:
    """Walk the figure that was clicked, or the one of the goal on the screen, to its rows."""
    line = stage.line(goal_at(stage, here(meeting)))
    metric = st.query_params.get("metric") or (line.metric if line else "")
    if metric not in cached.book().metrics:
        st.info("Click a figure, or go to a goal: then the rows behind its figure stand here.")
        return
    period, where = shown_of(stage.card, line, metric)
    walked(metric, period, None, where)
    if takes_part() and meeting.check_in.state == "running":
        title = cached.book().metrics[metric].title
        st.button(
            "A correction is needed: make it an action", key="checkin_correct",
            on_click=correct, args=(meeting, title, period),
        )  # fmt: skip


def shown_of(card: Scorecard, line: GoalLine | None, metric: str) -> tuple[str, Where]:
    """Return of which period and of which part of the company the figure on the screen is.

    A goal's figure is of what the goal speaks of; where the newest has not arrived, goal and wall
    show an earlier one.
    """
    if line is not None and line.metric == metric:
        scope = {"initiative_id": line.initiative_id} if line.initiative_id else {}
        if not scope and line.business_unit:
            scope = {"business_unit": line.business_unit}
        return line.period or card.period, tuple(scope.items())
    tile = next((one for one in card.tiles if one.metric == metric), None)
    return (tile.period if tile else "") or card.period, ()


def walked(metric: str, period: str, version: int | None, where: Where = ()) -> None:
    """Show figure, formula, files and rows, as of a version of the data and within a filter."""
    try:
        walk = cached_checkin.walk(metric, period, version, where)
    except MetricError as error:
        show(error)
        return
    value = exact(walk.cell.value, walk.unit, state=walk.cell.state) if walk.cell else "No data"
    of = " ".join(name for _, name in where) or "the whole company"
    st.markdown(f"**{plain(walk.title)}** · {plain(value)} · {plain(f'{walk.period} · {of}')}")
    st.markdown(plain(f"{walk_words(walk)} {proved(walk)} Computed as: {walk.formula}"))
    for source in walk.sources:
        markup = files_behind(source, f"Files behind {source.title}")
        block(markup, key=f"checkin_files_{source.metric}")
        with st.expander(plain(source_words(source)), expanded=True):
            block(rows_table(source), key=f"checkin_rows_{source.metric}")
