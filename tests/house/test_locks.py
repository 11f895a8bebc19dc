"""An install brings exactly what was locked: hashed, complete and from no named address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import text
from tests.house.test_imports import declared

PROJECT = tomllib.loads(text(Path("pyproject.toml")))
LOCKS = {"run": Path("requirements.txt"), "test": Path("tests/requirements.txt")}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """Return name and version of every package in a lock."""
    return {name.lower(): version for name, version in PINNED.findall(text(lock))}


@pytest.mark.parametrize("lock", LOCKS.values(), ids=str)
def test_every_locked_package_carries_its_hashes(lock: Path) -> None:
    entries = re.split(r"^(?=\S+==)", text(lock), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_hold_everything_that_is_declared() -> None:
    wanted = declared(PROJECT["project"]["dependencies"])
    for_tests = declared(PROJECT["dependency-groups"]["test"])
    assert wanted - set(pins(LOCKS["run"])) == set()
    assert (wanted | for_tests) - set(pins(LOCKS["test"])) == set()


def test_tests_run_with_the_versions_that_are_shipped() -> None:
    shipped, tested = pins(LOCKS["run"]), pins(LOCKS["test"])
    assert {name: tested.get(name) for name in shipped} == shipped


@pytest.mark.parametrize("lock", LOCKS.values(), ids=str)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert re.findall(r"https?://\S+|^-.*|--index\S*", text(lock), flags=re.MULTILINE) == []
