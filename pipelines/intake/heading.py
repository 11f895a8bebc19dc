"""What stands above the columns of a file, held against one contract.

A heading counts by itself when it is the contract's name, whatever its case and blanks, or one of
its synonyms. One that is only nearly ours is a suggestion: it becomes a column when somebody says
so, because a column that is silently taken for another would be a number that is silently wrong.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake import annotated
from pipelines.intake.layout import Layout
from pipelines.intake.own_words import (
    constant_question,
    constants_told,
    may_stay_empty,
    refuse_unfit_constants,
)
from pipelines.intake.policy import intake_policy
from pipelines.intake.questions import Heading, Option, Question
from pipelines.intake.receipt import Problem
from pipelines.marked_yaml import nearest

LINE = "_line"
"""Column of a file made by a mapping profile: the line in the foreign file."""
LEFT_OUT = ""
"""In the place of a contract column: a column of the file that somebody left out."""

_LOOK_ALIKES = str.maketrans("аеорсухікмтвнԁѕјӏɡ‐‑–—", "aeopcyxikmtbndsjlg----")
"""Letters and dashes that a person cannot tell from plain ones."""
_BLANKS = re.compile(r"[\s\-_.]+")


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a column name without case, blanks and look-alike letters."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_LOOK_ALIKES)
    visible = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Cc"))
    return _BLANKS.sub("_", visible.strip()).strip("_")


def known_names(extracts: Iterable[Extract]) -> frozenset[str]:
    """Return every name, folded, that some column of the extracts goes by."""
    return frozenset(
        folded(name)
        for extract in extracts
        for column in extract.columns
        for name in (column.name, *column.synonyms)
    )


@dataclass(frozen=True)
class Fit:
    """A header held against one contract."""

    extract: Extract
    headings: tuple[Heading, ...]
    accepts_suggestions: bool
    constants: Mapping[str, str] = field(default_factory=dict)
    """What columns that no heading stands for say in every row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the contract column, ``LINE`` or ``LEFT_OUT`` of each heading."""
        return tuple(
            heading.proposal if heading.how == "suggested" else heading.column
            for heading in self.headings
        )

    @property
    def open(self) -> tuple[Heading, ...]:
        """Return the headings that somebody has to say something about."""
        asked = {"unknown"} if self.accepts_suggestions else {"unknown", "suggested"}
        return tuple(heading for heading in self.headings if heading.how in asked)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the contract's columns that nothing stands for, suggestions counted."""
        spoken_for = {*self.columns, *self.constants}
        return tuple(name for name in self.extract.column_names if name not in spoken_for)

    @property
    def found(self) -> tuple[str, ...]:
        """Return the contract's columns that headings stand for by themselves, or as was said."""
        return tuple(one.column for one in self.headings if one.column not in (LEFT_OUT, LINE))

    @property
    def is_complete(self) -> bool:
        """Return whether every heading and every column has its answer."""
        return not (self.open or self.missing)

    @property
    def can_be_mended(self) -> bool:
        """Return whether answers could complete it: half of what it needs is there, or open.

        A column that may stay empty needs no heading, and another may say one thing in every
        row; a file that lacks most of what is needed is another one.
        """
        needed = [one for one in self.extract.column_names if not may_stay_empty(self.extract, one)]
        lacking = [name for name in needed if name in self.missing]
        there = len(needed) - len(lacking) + len(self._unknown)
        return there >= intake_policy().matching.extracts_alike * len(needed)

    @property
    def _unknown(self) -> tuple[Heading, ...]:
        """Return the headings that are nothing like any column."""
        return tuple(heading for heading in self.headings if heading.how == "unknown")

    @property
    def is_nearly(self) -> bool:
        """Return whether at least half of the contract's columns are suggested for something."""
        suggested = [heading for heading in self.headings if heading.how == "suggested"]
        return 2 * len(suggested) >= len(self.extract.columns)

    @property
    def overlap(self) -> float:
        """Return how much of the header and of the contract know each other, 0..1."""
        return len(self.found) / max(len(self.headings), len(self.extract.columns))

    def notes(self, line: int) -> tuple[Problem, ...]:
        """Return what is to be said about headings that are not the contract's own names."""
        said = []
        for heading, column in zip(self.headings, self.columns, strict=True):
            if column in (LEFT_OUT, LINE) or heading.how == "exact":
                continue
            code = "synonym" if heading.how in ("folded", "synonym") else "mapped"
            message = f"Column “{heading.heading}” was read as {column}."
            said.append(Problem("note", code, line, column, heading.heading, message))
        return (*said, *constants_told(self.constants))

    def questions(self) -> tuple[Question, ...]:
        """Return a question for each heading that is open, and for what no heading could be.

        While a heading may be any column, the columns that are left over are not known yet.
        """
        left = () if self._unknown else self.missing
        return (*self._asked_of_headings(), *(constant_question(self.extract, n) for n in left))

    def _asked_of_headings(self) -> tuple[Question, ...]:
        """Return a question for each heading that is open."""
        taken = {one.proposal for one in self.headings if one.how == "suggested"}
        free = [name for name in self.missing if name not in taken]
        return tuple(self._question(heading, free) for heading in self.open)

    def _question(self, heading: Heading, free: Sequence[str]) -> Question:
        """Return the question what a heading stands for."""
        names = [heading.proposal, *free] if heading.proposal else free
        options = [
            Option(name, self.extract.column(name).title or name, self._example(name))
            for name in names
        ]
        options.append(Option(LEFT_OUT, "leave the column out"))
        text = f"“{heading.heading}” is no column of {self.extract.name}"
        text += f"; is it {heading.proposal}?" if heading.proposal else "."
        return Question("mapping", heading.heading, text, tuple(options), heading.proposal or None)

    def _example(self, name: str) -> str:
        """Return an example of a contract's column."""
        examples = self.extract.column(name).examples
        return f"such as {examples[0]}" if examples else ""


