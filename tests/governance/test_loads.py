"""Bringing and undoing for a person: the right first, the name and role in the journal after."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.uploads import acts, undoing
from pipelines.errors import GapError, NotAllowed
from pipelines.extracts.templates import write_templates
from pipelines.uploads.reading import open_uploads
from tests.governance.conftest import NOW
from tests.governance.loading import load


@pytest.fixture
def file(workspace, tmp_path: Path) -> Path:
    """A correct file of initiatives: the template with its examples."""
    write_templates(workspace.extracts, tmp_path / "templates")
    (found,) = (tmp_path / "templates").glob("initiatives*.csv")
    named = tmp_path / "initiatives_2026-Q1.csv"
    named.write_bytes(found.read_bytes())
    return named


def test_who_may_bring_a_file_loads_it_and_is_named_for_it(staffed, cast, file):
    here, lena = staffed, cast.staff
    one = acts.receive_file(here, lena, file, now=NOW)
    one = acts.look(here, lena, one.id, now=NOW)
    one = acts.commit(here, lena, one.id, seen=one.head, now=NOW, today=NOW.date())
    assert one.state == "loaded"
    (found, *_) = here.catalogue.loads()
    assert found.actor == "lena"
    assert {entry.role for entry in here.catalogue.journal() if entry.actor == "lena"} == {
        "cio_staff"
    }


def test_who_may_undo_undoes_and_says_why(staffed, cast, file):
    receipt = load(staffed, cast.staff, file, now=NOW)
    undoing.undo(staffed, cast.cio, receipt.loads[0].id, reason="Wrong quarter.", now=NOW)
    assert staffed.catalogue.files() == ()
    assert "Wrong quarter." in [entry.reason for entry in staffed.catalogue.journal()]


def test_nobody_else_brings_or_undoes(staffed, cast, file):
    receipt = load(staffed, cast.staff, file, now=NOW)
    version = staffed.catalogue.version()
    for person in (cast.ceo, cast.facilitator, cast.viewer):
        with pytest.raises(NotAllowed):
            acts.receive_file(staffed, person, file, now=NOW)
        with pytest.raises(NotAllowed):
            undoing.undo(staffed, person, receipt.loads[0].id, reason="Mine.", now=NOW)
    assert staffed.catalogue.version() == version
    assert open_uploads(staffed) == ()


def test_an_undo_without_a_reason_is_refused(staffed, cast, file):
    receipt = load(staffed, cast.staff, file, now=NOW)
    with pytest.raises(GapError, match="reason for the undo is empty"):
        undoing.undo(staffed, cast.staff, receipt.loads[0].id, reason=" ", now=NOW)
    assert len(staffed.catalogue.files()) == len(receipt.loads)
