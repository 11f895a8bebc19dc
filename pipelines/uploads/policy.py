"""The policy of uploads: judgements with their reasons, read from ``policy.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")

Reason = Annotated[str, Field(min_length=10)]
Count = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Arriving(_Strict):
    """How much one person may have on the way."""

    because: Reason
    most_open: Count
    most_megabytes: Count
    at_once: Count
    """Files that may be arriving at the same moment, of everybody."""


class Correcting(_Strict):
    """How much is corrected on the spot."""

    because: Reason
    most_cells: Count


class Words(_Strict):
    """How many words of a column are given a meaning at once."""

    because: Reason
    most: Count


class Quarantine(_Strict):
    """How many bad rows of a file may be kept aside."""

    because: Reason
    most_rows: Count


class Differences(_Strict):
    """How many differing rows are kept for reading."""

    because: Reason
    rows_kept: Count


class Groups(_Strict):
    """How problems are summed up."""

    because: Reason
    first_lines: Count
    most: Count


class EvidenceSize(_Strict):
    """How large a file of evidence may be."""

    because: Reason
    megabytes: Count


class UploadPolicy(_Strict):
    """All judgements about uploads."""

    arriving: Arriving
    correcting: Correcting
    words: Words
    quarantine: Quarantine
    differences: Differences
    groups: Groups
    evidence: EvidenceSize


@lru_cache
def upload_policy() -> UploadPolicy:
    """Return the policy, read once per process.

    Raises:
        GapError: The file does not hold; ``file:line`` is given.
    """
    return validated(UploadPolicy, marked(POLICY_FILE))
