"""From a file that was handed in to tables of text that can be staged.

Three ways lead there: a clean file is read where it lies, an untidy one is written out tidily
first, and somebody else's file is turned into ours by a mapping profile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.convert import fingerprint
from pipelines.intake.header import LINE, Matched, folded, known_names, matched, named
from pipelines.intake.read import Opening, Scan, opening, scan, sha256_of
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.stage import Table
from pipelines.intake.tidy import write_tidy
from pipelines.intake.verdict import MISFITS
from pipelines.periods import MONTHS, Period, parsed

if TYPE_CHECKING:
    from pipelines.intake.profile import Profile


@dataclass(frozen=True)
class Handed:
    """A file as it was handed in, and what its bringer said about it."""

    path: Path
    name: str
    extract: str | None = None
    profile: str | None = None
    period: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Known:
    """What a file is, before any of its rows was looked at."""

    handed: Handed
    scan: Scan
    extracts: tuple[str, ...]
    idempotency: str
    """Equal for two files exactly if loading the second would say what the first said."""
    period: Period | None
    touched: tuple[int, int]
    """The file's size and moment before it was hashed."""
    opening: Opening | None = None
    matched: Matched | None = None
    profile: Profile | None = None


@dataclass(frozen=True)
class Prepared:
    """The tables of a file, and what is to be said about it before its rows are judged."""

    tables: tuple[Table, ...]
    notes: tuple[Problem, ...] = ()
    unmapped: tuple[Problem, ...] = ()
    """Cells that a profile has no rule for; their lines are bad lines."""
    misfits: int | None = None
    """Rows of the wrong width, where the file was written out tidily; None where it was not."""
    introduces: Mapping[str, str] = field(default_factory=dict)
    """What a first load of it says of the whole workspace: its title and its day."""


def known(handed: Handed, extracts: Mapping[str, Extract]) -> Known:
    """Return what a file is.

    Raises:
        Refusal: It is none of ours.
        GapError: What its bringer said about it makes no sense.
    """
    if not handed.path.is_file():
        raise GapError(
            f"There is no file {handed.path}.", next_step="Check the path; nothing was loaded."
        )
    touched = _touched(handed.path)
    if handed.profile is not None:
        return _known_by_profile(handed, extracts, touched)
    hinted, named_period = named(handed.name)
    period = parsed(handed.period) if handed.period else named_period
    names = known_names(extracts.values())
    begin = opening(
        handed.path,
        encoding=handed.encoding,
        name=handed.name,
        score=lambda cells: sum(folded(cell) in names for cell in cells),
    )
    match = matched(begin.header, extracts, asked=handed.extract, hinted=hinted, name=handed.name)
    _refuse_unfit_period(match.extract, period, name=handed.name)
    seen = scan(handed.path, begin.encoding, name=handed.name)
    label = period.label if period else ""
    key = _key(seen.sha256, begin.encoding, label, fingerprint(match.extract))
    return Known(handed, seen, (match.extract.name,), key, period, touched, begin, match)


def prepared(what: Known, folder: Path, extracts: Mapping[str, Extract]) -> Prepared:
    """Return the tables of a file; whatever has to be written goes to ``folder``.

    Raises:
        Refusal: The file's quotes make no sense, or the profile does not fit it.
    """
    if what.profile is not None:
        return _mapped(what, what.profile, folder, extracts)
    assert what.opening is not None and what.matched is not None  # noqa: S101  # set without a profile
    table = Table(
        what.matched.extract,
        what.handed.path,
        what.matched.columns,
        what.opening.delimiter,
        what.period,
    )
    if not what.scan.tidy:
        return tidied(what, table, folder)
    return Prepared((table,), what.matched.notes)


