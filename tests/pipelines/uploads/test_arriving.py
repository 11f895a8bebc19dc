"""Bytes become an upload whole or not at all, once for each request, and stay for ever."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pipelines.catalogue.database import writing
from pipelines.errors import GapError, NotFound, StoreError
from pipelines.intake.policy import MEGABYTE
from pipelines.uploads import acts, arriving, policy, reading
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.shapes import By
from pipelines.workspace import open_workspace
from tests.pipelines.intake.sources import ledger
from tests.pipelines.uploads.handing import BEN, MIA, NOON, handed

CHUNKS = (b"a,b\n", b"1,2\n", b"3,4\n")


def sent(here, *chunks: bytes, name="x.csv", nonce="one", by=MIA):
    """Send a file in parts."""
    with arriving.arriving(here, file_name=name, by=by, nonce=nonce) as arrival:
        for chunk in chunks:
            arrival.write(chunk)
        return arrival.finish()


def files(here) -> set[str]:
    """Return what lies in the rooms that an arrival writes to."""
    store = here.settings.store
    rooms = (store / "uploads", store / "staging")
    return {str(path.relative_to(store)) for room in rooms for path in room.rglob("*")}


def limited(monkeypatch, **limits):
    """Let a person have less on the way."""
    whole = upload_policy()
    less = whole.model_copy(update={"arriving": whole.arriving.model_copy(update=limits)})
    monkeypatch.setattr(arriving, "upload_policy", lambda: less)


def test_what_arrives_is_kept_byte_for_byte_with_its_hash(anywhere):
    one = sent(anywhere, *CHUNKS)
    kept = reading.source_of(anywhere, one)
    assert kept.read_bytes() == b"".join(CHUNKS)
    assert one.sha256 == hashlib.sha256(b"".join(CHUNKS)).hexdigest()
    assert (one.size, one.state, one.actor, one.at) == (12, "received", "mia", NOON)
    assert files(anywhere) == {
        f"uploads/{one.id}", f"uploads/{one.id}/source", "staging/gate.lock",
    }  # fmt: skip


def test_a_double_click_gives_one_upload(anywhere):
    first, second = sent(anywhere, *CHUNKS), sent(anywhere, *CHUNKS)
    assert first == second
    assert reading.uploads(anywhere) == (first,)
    assert len(list((anywhere.settings.store / "uploads").iterdir())) == 1


def test_another_request_with_the_same_bytes_is_another_upload(here):
    assert sent(here, *CHUNKS).id != sent(here, *CHUNKS, nonce="two").id


@pytest.mark.parametrize(("chunks", "by"), [((b"other",), MIA), (CHUNKS, BEN)])
def test_a_request_cannot_bring_another_file_or_serve_somebody_else(here, chunks, by):
    one = sent(here, *CHUNKS)
    with pytest.raises(GapError, match="another file before"):
        sent(here, *chunks, by=by)
    assert reading.uploads(here) == (one,)
    assert len(list((here.settings.store / "uploads").iterdir())) == 1


def test_what_is_not_finished_leaves_nothing_behind(here):
    with arriving.arriving(here, file_name="x.csv", by=MIA, nonce="one") as arrival:
        arrival.write(CHUNKS[0])
    assert reading.uploads(here) == ()
    assert files(here) == {"staging/gate.lock"}


def test_an_error_on_the_way_leaves_nothing_behind(here):
    with (
        pytest.raises(ConnectionError),
        arriving.arriving(here, file_name="x.csv", by=MIA, nonce="one") as arrival,
    ):
        arrival.write(CHUNKS[0])
        raise ConnectionError
    assert files(here) == {"staging/gate.lock"}


def test_an_empty_file_is_refused(here):
    with pytest.raises(GapError, match="is empty"):
        sent(here)
    assert reading.uploads(here) == ()


def test_a_file_larger_than_any_that_is_read_is_refused_while_it_comes(here, monkeypatch):
    whole = arriving.intake_policy()
    small = whole.model_copy(
        update={"limits": whole.limits.model_copy(update={"file_megabytes": 1})}
    )
    monkeypatch.setattr(arriving, "intake_policy", lambda: small)
    with pytest.raises(GapError, match="larger than 1 megabytes"):
        sent(here, b"x" * MEGABYTE, b"x")
    assert files(here) == {"staging/gate.lock"}


def test_one_person_cannot_fill_the_disk(here, monkeypatch):
    limited(monkeypatch, most_megabytes=1)
    sent(here, b"x" * (MEGABYTE - 10))
    with pytest.raises(GapError, match="would exceed 1 megabytes"):
        sent(here, b"y" * 11, nonce="two")
    sent(here, b"y" * 11, nonce="two", by=BEN)


def test_one_person_has_only_so_many_on_the_way(here, monkeypatch):
    limited(monkeypatch, most_open=2)
    one, _ = (sent(here, *CHUNKS, nonce=name) for name in ("one", "two"))
    with pytest.raises(GapError, match="2 uploads on the way"):
        sent(here, *CHUNKS, nonce="three")
    assert sent(here, *CHUNKS, nonce="one") == one
    acts.withdraw(here, one.id, MIA, seen=one.head, reason="")
    assert sent(here, *CHUNKS, nonce="three").state == "received"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\tmp\\a.csv", "a.csv"), ("a\0b.csv", "ab.csv")],
)
def test_a_name_from_outside_never_becomes_a_path(here, name, kept):
    one = sent(here, *CHUNKS, name=name)
    assert one.file_name == kept
    assert one.path == f"uploads/{one.id}/source"


@pytest.mark.parametrize("name", ["", "folder/", "x" * 300])
def test_a_file_needs_a_name_that_people_can_read(here, name):
    with pytest.raises(GapError, match="name"):
        sent(here, *CHUNKS, name=name)


def test_a_withdrawn_file_keeps_its_record_and_its_bytes(here):
    one = sent(here, *CHUNKS)
    gone = acts.withdraw(here, one.id, MIA, seen=one.head, reason="the wrong quarter")
    assert gone.state == "withdrawn"
    assert gone.history[-1].reason == "the wrong quarter"
    assert reading.source_of(here, gone).read_bytes() == b"".join(CHUNKS)


def test_a_flipped_bit_of_the_source_is_noticed(here):
    one = sent(here, *CHUNKS)
    (here.settings.store / one.path).write_bytes(b"a,b\n1,2\n3,5\n")
    with pytest.raises(StoreError, match="is damaged"):
        reading.source_of(here, one)


def test_an_upload_survives_the_server(here):
    one = sent(here, *CHUNKS)
    here.database.dispose()
    again = open_workspace(here.settings)
    assert reading.upload(again, one.id) == one
    again.database.dispose()


def test_the_database_itself_refuses_to_change_what_was_handed_in(anywhere):
    sent(anywhere, *CHUNKS)
    for statement in (
        "UPDATE upload SET sha256 = 'x'",
        "DELETE FROM upload_event",
        "UPDATE upload_event SET actor = 'x'",
    ):
        with (
            pytest.raises(DatabaseError, match="uploads are only added to"),
            writing(anywhere.database) as connection,
        ):
            connection.execute(text(statement))


def test_uploads_are_listed_by_person_and_state(here, tmp_path):
    mine = handed(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    other = handed(here, tmp_path, "ledger_2026-Q1.csv", ledger(2, "2026-01"), by=BEN)
    acts.withdraw(here, other.id, BEN, seen=other.head, reason="")
    assert {one.id for one in reading.uploads(here)} == {mine.id, other.id}
    assert [one.id for one in reading.uploads(here, actor="mia")] == [mine.id]
    assert [one.id for one in reading.uploads(here, states=["withdrawn"])] == [other.id]
    assert [one.id for one in reading.open_uploads(here)] == [mine.id]


def test_there_is_no_upload_of_an_unknown_name(here):
    with pytest.raises(NotFound):
        reading.upload(here, "U0")


def test_the_newest_comes_first(here):
    later = replace(MIA, at=NOON.replace(hour=13))
    sent(here, *CHUNKS, nonce="one", by=later)
    sent(here, *CHUNKS, nonce="two", by=By("mia", "cio_staff", NOON))
    assert [one.at.hour for one in reading.uploads(here)] == [13, 12]


def test_every_judgement_has_its_reason():
    for name in policy.UploadPolicy.model_fields:
        assert len(getattr(upload_policy(), name).because) > 40
