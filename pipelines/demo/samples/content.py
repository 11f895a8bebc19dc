"""What stands in the sample of each dataset, read from ``datasets.yaml``.

Which columns there are, how their good values are made and what stands there instead where a
value is bad. How much is bad is no business of this file: it follows from the scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.marked_yaml import marked

CONTENT = Path(__file__).with_name("datasets.yaml")
CHECKED_TYPES = frozenset({"integer", "number", "date", "timestamp"})
"""Types that a cell may fail to be read as."""
FOLLOWING = ("same", "after", "upto")
"""Ways to follow another column of the same row; each makes a rule of the contract."""
ROWS = 500
LEAST_SHARE = 0.8
"""A sample that shrinks by more than a fifth was cut off on its way."""


@dataclass(frozen=True)
class SampleColumn:
    """One column: what the contract says of it, and how its cells are made."""

    name: str
    type: str
    required: bool
    allowed: tuple[str, ...]
    pattern: str
    limits: tuple[int, int] | None
    made: Mapping[str, Any]
    """How good values are made."""
    bad: tuple[str, ...]
    """What stands there instead; empty where nothing breaks the contract."""
    missing: int | None
    spoilt: int | None
    """Fixed numbers of empty and bad cells; None where the scores decide."""

    @property
    def follows(self) -> str:
        """Return the column of the same row that this one follows; empty where none."""
        return next((str(self.made[way]) for way in FOLLOWING if way in self.made), "")

    @property
    def consistent(self) -> bool:
        """Return whether a check of consistency hangs on this column."""
        return bool(self.follows) or "of" in self.made

    @property
    def checks(self) -> int:
        """Return how many checks of validity look at each filled cell."""
        readable = self.type in CHECKED_TYPES
        return readable + bool(self.allowed) + bool(self.pattern) + bool(self.limits)


@dataclass(frozen=True)
class Content:
    """One dataset's sample."""

    id: str
    title: str
    description: str
    rows: int
    key: tuple[str, ...]
    key_is_checked: bool
    unique: tuple[str, ...]
    compared: tuple[str, ...]
    """Columns that the reference holds too, where there is one."""
    fresh: str
    """The column whose newest moment says how old the data are."""
    columns: Mapping[str, SampleColumn]

    @property
    def least_rows(self) -> int:
        """Return below how many rows the sample is no sample."""
        return int(self.rows * LEAST_SHARE)

    @property
    def refers_to(self) -> frozenset[str]:
        """Return the datasets whose numbers stand in this one."""
        return frozenset(c.made["of"] for c in self.columns.values() if "of" in c.made)


@cache
def contents() -> Mapping[str, Content]:
    """Return every dataset's content by its identifier, those that others refer to first.

    Raises:
        GapError: The file cannot be read.
    """
    found = {key: _content(key, entry) for key, entry in marked(CONTENT).data.items()}
    ordered: dict[str, Content] = {}
    while len(ordered) < len(found):
        ready = [c for k, c in found.items() if k not in ordered and c.refers_to <= set(ordered)]
        ordered |= {content.id: content for content in ready[:1]}
    return ordered


def _content(key: str, entry: Mapping[str, Any]) -> Content:
    """Turn one YAML entry into content."""
    return Content(
        id=key,
        title=entry["title"],
        description=entry["description"],
        rows=entry.get("rows", ROWS),
        key=tuple(entry["key"]),
        key_is_checked=entry.get("key_is_checked", True),
        unique=tuple(entry.get("unique", ())),
        compared=tuple(entry.get("compared", ())),
        fresh=entry["fresh"],
        columns={name: _column(name, dict(column)) for name, column in entry["columns"].items()},
    )


def _column(name: str, entry: dict[str, Any]) -> SampleColumn:
    """Turn one YAML line into a column; what no contract knows is how it is made."""
    limits = (entry.pop("minimum", None), entry.pop("maximum", None))
    return SampleColumn(
        name=name,
        type=entry.pop("type", "text"),
        required=entry.pop("required", False),
        allowed=tuple(entry.pop("allowed", ())),
        pattern=entry.pop("pattern", ""),
        limits=None if limits == (None, None) else limits,
        bad=tuple(map(str, entry.pop("bad", ()))),
        missing=entry.pop("missing", None),
        spoilt=entry.pop("spoilt", None),
        made=entry,
    )
