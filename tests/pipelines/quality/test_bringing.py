"""A file for a dataset is kept as it was, faults and all, or refused with words."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import GapError, NotFound, StoreError
from pipelines.intake.receipt import Refusal
from pipelines.quality import kept, registry
from pipelines.quality.bringing import bring_file
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.quality.datasets import (
    NOW,
    brought,
    brought_file,
    counts,
    measured,
    opened,
    registered,
    written,
)

Done = subprocess.CompletedProcess[str]
COLUMNS = {"nr": {"required": True}, "town": {"allowed": ["Köln", "Paris, Texas"]}}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    space = opened(tmp_path)
    registered(space, "DS-A", COLUMNS)
    yield space
    space.database.dispose()


def cells(here: Workspace) -> list[tuple[str | None, ...]]:
    """Return what was kept of the newest file, as it was handed in."""
    path = here.settings.store / registry.files(here, "DS-A")[-1].path
    return duckdb.execute("SELECT nr, town FROM read_parquet(?)", [str(path)]).fetchall()


SHAPES = {
    "semicolons": (("nr;town", "1;Köln", "2;Paris, Texas"), "utf-8"),
    "tabs": (("nr\ttown", "1\tKöln", "2\tParis, Texas"), "utf-8"),
    "a byte order mark": (("nr,town", "1,Köln", '2,"Paris, Texas"'), "utf-8-sig"),
    "UTF-16": (("nr,town", "1,Köln", '2,"Paris, Texas"'), "utf-16"),
    "more columns": (("x,town,nr,y", ",Köln,1,", ',"Paris, Texas",2,z'), "utf-8"),
    "blank lines": (("nr,town", "", "1,Köln", "", '2,"Paris, Texas"', ""), "utf-8"),
    "everything in quotes": (('"nr","town"', '"1","Köln"', '"2","Paris, Texas"'), "utf-8"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_is_read_in_whatever_shape_it_comes(here, shape: str):
    lines, encoding = SHAPES[shape]
    brought_file(here, "DS-A", written(here, "a.csv", *lines, encoding=encoding))
    assert cells(here) == [("1", "Köln"), ("2", "Paris, Texas")]


def test_another_encoding_is_named(here):
    path = written(here, "a.csv", "nr,town", "1,Köln", encoding="cp1252")
    with pytest.raises(Refusal):
        brought_file(here, "DS-A", path)
    bring_file(here, "DS-A", path, period="2026-Q1", actor="l", role="r", now=NOW,
               encoding="cp1252")  # fmt: skip
    assert cells(here) == [("1", "Köln")]


def test_cells_are_kept_as_they_are_and_lines_are_told(here):
    odd = (" 1 ", "=1+1", "00", "NULL", "NaN", "1e5", "2026-13-45", "<b>x</b>", "'; DROP TABLE x;")
    brought(here, "DS-A", "nr,town", *(f'"{one}",Berlin' for one in odd))
    assert [row[0] for row in cells(here)] == list(odd)
    (sample, *_) = [dict(row) for row in measured(here, "DS-A").checks[-1].sample]
    assert sample == {"_row": "2", "town": "Berlin"}


def test_both_fingerprints_are_kept(here):
    path = written(here, "a.csv", "nr,town", "1,Köln")
    file = brought_file(here, "DS-A", path)
    stored = here.settings.store / file.path
    assert file.original_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file.sha256 == hashlib.sha256(stored.read_bytes()).hexdigest()
    assert (file.file_name, file.actor, file.at) == ("a.csv", "lena", NOW)


def test_parquet_is_kept_as_it_is(here, tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"nr": [1, None], "town": ["Köln", "Bonn"], "more": [1, 2]}), path)
    file = brought_file(here, "DS-A", path)
    assert (here.settings.store / file.path).read_bytes() == path.read_bytes()
    assert counts(measured(here, "DS-A"))["nr.filled"] == (2, 1)


REFUSED = {
    "a missing column": (b"nr,city\n1,x\n", "lacks town"),
    "a column twice": (b"nr,town,town\n1,x,y\n", "“town”"),
    "a column twice but for capitals": (b"nr,town,Town\n1,x,y\n", "like this"),
    "a column without a name": (b"nr,town,\n1,x,y\n", "without a name"),
    "a row too wide": (b"nr,town\n1,x\n2,y,z\n", "1 rows of"),
    "a row too narrow": (b"nr,town,z\n1,x,y\n2\n", "Line 3"),
    "quotes without an end": (b'nr,town\n1,"x\n2,y\n', ""),
    "nothing": (b"", ""),
    "only blanks": (b"\n\n \n", ""),
    "no text": (bytes(range(256)) * 20, ""),
    "Parquet cut short": (b"PAR1" + b"\x00" * 40, "cannot be read"),
    "Parquet that is a bomb": (b"PAR1" + b"\xff\xff\xff\x7f" * 9 + b"PAR1", "cannot be read"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_words(here, tmp_path, fault: str):
    content, told = REFUSED[fault]
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    before = here.catalogue.journal_head()
    with pytest.raises(Refusal) as refusal:
        brought_file(here, "DS-A", path)
    assert told in str(refusal.value)
    assert registry.files(here) == ()
    assert here.catalogue.journal_head() == before
    assert on_disk(here.settings) == set()


def test_parquet_without_a_column_of_the_contract_is_refused(here, tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"nr": [1]}), path)
    with pytest.raises(Refusal, match="lacks town"):
        brought_file(here, "DS-A", path)


@pytest.mark.parametrize(
    "period", ["2026", "2026-01", "2026-Q5", "", "2026-Q1/../..", "../2026-Q1"]
)
def test_only_a_quarter_is_a_period(here, period: str):
    with pytest.raises(GapError):
        brought(here, "DS-A", "nr,town", "1,x", period=period)
    assert on_disk(here.settings) == set()


@pytest.mark.parametrize("name", ["DS-B", "../DS-A", "DS-A/..", ""])
def test_only_a_registered_dataset_gets_a_file(here, name: str):
    with pytest.raises(NotFound):
        brought_file(here, name, written(here, "a.csv", "nr,town"))


def test_a_file_that_is_not_there_is_told(here, tmp_path):
    with pytest.raises(StoreError, match="could not be kept"):
        brought_file(here, "DS-A", tmp_path / "nowhere.csv")


def test_a_contract_that_asks_for_more_than_was_brought_is_told(here):
    brought(here, "DS-A", "nr,town", "1,Köln")
    registered(here, "DS-A", {**COLUMNS, "country": {}})
    found = measured(here, "DS-A")
    assert "lack country" in found.failure
    assert found.checks == ()


@pytest.mark.parametrize("how", ["a bit", "cut", "gone", "another"])
def test_a_damaged_file_is_told_and_never_gives_a_number(here, how: str):
    other = here.settings.store / brought(here, "DS-A", "nr,town", "1,Köln").path
    path = here.settings.store / brought(here, "DS-A", "nr,town", "1,Köln", "2,Bonn").path
    content = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
    elif how == "another":
        path.write_bytes(other.read_bytes())
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    found = measured(here, "DS-A")
    assert "missing or damaged" in found.failure
    assert (found.checks, found.rows) == ((), 0)
    assert kept.newest(here)[0].failure == found.failure


def on_disk(settings: Settings) -> set[str]:
    """Return the files of datasets, and what is left of their bringing."""
    rooms = (settings.store / room for room in ("datasets", "staging"))
    found = {str(path.relative_to(settings.store)) for room in rooms for path in room.rglob("*")
             if path.is_file()}  # fmt: skip
    return found - {"staging/gate.lock"}


BRING = """
import sys
from pathlib import Path
from pipelines.errors import GapError
from pipelines.settings import settings_from
from pipelines.workspace import open_workspace
from tests.pipelines.quality.datasets import brought_file
try:
    brought_file(open_workspace(settings_from()), "DS-A", Path(sys.argv[1]))
