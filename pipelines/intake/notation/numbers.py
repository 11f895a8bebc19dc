"""Numbers as people write them: decimal comma or point, thousands, per cent, accounting signs.

``1.234,56`` and ``1,234.56`` are one number in two notations, and ``1.234`` is two numbers, so
every form here is read under one decimal mark that the whole file has. Thousands stand in exact
groups of three behind a first group that does not begin with 0; one number uses one mark for all
of its groups. Nothing is rounded: digits are moved, never computed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from pipelines.extracts.contract import Column
from pipelines.intake.layout import DecimalMark

SIGN: Mapping[DecimalMark, str] = MappingProxyType({"point": ".", "comma": ","})
OTHER: Mapping[DecimalMark, DecimalMark] = MappingProxyType({"point": "comma", "comma": "point"})
_BLANKS = (" ", r"\x{a0}", r"\x{202f}")
_APOSTROPHES = ("''", "\u2019")
"""As they stand in an SQL literal."""
_PER_CENT = r"[ \x{a0}\x{202f}]?%"
_OURS = "-?[0-9]+"


def cases(column: Column, cell: str, mark: DecimalMark) -> list[str]:
    """Return the WHEN branches that bring a trimmed cell to digits with a point.

    Args:
        column: A column of numbers.
        cell: SQL of the trimmed cell.
        mark: The file's decimal mark.
    """
    sign = SIGN[mark]
    usual = f"{_OURS}[{sign}][0-9]+"
    branches = [
        f"WHEN regexp_full_match({cell}, '{_OURS}') THEN {cell}",
        f"WHEN regexp_full_match({cell}, '{usual}') THEN replace({cell}, '{sign}', '.')",
    ]
    core = _core(mark)
    plain = _plain(cell, mark)
    branches.append(f"WHEN regexp_full_match({cell}, '{signed(core)}') THEN {plain}")
    if column.type == "number":
        power = f"[+-]?{_power(mark)}"
        branches.append(
            f"WHEN regexp_full_match({cell}, '{power}') THEN replace({cell}, '{sign}', '.')"
        )
    share = _share(column)
    if share is not None:
        value = plain if share == 1 else _hundredth(plain)
        branches.append(f"WHEN regexp_full_match({cell}, '{per_cent(core)}') THEN {value}")
    return branches


def signed(core: str) -> str:
    """Return the pattern of a number without per cent: signs before or behind, or brackets."""
    return rf"[+-]?(?:{core})|(?:{core})-|\((?:{core})\)"


def per_cent(core: str) -> str:
    """Return the pattern of a number in per cent."""
    return rf"[+-]?(?:{core}){_PER_CENT}|\((?:{core}){_PER_CENT}\)"


def proves(mark: DecimalMark) -> str:
    """Return the pattern of a bare number that can only be read with this decimal mark."""
    sign, other = SIGN[mark], SIGN[OTHER[mark]]
    return "|".join(
        (
            f"[0-9]+[{sign}](?:[0-9]{{0,2}}|[0-9]{{4,}})",
            f"[{sign}][0-9]+",
            f"(?:0[0-9]*|[0-9]{{4,}})[{sign}][0-9]{{3}}",
            f"{grouped(f'[{other}]', *_BLANKS, *_APOSTROPHES)}[{sign}][0-9]*",
            f"[1-9][0-9]{{0,2}}(?:[{other}][0-9]{{3}}){{2,}}",
            f"(?:[0-9]+[{sign}][0-9]*|[{sign}][0-9]+)[eE][+-]?[0-9]{{1,4}}",
        )
    )


def leaves_open(mark: DecimalMark) -> str:
    """Return the pattern of a bare number that is another one with the other decimal mark."""
    return f"[1-9][0-9]{{0,2}}[{SIGN[mark]}][0-9]{{3}}"


def grouped(*marks: str) -> str:
    """Return the pattern of digits in groups of three, with one of some marks between them."""
    tails = "|".join(f"(?:{mark}[0-9]{{3}})+" for mark in marks)
    return f"[1-9][0-9]{{0,2}}(?:{tails})"


def grouped_by_blanks_or_apostrophes() -> str:
    """Return the pattern of whole thousands that say nothing of the decimal mark."""
    return grouped(*_BLANKS, *_APOSTROPHES)


def _core(mark: DecimalMark) -> str:
    """Return the pattern of a bare number."""
    sign, other = SIGN[mark], SIGN[OTHER[mark]]
    whole = f"[0-9]+|{grouped(f'[{other}]', *_BLANKS, *_APOSTROPHES)}"
    return f"(?:{whole})(?:[{sign}][0-9]*)?|[{sign}][0-9]+"


def _power(mark: DecimalMark) -> str:
    """Return the pattern of a number with an exponent."""
    sign = SIGN[mark]
    return f"(?:[0-9]+[{sign}]?[0-9]*|[{sign}][0-9]+)[eE][+-]?[0-9]{{1,4}}"


def _plain(cell: str, mark: DecimalMark) -> str:
    """Return SQL for digits with a point and a minus, of a cell known to be a number."""
    sign = SIGN[mark]
    kept = f"regexp_replace({cell}, '[^0-9{sign}]', '', 'g')"
    digits = f"replace({kept}, '{sign}', '.')"
    negative = f"(contains({cell}, '-') OR contains({cell}, '('))"
    return f"CASE WHEN {negative} THEN '-' ELSE '' END || {digits}"


def _hundredth(plain: str) -> str:
    """Return SQL for a hundredth of a plain number: the point moves, no digit changes."""
    bare = f"ltrim({plain}, '-')"
    whole = f"split_part({bare}, '.', 1)"
    padded = f"lpad({whole}, CAST(greatest(strlen({whole}), 3) AS INTEGER), '0')"
    moved = f"left({padded}, -2) || '.' || right({padded}, 2) || split_part({bare}, '.', 2)"
    return f"CASE WHEN starts_with({plain}, '-') THEN '-' ELSE '' END || {moved}"


def _share(column: Column) -> int | None:
    """Return how many hundreds a per cent is of a column's unit; None where it has no meaning."""
    if column.unit == "%":
        return 1
    if not column.unit and column.maximum == Decimal(1):
        return 100
    return None
