"""Files over the HTTP API: loaded whole and once, or refused down to the cell."""

from __future__ import annotations

import resource
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.parts import api_extracts
from pages.parts.api_answers import PROBLEM
from pipelines.intake.policy import MEGABYTE, intake_policy
from pipelines.settings import Settings
from pipelines.uploads.reading import open_uploads, uploads
from tests.pages.served_api import BAD, BETTER, GOOD, Served, generous, served


def loads_of(server: Served) -> list[tuple[str, int]]:
    """Return the loads of the ledger that count."""
    return [
        (one.period, one.rows)
        for one in server.workspace.catalogue.loads()
        if one.extract == "ledger" and one.status == "live" and one.period >= "2026"
    ]


# What is brought.


def test_a_file_is_loaded_and_its_receipt_leads_to_its_loads(own):
    token = own.token("cio_staff").text
    said = own.put("ledger", GOOD, "period=2026-Q1&file_name=books.csv", token=token)
    receipt = said.json()
    assert (said.status, receipt["outcome"], receipt["rows_accepted"]) == (201, "loaded", 2)
    assert receipt["file_name"] == "books.csv"
    load = own.ask("GET", f"loads/{receipt['loads'][0]['id']}", token=token).json()
    assert (load["status"], load["actor"]) == ("live", own.person("cio_staff").id)
    assert load["submission"] == receipt["submission"]
    again = own.put("ledger", GOOD, "period=2026-Q1&file_name=books.csv", token=token)
    assert (again.status, again.json()["outcome"]) == (200, "unchanged")


def test_the_same_key_gets_the_same_answer_and_loads_once(own):
    token = own.token().text
    before = len(own.workspace.catalogue.loads())
    first = own.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k-1")
    counted = len(own.workspace.catalogue.loads())
    again = own.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k-1")
    assert (first.status, first.body) == (again.status, again.body) == (201, first.body)
    assert len(own.workspace.catalogue.loads()) == counted > before
    other = own.put("ledger", BETTER, "period=2026-Q1", token=token, idempotency_key="k-1")
    assert other.status == 409
    words = own.put("ledger", GOOD, "period=2026-Q2", token=token, idempotency_key="k-1")
    assert (words.status, "other parameters" in words.json()["what"]) == (409, True)
    somebody = own.token("cio_staff").text
    theirs = own.put("ledger", GOOD, "period=2026-Q1", token=somebody, idempotency_key="k-1")
    assert (theirs.status, theirs.json()["outcome"]) == (200, "unchanged")


def test_a_refusal_under_a_key_stays_the_same_refusal(own):
    token = own.token().text
    first = own.put("ledger", BAD, "period=2026-Q1", token=token, idempotency_key="k")
    again = own.put("ledger", BAD, "period=2026-Q1", token=token, idempotency_key="k")
    assert (first.status, again.status) == (422, 422)
    assert first.json() == again.json()


def test_a_bad_file_is_refused_down_to_the_cell_and_leaves_nothing_open(own):
    token, before = own.token().text, loads_of(own)
    said = own.put("ledger", BAD, "period=2026-Q1", token=token)
    told = said.json()
    assert (said.status, said.headers["content-type"]) == (422, PROBLEM)
    (trouble,) = told["problems"]
    assert (trouble["column"], trouble["lines"], trouble["value"]) == ("amount_eur", [3], "ten")
    assert "Nothing was loaded" in told["next_step"]
    assert loads_of(own) == before
    assert open_uploads(own.workspace) == ()
    assert uploads(own.workspace)[0].id == told["upload"]


def test_the_good_rows_are_loaded_where_that_was_said(own):
    said = own.put("ledger", BAD, "period=2026-Q1&partly=true", token=own.token().text)
    told = said.json()
    assert (said.status, told["outcome"], told["rows_rejected"]) == (201, "partly_loaded", 1)
    assert told["quarantined"] == 1


