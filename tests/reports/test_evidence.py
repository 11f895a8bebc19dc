"""Evidence is told in a sentence and listed with all that lets somebody check it."""

from __future__ import annotations

import pytest

from reports.evidence import evidence_table, evidence_words, proof_words, size_words
from tests.reports.test_load_changes import told
from tests.reports.upload_examples import HASH, NAMES, evidence


def test_a_file_stands_with_what_it_shows_its_size_hash_and_who_attached_it():
    markup = evidence_table([evidence()], NAMES, lambda one: f"evidence?ticket={one.id}")
    assert "ledger.pdf Signed. 2.05 kB Lena Fischer" in told(markup)
    assert HASH[:12] in told(markup)
    assert f'title="{HASH}"' in markup


def test_it_is_saved_and_never_opened_by_the_browser():
    markup = evidence_table([evidence()], NAMES, lambda one: f"evidence?ticket={one.id}")
    assert 'href="evidence?ticket=E7"' in markup
    assert 'download="ledger.pdf"' in markup


def test_how_many_files_prove_something_is_a_sentence():
    assert evidence_words(0, "Adoption in 2026-Q1") == "No file proves Adoption in 2026-Q1 yet."
    assert evidence_words(1, "it") == "1 file proves it."
    assert evidence_words(2, "it") == "2 files prove it."


@pytest.mark.parametrize(
    ("own", "behind", "words"),
    [
        (0, 0, "No evidence is attached."),
        (1, 0, "Evidence: 1 file for the figure itself."),
        (0, 2, "Evidence: 2 files for what it was computed from."),
        (2, 1, "Evidence: 2 files for the figure itself and 1 file for what it was computed from."),
    ],
)
def test_a_figure_says_what_proves_it_and_what_proves_its_files(own, behind, words):
    assert proof_words(own, behind) == words


@pytest.mark.parametrize(
    ("size", "words"), [(20, "20 bytes"), (345_682, "346 kB"), (12_400_000, "12.4 MB")]
)
def test_a_size_is_said_as_people_say_it(size, words):
    assert size_words(size) == words
