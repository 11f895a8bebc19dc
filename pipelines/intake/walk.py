"""One file's walk from tables of text to a receipt: judge, decide, commit.

Judging (``judge.py``) reads the file and changes nothing; committing (``commit.py``) lets it count
and reads nothing but what judging wrote. A load does both at once; an upload has people in
between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.catalogue.accepting import NewSubmission
from pipelines.intake import commit
from pipelines.intake.check import Live
from pipelines.intake.judge import Judge, Judged
from pipelines.intake.prepare import Known
from pipelines.intake.progress import Progress
from pipelines.intake.receipt import LoadedPeriod, Receipt
from pipelines.intake.verdict import write_problems

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
    reason: str = ""
    """Why it is loaded; kept in the journal."""


@dataclass(frozen=True)
class Walk:
    """A file on its way; made for one attempt and thrown away."""

    workspace: Workspace
    what: Known
    wish: Wish
    connection: duckdb.DuckDBPyConnection
    folder: Path

    def receipt(self) -> tuple[Receipt, str | None]:
        """Walk to the end.

        Returns:
            The receipt; and, where it says nothing new, the live submission that said it.
        """
        files = self.workspace.catalogue.files()
        live = Live.of_files(files, self.workspace.warehouse.checked)
        judge = Judge(
            self.connection, self.workspace.extracts, live, self.folder, now=self.wish.now
        )
        judged = judge.judged(self.what)
        if self.wish.problems_file is not None:
            found = [part.found for part in judged.parts]
            write_problems(self.connection, found, self.wish.problems_file)
        draft = judged.draft(self.connection)
        if draft.rows_rejected and not (self.wish.allow_rejects and draft.rows_accepted):
            return replace(draft, outcome="refused", loads=(), rows_accepted=0), None
        if self.wish.dry_run:
            return draft, None
        return self._committed(draft, judged)

    def _committed(self, draft: Receipt, judged: Judged) -> tuple[Receipt, str | None]:
        """Write the files, let them count, and return the final receipt."""
        rejects = commit.written_rejects(self.connection, judged, self.folder)
        key = commit.idempotency(judged, rejects)
        if rejects:
            same = self.workspace.catalogue.live_submission(key)
            if same is not None:
                return draft, same
        loads = commit.written_loads(self.connection, judged, self.folder)
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
            rejects=rejects,
            introduces=judged.introduces,
            reason=self.wish.reason,
        )
        same = commit.commit(
            self.connection, self.workspace, new, folder=self.folder, checked=judged.relies_on
        )
        counted = tuple(
            LoadedPeriod(load.id, load.extract, load.period, load.rows, new.sha256)
            for load in loads
        )
        return replace(draft, loads=counted), same
