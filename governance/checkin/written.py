"""Values as canonical text and back: what a frozen check-in is hashed over and read from.

The same value is always the same text, whatever process writes it: keys sorted, days and moments
as ISO text, money as text, no number that JSON does not know. Reading back takes the shapes of
today: a field that they have gained since takes its default, one that they have lost is passed
over, and one that is missing without a default is told in words. Pure: text and values.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pipelines.errors import GapError

Value = TypeVar("Value")
_TEXTS: Mapping[Any, Callable[[Any], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def canonical(value: object) -> str:
    """Return a value as canonical JSON.

    Args:
        value: A frozen dataclass, or a mapping, sequence, number, text, day, moment or amount.

    Raises:
        ValueError: It holds a number that is none (NaN or infinite), or something else than
            these values; neither may be frozen as if it said something.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def read_back(shape: type[Value], data: object) -> Value:
    """Return canonical JSON, already parsed, as a value of ``shape``.

    Args:
        shape: The dataclass it was written from.
        data: What ``json.loads`` returned for it.

    Raises:
        GapError: The text was written by shapes that today's cannot read.
    """
    try:
        found: Value = _read(shape, data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GapError(
            f"What was kept of this check-in cannot be read by this version: {error}.",
            where=f"Kept as {shape.__name__}.",
            next_step="Its papers can still be opened; nothing was changed.",
        ) from error
    return found


def _plain(value: object) -> object:
    """Return a value as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(inner) for inner in value), key=str)
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _amount(value)
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    raise ValueError(f"{type(value).__name__} cannot be written")


def _utc(moment: datetime) -> str:
    """Return a moment in UTC, so that the zone it was told in does not show."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC).isoformat()


def _amount(amount: Decimal) -> str:
    """Return an amount; one that is no number is refused like any other."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount")
    return format(amount, "f")


def _read(shape: Any, data: Any) -> Any:  # noqa: ANN401  # walks any type hint
    """Return parsed JSON as what a type hint asks for."""
    if is_dataclass(shape) and isinstance(shape, type):
        return _dataclass(shape, data)
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return None if data is None else _read(next(a for a in inner if a is not type(None)), data)
    if origin is tuple:
        kinds = [inner[0]] * len(data) if inner[1:] == (...,) else list(inner)
        return tuple(_read(kind, one) for kind, one in zip(kinds, data, strict=True))
    if origin is frozenset:
        return frozenset(_read(inner[0], one) for one in data)
    if shape in _TEXTS:
        return _TEXTS[shape](data)
    return float(data) if shape is float else data


def _dataclass(shape: type, data: Mapping[str, object]) -> object:
    """Return an object as the dataclass; fields that are not kept take their defaults."""
    given = {}
    for field, hint in _hints(shape):
        if field.name in data:
            given[field.name] = _read(hint, data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(f"{shape.__name__}.{field.name}")
    return shape(**given)


@lru_cache(maxsize=256)
def _hints(shape: type) -> tuple[tuple[Field[Any], Any], ...]:
    """Return the fields of a dataclass with their types, resolved once."""
    hints = get_type_hints(shape)
    return tuple((field, hints[field.name]) for field in fields(shape) if field.init)
