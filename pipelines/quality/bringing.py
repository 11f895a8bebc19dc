"""Bringing a file for a dataset: kept whole as Parquet, every cell as the text that it was.

The file is read by the same rules as an extract (encoding, delimiter, quotes), but no cell is
converted and no row refused: a measurement needs the faults. It counts in one transaction with
its journal entry, after it is on disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import unreachable
from pipelines.errors import StoreError
from pipelines.intake.commit import new_id
from pipelines.intake.faults import point
from pipelines.intake.header import LINE
from pipelines.intake.policy import intake_policy
from pipelines.intake.read import Opening, opening
from pipelines.intake.receipt import Refusal
from pipelines.intake.scanning import scan
from pipelines.intake.staging import announce, move, staging
from pipelines.intake.tidy import write_tidy
from pipelines.marked_yaml import nearest
from pipelines.periods import parsed
from pipelines.quality.dataset import Dataset
from pipelines.quality.registry import File, add_file, dataset
from pipelines.warehouse.connection import locked
from pipelines.warehouse.seals import file_sha256

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

PARQUET: Final = b"PAR1"
OWN: Final = (LINE, "filename", "file_row_number")
"""Names that the reading itself needs."""


def bring_file(
    workspace: Workspace,
    identifier: str,
    path: Path,
    *,
    period: str,
    actor: str,
    role: str,
    now: datetime,
    file_name: str | None = None,
    encoding: str | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> File:
    """Let a CSV or Parquet file count as a dataset's rows of one quarter.

    Args:
        workspace: Where to.
        identifier: The dataset.
        path: The file.
        period: The quarter whose state it holds, such as ``2026-Q1``.
        actor: Who brings it; kept for ever.
        role: Their role, for the journal.
        now: The moment, UTC.
        file_name: Its name, where ``path`` has another one, as an upload has.
        encoding: Its encoding, where it is neither UTF-8 nor UTF-16 with its mark.
        connection: From ``intake_connection``, for whoever brings many files.

    Raises:
        NotFound: There is no such dataset.
        Refusal: The file cannot be read, or lacks a column of the contract.
        StoreError: The store failed. In each case nothing was changed.
    """
    about, name = dataset(workspace, identifier), file_name or path.name
    quarter = parsed(period)
    if quarter.grain != "quarter":
        raise Refusal("unfit_period", f"{period} is no quarter; write it as 2026-Q1.")
    target = f"datasets/{identifier}/{quarter}/{new_id('D')}.parquet"
    store = workspace.settings.store
    try:
        with staging(store) as folder:
            made = folder / "data.parquet"
            with _sees(workspace, path, folder, connection) as sees:
                if _is_parquet(path):
                    original = _copy_parquet(sees, path, made, about=about, name=name)
                else:
                    original = text_of_csv(
                        sees, path, folder, made, about=about, name=name, encoding=encoding
                    )
            digest = file_sha256(made)
            point("brought")
            announce(folder, [target])
            point("announced")
            move(made, store / target, store=store)
            point("moved")
            file = File(identifier, quarter.label, name, Path(target), digest, original, actor, now)
            add_file(workspace, file, role=role)
            point("counted")
    except OperationalError as error:
        raise unreachable(error) from error
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        raise StoreError(
            f"{name} could not be kept: {str(error).splitlines()[0]}",
            next_step="See that the disk has room and can be written; nothing was changed.",
        ) from error
    return file


def text_of_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    folder: Path,
    target: Path,
    *,
    about: Dataset,
    name: str,
    encoding: str | None = None,
) -> str:
    """Write a CSV out as Parquet of text and return the SHA-256 of the CSV.

    Raises:
        Refusal: The file cannot be read, or lacks a column of the contract.
    """
    wanted = {column.name for column in about.columns}
    begin = opening(
        path,
        encoding=encoding,
        name=name,
        score=lambda cells: sum(cell.strip() in wanted for cell in cells),
    )
    _check_header(begin.header, about, name)
    seen = scan(path, begin.encoding, name=name)
    if seen.tidy:
        try:
            _copy(connection, path, begin.header, begin.delimiter, target)
            return seen.sha256
        except duckdb.InvalidInputException:
            target.unlink(missing_ok=True)
    _copy_tidied(connection, path, begin, folder, target, name=name)
    return seen.sha256


@contextmanager
def _sees(
    workspace: Workspace,
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection | None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that sees the file and the staging folder: the one given, or its own."""
    if connection is not None:
        yield connection
        return
    own = locked(workspace.settings, folders=(folder,), files=(path,), temporary=folder / "spill")
    try:
        yield own
    finally:
        own.close()


