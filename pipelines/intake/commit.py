"""From checked rows to loads that count: fact files on disk first, then one transaction.

Nothing is visible until the catalogue's transaction commits, and that happens only after every
file has been flushed. A process that dies in between leaves files that nobody sees and that the
next opening of the workspace removes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.accepting import Checked, NewLoad, NewReject, NewSubmission, Overtaken
from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import unreachable
from pipelines.intake.convert import fingerprint
from pipelines.intake.faults import point
from pipelines.intake.header import LINE
from pipelines.intake.judge import Judged
from pipelines.intake.stage import names, typed_nothing
from pipelines.intake.staging import announce, discard, move
from pipelines.intake.verdict import Verdict, write_rejects
from pipelines.periods import Period
from pipelines.warehouse.rollups import rollup_path
from pipelines.warehouse.seals import file_sha256, seal_path

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


def new_id(kind: str) -> str:
    """Return a short identifier that nobody can guess from another one."""
    return f"{kind}{uuid4().hex[:12]}"


def write_facts(
    connection: duckdb.DuckDBPyConnection,
    found: Verdict,
    periods: Mapping[Period, int],
    folder: Path,
) -> tuple[NewLoad, ...]:
    """Write one fact file for each period of a checked file into ``folder``.

    Args:
        connection: May read the staged rows and write ``folder``.
        found: The staged file and its bad rows.
        periods: How many rows each period gets; 0 writes an empty file.
        folder: A staging folder.
    """
    extract = found.staged.table.extract
    columns = f"{names(extract)}, {LINE}, _period"
    loads = []
    for period, rows in periods.items():
        load = new_id("L")
        source = found.accepted if rows else typed_nothing(extract)
        condition = "" if len(periods) == 1 else f"WHERE _period = DATE '{period.start}'"
        order = f"ORDER BY {LINE}" if found.staged.mended else ""
        target = folder / f"{load}.parquet"
        connection.execute(
            f"COPY (SELECT {columns} FROM {source} {condition} {order}) "  # noqa: S608 - names of the contract
            f"TO '{str(target).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        point(f"wrote {extract.name} {period}")
        path = f"facts/{extract.name}/{period}/{load}.parquet"
        digest = file_sha256(target)
        loads.append(
            NewLoad(load, extract.name, period.label, rows, path, digest, fingerprint(extract))
        )
    return tuple(loads)


def keep_rejects(
    connection: duckdb.DuckDBPyConnection, found: Verdict, folder: Path, *, rejected: int
) -> NewReject:
    """Write the bad rows of a checked file into ``folder``, as they were handed in."""
    extract = found.staged.table.extract.name
    target = folder / f"{new_id('R')}.csv"
    write_rejects(connection, found, target)
    point(f"wrote rejects of {extract}")
    path = f"rejects/{extract}/{target.name}"
    return NewReject(extract, path, rejected, file_sha256(target))


def written_rejects(
    connection: duckdb.DuckDBPyConnection, judged: Judged, folder: Path
) -> tuple[NewReject, ...]:
    """Write the bad rows of every part of a judged file into ``folder``."""
    return tuple(
        keep_rejects(connection, part.found, folder, rejected=part.rejected)
        for part in judged.parts
        if part.rejected
    )


def written_loads(
    connection: duckdb.DuckDBPyConnection, judged: Judged, folder: Path
) -> tuple[NewLoad, ...]:
    """Write the fact files of every part of a judged file into ``folder``."""
    return tuple(
        load
        for part in judged.parts
        for load in write_facts(connection, part.found, part.periods, folder)
    )


def idempotency(judged: Judged, rejects: Sequence[NewReject], corrections: str = "") -> str:
    """Return a text that is equal only for files that say the same in the same way.

    Args:
        judged: The file.
        rejects: Its bad rows: the same file with the same rows refused says nothing new, with
            others it does.
        corrections: What was corrected in it.
    """
    key = judged.what.idempotency
    for more in (corrections, "\n".join(reject.sha256 for reject in rejects)):
        if more:
            key = hashlib.sha256(f"{key}\n{more}".encode()).hexdigest()
    return key


def commit(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    new: NewSubmission,
    *,
    folder: Path,
    checked: Sequence[Checked],
) -> str | None:
    """Move the prepared files to their places, and let them count.

    Args:
        connection: May read and write the store's facts and rollups.
        workspace: Where to.
        new: The file, its loads and refused rows, whose files lie in ``folder``.
        folder: The staging folder.
        checked: The live loads that uniqueness across periods was checked against.

    Returns:
        None when the loads count; else the live submission that says the same already.

    Raises:
        StoreError: The records cannot be reached.
        Overtaken: Somebody changed the loads that the file was checked against.
    """
    store = workspace.settings.store
    plans = workspace.warehouse.plans
    rollups = {load.id: rollup_path(store, plans[load.extract], load.id) for load in new.loads}
    paths = [*(load.path for load in new.loads), *(reject.path for reject in new.rejects)]
    caches = [path for rollup in rollups.values() for path in (rollup, seal_path(rollup))]
    moved = [*paths, *(str(path.relative_to(store)) for path in caches)]
    announce(folder, moved)
    point("announced")
    for path in paths:
        move(folder / Path(path).name, store / path, store=store)
        point(f"moved {path}")
    for load in new.loads:
        facts = store / load.path
        workspace.warehouse.write_rollup(connection, load.extract, facts=facts, load_id=load.id)
        point(f"rolled up {load.id}")
    try:
        same = _accepted(workspace.catalogue, new, checked)
    except Overtaken:
        discard(store, moved, folder)
        raise
    if same is not None:
        discard(store, moved, folder)
    return same


def _accepted(catalogue: Catalogue, new: NewSubmission, checked: Sequence[Checked]) -> str | None:
    """Run the catalogue's transaction, and find out what became of it where nobody answered."""
    point("before the transaction")
    try:
        same = catalogue.accept(new, checked=checked)
    except OperationalError as error:
        # A connection lost during COMMIT leaves open whether it happened: ask before answering.
        try:
            if catalogue.has_submission(new.id):
                return None
        except OperationalError:
            raise unreachable(error) from error
        raise unreachable(error) from error
    point("after the transaction")
    return same
