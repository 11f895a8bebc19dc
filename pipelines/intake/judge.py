"""Judging: from what a file is to which of its rows may count, and what is to be said about it.

Nothing here changes anything outside the folder it is given, and nothing asks the records: the
live files are handed in. So the same judgement is made at once before a load, and by a limited
child process that knows no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.catalogue.accepting import Checked
from pipelines.extracts.contract import Extract
from pipelines.intake.as_written import staged_as_written
from pipelines.intake.check import Live, check_between_rows, key_counts_across_periods
from pipelines.intake.correcting import Corrections, corrected
from pipelines.intake.policy import intake_policy
from pipelines.intake.prepare import (
    Known,
    Prepared,
    prepared,
    refuse_changed,
    tidied,
    unreadable_rows,
)
from pipelines.intake.receipt import LoadedPeriod, Problem, Receipt, Refusal
from pipelines.intake.stage import Staged
from pipelines.intake.verdict import Verdict, accepted_periods, note_unmapped, problems, verdict
from pipelines.periods import Period, between, containing


@dataclass(frozen=True)
class Part:
    """One extract of a file, judged."""

    found: Verdict
    periods: Mapping[Period, int]
    """Rows that may count in each period that the file speaks of."""
    rejected: int

    @property
    def extract(self) -> str:
        """Return the extract's name."""
        return self.found.staged.table.extract.name


@dataclass(frozen=True)
class Judged:
    """A file whose every row is judged; nothing of it counts yet."""

    what: Known
    parts: tuple[Part, ...]
    told: tuple[Problem, ...]
    """What is to be said about the file as a whole."""
    introduces: Mapping[str, str]
    relies_on: tuple[Checked, ...]
    """The live loads that keys across periods were checked against."""

    @property
    def accepted(self) -> int:
        """Return how many rows may count."""
        return sum(rows for part in self.parts for rows in part.periods.values())

    @property
    def rejected(self) -> int:
        """Return how many rows may not."""
        return sum(part.rejected for part in self.parts)

    @property
    def planned(self) -> tuple[LoadedPeriod, ...]:
        """Return the loads as they would be, without ids yet."""
        return tuple(
            LoadedPeriod(None, part.extract, period.label, rows, self.what.scan.sha256)
            for part in self.parts
            for period, rows in part.periods.items()
        )

    def draft(self, connection: duckdb.DuckDBPyConnection) -> Receipt:
        """Return the receipt as it will be, with what is wrong.

        Raises:
            Refusal: The file says nothing at all.
        """
        listed = [one for part in self.parts for one in problems(connection, part.found)]
        self.refuse_nothing()
        return Receipt(
            "partly_loaded" if self.rejected else "loaded",
            ", ".join(self.what.extracts),
            self.planned,
            self.accepted,
            self.rejected,
            (*listed, *self.told),
        )

    def refuse_nothing(self) -> None:
        """Refuse a file without rows that names no period.

        Raises:
            Refusal: It is one.
        """
        if not self.planned and not self.rejected:
            raise Refusal(
                "no_rows",
                f"{self.what.handed.name} holds a header and no rows, and names no period.",
                next_step="Name the period that has no rows, in the file's name or with "
                "--period. Nothing was loaded.",
            )


