"""Reading contracts: from the YAML files of a folder to checked, frozen values.

A contract steers what is accepted, what is computed and what people are told, so it is refused
whole at the first thing that is unclear: every message names the file and the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast, get_args

from pipelines.errors import GapError
from pipelines.extracts.columns import GRAINS, column_from
from pipelines.extracts.conditions import ConditionError, checked, condition_of
from pipelines.extracts.contract import (
    Approval,
    Column,
    Dimension,
    Extract,
    Reference,
    Rule,
)
from pipelines.extracts.standard import mistake, standard_contract
from pipelines.marked_yaml import Marked, Place, marked, nearest
from pipelines.periods import Grain

if TYPE_CHECKING:
    from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject

_TABLE: Place = ("schema", 0)
_OWN: Final = ("periodGrain", "snapshot", "carries", "approval")
"""What the standard has no field for; everything else in a contract is the standard's own."""
_SEVERITIES: Final = ("error", "warning")
"""A row that breaks a rule is refused, or loaded and counted when the data are measured."""
_DIMENSIONS: Final[dict[str, Dimension]] = {
    "completeness": "completeness",
    "uniqueness": "uniqueness",
    "conformity": "validity",
    "consistency": "consistency",
    "timeliness": "timeliness",
    "accuracy": "accuracy",
}
"""The standard's names of the dimensions; what it calls conformity is validity elsewhere."""


@dataclass(frozen=True)
class _Found:
    """An extract with where its parts stand, for the checks between extracts."""

    extract: Extract
    source: Marked
    places: dict[Reference, Place]


