"""The annotated file comes in again as it is: with the values that were in the file before."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.intake.annotated import as_it_was, harmless
from pipelines.settings import Settings
from pipelines.uploads import annotating
from pipelines.uploads.annotating import Kind
from pipelines.uploads.arriving import received
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.sources import EXTRACTS, ledger, load, rows
from tests.pipelines.uploads.handing import MIA, commit, here_and_now, look, looked

COLUMNS = EXTRACTS["training"].column_names
STARTS = (
    *(
        "=",
        "+",
        "-",
        "@",
        "＝",
        "－",
        "'",
        "''",
        "'=",
        " =",
        "' =",
        "'-1",
        "\t=",
        '"',
        "=\"'",
        "-1",
    ),
    *("_x0041_", "_x005F_", "_"),
)
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufffd")
"""Letters, marks and blanks of every script; what only steers a machine is refused at the door."""
TEXTS = st.tuples(
    st.sampled_from(("", *STARTS)),
    st.text(SIGNS, max_size=8),
    st.sampled_from(("", "\n", "a\nb", ",", ";")),
).map("".join)
NASTY = [f"{start}{end}" for start in STARTS for end in ("x", "1", "x\ny", '"', "")] + [
    "_x0041_", "_x000D_", "a\tb", "a & b <c>", "a" * 300, "&#65;", "  in between  two",
]  # fmt: skip
MANY = 24


def training(folder: Path, texts: list[str]) -> Path:
    """Write a file in which every text is the name of a course."""
    path = folder / "training_2026-Q1.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, text in enumerate(texts):
            writer.writerow((f"group {number}", text, "2026-Q1", 10, "true", 8, "", "71.5"))
    return path


def annotated(here: Workspace, one: Upload, folder: Path, kind: Kind) -> Path:
    """Return the annotated file of an upload, called as a spreadsheet would keep it."""
    path = folder / f"training_2026-Q1_again.{kind}"
    annotating.annotated(here, one, path, by=MIA, kind=kind, only_bad=False, run=here_and_now)
    return path


@settings(max_examples=8, deadline=None)
@example(texts=NASTY)
@given(texts=st.lists(TEXTS.filter(str.strip), min_size=MANY, max_size=MANY))
def test_what_is_exported_is_what_is_imported_again(texts: list[str]):
    with TemporaryDirectory() as name:
        folder = Path(name)
        here = opening.opened(Settings(store=folder / "store"))
        one = look(here, received(here, training(folder, texts), by=MIA))
        commit(here, one)
        before = rows(here, "training", "course, role_group, headcount, score_mean")
        assert [course for course, *_ in before] == [text.strip() for text in texts]
        for kind in ("csv", "xlsx"):
            again = look(here, received(here, annotated(here, one, folder, kind), by=MIA))
            assert again.state == "ready", (kind, again.finding)
            assert again.finding is not None
            assert all(each.difference.same for each in again.finding.planned), kind
            assert "annotated" in [note.code for note in again.finding.notes]
        here.database.dispose()


@given(st.text(max_size=12))
@example("'=1")
@example("''-1")
def test_every_text_comes_back_from_behind_its_apostrophe(text):
    assert as_it_was(harmless(text)) == text
    assert harmless(text) == text or as_it_was(text) != text or not text.startswith("'")


MIXED = (ledger(1, "2026-01"), ledger(2, "2026-02", amount="ten"), "L-003,AI-001,2026-03")
LEDGER = "ledger_2026-Q1.csv"


def mixed(here: Workspace, folder: Path, *, only_bad: bool) -> Path:
    """Return the annotated file of a ledger of which two rows are bad."""
    path = folder / "annotated" / LEDGER
    path.parent.mkdir(exist_ok=True)
    one = looked(here, folder, LEDGER, *MIXED)
    annotating.annotated(here, one, path, by=MIA, only_bad=only_bad, run=here_and_now)
    return path


def test_the_annotated_file_is_corrected_and_handed_in_as_it_is(here, tmp_path):
    path = mixed(here, tmp_path, only_bad=False)
    text = path.read_text("utf-8-sig")
    path.write_text(
        text.replace(",ten,", ",12.00,").replace("L-003,AI-001,2026-03", f"{ledger(3, '2026-03')}")
    )
    one = look(here, received(here, path, by=MIA))
    assert one.state == "ready", one.finding
    commit(here, one)
    assert [str(amount) for (amount,) in rows(here, "ledger", "amount_eur")] == [
        "10.00",
        "12.00",
        "10.00",
    ]


def test_an_annotated_file_that_is_still_bad_is_annotated_anew(here, tmp_path):
    again = look(here, received(here, mixed(here, tmp_path, only_bad=True), by=MIA))
    assert again.state == "wrong", again.finding
    path = tmp_path / "twice.csv"
    annotating.annotated(here, again, path, by=MIA, only_bad=False, run=here_and_now)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *lines = csv.reader(stream)
    assert head == ["line", "reasons", *EXTRACTS["ledger"].column_names]
    assert [(line[0], line[2]) for line in lines] == [("2", "L-002"), ("3", "L-003")]
    assert all(line[1] for line in lines)


def test_an_apostrophe_in_a_file_that_is_not_ours_is_part_of_the_text(here, tmp_path):
    assert load(here, training(tmp_path, ["'=1", "'x", "'-1"])).outcome == "loaded"
    assert [course for (course,) in rows(here, "training", "course")] == ["'=1", "'x", "'-1"]
