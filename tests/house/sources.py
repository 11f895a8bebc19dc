"""The files of this repository as the rules see them: what git tracks, or would track."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("pages", "reports", "governance", "pipelines")


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is tracked or not ignored, relative to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below ``folders`` (all of them where none is named)."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and (not folders or path.parts[0] in folders)
    ]


@cache
def text(path: Path) -> str:
    """Return a file's text; empty for a file that is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(text(path), filename=str(path))


def told(complaints: Mapping[Path, Sequence[str]]) -> str:
    """Return complaints one a line, so that a failed test shows every one of them."""
    return "\n".join(f"{path}: {what}" for path, found in complaints.items() for what in found)
