"""How somebody writes a file: encoding, delimiter, header, sheet, marks of numbers, order of dates.

A layout is what a person confirmed or a command line said; a part that is None was left to the
file, which must then prove it. It is kept with the upload and, where wanted, as a mapping profile
for the next file of the same kind, so it is plain values that JSON can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from pipelines.errors import GapError

DecimalMark = Literal["point", "comma"]
"""Which sign stands before the decimals; the other one may then stand between thousands."""
DateOrder = Literal["iso", "day_first", "month_first"]
"""How 03/02/2026 is meant; dates that begin with the year need no order."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Layout:
    """What is said about how a file is written; None and empty leave it to the file."""

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    """Number of the record that holds the column names, the first record being 1."""
    sheet: str | None = None
    """Of a workbook."""
    decimal_mark: DecimalMark | None = None
    dates: Mapping[str, DateOrder] = field(default_factory=lambda: MappingProxyType({}))
    """By contract column; ``""`` speaks for every column that has no entry of its own."""
    mapping: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """From a heading as it stands in the file to a contract column; ``""`` leaves it out."""
    accepts_suggestions: bool = False
    """Whether headings that are nearly ours count as the nearest column without being asked."""

    def date_order(self, column: str) -> DateOrder | None:
        """Return how the dates of a contract column are meant, where somebody said so."""
        return self.dates.get(column) or self.dates.get("")

    def as_json(self) -> dict[str, Any]:
        """Return the layout as plain values."""
        plain = {"dates": dict(self.dates), "mapping": dict(self.mapping)}
        rest = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in plain
        }
        return rest | plain


def layout_from(plain: Mapping[str, Any]) -> Layout:
    """Return the layout that ``as_json`` wrote, or refuse what is none.

    Raises:
        GapError: A part is unknown or holds what cannot be meant.
    """
    unknown = set(plain) - set(Layout.__dataclass_fields__)
    if unknown:
        raise GapError(
            f"A layout has no part called “{min(unknown)}”.", next_step="Nothing was changed."
        )
    _require(plain.get("decimal_mark"), (None, *get_args(DecimalMark)), "decimal mark")
    for order in (plain.get("dates") or {}).values():
        _require(order, get_args(DateOrder), "order of dates")
    return Layout(**{name: value for name, value in plain.items() if value is not None})


def _require(given: object, possible: tuple[object, ...], what: str) -> None:
    """Refuse a word that is none of the possible ones."""
    if given not in possible:
        words = ", ".join(str(one) for one in possible if one)
        raise GapError(
            f"“{given}” is no {what}.", next_step=f"Possible: {words}. Nothing was changed."
        )
