"""Somebody else's CSV becomes our extracts: the front of the mapping profiles.

``read_profile`` reads the rules (``profile_reading``; their vocabulary is ``profile_model``).
``apply_profile`` opens the foreign file (``profile_source``), reads it record by record
(``profile_values``, with ``profile_words`` and ``profile_dates``), counts what was met
(``profile_checks``, ``profile_ledger``) and writes one all-text CSV per extract, which intake
then checks like any other upload. Every written row carries the row that a spreadsheet shows
for it in the foreign file.

Why so: rows go through Python's csv module, not DuckDB, because an inventory that people typed
has thousands of rows, not millions, and needs every cell told apart. Until one needs more.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.mapping.checks import give_identifiers, run_checks
from pipelines.intake.mapping.ledger import Ledger, MappingProblem
from pipelines.intake.mapping.model import ExtractPlan, Field, Profile
from pipelines.intake.mapping.reading import read_profile, shipped_profiles
from pipelines.intake.mapping.source import records_of
from pipelines.intake.mapping.values import Record
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
    records = records_of(source, profile, ledger)
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
