"""The intake's policy: when a file that fits its contract is doubted, and how much is read of any.

These are judgements, so they stand in ``policy.yaml`` with their reasons and not in code.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")

MEGABYTE = 1_000_000

Reason = Annotated[str, Field(min_length=10)]
Count = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shrinking(_Strict):
    """When a period that would lose rows is warned about."""

    because: Reason
    below_share: Annotated[float, Field(gt=0, lt=1)]
    """Share of the rows it had, 0..1."""
    from_rows: Annotated[int, Field(ge=1)]
    """Rows a period must have had; fewer come and go."""

    def is_doubtful(self, rows: int, *, before: int) -> bool:
        """Return whether a period that had ``before`` rows has suspiciously few left."""
        return before >= self.from_rows and rows < before * self.below_share


class Years(_Strict):
    """Which years a row may speak of."""

    because: Reason
    earliest: int
    ahead: Annotated[int, Field(ge=1)]
    """Years beyond the one in which the file is loaded."""

    def hold(self, year: int, *, now: int) -> bool:
        """Return whether somebody may report a ``year`` in the year ``now``."""
        return self.earliest <= year <= now + self.ahead


class Limits(_Strict):
    """How much of a file is read."""

    because: Reason
    file_megabytes: Count
    rows: Count
    columns: Count
    name_characters: Count
    """Of a column's name."""
    cell_characters: Count


class Ragged(_Strict):
    """When rows of the wrong width mean that the whole file is misread."""

    because: Reason
    above_share: Annotated[float, Field(gt=0, lt=1)]
    """Share of the rows, 0..1."""
    from_rows: Count
    """Rows a file must have; of fewer each is told."""

    def is_hopeless(self, misfits: int, *, rows: int) -> bool:
        """Return whether so many of ``rows`` have the wrong width that the file is misread."""
        return rows >= self.from_rows and misfits > rows * self.above_share


class Unpacking(_Strict):
    """What a packed file or a workbook may unfold to."""

    because: Reason
    text_megabytes: Count
    workbook_megabytes: Count
    ratio: Annotated[int, Field(ge=2)]
    """Bytes unpacked for each byte packed."""
    ratio_from_megabytes: Count
    """Unpacked megabytes below which nobody minds the ratio."""
    entries: Count
    sheet_cells: Count
    """Cells of the smallest rectangle around everything that a sheet holds."""
    sheet_text_megabytes: Count
    """Text of a sheet, each repetition of a shared one counted."""


class Matching(_Strict):
    """When names count as nearly ours, and where a header is looked for."""

    because: Reason
    names_alike: Annotated[float, Field(gt=0, lt=1)]
    """What two names must have in common for one to be suggested for the other, 0..1."""
    extracts_alike: Annotated[float, Field(gt=0, lt=1)]
    """Share of names in common from which an unnamed file is asked about instead of refused."""
    fewest_names: Count
    """Known names in a row that make a header of a sheet."""
    header_within: Count
    """Records among which the header is looked for."""


class Child(_Strict):
    """What the process may use in which a file is read."""

    because: Reason
    at_once: Count
    waiting: Count
    seconds: Count
    seconds_to_end: Count
    seconds_between_looks: Count
    processor_seconds: Count
    headroom_megabytes: Count
    """Address space beyond DuckDB's own limit."""
    file_megabytes: Count
    open_files: Count
    answer_megabytes: Count
    nice: Annotated[int, Field(ge=0, le=19)]


class IntakePolicy(_Strict):
    """All judgements of the intake."""

    shrinking: Shrinking
    years: Years
    limits: Limits
    ragged: Ragged
    unpacking: Unpacking
    matching: Matching
    child: Child


@lru_cache
def intake_policy() -> IntakePolicy:
    """Return the policy, read once per process.

    Raises:
        GapError: The file does not hold; ``file:line`` is given.
    """
    return validated(IntakePolicy, marked(POLICY_FILE))
