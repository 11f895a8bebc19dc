"""The last step of an upload: names among the facts, rollups, and the one transaction.

Every attempt has names of its own, so two who let an upload count at once never touch each
other's files; under the write lock only the first one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlalchemy import select

from pipelines.catalogue.accepting import Checked, NewLoad, NewReject, NewSubmission, accept
from pipelines.catalogue.accepting import Overtaken as LoadsChanged
from pipelines.catalogue.catalogue import DataFile
from pipelines.catalogue.journal import newest_version
from pipelines.catalogue.models import Submission
from pipelines.errors import GapError, Overtaken, StoreError
from pipelines.intake.commit import new_id
from pipelines.intake.explain import shown
from pipelines.intake.faults import point
from pipelines.intake.load import intake_connection
from pipelines.intake.receipt import LoadedPeriod
from pipelines.intake.staging import announce, copied, discard, staging
from pipelines.uploads.desk import UNCHANGED, Desk, desk, period_overtaken
from pipelines.uploads.events import loads_body
from pipelines.uploads.keeping_aside import kept_aside, require_still_aside
from pipelines.uploads.shapes import By, Finding, Upload
from pipelines.warehouse.rollups import quoted, rollup_path
from pipelines.warehouse.seals import file_sha256, seal_path

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class LastStep:
    """One upload on its last step."""

    workspace: Workspace
    upload: Upload
    finding: Finding
    by: By
    approved_by: str

    @property
    def store(self) -> Path:
        """Return the workspace's folder."""
        return self.workspace.settings.store

    def relied_on(self) -> tuple[Checked, ...]:
        """Return what must not change any more, its keys compared anew where that has changed.

        Raises:
            Overtaken: A key counts already in a period that was loaded since.
        """
        periods = tuple(
            Checked(each.extract, frozenset(load.load_id for load in each.live), each.period)
            for each in self.finding.planned
        )
        files = self.workspace.catalogue.files()
        across = []
        for extract, loads in self.finding.relies_on:
            now = frozenset(file.load_id for file in files if file.extract == extract)
            if now != frozenset(loads):
                self._refuse_loaded_keys(extract, [f for f in files if f.extract == extract])
            across.append(Checked(extract, now))
        return (*periods, *across)

    def taken(self, relied: tuple[Checked, ...]) -> Upload:
        """Give the files their names and let them count.

        Raises:
            LoadsChanged: The live loads are others than those relied on; nothing was changed.
        """
        loads, rejects = self._loads(), self._rejects()  # names of this attempt alone
        with staging(self.store) as home, intake_connection(self.workspace) as connection:
            moved = self._named(home, loads, rejects, connection)
            point("before an upload counts")
            try:
                with desk(self.workspace, self.upload.id, self.by, seen=self.upload.head) as place:
                    if place.upload.newer:
                        raise period_overtaken(place.upload)
                    require_still_aside(place)
                    same = accept(place.connection, self._new(loads, rejects), checked=relied)
                    self._noted(place, loads, same)
                    answer = place.upload
            except (GapError, LoadsChanged) as error:
                if not isinstance(error, StoreError):
                    discard(self.store, moved, home)
                raise
            point("an upload counts")
            if same is not None:
                discard(self.store, moved, home)
        return answer

    def _loads(self) -> tuple[NewLoad, ...]:
        """Return the loads that it becomes."""
        return tuple(
            NewLoad(
                load,
                each.extract,
                each.period,
                each.rows,
                f"facts/{each.extract}/{each.period}/{load}.parquet",
                each.sha256,
                each.plan,
            )
            for each in self.finding.planned
            for load in (new_id("L"),)
        )

    def _rejects(self) -> tuple[NewReject, ...]:
        """Return its bad rows as files."""
        return tuple(
            NewReject(
                each.extract,
                f"rejects/{each.extract}/{new_id('R')}.csv",
                each.rows,
                each.sha256,
            )
            for each in self.finding.rejects
        )

    def _named(
        self,
        home: Path,
        loads: tuple[NewLoad, ...],
        rejects: tuple[NewReject, ...],
        connection: duckdb.DuckDBPyConnection,
    ) -> list[str]:
        """Give the look's files their names among the facts, roll them up, and return all names."""
        plans = self.workspace.warehouse.plans
        rollups = [rollup_path(self.store, plans[load.extract], load.id) for load in loads]
        caches = [path for rollup in rollups for path in (rollup, seal_path(rollup))]
        files: list[NewLoad | NewReject] = [*loads, *rejects]
        moved = [*(one.path for one in files)]
        moved += [str(path.relative_to(self.store)) for path in caches]
        announce(home, moved)
        point("announced an upload's files")
        kept = [(one.path, one.sha256) for one in self.finding.planned]
        kept += [(one.path, one.sha256) for one in self.finding.rejects]
        for (path, sha256), target in zip(kept, files, strict=True):
            self._copy(path, sha256, self.store / target.path)
            point(f"named {target.path}")
        for load in loads:
            facts = self.store / load.path
            self.workspace.warehouse.write_rollup(
                connection, load.extract, facts=facts, load_id=load.id
            )
            point(f"rolled up {load.id}")
        return moved

    def _copy(self, path: str, sha256: str, target: Path) -> None:
        """Give one of the look's files a name, once it is known to be whole."""
        if file_sha256(self.store / path) != sha256:
            raise StoreError(
                f"A file of upload {self.upload.id} is damaged.",
                where=path,
                next_step=f"Look at the upload again. {UNCHANGED}",
            )
        copied(self.store / path, target, store=self.store)

    def _new(self, loads: tuple[NewLoad, ...], rejects: tuple[NewReject, ...]) -> NewSubmission:
        """Return the file as the catalogue accepts it."""
        one, finding = self.upload, self.finding
        return NewSubmission(
            id=new_id("S"),
            file_name=one.file_name,
            sha256=one.sha256,
            size=one.size,
            profile=one.said.profile or "",
            actor=one.actor,
            role=one.role,
            at=self.by.at,
            outcome="partly_loaded" if finding.rejected else "loaded",
            idempotency=finding.idempotency,
            rows_accepted=finding.accepted,
            rows_rejected=finding.rejected,
            loads=loads,
            rejects=rejects,
            introduces=dict(finding.introduces),
            upload=one.id,
            approved_by=self.approved_by,
            committed_by=self.by.actor if self.by.actor != one.actor else "",
            reason=one.reason,
            restates=one.restates,
        )

    def _noted(self, place: Desk, loads: tuple[NewLoad, ...], same: str | None) -> None:
        """Write down that it counts, or that another file said the same before."""
        connection, one = place.connection, self.upload
        query = select(Submission.id).where(Submission.upload == one.id)
        submission = same or connection.execute(query).scalar_one()
        aside = 0 if same else kept_aside(place, self.finding, submission, store=self.store)
        counted = [
            LoadedPeriod(load.id, load.extract, load.period, load.rows, one.sha256)
            for load in loads
        ]
        body = {
            "submission": submission,
            "outcome": "unchanged"
            if same
            else ("partly_loaded" if self.finding.rejected else "loaded"),
            "loads": [] if same else loads_body(counted),
            "rows_accepted": self.finding.accepted,
            "rows_rejected": self.finding.rejected,
            "quarantined": aside,
            "approved_by": self.approved_by,
            "version": newest_version(connection),
        }
        place.add("loaded", body)

    def _refuse_loaded_keys(self, extract: str, files: list[DataFile]) -> None:
        """Refuse keys that count already in periods which were loaded after the look."""
        contract = self.workspace.extracts[extract]
        own = [each for each in self.finding.planned if each.extract == extract]
        replaced = {each.period for each in own}
        others = [
            str(self.workspace.warehouse.checked(file))
            for file in files
            if file.period not in replaced
        ]
        if not others:
            return
        keys = ", ".join(quoted(name) for name in contract.key)
        mine = [str(self.store / each.path) for each in own]
        with intake_connection(self.workspace, folders=[self.store / "uploads"]) as connection:
            twice = connection.execute(
                f"SELECT 1 FROM (SELECT {keys} FROM read_parquet($mine) INTERSECT "  # noqa: S608 - names of the contract
                f"SELECT {keys} FROM read_parquet($others)) LIMIT 1",
                {"mine": mine, "others": others},
            ).fetchone()
        if twice:
            raise Overtaken(
                f"Keys of {shown(self.upload.file_name)} were loaded with another period of "
                f"{extract} since.",
                where=f"Upload {self.upload.id}.",
                next_step=f"Look at the upload again; it names the rows. {UNCHANGED}",
            )
