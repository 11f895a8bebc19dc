"""The description of the HTTP API (OpenAPI 3.1), made from what the routes themselves use.

Parameters and answers come from the models that read and write them, names of metrics, extracts
and dimensions from the workspace, limits from the policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from pydantic.json_schema import models_json_schema
from starlette.requests import Request

from governance.token_shapes import SCOPE_WORDS, Scope
from pages.parts.api_answers import JSON, PROBLEM, Answered, ProblemAnswer
from pages.parts.api_asked import Asked, OfNothing
from pipelines.extracts.dimensions import dimensions
from pipelines.workspace import Workspace

VERSION: Final = "1"
COMPONENTS: Final = "#/components/schemas/{model}"
PROBLEMS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "A parameter is unknown or not what it may be.",
    HTTPStatus.UNAUTHORIZED: "No token, or none that works.",
    HTTPStatus.FORBIDDEN: "The token was not made for this, or its person may not do it.",
    HTTPStatus.NOT_FOUND: "There is no such thing here.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "What was asked makes no sense, in words.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; the header says when to come back.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something nobody foresaw; it has a reference number.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The store or the records cannot be reached or are busy.",
}
"""What every operation may answer with, beside what it is for."""
HEADERS: Final[Mapping[HTTPStatus, Mapping[str, Any]]] = {
    HTTPStatus.UNAUTHORIZED: {
        "WWW-Authenticate": {"required": True, "schema": {"type": "string", "const": "Bearer"}}
    },
    HTTPStatus.TOO_MANY_REQUESTS: {
        "Retry-After": {
            "required": True,
            "description": "Seconds.",
            "schema": {"type": "string", "pattern": "^[1-9][0-9]*$"},
        }
    },
}


@dataclass(frozen=True)
class Operation:
    """One thing that the API can do."""

    name: str
    method: str
    path: str
    summary: str
    scope: Scope | None
    """What the token must have been made for; None where any token will do."""
    answers: Mapping[HTTPStatus, type[Answered] | None]
    """The model of each good answer; None for any JSON object."""
    endpoint: Callable[[Request], Any]
    query: type[Asked] = OfNothing
    takes_file: bool = False
    headers: tuple[Mapping[str, Any], ...] = ()
    """Further parameters, which stand in the request's head."""
    problems: Mapping[HTTPStatus, str] = field(default_factory=dict)
    """Problems of its own, beside those of all."""
    refusal: type[ProblemAnswer] = ProblemAnswer
    """What it answers with where what was asked makes no sense (422)."""


def description(operations: Sequence[Operation], workspace: Workspace) -> dict[str, Any]:
    """Return the whole description for one workspace.

    Args:
        operations: All that the API can do.
        workspace: Whose metrics, extracts and dimensions are named.
    """
    paths: dict[str, dict[str, Any]] = {}
    names = _names(workspace)
    for one in operations:
        paths.setdefault(f"/api{one.path}", {})[one.method.lower()] = _described(one, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tandem",
            "version": VERSION,
            "description": "Bring files and read figures. A token comes from the page “Access” or "
            "from “python -m governance token make”; it acts for the person who made it.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "tandem_<id>_<secret>",
                }
            },
        },
    }


def _names(workspace: Workspace) -> dict[tuple[str, str], list[str]]:
    """Return what may stand for a part of a path or a parameter, by operation and name."""
    by = {
        name
        for extract in workspace.extracts.values()
        for name in dimensions(extract, workspace.extracts)
    }
    return {
        ("metric", "name"): sorted(workspace.metrics.metrics),
        ("metric", "by"): sorted(by),
        ("bring", "name"): sorted(workspace.extracts),
    }


def _described(one: Operation, names: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    """Return the description of one operation."""
    scope = f"Needs the scope {one.scope}: {SCOPE_WORDS[one.scope]}." if one.scope else ""
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": scope or "Needs any token.",
        "parameters": [
            *_in_path(one, names),
            *_in_query(one, names),
            *one.headers,
        ],
        "responses": _answers(one),
    }
    if one.takes_file:
        told["requestBody"] = {
            "required": True,
            "description": "The file as it is: CSV, TSV, a gzip of one, or a workbook (XLSX).",
            "content": {"application/octet-stream": {}},
        }
    return told


def _in_path(one: Operation, names: Mapping[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    """Return the parts of an operation's path that vary."""
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _limited({"type": "string", "minLength": 1}, names.get((one.name, name))),
        }
        for name in re.findall(r"{(\w+)}", one.path)
    ]


def _in_query(one: Operation, names: Mapping[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    """Return the parameters of an operation's query."""
    whole = one.query.model_json_schema(ref_template=COMPONENTS)
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.pop("description", ""),
            "schema": _plain(schema, names.get((one.name, name))),
        }
        for name, schema in whole["properties"].items()
    ]


def _plain(schema: Mapping[str, Any], names: list[str] | None) -> dict[str, Any]:
    """Return a parameter's schema as an address has it: what is not said is left out, not null."""
    plain = {key: value for key, value in schema.items() if key not in ("title", "default")}
    either = [one for one in plain.pop("anyOf", ()) if one != {"type": "null"}]
    plain |= either[0] if either else {}
    if "items" in plain:
        plain["items"] = _limited(plain["items"], names)
        return plain
    return _limited(plain, names)


def _limited(schema: Mapping[str, Any], names: list[str] | None) -> dict[str, Any]:
    """Return a schema that names all that may stand there, where that is known."""
    return dict(schema) if names is None else {"type": "string", "enum": names}


def _answers(one: Operation) -> dict[str, Any]:
    """Return the answers of one operation by status."""
    told: dict[str, Any] = {}
    for status, model in one.answers.items():
        schema = {"type": "object"} if model is None else _reference(model)
        told[str(int(status))] = {
            "description": status.phrase,
            "content": {JSON: {"schema": schema}},
        }
    for status, words in {**PROBLEMS, **one.problems}.items():
        told[str(int(status))] = {
            "description": words,
            "content": {PROBLEM: {"schema": _problem(one, status)}},
            "headers": dict(HEADERS.get(status, {})),
        }
    return dict(sorted(told.items()))


def _problem(one: Operation, status: HTTPStatus) -> dict[str, Any]:
    """Return the schema of one kind of problem."""
    plain = _reference(ProblemAnswer)
    if status is not HTTPStatus.UNPROCESSABLE_ENTITY or one.refusal is ProblemAnswer:
        return plain
    return {"anyOf": [_reference(one.refusal), plain]}


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the schemas of all answers by name."""
    models: set[type[Answered]] = {ProblemAnswer, *(one.refusal for one in operations)}
    models.update(model for one in operations for model in one.answers.values() if model)
    ordered = sorted(models, key=lambda model: model.__name__)
    _, whole = models_json_schema(
        [(model, "serialization") for model in ordered], ref_template=COMPONENTS
    )
    schemas: dict[str, Any] = whole["$defs"]
    return schemas


def _reference(model: type[Answered]) -> dict[str, str]:
    """Return the reference to a model's schema."""
    return {"$ref": COMPONENTS.format(model=model.__name__)}
