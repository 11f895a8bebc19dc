"""What a file is understood to be is shown before it is loaded, with all that it leaves open."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.intake.handed import Handed
from pipelines.intake.layout import Layout
from pipelines.intake.questions import (
    Question,
    Understanding,
    question_from,
    understanding_from,
)
from pipelines.intake.receipt import Refusal
from pipelines.intake.understanding import understood
from tests.pipelines.intake.corpus import HEADER, NAME, PLAIN, ROWS, text
from tests.pipelines.intake.corpus_written import events, training
from tests.pipelines.intake.sources import EXTRACTS

Look = Callable[..., tuple[Understanding, tuple[Question, ...]]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Understand some bytes."""

    def looked(content: bytes, *, name: str = NAME, layout: Layout | None = None):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return understood(Handed(path, name, layout=layout or Layout()), EXTRACTS)

    return looked


def test_a_plain_file_is_understood_without_a_question(look):
    found, questions = look(PLAIN.encode())
    assert questions == ()
    assert (found.extract, found.extract_from, found.period) == ("training", "name", "2026-Q1")
    assert (found.encoding, found.delimiter, found.header_line) == ("utf-8", ",", 1)
    assert [(one.heading, one.column, one.how) for one in found.headings] == [
        (name, name, "exact") for name in HEADER.split(",")
    ]
    assert (found.missing, found.decimal_mark, found.notes) == ((), "point", ())
    assert found.first_rows[0] == (2, tuple(ROWS[0].split(",")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PLAIN.encode(), {}),
        (f"Title\n\n{PLAIN.replace(',', ';').replace('71.5', '71,5')}".encode(), {}),
        (text(*ROWS, header=HEADER.replace("headcount", "headcuont")).encode("cp1252"), {}),
        (training(("1.234", "71")), {"layout": Layout(mapping={"expired": ""})}),
    ],
)
def test_what_was_understood_can_be_kept_as_json(look, content, said):
    found, questions = look(content, **said)
    kept = json.loads(json.dumps(found.as_json()))
    assert understanding_from(kept) == found
    assert tuple(question_from(json.loads(json.dumps(one.as_json()))) for one in questions) == (
        questions
    )


def test_everything_that_is_open_is_asked_at_once(look):
    header = HEADER.replace("headcount", "headcuont").replace(",", ";")
    content = f"Training;;\n\n{header}\nall;Course;2026-Q1;1.000;true;5;;71\n".encode()
    found, questions = look(content)
    assert [(one.kind, one.subject, one.proposal) for one in questions] == [
        ("header_line", "", "3"), ("mapping", "headcuont", "headcount"), ("decimal_mark", "", None),
    ]  # fmt: skip
    assert (found.header_line, found.delimiter) == (3, ";")
    assert [one for one in found.headings if one.how != "exact"][0].proposal == "headcount"


def test_an_unreadable_encoding_is_asked_about_alone_with_both_readings(look):
    found, (question,) = look(PLAIN.replace("Safe", "Sûre €").encode("cp1252"))
    assert (question.kind, question.proposal) == ("encoding", "cp1252")
    assert ["€" in option.example for option in question.options] == [True, False]
    assert all("Sûre" in option.example for option in question.options)
    assert all(option.example.startswith("line 2: ") for option in question.options)
    assert (found.extract, found.headings, found.period) == ("", (), "2026-Q1")


