"""Contracts to try things on: the shipped ones, and copies of them with something changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.settings import ROOT

SHIPPED = ROOT / "pipelines" / "extracts"
NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def copied(folder: Path) -> Path:
    """Return a folder with copies of every shipped contract."""
    for name in NAMES:
        shutil.copy(SHIPPED / f"{name}.yaml", folder / f"{name}.yaml")
    return folder


def changed(folder: Path, extract: str, old: str, new: str) -> Path:
    """Return a folder with copies in which the first ``old`` of one contract is ``new``."""
    path = copied(folder) / f"{extract}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def line_of(folder: Path, extract: str, part: str) -> int:
    """Return the number of the first line that holds ``part``."""
    lines = (folder / f"{extract}.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if part in line)
