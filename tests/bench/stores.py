"""Workspaces to measure on: the demo company at growing sizes, made once per folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench.child import ROOT, environment

SCALES = ("demo", "1M", "10M", "100M")


def files(folder: Path, scale: str) -> Path:
    """Return the folder with the demo company's files at ``scale``, written where missing."""
    written = folder / f"files-{scale}"
    if not (written / "done").exists():
        _run("pipelines", "demo", "--out", str(written), "--scale", scale)
        (written / "done").touch()
    return written


def store(folder: Path, scale: str) -> Path:
    """Return a store with the demo company at ``scale``, loaded where missing, with its goals."""
    place = folder / f"store-{scale}"
    done = folder / f"store-{scale}.done"
    if not done.exists():
        paths = in_order(files(folder, scale).glob("*.csv"))
        _run("governance", "demo", store=place)
        _run("pipelines", "load", *paths, store=place)
        done.touch()
    return place


def in_order(paths: Iterable[Path]) -> list[str]:
    """Return the files in the order to load them: what others refer to comes first."""
    first = ("initiatives_", "models_")
    ordered = sorted(paths, key=lambda path: (not path.name.startswith(first), path.name))
    return [str(path) for path in ordered]


def _run(house: str, *words: str, store: Path | None = None) -> None:
    """Run one of the houses' commands, as a person would."""
    settings = {} if store is None else {"TANDEM_STORE": str(store)}
    subprocess.run(
        [sys.executable, "-m", house, *words],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.DEVNULL,
        check=True,
    )
