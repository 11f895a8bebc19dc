"""The HTTP API: nothing without a token, the right answer with one, words for whatever is wrong."""

from __future__ import annotations

import logging
import secrets
import socket
from datetime import UTC, datetime, timedelta

import pytest

from governance import tokens
from governance.people import ROLES, Role
from governance.token_shapes import SCOPES
from pages.parts.api import OPERATIONS
from pages.parts.api_answers import PROBLEM
from pipelines.metrics.query import answers
from pipelines.periods import parsed
from tests.pages.served_api import BETTER, generous, served

ADDRESSES = ("openapi.json", "loads/L1", "metrics/adoption_rate", "extracts/ledger", "nothing", "")


# Who is let in.


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS"])
def test_there_is_nothing_without_a_token(demo, method, path):
    said = demo.ask(method, path)
    assert (said.status, said.headers["content-type"]) == (401, PROBLEM)
    assert said.headers["www-authenticate"] == "Bearer"
    assert said.json()["what"] == "There is no token with this request."


@pytest.mark.parametrize(
    "given",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic {}",
        "{}",
        "Bearer {}x",
        "bearer tandem_0_0",
        "Bearer é",
    ],
)
def test_a_wrong_token_is_no_token(demo, everything, given):
    link = socket.create_connection(("127.0.0.1", demo.port))
    line = f"Authorization: {given.format(everything)}\r\n".encode("latin-1")
    link.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n")
    assert link.recv(100).startswith(b"HTTP/1.1 401 ")
    link.close()


def test_the_word_bearer_may_be_written_small(demo, everything):
    assert demo.ask("GET", "openapi.json", authorization=f"bearer {everything}").status == 200


def test_a_token_ends_when_it_says_and_when_it_is_revoked(demo):
    made = demo.token("viewer")
    assert demo.ask("GET", "openapi.json", token=made.text).status == 200
    demo.clock.append(datetime.now(UTC) + timedelta(days=400))
    late = demo.ask("GET", "openapi.json", token=made.text)
    demo.clock.clear()
    assert (late.status, "expired" in late.json()["what"]) == (401, True)
    person = demo.person("viewer")
    tokens.revoke_token(demo.workspace, person, made.token.id, why="Over.", now=datetime.now(UTC))
    gone = demo.ask("GET", "openapi.json", token=made.text)
    assert (gone.status, "revoked" in gone.json()["what"]) == (401, True)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_exactly_what_it_may(demo, role: Role):
    person = demo.person(role)
    load = demo.workspace.catalogue.loads()[0].id
    asked = {
        "loads:read": ("GET", f"loads/{load}", 200),
        "metrics:read": ("GET", "metrics/adoption_rate?period=2026-Q1", 200),
        "extracts:write": ("PUT", "extracts/ledger?dry_run=true", 422),
    }
    for scope in tokens.possible_scopes(person):
        text = demo.token(role, (scope,)).text
        for other, (method, path, allowed) in asked.items():
            body = b"x" if method == "PUT" else None
            status = demo.ask(method, path, token=text, body=body).status
            assert status == (allowed if other == scope else 403), (scope, other)
        tokens.revoke_token(demo.workspace, person, text[7:19], why="Tried.", now=datetime.now(UTC))


def test_what_is_not_there_is_not_found_and_what_cannot_be_done_says_what_can(demo, everything):
    missing = ("nothing", "", "loads/L0", "metrics/nothing", "loads/x/y", "loads/", "../healthz")
    for path in (*missing, "loads/L0%0A", "loads/%0AL0"):
        said = demo.ask("GET", path, token=everything)
        assert (said.status, said.headers["content-type"]) == (404, PROBLEM), path
        assert said.json()["next_step"], path
    wrong = demo.ask("DELETE", "loads/L0", token=everything)
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET, HEAD")


def test_random_identifiers_find_nothing(demo):
    text = demo.token("viewer").text + ""
    cio = demo.token("cio", ("loads:read",)).text
    for _ in range(100):
        path = f"loads/L{secrets.token_hex(6)}"
        assert demo.ask("GET", path, token=cio).status == 404
    assert demo.ask("GET", path, token=text).status == 403


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"host": "evil.example"}, "foreign name"),
        ({"host": "evil.example:80"}, "foreign name"),
        ({"x_forwarded_for": "127.0.0.1"}, "proxy or tunnel"),
        ({"forwarded": "for=127.0.0.1"}, "proxy or tunnel"),
    ],
)
def test_the_doorway_holds_here_too_token_or_not(demo, everything, headers, said):
    answer = demo.ask("GET", "openapi.json", token=everything, **headers)
    assert (answer.status, said in answer.body.decode()) == (403, True)


def test_no_other_origin_is_let_in_and_nothing_is_kept_on_the_way(demo, everything):
    said = demo.ask("GET", "openapi.json", token=everything, origin="https://evil.example")
    assert not [name for name in said.headers if name.startswith("access-control")]
    assert (said.headers["cache-control"], said.headers["x-content-type-options"]) == (
        "no-store", "nosniff",
    )  # fmt: skip
    asked = demo.ask(
        "OPTIONS", "openapi.json", token=everything,
        origin="https://evil.example", access_control_request_method="GET",
    )  # fmt: skip
    assert asked.status == 405


