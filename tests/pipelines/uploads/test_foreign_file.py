"""A wholly foreign file becomes ours by what people say about it, and the next one at once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.errors import GapError
from pipelines.intake.layout import Layout
from pipelines.uploads import acts, layouts
from pipelines.uploads.annotating import annotated
from pipelines.uploads.arriving import received
from pipelines.uploads.problems import written_values
from pipelines.uploads.shapes import ProblemGroup, Upload
from pipelines.workspace import Workspace
from tests.pipelines.intake.sources import rows
from tests.pipelines.uploads.handing import MIA, commit, here_and_now, look

HEADER = "Rolle;Bereich;Soll;Ist;Externe;Offene Tage;Bemerkung"
ROWS = (
    "Dateningenieur;Schaden;17,5;11,5;1,0;59,6;eng",
    "DATENINGENIEUR;Service;1.018,0;13,0;;51,0;",
    "Statistikerin;Schaden;9,0;9,0;0,0;33,3;",
)
NAME = "Personal 2026-Q1.csv"
MAPPING = {
    "Rolle": "role", "Bereich": "business_unit", "Soll": "required_fte", "Ist": "filled_fte",
    "Externe": "contractor_fte", "Offene Tage": "open_days_median", "Bemerkung": "",
}  # fmt: skip
CONSTANTS = {"quarter": "2026-Q1", "attrition_pct": ""}
WORDS = {"role": {"Dateningenieur": "data_engineer", "Statistikerin": "data_scientist"}}


def handed(here: Workspace, folder: Path, *lines: str, name: str = NAME) -> Upload:
    """Hand in a file of somebody else's making, and look at it."""
    path = folder / name
    path.write_text("\n".join((HEADER, *lines, "")), "utf-8")
    return look(here, received(here, path, by=MIA))


def said(here: Workspace, one: Upload, **parts: object) -> Upload:
    """Say something about an upload, and look again."""
    return look(here, acts.say(here, one.id, MIA, seen=one.head, **parts))


def mapped(here: Workspace, folder: Path) -> Upload:
    """Answer everything about a foreign file but what its words stand for."""
    one = said(here, handed(here, folder, *ROWS), extract="talent", layout=Layout(header_line=1))
    layout = Layout(header_line=1, mapping=MAPPING, constants=CONSTANTS)
    return said(here, one, layout=layout)


def read(here: Workspace, folder: Path) -> Upload:
    """Answer everything about a foreign file."""
    one = mapped(here, folder)
    layout = Layout(header_line=1, mapping=MAPPING, constants=CONSTANTS, words=WORDS)
    return said(here, one, layout=layout)


def asked(one: Upload) -> list[tuple[str, str]]:
    """Return kind and subject of what is open."""
    return [(each.kind, each.subject) for each in one.finding.questions]


def test_it_goes_from_the_drop_to_what_counts_question_by_question(anywhere, tmp_path):
    one = handed(anywhere, tmp_path, *ROWS)
    assert (one.state, asked(one)) == ("asks", [("extract", "")])
    one = said(anywhere, one, extract="talent", layout=Layout(header_line=1))
    assert asked(one) == [("mapping", heading) for heading in MAPPING]
    one = said(anywhere, one, layout=Layout(header_line=1, mapping=MAPPING))
    assert asked(one) == [("constant", "quarter"), ("constant", "attrition_pct")]
    assert [each.proposal for each in one.finding.questions] == ["2026-Q1", None]
    one = said(anywhere, one, layout=Layout(header_line=1, mapping=MAPPING, constants=CONSTANTS))
    (group,) = one.finding.groups
    assert (one.state, group.code, group.column, group.count) == ("wrong", "not_allowed", "role", 3)
    one = read(anywhere, tmp_path)
    assert one.state == "ready"
    assert commit(anywhere, one).state == "loaded"
    assert rows(anywhere, "talent", "role, business_unit, quarter, required_fte, filled_fte") == [
        ("data_engineer", "Schaden", "2026-Q1", 17.5, 11.5),
        ("data_engineer", "Service", "2026-Q1", 1018.0, 13.0),
        ("data_scientist", "Schaden", "2026-Q1", 9.0, 9.0),
    ]


