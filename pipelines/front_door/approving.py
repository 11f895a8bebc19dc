"""What ``load`` does beside loading: approve, say what would change, annotate a file."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pipelines.errors import NotFound

if TYPE_CHECKING:
    from pipelines.straight_through import OwnHands, Wish
    from pipelines.uploads.shapes import Difference, DifferenceRow, Upload
    from pipelines.workspace import Workspace

MOST_ROWS: Final = 20
"""Rows of one period that a person reads on a terminal."""
LOOKED: Final = "It was only looked at, from the command line."

AnnotatedTo = Annotated[
    Path | None,
    typer.Option(
        "--annotated",
        metavar="OUT",
        help="Write FILE's rows with what is wrong in front of each, as CSV or XLSX; load nothing.",
    ),
]
Diff = Annotated[bool, typer.Option("--diff", help="Show which rows would change; load nothing.")]
Approve = Annotated[
    str | None,
    typer.Option(
        "--approve",
        metavar="LOAD_ID",
        help="Let a load count that waits for a second person: its id, or its upload's.",
    ),
]


def approve(hands: OwnHands, some_id: str, *, as_json: bool) -> None:
    """Let a waiting upload count, and say what became of it.

    Args:
        hands: Who approves; nobody who had a hand in the upload.
        some_id: The upload, or a load that it would become.
        as_json: Print one JSON object.

    Raises:
        NotFound: No upload that waits has this id.
        NotAllowed: The approver had a hand in it. In each case nothing was changed.
    """
    from pipelines.dropped.reports import report_of, words_of
    from pipelines.uploads import counting

    found = _waiting(hands.workspace, some_id)
    done = counting.approve(hands.workspace, found.id, hands.by, seen=found.head)
    if as_json:
        print(json.dumps(report_of(done.file_name, done, at=hands.now()), ensure_ascii=False))
    else:
        print(words_of(done.file_name, done), end="")


def look_only(
    hands: OwnHands,
    path: Path,
    wish: Wish,
    *,
    annotation: Path | None,
    diff: bool,
    file_name: str | None = None,
) -> int:
    """Look at a file without loading it: annotate it, or say which rows it would change.

    Args:
        hands: Who looks.
        path: The file.
        wish: What is said about it.
        annotation: Where to write the annotated file; its ending says of which kind.
        diff: Whether to say what would change.
        file_name: Its name, where ``path`` has another one.

    Returns:
        0, or 1 where the file could not be loaded as it is.

    Raises:
        GapError: It cannot be looked at, or nothing of it can be annotated.
    """
    from dataclasses import replace

    from pipelines.straight_through import CANNOT_LOAD, carried
    from pipelines.uploads import arriving

    kind = annotation.suffix.lower().lstrip(".") if annotation else "csv"
    if kind not in ("csv", "xlsx"):
        raise typer.BadParameter("ends in .csv or .xlsx", param_hint="--annotated")
    one = arriving.received(hands.workspace, path, by=hands.by, file_name=file_name)
    try:
        one = carried(one, replace(wish, dry_run=True), hands)
        if one.state in ("asks", "refused"):
            _say_refusal(one)
            return 1
        if annotation is not None:
            _annotate(hands, one, annotation, kind)
        if diff:
            _say_differences(hands.workspace, one)
        return 1 if one.state in CANNOT_LOAD else 0
    finally:
        now = hands.again(one)
        if now.open:
            hands.withdraw(now, LOOKED)


def hands_of(workspace: Workspace, actor: str, role: str) -> OwnHands:
    """Return the hands of whoever runs a command."""
    from pipelines.straight_through import OwnHands

    return OwnHands(workspace, actor, role, lambda: datetime.now(UTC))


def _waiting(workspace: Workspace, some_id: str) -> Upload:
    """Return the upload that waits under an id of its own or of a load that it would become."""
    from pipelines.uploads.reading import open_uploads, upload

    if some_id.startswith("U"):
        return upload(workspace, some_id)
    for one in open_uploads(workspace):
        planned = one.finding.planned if one.finding else ()
        if one.state == "waits" and some_id in {each.load_id for each in planned}:
            return one
    raise NotFound(
        f"No load “{some_id}” waits for approval.",
        next_step="“python -m governance uploads” lists what waits for whom. Nothing was changed.",
    )


def _annotate(hands: OwnHands, one: Upload, target: Path, kind: str) -> None:
    """Write the annotated file and say how many rows it has."""
    from pipelines.uploads.annotating import annotated

    written = annotated(
        hands.workspace, one, target,
        by=hands.by, kind="xlsx" if kind == "xlsx" else "csv", only_bad=False,
    )  # fmt: skip
    bad = one.finding.rejected if one.finding else 0
    print(f"{target.name}: {written:,} rows, {bad:,} of them bad. Nothing was loaded.")


def _say_refusal(one: Upload) -> None:
    """Say why a file cannot even be judged row by row."""
    from pipelines.dropped.reports import words_of

    print(words_of(one.file_name, one), end="", file=sys.stderr)


def _say_differences(workspace: Workspace, one: Upload) -> None:
    """Say for each period what would change, with the first rows."""
    from pipelines.uploads.differences import rows_that_differ

    planned = one.finding.planned if one.finding else ()
    for each in planned:
        print(f"{each.extract} {each.period}: {_counts(each.difference)}")
        rows = rows_that_differ(workspace, one, each.extract, each.period, most=MOST_ROWS)
        for row in rows:
            print(f"  {_row_words(row)}")
        more = each.difference.new + each.difference.changed + each.difference.removed - len(rows)
        if rows and more > 0:
            print(f"  ... and {more:,} more")
    print("Nothing was loaded.")


def _counts(found: Difference) -> str:
    """Return how many rows differ."""
    return (
        f"{found.new:,} new, {found.changed:,} changed, {found.removed:,} removed, "
        f"{found.unchanged:,} as before"
    )


def _row_words(row: DifferenceRow) -> str:
    """Return one row that differs."""
    key = ", ".join(f"{name} {value}" for name, value in row.key)
    cells = "; ".join(f"{name}: {old or '—'} → {new or '—'}" for name, old, new in row.cells)
    return f"{row.kind:8} {key}" + (f": {cells}" if row.kind == "changed" else "")
