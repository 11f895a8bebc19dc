"""What is written beside a dropped file: the same for programs and, in words, for people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.errors import GapError

if TYPE_CHECKING:
    from pipelines.uploads.shapes import Finding, Upload

MOST_SAID = 50
"""Kinds of problem in words; the file of problems has every one."""


def report_of(
    name: str, upload: Upload | None, *, at: datetime, why: GapError | None = None
) -> dict[str, Any]:
    """Return what became of a file as plain values.

    Args:
        name: The file's name as it was dropped.
        upload: What it became; None where it could not even be taken in.
        at: When, UTC.
        why: What kept it from being loaded, where its upload does not say so.
    """
    report: dict[str, Any] = {
        "file": name,
        "outcome": outcome_of(upload),
        "at": at.isoformat(),
        "upload": upload.id if upload else "",
        "why": None if why is None else {
            "what": why.what, "where": why.where, "next_step": why.next_step,
        },
    }  # fmt: skip
    if upload is None:
        return report
    report |= {"sha256": upload.sha256, "size": upload.size, "reason": upload.reason}
    receipt, found = upload.receipt, upload.finding
    if receipt is not None:
        report |= {
            "submission": receipt.submission,
            "loads": [asdict(one) for one in receipt.loads],
            "rows_accepted": receipt.rows_accepted,
            "rows_rejected": receipt.rows_rejected,
            "quarantined": receipt.quarantined,
            "approved_by": receipt.approved_by,
        }
    if found is not None:
        report |= {
            "refusal": None if found.refusal is None else asdict(found.refusal),
            "questions": [one.as_json() for one in found.questions],
            "problems": [asdict(one) for one in found.groups],
            "notes": [asdict(one) for one in found.notes],
        }
    return report


def outcome_of(upload: Upload | None) -> str:
    """Return what became of a file in a word."""
    if upload is None:
        return "refused"
    if upload.receipt is not None:
        return upload.receipt.outcome
    return "waits" if upload.state == "waits" else "refused"


def words_of(name: str, upload: Upload | None, *, why: GapError | None = None) -> str:
    """Return the same for a person; see ``report_of``."""
    lines = [f"{name}: {_headline(upload)}"]
    if why is not None:
        lines += ["", *str(why).splitlines()]
    if upload is not None:
        if upload.receipt is not None:
            lines += [
                f"  {one.id}  {one.extract} {one.period}  {one.rows:,} rows"
                for one in upload.receipt.loads
            ]
        if upload.finding is not None:
            lines += _found_words(upload.finding)
        lines += ["", f"Upload {upload.id}, SHA-256 {upload.sha256}"]
    return "\n".join(lines) + "\n"


def _headline(upload: Upload | None) -> str:
    """Return the one sentence that says what became of a file."""
    receipt = upload.receipt if upload else None
    if receipt is not None:
        return {
            "loaded": f"loaded, {receipt.rows_accepted:,} rows.",
            "partly_loaded": f"loaded, {receipt.rows_accepted:,} rows; "
            f"{receipt.rows_rejected:,} bad rows were kept aside.",
            "unchanged": "nothing new; it was loaded before.",
        }.get(receipt.outcome, receipt.outcome)
    if upload is not None and upload.state == "waits":
        return "waits for a second person; no figure has changed."
    return "not loaded. Nothing was changed."


def _found_words(found: Finding) -> list[str]:
    """Return what a look found, line by line."""
    lines: list[str] = []
    if found.refusal is not None:
        told = found.refusal
        lines += ["", *(part for part in (told.what, told.where, told.next_step) if part)]
    for question in found.questions:
        lines += ["", question.text, "Say it in tandem.yaml beside the file:"]
        lines += [f"  {each.value}: {each.label}" for each in question.options]
    lines += [f"Mind: {one.message}" for one in found.notes if one.severity == "warning"]
    groups = [one for one in found.groups if one.severity == "error"]
    if groups:
        lines += ["", f"Bad rows: {found.rejected:,} of {found.rows:,}."]
    for one in groups[:MOST_SAID]:
        first = ", ".join(map(str, one.lines))
        lines.append(f"  {one.message} ({one.count:,} times; line {first})")
    return lines
