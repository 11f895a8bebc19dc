"""Metric: one figure, the way it took, what it is made of and where it comes from."""

from __future__ import annotations

import streamlit as st

from governance.comment_shapes import Anchor
from governance.scorecard.shapes import Tile
from governance.uploads.keeping import figure_subject
from pages.parts import cached, cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.comments import comment_box
from pages.parts.evidence_box import evidence_box
from pages.parts.filters import choice
from pages.parts.live import follow
from pages.parts.metric_shown import course, origin
from pages.parts.shell import link_to, page
from reports.dumbbell import goals
from reports.metric import figure_card
from reports.tables import bars, breakdown_words, words


def body() -> None:
    """Choose a metric; show its figure, trend, parts, goals, comments, definition and rows."""
    follow(form=True)
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
    subject = figure_subject(name, tile.period)
    proofs = cached_uploads.evidence_counts((subject,))[subject]
    block(figure_card(tile, book[name].caveat, proofs=proofs), key="figure")
    course(tile, only)
    _parts(tile, only)
    _goals(name)
    if tile.period:
        comment_box(Anchor("metric", name, tile.period))
    origin(tile, only)
    if tile.period:
        evidence_box(subject, f"{tile.title} in {tile.period}")


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
        ways = (
            lambda to: link_to("metric", metric=to),
            lambda to: link_to("maturity", subject=to),
            lambda to: link_to("goals", goal=to),
        )
        block(goals(lines, card.reporting_date, *ways), key="goals")


page(body, title="Metric", needs="metric:read")
