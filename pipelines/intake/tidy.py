"""Writes an untidy CSV out as a tidy one: UTF-8, one kind of line end, a line number per row.

Most files are read where they lie. Those in another encoding, with mixed line ends, blank lines
or rows of the wrong width come through here once, record by record, in little memory. A row of
the wrong width is kept aside with its line; it cannot be told which of its cells is which.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from pipelines.intake.annotated import as_it_was, is_annotated
from pipelines.intake.header import LINE
from pipelines.intake.policy import intake_policy
from pipelines.intake.read import Opening
from pipelines.intake.receipt import Refusal


def write_tidy(source: Path, opening: Opening, target: Path, misfits: Path, *, name: str) -> int:
    """Write the records of ``source`` to ``target`` and those of the wrong width to ``misfits``.

    Args:
        source: The file as it was handed in.
        opening: How it begins.
        target: A CSV with the line number before the file's own columns.
        misfits: A CSV with the line number, the number of cells and the cells as JSON.
        name: What to call the file in messages.

    Returns:
        The number of rows of the wrong width.

    Raises:
        Refusal: The quotes of the file make no sense, or so many rows have the wrong width
            that the whole file is misread.
    """
    width = len(opening.header)
    wrong = right = 0
    with (
        target.open("w", encoding="utf-8", newline="") as tidy_stream,
        misfits.open("w", encoding="utf-8", newline="") as misfit_stream,
    ):
        tidy = csv.writer(tidy_stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        apart = csv.writer(misfit_stream, lineterminator="\n")
        tidy.writerow((LINE, *opening.header))
        ours = is_annotated(opening.header)
        for line, read in records(source, opening, name=name):
            record = [as_it_was(cell) for cell in read] if ours else read
            if len(record) == width + 1 and not record[-1]:
                # DuckDB reads a comma too many at the end of a row the same way.
                record.pop()
            if len(record) == width:
                tidy.writerow((line, *record))
                right += 1
            else:
                apart.writerow((line, len(record), json.dumps(record)))
                wrong += 1
    _refuse_ragged(wrong, wrong + right, width, misfits, name=name)
    return wrong


def _refuse_ragged(wrong: int, rows: int, width: int, misfits: Path, *, name: str) -> None:
    """Refuse a file most of whose rows say that its delimiter or its quotes were misread."""
    ragged = intake_policy().ragged
    if not ragged.is_hopeless(wrong, rows=rows):
        return
    with misfits.open(encoding="utf-8", newline="") as stream:
        line, cells, *_ = next(csv.reader(stream))
    raise Refusal(
        "ragged",
        f"{wrong:,} of {rows:,} rows of {name} do not have the {width} cells of its header; "
        f"more than {ragged.above_share:.0%} mean that the file is misread as a whole.",
        where=f"Line {line} is the first; it has {cells} cells.",
        next_step="See which delimiter it has, and put cells that hold the delimiter in quotes. "
        "Nothing was loaded.",
    )


def records(source: Path, opening: Opening, *, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record after the header with its line; blank lines count but are no records.

    Raises:
        Refusal: The quotes of the file make no sense, or a cell has no end.
    """
    csv.field_size_limit(intake_policy().limits.cell_characters)
    line = opening.header_line
    with source.open("r", encoding=opening.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=opening.delimiter, strict=True, skipinitialspace=True)
        try:
            for _ in range(line):
                next(reader)
            for record in reader:
                line += 1
                if record:
                    yield line, record
        except csv.Error:
            raise Refusal(
                "broken_quotes",
                f"The quotes of {name} make no sense: a quoted cell is not closed, or text "
                "follows its closing quote.",
                where=f"Line {line + 1}.",
                next_step="Write a quote inside a quoted cell twice. Nothing was loaded.",
            ) from None
