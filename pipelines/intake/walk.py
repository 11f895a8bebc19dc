"""One file's walk from tables of text to a receipt: stage, judge, decide, commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.catalogue.accepting import Checked, NewReject, NewSubmission
from pipelines.intake import commit
from pipelines.intake.check import Live, check_between_rows, key_counts_across_periods
from pipelines.intake.policy import intake_policy
from pipelines.intake.prepare import Known, Prepared, prepared, refuse_changed, tidied
from pipelines.intake.progress import Progress
from pipelines.intake.receipt import LoadedPeriod, Problem, Receipt, Refusal
from pipelines.intake.stage import Staged, stage
from pipelines.intake.verdict import (
    Verdict,
    accepted_periods,
    note_unmapped,
    problems,
    verdict,
    write_problems,
)
from pipelines.periods import Period, between, containing

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Wish:
    """What the bringer of a file wants done with it."""

    dry_run: bool
    allow_rejects: bool
    actor: str
    role: str
    now: datetime
    problems_file: Path | None
    on_progress: Progress | None


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


@dataclass
class Walk:
    """A file on its way; made for one attempt and thrown away."""

    workspace: Workspace
    what: Known
    wish: Wish
    connection: duckdb.DuckDBPyConnection
    folder: Path
    _live: Live = field(default_factory=lambda: Live({}))

    def receipt(self) -> tuple[Receipt, str | None]:
        """Walk to the end.

        Returns:
            The receipt; and, where it says nothing new, the live submission that said it.
        """
        files = self.workspace.catalogue.files()
        self._live = Live.of_files(files, self.workspace.warehouse.checked)
        ready = prepared(self.what, self._folder(0), self.workspace.extracts)
        staged, ready = self._staged(ready)
        refuse_changed(self.what)
        parts, warnings = self._judged(staged, ready)
        if self.wish.problems_file is not None:
            write_problems(self.connection, [part.found for part in parts], self.wish.problems_file)
        listed = [one for part in parts for one in problems(self.connection, part.found)]
        draft = self._draft(parts, (*listed, *warnings, *_emptied(staged), *ready.notes))
        if draft.rows_rejected and not (self.wish.allow_rejects and draft.rows_accepted):
            return replace(draft, outcome="refused", loads=(), rows_accepted=0), None
        if not draft.loads:
            raise Refusal(
                "no_rows",
                f"{self.what.handed.name} holds a header and no rows, and names no period.",
                next_step="Name the period that has no rows, in the file's name or with "
                "--period. Nothing was loaded.",
            )
        if self.wish.dry_run:
            return draft, None
        return self._committed(draft, parts, ready)

    def _folder(self, part: int) -> Path:
        """Return the folder of one part."""
        folder = self.folder / str(part)
        folder.mkdir(exist_ok=True)
        return folder

    def _staged(self, ready: Prepared) -> tuple[list[Staged], Prepared]:
        """Stage every table; a file that DuckDB cannot follow is written out tidily first."""
        try:
            return self._stage_all(ready), ready
        except duckdb.InvalidInputException:
            if self.what.profile is not None or ready.misfits is not None:
                raise Refusal(
                    "unreadable_rows",
                    f"The rows of {self.what.handed.name} cannot be told apart.",
                    next_step="Export it again as CSV (UTF-8). Nothing was loaded.",
                ) from None
        ready = tidied(self.what, ready.tables[0], self._folder(0))
        return self._staged(ready)

    def _stage_all(self, ready: Prepared) -> list[Staged]:
        """Stage every table in a folder of its own."""
        return [
            stage(self.connection, table, self._folder(number))
            for number, table in enumerate(ready.tables)
        ]

    def _judged(
        self, staged: Sequence[Staged], ready: Prepared
    ) -> tuple[list[Part], list[Problem]]:
        """Check what rows say about each other, and count what may stand."""
        together = {one.table.extract.name: one for one in staged}
        parts, warnings = [], []
        for number, one in enumerate(staged):
            if ready.unmapped:
                note_unmapped(one.folder, ready.unmapped, quietly=number > 0)
            found, periods, said = self._part(one, together)
            self._refuse_far_years(periods)
            rejected = one.rows + (ready.misfits or 0) - sum(periods.values())
            parts.append(Part(found, periods, rejected))
            warnings += [*said, *self._shrunk(one.table.extract.name, periods)]
        return parts, warnings

    def _part(
        self, staged: Staged, together: Mapping[str, Staged]
    ) -> tuple[Verdict, dict[Period, int], list[Problem]]:
        """Judge one part; where that leaves a period without rows, it is not replaced after all."""
        spoken = self._spoken_of(staged)
        while True:
            warnings = check_between_rows(
                self.connection,
                staged,
                live=self._live,
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

    def _refuse_far_years(self, periods: Mapping[Period, int]) -> None:
        """Refuse a file that speaks of a year that nobody reports."""
        years = intake_policy().years
        for period in periods:
            if not years.hold(period.start.year, now=self.wish.now.year):
                raise Refusal(
                    "far_year",
                    f"{self.what.handed.name} has rows of {period}, a year that nobody reports.",
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
        today = self.wish.now.date()
        return {period: 0 for period in between(first, last) if period.start <= today}

    def _shrunk(self, extract: str, periods: Mapping[Period, int]) -> Iterator[Problem]:
        """Yield a warning for each period that would lose most of its rows."""
        before = {file.period: file.rows for file in self._live.of(extract)}
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

    def _draft(self, parts: Sequence[Part], told: tuple[Problem, ...]) -> Receipt:
        """Return the receipt as it will be, without ids yet."""
        rejected = sum(part.rejected for part in parts)
        return Receipt(
            "partly_loaded" if rejected else "loaded",
            ", ".join(self.what.extracts),
            tuple(
                LoadedPeriod(None, part.extract, period.label, rows, self.what.scan.sha256)
                for part in parts
                for period, rows in part.periods.items()
            ),
            sum(rows for part in parts for rows in part.periods.values()),
            rejected,
            told,
        )

    def _committed(
        self, draft: Receipt, parts: Sequence[Part], ready: Prepared
    ) -> tuple[Receipt, str | None]:
        """Write the files, let them count, and return the final receipt."""
        rejects: list[NewReject] = []
        for part in parts:
            if part.rejected:
                rejects.append(
                    commit.keep_rejects(
                        self.connection, part.found, self.folder, rejected=part.rejected
                    )
                )
        key = self.what.idempotency
        if rejects:
            # The same file with the same rows refused says nothing new; with others it does.
            shas = "\n".join(reject.sha256 for reject in rejects)
            key = hashlib.sha256(f"{key}\n{shas}".encode()).hexdigest()
            same = self.workspace.catalogue.live_submission(key)
            if same is not None:
                return draft, same
        loads = tuple(
            load
            for part in parts
            for load in commit.write_facts(self.connection, part.found, part.periods, self.folder)
        )
        new = NewSubmission(
            id=commit.new_id("S"),
            file_name=self.what.handed.name,
            sha256=self.what.scan.sha256,
            size=self.what.scan.size,
            profile=self.what.profile.name if self.what.profile else "",
            actor=self.wish.actor,
            role=self.wish.role,
            at=self.wish.now,
            outcome=draft.outcome,
            idempotency=key,
            rows_accepted=draft.rows_accepted,
            rows_rejected=draft.rows_rejected,
            loads=loads,
            rejects=tuple(rejects),
            introduces=ready.introduces,
        )
        same = commit.commit(
            self.connection, self.workspace, new, folder=self.folder, checked=self._checked(parts)
        )
        counted = tuple(
            LoadedPeriod(load.id, load.extract, load.period, load.rows, new.sha256)
            for load in loads
        )
        return replace(draft, loads=counted), same

    def _checked(self, parts: Sequence[Part]) -> tuple[Checked, ...]:
        """Return what the checks between periods relied on."""
        return tuple(
            Checked(part.extract, frozenset(file.load_id for file in self._live.of(part.extract)))
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
