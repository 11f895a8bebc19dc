"""Merging: two people changed the same promise, and neither change may be lost.

What only one of them touched is taken from that one. Where both changed the same field to
different values they clash, and a person chooses. Pure; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final, Generic

from governance.promises import Content, Evidence

WITHOUT_A_CHOICE: Final = frozenset(("answers_revision",))
"""Fields that follow from what is merged."""
Value = Any


@dataclass(frozen=True)
class Clash:
    """One field that both changed."""

    name: str
    """Such as ``wanted_date`` or ``scores.data``."""
    was: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True)
class Merged(Generic[Content]):
    """Both changes together."""

    content: Content
    """With the own value where both changed a field."""
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]
    """Fields that only the other one changed; they are taken over."""


def parts(content: Content) -> dict[str, Value]:
    """Return a promise's fields by name; the scores one by one, without what was measured."""
    found: dict[str, Value] = {}
    for field in fields(content):  # type: ignore[arg-type]  # promises are dataclasses
        value = getattr(content, field.name)
        if field.name in WITHOUT_A_CHOICE:
            continue
        if is_dataclass(value) and not isinstance(value, (type, Evidence)):
            for part in fields(value):
                found[f"{field.name}.{part.name}"] = _said(getattr(value, part.name))
        else:
            found[field.name] = value
    return found


def with_parts(content: Content, chosen: Mapping[str, Value]) -> Content:
    """Return the promise with some of its fields as chosen; names as in ``parts``."""
    changed: dict[str, Value] = {}
    for name, value in chosen.items():
        field, _, part = name.partition(".")
        if part:
            whole = changed.get(field, getattr(content, field))
            changed[field] = replace(whole, **{part: value})
        else:
            changed[field] = value
    return replace(content, **changed)  # type: ignore[type-var]  # promises are dataclasses


def merged(base: Content, *, theirs: Content, mine: Content) -> Merged[Content]:
    """Return both changes together.

    Args:
        base: What both began from.
        theirs: What the other person signed since.
        mine: What was about to be signed.
    """
    was, other, own = parts(base), parts(theirs), parts(mine)
    kept: dict[str, Value] = {}
    clashes, taken = [], []
    for name in own:
        if own[name] == other[name]:
            continue
        if own[name] == was[name]:
            taken.append(name)
            continue
        kept[name] = own[name]
        if other[name] != was[name]:
            clashes.append(Clash(name, was[name], other[name], own[name]))
    return Merged(with_parts(theirs, kept), tuple(clashes), tuple(taken))


def _said(value: Value) -> Value:
    """Return a score as its author gave it; what was measured is no part of what is chosen."""
    return Evidence(value.score, value.note) if isinstance(value, Evidence) else value
