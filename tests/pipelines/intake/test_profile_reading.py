"""A profile with a mistake is refused with the file, the line and the nearest known name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import GapError
from pipelines.intake.mapping.applying import read_profile, shipped_profiles

GOOD = Path(__file__).with_name("projects.yaml").read_text("utf-8")


def refusal(folder: Path, old: str, new: str) -> GapError:
    assert old in GOOD
    path = folder / "list.yaml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(GapError) as caught:
        read_profile(path)
    return caught.value


def line_of(text: str) -> int:
    return GOOD[: GOOD.index(text)].count("\n") + 1


def test_every_shipped_profile_can_be_read_by_name():
    assert [read_profile(name).name for name in shipped_profiles()] == list(shipped_profiles())


def test_an_unknown_profile_is_told_with_the_nearest_name():
    with pytest.raises(GapError, match="called “federal-2042”. Did you mean “federal-2024”"):
        read_profile("federal-2042")


def test_a_profile_that_is_not_there_is_told(tmp_path):
    with pytest.raises(GapError, match="cannot be read"):
        read_profile(tmp_path / "none.yaml")


def test_a_file_that_holds_a_list_is_no_profile(tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text("- a\n", "utf-8")
    with pytest.raises(GapError, match="holds no profile"):
        read_profile(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Projects", "titel: Projects", "titel.*not a known field.*mean “title”"),
        ("{column: title}", "{colum: title}", "colum.*not a known field.*mean “column”"),
        ("as_of: 2024-06-30", "as_of: soon", "as_of has a problem"),
        ("period: 2024-Q2", "period: 2024-Q5", "“2024-Q5” is not a period"),
        ("encoding: utf-8-sig", "encoding: utf-88", "“utf-88” is not a known encoding"),
        ("[d.m.yyyy, yyyy,", "[d.m.yy, yyyy,", "layouts.0 has a problem"),
        ("place: last day", "place: middle", "place has a problem"),
        ("name: {column: title}", "name: {column: titel}", "No column.*“titel”.*mean “title”"),
        ("map: team}\n      sponsor", "map: teem}\n      sponsor", "No map.*“teem”.*mean “team”"),
        ("date: days, keep", "date: dayz, keep", "No date reading.*“dayz”.*mean “days”"),
        ("decision: runs}", "decision: run}", "No decision.*“run”.*mean “runs”"),
        ("{constant: Leitung}", "{constant: a, column: title}", "exactly one of"),
        ("{column: title}", "{constant: a, map: team}", "map, date and explained go with a column"),
        ("{column: title}", "{column: title, map: team, date: days}", "not both"),
        ("later: live, dates", "dates", "earlier and later go together"),
        ("dates: days, do:", "do:", "dates must name a date reading"),
        ("occurrence: 2}", "occurrence: 1}", "“Datum” .1. is named twice"),
        ("as_of: 2024-06-30", "as_of: 2024-06-30\nperiod: 2024-Q1", "“period” stands twice"),
        ("{met: notes, do: not loaded}", "{met: '', do: x}", "met has a problem"),
    ],
)
def test_a_mistake_is_told_in_plain_words(tmp_path, old, new, told):
    with_line = refusal(tmp_path, old, new)
    assert with_line.where.startswith("list.yaml:")
    with pytest.raises(GapError, match=told):
        raise with_line


def test_a_wrong_name_is_told_with_its_line(tmp_path):
    error = refusal(tmp_path, "name: {column: title}", "name: {column: titel}")
    assert error.where == f"list.yaml:{line_of('name: {column: title}')}"


def test_a_decision_that_nothing_counts_under_is_refused(tmp_path):
    error = refusal(tmp_path, "decisions:\n", "decisions:\n  idle: {met: a, do: b}\n")
    assert "Nothing counts under the decision “idle”." in str(error)


def test_yes_and_no_must_be_quoted_since_yaml_takes_them_for_truth(tmp_path):
    assert "answers" in str(refusal(tmp_path, "written: [ja]", "written: [yes]"))
