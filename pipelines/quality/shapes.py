"""What a measurement of data says: checks, the six dimensions made of them, one score.

Frozen values. Whoever measured them (Great Expectations, in a process of its own) and wherever
they are kept, everybody else works with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from pipelines.extracts.contract import Dimension as Dimension

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
"""All six, in the order in which they are shown."""
Kind = Literal["extract", "dataset"]
"""What can be measured: a kind of KPI file, or a dataset that initiatives need."""


@dataclass(frozen=True)
class CheckResult:
    """One check, what it tested and what did not pass."""

    name: str
    """The same from run to run, such as ``marketing_consent.filled``: incidents hang on it."""
    dimension: Dimension
    says: str
    """The rule in words that a person reads."""
    expectation: str
    """The type of the expectation that ran."""
    columns: tuple[str, ...]
    tested: int
    """Elements looked at: cells, rows, or the one date of a freshness check."""
    passed: float
    """Elements that passed; whole, except for freshness, which passes in part."""
    at_least: float
    """Share in percent from which the check passes as a whole."""
    sample: tuple[Mapping[str, str], ...] = ()
    """Keys (and cells) of some failing rows."""
    seconds: float = 0.0
    note: str = ""
    """What to mind, such as why nothing could be tested."""

    @property
    def failed(self) -> float:
        """Return how many elements did not pass."""
        return self.tested - self.passed

    @property
    def score(self) -> float | None:
        """Return the share that passed in percent; None where nothing was tested."""
        return 100.0 * self.passed / self.tested if self.tested else None

    @property
    def passes(self) -> bool:
        """Return whether the check holds; one that tested nothing fails nobody."""
        return self.score is None or self.score >= self.at_least


@dataclass(frozen=True)
class DimensionScore:
    """One dimension: passed elements over tested elements, over all its checks."""

    score: float | None
    """0 to 100; None where the dimension was not measured."""
    passed: float
    tested: int
    state: Literal["measured", "not_measured"]


@dataclass(frozen=True)
class Measurement:
    """What was measured of one extract or dataset, for one quarter."""

    kind: Kind
    subject: str
    """The extract's name or the dataset's identifier."""
    title: str
    period: str
    """The quarter whose state was measured, such as ``2026-Q1``."""
    as_of: date
    """The day that freshness was judged on."""
    at: datetime
    """When it was measured."""
    rows: int
    checks: tuple[CheckResult, ...]
    fingerprint: str
    """Of the data and the rules; the same fingerprint need not be measured again."""
    version: int
    """Catalogue version that was read."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """How much each dimension counts for this subject; 1 where it is not named."""
    seconds: float = 0.0
    id: int = 0
    failure: str = ""
    """Why it could not be measured, in words; there are no checks then."""
