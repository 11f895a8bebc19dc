"""Evidence and layouts are kept with who brought them, for what there is."""

from __future__ import annotations

import pytest

from governance.uploads import keeping
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.uploads import evidence, layouts
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import LATER, adoption_text, handed


@pytest.fixture
def paper(tmp_path):
    """A file of evidence."""
    path = tmp_path / "ledger.pdf"
    path.write_bytes(b"%PDF-1.7 signed by the controllers")
    return path


def test_evidence_belongs_to_a_load_or_to_a_figure(filled, cast, paper):
    load = filled.catalogue.loads()[0].id
    for subject in (f"load/{load}", "value/adoption_rate/2026-q1"):
        kept = keeping.attach(
            filled,
            cast.staff,
            subject,
            paper,
            file_name="../ledger.pdf",
            now=LATER,
            note=" Signed. ",
        )
        assert (kept.actor, kept.note) == ("lena", "Signed.")
    assert len(evidence.evidence_of(filled, f"load/{load}")) == 1
    (one,) = evidence.evidence_of(filled, "value/adoption_rate/2026-Q1")
    assert evidence.content(filled, one.id).read_bytes() == paper.read_bytes()


def test_that_there_is_evidence_is_known_to_all_and_opened_by_those_who_see_loads(
    filled, cast, paper
):
    subject = keeping.figure_subject("adoption_rate", "2026-Q1")
    kept = keeping.attach(filled, cast.staff, subject, paper, file_name="a.pdf", now=LATER)
    none = keeping.figure_subject("adoption_rate", "2025-Q4")
    assert keeping.evidence_counts(filled, [subject, none]) == {subject: 1, none: 0}
    assert keeping.evidence_of(filled, cast.ceo, subject) == (kept,)
    assert keeping.opened(filled, cast.ceo, subject, kept.id)[0] == kept
    with pytest.raises(NotFound):
        keeping.opened(filled, cast.ceo, none, kept.id)
    for refused in (keeping.evidence_of, keeping.opened):
        with pytest.raises(NotAllowed):
            refused(filled, cast.viewer, subject, *([kept.id] if refused is keeping.opened else []))


@ON_SQLITE
@pytest.mark.parametrize(
    ("subject", "error"),
    [
        ("load/L0", NotFound),
        ("value/adoption/2026-Q1", GapError),
        ("value/adoption_rate", GapError),
        ("value/adoption_rate/soon", GapError),
        ("goal/GOAL-01", GapError),
        ("", GapError),
    ],
)
def test_evidence_for_what_there_is_not_is_refused(filled, cast, paper, subject, error):
    with pytest.raises(error):
        keeping.attach(filled, cast.staff, subject, paper, file_name="x.pdf", now=LATER)


@ON_SQLITE
def test_a_layout_is_kept_under_a_name_and_retired(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q2.csv", adoption_text(70, 70, 70))
    with pytest.raises(GapError, match="name of the layout is empty"):
        keeping.save_layout(filled, cast.staff, one.id, name=" ", now=LATER)
    kept = keeping.save_layout(filled, cast.staff, one.id, name="Product export", now=LATER)
    assert [each.name for each in layouts.saved(filled)] == ["Product export"]
    keeping.retire_layout(filled, cast.staff, kept.id, now=LATER)
    assert layouts.saved(filled) == ()
