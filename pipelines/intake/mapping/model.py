"""The words a mapping profile may use, as values; nothing in a profile is ever run.

A profile is a closed vocabulary: a field comes from a constant, a column, a column through an
answer map or a date reading, or the row's identifier. Every rule that decides something names
the decision it counts under, and every decision stands in the profile in plain words.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from pydantic import Field as Limits

from pipelines.errors import GapError
from pipelines.intake.mapping.dates import Layout, Place
from pipelines.periods import parsed

Word = Annotated[str, Limits(min_length=1)]
Meaning = Literal["missing", "not_applicable", "placeholder"]
"""Three ways to say nothing, never mixed: left empty, does not apply, to be filled in later."""


class Part(BaseModel):
    """A part of a profile: unknown words are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DecisionText(Part):
    """What was met in the file and what is done about it, for a person to read."""

    met: Word
    do: Word


class SourceColumn(Part):
    """A column by its heading; ``occurrence`` tells apart columns with the same heading."""

    header: Word
    occurrence: int = Limits(default=1, ge=1)


class LeftOut(SourceColumn):
    """A column that no extract takes; its filled cells are counted."""

    decision: Word


class SourceFile(Part):
    """How the file is written, and every column it must have."""

    encoding: str
    delimiter: str = Limits(default=",", min_length=1, max_length=1)
    columns: dict[str, SourceColumn]
    left_out: tuple[LeftOut, ...] = ()
    unread: Word
    """Decision that counts filled cells of a known column which a row's rules did not need."""

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        """Refuse a name that no decoder has."""
        try:
            return codecs.lookup(value).name
        except LookupError:
            raise ValueError(f"“{value}” is not a known encoding") from None


class Words(Part):
    """Cells that say nothing, besides the empty one, which is always missing."""

    missing: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    placeholder: tuple[str, ...] = ()


class Outcome(Part):
    """What a group of cells becomes; empty ``means`` leaves the field empty."""

    means: str = ""
    reason: str = ""
    reason_as_written: bool = False
    decision: str = ""


class Answer(Outcome):
    """Cells written in any of these ways; a trailing ``…`` stands for “begins with”."""

    written: tuple[Word, ...] = Limits(min_length=1)


class AnswerMap(Part):
    """From the spellings of a file to the words of an extract; what is not listed is a problem."""

    decision: str = ""
    answers: tuple[Answer, ...] = ()
    missing: Outcome | None = None
    not_applicable: Outcome | None = None
    placeholder: Outcome | None = None
    anything_else: Outcome | None = None

    def outcomes(self) -> Iterator[Outcome]:
        """Yield every outcome of the map."""
        yield from self.answers
        for outcome in (self.missing, self.not_applicable, self.placeholder, self.anything_else):
            if outcome is not None:
                yield outcome


class Partly(Part):
    """Where a date lands that was written as a month or a year only."""

    place: Place
    decision: Word


class DayNumberYears(Part):
    """Years that a spreadsheet shows as a day of 1905, because it took them for day numbers."""

    first: int
    last: int


class Corrected(Part):
    """One text that is read as another, clearer one."""

    written: Word
    read_as: Word


class DateReading(Part):
    """How a date column is read; a text that fits nothing here is a problem, never a guess."""

    layouts: tuple[Layout, ...] = Limits(min_length=1)
    short_years: int = 1970
    earliest: date = date(1900, 1, 1)
    year_only: Partly | None = None
    month_only: Partly | None = None
    day_number_years: DayNumberYears | None = None
    corrected: tuple[Corrected, ...] = ()
    corrected_decision: str = ""
    undatable: tuple[str, ...] = ()
    """Texts that say something about time, but no day, month or year."""
    undatable_decision: str = ""
    future: str = ""
    missing: str = ""
    not_applicable: str = ""
    placeholder: str = ""
    impossible: str = ""
    """Decision under which a day that no calendar has is left empty; none: it is a problem."""


class Condition(Part):
    """Holds where a column, read through a map, is one of the given words."""

    column: Word
    map: Word
    among: tuple[str, ...] = Limits(min_length=1)


class Explained(Part):
    """Where an answer points to another cell, that cell is read through its own map."""

    answers: tuple[str, ...] = ()
    """Answers that point on, such as Other; ``(missing)`` stands for an empty cell."""
    column: Word
    map: Word


