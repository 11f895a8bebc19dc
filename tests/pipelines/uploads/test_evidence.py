"""A file that belongs to a load or a value is kept with its hash, and is that file for ever."""

from __future__ import annotations

import hashlib

import pytest

from pipelines.errors import GapError, NotFound, StoreError
from pipelines.uploads import evidence
from tests.pipelines.intake.sources import ledger, loaded
from tests.pipelines.uploads.handing import MIA

VALUE = "value/benefit_realised/2026-Q1"


@pytest.fixture
def mail(tmp_path):
    """A mail that somebody saved."""
    path = tmp_path / "mail.eml"
    path.write_bytes(b"Subject: the invoice")
    return path


def test_evidence_is_kept_byte_for_byte_with_who_and_why(anywhere, tmp_path, mail):
    receipt = loaded(anywhere, tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01"))
    subject = f"load/{receipt.loads[0].id}"
    one = evidence.attach(anywhere, subject, mail, by=MIA, note="the invoice itself")
    assert evidence.evidence_of(anywhere, subject) == (one,)
    assert (one.actor, one.note, one.size) == ("mia", "the invoice itself", 20)
    assert one.sha256 == hashlib.sha256(mail.read_bytes()).hexdigest()
    assert evidence.content(anywhere, one.id).read_bytes() == mail.read_bytes()
    entry = anywhere.catalogue.journal()[-1]
    assert (entry.action, entry.subject) == ("evidence:attach", subject)


def test_evidence_of_a_value_is_found_by_it_alone(here, mail):
    one = evidence.attach(here, VALUE, mail, by=MIA)
    assert evidence.evidence_of(here, VALUE) == (one,)
    assert evidence.evidence_of(here, "value/benefit_realised/2025-Q4") == ()


@pytest.mark.parametrize("subject", ["load/L0", "value/nonsense/2026-Q1", "goal/1", "value/x", ""])
def test_evidence_belongs_to_something_that_there_is(here, mail, subject):
    with pytest.raises(NotFound):
        evidence.attach(here, subject, mail, by=MIA)
    assert list((here.settings.store / "evidence").iterdir()) == []


def test_an_empty_or_missing_file_proves_nothing(here, tmp_path):
    (tmp_path / "empty").touch()
    for name in ("empty", "missing"):
        with pytest.raises(GapError):
            evidence.attach(here, VALUE, tmp_path / name, by=MIA)
    assert list((here.settings.store / "evidence").iterdir()) == []


def test_a_file_larger_than_a_document_is_data_and_is_refused(here, tmp_path):
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(100_000_001)
    with pytest.raises(GapError, match="larger than 100 megabytes"):
        evidence.attach(here, VALUE, tmp_path / "large", by=MIA)


def test_damaged_evidence_is_not_shown_as_evidence(here, mail):
    one = evidence.attach(here, VALUE, mail, by=MIA)
    evidence.content(here, one.id).write_bytes(b"Subject: the invoicf")
    with pytest.raises(StoreError, match="is damaged"):
        evidence.content(here, one.id)
    with pytest.raises(NotFound):
        evidence.content(here, "E0")
