"""What a request to the HTTP API may ask: one model for each route's parameters.

A model refuses what it does not know and what is written otherwise than it says; the description
of the API is made from the same models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import Headers, QueryParams

from pipelines.errors import GapError
from pipelines.intake.layout import DecimalMark
from pipelines.periods import Grain

LONGEST: Final = 200
"""Characters of one parameter."""
MOST: Final = 100
"""How often one that may be repeated may be given: as many as a wide file has columns."""
KEY_HEADER: Final = "Idempotency-Key"
KEY: Final = r"[!-~]{1,100}"
Text = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]+$")]
FileName = Annotated[
    str, Field(max_length=LONGEST, pattern=r"^[^\s\x00-\x1f\x7f/\\][^\x00-\x1f\x7f/\\]*$")
]
"""A name and no path."""
PeriodText = Annotated[
    str, Field(pattern=r"^(19|20)[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$", examples=["2026-Q1"])
]
YesNo = Literal["true", "false"]
"""Written out, since a text such as “yes” must not be taken for either."""
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", examples=["12"])]
"""A whole number from 1 as it stands in an address."""
DATES: Final = r"^([a-z][a-z0-9_]{0,79}=)?(iso|day_first|month_first)$"
WORD: Final = r"^[a-z][a-z0-9_]{0,79}:[^\x00-\x1f\x7f]+=[^\x00-\x1f\x7f=]*$"
CONSTANT: Final = r"^[a-z][a-z0-9_]{0,79}=[^\x00-\x1f\x7f]*$"
MAPPED: Final = r"^[^\x00-\x1f\x7f=]+=([a-z][a-z0-9_]{0,79})?$"


class Misasked(GapError):
    """The request itself is not written as it must be; whatever it is about. Nothing changed."""


class Asked(BaseModel):
    """Parameters of one route; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfNothing(Asked):
    """A route without parameters in its query."""


class OfMetric(Asked):
    """Which figures of a metric are asked for."""

    period: PeriodText | None = Field(None, description="One period; else all that are loaded.")
    by: list[Text] = Field(
        [], max_length=MOST, description="A dimension to split by; may be repeated."
    )
    version: Number | None = Field(
        None, description="The catalogue version to read; else the newest."
    )
    grain: Grain | None = Field(None, description="Else the metric's own.")


class OfExtract(Asked):
    """How a file is to be taken."""

    period: PeriodText | None = Field(None, description="Where neither its name nor its rows say.")
    file_name: FileName | None = Field(None, description="What the file is called in the receipt.")
    partly: YesNo = Field("false", description="Load the good rows and keep the bad ones aside.")
    dry_run: YesNo = Field("false", description="Say what would happen; change nothing.")
    reason: Text | None = Field(
        None, description="Why a period that a check-in has settled is loaded again."
    )
    encoding: Text | None = Field(None, description="Such as cp1252, where it is not UTF-8.")
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    header_line: Number | None = Field(None, description="The record with the column names.")
    sheet: Text | None = Field(None, description="Of a workbook.")
    decimal_mark: DecimalMark | None = None
    dates: list[Annotated[str, Field(pattern=DATES)]] = Field(
        [], max_length=MOST, description="ORDER, or COLUMN=ORDER for one column; may be repeated."
    )
    map: list[Annotated[str, Field(pattern=MAPPED, max_length=2 * LONGEST)]] = Field(
        [],
        max_length=MOST,
        description="HEADING=column; an empty column leaves it out; may be repeated.",
    )
    word: list[Annotated[str, Field(pattern=WORD, max_length=2 * LONGEST)]] = Field(
        [],
        max_length=MOST,
        description="COLUMN:WRITTEN=OURS, what a word of the file stands for; may be repeated.",
    )
    constant: list[Annotated[str, Field(pattern=CONSTANT, max_length=2 * LONGEST)]] = Field(
        [],
        max_length=MOST,
        description="COLUMN=VALUE, what a column that the file does not have says in every row; "
        "nothing behind the sign leaves it empty; may be repeated.",
    )
    accept_mapping: YesNo = Field(
        "false", description="Headings that are nearly ours count as the nearest column."
    )


Model = TypeVar("Model", bound=Asked)


def asked(model: type[Model], query: QueryParams) -> Model:
    """Return what a query asks for.

    Raises:
        Misasked: A parameter is unknown, given twice, or not what it may be.
    """
    given: dict[str, Any] = {}
    for name in dict.fromkeys(query):
        values = query.getlist(name)
        if _may_be_repeated(model, name):
            given[name] = values
        elif len(values) > 1:
            raise Misasked(
                f"“{name[:LONGEST]}” is given {len(values)} times.",
                where="Query.",
                next_step="Give it once. Nothing was changed.",
            )
        else:
            given[name] = values[0]
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _refused(model, error) from None


def idempotency_key(headers: Headers) -> str:
    """Return the key under which a request may be sent again, or nothing.

    Raises:
        Misasked: It is too long or holds other signs than letters, digits and plain marks.
    """
    key = headers.get(KEY_HEADER)
    if key is None:
        return ""
    if not re.fullmatch(KEY, key):
        raise Misasked(
            f"“{key[:LONGEST]}” cannot be a key.",
            where=f"Header {KEY_HEADER}.",
            next_step="Use 1 to 100 letters, digits or marks without a blank. Nothing was changed.",
        )
    return key


def _may_be_repeated(model: type[Asked], name: str) -> bool:
    """Return whether a parameter may be given more than once."""
    field = model.model_fields.get(name)
    return field is not None and get_origin(field.annotation) is list


def _refused(model: type[Asked], error: ValidationError) -> GapError:
    """Return the first thing that is wrong with a query, in words."""
    first: Mapping[str, Any] = error.errors()[0]
    name = str(first["loc"][0])[:LONGEST]
    if first["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields) or "none"
        return Misasked(
            f"There is no parameter “{name}” here.",
            where="Query.",
            next_step=f"Possible: {known}. Nothing was changed.",
        )
    return Misasked(
        f"“{str(first['input'])[:LONGEST]}” cannot be the {name.replace('_', ' ')}.",
        where=f"Query, {name}.",
        next_step=f"{first['msg']}. Nothing was changed.",
    )