def test_too_many_requests_of_a_token_are_to_come_back(own_demo_store):
    with served(own_demo_store, policy=generous(requests=3)) as server:
        first, other = server.token().text, server.token("viewer").text
        statuses = [server.ask("GET", "openapi.json", token=first).status for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        said = server.ask("GET", "openapi.json", token=first)
        assert 1 <= int(said.headers["retry-after"]) <= 60
        assert said.headers["content-type"] == PROBLEM
        assert server.ask("GET", "openapi.json", token=other).status == 200


def test_whoever_guesses_is_to_come_back_and_whoever_knows_is_let_in(own_demo_store):
    with served(own_demo_store, policy=generous(failures=3)) as server:
        wrong = f"tandem_{'0' * 12}_{'0' * 64}"
        statuses = [server.ask("GET", "nothing", token=wrong).status for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        assert "retry-after" in server.ask("GET", "nothing").headers
        assert server.ask("GET", "openapi.json", token=server.token().text).status == 200


def test_no_secret_stands_in_a_log_or_an_answer(demo, everything, caplog):
    caplog.set_level(logging.DEBUG)
    for path in ("openapi.json", "nothing", "loads/x", "metrics/adoption_rate?by=x"):
        assert everything not in demo.ask("GET", path, token=everything).body.decode()
    assert everything[20:] not in caplog.text


# What is read.


def test_a_load_is_told_without_a_path_of_this_machine(demo, everything):
    record = demo.workspace.catalogue.loads()[0]
    said = demo.ask("GET", f"loads/{record.id}", token=everything).json()
    assert (said["id"], said["rows"], said["sha256"]) == (record.id, record.rows, record.sha256)
    assert str(demo.workspace.settings.store) not in str(said)


def test_a_metric_is_what_the_store_says_with_what_it_rests_on(demo, everything):
    period = parsed("2026-Q1")
    said = demo.ask(
        "GET", "metrics/adoption_rate?period=2026-Q1&by=business_unit", token=everything
    ).json()
    found = answers(demo.workspace, ["adoption_rate"], periods=[period], by=["business_unit"])
    cells = found["adoption_rate"].rows
    assert [(one["value"], one["n"], one["coverage"]) for one in said["cells"]] == [
        (cell.value, cell.n, cell.coverage) for cell in cells
    ]
    assert (said["unit"], said["as_of"]) == ("%", demo.workspace.catalogue.version())
    (lineage,) = said["lineage"]
    known = {one.id: one for one in demo.workspace.catalogue.loads()}
    assert lineage["loads"]
    assert {known[one].extract for one in lineage["loads"]} == {"adoption"}
    assert {known[one].period for one in lineage["loads"]} <= {"2026-01", "2026-02", "2026-03"}


def test_an_earlier_version_is_read_as_it_was(own):
    token = own.token().text
    before = own.ask("GET", "metrics/cost_realised?period=2026-Q1", token=token).json()
    done = own.put("ledger", BETTER, "period=2026-Q1&reason=Tried", token=token)
    assert done.status == 201, done.body
    after = own.ask("GET", "metrics/cost_realised?period=2026-Q1", token=token).json()
    then = own.ask(
        "GET", f"metrics/cost_realised?period=2026-Q1&version={before['as_of']}", token=token
    ).json()
    assert then == before
    assert after["cells"] != before["cells"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("period=2026-Q5", 400, "cannot be the period"),
        ("period=0000", 400, "cannot be the period"),
        ("period=", 400, "cannot be the period"),
        ("period=2026&period=2025", 400, "given 2 times"),
        ("periode=2026", 400, "no parameter “periode”"),
        ("version=0", 400, "cannot be the version"),
        ("version=-1", 400, "cannot be the version"),
        ("version=999999999", 404, "no version 999999999 yet"),
        ("version=99999999999999999999", 400, "cannot be the version"),
        ("grain=week", 400, "cannot be the grain"),
        ("by=colour", 422, "cannot be broken down by “colour”"),
        ("by=%00", 400, "cannot be the by"),
        ("by=business_unit%22%3B%20DROP%20TABLE%20load%3B--", 422, "cannot be broken down"),
        ("period=2026-01&grain=month&by=stage'%20OR%201=1", 422, "cannot be broken down"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(demo, everything, query, status, said):
    answer = demo.ask("GET", f"metrics/adoption_rate?{query}", token=everything)
    assert (answer.status, answer.headers["content-type"]) == (status, PROBLEM)
    assert said in answer.json()["what"]


def test_an_answer_that_nobody_could_read_is_refused(own_demo_store):
    with served(own_demo_store, policy=generous(cells=5)) as server:
        said = server.ask("GET", "metrics/adoption_rate", token=server.token().text)
    assert (said.status, "5 are answered at once" in said.json()["what"]) == (422, True)


# What is described.


def test_the_description_names_every_operation_with_its_parameters(demo, everything):
    told = demo.ask("GET", "openapi.json", token=everything).json()
    assert told["openapi"].startswith("3.1")
    described = {
        (method.upper(), path.removeprefix("/api"))
        for path, methods in told["paths"].items()
        for method in methods
    }
    assert described == {(one.method, one.path) for one in OPERATIONS}
    bring = told["paths"]["/api/v1/extracts/{name}"]["put"]
    named = {one["name"] for one in bring["parameters"]}
    wanted = set(next(one for one in OPERATIONS if one.name == "bring").query.model_fields)
    assert named == {*wanted, "name", "Idempotency-Key"}
    assert told["security"] == [{"token": []}]
    assert {one.scope for one in OPERATIONS} == {*SCOPES, None}