except GapError as error:
    sys.exit(str(error))
"""


def bring_beside(settings: Settings, path: Path, most: int = 0, **more: str) -> Done:
    """Bring a file in a process of its own, which may write no file beyond ``most`` bytes."""

    def limited() -> None:
        if most:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    environment = {
        **os.environ,
        "TANDEM_STORE": str(settings.store),
        "TANDEM_RECORDS_URL": settings.records_url,
        **more,
    }
    return subprocess.run([sys.executable, "-c", BRING, str(path)], cwd=ROOT, env=environment,
                          capture_output=True, text=True, preexec_fn=limited)  # fmt: skip


def test_a_file_whose_bringing_is_killed_counts_wholly_or_not_at_all(
    ready_url: str, tmp_path: Path
):
    here = opened(tmp_path, records_url=ready_url)
    registered(here, "DS-A", COLUMNS)
    first = brought(here, "DS-A", "nr,town", "1,Köln").path.as_posix()
    path = written(here, "b.csv", "nr,town", "1,Köln", "2,Bonn")
    here.database.dispose()
    step, outcomes = 1, []
    while bring_beside(here.settings, path, TANDEM_FAULT_AT=str(step)).returncode:
        again = open_workspace(here.settings)
        (file,) = registry.files(again)
        entries = [e.action for e in again.catalogue.journal() if e.action == "dataset:bring"]
        outcomes.append(file.path.as_posix() != first)
        assert len(entries) == 1 + outcomes[-1]
        assert on_disk(again.settings) == {first, file.path.as_posix()}
        assert measured(again, "DS-A").rows == 1 + outcomes[-1]
        again.database.dispose()
        step += 1
        if outcomes[-1]:
            break
    assert outcomes == [False] * 4 + [True]


@pytest.mark.parametrize("most", [600, 3_000, 60_000])
def test_a_full_disk_is_told_and_changes_nothing(here, most: int):
    drawn = random.Random(7)
    rows = (f"{drawn.random()},{drawn.random()}" for _ in range(9_000))
    path = written(here, "big.csv", "nr,town", *rows)
    done = bring_beside(here.settings, path, most)
    assert done.returncode == 1
    assert "othing was" in done.stderr
    assert "Traceback" not in done.stderr
    open_workspace(here.settings).database.dispose()
    assert registry.files(here) == ()
    assert on_disk(here.settings) == set()
