"""A command of a house as a person types it: answered in this process, or in one of its own.

The commands themselves are the same; what a process of its own costs is the second or two that
Python needs to import the house. A few facts of each house are proved that way all the same.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest

from pipelines.settings import ROOT

Said = subprocess.CompletedProcess[str]


def typed(house: str, *words: str, folder: Path = ROOT, **settings: str) -> Said:
    """Run a house's command in this process.

    Args:
        house: ``pipelines``, ``governance`` or ``reports``.
        words: What is typed after it.
        folder: Where it is typed.
        settings: Environment variables for the time it takes.

    Returns:
        Its exit code and what it said.
    """
    code = 0
    with _paper() as out, _paper() as err, pytest.MonkeyPatch.context() as there:
        said, told = _reader(out), _reader(err)
        there.setattr(sys, "stdout", out)
        there.setattr(sys, "stderr", err)
        there.chdir(folder)
        there.setattr(sys, "argv", [house, *words])
        for name, value in settings.items():
            there.setenv(name, value)
        try:
            importlib.import_module(f"{house}.__main__").main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        sys.stdout.flush()
        if sys.stdout is not out:  # a command may put something of its own in its place
            sys.stdout.close()
    with said, told:
        said.seek(0)
        told.seek(0)
        return Said([house, *words], code, said.read(), told.read())


def _paper() -> IO[str]:
    """Return what a command can write on, a file with a descriptor as every process has."""
    return TemporaryFile("w+", encoding="utf-8")


def _reader(paper: IO[str]) -> IO[str]:
    """Return a reader of all that will be written there, whatever becomes of the descriptor."""
    return os.fdopen(os.dup(paper.fileno()), encoding="utf-8")


def typed_apart(house: str, *words: str, folder: Path = ROOT, **settings: str) -> Said:
    """Run a house's command in a process of its own; the same arguments, the same answer."""
    return subprocess.run(
        [sys.executable, "-m", house, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
