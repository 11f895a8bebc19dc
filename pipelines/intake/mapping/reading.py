"""A profile's YAML becomes a checked profile; every mistake is told with its file and line.

Names are checked both ways: a rule may name only columns, maps, date readings and decisions
that exist, and a decision that no rule counts under is refused, since its count would be a lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from pipelines.errors import GapError
from pipelines.intake.mapping.checks import EVERY_COLUMN
from pipelines.intake.mapping.model import Profile, SourceColumn
from pipelines.marked_yaml import Marked, Place, marked, nearest, validated

SHIPPED = Path(__file__).resolve().parent.parent / "profiles"
"""Folder of the profiles that come with the product."""

_COLUMN = {
    "column", "names", "earlier", "later", "same", "spellings", "filled", "empty", "dated",
    "undated",
}  # fmt: skip
_DECISION = {
    "decision", "unread", "corrected_decision", "undatable_decision", "future", "impossible",
    "missing", "not_applicable", "placeholder",
}  # fmt: skip
_KINDS = {
    **dict.fromkeys(_COLUMN, "column"),
    **dict.fromkeys(_DECISION, "decision"),
    **dict.fromkeys(("date", "dates"), "date reading"),
    "map": "map",
}
"""What kind of name each word of the vocabulary holds, where it holds plain text."""
_NOT_NAMES = {"Words"}
"""Parts whose texts are spellings in the file, not names in the profile."""


def shipped_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that come with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def read_profile(name_or_path: str | Path) -> Profile:
    """Return the shipped profile of that name, or the profile in that file.

    Raises:
        GapError: There is no such profile, or it has a mistake; the line is named.
    """
    path = _place_of(name_or_path)
    source = marked(path)
    if not isinstance(source.data, dict):
        raise GapError(
            f"{path.name} holds no profile.",
            where=path.name,
            next_step="Begin with name, title and source; nothing was loaded.",
        )
    profile = validated(Profile, source)
    _check_names(profile, source)
    return profile


def _place_of(name_or_path: str | Path) -> Path:
    """Return the file of a shipped name or of a path to a YAML file."""
    given = Path(name_or_path)
    if given.suffix in {".yaml", ".yml"} or given.parent != Path():
        return given
    if (SHIPPED / f"{given}.yaml").is_file():
        return SHIPPED / f"{given}.yaml"
    known = shipped_profiles()
    raise GapError(
        f"There is no mapping profile called “{given}”.{nearest(str(given), known)}",
        next_step=f"Profiles: {', '.join(known)}; or give a path to a YAML file. "
        "Nothing was loaded.",
    )


def _check_names(profile: Profile, source: Marked) -> None:
    """Refuse a rule that names what is not there, and a decision that nothing counts under."""
    known: dict[str, set[str]] = {
        "column": set(profile.file.columns),
        "map": set(profile.maps),
        "date reading": set(profile.dates),
        "decision": set(profile.decisions),
    }
    used: set[str] = set()
    for kind, name, place in _named(profile, ()):
        if name not in known[kind] and name != EVERY_COLUMN:
            raise GapError(
                f"No {kind} is called “{name}”.{nearest(name, known[kind])}",
                where=source.at(place),
                next_step="Correct the profile; nothing was loaded.",
            )
        if kind == "decision":
            used.add(name)
    for name in profile.decisions:
        if name not in used:
            raise GapError(
                f"Nothing counts under the decision “{name}”.",
                where=source.at(("decisions", name)),
                next_step="Name it in a rule or delete it; nothing was loaded.",
            )
    _check_columns(profile, source)


def _check_columns(profile: Profile, source: Marked) -> None:
    """Refuse two names for one column."""
    seen: dict[tuple[str, int], Place] = {}
    entries: list[tuple[SourceColumn, Place]] = [
        (column, ("file", "columns", alias)) for alias, column in profile.file.columns.items()
    ]
    entries += [
        (column, ("file", "left_out", index)) for index, column in enumerate(profile.file.left_out)
    ]
    for column, place in entries:
        key = (" ".join(column.header.split()).casefold(), column.occurrence)
        if key in seen:
            raise GapError(
                f"The column “{column.header[:60]}” ({column.occurrence}) is named twice, "
                f"here and at {source.at(seen[key])}.",
                where=source.at(place),
                next_step="Give occurrence: 2, 3, ... to columns with the same heading.",
            )
        seen[key] = place


def _named(part: BaseModel, place: Place) -> Iterator[tuple[str, str, Place]]:
    """Yield every name that the rules in ``part`` refer to: its kind, itself, its place."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        kind = _KINDS.get(field) if type(part).__name__ not in _NOT_NAMES else None
        yield from _names_in(value, kind, (*place, field))


def _names_in(value: object, kind: str | None, place: Place) -> Iterator[tuple[str, str, Place]]:
    """Yield the names in one value of a part."""
    if isinstance(value, BaseModel):
        yield from _named(value, place)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _names_in(inner, None, (*place, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _names_in(inner, kind, (*place, index))
    elif isinstance(value, str) and value and kind:
        yield kind, value, place
