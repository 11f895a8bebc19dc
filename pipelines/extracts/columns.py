"""One column of a contract: from the standard's fields to the value that the product works with."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from pipelines.extracts.contract import Column, ColumnType, duckdb_type
from pipelines.extracts.examples import FORMULA_MARKS, ROWS, why_not, written
from pipelines.extracts.standard import mistake
from pipelines.marked_yaml import Marked, Place, nearest
from pipelines.periods import Grain

if TYPE_CHECKING:
    from open_data_contract_standard.model import SchemaProperty

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DECIMAL = re.compile(r"DECIMAL\((\d{1,2}),\s*(\d{1,2})\)", re.IGNORECASE)
_DIGITS: Final = 38
"""The most that DuckDB keeps in an exact number."""
_NOT_IN_DUCKDB = re.compile(r"\(\?(?!:)|\\[1-9]")
"""Look-around and back references: the engine that checks a load (RE2) does not know them."""
_RANGE: Final = ("minimum", "maximum")
_OPTIONS: Final[dict[ColumnType, tuple[str, ...]]] = {
    "text": ("pattern",),
    "period": ("format",),
    "integer": _RANGE,
    "decimal": _RANGE,
    "number": _RANGE,
    "date": _RANGE,
    "timestamp": (),
    "boolean": (),
}
_TYPES: Final[dict[str, ColumnType]] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
GRAINS: Final[tuple[str, ...]] = get_args(Grain)


def column_from(field: SchemaProperty, grain: Grain, *, source: Marked, place: Place) -> Column:
    """Return one property of the schema as a column.

    Args:
        field: The property, as the standard's package reads it.
        grain: The grain of the extract, which its period labels must have.
        source: The contract's file.
        place: Where the property stands in the file.

    Raises:
        GapError: The column cannot be checked as it is described; with ``file:line``.
    """
    return _Reader(field, grain, source, place).column()


class _Reader:
    """Reads one property; remembers where it stands, so that each mistake can be pointed at."""

    def __init__(self, field: SchemaProperty, grain: Grain, source: Marked, place: Place) -> None:
        self.field = field
        self.grain = grain
        self.source = source
        self.place = place
        self.options: dict[str, Any] = field.logicalTypeOptions or {}

    def refuse(self, key: str | tuple[str | int, ...], what: str) -> Exception:
        """Return the error for a part of this column."""
        inside = (key,) if isinstance(key, str) else key
        name = self.field.name or "(no name)"
        return mistake(self.source, (*self.place, *inside), f"Column {name}: {what}")

    def column(self) -> Column:
        """Return the column, with its examples checked against it."""
        field = self.field
        if not _NAME.fullmatch(field.name or ""):
            raise self.refuse("name", "a name is small letters, digits and _, as active_users.")
        if not (field.description or "").strip():
            raise self.refuse("description", "“description” is required and missing.")
        kind, precision, scale = self._type()
        low, high = self._limit("minimum", kind), self._limit("maximum", kind)
        if low is not None and high is not None and low > high:  # type: ignore[operator]  # one type
            raise self.refuse(("logicalTypeOptions", "minimum"), f"{low} is over {high}.")
        column = Column(
            name=cast(str, field.name),
            type=kind,
            description=cast(str, field.description),
            title=field.businessName or "",
            required=bool(field.required),
            unit=self._unit(),
            allowed=self._allowed(kind),
            meanings=tuple(one.description or one.label or "" for one in field.enum or ()),
            minimum=low,
            maximum=high,
            pattern=self._pattern(),
            precision=precision,
            scale=scale,
            synonyms=tuple(one.synonym or "" for one in field.synonyms or ()),
            examples=tuple(written(value) for value in field.examples or ()),
            dimension=self._is_dimension(),
        )
        self._check_physical_type(column)
        self._check_examples(column)
        return column

    def _type(self) -> tuple[ColumnType, int, int]:
        """Return the type, and precision and scale where it is a decimal."""
        logical = self.field.logicalType or ""
        if logical not in _TYPES:
            what = f"logicalType is “{logical}”; it must be one of {', '.join(_TYPES)}."
            raise self.refuse("logicalType", what + nearest(logical, _TYPES))
        kind = _TYPES[logical]
        precision, scale = Column.precision, Column.scale
        exact = _DECIMAL.fullmatch(self.field.physicalType or "")
        if kind == "text" and "format" in self.options:
            kind = "period"
            self._check_grain()
        elif kind == "number" and exact:
            kind, precision, scale = "decimal", int(exact[1]), int(exact[2])
            if not scale <= precision <= _DIGITS or precision == 0:
                what = f"a DECIMAL has at most {_DIGITS} digits in all."
                raise self.refuse("physicalType", what)
        for option in self.options:
            if option not in _OPTIONS[kind]:
                possible = " and ".join(_OPTIONS[kind]) or "none"
                what = f"“{option}” is not checked for {kind} columns; possible: {possible}."
                what += nearest(str(option), _OPTIONS[kind])
                raise self.refuse(("logicalTypeOptions", option), what)
        return kind, precision, scale

    def _check_grain(self) -> None:
        """Refuse a period label whose grain differs from the periods that the file replaces."""
        given = self.options["format"]
        if given not in GRAINS:
            what = f"format is “{given}”; it may be {', '.join(GRAINS)}: the label of a period."
            raise self.refuse(("logicalTypeOptions", "format"), what + nearest(str(given), GRAINS))
        if given != self.grain:
            what = f"it holds a {given}, but the extract’s periodGrain is {self.grain}."
            raise self.refuse(("logicalTypeOptions", "format"), what)

    def _limit(self, option: str, kind: ColumnType) -> Decimal | date | None:
        """Return the minimum or the maximum, where there is one."""
        given = self.options.get(option)
        place = ("logicalTypeOptions", option)
        if given is None:
            if option in self.options:
                raise self.refuse(place, f"{option} is empty; leave it out or give a value.")
            return None
        if kind == "date":
            try:
                return date.fromisoformat(str(given))
            except ValueError:
                raise self.refuse(place, f"“{given}” is not a date such as 2026-03-31.") from None
        if not isinstance(given, (int, float)) or isinstance(given, bool):
            raise self.refuse(place, f"“{given}” is not a number.")
        limit = Decimal(str(given))
        if not limit.is_finite() or limit.adjusted() >= _DIGITS:
            raise self.refuse(place, f"{option} is beyond any number that can be kept.")
        return limit

    def _pattern(self) -> str:
        """Return the pattern, known to be one that every engine understands."""
        given = self.options.get("pattern", "")
        place = ("logicalTypeOptions", "pattern")
        try:
            re.compile(given)
        except (re.error, TypeError, OverflowError, RecursionError):
            raise self.refuse(place, f"“{given}” is not a regular expression.") from None
        if _NOT_IN_DUCKDB.search(given):
            raise self.refuse(place, "look-around and back references are not possible.")
        return str(given)

    def _allowed(self, kind: ColumnType) -> tuple[str, ...]:
        """Return the allowed values."""
        values: list[str] = []
        for number, one in enumerate(self.field.enum or ()):
            place = ("enum", number)
            if kind != "text":
                raise self.refuse(place, f"only a text has a list of allowed values, not {kind}.")
            if not isinstance(one.value, str) or not one.value.strip():
                what = f"the allowed value “{written(one.value)}” must be a text; put it in quotes."
                raise self.refuse(place, what)
            if one.value in values:
                raise self.refuse(place, f"“{one.value}” stands twice.")
            values.append(one.value)
        return tuple(values)

    def _unit(self) -> str:
        """Return the unit, the one thing the standard has no field for."""
        unit = ""
        for number, one in enumerate(self.field.customProperties or ()):
            place = ("customProperties", number)
            if one.property != "unit":
                what = f"the custom property “{one.property}” is not known here; possible: unit."
                raise self.refuse(place, what)
            if not isinstance(one.value, str):
                raise self.refuse(place, "the unit must be a text.")
            unit = one.value
        return unit

    def _is_dimension(self) -> bool:
        """Return whether metrics may be broken down by the column."""
        role = self.field.semanticType or "column"
        if role not in ("column", "dimension"):
            what = f"semanticType is “{role}”; it may be column or dimension."
            raise self.refuse("semanticType", what + nearest(role, ("column", "dimension")))
        return role == "dimension"

    def _check_physical_type(self, column: Column) -> None:
        """Refuse a physical type other than the one that loads give."""
        given = (self.field.physicalType or "").replace(" ", "").upper()
        if given and given != duckdb_type(column):
            what = f"physicalType is “{self.field.physicalType}”, but it is kept as "
            raise self.refuse("physicalType", f"{what}{duckdb_type(column)}; leave it out.")

    def _check_examples(self, column: Column) -> None:
        """Refuse examples that a load would refuse, and too few of them."""
        if len(column.examples) < ROWS:
            what = f"“examples” needs {ROWS} values (null where a field may be empty)."
            raise self.refuse("examples", f"{what} The template is made from them.")
        for number, text in enumerate(column.examples):
            reason = why_not(text, column, self.grain)
            if column.type == "text" and text.startswith(FORMULA_MARKS):
                reason = "begins like a formula, which a spreadsheet would run"
            if reason:
                raise self.refuse(("examples", number), f"the example “{text}” {reason}.")