def test_a_trial_says_what_would_happen_and_changes_nothing(own):
    token, before = own.token().text, own.workspace.catalogue.version()
    said = own.put("ledger", GOOD, "period=2026-Q1&dry_run=true", token=token, idempotency_key="k")
    assert (said.status, said.json()["outcome"]) == (200, "would_load")
    assert own.workspace.catalogue.version() == before
    done = own.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k")
    assert (done.status, done.json()["outcome"]) == (201, "loaded")
    again = own.put("ledger", GOOD, "period=2026-Q1&dry_run=true", token=token)
    assert (again.status, again.json()["outcome"]) == (200, "unchanged")


def test_a_file_that_leaves_something_open_is_answered_with_the_question(own):
    token = own.token().text
    odd = GOOD.replace(b"AI-001", "Caf\u00e9".encode("cp1252"))
    said = own.put("ledger", odd, "period=2026-Q1&dry_run=true", token=token).json()
    (question,) = said["questions"]
    assert (question["kind"], question["answer_with"]) == ("encoding", "encoding=VALUE")
    assert [one["value"] for one in question["options"]] == ["cp1252", "latin-1"]
    query = "period=2026-Q1&dry_run=true&encoding=cp1252"
    answered = own.put("ledger", odd, query, token=token).json()
    assert answered.get("questions", []) == []


def test_how_a_file_is_written_can_be_said(own):
    token = own.token().text
    odd = (
        GOOD.decode().replace(",", ";").replace("10.00", "1.010,50").replace("entry_id", "Beleg", 1)
    )
    query = "period=2026-Q1&dry_run=true&decimal_mark=comma&map=Beleg%3Dentry_id&dates=day_first"
    said = own.put("ledger", odd.encode(), query, token=token)
    assert (said.status, said.json()["rows_accepted"]) == (200, 2), said.body


def test_foreign_words_and_what_the_file_says_nowhere_can_be_said(own):
    token = own.token().text
    lines = [line.rpartition(",")[0] for line in GOOD.decode().splitlines()]
    foreign = "\n".join((*lines, "")).replace(",cost,", ",Kosten,").encode()
    query = "period=2026-Q1&dry_run=true"
    (question,) = own.put("ledger", foreign, query, token=token).json()["questions"]
    assert question["answer_with"] == "constant=restates_entry_id=VALUE"
    query += "&constant=restates_entry_id%3D"
    (trouble,) = own.put("ledger", foreign, query, token=token).json()["problems"]
    assert (trouble["code"], trouble["value"], trouble["count"]) == ("not_allowed", "Kosten", 2)
    said = own.put("ledger", foreign, f"{query}&word=type%3AKOSTEN%3Dcost", token=token)
    assert (said.status, said.json()["rows_accepted"]) == (200, 2), said.body


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("partly=yes", {}, 400),
        ("header_line=0", {}, 400),
        ("file_name=..%2Fevil.csv", {}, 400),
        ("dates=soon", {}, 400),
        ("map=x", {}, 400),
        ("word=type%3DKosten", {}, 400),
        ("constant=x", {}, 400),
        ("word=type%3AKosten%3Dmoney&dry_run=true", {}, 422),
        ("constant=type%3Dcost&dry_run=true", {}, 422),
        ("delimiter=x", {}, 400),
        ("unknown=1", {}, 400),
        ("", {"idempotency_key": "a b"}, 400),
        ("", {"idempotency_key": "x" * 101}, 400),
        ("encoding=nonsense&dry_run=true", {}, 422),
        ("sheet=One&dry_run=true", {}, 422),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_in_words(demo, everything, query, headers, status):
    said = demo.put("ledger", GOOD, query, token=everything, **headers)
    assert (said.status, said.headers["content-type"]) == (status, PROBLEM), said.body
    assert said.json()["next_step"]


def test_an_extract_that_is_not_there_is_not_found_before_the_file_comes(demo, everything):
    said = demo.put("ledgr", GOOD, token=everything)
    assert (said.status, "Did you mean “ledger”" in said.json()["what"]) == (404, True)


