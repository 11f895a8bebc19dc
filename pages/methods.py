"""Methods: every metric and how it is computed, in the words of the metric file."""

from __future__ import annotations

import streamlit as st

from governance.judgements import judgements
from pages.parts import cached
from pages.parts.blocks import block
from pages.parts.filters import choice
from pages.parts.shell import link_to, page
from reports.metric import definitions
from reports.wall import PERSPECTIVES


def body() -> None:
    """Choose a perspective; show the definitions of its metrics."""
    metrics = cached.book().metrics.values()
    st.markdown(
        f"{len(metrics)} metrics stand in one file, and nothing is computed that does not stand "
        "there. Colours follow the limits shown; a figure that cannot be known is never coloured."
    )
    view = choice(
        "Perspective", ("all", *PERSPECTIVES), name="view", words=str.capitalize, width=165
    )
    for perspective in PERSPECTIVES if view == "all" else (view,):
        shown = [metric for metric in metrics if metric.perspective == perspective]
        st.header(perspective.capitalize(), anchor=False)
        links = [link_to("metric", metric=metric.name) for metric in shown]
        block(definitions(shown, links), key=f"methods_{perspective}")
    st.header("Judgements", anchor=False)
    st.markdown("Weights, edges and clocks that no standard prescribes, each with its reason.")
    for title, text in judgements().items():
        with st.expander(title):
            st.code(text, language="yaml")


page(body, title="Methods", needs="methods:read")
