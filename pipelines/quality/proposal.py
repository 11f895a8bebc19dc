"""A contract proposed from a file, as YAML that a person completes.

It says what the file shows by itself: types, what is never empty, short lists of words, a key,
the column that tells how new the rows are. Limits and rules are left out: taken from the data
they would allow whatever is wrong in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import yaml

from pipelines.quality.policy import quality_policy
from pipelines.quality.seen import PLAIN, SeenColumn, SeenFile, seen_in

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

_PERIOD: Final = re.compile(r"[-_ ]*(19|20)\d\d([-_ ]?(q[1-4]|\d\d)){0,2}$", re.IGNORECASE)
"""What a file's name says of its quarter or day, which is no part of the dataset's name."""
_NEVER: Final = 10**6
"""A width at which no line is broken."""
BY_HAND: Final = """\
id: DS-NEW
title: ""  # fill in
domain: ""  # fill in: the part of the business that it belongs to
owner: ""  # fill in: the role that answers for it
critical: false  # true if an initiative that uses it cannot do without it
used_by: []  # initiatives, such as [AI-017, AI-012]
source: {file: folder/name.parquet}  # or {database: name, table: schema.table}
key: []  # columns that together tell one row from another
columns:
  column_name: {type: text, required: true}
"""
"""A contract to begin with where there is no file to look at."""


def proposed_contract(workspace: Workspace, path: Path, *, name: str, today: date) -> str:
    """Return a contract for a CSV or Parquet file as YAML, with comments to its author.

    Args:
        workspace: Whose settings say what reading may cost.
        path: The file; it is only read.
        name: Its name, of which the dataset's is made.
        today: A moment after this day lies ahead, and so tells nothing of freshness.

    Raises:
        Refusal: The file cannot be read, has no rows, or no column that a contract could name.
    """
    found = seen_in(workspace, path, name=name, today=today)
    return "\n".join(_lines(found, _printable(name))) + "\n"


def _lines(found: SeenFile, name: str) -> Iterator[str]:
    """Yield the lines of the contract."""
    stem = _PERIOD.sub("", PurePath(name).stem)
    title = " ".join(re.sub(r"[_\W]+", " ", stem).split())[:100] or "New dataset"
    yield f"# Proposed from {name[:100]}: {found.rows:,} rows, {len(found.columns)} columns."
    yield "# Correct and complete it; what it does not say is not checked."
    yield f"id: {_identifier(stem)}"
    yield f"title: {_scalar(title[:1].upper() + title[1:])}"
    yield 'domain: ""  # fill in: the part of the business that it belongs to'
    yield 'owner: ""  # fill in: the role that answers for it'
    yield "critical: false  # true if an initiative that uses it cannot do without it"
    yield "used_by: []  # initiatives, such as [AI-017, AI-012]"
    yield "source: {upload: true}"
    if found.key:
        yield f"key: [{_scalar(found.key)}]  # filled and different in every row"
    else:
        yield "key: []  # no column is filled and different in every row; several may be together"
    yield "# unique: [[name, birth_date]]  # further columns that together must not repeat"
    yield "columns:"
    yield from (_column(column, found.rows) for column in found.columns)
    for each in found.left_out:
        yield f"  # left out, for a contract cannot write its name: {_printable(each)[:80]}"
    if found.freshest:
        hours = quality_policy().proposal.hours
        yield f"freshness: {{column: {_scalar(found.freshest)}, hours: {hours:g}}}  # agree on it"


def _column(column: SeenColumn, rows: int) -> str:
    """Return one column with what its author should know of it."""
    parts, notes = [f"type: {column.type}"], []
    if column.filled == rows:
        parts.append("required: true")
    else:
        notes.append(f"{rows - column.filled:,} of {rows:,} are empty")
    if column.words:
        words = ", ".join(_scalar(word, quoted=True) for word in column.words)
        parts.append(f"allowed: [{words}]")
    if column.nearly:
        notes.append(
            f"{int(column.nearly_percent)}% can be read as {column.nearly}: "
            f"write type: {column.nearly} to have the others found"
        )
    said = f"  # {'; '.join(notes)}" if notes else ""
    return f"  {_scalar(column.name)}: {{{', '.join(parts)}}}{said}"


def _identifier(stem: str) -> str:
    """Return an identifier made of a file's name."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().upper()
    said = re.sub(r"[^A-Z0-9]+", "-", plain).strip("-").removeprefix("DS-")[:40].strip("-")
    return f"DS-{said or 'NEW'}"


def _scalar(text: str, *, quoted: bool = False) -> str:
    """Return text as YAML, in quotes where it would be read as something else."""
    if not quoted and PLAIN.fullmatch(text) and yaml.safe_load(text) == text:
        return text
    return str(yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_NEVER)).strip()


def _printable(text: str) -> str:
    """Return text that can stand in a comment."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
