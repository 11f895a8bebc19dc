"""Red needs words: a figure that turns red asks for a note, and may wait for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.checkin.readiness import prepared
from governance.comment_shapes import Anchor
from governance.comments import comment, threads
from governance.uploads.preview import preview
from governance.uploads.red_words import RedNote, is_red_note, red_notes, write_note
from pipelines.errors import GapError
from pipelines.uploads import reading
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import DAY, LATER, adoption_text, committed, handed

NAME, FALLEN = "adoption_2026-Q1.csv", adoption_text(20, 20, 20)
FIGURE = ("adoption_rate", "2026-Q1")


@pytest.fixture
def strict(filled):
    """A workspace in which adoption may not turn red without a note."""
    book = filled.metrics
    adoption = book.metric("adoption_rate").model_copy(update={"note_when_red": "required"})
    metrics = {**book.metrics, "adoption_rate": adoption}
    return replace(filled, metrics=replace(book, metrics=metrics))


def asked(workspace, one):
    """Return the note that an upload asks for."""
    (found,) = red_notes(workspace, one, preview(workspace, one, today=DAY))
    return found


@ON_SQLITE
def test_a_figure_that_turns_red_asks_its_owner(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, FALLEN)
    note = asked(filled, one)
    assert (note.metric, note.period) == FIGURE
    assert (note.owner, note.people, note.required) == ("cio", ("Marcus Okafor",), False)
    assert note.note is None


@ON_SQLITE
def test_where_it_is_only_asked_the_file_counts_without(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, FALLEN)
    assert committed(filled, cast.staff, one).state == "loaded"


def test_where_it_is_demanded_nothing_counts_before_it_is_written(strict, cast, tmp_path):
    one = handed(strict, cast.staff, tmp_path, NAME, FALLEN)
    with pytest.raises(GapError, match="Adoption turns red in 2026-Q1, and nobody has said why"):
        committed(strict, cast.staff, one)
    assert reading.upload(strict, one.id).state == "ready"
    write_note(strict, cast.cio, *FIGURE, text="The contract ended.", now=LATER)
    assert asked(strict, one).note.text == "The contract ended."
    assert committed(strict, cast.staff, one).state == "loaded"


@ON_SQLITE
def test_the_words_come_from_the_side_that_answers_for_the_figure(strict, cast, tmp_path):
    one = handed(strict, cast.staff, tmp_path, NAME, FALLEN)
    write_note(strict, cast.ceo, *FIGURE, text="I am not amused.", now=LATER)
    assert asked(strict, one).missing
    write_note(strict, cast.staff, *FIGURE, text="The contract ended.", now=LATER)
    assert not asked(strict, one).missing


@ON_SQLITE
def test_words_about_the_green_figure_of_yesterday_do_not_explain_it(strict, cast, tmp_path):
    anchor = Anchor("metric", *FIGURE)
    earlier = LATER.replace(day=1)
    comment(strict, cast.cio, anchor, text="On target, well done.", now=earlier)
    one = handed(strict, cast.staff, tmp_path, NAME, FALLEN)
    assert asked(strict, one).missing
    comment(strict, cast.cio, anchor, text="A supplier fell out.", now=LATER)
    assert asked(strict, one).note.text == "A supplier fell out."


def test_the_note_is_a_comment_that_the_next_meeting_finds(filled, cast, tmp_path):
    committed(filled, cast.staff, handed(filled, cast.staff, tmp_path, NAME, FALLEN))
    missing = prepared(filled, today=DAY, now=LATER).chased
    assert "Adoption" in {one.about for one in missing if one.what == "Explain the red figure"}
    said = write_note(filled, cast.cio, *FIGURE, text="The contract ended.", now=LATER)
    (thread,) = threads(filled, anchor=Anchor("metric", *FIGURE))
    assert thread.comments == (said,)
    assert is_red_note(filled, said)
    missing = prepared(filled, today=DAY, now=LATER).chased
    assert "Adoption" not in {one.about for one in missing if one.what == "Explain the red figure"}


@ON_SQLITE
def test_an_ordinary_comment_is_no_red_note(filled, cast):
    said = comment(filled, cast.ceo, Anchor("metric", *FIGURE), text="Why?", now=LATER)
    assert not is_red_note(filled, said)


def test_what_must_not_fail_does_not_turn_red_in_silence(demo_workspace):
    book = demo_workspace.metrics.metrics
    demanded = {name for name, one in book.items() if one.note_when_red == "required"}
    assert demanded == {name for name, one in book.items() if one.must_not_fail}


@pytest.mark.parametrize(
    ("owner", "required", "counts"),
    [
        ("cio", True, ["cio", "staff"]),
        ("ceo", True, ["ceo"]),
        ("ceo", False, ["ceo", "cio", "staff"]),
    ],
)
def test_a_demanded_note_counts_only_from_the_side_that_answers(cast, owner, required, counts):
    note = RedNote("adoption_rate", "Adoption", "2026-Q1", owner, (), required, None)
    asked = {"ceo": cast.ceo, "cio": cast.cio, "staff": cast.staff}
    assert [name for name, one in asked.items() if note.counts_of(one)] == counts
