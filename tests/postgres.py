"""A real PostgreSQL for tests: a throw-away cluster on a free loopback port.

Catalogue and records promise to work on PostgreSQL as well as on SQLite; only the server
itself can say whether that is true. PostgreSQL refuses to run as root, so a root process
hands the cluster to the unprivileged user ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

LOUD = "!! NOT TESTED ON POSTGRESQL: "
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Cluster:
    """A running server; ``database`` makes a fresh database in it."""

    port: int

    @contextmanager
    def database(self, name: str, *, like: str = "template1") -> Iterator[str]:
        """Create a database, yield its SQLAlchemy URL, and drop it afterwards.

        Args:
            name: What it is called.
            like: The database that it is a copy of; nobody may be connected to it.
        """
        quoted = sql.Identifier(name)
        making = sql.SQL("create database {} template {}").format(quoted, sql.Identifier(like))
        with self._connection() as connection:
            connection.execute(making)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"
        finally:
            with self._connection() as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(quoted))

    def _connection(self) -> psycopg.Connection:
        """Connect to the server's own database, outside any transaction."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True
        )


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine that could be started; the reason is the text."""


def binaries() -> Path:
    """Return the folder that holds the newest ``initdb`` and ``pg_ctl``.

    Raises:
        NoPostgres: Neither Debian's folders nor the search path have them.
    """
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=_version)
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise NoPostgres("initdb is not installed (Debian: apt-get install postgresql).")
    return Path(found).resolve().parent


def _version(path: Path) -> tuple[int, ...]:
    """Return the numbers of ``/usr/lib/postgresql/15/bin/initdb`` for sorting."""
    return tuple(int(number) for number in re.findall(r"\d+", str(path)))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster in a folder of its own, yield it, then stop and remove it.

    Raises:
        NoPostgres: It is not installed or cannot be started here.
    """
    programs = binaries()
    prefix = _as_other_user()
    folder = Path(tempfile.mkdtemp(prefix="tandem-postgres-"))
    if prefix:
        shutil.chown(folder, user=prefix[prefix.index("-u") + 1])
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
    try:
        _run([*prefix, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], folder)
        _run(
            [*prefix, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
            + ["-o", options, "start"],
            folder,
        )
        try:
            yield Cluster(port)
        finally:
            stop = [*prefix, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            _run(stop, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_other_user() -> list[str]:
    """Return the command prefix that leaves root behind; empty for everybody else."""
    if os.geteuid() != 0:
        return []
    import pwd

    if shutil.which("runuser") is None:
        raise NoPostgres("these tests run as root and there is no runuser to leave root with.")
    known = {entry.pw_name for entry in pwd.getpwall()}
    for user in ("postgres", "nobody"):
        if user in known:
            return ["runuser", "-u", user, "--"]
    raise NoPostgres("these tests run as root and there is no user postgres or nobody.")


def _run(command: list[str | Path], folder: Path) -> None:
    """Run one PostgreSQL program; its words become the reason where it fails."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with (folder.parent / f"{folder.name}.out").open("w+", encoding="utf-8") as output:
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        done = subprocess.run(
            [str(word) for word in command],
            cwd="/",
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        output.seek(0)
        words = output.read()
    (folder.parent / f"{folder.name}.out").unlink()
    if done.returncode != 0:
        raise NoPostgres(f"{Path(command[-1]).name}: {words.strip()[-600:]}")


def _free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
