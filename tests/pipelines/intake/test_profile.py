"""A mapping profile turns somebody else's CSV into our extracts and drops nothing in silence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import GapError, RefusedFile
from pipelines.extracts.reading import read_contracts
from pipelines.intake.mapping.applying import Mapped, apply_profile, read_profile
from pipelines.settings import Settings

HEADER = "Projekt;Team;Stand;Datum;Datum;Werkzeuge;Warum;Notiz"
PROJECTS = Path(__file__).with_name("projects.yaml")
CONTRACTS = read_contracts(Settings().extracts)


def mapped(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Mapped:
    source = folder / "liste.csv"
    source.write_bytes("\r\n".join((header, *lines)).encode(encoding))
    return apply_profile(source, read_profile(PROJECTS), folder, extracts=CONTRACTS)


def table(outcome: Mapped, extract: str) -> list[dict[str, str]]:
    part = next(part for part in outcome.parts if part.extract == extract)
    with part.path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def count(outcome: Mapped, decision: str) -> int:
    return next(entry.count for entry in outcome.decisions if entry.id == decision)


def test_one_wide_row_becomes_rows_of_several_extracts(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbeit;1.2.2023;31.3.2024;nein;;")
    assert [(part.extract, part.period, part.rows) for part in outcome.parts] == [
        ("initiatives", "2024-Q2", 1),
        ("stage_events", "2024-Q2", 2),
        ("blockers", "2024-Q2", 1),
    ]
    events = [(row["to_stage"], row["event_date"]) for row in table(outcome, "stage_events")]
    assert events == [("prototype", "2023-02-01"), ("production", "2024-03-31")]
    assert table(outcome, "blockers")[0]["status"] == "open"
    assert outcome.problems == ()


def test_every_written_file_has_the_line_and_then_the_contracts_columns(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbeit;;;ja;;")
    for part in outcome.parts:
        first = part.path.read_text("utf-8").splitlines()[0]
        assert first.split(",") == ["_line", *CONTRACTS[part.extract].column_names]


def test_the_line_is_the_row_that_a_spreadsheet_shows_even_after_line_breaks(tmp_path):
    outcome = mapped(
        tmp_path,
        '"Post\nund Fax";Schaden;in Arbeit;;;ja;;',
        "",
        "Tarif;Vertrieb;läuft gut;;;;;",
    )
    rows = table(outcome, "initiatives")
    assert [(row["_line"], row["name"]) for row in rows] == [("2", "Post und Fax"), ("4", "Tarif")]
    assert outcome.rows_read == 2


def test_columns_with_one_heading_are_told_apart_by_occurrence(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbeit;1.1.2023;2.2.2024;ja;;")
    assert [row["event_date"] for row in table(outcome, "stage_events")] == [
        "2023-01-01",
        "2024-02-02",
    ]


def test_missing_not_applicable_and_placeholder_are_counted_apart(tmp_path):
    outcome = mapped(
        tmp_path,
        "A;Schaden;in Arbeit;;entfällt;ja;;",
        "B;Schaden;in Arbeit;?; FOLGT ;ja;;",
        "C;Schaden;in Arbeit;folgt;folgt;ja;;",
    )
    counts = [count(outcome, name) for name in ("no-date", "date-does-not-apply", "date-to-come")]
    assert counts == [2, 1, 3]


def test_blanks_and_case_do_not_make_a_new_spelling(tmp_path):
    outcome = mapped(tmp_path, "Post;  SCHADEN\xa0;In  arbeit ;;;Ja;;")
    row = table(outcome, "initiatives")[0]
    assert (row["business_unit"], row["stage"], outcome.problems) == ("CLAIMS", "prototype", ())


def test_an_unknown_spelling_is_a_problem_with_its_place_and_never_a_guess(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbiet;;;ja;;")
    (problem,) = outcome.problems
    assert (problem.line, problem.column, problem.value) == (2, "Stand", "in Arbiet")
    assert table(outcome, "initiatives")[0]["stage"] == ""


def test_a_date_in_no_known_layout_is_a_problem_that_names_the_second_column(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbeit;;bald;ja;;", "B;Schaden;?;;31.2.2024;;;")
    told = [(problem.line, problem.column, problem.value) for problem in outcome.problems]
    assert told == [(2, "Datum (2)", "bald"), (3, "Datum (2)", "31.2.2024")]


def test_a_future_date_is_a_plan_and_not_an_event(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;in Arbeit;1.1.2024;1.7.2024;ja;;")
    assert len(table(outcome, "stage_events")) == 1
    assert table(outcome, "initiatives")[0]["target_date"] == "2024-07-01"
    assert count(outcome, "future") == 1


def test_day_numbers_and_years_are_read_as_the_profile_says(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;läuft;44927;2023;;;", "Fax;Schaden;läuft;2022;;;;")
    days = [row["event_date"] for row in table(outcome, "stage_events")]
    assert days == ["2023-01-01", "2023-12-31", "2022-12-31"]
    assert count(outcome, "year-only") == 2


def test_a_date_out_of_order_is_left_out_where_the_profile_says_so_and_counted(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;läuft;1.3.2024;1.2.2024;;;")
    assert [row["to_stage"] for row in table(outcome, "stage_events")] == ["prototype"]
    assert count(outcome, "backwards") == 1


def test_a_year_is_not_out_of_order_with_a_day_inside_it(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;läuft;1.3.2023;2023;;;")
    assert count(outcome, "backwards") == 0


def test_an_answer_may_point_to_the_cell_that_explains_it(tmp_path):
    outcome = mapped(
        tmp_path,
        "A;Schaden;in Arbeit;;;siehe Warum;nein;",
        "B;Schaden;in Arbeit;;;;ja;",
        "C;Schaden;in Arbeit;;;ja;nein;",
    )
    assert [row["status"] for row in table(outcome, "blockers")] == ["open", "none", "none"]
    assert count(outcome, "unread") == 1


def test_the_words_of_an_answer_can_be_kept_as_its_reason(tmp_path):
    outcome = mapped(tmp_path, "A;Schaden;in Arbeit;;;Halb;;", "B;Schaden;in Arbeit;;;ja;;")
    assert [row["note"] for row in table(outcome, "blockers")] == ["Halb", ""]


def test_cells_that_nothing_takes_are_counted(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;läuft;;;nein;weil;Achtung", "B;Schaden;läuft;;;;;  ")
    assert (count(outcome, "notes"), count(outcome, "unread")) == (1, 2)


def test_a_ragged_row_is_a_problem_and_is_not_mapped(tmp_path):
    outcome = mapped(tmp_path, "Post;Schaden;läuft", "B;Schaden;läuft;;;;;")
    assert [problem.line for problem in outcome.problems] == [2]
    assert "3 cells instead of 8" in outcome.problems[0].message
    assert outcome.rows_read == 1


def test_identifiers_stay_the_same_when_rows_change_places(tmp_path):
    lines = [f"Projekt {n % 7};Schaden;läuft;{n}.1.2024;;;;" for n in range(1, 29)]
    there = {row["_line"]: row for row in table(mapped(tmp_path, *lines), "initiatives")}
    back = {row["_line"]: row for row in table(mapped(tmp_path, *lines[::-1]), "initiatives")}
    identifiers = [there[str(line)]["initiative_id"] for line in range(2, 30)]
    assert len(set(identifiers)) == 28
    assert identifiers == [back[str(line)]["initiative_id"] for line in range(29, 1, -1)]


@given(st.permutations([f"{name};Schaden;läuft;;;;;" for name in "AABBCDEFGH"]))
def test_equal_rows_get_different_identifiers_in_any_order(tmp_path_factory, lines):
    rows = table(mapped(tmp_path_factory.mktemp("order"), *lines), "initiatives")
    assert len({row["initiative_id"] for row in rows}) == 10
    assert sorted(row["initiative_id"] for row in rows if row["name"] == "A") == [
        "CLAIMS-7912",
        "CLAIMS-8839",
    ]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    line = "Post;Schaden;in Arbeit;1.2.2023;31.3.2024;nein;;"
    first = [part.path.read_bytes() for part in mapped(tmp_path, line).parts]
    assert first == [part.path.read_bytes() for part in mapped(tmp_path, line).parts]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER.replace("Stand", "Stnd"), "lacks the column “Stand”.*mean “Stnd”"),
        (HEADER.replace("Datum;Datum", "Datum;Tag"), "lacks the column “Datum”, number 2.*1 times"),
        (HEADER + ";Farbe", "does not know: “Farbe”"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_reason(tmp_path, header, told):
    with pytest.raises(RefusedFile, match=told) as refusal:
        mapped(tmp_path, header=header)
    assert "Nothing was loaded." in refusal.value.next_step


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    with pytest.raises(RefusedFile, match="not written in utf-8-sig.*0xe4") as refusal:
        mapped(tmp_path, "Post;Schaden;läuft;;;;;", encoding="cp1252")
    assert refusal.value.where == "liste.csv, text line 2."


def test_a_file_with_broken_quotes_is_refused_with_its_line(tmp_path):
    with pytest.raises(RefusedFile, match="not a readable CSV") as refusal:
        mapped(tmp_path, '"Post"x;Schaden;läuft;;;;;')
    assert refusal.value.where == "liste.csv, text line 2."


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="is empty"):
        mapped(tmp_path, header="", encoding="ascii")


def test_a_profile_may_fill_only_what_a_contract_has(tmp_path):
    profile = read_profile(PROJECTS)
    plan = profile.extracts["blockers"]
    source = tmp_path / "liste.csv"
    source.write_text(HEADER, "utf-8")
    wrong = profile.model_copy(update={"extracts": {"blocker": plan}})
    with pytest.raises(GapError, match="“blocker”, which is no extract. Did you mean “blockers”"):
        apply_profile(source, wrong, tmp_path, extracts=CONTRACTS)
    fields = {**plan.fields, "statuss": plan.fields["status"]}
    wrong = profile.model_copy(
        update={"extracts": {"blockers": plan.model_copy(update={"fields": fields})}}
    )
    with pytest.raises(GapError, match="no column “statuss”. Did you mean “status”"):
        apply_profile(source, wrong, tmp_path, extracts=CONTRACTS)