def read_contracts(folder: Path) -> dict[str, Extract]:
    """Return every contract of ``folder`` (one ``<extract>.yaml`` each) by the extract's name.

    Args:
        folder: Where the YAML files are; other files are left alone.

    Returns:
        The extracts, in alphabetical order.

    Raises:
        GapError: A contract cannot be read or does not hold together; with ``file:line``.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise GapError(
            "There are no data contracts.",
            where=str(folder),
            next_step="Set TANDEM_EXTRACTS to a folder with one YAML file per extract.",
        )
    found = {one.extract.name: one for one in (_found(file) for file in files)}
    for one in found.values():
        for reference, place in one.places.items():
            _check_reference(reference, found, one.source, place)
    return {name: one.extract for name, one in found.items()}


def _found(file: Path) -> _Found:
    """Return one contract, right in itself."""
    source = marked(file)
    contract = standard_contract(source)
    table = cast("list[SchemaObject]", contract.schema_)[0]
    if table.name != file.stem:
        what = f"The extract is called “{table.name}”, but its file {file.name}; they must agree."
        raise mistake(source, (*_TABLE, "name"), what)
    grain, snapshot, carries, approval = _own_properties(table, source)
    columns = _columns(table, grain, source)
    by_name = {column.name: column for column in columns}
    for carried in carries:
        if carried not in by_name:
            what = f"“carries” names “{carried}”, which is not a column.{nearest(carried, by_name)}"
            raise mistake(source, (*_TABLE, "customProperties"), what)
    places = _references(table, by_name, source)
    owner, refresh, grace_days = _promise(contract, source)
    rules = _rules(table, by_name, source)
    extract = Extract(
        name=file.stem,
        title=_text(table.businessName, "businessName", source, (*_TABLE, "businessName")),
        description=_text(table.description, "description", source, (*_TABLE, "description")),
        granularity=table.dataGranularityDescription or "",
        columns=columns,
        key=_key(table, source),
        grain=grain,
        period_column=_period_column(table, by_name, source),
        snapshot=snapshot,
        rules=rules["error"],
        watched=rules["warning"],
        references=tuple(places),
        carries=carries,
        owner_role=owner,
        refresh=refresh,
        grace_days=grace_days,
        version=str(contract.version),
        approval=approval,
    )
    return _Found(extract, source, places)


def _text(value: str | None, field: str, source: Marked, place: Place) -> str:
    """Return a text that people will read and that therefore must be there."""
    if not (value or "").strip():
        raise mistake(source, place, f"“{field}” is required and missing.")
    return cast(str, value)


class _Own(NamedTuple):
    """What a contract says in the custom properties."""

    grain: Grain
    snapshot: bool
    carries: tuple[str, ...]
    approval: Approval


def _own_properties(table: SchemaObject, source: Marked) -> _Own:
    """Return what a contract says in the custom properties."""
    given: dict[str, Any] = {}
    place: Place = (*_TABLE, "customProperties")
    for number, one in enumerate(table.customProperties or ()):
        name = one.property or ""
        if name not in _OWN or name in given:
            trouble = "stands twice" if name in given else "is not known here"
            what = f"The custom property “{name}” {trouble}.{nearest(name, _OWN)}"
            raise mistake(source, (*place, number), what)
        given[name] = one.value
    if given.get("periodGrain") not in GRAINS:
        what = f"“periodGrain” must be one of {', '.join(GRAINS)}: the period that a file replaces."
        raise mistake(source, place, what)
    if not isinstance(given.get("snapshot"), bool):
        what = "“snapshot” must be true (the state at a period’s end) or false (events in it)."
        raise mistake(source, place, what)
    carries = given.get("carries", [])
    if not isinstance(carries, list) or not all(isinstance(one, str) for one in carries):
        raise mistake(source, place, "“carries” must be a list of column names.")
    approval = given.get("approval", "")
    if approval not in get_args(Approval) or (not approval and "approval" in given):
        what = "“approval” must be second_person: somebody else approves each upload. Without it "
        raise mistake(source, place, f"{what}an upload counts once it is committed.")
    grain = cast(Grain, given["periodGrain"])
    return _Own(grain, given["snapshot"], tuple(carries), cast(Approval, approval))


def _columns(table: SchemaObject, grain: Grain, source: Marked) -> tuple[Column, ...]:
    """Return the columns; each name and each synonym leads to one of them only."""
    columns: list[Column] = []
    owners: dict[str, str] = {}
    for number, field in enumerate(table.properties or ()):
        place: Place = (*_TABLE, "properties", number)
        column = column_from(field, grain, source=source, place=place)
        if column.name in (one.name for one in columns):
            raise mistake(source, (*place, "name"), f"Column {column.name} stands twice.")
        columns.append(column)
    for column in columns:
        owners[column.name] = column.name
    for number, column in enumerate(columns):
        for synonym in column.synonyms:
            owner = owners.setdefault(_plain(synonym), column.name)
            if owner != column.name or not _plain(synonym):
                what = f"Column {column.name}: the synonym “{synonym}” "
                what += f"already means {owner}." if _plain(synonym) else "is empty."
                raise mistake(source, (*_TABLE, "properties", number, "synonyms"), what)
    if not columns:
        raise mistake(source, _TABLE, "The extract has no columns (“properties”).")
    return tuple(columns)


def _plain(header: str) -> str:
    """Return a header as it is compared: small letters and digits, joined by underscores."""
    return re.sub(r"[\W_]+", "_", header.casefold()).strip("_")


def _key(table: SchemaObject, source: Marked) -> tuple[str, ...]:
    """Return the key columns in the order of their positions."""
    keys: dict[int, str] = {}
    for number, field in enumerate(table.properties or ()):
        if not field.primaryKey:
            continue
        place: Place = (*_TABLE, "properties", number, "primaryKey")
        position = field.primaryKeyPosition or 0
        if position < 1 or position in keys:
            what = f"Column {field.name}: primaryKeyPosition must be 1, 2, ... and each used once."
            raise mistake(source, place, what)
        if not field.required:
            what = f"Column {field.name} is part of the key, so it needs “required: true”."
            raise mistake(source, place, what)
        keys[position] = cast(str, field.name)
    if not keys:
        what = "No column has “primaryKey: true”; rows could not be told apart."
        raise mistake(source, (*_TABLE, "properties"), what)
    return tuple(keys[position] for position in sorted(keys))


def _period_column(table: SchemaObject, columns: dict[str, Column], source: Marked) -> str | None:
    """Return the column that loads are replaced by; None where the file's name tells the period."""
    chosen: str | None = None
    for number, field in enumerate(table.properties or ()):
        if not field.partitioned:
            continue
        column = columns[cast(str, field.name)]
        place: Place = (*_TABLE, "properties", number, "partitioned")
        if chosen is not None:
            what = f"Both {chosen} and {column.name} are “partitioned”; a row has one period."
            raise mistake(source, place, what)
        if column.type not in ("date", "timestamp", "period") or not column.required:
            what = f"Column {column.name} gives the period, so it must be required and a date, "
            raise mistake(source, place, f"{what}a timestamp or a period.")
        chosen = column.name
    return chosen


