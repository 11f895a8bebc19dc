"""A receipt says the same on paper and in a terminal, needs nothing, and keeps text as text."""

from __future__ import annotations

import re

import pytest

from governance.uploads.moves import Preview
from reports.receipt import STYLE, outcome_words, page, plain
from tests.reports.attacks import ATTACKS
from tests.reports.test_minutes import text_of
from tests.reports.upload_examples import HASH, NAMES, metric_move, preview, receipt

CSS = STYLE.read_text("utf-8")
SAID = (
    "S3c4d", "adoption_2026-Q1.csv", HASH, "1,204", "Lena Fischer", "Marcus Okafor",
    "adoption 2026-03", "The vendor had counted robots.", "2026-04-02 09:30 UTC, version 42",
    "A typing error.", "62.4%", "20%", "On target → Off target", "Half of the company uses AI",
    "The good rows count; the others wait in quarantine.",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_both_forms_say_what_became_of_the_file(said):
    assert said in text_of(page(receipt(), preview(), NAMES, style=CSS))
    assert said in plain(receipt(), preview(), NAMES)


def test_the_page_needs_nothing_from_anywhere():
    html = page(receipt(), preview(), NAMES, style=CSS)
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|img|iframe|a)\b", html)
    assert not re.search(r"url\(|@import|https?:", html)


def test_the_page_prints_on_a4():
    assert "size: A4" in CSS
    assert "@media print" in CSS


def test_a_file_that_changed_no_figure_says_so():
    assert "Figures: none" in plain(receipt(), Preview(), NAMES)


def test_what_is_too_long_for_paper_is_counted():
    long = preview(metrics=tuple(metric_move(period=f"{2000 + at}-Q1") for at in range(250)))
    assert "and 50 more" in text_of(page(receipt(), long, NAMES, style=CSS))
    assert "and 50 more" in plain(receipt(), long, NAMES)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_stays_text(attack):
    hostile = receipt(file_name=attack, reason=attack)
    quiet = page(receipt(), preview(), NAMES, style=CSS)
    loud = page(hostile, preview(metrics=(metric_move(title=attack),)), NAMES, style=CSS)
    tags = re.compile(r"<(\w+)")
    assert set(tags.findall(loud)) == set(tags.findall(quiet))


def test_a_terminal_is_sent_nothing_but_text():
    said = plain(receipt(file_name="a\x1b[2J\nb.csv"), preview(), NAMES)
    assert "\x1b" not in said
    assert "File: a [2J b.csv" in said


def test_on_a_screen_one_sentence_says_what_became_of_it_and_what_it_restates():
    assert outcome_words(receipt()) == (
        "The good rows count; the others wait in quarantine. "
        "It restates adoption 2026-03, because: The vendor had counted robots."
    )
    assert outcome_words(receipt(outcome="loaded", restates=())) == "All of its rows count."
