"""Fixtures that every room shares: a PostgreSQL, a database of each kind, a demo workspace."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import LOUD, Cluster, NoPostgres, running_cluster

settings.register_profile("tandem", deadline=None)
settings.load_profile("tandem")

_DATABASES = itertools.count(1)


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in capitals, what was not tested on PostgreSQL."""
    skipped = terminalreporter.stats.get("skipped", [])
    silent = [report for report in skipped if LOUD in str(report.longrepr)]
    if silent:
        terminalreporter.section("PostgreSQL", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{LOUD}{len(silent)} tests were skipped.", red=True)