class Field(Part):
    """Where one field of an extract comes from: exactly one of the first five."""

    constant: str | None = None
    identifier: str | None = None
    """The row's identifier, followed by ``-`` and this text where it is not empty."""
    column: str | None = None
    reason_of: str | None = None
    worst_of: tuple[Field, ...] | None = None
    map: str | None = None
    date: str | None = None
    keep: Literal["past", "future"] = "past"
    explained: Explained | None = None
    order: tuple[str, ...] = ()
    """For ``worst_of``: the words from the one that wins to the one that loses."""
    decision: str = ""
    """Decision that counts the records whose row has this field."""

    @model_validator(mode="after")
    def _one_source(self) -> Field:
        """Refuse two sources, or rules that do not go with the source."""
        sources = ("constant", "identifier", "column", "reason_of", "worst_of")
        named = [name for name in sources if getattr(self, name) is not None]
        if len(named) != 1:
            raise ValueError(f"a field needs exactly one of {', '.join(sources)}")
        if self.column is None and (self.map or self.date or self.explained):
            raise ValueError("map, date and explained go with a column")
        if self.map and self.date:
            raise ValueError("a column is read through a map or as a date, not both")
        if self.explained and not self.map:
            raise ValueError("explained goes with a map")
        if (self.worst_of is None) != (not self.order):
            raise ValueError("worst_of and order go together")
        return self


class RowPlan(Part):
    """One row of an extract for each record of the file."""

    fields: dict[str, Field]
    only_with: str = ""
    """No row is written where this field would be empty."""


class ExtractPlan(Part):
    """The rows of one extract: those of ``rows``, each with the shared ``fields``."""

    fields: dict[str, Field]
    where: Condition | None = None
    rows: tuple[RowPlan, ...] = (RowPlan(fields={}),)


class Identifier(Part):
    """A stable identifier: the prefix, then digits drawn from what names the record."""

    prefix: Field
    names: tuple[Word, ...] = Limits(min_length=1)
    digits: int = Limits(default=6, ge=3, le=12)


class Check(Part):
    """Something counted over records; it changes nothing unless ``do`` says so."""

    decision: Word
    earlier: str | None = None
    later: str | None = None
    dates: str = ""
    do: Literal["keep", "leave later out"] = "keep"
    same: tuple[Word, ...] | None = None
    spellings: str | None = None
    line_breaks: Literal["cells"] | None = None
    filled: tuple[Word, ...] | None = None
    empty: tuple[Word, ...] | None = None
    agree: tuple[Field, ...] | None = None
    dated: tuple[Word, ...] | None = None
    """Holds where any of these columns names a day that has come."""
    undated: tuple[Word, ...] | None = None
    """Holds where none of them does."""
    where: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _known_kind(self) -> Check:
        """Refuse checks of no kind, and dates without a reading."""
        if (self.earlier is None) != (self.later is None):
            raise ValueError("earlier and later go together")
        kinds = (
            "later", "same", "spellings", "line_breaks", "filled", "empty", "agree", "dated",
            "undated",
        )  # fmt: skip
        named = [name for name in kinds if getattr(self, name) is not None]
        if not named and not self.where:
            raise ValueError(f"a check needs where or one of {', '.join(kinds)}")
        if (self.later or self.dated or self.undated) and not self.dates:
            raise ValueError("dates must name a date reading")
        return self


class Profile(Part):
    """Everything needed to turn one kind of foreign file into our extracts."""

    name: str = Limits(pattern=r"[a-z0-9][a-z0-9-]*")
    title: Word
    source: Word
    as_of: date
    period: str
    file: SourceFile
    words: Words = Words()
    identifier: Identifier
    maps: dict[str, AnswerMap] = {}
    dates: dict[str, DateReading] = {}
    extracts: dict[str, ExtractPlan]
    checks: tuple[Check, ...] = ()
    decisions: dict[str, DecisionText]

    @field_validator("period")
    @classmethod
    def _is_a_period(cls, value: str) -> str:
        """Refuse a text that is no period."""
        try:
            return parsed(value).label
        except GapError as error:
            raise ValueError(error.what.rstrip(".")) from None