def test_the_next_file_like_it_is_read_in_one_step(anywhere, tmp_path):
    layouts.save(anywhere, read(anywhere, tmp_path), MIA, name="HR export")
    again = handed(anywhere, tmp_path, ROWS[0].replace("17,5", "18,5"), name="Personal neu.csv")
    (offer,) = layouts.offered(anywhere, again)
    assert offer.layout.words == WORDS
    assert offer.layout.constants == {"attrition_pct": ""}, "a quarter is not the next one's"
    one = said(anywhere, again, extract=offer.extract, layout=offer.layout, period="2026-Q2")
    (question,) = one.finding.questions
    assert (question.subject, question.proposal) == ("quarter", "2026-Q2")


def test_the_next_file_that_says_its_period_is_loaded_after_one_step(anywhere, tmp_path):
    header = HEADER.replace("Bemerkung", "Quartal")
    mapping = {**MAPPING, "Quartal": "quarter"}
    del mapping["Bemerkung"]
    lines = [f"{row.rpartition(';')[0]};Q1 2026" for row in ROWS]
    layout = Layout(header_line=1, mapping=mapping, constants={"attrition_pct": ""}, words=WORDS)

    def brought(*lines: str) -> Upload:
        path = tmp_path / "Personal.csv"
        path.write_text("\n".join((header, *lines, "")), "utf-8")
        return look(anywhere, received(anywhere, path, by=MIA))

    one = said(anywhere, brought(*lines), extract="talent", layout=layout)
    layouts.save(anywhere, one, MIA, name="HR export")
    commit(anywhere, one)
    again = brought(*(row.replace("Q1", "Q2").replace("17,5", "18,5") for row in lines))
    (offer,) = layouts.offered(anywhere, again)
    again = said(anywhere, again, extract=offer.extract, layout=offer.layout)
    assert layouts.follows(anywhere, again, offer)
    assert commit(anywhere, again).state == "loaded"
    assert rows(anywhere, "talent", "DISTINCT quarter") == [("2026-Q1",), ("2026-Q2",)]


def test_a_name_is_renewed_for_the_same_headings_and_taken_for_others(here, tmp_path):
    one = mapped(here, tmp_path)
    layouts.save(here, one, MIA, name="HR export")
    one = said(here, one, layout=Layout(header_line=1, mapping=MAPPING, words=WORDS,
                                        constants=CONSTANTS))  # fmt: skip
    layouts.save(here, one, MIA, name="HR export")
    (kept,) = layouts.saved(here)
    assert kept.layout.words == WORDS
    with pytest.raises(GapError, match="already"):
        layouts.save(here, one, MIA, name="HR export")


def test_the_words_of_a_column_are_listed_with_how_often_they_stand_there(here, tmp_path):
    one = mapped(here, tmp_path)
    (group,) = one.finding.groups
    found, every = written_values(here, one, group)
    assert [(each.value, each.count) for each in found] == [
        ("Dateningenieur", 2), ("Statistikerin", 1),
    ]  # fmt: skip
    assert every == 2
    nowhere = ProblemGroup("talent", "error", "not_allowed", "business_unit", 0, (), None, "")
    assert written_values(here, one, nowhere) == ((), 0)


def test_the_annotated_file_holds_the_words_as_they_were_written(here, tmp_path):
    one = mapped(here, tmp_path)
    words = {"role": {"Dateningenieur": "data_engineer"}}
    layout = Layout(header_line=1, mapping=MAPPING, constants=CONSTANTS, words=words)
    one = said(here, one, layout=layout)
    annotated(here, one, tmp_path / "told.csv", by=MIA, only_bad=False, run=here_and_now)
    with (tmp_path / "told.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream)
    assert header == ["line", "reasons", *HEADER.split(";")]
    assert [line[2] for line in lines] == ["Dateningenieur", "DATENINGENIEUR", "Statistikerin"]
    assert [bool(line[1]) for line in lines] == [False, False, True]


def test_a_word_that_another_file_does_not_use_hinders_nothing(here, tmp_path):
    one = read(here, tmp_path)
    other = handed(here, tmp_path, ROWS[0], name="Personal 2026-Q2.csv")
    constants = {**CONSTANTS, "quarter": "2026-Q2"}
    layout = Layout(
        header_line=1, mapping=MAPPING, constants=constants, words=one.said.layout.words
    )
    assert said(here, other, extract="talent", layout=layout).state == "ready"