@dataclass(frozen=True)
class Judge:
    """Judges one file, once."""

    connection: duckdb.DuckDBPyConnection
    """May read the source and the live files, and read and write the folder."""
    extracts: Mapping[str, Extract]
    live: Live
    """What counts now."""
    folder: Path
    now: datetime
    corrections: Corrections = field(default_factory=Corrections)

    def judged(self, what: Known) -> Judged:
        """Return a file with every row judged.

        Args:
            what: What the file is.

        Raises:
            Refusal: It cannot be read, or speaks of a year that nobody reports.
        """
        ready = prepared(what, self._folder(0), self.extracts)
        staged, ready = self._staged(what, ready)
        refuse_changed(what)
        together = {one.table.extract.name: one for one in staged}
        parts, warnings = [], []
        for number, one in enumerate(staged):
            if ready.unmapped:
                note_unmapped(one.folder, ready.unmapped, quietly=number > 0)
            found, periods, said = self._part(one, together)
            self._refuse_far_years(what, periods)
            rejected = one.rows + (ready.misfits or 0) - sum(periods.values())
            parts.append(Part(found, periods, rejected))
            warnings += [*said, *self._shrunk(one.table.extract.name, periods)]
        notes = (note for one in staged for note in one.notes)
        told = (*warnings, *_emptied(staged), *notes, *ready.notes)
        return Judged(what, tuple(parts), told, ready.introduces, self._relies_on(parts))

    def _folder(self, part: int) -> Path:
        """Return the folder of one part."""
        folder = self.folder / str(part)
        folder.mkdir(exist_ok=True)
        return folder

    def _staged(self, what: Known, ready: Prepared) -> tuple[list[Staged], Prepared]:
        """Stage every table; a file that DuckDB cannot follow is written out tidily first."""
        try:
            return self._stage_all(what, ready), ready
        except duckdb.InvalidInputException:
            if what.profile is not None or ready.misfits is not None:
                raise unreadable_rows(what) from None
        return self._staged(what, tidied(what, ready.tables[0], self._folder(0)))

    def _stage_all(self, what: Known, ready: Prepared) -> list[Staged]:
        """Stage every table, as somebody corrected it, in a folder of its own."""
        staged = []
        for number, table in enumerate(ready.tables):
            folder = self._folder(number)
            mended = corrected(self.connection, table, self.corrections, folder)
            staged.append(staged_as_written(self.connection, mended, folder, what))
        return staged

    def _part(
        self, staged: Staged, together: Mapping[str, Staged]
    ) -> tuple[Verdict, dict[Period, int], list[Problem]]:
        """Judge one part; where that leaves a period without rows, it is not replaced after all."""
        spoken = self._spoken_of(staged)
        while True:
            warnings = check_between_rows(
                self.connection,
                staged,
                live=self.live,
                replaced=frozenset(period.label for period in spoken),
                together=together,
            )
            found = verdict(self.connection, staged)
            if staged.table.fixed is not None:
                return found, spoken | accepted_periods(self.connection, found), warnings
            if not found.bad_rows:
                return found, spoken, warnings
            left = accepted_periods(self.connection, found)
            if left.keys() == spoken.keys():
                return found, left, warnings
            spoken = left

    def _refuse_far_years(self, what: Known, periods: Mapping[Period, int]) -> None:
        """Refuse a file that speaks of a year that nobody reports."""
        years = intake_policy().years
        for period in periods:
            if not years.hold(period.start.year, now=self.now.year):
                raise Refusal(
                    "far_year",
                    f"{what.handed.name} has rows of {period}, a year that nobody reports.",
                    next_step="Correct the date or leave the row out. Nothing was loaded.",
                )

    def _spoken_of(self, staged: Staged) -> dict[Period, int]:
        """Return the periods that a file replaces, with rows or without.

        A file that names its period speaks for all of it, so a month without rows in a named
        quarter is replaced as well; months that have not begun are left alone. Any other file
        replaces the periods that it has rows of.
        """
        fixed, extract = staged.table.fixed, staged.table.extract
        if fixed is None:
            return accepted_periods(self.connection, Verdict(staged, 0, 0))
        if extract.period_column is None:
            return {fixed: 0}
        first, last = (containing(day, extract.grain) for day in (fixed.start, fixed.end))
        today = self.now.date()
        return {period: 0 for period in between(first, last) if period.start <= today}

    def _shrunk(self, extract: str, periods: Mapping[Period, int]) -> Iterator[Problem]:
        """Yield a warning for each period that would lose most of its rows."""
        before = {file.period: file.rows for file in self.live.of(extract)}
        for period, rows in periods.items():
            old = before.get(period.label, 0)
            if intake_policy().shrinking.is_doubtful(rows, before=old):
                yield Problem(
                    "warning",
                    "shrinks_period",
                    None,
                    None,
                    period.label,
                    f"{extract} {period} had {old} rows and has {rows} in this file. "
                    "If the file was cut off, undo the load and bring the whole file.",
                )

    def _relies_on(self, parts: Sequence[Part]) -> tuple[Checked, ...]:
        """Return what the checks between periods relied on."""
        return tuple(
            Checked(part.extract, frozenset(file.load_id for file in self.live.of(part.extract)))
            for part in parts
            if key_counts_across_periods(part.found.staged.table.extract)
        )


def _emptied(staged: Sequence[Staged]) -> Iterator[Problem]:
    """Yield a note where rows without any value were left out."""
    for one in staged:
        if one.empty:
            yield Problem(
                "note", "empty_rows", None, None, str(one.empty),
                f"{one.empty} rows without any value were left out.",
            )  # fmt: skip
