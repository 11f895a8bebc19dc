"""The README as a program reads it: its tables, its commands and its pictures."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.house.sources import text

README = text(Path("README.md"))


def table_under(heading: str) -> list[list[str]]:
    """Return the body of the first table below a heading, cell by cell."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def code(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def commands() -> list[list[str]]:
    """Return every command line of the README's shell blocks and sentences, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [span for span in re.findall(r"`([^`\n]+)`", README) if span.startswith(STARTS)]
    return [shlex.split(line, comments=True) for line in lines if line.startswith(STARTS)]


STARTS = ("make ", "python -m ")


def pictures() -> list[Path]:
    """Return the pictures that the README shows."""
    return [Path(target) for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)]


def links() -> list[Path]:
    """Return the files that the README links to."""
    targets = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", README)
    return [Path(target) for target in targets if "://" not in target]
