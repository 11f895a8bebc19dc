"""The contract of each sample, as its owner would have written it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.demo.samples.content import CHECKED_TYPES, Content, SampleColumn

COMPARISONS = {"same": "=", "after": ">=", "upto": "<="}
"""How a column stands to the one that it follows."""
PLAIN = ("text", *sorted(CHECKED_TYPES))
"""Words that need no quotes."""


@dataclass(frozen=True)
class Register:
    """What the company's register of datasets says of one."""

    domain: str
    owner: str
    critical: bool
    used_by: tuple[str, ...]
    hours: int
    """The agreed longest age."""


def contract(content: Content, register: Register, *, compared: bool) -> str:
    """Return a dataset's contract as YAML.

    Args:
        content: What stands in the sample.
        register: Who answers for it and who needs it.
        compared: Whether there is a reference for accuracy.
    """
    columns = content.columns.values()
    rules = [column for column in columns if column.follows]
    links = [column for column in columns if "of" in column.made]
    lines = [
        *_head(content.id, content.title, content.description, register),
        f"critical: {_flow(register.critical)}",
        f"used_by: {_flow(list(register.used_by))}",
        "source: {upload: true}",
        *([f"key: {_flow(list(content.key))}"] if content.key_is_checked else []),
        *([f"unique: [{_flow(list(content.unique))}]"] if content.unique else []),
        "columns:",
        *(f"  {column.name}: {_flow(_said(column))}" for column in columns),
        *(["rules:"] if rules else []),
        *(line for column in rules for line in _rule(column)),
        *(["links:"] if links else []),
        *(f"  - {_flow(_link(column))}" for column in links),
        f"freshness: {_flow({'column': content.fresh, 'hours': register.hours})}",
    ]
    if compared:
        told = {"dataset": reference_id(content.id), "key": list(content.key)}
        lines.append(f"accuracy: {_flow({**told, 'columns': list(content.compared)})}")
    return _text([*lines, f"least_rows: {content.least_rows}"])


def reference_contract(content: Content, register: Register) -> str:
    """Return the contract of the reference that a dataset's accuracy is measured against."""
    names = (*content.key, *content.compared)
    kinds = {name: _flow({"type": content.columns[name].type, "required": True}) for name in names}
    title, about = f"{content.title}: checked sample", f"What is known to be true of {content.id}."
    return _text(
        [
            *_head(reference_id(content.id), title, about, register),
            "critical: false",
            "source: {upload: true}",
            f"key: {_flow(list(content.key))}",
            "columns:",
            *(f"  {name}: {kind}" for name, kind in kinds.items()),
        ]
    )


def reference_id(dataset_id: str) -> str:
    """Return the name of a dataset's reference."""
    return f"{dataset_id}-REF"


def _head(identifier: str, title: str, about: str, register: Register) -> list[str]:
    """Return the lines that every contract begins with."""
    return [
        f"id: {identifier}",
        f"title: {_flow(title)}",
        f"description: {_flow(about)}",
        f"domain: {register.domain}",
        f"owner: {_flow(register.owner)}",
    ]


def _said(column: SampleColumn) -> dict[str, object]:
    """Return what the contract says of a column."""
    said: dict[str, object] = {"type": column.type}
    if column.required:
        said["required"] = True
    if column.allowed:
        said["allowed"] = list(column.allowed)
    if column.pattern:
        said["pattern"] = column.pattern
    if column.limits:
        said |= dict(zip(("minimum", "maximum"), column.limits, strict=True))
    return said


def _rule(column: SampleColumn) -> Iterable[str]:
    """Yield the rule that ties a column to the one that it follows."""
    way = next(way for way in COMPARISONS if way in column.made)
    yield f"  {column.made['rule']}:"
    yield f"    says: {_flow(column.made['says'])}"
    yield f"    condition: {_flow(f'{column.name} {COMPARISONS[way]} {column.follows}')}"


def _link(column: SampleColumn) -> dict[str, object]:
    """Return the reference to another dataset."""
    target, there = column.made["of"], column.made["column"]
    return {"columns": [column.name], "dataset": target, "target_columns": [there]}


def _flow(value: object) -> str:
    """Return a value in one line of YAML; texts as JSON writes them, which YAML reads too."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value) if value in PLAIN else json.dumps(value, ensure_ascii=False)


def _text(lines: Iterable[str]) -> str:
    """Return lines as a file."""
    return "\n".join(lines) + "\n"
