"""The page of the minutes stands alone: it loads nothing, runs nothing and says what was said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from governance.checkin.minutes import sections
from governance.checkin.shapes import Note
from reports.minutes import STYLE, page
from tests.reports.attacks import ATTACKS
from tests.reports.checkin_examples import AT, DECISION, meeting, stage
from tests.reports.maturity_examples import MARCUS

CSS = STYLE.read_text("utf-8")


def text_of(html: str) -> str:
    """Return what a reader sees."""
    body = html[html.index("<body>") :]
    plain = re.sub(r"<[^>]*>", " ", body)
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(written, sign)
    return " ".join(plain.split())


def test_the_page_says_everything_that_the_sections_say():
    seen = text_of(page(meeting(), stage(), style=CSS))
    for section in sections(meeting(), stage()):
        for part in (*section.words, *sum(section.facts, ()), *sum(section.rows, ())):
            assert " ".join(part.split()) in seen


def test_the_page_needs_nothing_from_anywhere():
    html = page(meeting(), stage(), style=CSS)
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|img|iframe|a)\b", html)
    assert not re.search(r"url\(|@import|https?:", html)


def test_the_page_prints_on_a4_in_light_colours():
    assert "size: A4" in CSS
    assert "@media print" in CSS


def test_every_table_names_its_columns_and_rows():
    html = page(meeting(), stage(), style=CSS)
    assert html.count("<table") == html.count("<thead") > 3
    assert html.count('scope="row"') == sum(len(one.rows) for one in sections(meeting(), stage()))


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_stays_text(attack):
    held = meeting(
        notes=(Note("scorecard", attack, MARCUS, AT, 1),),
        decisions=(replace(DECISION, reason=attack, scope=attack),),
    )
    quiet, loud = page(meeting(), stage(), style=CSS), page(held, stage(), style=CSS)
    tags = re.compile(r"<(\w+)")
    assert set(tags.findall(loud)) == set(tags.findall(quiet))
