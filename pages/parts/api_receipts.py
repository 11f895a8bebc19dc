"""What the HTTP API answers to a file: a receipt, or why it was not loaded, down to the cell."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from pages.parts.api_answers import (
    LoadedAnswer,
    OptionAnswer,
    QuestionAnswer,
    ReceiptAnswer,
    RefusedAnswer,
    TroubleAnswer,
    answer,
    problem,
)
from pipelines.errors import GapError
from pipelines.intake.questions import Question
from pipelines.intake.receipt import Problem
from pipelines.straight_through import Wish
from pipelines.uploads.shapes import Finding, ProblemGroup, Upload, UploadReceipt

ANSWERED_BY: Final = {
    "encoding": "encoding=VALUE",
    "sheet": "sheet=VALUE",
    "header_line": "header_line=VALUE",
    "decimal_mark": "decimal_mark=VALUE",
    "period": "period=VALUE",
    "extract": "the extract's name in the address",
}
"""The parameter that answers a question, by the question's kind."""
MOST_SAID: Final = 200
"""Kinds of problem in one answer; the screen of the upload has them all."""


def told(upload: Upload, wish: Wish, *, is_old: bool) -> Response:
    """Return the answer to a file that was carried as far as it goes.

    Args:
        upload: The file as it is now.
        wish: What its program said about it.
        is_old: Whether everything in it counts already, for one that was only tried.
    """
    if upload.receipt is not None:
        new = upload.receipt.outcome != "unchanged"
        return answer(
            _receipt(upload, upload.receipt), status=HTTPStatus.CREATED if new else HTTPStatus.OK
        )
    found = upload.finding
    if found is None:
        return _refused(upload, None, "It could not be looked at; others were faster.")
    if upload.state == "waits":
        return answer(_plan(upload, found, outcome="waits"), status=HTTPStatus.ACCEPTED)
    if found.refusal is not None or found.questions or not _may_count(upload, found):
        return _refused(upload, found, "")
    if wish.dry_run:
        outcome = "unchanged" if is_old else "would_load"
        return answer(_plan(upload, found, outcome=outcome))
    return problem(
        GapError(
            f"The upload {upload.id} was {upload.state} meanwhile.",
            next_step="Bring the file with another key.",
        ),
        status=HTTPStatus.CONFLICT,
    )


def _may_count(upload: Upload, found: Finding) -> bool:
    """Return whether nothing about the file itself keeps it from counting."""
    return bool(found.planned) and (not found.rejected or upload.said.partly)


def _receipt(upload: Upload, receipt: UploadReceipt) -> ReceiptAnswer:
    """Return the receipt of a file that counts."""
    return ReceiptAnswer(
        outcome=receipt.outcome,  # type: ignore[arg-type]  # a file that counts was not refused
        upload=upload.id,
        submission=receipt.submission,
        file_name=receipt.file_name,
        sha256=receipt.sha256,
        size=receipt.size,
        loads=[
            LoadedAnswer(id=one.id, extract=one.extract, period=one.period, rows=one.rows)
            for one in receipt.loads
        ],
        rows_accepted=receipt.rows_accepted,
        rows_rejected=receipt.rows_rejected,
        quarantined=receipt.quarantined,
        approved_by=receipt.approved_by,
        reason=receipt.reason,
        remarks=_remarks(upload.finding),
    )


def _plan(upload: Upload, found: Finding, *, outcome: str) -> ReceiptAnswer:
    """Return what would count of a file that does not count (yet)."""
    return ReceiptAnswer(
        outcome=outcome,  # type: ignore[arg-type]  # one of those that the callers name
        upload=upload.id,
        submission=None,
        file_name=upload.file_name,
        sha256=upload.sha256,
        size=upload.size,
        loads=[
            LoadedAnswer(id=None, extract=one.extract, period=one.period, rows=one.rows)
            for one in found.planned
        ],
        rows_accepted=found.accepted,
        rows_rejected=found.rejected,
        quarantined=0,
        approved_by="",
        reason=upload.reason,
        remarks=_remarks(found),
    )


def _refused(upload: Upload, found: Finding | None, why: str) -> Response:
    """Return why a file was not loaded, with what to answer and what to correct."""
    questions = list(found.questions) if found else []
    groups = [one for one in found.groups if one.severity == "error"] if found else []
    return problem(
        _in_words(upload, found, why),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        model=RefusedAnswer,
        more={
            "upload": upload.id,
            "questions": [_question(one) for one in questions],
            "problems": [_trouble(one) for one in groups[:MOST_SAID]],
        },
    )


def _in_words(upload: Upload, found: Finding | None, why: str) -> GapError:
    """Return what keeps a file from being loaded, as a person reads it."""
    if found is None:
        return GapError(why, next_step="Bring it again. Nothing was loaded.")
    if found.refusal is not None:
        told = found.refusal
        return GapError(told.what, where=told.where, next_step=told.next_step)
    if found.questions:
        return GapError(
            f"{upload.file_name} leaves open what it means; questions: {len(found.questions)}.",
            where="\n".join(one.text for one in found.questions),
            next_step="Answer each with its parameter and send the file again. Nothing was loaded.",
        )
    if not found.planned:
        return GapError(
            f"{upload.file_name} has no row that could be loaded.",
            where=f"Bad rows: {found.rejected:,} of {found.rows:,}.",
            next_step="Correct the file and send it again. Nothing was loaded.",
        )
    return GapError(
        f"Bad rows in {upload.file_name}: {found.rejected:,} of {found.rows:,}.",
        where=found.groups[0].message if found.groups else "",
        next_step="Correct the file, or send it with partly=true to load its good rows. "
        "Nothing was loaded.",
    )


def _question(one: Question) -> QuestionAnswer:
    """Return a question with the parameter that answers it."""
    named = {
        "mapping": f"map={one.subject}=VALUE",
        "dates": f"dates={one.subject}=VALUE",
        "constant": f"constant={one.subject}=VALUE",
    }
    return QuestionAnswer(
        kind=one.kind,
        subject=one.subject,
        text=one.text,
        options=[
            OptionAnswer(value=each.value, label=each.label, example=each.example)
            for each in one.options
        ],
        proposal=one.proposal,
        answer_with=named.get(one.kind) or ANSWERED_BY[one.kind],
    )


def _remarks(found: Finding | None) -> list[TroubleAnswer]:
    """Return what there is to mind about a file that may count all the same."""
    if found is None:
        return []
    groups = [_trouble(one) for one in found.groups]
    return [*(_remark(one) for one in found.notes), *groups][:MOST_SAID]


def _trouble(group: ProblemGroup) -> TroubleAnswer:
    """Return one kind of problem."""
    return TroubleAnswer(
        severity=group.severity,
        code=group.code,
        extract=group.extract,
        column=group.column,
        count=group.count,
        lines=list(group.lines),
        value=group.value,
        message=group.message,
        expected=group.expected,
        suggestion=group.suggestion,
    )


def _remark(one: Problem) -> TroubleAnswer:
    """Return one remark about a file as a whole."""
    return TroubleAnswer(
        severity=one.severity,
        code=one.code,
        extract="",
        column=one.column or "",
        count=1,
        lines=[] if one.line is None else [one.line],
        value=one.value,
        message=one.message,
        expected="",
        suggestion="",
    )
