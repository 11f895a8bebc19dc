"""What the HTTP API answers with: one model for each answer, and problems in words.

The models make the answers and the description of them alike, so that neither can drift from the
other. A problem is the product's own error as ``application/problem+json``: what happened, where,
and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from governance.tokens import NotSignedIn
from pages.parts.api_asked import Misasked
from pipelines.catalogue.history import LoadRecord, Status
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken, StoreError
from pipelines.intake.receipt import Severity
from pipelines.metrics.results import State

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
FRESH: Final = {"cache-control": "no-store"}
"""What somebody may read hangs on their token, so nothing on the way may keep an answer."""
STATUS_OF: Final[tuple[tuple[type[GapError], HTTPStatus], ...]] = (
    (Misasked, HTTPStatus.BAD_REQUEST),
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Overtaken, HTTPStatus.CONFLICT),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""The first kind that fits; what is left makes no sense as it was asked (422)."""


class Answered(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProblemAnswer(Answered):
    """Why a request was not done, in words for a person."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    """The status in words."""
    status: int
    detail: str
    """All of it in one text, for programs that know problem details and not us."""
    what: str = Field(description="What happened.")
    where: str = Field(description="File, row, column or parameter; may be empty.")
    next_step: str = Field(description="What to do; says too whether anything was changed.")


class LoadAnswer(Answered):
    """A load, and what became of it."""

    id: str
    submission: str
    extract: str
    period: str
    rows: int
    rejected: int = Field(description="Rows of the same file and extract that were refused.")
    file_name: str
    sha256: str = Field(description="Of the file that was handed in.")
    profile: str
    actor: str
    at: datetime
    status: Status
    replaced: list[str] = Field(description="Loads that counted until this one came.")
    undone_by: str | None
    undone_at: datetime | None
    begins: int = Field(description="The catalogue version from which it counts.")
    ends: int | None = Field(description="The version from which it no longer counts.")
    approved_by: str
    reason: str


class CellAnswer(Answered):
    """One figure with what it rests on."""

    period: str
    dimensions: dict[str, str | None]
    value: float | None = Field(description="None where it cannot be known; the state says why.")
    n: int = Field(description="Rows or subjects that the value rests on.")
    coverage: float | None = Field(description="Share of what should be known that is known.")
    state: State
    note: str


class LineageAnswer(Answered):
    """The loads that hold at least one row behind the figures of one period."""

    period: str
    loads: list[str]


class MetricAnswer(Answered):
    """A metric's figures, how far they can be trusted, and where they come from."""

    metric: str
    title: str
    unit: str
    as_of: int = Field(description="The catalogue version that was read.")
    cells: list[CellAnswer]
    lineage: list[LineageAnswer]


class LoadedAnswer(Answered):
    """What a file says about one extract in one period."""

    id: str | None = Field(description="The load; None where it does not count (yet).")
    extract: str
    period: str
    rows: int


class TroubleAnswer(Answered):
    """All problems of one kind in one column, or one remark about a file."""

    severity: Severity
    code: str
    extract: str
    column: str
    count: int
    lines: list[int] = Field(description="The first few.")
    value: str | None
    message: str
    expected: str
    suggestion: str


class OptionAnswer(Answered):
    """One possible answer to a question."""

    value: str
    label: str
    example: str


class QuestionAnswer(Answered):
    """What a file leaves open, and the parameter that answers it."""

    kind: str
    subject: str
    text: str
    options: list[OptionAnswer]
    proposal: str | None
    answer_with: str = Field(description="The parameter to add, with VALUE for an option's value.")


class ReceiptAnswer(Answered):
    """What became of a file that was brought."""

    outcome: Literal["loaded", "partly_loaded", "unchanged", "waits", "would_load"]
    upload: str = Field(description="The file's record; its page shows what may still be done.")
    submission: str | None
    file_name: str
    sha256: str
    size: int
    loads: list[LoadedAnswer]
    rows_accepted: int
    rows_rejected: int
    quarantined: int
    approved_by: str
    reason: str
    remarks: list[TroubleAnswer]


class RefusedAnswer(ProblemAnswer):
    """Why a file was not loaded, down to the cell."""

    upload: str
    questions: list[QuestionAnswer]
    problems: list[TroubleAnswer]


def answer(body: Answered, *, status: int = HTTPStatus.OK) -> JSONResponse:
    """Return a model as an answer."""
    return JSONResponse(body.model_dump(mode="json"), status, headers=FRESH)


def load_answer(record: LoadRecord) -> LoadAnswer:
    """Return a load without the paths of this machine."""
    told = {name: getattr(record, name) for name in LoadAnswer.model_fields}
    return LoadAnswer.model_validate(told | {"replaced": list(record.replaced)})


def problem(
    error: GapError,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
    model: type[ProblemAnswer] = ProblemAnswer,
) -> Response:
    """Return an error as problem details.

    Args:
        error: What happened.
        status: The status, where the kind of the error does not say it.
        headers: Further headers.
        more: Further members, such as the questions that a file leaves open.
        model: What the answer is, with its further members.
    """
    code = HTTPStatus(status_of(error) if status is None else status)
    told = {
        "title": code.phrase,
        "status": code,
        "detail": str(error),
        "what": error.what,
        "where": error.where,
        "next_step": error.next_step,
    }
    body = model.model_validate(told | dict(more or {}))
    sign_in = {"www-authenticate": "Bearer"} if code is HTTPStatus.UNAUTHORIZED else {}
    return JSONResponse(
        body.model_dump(mode="json"),
        code,
        headers={**FRESH, **sign_in, **(headers or {})},
        media_type=PROBLEM,
    )


def status_of(error: GapError) -> HTTPStatus:
    """Return the status that says what kind of error it is."""
    found = (status for kind, status in STATUS_OF if isinstance(error, kind))
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)
