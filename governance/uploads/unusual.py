"""What lies far from usual: figures outside their limits, and values of rows beyond their column.

Both are warnings. A quarter may be unusual and true; whoever loads it then knows that they will be
asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from governance.uploads.figures import Seen
from governance.uploads.moves import MetricMove, Unusual
from governance.uploads.policy import uploads_policy
from pipelines.periods import parsed
from pipelines.quality.unusual import Beyond, FarValue, far_values


def unusual(
    after: Seen, moves: Sequence[MetricMove], loads: Mapping[str, Collection[str]]
) -> tuple[Unusual, ...]:
    """Return what is far from usual: figures first, then values in the order of the file.

    Args:
        after: The workspace with what was brought.
        moves: The figures that it moves.
        loads: What was brought, as identifiers of loads by extract.
    """
    return *_figures(moves), *_values(after, loads)


def _figures(moves: Sequence[MetricMove]) -> Iterator[Unusual]:
    """Yield the figures that leave the limits of all other quarters."""
    for one in moves:
        if one.range is not None and one.after.value is not None:
            yield Unusual(
                kind="metric",
                subject=one.metric,
                title=one.title,
                period=one.period,
                line=None,
                value=one.after.value,
                low=one.range[0],
                high=one.range[1],
                words=f"{one.title} in {one.period} is {one.usual}.",
            )


def _values(after: Seen, loads: Mapping[str, Collection[str]]) -> Iterator[Unusual]:
    """Yield the values of rows that lie far beyond what their column ever held."""
    rules = uploads_policy().usual_values
    beyond = Beyond(rules.beyond_spans, rules.from_values, rules.told_per_column)
    relations = after.workspace.warehouse.at(after.version)
    for name, ids in loads.items():
        extract = after.workspace.extracts[name]
        periods = {one.load_id: one.period for one in relations.files[name]}
        for far in far_values(relations, extract, ids, beyond):
            yield _value(far, periods.get(far.load_id, ""))


def _value(far: FarValue, period: str) -> Unusual:
    """Return one value of a row in words."""
    return Unusual(
        kind="value",
        subject=f"{far.extract}.{far.column}",
        title=far.title,
        period=parsed(period).label if period else "",
        line=far.line,
        value=far.value,
        low=far.low,
        high=far.high,
        words=f"{far.title} in line {far.line:,} is {far.value:,.10g}; in all other periods it lay "
        f"between {far.low:,.10g} and {far.high:,.10g}.",
    )
