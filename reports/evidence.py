"""Evidence as pictures and words: which files prove a load or a figure, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipelines.uploads.evidence import Evidence
from reports.format import compact
from reports.markup import Child, element
from reports.tables import Column, table

HASH_SHOWN = 12
"""Digits of a hash that tell files apart at a glance; the whole one is in the tooltip."""
KILOBYTE = 1000


def evidence_words(many: int, about: str) -> str:
    """Return how many files prove something, in a sentence.

    Args:
        many: The files.
        about: What they prove, such as ``this file``.
    """
    if not many:
        return f"No file proves {about} yet."
    return f"1 file proves {about}." if many == 1 else f"{many:,} files prove {about}."


def proof_words(on_figure: int, on_files: int) -> str:
    """Return what proves a figure: files of its own, and files of what it was computed from."""
    if not on_figure and not on_files:
        return "No evidence is attached."
    told = [
        f"{_files(on_figure)} for the figure itself" if on_figure else "",
        f"{_files(on_files)} for what it was computed from" if on_files else "",
    ]
    return f"Evidence: {' and '.join(one for one in told if one)}."


def evidence_table(
    evidence: Sequence[Evidence], names: Mapping[str, str], address: Callable[[Evidence], str]
) -> str:
    """Return files of evidence with a way to each.

    Args:
        evidence: The files.
        names: How everybody is called, by identifier.
        address: Gives the address at which a file can be saved.
    """
    columns = (
        Column("File"), Column("What it shows"), Column("Size", True), Column("Attached by"),
        Column("When (UTC)", is_short=True), Column("SHA-256"),
    )  # fmt: skip
    rows: list[list[Child]] = [
        [
            element("a", {"href": address(one), "download": one.file_name}, one.file_name),
            one.note or "–",
            size_words(one.size),
            names.get(one.actor, one.actor),
            f"{one.at:%Y-%m-%d %H:%M}",
            element("span", {"title": one.sha256}, one.sha256[:HASH_SHOWN]),
        ]
        for one in evidence
    ]
    return table(columns, rows, title="Evidence")


def size_words(size: int) -> str:
    """Return the size of a file as people say it."""
    if size < KILOBYTE:
        return f"{size} bytes"
    if size < KILOBYTE**2:
        return f"{compact(size / KILOBYTE)} kB"
    return f"{compact(size / KILOBYTE**2)} MB"


def _files(many: int) -> str:
    """Return a number of files."""
    return "1 file" if many == 1 else f"{many:,} files"
