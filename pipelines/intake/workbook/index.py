"""What a workbook says about itself: its sheets, from when it counts days, how numbers are shown.

Small parts, parsed after they were proved to hold no definitions that unfold. A number's format
matters where it changes what a person reads: 0.45 shown as 45 %, a moment shown with its Z.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from xml.parsers import expat

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"

_PERCENT_FORMATS = frozenset(("9", "10"))
"""Formats that every workbook knows without writing them out: 0% and 0.00%."""
_SPOKEN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""What stands in a format for itself and not for a digit or a mark."""
_UTC = re.compile(r'("Z"|\\Z|(?<=s)Z)\s*(;.*)?$')

Shown = Literal["percent", "utc"]


class Damaged(Exception):
    """A workbook does not hold together; whoever opened it says so in words."""


@dataclass(frozen=True)
class Index:
    """What is known of a workbook before any sheet is looked at."""

    parts: Mapping[str, str]
    """The part that holds each sheet, by the sheet's name."""
    from_1904: bool
    shown: Mapping[str, Shown]
    """Styles, by number, whose cells read otherwise than their bare number."""


def index_of(texts: Mapping[str, bytes]) -> Index:
    """Return what the small parts of a workbook say.

    Args:
        texts: The bytes of ``WORKBOOK``, ``RELATIONS`` and, where there is one, ``STYLES``.

    Raises:
        Damaged: A part is missing or is not what it should be.
    """
    targets = _relations(texts.get(RELATIONS, b""))
    sheets: dict[str, str] = {}
    days: list[str] = []

    def begin(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            name = given.get("name", "")
            part = targets.get(given.get("id", ""))
            if part is None or name in sheets:
                raise Damaged
            sheets[name] = part
        elif tag == "workbookPr":
            days.append(given.get("date1904", "0"))

    parsed(texts.get(WORKBOOK, b""), begin)
    return Index(sheets, "1" in days or "true" in days, _shown(texts.get(STYLES)))


def parsed(text: bytes, begin: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``begin`` with every element's name and attributes, without their prefixes.

    Raises:
        Damaged: It is not XML.
    """
    parser = expat.ParserCreate("UTF-8")

    def start(tag: str, given: dict[str, Any]) -> None:
        begin(local(tag), {local(name): value for name, value in given.items()})

    parser.StartElementHandler = start
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Damaged from error


def local(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def _relations(text: bytes) -> dict[str, str]:
    """Return the parts that a workbook refers to, by the number of the reference."""
    targets: dict[str, str] = {}

    def begin(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))
            targets[given.get("Id", "")] = path.lstrip("/")

    parsed(text, begin)
    return targets


def _shown(text: bytes | None) -> dict[str, Shown]:
    """Return the styles whose cells read otherwise than their bare number."""
    if text is None:
        return {}
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = [False]

    def begin(tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            codes[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            formats.append(given.get("numFmtId", "0"))

    parsed(text, begin)
    found = ((str(place), _meaning(one, codes)) for place, one in enumerate(formats))
    return {place: meaning for place, meaning in found if meaning}


def _meaning(number: str, codes: Mapping[str, str]) -> Shown | None:
    """Return what a number format makes of a number, where that matters."""
    code = codes.get(number)
    if code is None:
        return "percent" if number in _PERCENT_FORMATS else None
    bare = _SPOKEN.sub("", code)
    if "%" in bare:
        return "percent"
    return "utc" if "h" in bare.lower() and _UTC.search(code) else None
