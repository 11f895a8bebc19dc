"""What the limited child does with an upload: understand it, judge its rows, compare, write down.

It knows no records: the contracts' folder, the live files and the source are named in the
request, and all that it leaves are files in the look's folder and one answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from pipelines.catalogue.accepting import NewLoad
from pipelines.catalogue.catalogue import DataFile
from pipelines.errors import GapError, RefusedFile, StoreError
from pipelines.extracts.contract import Extract
from pipelines.extracts.reading import read_contracts
from pipelines.intake import commit
from pipelines.intake.check import Live
from pipelines.intake.child.running import Tell, job
from pipelines.intake.correcting import Corrections
from pipelines.intake.handed import Handed
from pipelines.intake.header import LINE
from pipelines.intake.judge import Judge, Judged, Part
from pipelines.intake.layout import layout_from
from pipelines.intake.prepare import Known, known
from pipelines.intake.questions import Question, Unanswered, Understanding
from pipelines.intake.receipt import Refusal
from pipelines.intake.understanding import understood
from pipelines.intake.verdict import original_rows
from pipelines.intake.verdict import problems as problems_in
from pipelines.settings import Settings
from pipelines.uploads import differences
from pipelines.uploads.events import finding_body
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.problems import BAD_ROWS, PROBLEMS, groups_of, write_problems
from pipelines.uploads.shapes import (
    Finding,
    LiveLoad,
    PlannedPeriod,
    PlannedReject,
    Refused,
)
from pipelines.warehouse.connection import locked
from pipelines.warehouse.seals import Seals


@dataclass(frozen=True)
class Task:
    """What the parent asks for."""

    asked: Mapping[str, Any]

    @cached_property
    def settings(self) -> Settings:
        """Return the settings that matter here."""
        return Settings(
            store=Path(self.asked["store"]),
            extracts=Path(self.asked["extracts"]),
            memory_mb=self.asked["memory_mb"],
            threads=self.asked["threads"],
            fiscal_year_starts=self.asked["fiscal_year_starts"],
        )

    @cached_property
    def extracts(self) -> dict[str, Extract]:
        """Return all contracts."""
        return read_contracts(self.settings.extracts)

    @property
    def folder(self) -> Path:
        """Return where everything is written."""
        return Path(self.asked["folder"])

    @cached_property
    def work(self) -> Path:
        """Return where what nobody keeps is written."""
        folder = self.folder / "work"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def source(self) -> Path:
        """Return the file."""
        return Path(self.asked["source"])

    @property
    def at(self) -> datetime:
        """Return the moment of the look."""
        return datetime.fromisoformat(self.asked["at"])

    @cached_property
    def handed(self) -> Handed:
        """Return the file as it was handed in, and what was said about it."""
        said = self.asked["said"]
        return Handed(
            self.source,
            self.asked["file_name"],
            said["extract"],
            said["profile"],
            said["period"],
            layout_from(said["layout"]),
            self.settings.fiscal_year_starts,
        )

    @cached_property
    def corrections(self) -> Corrections:
        """Return what was corrected in it."""
        cells = {(line, column): text for line, column, text in self.asked["corrections"]}
        return Corrections(cells, frozenset(self.asked["left_out"]))

    @cached_property
    def live(self) -> Live:
        """Return what counts now; a file is proved to be what was loaded when it is needed."""
        seals = Seals()

        def whole(file: DataFile) -> Path:
            if seals.holds(file.path, file.sha256):
                return file.path
            raise StoreError(
                f"The fact file of {file.extract} {file.period} is missing or damaged.",
                where=f"Load {file.load_id}.",
                next_step="Bring it back from a backup, or undo the load and load its file "
                "again; nothing was changed.",
            )

        files = (
            DataFile(**{**one, "path": Path(one["path"])}) for one in self.asked["live"]
        )  # fmt: skip
        return Live.of_files(files, whole)

    def connection(self, *, files: Iterable[Path] = ()) -> duckdb.DuckDBPyConnection:
        """Return a connection that reaches the source, the facts, the folder and some files."""
        spill = self.work / "spill"
        spill.mkdir(exist_ok=True)
        facts = self.settings.store / "facts"
        return locked(
            self.settings,
            folders=[self.folder, facts],
            files=[self.source, *files],
            temporary=spill,
        )

    def known(self) -> Known:
        """Return what the file is, once it is proved to be the one that was handed in.

        Raises:
            StoreError: It is not.
        """
        what = known(self.handed, self.extracts, self.work)
        if what.scan.sha256 != self.asked["sha256"]:
            raise StoreError(
                "The file of the upload is damaged.",
                next_step="Hand it in again; nothing was changed.",
            )
        return what


@job
def judge_upload(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Look at an upload; the answer is a finding as JSON, its paths relative to the folder."""
    task = Task(request)
    tell("understanding", None)
    understanding: Understanding | None = None
    questions: tuple[Question, ...] = ()
    try:
        if task.handed.profile is None:
            understanding, questions = understood(
                task.handed, task.extracts, folder=task.work, settings=task.settings
            )
        if questions:
            return finding_body(_finding(task, understanding, questions=questions))
        return finding_body(_judged(task, understanding, tell))
    except Unanswered as unanswered:
        return finding_body(_finding(task, understanding, questions=unanswered.questions))
    except StoreError:
        raise
    except GapError as error:
        return finding_body(_finding(task, understanding, refusal=refused(error)))
    except duckdb.OutOfMemoryException:
        return finding_body(_finding(task, understanding, refusal=_too_heavy(task)))
    except (duckdb.IOException, OSError) as error:
        raise StoreError(
            f"The file could not be looked at: {str(error).splitlines()[0]}",
            next_step="See that the disk has room and can be read; nothing was changed.",
        ) from error