def test_a_file_that_is_too_large_is_refused_before_it_comes(demo, everything):
    most = intake_policy().limits.file_megabytes * MEGABYTE
    link = socket.create_connection(("127.0.0.1", demo.port))
    link.sendall(
        b"PUT /api/v1/extracts/ledger HTTP/1.1\r\nHost: localhost\r\n"
        + f"Authorization: Bearer {everything}\r\nContent-Length: {most + 1}\r\n\r\n".encode()
    )
    assert link.recv(100).startswith(b"HTTP/1.1 413 ")
    link.close()


def test_a_file_that_turns_out_too_large_is_refused_while_it_comes(own, monkeypatch):
    policy = intake_policy()
    limits = policy.limits.model_copy(update={"file_megabytes": 2})
    monkeypatch.setattr(
        api_extracts, "intake_policy", lambda: policy.model_copy(update={"limits": limits})
    )
    before = {one.id for one in uploads(own.workspace)}
    link = socket.create_connection(("127.0.0.1", own.port))
    token = own.token().text
    link.sendall(
        b"PUT /api/v1/extracts/ledger HTTP/1.1\r\nHost: localhost\r\n"
        + f"Authorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    )
    for _ in range(3):
        link.sendall(f"{MEGABYTE:x}\r\n".encode() + b"x" * MEGABYTE + b"\r\n")
    assert link.recv(100).startswith(b"HTTP/1.1 413 ")
    link.close()
    assert {one.id for one in uploads(own.workspace)} == before


@pytest.mark.slow
def test_a_large_file_never_lies_in_memory(own):
    size, chunk = 150 * MEGABYTE, b"\0" * MEGABYTE
    token = own.token().text
    own.put("ledger", b"\0", token=token)
    before = memory()
    said = own.ask(
        "PUT", "extracts/ledger", token=token, content_length=str(size),
        body=iter([chunk] * (size // MEGABYTE)),
    )  # fmt: skip
    assert (said.status, "NUL" in said.json()["what"]) == (422, True)
    assert memory() - before < 50 * MEGABYTE


def memory() -> int:
    """Return the most bytes that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_an_empty_request_brings_no_file(demo, everything):
    said = demo.put("ledger", b"", token=everything)
    assert (said.status, said.json()["what"]) == (422, "There is no file in this request.")


def test_a_request_that_breaks_off_leaves_nothing_behind(own):
    token = own.token().text
    before = {one.id for one in uploads(own.workspace)}
    link = socket.create_connection(("127.0.0.1", own.port))
    link.sendall(
        b"PUT /api/v1/extracts/ledger HTTP/1.1\r\nHost: localhost\r\n"
        + f"Authorization: Bearer {token}\r\nContent-Length: 9000000\r\n\r\n".encode()
        + b"x" * 3_000_000
    )
    link.close()
    after = own.put("ledger", GOOD, "dry_run=true&period=2026-Q1", token=token)
    assert after.status == 200
    assert len({one.id for one in uploads(own.workspace)} - before) == 1
    store = own.workspace.settings.store
    assert [path.name for path in (store / "staging").iterdir()] == ["gate.lock"]


def test_the_same_request_many_times_at_once_is_one_load(own):
    token = own.token().text
    before = own.workspace.catalogue.version()

    def bring(_number: int) -> tuple[int, bytes]:
        """Bring the file."""
        said = own.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k")
        return said.status, said.body

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(bring, range(4)))
    assert [status for status, _ in told] == [201]
    assert own.workspace.catalogue.version() == before + 1


def test_a_load_that_needs_a_second_person_waits(own_demo_store, tmp_path):
    contracts = tmp_path / "contracts"
    shutil.copytree(Settings().extracts, contracts)
    ours = contracts / "ledger.yaml"
    marks = "  - {property: snapshot, value: false}\n"
    wanted = marks + "  - {property: approval, value: second_person}\n"
    ours.write_text(ours.read_text("utf-8").replace(marks, wanted), encoding="utf-8")
    with served(own_demo_store, policy=generous(), extracts=contracts) as server:
        token, before = server.token().text, server.workspace.catalogue.version()
        said = server.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k")
        again = server.put("ledger", GOOD, "period=2026-Q1", token=token, idempotency_key="k")
        assert (said.status, said.json()["outcome"]) == (202, "waits")
        assert again.json() == said.json()
        assert server.workspace.catalogue.version() == before
