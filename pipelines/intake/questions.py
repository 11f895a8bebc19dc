"""What a file does not prove, as questions; and what it does prove, as an understanding.

Nothing about a file is guessed in silence. What its bytes prove is taken and said; what they
leave open is a question with its possible answers, and a file with an open question is refused
until somebody answers it in a ``Layout``. Both shapes are plain values that JSON can hold, because
they are kept with an upload and shown on a screen long after the file was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pipelines.intake.layout import DateOrder, DecimalMark
from pipelines.intake.receipt import Problem, Refusal

QuestionKind = Literal[
    "encoding", "sheet", "header_line", "mapping", "constant", "decimal_mark", "dates", "extract",
    "period",
]  # fmt: skip
HeadingHow = Literal["exact", "folded", "synonym", "suggested", "said", "left_out", "unknown"]
"""How a heading became a column. ``suggested`` and ``unknown`` are open until somebody answers;
``suggested`` counts where the layout accepts suggestions."""

LEAVE_OUT = ""
"""The answer to a question of kind ``mapping`` that leaves the column out."""


@dataclass(frozen=True)
class Option:
    """One possible answer."""

    value: str
    """What the layout takes: an encoding, a line, a column, ``point``, ``day_first`` ..."""
    label: str
    """The answer in words."""
    example: str = ""
    """What the file would then say, in its own cells."""


@dataclass(frozen=True)
class Question:
    """One thing that the file leaves open.

    ``kind`` names the part of the ``Layout`` that answers it (``extract`` and ``period`` are
    said beside the layout); ``subject`` is the heading of a ``mapping`` and the contract column
    of ``dates`` and of a ``constant``, else empty. Without options the answer is free text.
    """

    kind: QuestionKind
    subject: str
    text: str
    options: tuple[Option, ...]
    proposal: str | None = None
    """The value of the option that the file makes likely; never taken unasked."""

    def as_json(self) -> dict[str, Any]:
        """Return the question as plain values."""
        return asdict(self)


def question_from(plain: Mapping[str, Any]) -> Question:
    """Return the question that ``as_json`` wrote."""
    options = tuple(Option(**option) for option in plain["options"])
    return Question(**{**plain, "options": options})


class Unanswered(Refusal):
    """A file that cannot be read before somebody answers; nothing was loaded."""

    def __init__(self, name: str, questions: Iterable[Question]) -> None:
        asked = tuple(questions)
        one = len(asked) == 1
        super().__init__(
            "needs_answers",
            f"{name} leaves {'a question' if one else f'{len(asked)} questions'} open.",
            where="\n".join(_worded(question) for question in asked),
            next_step=f"Answer {'it' if one else 'them'} and hand the file in again. "
            "Nothing was loaded.",
        )
        self.questions = asked


@dataclass(frozen=True)
class Heading:
    """One column of the file: what stands above it and what it was taken for."""

    heading: str
    column: str
    """The contract column; empty where it is left out or unknown."""
    how: HeadingHow
    proposal: str = ""
    """The nearest contract column where ``how`` is ``suggested``."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    visible: bool


@dataclass(frozen=True)
class Understanding:
    """What a file was understood to be, before any of its rows counts."""

    extract: str
    """Empty where that is itself a question."""
    extract_from: Literal["said", "name", "header", "nearest", ""]
    period: str
    """The period of the whole file; empty where its rows say it or nobody does."""
    encoding: str
    delimiter: str
    header_line: int
    headings: tuple[Heading, ...]
    missing: tuple[str, ...] = ()
    """Contract columns that no heading stands for yet."""
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()
    decimal_mark: DecimalMark | None = None
    """None where no number of the file shows it."""
    thousands: tuple[str, ...] = ()
    """The marks that stand between thousands."""
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    """By contract column, where the order of day and month was proved or said."""
    first_rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Up to five records below the header: line and cells as they are written."""
    notes: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the understanding as plain values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("headings", "sheets", "notes"):
            plain[name] = [asdict(one) for one in plain[name]]
        plain["dates"] = dict(self.dates)
        for name in ("missing", "thousands"):
            plain[name] = list(plain[name])
        plain["first_rows"] = [[line, list(cells)] for line, cells in self.first_rows]
        return plain


def understanding_from(plain: Mapping[str, Any]) -> Understanding:
    """Return the understanding that ``as_json`` wrote."""
    shaped: dict[str, Any] = {
        "headings": tuple(Heading(**one) for one in plain["headings"]),
        "sheets": tuple(Sheet(**one) for one in plain["sheets"]),
        "notes": tuple(Problem(**one) for one in plain["notes"]),
        "missing": tuple(plain["missing"]),
        "thousands": tuple(plain["thousands"]),
        "first_rows": tuple((line, tuple(cells)) for line, cells in plain["first_rows"]),
    }
    return Understanding(**{**plain, **shaped})


def _worded(question: Question) -> str:
    """Return a question and its answers as a line or two for a terminal."""
    return f"{question.text} {_answers(question)}".strip()


def _answers(question: Question) -> str:
    """Return what to add on the command line for each answer, the likely one first."""
    if question.kind == "period":
        return "Add --period, such as --period 2026-Q1."
    if question.kind == "constant" and not any(option.value for option in question.options):
        empty = f', or --constant "{question.subject}=" to leave it empty'
        return f'Add --constant "{question.subject}=VALUE"{empty if question.options else ""}.'
    options = sorted(question.options, key=lambda option: option.value != question.proposal)
    words = [f"{_flag(question, option)} ({_labelled(option)})" for option in options]
    return f"Add {' or '.join(words)}." if words else ""


def _labelled(option: Option) -> str:
    """Return an answer in words, with what the file would then say."""
    return f"{option.label}; {option.example}" if option.example else option.label


def _flag(question: Question, option: Option) -> str:
    """Return the option of the command line that gives an answer."""
    value = f'"{option.value}"' if " " in option.value else option.value
    return {
        "encoding": f"--encoding {value}",
        "sheet": f"--sheet {value}",
        "header_line": f"--header-line {value}",
        "mapping": f'--map "{question.subject}={option.value}"',
        "constant": f'--constant "{question.subject}={option.value}"',
        "decimal_mark": f"--decimal-mark {value}",
        "dates": f"--dates {question.subject}={option.value.replace('_', '-')}",
        "extract": f"--extract {value}",
        "period": f"--period {value}",
    }[question.kind]
