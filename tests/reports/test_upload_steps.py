"""What is due is chosen in its own row, and what a chosen row and a file disagree on is said."""

from __future__ import annotations

from datetime import date

from governance.uploads.due import Owed
from reports.upload_steps import due_lines, due_words
from tests.reports.test_load_changes import told


def owed(period: str = "2026-Q1", **changes: object) -> Owed:
    """Return a file that is late by some days."""
    plain: dict[str, object] = {
        "extract": "talent", "title": "Talent", "period": period, "due_on": date(2026, 5, 15),
        "state": "late", "days_late": 6, "owner": "People", "last": None, "here": None,
        "on_its_way": (),
    }  # fmt: skip
    return Owed(**plain | changes)  # type: ignore[arg-type]  # a test names what it changes


def address(one: Owed) -> str:
    """Return where a row leads."""
    return f"upload?bring={one.extract}:{one.period}"


def test_each_period_of_a_file_is_a_way_to_bring_it():
    markup = due_lines([owed(), owed("2025-Q4")], address, title="Late")
    assert markup.count("<tr") == 2, "the heading, and one row for the file"
    assert 'href="upload?bring=talent:2025-Q4"' in markup
    assert 'href="upload?bring=talent:2026-Q1"' in markup
    assert 'aria-label="Bring Talent 2026-Q1"' in markup
    assert "Talent 2025-Q4 2026-Q1 ▲ late by 6 days People never" in told(markup)


def test_the_chosen_one_is_marked_with_more_than_a_colour():
    markup = due_lines([owed(), owed("2025-Q4")], address, chosen=owed(), title="Late")
    assert "✓ 2026-Q1" in told(markup)
    assert "✓ 2025-Q4" not in told(markup)
    assert markup.count('aria-current="true"') == 1


def test_days_are_written_as_everywhere_and_what_comes_is_said_to_come():
    assert due_words(owed(state="due", days_late=0)) == "due by 15 May 2026"
    assert due_words(owed(state="not_yet", days_late=0)) == "not yet; due on 15 May 2026"
    assert due_words(owed(on_its_way=("U1",))) == "late by 6 days; on its way"
