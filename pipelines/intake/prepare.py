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
from pipelines.intake.annotated import NOTE as ANNOTATED
from pipelines.intake.annotated import is_annotated
from pipelines.intake.convert import fingerprint
from pipelines.intake.encodings import encoding_question
from pipelines.intake.handed import Begun, Handed, begun, extract_of, period_of, refuse_absent
from pipelines.intake.header import LINE, Matched, matched
from pipelines.intake.heading import fitted
from pipelines.intake.layout import Layout
from pipelines.intake.questions import Unanswered
from pipelines.intake.read import Opening, profiled
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.scanning import NotThatText, Scan, scan, sha256_of
from pipelines.intake.stage import Table
from pipelines.intake.tidy import write_tidy
from pipelines.intake.unpacked import Opened, Serials
from pipelines.intake.verdict import MISFITS
from pipelines.periods import MONTHS, Period, parsed

if TYPE_CHECKING:
    from pipelines.intake.mapping.applying import Profile

__all__ = [
    "Handed", "Known", "Prepared", "known", "prepared", "refuse_changed", "refuse_unfit_period",
    "scanned", "tidied", "unreadable_rows",
]  # fmt: skip


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
    opened: Opened | None = None

    @property
    def text(self) -> Path:
        """Return where the file's text lies: the file itself unless it was packed."""
        return self.opened.path if self.opened else self.handed.path

    @property
    def serials(self) -> Serials:
        """Return from which day a workbook counts; empty for any other file."""
        return self.opened.serials if self.opened else ""

    @property
    def separates_by_commas(self) -> bool:
        """Return whether commas stand between its cells, and so points before its decimals."""
        return self.opening is None or self.opening.delimiter == ","


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


def known(handed: Handed, extracts: Mapping[str, Extract], folder: Path) -> Known:
    """Return what a file is; a packed one is unpacked into ``folder``.

    Raises:
        Unanswered: Somebody has to say something about it first.
        Refusal: It is none of ours.
        GapError: What its bringer said about it makes no sense.
    """
    refuse_absent(handed)
    touched = _touched(handed.path)
    if handed.profile is not None:
        return _known_by_profile(handed, extracts, touched)
    period = period_of(handed)
    begin = begun(handed, extracts, folder)
    if begin.questions or begin.opening is None:
        raise Unanswered(handed.name, begin.questions)
    opening, line = begin.opening, begin.opening.header_line
    choice = extract_of(handed, opening, extracts)
    match = matched(opening.header, choice, name=handed.name, line=line)
    refuse_unfit_period(match.extract, period, name=handed.name)
    seen = scanned(handed, begin.opened, opening)
    label = period.label if period else ""
    said = _readings(handed, begin, match, extracts)
    key = _key(seen.sha256, opening.encoding, label, fingerprint(match.extract), *said)
    return Known(
        handed, seen, (match.extract.name,), key, period, touched, opening, match,
        opened=begin.opened,
    )  # fmt: skip


def scanned(handed: Handed, opened: Opened, opening: Opening) -> Scan:
    """Read every byte of the text; the hash is that of the file as it was handed in."""
    try:
        seen = scan(opened.path, opening.encoding, name=handed.name)
    except NotThatText:
        if handed.layout.encoding is not None:
            raise
        question = encoding_question(opened.path, name=handed.name)
        raise Unanswered(handed.name, (question,)) from None
    if opened.path == handed.path:
        return seen
    whole = sha256_of(handed.path)
    return replace(seen, sha256=whole.sha256, size=whole.size)


def _readings(
    handed: Handed, begin: Begun, match: Matched, extracts: Mapping[str, Extract]
) -> tuple[str, ...]:
    """Return what was said of a file that its bytes and its name do not say: part of its identity.

    A file that is read as it always was has none, so what was loaded before stays known.
    """
    assert begin.opening is not None  # noqa: S101  # a file without one was asked about
    layout = handed.layout
    parts: dict[str, object] = {
        "sheet": begin.opened.sheet,
        "fiscal year": handed.fiscal_year_starts or "",
        "decimal mark": layout.decimal_mark or "",
        "dates": sorted(layout.dates.items()) or "",
        "words": sorted((name, sorted(words.items())) for name, words in layout.words.items()),
        "constants": sorted(match.constants.items()),
    }
    if layout.delimiter or layout.header_line:
        parts |= {"delimiter": begin.opening.delimiter, "line": begin.opening.header_line}
    by_itself = fitted(begin.opening.header, match.extract, Layout())
    if match.columns != by_itself.columns or not by_itself.is_complete:
        parts["columns"] = list(match.columns)
    return tuple(f"{name}: {part}" for name, part in parts.items() if part)


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
        what.text,
        what.matched.columns,
        what.opening.delimiter,
        what.period,
        headings=what.matched.headings,
        constants=what.matched.constants,
    )
    ours = is_annotated(what.opening.header)
    if ours or not what.scan.tidy or what.opening.header_line > 1:
        return tidied(what, table, folder)
    return Prepared((table,), _notes(what))


def tidied(what: Known, table: Table, folder: Path) -> Prepared:
    """Return the table of a file that has to be written out tidily first."""
    assert what.opening is not None and what.matched is not None  # noqa: S101  # set without a profile
    target = folder / "tidy.csv"
    wrong = write_tidy(what.text, what.opening, target, folder / MISFITS, name=what.handed.name)
    if not wrong:
        (folder / MISFITS).unlink()
    tidy = replace(
        table,
        path=target,
        columns=(LINE, *table.columns),
        headings=(LINE, *table.headings),
        delimiter=",",
    )
    return Prepared((tidy,), _notes(what), misfits=wrong)


def _notes(what: Known) -> tuple[Problem, ...]:
    """Return what is to be said about how a file was unpacked and its header was understood."""
    assert what.opening is not None and what.matched is not None  # noqa: S101  # set without a profile
    ours = (ANNOTATED,) if is_annotated(what.opening.header) else ()
    return (*(what.opened.notes if what.opened else ()), *ours, *what.matched.notes)


def unreadable_rows(what: Known) -> Refusal:
    """Return the refusal of a file whose rows nobody can tell apart."""
    return Refusal(
        "unreadable_rows",
        f"The rows of {what.handed.name} cannot be told apart.",
        next_step="Export it again as CSV (UTF-8). Nothing was loaded.",
    )


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
    from pipelines.intake.mapping.applying import read_profile

    if handed.extract or handed.period or handed.layout != Layout():
        raise GapError(
            "A mapping profile says itself what the extracts, the period and the encoding are.",
            next_step="Leave out --extract, --period, --encoding and what else says how the file "
            "is written. Nothing was loaded.",
        )
    profile = read_profile(handed.profile or "")
    seen = profiled(handed.path, name=handed.name)
    names = tuple(profile.extracts)
    contracts = (fingerprint(extracts[name]) for name in names if name in extracts)
    key = _key(seen.sha256, profile.model_dump_json(), *contracts)
    return Known(handed, seen, names, key, None, touched, profile=profile)


def _mapped(
    what: Known, profile: Profile, folder: Path, extracts: Mapping[str, Extract]
) -> Prepared:
    """Return the tables that a profile makes of a file, with the count of every decision."""
    from pipelines.intake.mapping.applying import apply_profile

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


def refuse_unfit_period(extract: Extract, period: Period | None, *, name: str) -> None:
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
