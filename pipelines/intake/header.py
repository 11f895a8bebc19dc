"""Which extract a header belongs to, and which contract column each of its cells is.

The order of the columns is free. A name counts when it is the contract's, whatever its case and
blanks, or one of the contract's synonyms; everything else is refused with the nearest name,
because a column that is silently left out would be a number that is silently wrong.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.receipt import Problem, Refusal
from pipelines.marked_yaml import nearest
from pipelines.periods import Period, parsed

LINE = "_line"
"""Column of a file made by a mapping profile: the line in the foreign file."""

_FILE_NAME = re.compile(
    r"(?P<extract>[a-z][a-z0-9_]*?)"
    r"(?:[_ -](?P<period>\d{4}(?:-q[1-4]|-(?:0[1-9]|1[0-2]))?))?"
    r"(?:[_ -]r\d+)?(?: ?\(\d+\))?\.csv",
    re.IGNORECASE,
)
_LOOK_ALIKES = str.maketrans("аеорсухікмтвнԁѕјӏɡ‐‑–—", "aeopcyxikmtbndsjlg----")
"""Letters and dashes that a person cannot tell from plain ones."""
_BLANKS = re.compile(r"[\s\-_.]+")


@dataclass(frozen=True)
class Matched:
    """A header understood."""

    extract: Extract
    columns: tuple[str, ...]
    """The contract column of each cell of the header, in the file's order."""
    notes: tuple[Problem, ...]


def named(file_name: str) -> tuple[str | None, Period | None]:
    """Return the extract and the period that a file's name speaks of."""
    match = _FILE_NAME.fullmatch(file_name)
    if match is None:
        return None, None
    period = match["period"]
    return match["extract"].lower(), parsed(period) if period else None


def known_names(extracts: Iterable[Extract]) -> frozenset[str]:
    """Return every name, folded, that some column of the extracts goes by."""
    return frozenset(
        folded(name)
        for extract in extracts
        for column in extract.columns
        for name in (column.name, *column.synonyms)
    )


