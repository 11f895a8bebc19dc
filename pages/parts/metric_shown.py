"""One metric on its page: the way it took with what happened meanwhile, and where it comes from."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from governance.live_policy import live_policy
from governance.scorecard.shapes import Tile
from governance.uploads.keeping import figure_subject, load_subject
from pages.parts import cached, cached_discussion, cached_uploads
from pages.parts.blocks import block, plain, trend_chart
from pages.parts.live import way
from pages.parts.shell import link_to, reader
from pipelines.metrics.lineage import Source, Walk
from reports.events import events_list, placed
from reports.evidence import proof_words
from reports.loads import loads_table
from reports.metric import limits, rows_table, source_words, walk_words


def course(tile: Tile, unit: str | None) -> None:
    """Show how a metric moved, whether that is news, and what happened meanwhile."""
    st.header("How it moved", anchor=False)
    found = cached_discussion.trend_events(tile.metric)
    marks = placed(found, tile.history, most=live_policy().annotations.shown)
    trend_chart(tile, limits(cached.book().metrics[tile.metric]), marks)
    judged = cached_discussion.trend(tile.metric, unit)
    if judged is not None:
        st.markdown(plain(judged.words))
        for note in judged.notes:
            st.caption(plain(note))
    if marks:
        block(events_list(marks, way), key="metric_events")


def origin(tile: Tile, unit: str | None) -> None:
    """Show the definition and the walk back: formula, extract, files, rows."""
    st.header("Where it comes from", anchor=False)
    with st.expander("Its definition, as the metric file has it"):
        st.code(cached.book().written(tile.metric), language="yaml")
    walk = cached.walk(tile.metric, period=tile.period, unit=unit)
    st.markdown(plain(f"{walk_words(walk)} {proved(walk)} Computed as: {walk.formula}"))
    for source in walk.sources:
        markup = files_behind(source, f"Files behind {source.title}")
        block(markup, key=source.metric)
        with st.expander(plain(source_words(source))):
            block(rows_table(source), key=f"rows_{source.metric}")


def proved(walk: Walk) -> str:
    """Return what proves a figure, in a sentence: of its own, and of the files behind it."""
    own = figure_subject(walk.metric, walk.period)
    files = tuple({load_subject(load.id) for one in walk.sources for load in one.loads})
    counts = cached_uploads.evidence_counts((own, *sorted(files)))
    return proof_words(counts[own], sum(counts[one] for one in files))


def files_behind(source: Source, title: str) -> str:
    """Return the files behind a figure, with what proves each and, for whoever may, a way there."""
    subjects = {load.id: load_subject(load.id) for load in source.loads}
    counts = cached_uploads.evidence_counts(tuple(sorted(subjects.values())))
    leads = may(reader(), "loads:read")
    return loads_table(
        source.loads,
        title=title,
        names=cached_uploads.names(),
        proofs={each: counts[subject] for each, subject in subjects.items()},
        address=(lambda each: link_to("loads", one=each)) if leads else None,
    )
