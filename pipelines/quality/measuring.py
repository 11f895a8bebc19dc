"""Measuring one subject: its rows, its suite, one run of Great Expectations, one result.

Runs in a process of its own (see ``worker.py``) or at the command line: the first measurement of
a process imports Great Expectations, which takes seconds.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlalchemy.exc import SQLAlchemyError

from pipelines.errors import GapError, StoreError
from pipelines.periods import parsed
from pipelines.quality import kept, registry
from pipelines.quality.bringing import text_of_csv
from pipelines.quality.checks import Check
from pipelines.quality.dataset import Dataset
from pipelines.quality.due import Due, file_below, quarters_of
from pipelines.quality.foreign import table_of
from pipelines.quality.policy import quality_policy
from pipelines.quality.relations import Relation, dataset_relation, extract_relation
from pipelines.quality.shapes import CheckResult, Measurement
from pipelines.quality.suite import (
    REFERENCE_OF_ACCURACY,
    dataset_suite,
    extract_suite,
    reference_view,
)
from pipelines.warehouse.connection import locked
from pipelines.warehouse.rollups import quoted
from pipelines.warehouse.seals import file_sha256

if TYPE_CHECKING:
    from pipelines.quality.expectations import Rows
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class _Ran:
    """What a suite gave."""

    title: str
    rows: int
    checks: tuple[CheckResult, ...]
    weights: dict[str, float]


def measure(workspace: Workspace, due: Due, *, now: datetime) -> Measurement:
    """Measure one subject, keep the result and return it.

    A subject that cannot be measured gives a result too, which says why: a score that is missing
    without a reason would look like one that nobody asked for.

    Args:
        workspace: Where.
        due: What, and as of when.
        now: The moment, UTC.
    """
    started, version, failure = time.perf_counter(), workspace.catalogue.version(), ""
    ran = _Ran(_title(workspace, due), 0, (), {})
    try:
        ran = _extract(workspace, due) if due.kind == "extract" else _dataset(workspace, due)
    except GapError as error:
        failure = str(error)
    except (duckdb.Error, SQLAlchemyError) as error:
        failure = f"The data could not be read: {str(error).splitlines()[0][:300]}"
    return kept.keep(
        workspace,
        Measurement(
            kind=due.kind,
            subject=due.subject,
            title=ran.title,
            period=due.period,
            as_of=due.as_of,
            at=now,
            rows=ran.rows,
            checks=ran.checks,
            fingerprint=due.fingerprint,
            version=version,
            weights=ran.weights,
            seconds=round(time.perf_counter() - started, 3),
            failure=failure,
        ),
    )


def _title(workspace: Workspace, due: Due) -> str:
    """Return what a subject is called."""
    if due.kind == "extract":
        return workspace.extracts[due.subject].title
    return registry.dataset(workspace, due.subject).title


def _extract(workspace: Workspace, due: Due) -> _Ran:
    """Run the suite of a loaded extract over one quarter's rows."""
    extract = workspace.extracts[due.subject]
    live = workspace.catalogue.files()
    quarter = parsed(due.period)
    own = quarters_of([file for file in live if file.extract == extract.name]).get(quarter)
    if not own:
        raise GapError(f"Nothing of {extract.name} {quarter} is loaded any more.")
    newest = max(parsed(file.period) for file in own)
    hours = 24.0 * (newest.shift(1).days + extract.grace_days)
    checks = extract_suite(extract, hours=hours)
    names = {
        quoted(reference_view(number)): reference.extract
        for number, reference in enumerate(extract.references)
    }
    with tempfile.TemporaryDirectory(prefix="tandem-") as spill:
        connection = _locked(workspace, [workspace.settings.store / "facts"], Path(spill))
        try:
            relation = extract_relation(workspace, connection, extract, files=own, live=live)
            rows, found = _run(connection, relation, checks, due, names)
        finally:
            connection.close()
    accepted = _accepted(workspace, {file.load_id for file in own}, rows)
    weights = {str(name): weight for name, weight in quality_policy().extracts.weights.items()}
    return _Ran(extract.title, rows, (*found, accepted), weights)


def _accepted(workspace: Workspace, loads: set[str], rows: int) -> CheckResult:
    """Return how many rows of the files were refused when they were loaded."""
    rejected = {
        record.submission: record.rejected
        for record in workspace.catalogue.loads()
        if record.id in loads
    }
    refused = sum(rejected.values())
    return CheckResult(
        name="rows.accepted",
        dimension="validity",
        says="A row keeps its contract, so that it is not refused when it is loaded.",
        expectation="contract of the load",
        columns=(),
        tested=rows + refused,
        passed=float(rows),
        at_least=quality_policy().checks.at_least,
    )