def fitted(header: Sequence[str], extract: Extract, layout: Layout) -> Fit:
    """Hold a header against a contract: what was said first, then exact names, then the rest.

    Raises:
        GapError: What was said does not make sense: no such heading, no such column, or one
            column for two headings; or a value for the whole file beside a heading.
    """
    said = _said(header, extract, layout.mapping)
    own = set(extract.column_names)
    alike = {folded(column.name): column.name for column in extract.columns}
    synonyms = {
        folded(synonym): column.name for column in extract.columns for synonym in column.synonyms
    }
    taken = {column for column in said.values() if column}
    taken |= {cell for cell in header if cell in own and cell not in said}
    headings: list[Heading] = []
    for cell in header:
        if cell in said:
            headings.append(Heading(cell, said[cell], "said" if said[cell] else "left_out"))
        elif cell in own and cell in taken:
            headings.append(Heading(cell, cell, "exact"))
        elif cell == LINE:
            headings.append(Heading(cell, LINE, "exact"))
        elif cell in annotated.HEAD and annotated.is_annotated(header):
            headings.append(Heading(cell, LEFT_OUT, "left_out"))
        else:
            name = folded(cell) if cell.isascii() else ""
            target = alike.get(name) or synonyms.get(name)
            if target is None or target in taken:
                headings.append(Heading(cell, "", "unknown"))
            else:
                taken.add(target)
                headings.append(Heading(cell, target, "folded" if name in alike else "synonym"))
    stands = {one.column: one.heading for one in headings if one.column}
    refuse_unfit_constants(layout.constants, extract, stands)
    missing = [name for name in extract.column_names if name not in taken | {*layout.constants}]
    suggested = _suggested([one.heading for one in headings if one.how == "unknown"],
                           missing, extract)  # fmt: skip
    return Fit(
        extract,
        tuple(
            Heading(one.heading, "", "suggested", suggested[one.heading])
            if one.how == "unknown" and one.heading in suggested
            else one
            for one in headings
        ),
        layout.accepts_suggestions,
        {name: value.strip() for name, value in layout.constants.items()},
    )


def _said(header: Sequence[str], extract: Extract, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of this header's cells, or refuse what cannot be meant."""
    said: dict[str, str] = {}
    for heading, column in mapping.items():
        cell = heading.strip()
        if cell not in header:
            raise GapError(
                f"The file has no column called “{heading}”.{nearest(cell, header)}",
                where="Mapping of columns.",
                next_step="Write it as it stands in the file. Nothing was loaded.",
            )
        if column and column not in extract.column_names:
            raise GapError(
                f"{extract.name} has no column called “{column}”."
                f"{nearest(column, extract.column_names)}",
                where="Mapping of columns.",
                next_step=f"Its columns are {', '.join(extract.column_names)}. Nothing was loaded.",
            )
        if column and column in said.values():
            raise GapError(
                f"Two columns of the file are said to be {column}.",
                where="Mapping of columns.",
                next_step="Leave one of them out. Nothing was loaded.",
            )
        said[cell] = column
    return said


def _suggested(unknown: Sequence[str], missing: Sequence[str], extract: Extract) -> dict[str, str]:
    """Return the missing column that each unknown heading probably means, surest first."""
    pairs = []
    for cell in unknown:
        for name in missing:
            column = extract.column(name)
            names = (column.name, column.title, *column.synonyms)
            alike = max(_likeness(folded(cell), folded(one)) for one in names if one)
            if alike >= intake_policy().matching.names_alike:
                pairs.append((alike, cell, name))
    found: dict[str, str] = {}
    for _, cell, name in sorted(pairs, key=lambda pair: -pair[0]):
        if cell not in found and name not in found.values():
            found[cell] = name
    return found


def _likeness(one: str, other: str) -> float:
    """Return how alike two folded names are, 0..1."""
    return difflib.SequenceMatcher(None, one, other).ratio()
