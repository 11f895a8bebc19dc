"""What people write about a project in one line each: the gaps it closes, what it unblocks.

The same words serve the form on the screen and the prompt: ``DS-CRM: uniqueness, validity`` and
``AI-017 75 % with FND-02``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import cast

from governance.investments.shapes import Gap, Unblock
from pipelines.errors import GapError
from pipelines.quality.shapes import DIMENSIONS, Dimension

_UNBLOCK = re.compile(
    r"(?P<initiative>\S+)\s+(?P<percent>[0-9]+(?:\.[0-9]+)?)\s*%"
    r"(?:\s+with\s+(?P<others>\S+(?:\s*(?:,|and)\s*\S+)*))?"
)
_AND = re.compile(r"\s*(?:,|\band\b)\s*")


def gaps_from(lines: Iterable[str]) -> tuple[Gap, ...]:
    """Return the gaps written as ``DATASET: DIMENSION, DIMENSION``, one dataset a line.

    Raises:
        GapError: A line cannot be read; it is quoted.
    """
    found = []
    for line in _filled(lines):
        dataset, colon, names = line.partition(":")
        dimensions = [name.strip().lower() for name in names.split(",") if name.strip()]
        if not colon or not dimensions or any(name not in DIMENSIONS for name in dimensions):
            raise GapError(
                f"“{line}” does not say which gap is closed.",
                next_step="Write DATASET: DIMENSION, DIMENSION with "
                f"{', '.join(DIMENSIONS)}. Nothing was changed.",
            )
        found += [Gap(dataset.strip(), cast(Dimension, name)) for name in dimensions]
    return tuple(found)


def unblocks_from(lines: Iterable[str]) -> tuple[Unblock, ...]:
    """Return what is unblocked, written as ``INITIATIVE CHANCE % with PROJECT, PROJECT``.

    Raises:
        GapError: A line cannot be read; it is quoted.
    """
    found = []
    for line in _filled(lines):
        match = _UNBLOCK.fullmatch(line)
        if match is None:
            raise GapError(
                f"“{line}” does not say what is unblocked.",
                next_step="Write INITIATIVE CHANCE %, such as AI-017 75 %, and “with FND-02” "
                "behind it where another project is needed too. Nothing was changed.",
            )
        others = tuple(_AND.split(match["others"])) if match["others"] else ()
        found.append(Unblock(match["initiative"], float(match["percent"]) / 100, others))
    return tuple(found)


def gap_lines(gaps: Sequence[Gap]) -> list[str]:
    """Return gaps as they are written, one dataset a line."""
    found: dict[str, list[str]] = {}
    for gap in gaps:
        found.setdefault(gap.dataset, []).append(gap.dimension)
    return [f"{dataset}: {', '.join(names)}" for dataset, names in found.items()]


def unblock_lines(unblocks: Sequence[Unblock]) -> list[str]:
    """Return what is unblocked as it is written, one initiative a line."""
    return [
        f"{told.initiative_id} {told.probability * 100:g} %"
        + (f" with {', '.join(told.together_with)}" if told.together_with else "")
        for told in unblocks
    ]


def _filled(lines: Iterable[str]) -> list[str]:
    """Return the lines that hold something, without surrounding space."""
    return [line.strip() for line in lines if line.strip()]
