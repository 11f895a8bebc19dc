"""Dimensions: what a metric can be broken down and filtered by, and how each is reached.

An extract's own dimension columns and references are at hand; what a referenced extract carries
(an initiative's business unit) is looked up over a key that is unique by construction, so a
breakdown can never multiply rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.extracts.contract import Extract


@dataclass(frozen=True)
class Lookup:
    """A dimension found in another extract: ``column`` of the row of ``extract`` with this key."""

    dimension: str
    via: str
    """Column of the fact (or a dimension looked up before) that holds the key."""
    extract: str
    key: str
    column: str


Dimensions = dict[str, Lookup | None]
"""By name; None where the extract has the column itself."""


def dimensions(extract: Extract, extracts: Mapping[str, Extract]) -> Dimensions:
    """Return every dimension of an extract, its own ones first."""
    found: Dimensions = {
        column.name: None
        for column in extract.columns
        if column.dimension or _identifies(column.name, extract, extracts)
    }
    _reach(extract, extracts, found, seen=frozenset((extract.name,)))
    return found


def _identifies(column: str, extract: Extract, extracts: Mapping[str, Extract]) -> bool:
    """Say whether a column names another extract's rows, or is what others name rows by."""
    if any(reference.columns == (column,) for reference in extract.references):
        return True
    return any(
        reference.extract == extract.name and reference.target_columns == (column,)
        for other in extracts.values()
        for reference in other.references
    )


def _reach(
    extract: Extract, extracts: Mapping[str, Extract], found: Dimensions, *, seen: frozenset[str]
) -> None:
    """Add what the extracts referred to carry, nearest first; a name found earlier stays."""
    further: list[Extract] = []
    for reference in extract.references:
        target = extracts.get(reference.extract)
        if target is None or target.name in seen or len(reference.columns) != 1:
            continue
        if reference.columns[0] not in found:
            continue
        for carried in target.carries:
            found.setdefault(
                carried,
                Lookup(
                    dimension=carried,
                    via=reference.columns[0],
                    extract=target.name,
                    key=reference.target_columns[0],
                    column=carried,
                ),
            )
        further.append(target)
    for target in further:
        _reach(target, extracts, found, seen=seen | {target.name})