def tidied(what: Known, table: Table, folder: Path) -> Prepared:
    """Return the table of a file that has to be written out tidily first."""
    assert what.opening is not None and what.matched is not None  # noqa: S101  # set without a profile
    target = folder / "tidy.csv"
    wrong = write_tidy(
        what.handed.path, what.opening, target, folder / MISFITS, name=what.handed.name
    )
    if not wrong:
        (folder / MISFITS).unlink()
    tidy = replace(table, path=target, columns=(LINE, *table.columns), delimiter=",")
    return Prepared((tidy,), what.matched.notes, misfits=wrong)


def refuse_changed(what: Known) -> None:
    """Refuse a file that somebody wrote to while it was read: its hash would not be its own.

    Raises:
        Refusal: The file is no longer the one that was hashed.
    """
    if _touched(what.handed.path) != what.touched:
        raise Refusal(
            "changed_meanwhile",
            f"{what.handed.name} was changed while it was read.",
            next_step="Load it again once it is complete. Nothing was loaded.",
        )


def _touched(path: Path) -> tuple[int, int]:
    """Return what changes when somebody writes to a file: its size and its moment."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _known_by_profile(
    handed: Handed, extracts: Mapping[str, Extract], touched: tuple[int, int]
) -> Known:
    """Return what a file is that a mapping profile turns into ours."""
    from pipelines.intake.profile import read_profile

    if handed.extract or handed.period or handed.encoding:
        raise GapError(
            "A mapping profile says itself what the extracts, the period and the encoding are.",
            next_step="Leave out --extract, --period and --encoding. Nothing was loaded.",
        )
    profile = read_profile(handed.profile or "")
    seen = sha256_of(handed.path, name=handed.name)
    names = tuple(profile.extracts)
    contracts = (fingerprint(extracts[name]) for name in names if name in extracts)
    key = _key(seen.sha256, profile.model_dump_json(), *contracts)
    return Known(handed, seen, names, key, None, touched, profile=profile)


def _mapped(
    what: Known, profile: Profile, folder: Path, extracts: Mapping[str, Extract]
) -> Prepared:
    """Return the tables that a profile makes of a file, with the count of every decision."""
    from pipelines.intake.profile import apply_profile

    mapped = apply_profile(what.handed.path, profile, folder, extracts=extracts)
    tables = []
    for part in mapped.parts:
        extract = extracts[part.extract]
        if not extract.snapshot:
            # One report is one period: an inventory of 2024-Q4 tells of events since 1993, and
            # they belong to that load, not to eighty quarters of which most were never loaded.
            extract = replace(extract, period_column=None)
        columns = (LINE, *extract.column_names)
        tables.append(Table(extract, part.path, columns, ",", parsed(part.period)))
    decisions = tuple(
        Problem(
            "note",
            "decision",
            None,
            decision.id,
            str(decision.count),
            f"{decision.what_was_met} → {decision.what_we_do} ({decision.count})",
        )
        for decision in mapped.decisions
    )
    unmapped = tuple(
        Problem("error", "unmapped", one.line, one.column, one.value, one.message)
        for one in mapped.problems
    )
    introduces = {"title": profile.title, "reporting_date": profile.as_of.isoformat()}
    return Prepared(tuple(tables), decisions, unmapped, introduces=introduces)


def _refuse_unfit_period(extract: Extract, period: Period | None, *, name: str) -> None:
    """Refuse a period that cannot be what the file is about."""
    if period is None:
        if extract.period_column is None:
            raise Refusal(
                "no_period",
                f"{name} does not say which {extract.grain} it is about.",
                next_step=f"Call it {extract.name}_2026-Q1.csv or add --period. "
                "Nothing was loaded.",
            )
        return
    exactly = extract.period_column is None and period.grain != extract.grain
    if exactly or MONTHS[period.grain] < MONTHS[extract.grain]:
        raise Refusal(
            "unfit_period",
            f"{extract.name} is loaded by {extract.grain}, and {period} is a {period.grain}.",
            next_step="Name the period that the file is about. Nothing was loaded.",
        )


def _key(*parts: str) -> str:
    """Return a short text that is equal only where all parts are."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
