"""Receipts: what became of a file that was handed in, as frozen values.

``Receipt.as_json`` is what ``python -m pipelines load --json`` prints and what a screen shows;
both get it only after the load counts, or with the outcome ``refused``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipelines.errors import RefusedFile

if TYPE_CHECKING:
    from pipelines.intake.questions import Question

Outcome = Literal["loaded", "partly_loaded", "unchanged", "refused"]
Severity = Literal["error", "warning", "note"]
MOST_PROBLEMS = 1000
"""Problems a receipt carries; a file of millions of bad cells must not fill the memory."""


@dataclass(frozen=True)
class Problem:
    """One thing to know about a file, down to the cell where there is one."""

    severity: Severity
    code: str
    line: int | None
    """The record's number in the file, header = 1: the row that a spreadsheet shows."""
    column: str | None
    value: str | None
    message: str
    expected: str = ""
    """What the contract expects instead, as the end of a sentence; empty where it says nothing."""
    suggestion: str = ""
    """What was probably meant: a value to write instead, never taken unasked."""


@dataclass(frozen=True)
class LoadedPeriod:
    """What the file said about one extract in one period."""

    id: str | None
    """None in a dry run, where nothing was loaded."""
    extract: str
    period: str
    rows: int
    sha256: str
    """Of the file that was handed in."""


@dataclass(frozen=True)
class Receipt:
    """What became of one file."""

    outcome: Outcome
    extract: str | None
    """The kind of file; the names joined by commas where a profile makes several of one."""
    loads: tuple[LoadedPeriod, ...]
    rows_accepted: int
    rows_rejected: int
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()
    """What has to be answered before the file can be read."""

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as plain values."""
        return asdict(self) | {
            "loads": [asdict(load) for load in self.loads],
            "problems": [asdict(problem) for problem in self.problems],
            "questions": [question.as_json() for question in self.questions],
        }


class Refusal(RefusedFile):
    """A file that is refused as a whole, with a code that programs can tell apart."""

    def __init__(
        self, code: str, what: str, *, where: str = "", next_step: str = "Nothing was loaded."
    ) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.code = code
        self.questions: tuple[Question, ...] = ()


def refused(refusal: RefusedFile, *, extract: str | None = None) -> Receipt:
    """Return the receipt of a file that was refused as a whole."""
    code = refusal.code if isinstance(refusal, Refusal) else "refused"
    problem = Problem("error", code, None, None, None, str(refusal))
    questions = refusal.questions if isinstance(refusal, Refusal) else ()
    return Receipt("refused", extract, (), 0, 0, (problem,), questions)