def matched(
    header: Sequence[str],
    extracts: Mapping[str, Extract],
    *,
    asked: str | None,
    hinted: str | None,
    name: str,
) -> Matched:
    """Return the extract that the header belongs to, and what each of its cells is.

    Args:
        header: The cells of the first line.
        extracts: All contracts.
        asked: The extract somebody named; the header must fit it.
        hinted: The extract that the file's name speaks of, if it is one.
        name: What to call the file in messages.

    Raises:
        Refusal: The header fits none, or not the one it should.
        GapError: There is no extract called ``asked``.
    """
    if asked is not None and asked not in extracts:
        raise GapError(
            f"There is no extract called “{asked}”.{nearest(asked, extracts)}",
            next_step=f"The extracts are {', '.join(extracts)}. Nothing was loaded.",
        )
    _refuse_doubles(header, name)
    wanted = asked or (hinted if hinted in extracts else None)
    if wanted is not None:
        fit = _fit(header, extracts[wanted])
        if isinstance(fit, Matched):
            return fit
        others = [other for other in extracts.values() if isinstance(_fit(header, other), Matched)]
        raise _unfit(header, extracts[wanted], fit, name=name, others=others)
    tries = [_fit(header, extract) for extract in extracts.values()]
    fits = [fit for fit in tries if isinstance(fit, Matched)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise Refusal(
            "ambiguous_header",
            f"The header of {name} fits {' and '.join(fit.extract.name for fit in fits)}.",
            next_step="Say which with --extract. Nothing was loaded.",
        )
    closest = max(extracts.values(), key=lambda extract: _overlap(header, extract))
    if not _overlap(header, closest):
        raise _no_header(header, name)
    fit = _fit(header, closest)
    assert not isinstance(fit, Matched)  # noqa: S101  # a fit would have been returned above
    raise _unfit(header, closest, fit, name=name, others=[])


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a column name without case, blanks and look-alike letters."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_LOOK_ALIKES)
    visible = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Cc"))
    return _BLANKS.sub("_", visible.strip()).strip("_")


@dataclass(frozen=True)
class _Gaps:
    """Why a header does not fit."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def _fit(header: Sequence[str], extract: Extract) -> Matched | _Gaps:
    """Match a header to one extract: exact names first, then folded ones, then synonyms."""
    own = {column.name: column.name for column in extract.columns}
    alike = {folded(column.name): column.name for column in extract.columns}
    synonyms = {
        folded(synonym): column.name for column in extract.columns for synonym in column.synonyms
    }
    found: list[str] = []
    notes: list[Problem] = []
    unknown: list[str] = []
    taken = {cell for cell in header if cell in own}
    for cell in header:
        target = own.get(cell)
        if target is None and cell.isascii():
            target = alike.get(folded(cell)) or synonyms.get(folded(cell))
            if target is not None and target in taken:
                target = None
            if target is not None:
                taken.add(target)
                message = f"Column “{cell}” was read as {target}."
                notes.append(Problem("note", "synonym", 1, target, cell, message))
        if target is None and cell == LINE:
            target = LINE
        if target is None:
            unknown.append(cell)
        else:
            found.append(target)
    missing = tuple(column for column in extract.column_names if column not in found)
    if missing or unknown:
        return _Gaps(missing, tuple(unknown))
    return Matched(extract, tuple(found), tuple(notes))


def _overlap(header: Sequence[str], extract: Extract) -> float:
    """Return how much a header and an extract have in common, 0..1."""
    names = known_names([extract])
    shared = sum(folded(cell) in names for cell in header)
    return shared / max(len(header), len(extract.columns))


def _refuse_doubles(header: Sequence[str], name: str) -> None:
    """Refuse two columns of one name, or of names that only look different to a machine."""
    seen: dict[str, str] = {}
    for place, cell in enumerate(header, start=1):
        if not cell:
            raise Refusal(
                "unnamed_column", f"Column {place} of {name} has no name.", where="Line 1."
            )
        if folded(cell) in seen:
            raise Refusal(
                "duplicate_column",
                f"{name} has two columns called “{cell}”."
                if seen[folded(cell)] == cell
                else f"{name} has the columns “{seen[folded(cell)]}” and “{cell}”, "
                "which look alike.",
                where="Line 1.",
                next_step="Keep the right one and hand the file in again. Nothing was loaded.",
            )
        seen[folded(cell)] = cell


def _unfit(
    header: Sequence[str], extract: Extract, gaps: _Gaps, *, name: str, others: Sequence[Extract]
) -> Refusal:
    """Return the refusal of a header, with the nearest names."""
    if len(gaps.missing) == len(extract.columns) and not others:
        return _no_header(header, name)
    parts = []
    missing = list(gaps.missing)
    for cell in gaps.unknown:
        target = _nearest_column(cell, missing, extract)
        parts.append(f"“{cell}” is unknown{f', did you mean {target}?' if target else '.'}")
        if target in missing:
            missing.remove(target)
    if missing:
        parts.append(f"Missing: {', '.join(missing)}.")
    if others:
        parts.append(f"The columns are those of {others[0].name}; load it with that name.")
    return Refusal(
        "unfit_header",
        f"The header of {name} does not fit {extract.name}.",
        where=" ".join(parts),
        next_step="Correct the header and hand the file in again; the order of the columns is "
        "free, and a column without values is still needed. Nothing was loaded.",
    )


def _nearest_column(cell: str, missing: Sequence[str], extract: Extract) -> str | None:
    """Return the missing column that an unknown name probably means."""
    names = {folded(column): column for column in missing}
    for column in missing:
        names |= {folded(synonym): column for synonym in extract.column(column).synonyms}
    close = difflib.get_close_matches(folded(cell), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def _no_header(header: Sequence[str], name: str) -> Refusal:
    """Return the refusal of a file whose first line holds no known column name."""
    shown = ", ".join(f"“{cell[:40]}”" for cell in header[:4])
    return Refusal(
        "no_header",
        f"The first line of {name} holds no column names that any extract has: {shown}.",
        where="Line 1.",
        next_step="The header must be the first line; `python -m pipelines templates` writes "
        "the headers of every extract. Nothing was loaded.",
    )
