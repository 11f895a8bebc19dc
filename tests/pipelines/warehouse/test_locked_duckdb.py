"""Whoever could say SQL to the app's DuckDB would still reach no file, network or setting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.intake.load import intake_connection
from pipelines.settings import Settings
from pipelines.warehouse.relations import Warehouse
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.warehouse.probes import HARMLESS, REFUSED, RESIDUAL

python_variable = {"a": [1]}
"""A name that a statement could pick up from Python, were that not switched off."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A workspace beside a folder with secrets, and links from the one into the other."""
    root = tmp_path_factory.mktemp("tree")
    workspace = open_workspace(replace(Settings(), store=root / "store"))
    workspace.database.dispose()
    outside, inside = root / "outside", root / "store" / "facts"
    (outside / ".tmp").mkdir(parents=True)
    for folder in (outside, outside / ".tmp"):
        (folder / "secret.csv").write_text("a\nsecret\n")
    with duckdb.connect(str(outside / "secret.duckdb")) as secret:
        secret.execute("CREATE TABLE t AS SELECT 1 AS a")
        secret.execute(f"COPY t TO '{outside / 'secret.parquet'}' (FORMAT parquet)")
    (inside / "ours.csv").write_text("a\n1\n")
    (inside / "link.csv").symlink_to(outside / "secret.csv")
    (inside / "linked").symlink_to(outside)
    os.link(outside / "secret.csv", inside / "hard.csv")
    return root


@pytest.fixture(scope="module")
def workspace(tree) -> Iterator[Workspace]:
    """The workspace of the tree."""
    found = open_workspace(replace(Settings(), store=tree / "store"))
    yield found
    found.database.dispose()


@pytest.fixture(params=["reader", "writer"])
def say(request, tree, workspace, monkeypatch):
    """Say a probe to the connection that answers questions, or to the one that loads files."""
    monkeypatch.chdir(tree / "outside")
    handed = tree / "store" / "handed.csv"
    handed.write_text("a\n1\n")
    places = {"outside": tree / "outside", "store": tree / "store", "inside": tree / "store/facts"}

    def spoken(probe: str) -> object:
        sql = probe.format(**places)
        if request.param == "reader":
            return _reader(workspace).execute(sql).fetchall()
        with intake_connection(workspace, files=[handed]) as connection:
            return connection.execute(sql).fetchall()

    yield spoken
    for new in (*tree.glob("store/facts/new*"), *tree.glob("outside/new*")):
        new.unlink()


def _reader(workspace: Workspace) -> duckdb.DuckDBPyConnection:
    """Return a cursor of a warehouse that nobody has used yet."""
    here = workspace.warehouse
    return Warehouse(workspace.settings, here.extracts, here.plans, workspace.catalogue).cursor()


def _files(tree: Path) -> set[tuple[str, int]]:
    """Return every file that lies in the tree, staging aside, with its size."""
    return {
        (str(path), path.stat().st_size)
        for path in tree.rglob("*")
        if path.is_file() and "staging" not in path.parts and "records" not in path.name
    }


@pytest.mark.parametrize("probe", REFUSED)
def test_what_leads_out_is_refused_and_leaves_nothing(probe, say, tree):
    before = _files(tree)
    records = (tree / "store" / "records.sqlite").read_bytes()
    with pytest.raises(duckdb.Error):
        say(probe)
    assert _files(tree) == before
    assert (tree / "store" / "records.sqlite").read_bytes() == records


@pytest.mark.parametrize("probe", HARMLESS)
def test_what_reaches_nothing_may_work(probe, say, tree):
    before = _files(tree)
    say(probe)
    assert _files(tree) == before


@pytest.mark.parametrize("probe", RESIDUAL)
def test_the_risks_that_stay_are_known(probe, say):
    say(probe)


def test_nothing_but_the_named_folders_is_in_sight(say, tree):
    ((found,),) = say("SELECT current_setting('allowed_directories')")
    places = {Path(folder).resolve() for folder in found}
    store = (tree / "store").resolve()
    own = {place for place in places if store in place.parents}
    assert own >= {store / "facts", store / "rollups"}
    assert all(place.parent == store or "staging" in place.parts for place in own)
    assert not any(place == store or place in store.parents for place in places)
    assert Path.cwd() not in {parent for place in places for parent in place.parents}


def test_the_reader_does_not_see_what_is_being_loaded(tree, workspace):
    draft = tree / "store" / "staging" / "draft.csv"
    draft.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        _reader(workspace).execute(f"FROM '{draft}'")


def test_only_the_one_file_handed_in_is_read_for_a_load(tree, workspace):
    with intake_connection(workspace, files=[tree / "outside" / "secret.csv"]) as connection:
        found = connection.execute(f"FROM '{tree / 'outside' / 'secret.csv'}'").fetchall()
        assert found == [("secret",)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"FROM '{tree / 'outside' / '.tmp' / 'secret.csv'}'")


def test_what_outgrows_memory_leaves_nothing_in_the_working_directory(tree, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    workspace = open_workspace(replace(Settings(), store=tree / "store", memory_mb=60))
    cursor = workspace.warehouse.cursor()
    cursor.execute("CREATE TABLE t AS SELECT hash(i)::VARCHAR || i AS a FROM range(4000000) r(i)")
    assert cursor.execute("SELECT count(*) FROM t").fetchone() == (4_000_000,)
    assert list(tmp_path.iterdir()) == []
    workspace.database.dispose()
