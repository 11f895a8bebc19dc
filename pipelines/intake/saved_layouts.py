"""Layouts that people save for the next file of the same kind: which header they belong to.

A layout fits a file whose header has the same names in the same order, whatever their case and
blanks. It is offered then, never applied unasked; where it is kept is not said here. Words and
values for the whole file go with it as they are, for they speak of our columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.extracts.contract import Extract
from pipelines.intake.heading import folded
from pipelines.intake.layout import Layout


def signature(header: Sequence[str]) -> str:
    """Return the text by which a header is known again."""
    return "\n".join(folded(cell) for cell in header)


def fits(saved: str, header: Sequence[str]) -> bool:
    """Return whether a header is the one that a signature was made of."""
    return signature(header) == saved


def adapted(layout: Layout, header: Sequence[str]) -> Layout:
    """Return a saved layout for a header that it fits: its headings as they stand in this file.

    Args:
        layout: As it was saved; what it says of headings that are not there is left out.
        header: The cells of the new file's header.
    """
    stand = {folded(cell): cell for cell in header}
    mapping = {
        stand[folded(heading)]: column
        for heading, column in layout.mapping.items()
        if folded(heading) in stand
    }
    return replace(layout, mapping=mapping)


def lasting(layout: Layout, extract: Extract) -> Layout:
    """Return what of a layout holds for the next file too: all but the period that it speaks of.

    Args:
        layout: What was said about one file.
        extract: Its contract.
    """
    kept = {
        name: value for name, value in layout.constants.items() if name != extract.period_column
    }
    return replace(layout, constants=kept)
