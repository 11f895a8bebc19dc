"""Errors that cross from a child to its parent as JSON and arrive as what they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipelines import errors
from pipelines.errors import GapError
from pipelines.intake.questions import Unanswered, question_from
from pipelines.intake.receipt import Refusal

_KINDS: Final[dict[str, type[GapError]]] = {
    kind.__name__: kind
    for kind in (
        GapError, errors.MetricError, errors.RefusedFile, errors.NotAllowed, errors.NotFound,
        errors.StoreError, Refusal, Unanswered,
    )
}  # fmt: skip


def error_as_json(error: GapError) -> dict[str, Any]:
    """Return an error as plain values; one of a kind nobody here knows is the nearest known."""
    plain: dict[str, Any] = {
        "kind": next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _KINDS),
        "what": error.what,
        "where": error.where,
        "next_step": error.next_step,
    }
    if isinstance(error, Refusal):
        plain["code"] = error.code
        plain["questions"] = [question.as_json() for question in error.questions]
    return plain


def error_from(plain: Mapping[str, Any]) -> GapError:
    """Return the error that ``error_as_json`` wrote."""
    kind = _KINDS[plain["kind"]]
    what, where, next_step = plain["what"], plain["where"], plain["next_step"]
    if not issubclass(kind, Refusal):
        return kind(what, where=where, next_step=next_step)
    asked = tuple(question_from(question) for question in plain["questions"])
    refusal = kind.__new__(kind)  # its own words are at hand and need not be made again
    Refusal.__init__(refusal, plain["code"], what, where=where, next_step=next_step)
    refusal.questions = asked
    return refusal
