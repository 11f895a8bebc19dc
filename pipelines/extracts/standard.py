"""The Open Data Contract Standard itself: is a file a contract, and one that we keep to the letter?

The package ``open_data_contract_standard`` checks the shape. It lets unknown fields inside
columns pass, and the standard has checks that this product does not run; both would make a
contract promise what nobody holds, so both are refused here with the line.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from pipelines.errors import GapError
from pipelines.marked_yaml import Marked, Place, nearest, validated

if TYPE_CHECKING:
    from open_data_contract_standard.model import OpenDataContractStandard

_NOT_KEPT: Final = {
    "unique": "say primaryKey where rows must differ",
    "quality": "write the rule beside “properties”, as type sql",
    "physicalName": "the header of the file is the column's name; others are synonyms",
    "items": "a column holds one value",
    "map": "a column holds one value",
    "properties": "a column holds one value",
}
"""Fields of a column that the standard knows and no load would check, with what to do instead."""


def mistake(source: Marked, place: Place, what: str) -> GapError:
    """Return the error that says ``what`` is wrong at ``place`` of a contract."""
    return GapError(
        what, where=source.at(place), next_step="Correct the contract; no extract was read."
    )


def standard_contract(source: Marked) -> OpenDataContractStandard:
    """Return the file as a contract of the standard, with nothing in it that we would ignore.

    Raises:
        GapError: A field is unknown, has the wrong type, is missing, or asks for a check that
            is not made; with ``file:line``.
    """
    # Importing the package builds its models, 0.1 s: whoever reads no contract should not wait.
    from open_data_contract_standard.model import OpenDataContractStandard

    contract = validated(OpenDataContractStandard, source)
    for unknown, model in _unknown_fields(source.data, OpenDataContractStandard, ()):
        name = str(unknown[-1])
        what = f"“{name}” is not a field of the Open Data Contract Standard here."
        raise mistake(source, unknown, what + nearest(name, _fields(model)))
    _check_head(contract, source)
    for number, column in enumerate(source.data["schema"][0].get("properties") or ()):
        for field in column:
            if field in _NOT_KEPT:
                what = f"“{field}” of a column is not checked here; {_NOT_KEPT[field]}."
                raise mistake(source, ("schema", 0, "properties", number, field), what)
    return contract


def _check_head(contract: OpenDataContractStandard, source: Marked) -> None:
    """Refuse a contract that does not say what it is, or describes several files."""
    for field in ("apiVersion", "kind", "id", "version"):
        if not getattr(contract, field):
            raise mistake(source, (), f"“{field}” is required and missing.")
    if not str(contract.apiVersion).startswith("v3."):
        what = f"apiVersion is “{contract.apiVersion}”; contracts here follow v3, as v3.2.0."
        raise mistake(source, ("apiVersion",), what)
    if contract.kind != "DataContract":
        raise mistake(source, ("kind",), f"kind is “{contract.kind}”; it must be DataContract.")
    if len(contract.schema_ or ()) != 1:
        raise mistake(
            source, ("schema",), "“schema” must hold exactly one entry: one file, one kind of row."
        )


def _unknown_fields(
    data: dict[Any, Any], model: type[BaseModel], place: Place
) -> Iterator[tuple[Place, type[BaseModel]]]:
    """Yield the places of fields that the standard does not know, in the order of the file."""
    fields = _fields(model)
    for key, value in data.items():
        if key not in fields:
            yield (*place, key), model
            continue
        inner = _inner_models(fields[key])
        parts = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, part in parts:
            if inner and isinstance(part, dict):
                here = (*place, key) if index is None else (*place, key, index)
                yield from _unknown_fields(part, _fitting(inner, part), here)


def _fitting(models: list[type[BaseModel]], data: dict[str, Any]) -> type[BaseModel]:
    """Return the model of a union that knows most of the fields given."""
    return max(models, key=lambda model: len(_fields(model).keys() & data.keys()))


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the annotations of a model's fields by the name that stands in the file."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _inner_models(annotation: object) -> list[type[BaseModel]]:
    """Return the models that a field may hold, however deep inside lists and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _inner_models(part)]