def _rules(
    table: SchemaObject, columns: dict[str, Column], source: Marked
) -> dict[str, tuple[Rule, ...]]:
    """Return the cross-column rules by severity, each with a condition that is safe to run."""
    rules: dict[str, Rule] = {}
    by_severity: dict[str, list[Rule]] = {severity: [] for severity in _SEVERITIES}
    for number, one in enumerate(table.quality or ()):
        place: Place = (*_TABLE, "quality", number)
        name = _text(one.name, "name", source, (*place, "name"))
        message = _text(one.description, "description", source, (*place, "description"))
        if name in rules:
            raise mistake(source, (*place, "name"), f"Rule {name} stands twice.")
        if one.type != "sql" or one.query is None or one.mustBe != 0 or one.mustBe is False:
            what = f"Rule {name} needs “type: sql”, a query that counts bad rows and “mustBe: 0”."
            raise mistake(source, place, what)
        try:
            condition = checked(condition_of(one.query), columns)
        except ConditionError as error:
            raise mistake(source, (*place, "query"), f"Rule {name} {error}.") from None
        dimension = _DIMENSIONS.get(one.dimension or "consistency")
        severity = one.severity or "error"
        if dimension is None or severity not in _SEVERITIES:
            what = f"Rule {name} needs a severity ({' or '.join(_SEVERITIES)}) and a dimension "
            raise mistake(source, place, f"{what}({', '.join(_DIMENSIONS)}).")
        rules[name] = Rule(name, condition.sql, condition.columns, message, dimension)
        by_severity[severity].append(rules[name])
    return {severity: tuple(found) for severity, found in by_severity.items()}


def _references(
    table: SchemaObject, columns: dict[str, Column], source: Marked
) -> dict[Reference, Place]:
    """Return the references to other extracts, of single columns and of several together."""
    places: dict[Reference, Place] = {}
    for number, field in enumerate(table.properties or ()):
        for index, link in enumerate(field.relationships or ()):
            place: Place = (*_TABLE, "properties", number, "relationships", index)
            places[_reference([cast(str, field.name)], link.to, source, place)] = place
    for index, link in enumerate(table.relationships or ()):
        place = (*_TABLE, "relationships", index)
        own = [name.removeprefix(f"{table.name}.") for name in _names(link.from_)]
        for name in own:
            if name not in columns:
                what = f"The reference is from “{name}”, which is not a column."
                raise mistake(source, place, what + nearest(name, columns))
        places[_reference(own, link.to, source, place)] = place
    return places


def _reference(
    own: list[str], to: str | list[str] | None, source: Marked, place: Place
) -> Reference:
    """Return one reference, its target still unchecked."""
    targets = [name.partition(".") for name in _names(to)]
    extracts = {extract for extract, _, _ in targets}
    if len(extracts) != 1 or len(targets) != len(own) or not all(name for _, _, name in targets):
        what = "A reference goes “to: extract.column”, as many columns as it comes from."
        raise mistake(source, place, what)
    return Reference(tuple(own), extracts.pop(), tuple(name for _, _, name in targets))


def _names(given: str | list[str] | None) -> list[str]:
    """Return one name or several as a list."""
    return [given] if isinstance(given, str) else given or []


def _check_reference(
    reference: Reference, found: dict[str, _Found], source: Marked, place: Place
) -> None:
    """Refuse a reference to an extract or a column that does not exist, or of another type."""
    if reference.extract not in found:
        what = f"The reference goes to “{reference.extract}”, which is not an extract."
        raise mistake(source, place, what + nearest(reference.extract, found))
    target = found[reference.extract].extract
    own = found[source.file.stem].extract
    for name, other in zip(reference.columns, reference.target_columns, strict=True):
        if other not in target.column_names:
            what = f"The reference goes to “{other}”, which is not a column of {target.name}."
            raise mistake(source, place, what + nearest(other, target.column_names))
        if own.column(name).type != target.column(other).type:
            what = f"{name} and {target.name}.{other} have different types and can never be equal."
            raise mistake(source, place, what)


def _promise(contract: OpenDataContractStandard, source: Marked) -> tuple[str, str, int]:
    """Return who owns the extract, how often it comes and how many days late it may be."""
    owner = getattr(contract.team, "name", None)
    given = contract.slaProperties or ()
    levels = {one.property: (number, one) for number, one in enumerate(given)}
    place: Place = ("slaProperties",)
    if "frequency" not in levels or "latency" not in levels:
        what = "“slaProperties” must hold “frequency” (how often) and “latency” (days of grace)."
        raise mistake(source, place, what)
    number, frequency = levels["frequency"]
    refresh = _text(frequency.description, "description", source, (*place, number, "description"))
    number, latency = levels["latency"]
    days = latency.value
    if type(days) is not int or days < 0 or latency.unit not in ("d", "day", "days"):
        what = "latency must be a whole number of days with “unit: d”."
        raise mistake(source, (*place, number, "value"), what)
    return _text(owner, "team: name", source, ("team",)), refresh, days
