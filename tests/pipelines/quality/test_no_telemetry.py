"""Measuring tells nobody: no connection, no look-up of a name, no trace in the home folder."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import ROOT
from tests.pipelines.quality.datasets import brought, opened, registered

ALONE = ["unshare", "--net"]
"""Puts a process into a network of its own, without any interface that is up."""
ANALYTICS = ("posthog", "segment", "analytics", "mixpanel", "sentry_sdk", "rudder_analytics")


def has_networks() -> bool:
    """Return whether this process may make a network of its own."""
    if shutil.which(ALONE[0]) is None:
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


def watched(folder: Path, module: str, *words: str, alone: bool = False) -> dict[str, Any]:
    """Run a module under the watch; return what it tried, what was counted, what it said."""
    told, home = folder / "told.json", folder / "home"
    home.mkdir()
    done = subprocess.run(
        [*(ALONE if alone else []), sys.executable, "-m", "tests.pipelines.quality.watched",
         str(told), module, *words],
        cwd=ROOT,
        env={**os.environ, "TANDEM_STORE": str(folder / "store"), "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    left = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    return {**json.loads(told.read_text()), "said": done.stdout, "left": left}


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    """A store with a dataset that was not measured yet; returns the folder it is in."""
    here = opened(tmp_path)
    registered(here, "DS-CRM", {"nr": {"required": True, "pattern": "C-[0-9]{3}"}}, key=["nr"])
    brought(here, "DS-CRM", "nr", "C-001", "x", "C-001")
    here.database.dispose()
    return tmp_path


def test_a_measurement_tries_no_way_out(crm: Path):
    found = watched(crm, "pipelines", "quality", "DS-CRM", "--json")
    checks = {one["name"]: one for one in json.loads(found["said"])["checks"]}
    assert checks["key.unique"]["expectation"] == "unexpected_rows_expectation"
    assert found["tried"] == []
    assert found["left"] == []


@pytest.mark.skipif(not has_networks(), reason="needs root on Linux with unshare")
def test_a_measurement_needs_no_network_and_the_kernel_saw_no_packet(crm: Path):
    found = watched(crm, "pipelines", "quality", "DS-CRM", "--json", alone=True)
    assert json.loads(found["said"])["rows"] == 3
    assert found["tried"] == []
    assert set(found["kernel"].values()) == {0}


def test_the_watch_would_have_seen_it(tmp_path: Path):
    found = watched(tmp_path, "tests.pipelines.quality.reaching_out")
    ways = {one.partition(" ")[0] for one in found["tried"]}
    assert {"socket.getaddrinfo", "socket.connect", "socket.sendto", "urllib.Request"} <= ways


@pytest.mark.skipif(not has_networks(), reason="needs root on Linux with unshare")
def test_the_kernel_would_have_counted_it():
    reach = (
        "from tests.pipelines.quality import reaching_out, watched; reaching_out.main();"
        "print(sum(watched.counted_by_kernel().values()))"
    )
    done = subprocess.run(
        [*ALONE, sys.executable, "-c", reach], cwd=ROOT, capture_output=True, text=True
    )
    assert int(done.stdout) > 0, done.stderr


@pytest.mark.parametrize("package", ANALYTICS)
def test_no_library_that_reports_usage_is_installed(package: str):
    assert importlib.util.find_spec(package) is None
