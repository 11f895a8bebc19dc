"""Fixtures that every room shares: a PostgreSQL, a database of each kind, a demo workspace."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.postgres import LOUD, Cluster, NoPostgres, running_cluster

settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")

_DATABASES = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden SQL be written anew; the difference is then looked at by a person."""
    parser.addoption("--golden-update", action="store_true", help="write the golden SQL anew")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """One running PostgreSQL for the whole session; skips, loudly, where there can be none."""
    try:
        with running_cluster() as cluster:
            yield cluster
    except NoPostgres as reason:
        pytest.skip(f"{LOUD}{reason}")


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database of this test's own."""
    with postgres_cluster.database(f"tandem_test_{next(_DATABASES)}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of an empty database: the test runs on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'records.sqlite'}"


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that has all tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("ready") / "records.sqlite"
    file.write_bytes(opening.tables())
    return file


@pytest.fixture(scope="session")
def ready_postgres(postgres_cluster: Cluster) -> Iterator[str]:
    """The name of a PostgreSQL database that has all tables and nothing in them."""
    name = "tandem_ready"
    with postgres_cluster.database(name) as url:
        opening.make_tables(url)
        yield name


@pytest.fixture(params=["sqlite", "postgres"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLAlchemy URL of a database of each kind with all its tables: making them takes longest."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "records.sqlite")
        yield f"sqlite:///{tmp_path / 'records.sqlite'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    like = request.getfixturevalue("ready_postgres")
    with cluster.database(f"tandem_test_{next(_DATABASES)}", like=like) as url:
        yield url


def _made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Return a store that the first of all the test processes makes and the others share."""
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    store, done = together / name, together / f"{name}.done"
    with (together / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(store)
            done.touch()
    return store


def _run(store: Path, *words: str) -> None:
    """Run a command of a house on a store."""
    subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "TANDEM_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company and its goals, loaded at once, without a check-in. Not to be changed."""

    def make(store: Path) -> None:
        """Load the company and seed what people said."""
        _run(store, "pipelines", "demo", "--load", "--if-empty")
        _run(store, "governance", "demo", "--if-empty")

    return _made_once(tmp_path_factory, "demo-store", make)


@pytest.fixture(scope="session")
def measured_store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its newest year measured, as after its first minutes. Not to be changed."""

    def make(store: Path) -> None:
        """Measure a copy."""
        shutil.copytree(demo_store, store)
        _run(store, "tests.measured")

    return _made_once(tmp_path_factory, "measured-store", make)


@pytest.fixture(scope="session")
def demo_workspace(demo_store: Path) -> Iterator[Workspace]:
    """The demo company's workspace, shared by the whole session. Not to be changed."""
    workspace = opening.opened(Settings(store=demo_store))
    yield workspace
    workspace.database.dispose()


@pytest.fixture
def own_demo_store(demo_store: Path, tmp_path: Path) -> Path:
    """A copy of the demo company's store that a test may change."""
    return Path(shutil.copytree(demo_store, tmp_path / "own-demo-store"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in capitals, what was not tested on PostgreSQL."""
    skipped = terminalreporter.stats.get("skipped", [])
    silent = [report for report in skipped if LOUD in str(report.longrepr)]
    if silent:
        terminalreporter.section("PostgreSQL", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{LOUD}{len(silent)} tests were skipped.", red=True)
