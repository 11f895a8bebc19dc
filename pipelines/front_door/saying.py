"""How receipts and loads read on a terminal, and as plain values."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pipelines.catalogue.history import LoadRecord
from pipelines.catalogue.undoing import Undone
from pipelines.intake.explain import shown
from pipelines.intake.receipt import Problem, Receipt

MOST_SAID = 20
"""Problems that a person reads on a terminal before wanting a file of them."""


def say_receipt(receipt: Receipt, name: str, *, dry_run: bool) -> None:
    """Print what became of a file; what was refused goes to standard error."""
    wrong = [problem for problem in receipt.problems if problem.severity == "error"]
    other = [problem for problem in receipt.problems if problem.severity != "error"]
    out = sys.stderr if receipt.outcome == "refused" else sys.stdout
    print(f"{name}: {_headline(receipt, dry_run=dry_run)}", file=out)
    for load in receipt.loads:
        said = f"  {load.id or 'would load':13}  {load.extract} {load.period}  {load.rows:,} rows"
        print(said, file=out)
    for problem in wrong[:MOST_SAID]:
        print(_line(problem), file=out)
    if len(wrong) > MOST_SAID:
        print("  ... and more; --problems FILE or --json lists them.", file=out)
    for problem in other:
        print(_line(problem), file=out)
    if receipt.outcome == "refused" and receipt.rows_rejected:
        print(
            "  Nothing was loaded. Correct the file, or load its good rows with ", file=out, end=""
        )
        print("--allow-rejects.", file=out)


def say_loads(records: Sequence[LoadRecord]) -> None:
    """Print a table of loads."""
    if not records:
        print("Nothing has been loaded yet.")
        return
    rows = [("load", "extract", "period", "rows", "status", "when (UTC)", "who", "file")]
    rows += [
        (
            record.id,
            record.extract,
            record.period,
            f"{record.rows:,}",
            record.status,
            f"{record.at:%Y-%m-%d %H:%M}",
            shown(record.actor),
            shown(record.file_name),
        )
        for record in records
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def say_load(record: LoadRecord) -> None:
    """Print one load, a fact in each line."""
    facts = {
        "Load": record.id,
        "Status": record.status,
        "Extract": record.extract,
        "Period": record.period,
        "Rows": f"{record.rows:,}",
        "Rejected": f"{record.rejected:,}",
        "File": shown(record.file_name),
        "SHA-256": record.sha256,
        "Profile": shown(record.profile) or "none",
        "Loaded by": shown(record.actor),
        "Loaded at": _moment(record.at),
        "Replaced": ", ".join(record.replaced) or "nothing",
        "Versions": f"from {record.begins}"
        + (f" until {record.ends}" if record.ends is not None else ", still counts"),
    }
    if record.undone_at is not None:
        facts["Undone by"] = shown(record.undone_by)
        facts["Undone at"] = _moment(record.undone_at)
    if record.reject_file is not None:
        facts["Reject file"] = str(record.reject_file)
    for name, value in facts.items():
        print(f"{name + ':':13} {value}")


def say_undone(undone: Undone) -> None:
    """Print what an undo did."""
    if not undone.changed:
        print(f"{shown(undone.file_name)} was undone before. Nothing was changed.")
        return
    print(f"{shown(undone.file_name)} was undone: {len(undone.loads)} loads.")
    if undone.restored:
        print(f"These count again: {', '.join(undone.restored)}.")


def load_object(record: LoadRecord) -> dict[str, Any]:
    """Return a load as plain values, without paths of this machine."""
    values = asdict(record)
    del values["path"], values["reject_file"]
    values["reject_file"] = record.reject_file.name if record.reject_file else None
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _headline(receipt: Receipt, *, dry_run: bool) -> str:
    """Return the one sentence that says what became of the file."""
    kind = receipt.extract or "a file"
    would = "would be " if dry_run else ""
    return {
        "loaded": f"{would}loaded as {kind}, {receipt.rows_accepted:,} rows.",
        "partly_loaded": f"{would}loaded as {kind}, {receipt.rows_accepted:,} rows; "
        f"{receipt.rows_rejected:,} were refused and kept aside.",
        "unchanged": "nothing new.",
        "refused": f"refused; {receipt.rows_rejected:,} rows are bad."
        if receipt.rows_rejected
        else "refused.",
    }[receipt.outcome]


def _line(problem: Problem) -> str:
    """Return a problem as a line on the terminal."""
    mark = {"error": "", "warning": "Mind: ", "note": ""}[problem.severity]
    place = f"line {problem.line}: " if problem.line is not None else ""
    text = "\n".join(f"  {line}" for line in problem.message.splitlines())
    return f"  {place}{mark}{text.lstrip()}"


def _moment(moment: datetime) -> str:
    """Return a moment as people read it."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