@pytest.mark.parametrize("hole", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"])
def test_bytes_that_windows_does_not_have_leave_one_answer(look, hole):
    _, (question,) = look(PLAIN.encode().replace(b"Safe", b"S\xfb" + hole))
    assert [option.value for option in question.options] == ["latin-1"]


def test_an_odd_byte_far_from_the_start_is_asked_about_with_its_line(look):
    rows = [ROWS[0].replace("engineers", f"group {place}") for place in range(3000)]
    content = text(*rows).encode().replace(b"group 2500", b"gr\xfcppe")
    _, (question,) = look(content)
    assert "line 2502: gr" in question.options[0].example
    assert "grüppe" in question.options[0].example


def test_a_decimal_mark_is_asked_with_what_a_cell_would_then_say(look):
    _, (question,) = look(training(("12", "1.234")))
    assert {option.value: option.example for option in question.options} == {
        "point": "“1.234” is then 1.234", "comma": "“1.234” is then 1234",
    }  # fmt: skip
    assert "Line 2 says “1.234” in score_mean" in question.text


def test_the_order_of_dates_is_asked_with_both_readings(look):
    _, (question,) = look(events("01/03/2026"), name="stage_events_2026-Q1.csv")
    assert (question.kind, question.subject) == ("dates", "event_date")
    assert {option.value: option.example for option in question.options} == {
        "day_first": "“01/03/2026” is then 2026-03-01",
        "month_first": "“01/03/2026” is then 2026-01-03",
    }


def test_what_the_cells_prove_is_said_with_the_line_that_proves_it(look):
    found, questions = look(training(("1.234", "71,5"), ("12", "1")))
    assert questions == ()
    assert (found.decimal_mark, found.thousands) == ("comma", (".",))
    assert [note.message for note in found.notes] == [
        "Numbers were read with a decimal comma and points between thousands, as line 2 shows "
        "(“71,5” in score_mean)."
    ]
    content = events("01/03/2026", "13/02/2026", "5 Mar 2026")
    found, questions = look(content, name="stage_events_2026-Q1.csv")
    assert (questions, dict(found.dates)) == ((), {"event_date": "day_first"})
    assert [note.message for note in found.notes] == [
        "Dates of event_date were read with the day first, as line 3 shows "
        "(“13/02/2026” in event_date).",
        "One cell of event_date was read from another notation, such as “5 Mar 2026” of line 4 "
        "as 2026-03-05.",
    ]


def test_a_contradiction_is_shown_as_a_question_although_a_load_refuses_it(look):
    _, (question,) = look(training(("12", "71,5"), ("12", "71.5")))
    assert question.kind == "decimal_mark"
    assert "Line 2 says “71,5”" in question.text and "Line 3 says “71.5”" in question.text


def test_a_register_without_a_period_is_asked_for_it(look):
    names = ",".join(EXTRACTS["models"].column_names)
    _, questions = look(f"{names}\n".encode(), name="models.csv")
    assert [one.kind for one in questions] == ["period"]


def test_missing_columns_are_shown(look):
    header = HEADER.replace("expired", "Abgelaufen").replace("headcount", "Kopfzahl")
    found, questions = look(text(*ROWS, header=header).encode())
    assert found.missing == ("headcount", "expired")
    assert [one.subject for one in questions] == ["Kopfzahl", "Abgelaufen"]
    options = [option.value for option in questions[0].options]
    assert options == ["headcount", "expired", ""]


def test_a_column_that_is_not_there_is_asked_for_as_what_it_says_in_every_row(look):
    header = HEADER.replace(",expired", "").replace(",required", "").replace(",quarter", "")
    found, questions = look(text(header=header).encode())
    assert found.missing == ("quarter", "required", "expired")
    asked = {one.subject: [option.value for option in one.options] for one in questions}
    assert asked == {"quarter": [], "required": ["true", "false"], "expired": [""]}
    assert [one.proposal for one in questions] == ["2026-Q1", None, None]


def test_what_is_left_over_is_asked_once_no_heading_is_open(look):
    header = HEADER.replace("expired,", "").replace("headcount", "Kopfzahl")
    found, questions = look(text(header=header).encode())
    assert found.missing == ("headcount", "expired")
    assert [(one.kind, one.subject) for one in questions] == [("mapping", "Kopfzahl")]
    _, questions = look(
        text(header=header).encode(), layout=Layout(mapping={"Kopfzahl": "headcount"})
    )
    assert [(one.kind, one.subject) for one in questions] == [("constant", "expired")]


def test_what_no_answer_could_mend_is_refused(look):
    for content in (
        b"",
        b"%PDF-1.7",
        PLAIN.replace("course", "quarter").encode(),
    ):
        with pytest.raises(Refusal):
            look(content)


def test_a_file_of_unknown_headings_is_asked_what_kind_it_is(look):
    content = b"Rolle;Kurs;Soll\nalle;Sicher;1\n"
    found, (question,) = look(content, name="training_2026-Q1.csv")
    assert (found.extract, found.period, found.delimiter) == ("", "2026-Q1", ";")
    assert [(one.heading, one.how) for one in found.headings] == [
        ("Rolle", "unknown"), ("Kurs", "unknown"), ("Soll", "unknown"),
    ]  # fmt: skip
    assert found.first_rows == ((2, ("alle", "Sicher", "1")),)
    assert (question.kind, question.proposal) == ("extract", "training")
    assert {option.value for option in question.options} == {*EXTRACTS}
    assert "(Rolle, Kurs, Soll)" in question.text


def test_nothing_is_left_behind_beside_the_file(look, tmp_path):
    look(f"Training;;\n\n{PLAIN}".encode())
    assert [path.name for path in tmp_path.iterdir()] == ["upload"]
