"""The file that we annotate: how it is marked as ours, and cells that no spreadsheet computes.

A text that begins like a formula is written behind an apostrophe. Such a file comes back once its
rows are corrected; what our writer put before a text is then taken off again, so that nothing is
loaded that nobody wrote. In a file that is not ours an apostrophe is part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.intake.receipt import Problem

HEAD: Final = ("line", "reasons")
"""The first two headings: what they stand above is ours, and no column of any contract."""
NOTE: Final = Problem(
    "note", "annotated", None, None, None,
    "The file is one that Tandem wrote reasons into: its columns line and reasons were left out, "
    "and apostrophes that keep a text from being a formula were taken off.",
)  # fmt: skip
_MARK: Final = "'"
_STARTS_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
"""The wide ones are taken for the narrow ones by some spreadsheets."""
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*([eE][+-]?[0-9]+)?%?")


def is_annotated(header: Sequence[str]) -> bool:
    """Return whether a file with this header is one that we annotated."""
    return tuple(header[: len(HEAD)]) == HEAD


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number stays one."""
    if not _is_formula_behind_marks(text):
        return text
    return text if _NUMBER.fullmatch(text.strip()) else f"{_MARK}{text}"


def as_it_was(cell: str) -> str:
    """Return the text that ``harmless`` wrote as this cell."""
    is_marked = cell.startswith(_MARK) and _is_formula_behind_marks(cell)
    return cell[len(_MARK) :] if is_marked else cell


def _is_formula_behind_marks(text: str) -> bool:
    """Return whether a text begins like a formula once the apostrophes before it are gone.

    A text that has such an apostrophe already gets another one, or it would lose its own.
    """
    bare = text.lstrip(_MARK)
    return bare.startswith(_STARTS_FORMULA) or bare.lstrip().startswith(_STARTS_FORMULA)
