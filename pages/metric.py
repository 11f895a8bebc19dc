"""Metric: one figure, the way it took, what it is made of and where it comes from."""

from __future__ import annotations

import streamlit as st

from governance.scorecard.shapes import Tile
from pages.parts import cached
from pages.parts.blocks import block, plain, trend_chart
from pages.parts.filters import choice
from pages.parts.shell import link_to, page
from reports.dumbbell import goals
from reports.loads import loads_table
from reports.metric import (
    figure_card,
    limits,
    rows_table,
    source_words,
    walk_words,
)
from reports.tables import bars, breakdown_words, words


def body() -> None:
    """Choose a metric; show its figure, trend, parts, goals, definition and rows."""
    book, whole = cached.book().metrics, cached.scorecard()
    with st.container(horizontal=True):
        name = choice(
            "Metric", tuple(book), name="metric", words=lambda each: book[each].title, width=420
        )
        units = whole.business_units if "business_unit" in cached.dimensions_of(name) else ()
        unit = choice("Business unit", ("All", *units), name="unit", width=165)
        period = choice("Period", cached.periods(), name="period", width=165)
    only = None if unit == "All" else unit
    tile = cached.tile(name, period=period, unit=only)
    block(figure_card(tile, book[name].caveat), key="figure")
    st.header("How it moved", anchor=False)
    trend_chart(tile, limits(book[name]))
    _parts(tile, only)
    _goals(name)
    _origin(tile, only)


def _parts(tile: Tile, unit: str | None) -> None:
    """Show what the figure is made of."""
    offered = cached.dimensions_of(tile.metric)
    if not offered or not tile.period:
        return
    st.header("What it is made of", anchor=False)
    by = choice("Broken down by", offered, name="by", words=words, width=250)
    cells = cached.parts(tile.metric, by=(by,), period=tile.period, unit=unit)
    st.markdown(plain(breakdown_words(cells, by, tile.unit)))
    block(bars(cells, by, tile.unit, title=f"{tile.title} by {words(by).lower()}"), key="bars")


def _goals(metric: str) -> None:
    """Show the goals that hang on the metric."""
    card = cached.scorecard()
    lines = tuple(line for line in card.lines if line.metric == metric)
    if lines:
        st.header("Goals that hang on it", anchor=False)
        ways = (lambda to: link_to("metric", metric=to), lambda to: link_to("maturity", subject=to))
        block(goals(lines, card.reporting_date, *ways), key="goals")


def _origin(tile: Tile, unit: str | None) -> None:
    """Show the definition and the walk back: formula, extract, files, rows."""
    st.header("Where it comes from", anchor=False)
    with st.expander("Its definition, as the metric file has it"):
        st.code(cached.book().written(tile.metric), language="yaml")
    walk = cached.walk(tile.metric, period=tile.period, unit=unit)
    st.markdown(plain(f"{walk_words(walk)} Computed as: {walk.formula}"))
    for source in walk.sources:
        block(loads_table(source.loads, title=f"Files behind {source.title}"), key=source.metric)
        with st.expander(plain(source_words(source))):
            block(rows_table(source), key=f"rows_{source.metric}")


page(body, title="Metric", needs="metric:read")
