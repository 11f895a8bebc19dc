"""The foreign file itself: decoded, split into records, every column found by its heading.

A file that lacks a column, or has one that the profile does not know, is refused: it is another
file, and reading it by these rules would be guessing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines.errors import RefusedFile
from pipelines.intake.mapping.ledger import Ledger, MappingProblem
from pipelines.intake.mapping.model import Profile, SourceColumn
from pipelines.intake.mapping.values import Record
from pipelines.intake.mapping.words import Vocabulary, folded
from pipelines.marked_yaml import nearest


def records_of(source: Path, profile: Profile, ledger: Ledger) -> list[Record]:
    """Return the records of the file; a ragged one is a problem, an empty one is none."""
    rows = _rows(source, profile)
    header = next(rows, None)
    if header is None:
        raise RefusedFile(f"{source.name} is empty.", next_step="Nothing was loaded.")
    places, left_out = _places(header, source, profile)
    vocabulary = Vocabulary(profile)
    records: list[Record] = []
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            if row:
                ledger.report(
                    MappingProblem(
                        line, "", "", f"The row has {len(row)} cells instead of {len(header)}."
                    )
                )
            continue
        cells = {alias: row[place] for alias, place in places.items()}
        records.append(Record(line, tuple(row), cells, profile, vocabulary, ledger))
        for place, decision in left_out.items():
            if row[place].strip():
                ledger.count(decision, line, str(place))
    return records


def _rows(source: Path, profile: Profile) -> Iterator[list[str]]:
    """Yield the rows of the file, decoded as the profile says."""
    try:
        text = source.read_bytes().decode(profile.file.encoding)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RefusedFile(
            f"{source.name} is not written in {profile.file.encoding}: "
            f"byte 0x{error.object[error.start]:02x} has no meaning there.",
            where=f"{source.name}, text line {line}.",
            next_step=f"The profile {profile.name} expects {profile.file.encoding}. "
            "Nothing was loaded.",
        ) from None
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=profile.file.delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise RefusedFile(
            f"{source.name} is not a readable CSV: {error}.",
            where=f"{source.name}, text line {reader.line_num}.",
            next_step="Nothing was loaded.",
        ) from None


def _places(
    header: Sequence[str], source: Path, profile: Profile
) -> tuple[dict[str, int], dict[int, str]]:
    """Return where each named column stands, and the decision of each column left out.

    Raises:
        RefusedFile: A column is missing, or one is there that the profile does not know.
    """
    found: dict[tuple[str, int], int] = {}
    seen: dict[str, int] = {}
    for place, heading in enumerate(header):
        name = folded(heading)
        seen[name] = seen.get(name, 0) + 1
        found[name, seen[name]] = place
    places = {
        alias: _place(column, found, header=header, source=source)
        for alias, column in profile.file.columns.items()
    }
    left_out = {
        _place(column, found, header=header, source=source): column.decision
        for column in profile.file.left_out
    }
    unknown = set(range(len(header))) - set(places.values()) - set(left_out)
    if unknown:
        raise RefusedFile(
            f"{source.name} has a column that the profile {profile.name} does not know: "
            f"“{' '.join(header[min(unknown)].split())[:80]}”.",
            where=f"{source.name}, column {min(unknown) + 1}.",
            next_step="Name it in the profile, among columns or left_out. Nothing was loaded.",
        )
    return places, left_out


def _place(
    column: SourceColumn, found: Mapping[tuple[str, int], int], *, header: Sequence[str],
    source: Path,
) -> int:  # fmt: skip
    """Return the index of one column, by heading and occurrence."""
    name = folded(column.header)
    if (name, column.occurrence) in found:
        return found[name, column.occurrence]
    times = sum(1 for key in found if key[0] == name)
    hint = f" The heading stands {times} times." if times else nearest(column.header, header)
    raise RefusedFile(
        f"{source.name} lacks the column “{' '.join(column.header.split())[:80]}”"
        f"{f', number {column.occurrence}' if column.occurrence > 1 else ''}.{hint}",
        where=f"{source.name}, line 1.",
        next_step="This profile is for another file, or the file was changed. Nothing was loaded.",
    )