def refused(error: GapError) -> Refused:
    """Return why a file is refused as a whole."""
    code = error.code if isinstance(error, Refusal) else "refused"
    if not isinstance(error, RefusedFile) and code == "refused":
        code = "said"
    return Refused(code, error.what, error.where, error.next_step)


def _too_heavy(task: Task) -> Refused:
    """Return why a file is refused that needs more memory than there is."""
    return Refused(
        "too_heavy",
        f"{task.handed.name} needs more memory than DuckDB may use.",
        "Setting TANDEM_MEMORY_MB.",
        "Raise the setting and look again, or bring the file in parts. Nothing was loaded.",
    )


def _finding(
    task: Task,
    understanding: Understanding | None,
    *,
    questions: tuple[Question, ...] = (),
    refusal: Refused | None = None,
) -> Finding:
    """Return a finding of a file whose rows were not judged."""
    return Finding(
        number=0,
        key=task.asked["key"],
        at=task.at,
        folder="",
        understanding=understanding,
        questions=questions,
        refusal=refusal,
    )


def _judged(task: Task, understanding: Understanding | None, tell: Tell) -> Finding:
    """Judge the rows of a file, write down what they say, and return the finding."""
    what = task.known()
    connection = task.connection()
    try:
        tell("reading", None)
        judge = Judge(
            connection, task.extracts, task.live, task.work, task.at, task.corrections
        )  # fmt: skip
        judged = judge.judged(what)
        judged.refuse_nothing()
        tell("checking", None)
        write_problems(
            connection,
            [part.found for part in judged.parts],
            task.extracts,
            task.folder / PROBLEMS,
        )
        groups = groups_of(connection, task.folder / PROBLEMS, task.extracts)
        _write_bad_rows(connection, judged, task.folder / BAD_ROWS)
        tell("comparing", None)
        # More bad rows than are kept aside are never loaded around, so nobody needs them as a file.
        few = judged.rejected <= upload_policy().quarantine.most_rows
        rejects = commit.written_rejects(connection, judged, task.folder) if few else ()
        loads = commit.written_loads(connection, judged, task.folder)
        planned = tuple(_planned(task, connection, load) for load in loads)
    finally:
        connection.close()
    return Finding(
        number=0,
        key=task.asked["key"],
        at=task.at,
        folder="",
        understanding=understanding,
        rows=judged.accepted + judged.rejected,
        accepted=judged.accepted,
        rejected=judged.rejected,
        groups=groups,
        notes=judged.told,
        planned=planned,
        rejects=tuple(
            PlannedReject(one.extract, Path(one.path).name, one.rows, one.sha256) for one in rejects
        ),
        relies_on=tuple((one.extract, tuple(sorted(one.loads))) for one in judged.relies_on),
        idempotency=commit.idempotency(judged, rejects, task.corrections.key),
        introduces=tuple(judged.introduces.items()),
    )


def _planned(task: Task, connection: duckdb.DuckDBPyConnection, load: NewLoad) -> PlannedPeriod:
    """Return what a load would change, and write the rows that differ."""
    newer = task.folder / f"{load.id}.parquet"
    files = [file for file in task.live.of(load.extract) if file.period == load.period]
    older = task.live.checked(files[0]) if files else None
    sides = differences.Sides(task.extracts[load.extract], older, newer)
    summed = differences.counted(connection, sides, rows=load.rows)
    if older is not None and not summed.same:
        target = task.folder / differences.differences_file(load.extract, load.period)
        most = upload_policy().differences.rows_kept
        differences.write_rows(connection, sides, target, most=most)
    return PlannedPeriod(
        load.extract,
        load.period,
        load.rows,
        load.id,
        newer.name,
        load.fact_sha256,
        load.plan,
        tuple(LiveLoad(file.load_id, file.rows, "", task.at, "") for file in files),
        summed,
    )


def _write_bad_rows(connection: duckdb.DuckDBPyConnection, judged: Judged, target: Path) -> None:
    """Write the first bad rows with all of their cells and their problems."""
    most = upload_policy().quarantine.most_rows
    with target.open("w", encoding="utf-8") as stream:
        for part in judged.parts:
            if part.rejected:
                for one in _bad_rows(connection, part, most=most):
                    stream.write(json.dumps(one) + "\n")


def _bad_rows(
    connection: duckdb.DuckDBPyConnection, part: Part, *, most: int
) -> Iterator[dict[str, Any]]:
    """Yield the first bad rows of a part in the order of the file."""
    found = part.found
    table = found.staged.table
    names = [name for name in table.columns if name != LINE]
    every = problems_in(connection.cursor(), found, most=None, rows=most)
    reasons = groupby(every, key=lambda problem: problem.line or 0)
    at, why = next(reasons, (0, iter(())))
    for line, cells in original_rows(connection, found, most=most):
        while at and at < line:
            at, why = next(reasons, (0, iter(())))
        fits = len(cells) == len(names)
        told = names if fits else [str(place) for place in range(1, len(cells) + 1)]
        yield {
            "extract": part.extract,
            "line": line,
            "cells": [
                [name, text or ""]
                for name, text in zip(told, cells, strict=True)
                if name or not fits
            ],
            "problems": [asdict(one) for one in why] if at == line else [],
        }
