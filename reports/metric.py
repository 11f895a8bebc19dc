"""One metric on a screen: its figure with what it rests on, its definition, its way back.

The way back is the walk a doubter takes: figure, formula, extract, files, rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from governance.scorecard.shapes import Tile
from pipelines.metrics.book import Metric
from pipelines.metrics.lineage import Source, Walk, formula_text
from reports.charts import Limits
from reports.format import change, exact, figure, percent
from reports.markup import box, element, text, written
from reports.status import badge
from reports.tables import Column, table, words


def limits(metric: Metric) -> Limits:
    """Return what a metric is held against."""
    if metric.range is not None:
        return Limits(metric.better, low=metric.range.low, high=metric.range.high)
    edges = metric.thresholds.at(None) if metric.thresholds else None
    return Limits(metric.better, *edges) if edges else Limits(metric.better)


def figure_card(tile: Tile, caveat: str, *, proofs: int = 0) -> str:
    """Return the metric's question and, as the answer, its figure with all that qualifies it.

    Args:
        tile: The figure.
        caveat: What the metric file says to mind.
        proofs: Files of evidence that belong to the figure.
    """
    said = figure(tile.value, tile.unit, state=tile.state)
    return written(
        box(
            "tandem figure-card",
            element("p", {"class": "question"}, tile.question),
            box(
                "figure-row",
                text("value" if tile.value is not None else "value absent", said),
                badge(tile.status),
                *(text("muted part", part) for part in _qualified(tile, proofs)),
            ),
            element("p", {"class": "muted"}, tile.note) if tile.note else None,
            element("p", {"class": "muted"}, f"* {tile.restated}") if tile.restated else None,
            element("p", {"class": "muted"}, f"Mind: {caveat}"),
        )
    )


def _qualified(tile: Tile, proofs: int) -> list[str]:
    """Return what the figure must be read with: period, target, movement, rows, evidence."""
    parts = [f"in {tile.period}"] if tile.period else []
    if tile.target is not None:
        parts.append(f"target {figure(tile.target, tile.unit)}")
    moved = change(tile.value, tile.previous, tile.unit)
    if moved:
        parts.append(f"{moved} since the period before")
    if tile.n:
        parts.append(f"n = {tile.n:,}")
    if tile.coverage is not None and tile.coverage < 1:
        parts.append(f"{percent(tile.coverage)} of what should be known")
    if proofs:
        parts.append("1 file of evidence" if proofs == 1 else f"{proofs:,} files of evidence")
    if tile.must_not_fail:
        parts.append("must not fail")
    return parts


def rows_table(source: Source) -> str:
    """Return the source rows of a figure with the line each has in its file."""
    files = {load.id: load.file_name for load in source.loads}
    rows = [
        (f"{files.get(str(row[0]), row[0])}, line {row[1]}", *(_cell(value) for value in row[2:]))
        for row in source.rows
    ]
    numbers = [
        all(isinstance(row[index], int | float | Decimal) for row in source.rows)
        for index in range(2, len(source.columns))
    ]
    columns = [Column("Where")]
    columns += [
        Column(words(name), is_number)
        for name, is_number in zip(source.columns[2:], numbers, strict=True)
    ]
    return table(columns, rows, title=f"Source rows of {source.title}")


def walk_words(walk: Walk) -> str:
    """Return the walk in a sentence."""
    rows = sum(source.row_count for source in walk.sources)
    files = {load.sha256 for source in walk.sources for load in source.loads}
    if not rows:
        return "No row counts for this figure."
    return (
        f"{rows:,} {'row' if rows == 1 else 'rows'} of {len(files)} "
        f"{'file' if len(files) == 1 else 'files'} make this figure."
    )


def source_words(source: Source) -> str:
    """Return which part of a source's rows is shown."""
    shown = len(source.rows)
    if shown == source.row_count:
        return f"{source.title}: all {shown:,} rows of extract {source.extract}"
    return f"{source.title}: the first {shown:,} of {source.row_count:,} rows of {source.extract}"


def definition(metric: Metric, *, address: str | None = None) -> Element:
    """Return how a metric is computed, field by field, as the metric file says it."""
    name = element("h3", None, metric.title)
    if address:
        name = element("h3", None, element("a", {"href": address, "target": "_self"}, metric.title))
    facts = [
        ("Computed as", formula_text(metric)),
        ("From", metric.extract or "other metrics"),
        ("Unit", metric.unit),
        ("Better", metric.better),
        ("Limits", limit_words(metric)),
        ("Kind", f"{metric.kind}, each {metric.grain}"),
        ("Answers for it", metric.owner.upper().replace("_", " ")),
        ("Source", metric.source),
        ("Where data is missing", metric.missing),
        ("Mind", metric.caveat),
    ]
    listed = [part for term, said in facts for part in (_term(term), element("dd", None, said))]
    return element(
        "li",
        {"class": "definition"},
        name,
        element("p", None, metric.question),
        element("dl", None, *listed),
    )


def definitions(metrics: Sequence[Metric], addresses: Sequence[str]) -> str:
    """Return the definitions of several metrics."""
    found = (
        definition(metric, address=address)
        for metric, address in zip(metrics, addresses, strict=True)
    )
    return written(element("ul", {"class": "tandem definitions"}, *found))


def limit_words(metric: Metric) -> str:
    """Return from where a metric is on target and from where it must be watched."""
    if metric.range is not None:
        low, high = exact(metric.range.low, metric.unit), exact(metric.range.high, metric.unit)
        return f"in range from {low} to {high}"
    if metric.thresholds is None:
        return "none set"
    sign = "up to" if metric.better == "lower" else "from"
    if metric.thresholds.of == "target":
        edges = metric.thresholds
        return (
            f"on target {sign} {edges.green:g}% of the period's target, "
            f"watch {sign} {edges.amber:g}%"
        )
    green = exact(metric.thresholds.green, metric.unit)
    amber = exact(metric.thresholds.amber, metric.unit)
    return f"on target {sign} {green}, watch {sign} {amber}"


def _term(name: str) -> Element:
    """Return the name of a fact."""
    return element("dt", {"class": "muted"}, name)


def _cell(value: Any) -> str:  # noqa: ANN401  # whatever type a contract gives a column
    """Return a source value as text; an empty cell stays visible as one."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
