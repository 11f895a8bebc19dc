"""Somebody else's CSV becomes our extracts: the front of the mapping profiles.

``read_profile`` reads a profile (``profile_reading``), ``apply_profile`` walks the foreign file
record by record (``profile_values``), counts what was met (``profile_checks``) and writes one
all-text CSV per extract, which intake then checks like any other upload. Every output row
carries the row that a spreadsheet shows for it in the foreign file.

Why so: rows go through Python's csv module, not DuckDB, because an inventory that people typed
has thousands of rows, not millions, and needs every cell told apart. Until one needs more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import GapError, RefusedFile
from pipelines.extracts.contract import Extract
from pipelines.intake.profile_checks import give_identifiers, run_checks
from pipelines.intake.profile_model import ExtractPlan, Field, Profile, SourceColumn
from pipelines.intake.profile_reading import read_profile, shipped_profiles
from pipelines.intake.profile_values import Ledger, MappingProblem, Record, Vocabulary, folded
from pipelines.marked_yaml import nearest

__all__ = [
    "Decision", "Mapped", "MappingProblem", "Part", "Profile",
    "apply_profile", "read_profile", "shipped_profiles",
]  # fmt: skip

LINE = "_line"
"""First column of every written file: the record's row in the foreign file, heading = 1."""


@dataclass(frozen=True)
class Part:
    """One written extract: an all-text CSV that replaces ``period``."""

    extract: str
    path: Path
    period: str
    rows: int


@dataclass(frozen=True)
class Decision:
    """What was met in the foreign file, what is done about it, and how often it was met."""

    id: str
    what_was_met: str
    what_we_do: str
    count: int


@dataclass(frozen=True)
class Mapped:
    """The outcome of a mapping; with problems, the cells concerned were left empty."""

    parts: tuple[Part, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[MappingProblem, ...]
    rows_read: int


def apply_profile(
    source: Path, profile: Profile, folder: Path, *, extracts: Mapping[str, Extract]
) -> Mapped:
    """Write the extracts that ``profile`` makes of ``source`` into ``folder``.

    Args:
        source: The foreign CSV.
        profile: The rules, from ``read_profile``.
        folder: Where the files go; must exist.
        extracts: The contracts; they give the columns and their order.

    Returns:
        The written parts, the count of every decision, and the cells that no rule covers.

    Raises:
        RefusedFile: The file is not of the kind that the profile describes.
        GapError: The profile fills an extract or a column that no contract has.
    """
    _check_contracts(profile, extracts)
    ledger = Ledger()
    records = _records(source, profile, ledger)
    run_checks(records, profile, ledger)
    give_identifiers(records, profile.identifier)
    parts = tuple(
        _write(name, plan, records, profile=profile, extract=extracts[name], folder=folder)
        for name, plan in profile.extracts.items()
    )
    for record in records:
        record.count_unread()
    decisions = tuple(
        Decision(name, text.met, text.do, len(ledger.met.get(name, ())))
        for name, text in profile.decisions.items()
    )
    problems = sorted(ledger.problems.values(), key=lambda problem: (problem.line, problem.column))
    return Mapped(parts, decisions, tuple(problems), len(records))


def _records(source: Path, profile: Profile, ledger: Ledger) -> list[Record]:
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


def _check_contracts(profile: Profile, extracts: Mapping[str, Extract]) -> None:
    """Refuse a profile that fills what no contract has."""
    for name, plan in profile.extracts.items():
        if name not in extracts:
            raise GapError(
                f"The profile {profile.name} fills “{name}”, which is no extract."
                f"{nearest(name, extracts)}",
                where=f"{profile.name}, extracts.{name}.",
                next_step="Correct the profile; nothing was loaded.",
            )
        columns = extracts[name].column_names
        for field in {*plan.fields, *(field for row in plan.rows for field in row.fields)}:
            if field not in columns:
                raise GapError(
                    f"The extract {name} has no column “{field}”.{nearest(field, columns)}",
                    where=f"{profile.name}, extracts.{name}.{field}.",
                    next_step="Correct the profile; nothing was loaded.",
                )


def _write(
    name: str, plan: ExtractPlan, records: Sequence[Record], *, profile: Profile,
    extract: Extract, folder: Path,
) -> Part:  # fmt: skip
    """Write one extract; columns that the profile does not fill stay empty."""
    path = folder / f"{name}_{profile.period}.csv"
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((LINE, *extract.column_names))
        for record in records:
            if plan.where and not record.holds(plan.where):
                continue
            for row in plan.rows:
                values = _values(record, {**plan.fields, **row.fields})
                if row.only_with and not values[row.only_with]:
                    continue
                writer.writerow(
                    (record.line, *(values.get(column, "") for column in extract.column_names))
                )
                rows += 1
    return Part(name, path, profile.period, rows)


def _values(record: Record, fields: Mapping[str, Field]) -> dict[str, str]:
    """Return a row's fields; those that ask for a reason come after those that give one."""
    values: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for name, rule in sorted(fields.items(), key=lambda item: item[1].reason_of is not None):
        values[name], reasons[name] = record.value(rule, reasons)
    return values
