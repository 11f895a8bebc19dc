"""A dataset's small contract: from YAML, typed on a screen or read from a file, to values.

It asks less than the contract of an extract, because nothing is loaded by it: no period, no
examples, no unit. What it promises is measured, and every mistake is told with its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipelines.errors import GapError
from pipelines.extracts.conditions import ConditionError, checked
from pipelines.extracts.contract import Column, ColumnType, Rule
from pipelines.intake.header import LINE
from pipelines.marked_yaml import Marked, Place, marked_text, nearest, validated
from pipelines.quality.dataset import Comparison, Dataset, Freshness, Link, Source
from pipelines.quality.shapes import Dimension
from pipelines.quality.suite import RAW, dataset_suite

NAME: Final = "contract.yaml"
"""What a contract without a file is called in messages."""
_ID: Final = re.compile(r"(?=.{1,60}\Z)[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]{0,62}")
_RULE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_NOT_EVERYWHERE: Final = re.compile(r"\(\?(?!:)|\\[1-9]")
"""Look-around and back references: the engines that run a check do not all know them."""
_OURS: Final = frozenset(("_row", "_turn", LINE, "file_row_number"))
"""Names that measuring gives to columns of its own; those of text begin with ``RAW``."""
_BETWEEN: Final = frozenset(("integer", "decimal", "number", "date"))
_DAYS: Final = frozenset(("date", "timestamp"))
Type = Literal["text", "integer", "decimal", "number", "boolean", "date", "timestamp"]
Percent = Annotated[float, Field(ge=0, le=100)]
Words = Annotated[str, Field(min_length=1, max_length=400)]


def _word(given: object) -> object:
    """Refuse what YAML took for something else than the word that was meant."""
    if isinstance(given, (bool, int, float, date)):
        raise ValueError(f"YAML reads it as {str(given).lower()}; put it in quotes")
    return given


Word = Annotated[str, BeforeValidator(_word)]


class _Strict(BaseModel):
    """A part of the contract; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Column(_Strict):
    """One column; a text that may be empty where nothing else is said."""

    type: Type = "text"
    title: str = ""
    description: str = ""
    required: bool = False
    allowed: tuple[Word, ...] = ()
    minimum: int | float | date | None = None
    maximum: int | float | date | None = None
    pattern: str = ""


class _Rule(_Strict):
    """A condition over one row."""

    says: Words
    condition: str
    dimension: Dimension = "consistency"


class _Link(_Strict):
    """A reference to another dataset."""

    columns: tuple[Word, ...]
    dataset: str
    target_columns: tuple[Word, ...]


class _Freshness(_Strict):
    """How old the newest row may be."""

    column: str
    hours: Annotated[float, Field(gt=0)]


class _Comparison(_Strict):
    """What accuracy is measured against."""

    dataset: str
    key: Annotated[tuple[Word, ...], Field(min_length=1)]
    columns: Annotated[tuple[Word, ...], Field(min_length=1)]


class _Source(_Strict):
    """Where the rows are: exactly one of the three ways."""

    upload: bool = False
    file: str = ""
    database: str = ""
    table: str = ""


