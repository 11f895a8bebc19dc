"""YAML that remembers its lines, so that every mistake in a file can be pointed at.

All YAML of the product (metrics, contracts, profiles, policy) is read here: duplicate keys are
refused, values are checked by a pydantic model that forbids unknown fields, and what is wrong
is told as ``file:line`` with the nearest known name.

A small file can unfold into a huge one, so size, depth and number of values are looked at
before anything is built, and a part that repeats another by its name (``*name``) is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from pipelines.errors import GapError

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST_FILE = 1_000_000
"""Bytes; the shipped metric file has 30,000."""
LONGEST_VALUE = 3_000
"""Characters of one name or value; the longest formula allowed has 2,000."""
MOST_VALUES = 50_000
"""Names and values in one file; more would take over a second. The longest shipped has 3,000."""
DEEPEST = 40
"""Levels inside each other; metrics need four."""


@dataclass(frozen=True)
class Marked:
    """A file's content and the line on which each part of it begins."""

    file: Path
    data: Any
    lines: dict[Place, int]

    def at(self, place: Place) -> str:
        """Return ``file:line`` of the nearest part of ``place`` that stands in the file."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return f"{self.file.name}:{self.lines[place[:length]]}"
        return self.file.name


def marked(path: Path) -> Marked:
    """Return the content of a YAML file with its lines.

    Raises:
        GapError: The file is missing, is not YAML, names a key twice or is out of all measure.
    """
    try:
        text = _text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise GapError(f"{path.name} cannot be read: {error}.", where=str(path)) from None
    return marked_text(text, path)


def marked_text(text: str, path: Path) -> Marked:
    """Return the content of YAML that stands in no file, such as one typed on a screen.

    Args:
        text: The YAML.
        path: What to call it in messages.

    Raises:
        GapError: It is not YAML, names a key twice or is out of all measure.
    """
    try:
        _measure(text, path)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise GapError(
            f"{path.name} is not valid YAML: {problem}.", where=f"{path.name}:{line}"
        ) from None
    lines: dict[Place, int] = {}
    if node is None:
        return Marked(path, {}, {(): 1})
    loader = _Loader(text)
    try:
        return Marked(path, _value(node, (), lines, loader, path), lines)
    except (ValueError, LookupError, AttributeError, yaml.YAMLError) as error:
        # A day such as 2026-13-45, a foreign or a wrong tag.
        last = f"{path.name}:{max(lines.values())}"
        problem = str(getattr(error, "problem", None) or error)
        raise GapError(
            f"{path.name} holds a value nobody can read: {problem}.", where=last
        ) from None
    finally:
        loader.dispose()


def _text(path: Path) -> str:
    """Return the text of a file that is not too large to be one of ours."""
    with path.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise GapError(
            f"{path.name} has more than {LARGEST_FILE:,} bytes, which is the most that is read.",
            where=str(path),
            next_step="Check that it is the right file; nothing was changed.",
        )
    return content.decode("utf-8")


def _measure(text: str, path: Path) -> None:
    """Refuse a text that repeats, nests or holds too much, before anything is built from it."""
    depth = count = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        what = ""
        count += isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            what = f"“*{event.anchor}” repeats another part of the file; write it out instead"
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                what = f"More than {DEEPEST} levels stand inside each other"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_VALUE:
            what = f"A name or value here is longer than {LONGEST_VALUE:,} characters"
        if count > MOST_VALUES:
            what = f"There are more than {MOST_VALUES:,} names and values"
        if what:
            raise GapError(
                f"{what}.",
                where=f"{path.name}:{event.start_mark.line + 1}",
                next_step="Correct the file; nothing was changed.",
            )


def _value(
    node: yaml.Node, place: Place, lines: dict[Place, int], loader: yaml.SafeLoader, path: Path
) -> object:
    """Return the plain value of a node and note the lines of its parts."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, (*place, index), lines, loader, path)
            for index, child in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            key = key if isinstance(key, (str, int)) else str(key)
            line = key_node.start_mark.line + 1
            if key in result:
                raise GapError(f"“{key}” stands twice.", where=f"{path.name}:{line}")
            lines[(*place, key)] = line
            result[key] = _value(value_node, (*place, key), lines, loader, path)
        return result
    return loader.construct_object(node, deep=True)


def validated(
    model: type[Model], source: Marked, *, place: Place = (), data: object = None
) -> Model:
    """Return ``data`` (default: the whole file) as a checked ``model``.

    Args:
        model: A pydantic model, normally with ``extra="forbid"``.
        source: The file, for its name and lines.
        place: Where ``data`` stands in the file.
        data: The part to check.

    Raises:
        GapError: The first mistake, with ``file:line``; the others are counted.
    """
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        misspelt = (one for one in problems if one["type"] == "extra_forbidden")
        first = next(misspelt, problems[0])  # a wrong name explains the field that is missing
        inside = tuple(part for part in first["loc"] if isinstance(part, (str, int)))
        name = ".".join(str(part) for part in (*place, *inside))
        more = f" ({len(problems) - 1} more like it.)" if len(problems) > 1 else ""
        hint = ""
        if first["type"] == "extra_forbidden" and inside:
            hint = nearest(str(inside[-1]), _fields(model, inside[:-1]))
        raise GapError(
            f"{name or source.file.name} has a problem: {_plain(first)}.{hint}{more}",
            where=source.at((*place, *inside)),
        ) from None


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean “x”?`` for the known name closest to ``word``, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean “{found[0]}”?" if found else ""


def _plain(problem: Mapping[str, object]) -> str:
    """Return a pydantic message in plain words."""
    if problem["type"] == "extra_forbidden":
        return "it is not a known field"
    if problem["type"] == "missing":
        return "it is required and missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _fields(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the field names of the (possibly nested) model that ``path`` leads to."""
    for part in path:
        field = model.model_fields.get(str(part))
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that an annotation is or holds: ``Model | None``, ``dict[str, Model]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
