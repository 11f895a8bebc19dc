"""Blocks: pictures that ``reports`` has drawn as markup, put on a screen.

Why so: Streamlit's own HTML element drops every inline picture, and its links load the whole
page again. This component takes the same markup, lets through only a list of harmless elements,
and follows links inside the running session, so a click on a figure takes a fifth of the time.
Until Streamlit offers both.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from governance.scorecard.shapes import Tile
from reports.charts import Limits, ink, trend, trend_words
from reports.events import Mark

HERE: Final = Path(__file__)
LEADS_TO: Final = frozenset(
    ("scorecard", "metric", "portfolio", "methods", "loads")
    + ("maturity", "audit", "datasets", "investments")
    + ("goals", "checkin", "discussion", "upload")
)


def block(markup: str, *, key: str) -> None:
    """Show markup; where the reader follows one of its links, go to that page."""
    answer = component("block")(data=markup, key=key, on_open_change=lambda: None)
    name, _, query = str(answer.open or "").partition("?")
    if name in LEADS_TO:
        st.switch_page(f"pages/{name}.py", query_params=dict(parse_qsl(query)))


def trend_chart(tile: Tile, limits: Limits, marks: Sequence[Mark] = ()) -> None:
    """Show a metric's history with what it is held against, and the same in a sentence."""
    said = trend_words(tile.history, tile.unit, tile.better)
    st.markdown(plain(said))
    if any(point.value is not None for point in tile.history):
        drawn = trend(tile.history, tile.unit, limits, ink(st.context.theme.type), marks)
        st.altair_chart(drawn, theme=None, alt=f"{tile.title} over time. {said}")


def plain(words: str) -> str:
    """Return text that Streamlit's Markdown shows as it is written."""
    return "".join(f"\\{each}" if each in _MARKUP else each for each in words).replace("\n", " ")


_MARKUP: Final = frozenset("\\`*_{}[]()<>#+-.!|~$:&^=\"'")
"""Characters that mean something in Markdown, in its directives or in HTML."""


@st.cache_resource
def component(name: str) -> ComponentRenderer:
    """Return the component of a script beside this file, made known to Streamlit once."""
    script = HERE.with_name(f"{name}.js").read_text("utf-8")
    return st.components.v2.component(f"tandem_{name}", js=script, isolate_styles=False)