class _Contract(_Strict):
    """The whole file."""

    id: str
    title: Words
    description: str = ""
    domain: Words
    owner: Words
    critical: bool = False
    used_by: tuple[str, ...] = ()
    source: _Source
    key: tuple[Word, ...] = ()
    unique: tuple[Annotated[tuple[Word, ...], Field(min_length=1)], ...] = ()
    columns: Annotated[dict[str, _Column], Field(min_length=1, max_length=200)]
    rules: dict[str, _Rule] = Field(default_factory=dict)
    links: tuple[_Link, ...] = ()
    freshness: _Freshness | None = None
    accuracy: _Comparison | None = None
    weights: dict[Dimension, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    at_least: dict[str, Percent] = Field(default_factory=dict)
    least_rows: Annotated[int, Field(ge=0)] = 1


def dataset_from(text: str, *, name: str = NAME) -> Dataset:
    """Return the dataset that a contract describes.

    Args:
        text: The YAML.
        name: What to call it in messages.

    Raises:
        GapError: It is not YAML, or does not hold together; with ``name:line``.
    """
    source = marked_text(text, Path(name))
    contract = validated(_Contract, source)
    if not _ID.fullmatch(contract.id):
        raise _mistake(source, ("id",), f"“{contract.id}” cannot name a dataset; write DS-CRM.")
    columns = tuple(_column(name, one, source) for name, one in contract.columns.items())
    known = {column.name: column for column in columns}
    _check_names(contract, known, source)
    found = Dataset(
        id=contract.id,
        title=contract.title.strip(),
        description=contract.description.strip(),
        domain=contract.domain.strip(),
        owner_role=contract.owner.strip(),
        critical=contract.critical,
        used_by=contract.used_by,
        source=_source(contract.source, source),
        columns=columns,
        key=contract.key,
        unique=contract.unique,
        rules=tuple(_rule(name, one, known, source) for name, one in contract.rules.items()),
        links=tuple(_link(number, one, source) for number, one in enumerate(contract.links)),
        freshness=_freshness(contract.freshness, known, source),
        accuracy=None if contract.accuracy is None else Comparison(**dict(contract.accuracy)),
        weights=contract.weights,
        at_least=contract.at_least,
        least_rows=contract.least_rows,
    )
    _check_shares(found, source)
    return found


def _mistake(source: Marked, place: Place, what: str) -> GapError:
    """Return the error that says what is wrong where."""
    return GapError(
        what, where=source.at(place), next_step="Correct the contract; nothing was changed."
    )


def _column(name: str, given: _Column, source: Marked) -> Column:
    """Return a column whose limits fit its type."""
    place: Place = ("columns", name)
    if not _PLAIN.fullmatch(name):
        what = f"“{name}” cannot name a column; letters, digits, blanks and _ - . are possible."
        raise _mistake(source, place, what)
    if name.lower() in _OURS or name.lower().startswith(RAW):
        what = f"“{name}” is a name that measuring itself needs; call the column something else."
        raise _mistake(source, place, what)
    _check_limits(name, given, source)
    if given.allowed and given.type != "text":
        what = f"Column {name}: only a text has a list of allowed values, not {given.type}."
        raise _mistake(source, (*place, "allowed"), what)
    if given.pattern:
        _check_pattern(name, given, source)
    return Column(
        name=name,
        type=_column_type(given.type),
        description=given.description,
        title=given.title,
        required=given.required,
        allowed=given.allowed,
        minimum=_limit(given.minimum),
        maximum=_limit(given.maximum),
        pattern=given.pattern,
    )


def _check_limits(name: str, given: _Column, source: Marked) -> None:
    """Refuse limits that do not fit the column's type or each other."""
    place: Place = ("columns", name)
    for field in ("minimum", "maximum"):
        limit = getattr(given, field)
        if limit is None:
            continue
        fits = isinstance(limit, date) == (given.type == "date")
        endless = isinstance(limit, float) and not math.isfinite(limit)
        if given.type not in _BETWEEN or not fits or endless:
            what = f"Column {name}: {field} {limit} does not fit a {given.type}."
            raise _mistake(source, (*place, field), what)
    low, high = _limit(given.minimum), _limit(given.maximum)
    if low is not None and high is not None and low > high:  # type: ignore[operator]  # one type
        what = f"Column {name}: its minimum {low} is above its maximum {high}."
        raise _mistake(source, (*place, "minimum"), what)


def _column_type(given: Type) -> ColumnType:
    """Return the type; every kind of dataset type is one of an extract's."""
    return given


def _limit(given: float | date | None) -> Decimal | date | None:
    """Return a limit as it is compared: a day, or an exact number."""
    return given if given is None or isinstance(given, date) else Decimal(str(given))


def _check_pattern(name: str, given: _Column, source: Marked) -> None:
    """Refuse a pattern that not every engine understands in the same way."""
    place: Place = ("columns", name, "pattern")
    if given.type != "text":
        raise _mistake(source, place, f"Column {name}: only a text has a pattern.")
    try:
        re.compile(given.pattern)
    except (re.error, OverflowError, RecursionError):
        what = f"Column {name}: “{given.pattern}” is not a regular expression."
        raise _mistake(source, place, what) from None
    if _NOT_EVERYWHERE.search(given.pattern):
        what = f"Column {name}: look-around and back references are not possible."
        raise _mistake(source, place, what)


def _check_names(contract: _Contract, known: dict[str, Column], source: Marked) -> None:
    """Refuse names of columns that the contract does not describe or cannot keep apart."""
    alike: dict[str, str] = {}
    for name in known:
        other = alike.setdefault(name.lower(), name)
        if other != name:
            what = f"“{other}” and “{name}” differ only in capital letters; databases do not care."
            raise _mistake(source, ("columns", name), what)
    for place, names in _named(contract):
        for name in names:
            if name not in known:
                what = f"“{name}” is not one of the columns.{nearest(name, known)}"
                raise _mistake(source, place, what)


def _check_shares(dataset: Dataset, source: Marked) -> None:
    """Refuse a share that is asked of a check which the contract does not make."""
    made = [check.name for check in dataset_suite(dataset)]
    for name in dataset.at_least:
        if name not in made:
            what = f"“{name}” is not one of the checks.{nearest(name, made)}"
            raise _mistake(source, ("at_least", name), what)


def _named(contract: _Contract) -> Iterable[tuple[Place, tuple[str, ...]]]:
    """Yield where columns are named, and which."""
    yield ("key",), contract.key
    for number, columns in enumerate(contract.unique):
        yield ("unique", number), columns
    for number, link in enumerate(contract.links):
        yield ("links", number, "columns"), link.columns
    if contract.freshness:
        yield ("freshness", "column"), (contract.freshness.column,)
    if contract.accuracy:
        yield ("accuracy", "key"), contract.accuracy.key
        yield ("accuracy", "columns"), contract.accuracy.columns


def _rule(name: str, given: _Rule, known: dict[str, Column], source: Marked) -> Rule:
    """Return a rule whose condition is safe to run."""
    place: Place = ("rules", name)
    if not _RULE.fullmatch(name):
        what = f"“{name}” cannot name a rule; use small letters, digits and _."
        raise _mistake(source, place, what)
    try:
        condition = checked(given.condition, known)
    except ConditionError as error:
        raise _mistake(source, (*place, "condition"), f"Rule {name} {error}.") from None
    return Rule(name, condition.sql, condition.columns, given.says, given.dimension)


def _link(number: int, given: _Link, source: Marked) -> Link:
    """Return a reference with as many columns on either side."""
    if not given.columns or len(given.columns) != len(given.target_columns):
        what = "A link names as many columns here as it names target columns there."
        raise _mistake(source, ("links", number), what)
    return Link(given.columns, given.dataset, given.target_columns)


def _freshness(
    given: _Freshness | None, known: dict[str, Column], source: Marked
) -> Freshness | None:
    """Return how old the newest row may be, by a column that holds days or moments."""
    if given is None:
        return None
    if known[given.column].type not in _DAYS:
        what = f"Freshness needs a date or timestamp, and {given.column} is neither."
        raise _mistake(source, ("freshness", "column"), what)
    return Freshness(given.column, given.hours)


def _source(given: _Source, source: Marked) -> Source:
    """Return the one place that the rows come from."""
    ways: dict[str, Any] = {
        "upload": given.upload,
        "file": given.file,
        "table": given.database and given.table,
    }
    chosen = [way for way, said in ways.items() if said]
    if len(chosen) != 1 or bool(given.database) != bool(given.table):
        what = (
            "The source is one of {upload: true}, {file: path below TANDEM_DATASETS} and "
            "{database: a name of TANDEM_SOURCES, table: schema.table}."
        )
        raise _mistake(source, ("source",), what)
    if given.upload:
        return Source("upload")
    if given.file:
        return Source("file", given.file)
    return Source("table", given.table, given.database)