def _copy_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, made: Path, *, about: Dataset, name: str
) -> str:
    """Copy a Parquet file as it is and return its SHA-256; the columns are asked of the copy."""
    original = file_sha256(path)
    shutil.copyfile(path, made)
    try:
        told = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_text(str(made))})")  # noqa: S608 - a path of ours
        header = [str(row[0]) for row in told.fetchall()]
    except duckdb.Error as error:
        raise Refusal(
            "unreadable_file",
            f"{name} begins as Parquet does and cannot be read: {str(error).splitlines()[0]}",
            next_step="Write it anew. Nothing was changed.",
        ) from error
    _check_header(header, about, name)
    return original


def _is_parquet(path: Path) -> bool:
    """Return whether a file begins as Parquet does."""
    with path.open("rb") as stream:
        return stream.read(len(PARQUET)) == PARQUET


def _check_header(header: Sequence[str], about: Dataset, name: str) -> None:
    """Refuse a header in which a column stands twice, has no name, or is missing."""
    small = [cell.lower() for cell in header]
    for cell in header:
        if not cell or small.count(cell.lower()) > 1 or cell in OWN:
            said = "has a column without a name" if not cell else f"cannot hold “{cell}” like this"
            raise Refusal(
                "unfit_header",
                f"The header of {name} {said}.",
                where="Line 1.",
                next_step="Give every column a name of its own. Nothing was changed.",
            )
    missing = [column.name for column in about.columns if column.name not in header]
    if missing:
        raise Refusal(
            "missing_column",
            f"{name} lacks {', '.join(missing)}, which the contract of {about.id} describes."
            + nearest(missing[0], header),
            where="Line 1.",
            next_step="Export it with that column, or change the contract. Nothing was changed.",
        )


def _copy(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: Sequence[str],
    delimiter: str,
    target: Path,
) -> None:
    """Write a tidy CSV as Parquet, in its order."""
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    mark = "\\t" if delimiter == "\t" else delimiter
    longest = intake_policy().limits.cell_characters
    line = f" REPLACE (CAST({LINE} AS BIGINT) AS {LINE})" if LINE in names else ""
    connection.execute(
        f"COPY (SELECT *{line} FROM read_csv({_text(str(path))}, columns = {{{columns}}}, "  # noqa: S608 - names quoted as literals
        f"header = true, delim = '{mark}', quote = '\"', escape = '\"', nullstr = '', "
        f"auto_detect = false, strict_mode = true, max_line_size = {longest})) "
        f"TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _copy_tidied(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    begin: Opening,
    folder: Path,
    target: Path,
    *,
    name: str,
) -> None:
    """Write an untidy CSV out tidily first; rows of the wrong width are nobody's."""
    tidy, misfits = folder / "tidy.csv", folder / "misfits.csv"
    wrong = write_tidy(path, begin, tidy, misfits, name=name)
    if wrong:
        with misfits.open(encoding="utf-8") as stream:
            first = stream.readline().partition(",")[0]
        raise Refusal(
            "misfits",
            f"{wrong} rows of {name} have more or fewer cells than its header.",
            where=f"Line {first} is the first.",
            next_step="Put cells that hold the delimiter in quotes. Nothing was changed.",
        )
    _copy(connection, tidy, (LINE, *begin.header), ",", target)
    tidy.unlink()


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