def _dataset(workspace: Workspace, due: Due) -> _Ran:
    """Run the suite of a registered dataset."""
    from pipelines.quality.expectations import Rows

    dataset = registry.dataset(workspace, due.subject)
    checks = dataset_suite(dataset)
    weights = {str(name): weight for name, weight in dataset.weights.items()}
    if dataset.source.kind == "table":
        others = {each.id: each for each in registry.datasets(workspace)}
        table = table_of(dataset, checks, sources=workspace.settings.sources, others=others)
        rows, found = _of_those_possible(
            Rows(table.keys, url=table.url, query=table.query, has_text=True), table.checks, due
        )
        return _Ran(dataset.title, rows, found, weights)
    store = workspace.settings.store
    with tempfile.TemporaryDirectory(prefix="tandem-") as spill:
        folder = Path(spill)
        folders = [store / "datasets", folder]
        if workspace.settings.datasets is not None:
            folders.append(workspace.settings.datasets)
        connection = _locked(workspace, folders, folder / "spill")
        try:
            path = _rows_of(workspace, connection, dataset, due, folder)
            wanted = {link.dataset for link in dataset.links}
            wanted |= {dataset.accuracy.dataset} if dataset.accuracy else set()
            paths = _others(workspace, connection, wanted, due, folder)
            relation = dataset_relation(connection, dataset, path, folder=folder, others=paths)
            names = {
                quoted(reference_view(number)): link.dataset
                for number, link in enumerate(dataset.links)
            }
            if dataset.accuracy:
                names[quoted(REFERENCE_OF_ACCURACY)] = dataset.accuracy.dataset
            rows, found = _run(connection, relation, checks, due, names)
        finally:
            connection.close()
    return _Ran(dataset.title, rows, found, weights)


def _run(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    checks: Iterable[Check],
    due: Due,
    names: dict[str, str],
) -> tuple[int, tuple[CheckResult, ...]]:
    """Run a suite in DuckDB; a check whose reference is not there is not made, and says so."""
    from pipelines.quality.expectations import Rows

    placed = []
    for check in checks:
        views = (quoted(view) for view in relation.missing)
        lost = [names[view] for view in views if view in check.fails]
        needs = f"Nothing of {lost[0]} is there to compare with." if lost else ""
        placed.append(replace(check, needs=needs))
    return _of_those_possible(
        Rows(relation.keys, connection, has_text=relation.has_text), placed, due
    )


def _of_those_possible(
    rows: Rows, checks: Sequence[Check], due: Due
) -> tuple[int, tuple[CheckResult, ...]]:
    """Run the checks that can be made, and return the others as not tested."""
    from pipelines.quality.expectations import outcomes

    total, found = outcomes(rows, [check for check in checks if not check.needs], as_of=due.as_of)
    ran = iter(found)
    return total, tuple(_not_made(check) if check.needs else next(ran) for check in checks)


def _not_made(check: Check) -> CheckResult:
    """Return a check that tested nothing, with the reason."""
    return CheckResult(
        name=check.name,
        dimension=check.dimension,
        says=check.says,
        expectation="not run",
        columns=check.columns,
        tested=0,
        passed=0.0,
        at_least=check.at_least,
        note=check.needs,
    )


def _locked(workspace: Workspace, folders: list[Path], spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees these folders, and ends a statement that takes too long."""
    return locked(
        workspace.settings,
        folders=folders,
        temporary=spill,
        seconds=quality_policy().limits.seconds,
    )


def _others(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    wanted: set[str],
    due: Due,
    folder: Path,
) -> dict[str, Path]:
    """Return the rows of the datasets that one refers to, where there are any."""
    known = {each.id: each for each in registry.datasets(workspace)}
    found: dict[str, Path] = {}
    for name in sorted(wanted & known.keys()):
        if known[name].source.kind == "table":
            continue
        try:
            found[name] = _rows_of(workspace, connection, known[name], due, folder)
        except StoreError:
            raise
        except GapError:
            continue
    return found


def _rows_of(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    due: Due,
    folder: Path,
) -> Path:
    """Return a dataset's rows as Parquet: the newest file brought by the quarter, or its own.

    Raises:
        GapError: There are none.
        StoreError: The file is missing or is not the one that was brought.
    """
    if dataset.source.kind == "upload":
        brought = [
            file for file in registry.files(workspace, dataset.id) if file.period <= due.period
        ]
        if not brought:
            raise GapError(
                f"No file was brought for {dataset.id} yet.",
                next_step="Bring one on the page “Datasets”. Nothing was measured.",
            )
        path = workspace.settings.store / brought[-1].path
        if not path.is_file() or file_sha256(path) != brought[-1].sha256:
            raise StoreError(
                f"The file of {dataset.id} {brought[-1].period} is missing or damaged.",
                where=str(brought[-1].path),
                next_step="Bring it again, or bring the store back from a backup.",
            )
        return path
    own = file_below(workspace, dataset)
    if own is None or not own.is_file():
        raise GapError(
            f"There is no file {dataset.source.name} for {dataset.id}.",
            where="Setting TANDEM_DATASETS.",
            next_step="Put it there, or change the contract. Nothing was measured.",
        )
    if own.suffix.lower() == ".parquet":
        return own
    target = folder / f"{dataset.id}.parquet"
    text_of_csv(connection, own, folder, target, about=dataset, name=own.name)
    return target
