"""The HTTP API is as its description says: no 5xx and no undocumented answer, whatever is sent."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from pages.parts.api import OPERATIONS, WHERE
from tests.pages.served_api import Served

OF_WHAT_IS_ASKED = {"bring": 40, "load": 100, "metric": 120, "description": 40}
"""Examples of each operation; a file that is brought is looked at by a process of its own."""
PLAIN = ("description",)
"""Operations that take nothing, so nothing can be wrong with it."""
SENSELESS = ["400", "404", "413", "422"]
"""What a request that fits the description may still be told: which metric knows which dimension,
and which bytes are a file of an extract, no description can say."""


@pytest.fixture(scope="module")
def described(demo: Served, everything: str) -> dict[str, Any]:
    """The description as it is served."""
    told: dict[str, Any] = demo.ask("GET", "openapi.json", token=everything).json()
    return told


def test_every_schema_in_the_description_is_one(described):
    schemas = described["components"]["schemas"]
    assert {"LoadAnswer", "MetricAnswer", "ReceiptAnswer", "ProblemAnswer"} <= set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def asked_at_random(
    server: Served, token: str, described: dict[str, Any], name: str, *, times: int = 1
) -> None:
    """Send requests to one operation, some as described and some not, and check each answer.

    Args:
        server: Where.
        token: Who asks.
        described: The description.
        name: The operation.
        times: How many times as many; then they are others each time, else always the same.
    """
    operation = next(one for one in OPERATIONS if one.name == name)
    schema = schemathesis.openapi.from_dict(described)
    schema.config.update(base_url=f"http://127.0.0.1:{server.port}")
    accepts = schema.config.checks.positive_data_acceptance
    accepts.expected_statuses = [*accepts.expected_statuses, *SENSELESS]
    asked = schema[f"{WHERE}{operation.path}"][operation.method]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE][: 1 if name in PLAIN else 2]
    cases = st.one_of([asked.as_strategy(generation_mode=mode) for mode in modes])
    load = server.workspace.catalogue.loads()[0].id

    @settings(
        max_examples=times * OF_WHAT_IS_ASKED[name], deadline=None, database=None,
        derandomize=times == 1,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, known=st.booleans())
    def no_surprise(case: schemathesis.Case, known: bool) -> None:
        # An empty list is no text of an address: what is sent would lack what makes it wrong.
        assume(all(value != [] for value in (case.query or {}).values()))
        if name == "load" and known:
            case.path_parameters["id"] = load
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, timeout=120)

    no_surprise()


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.name for one in OPERATIONS])
def test_no_request_gets_an_answer_that_is_not_described(demo, everything, described, name):
    asked_at_random(demo, everything, described, name)


@pytest.mark.soak
@pytest.mark.parametrize("name", [one.name for one in OPERATIONS])
def test_no_other_request_does_either(demo, everything, described, name):
    asked_at_random(demo, everything, described, name, times=20)


@pytest.mark.parametrize("status", ["200", "404"])
def test_an_answer_that_is_not_described_is_noticed(demo, everything, described, status):
    less = copy.deepcopy(described)
    del less["paths"]["/api/v1/loads/{id}"]["get"]["responses"][status]
    with pytest.raises(FailureGroup, match="Undocumented status code"):
        asked_at_random(demo, everything, less, "load")
