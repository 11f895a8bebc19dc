"""The minutes say what was decided and why, whoever reads them and however it was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.checkin.freezing import frozen
from governance.checkin.minutes import markdown, sections
from governance.checkin.shapes import Clock, Note, Round
from tests.governance.checkin.conftest import CHECK_IN
from tests.prompt import typed, typed_apart
from tests.reports.attacks import ATTACKS
from tests.reports.checkin_examples import ACTION, AT, DECISION, meeting, stage
from tests.reports.maturity_examples import INGRID, MARCUS


def section(title, *, meeting=meeting(), stage=stage()):  # noqa: B008  # frozen values
    return next(one for one in sections(meeting, stage) if one.title == title)


def facts(title, **changes):
    return dict(section(title, **changes).facts)


GOAL = "G-01 Service chatbot answers 40 % of first contacts"


def test_a_decision_is_told_with_both_sides_before_and_what_follows():
    assert facts(GOAL) == {
        "Decided": "re-scope + re-time",
        "Why": "Answers to frequent questions need no customer data.",
        "Decided by": f"{INGRID}, 1 Apr 2026 09:05 UTC",
        "Before, the CEO": "wanted by 30 Sep 2026, value 82.5",
        "Before, the CIO": "realistic by 28 Feb 2027, feasibility 49, gap 33.5",
        "Before, the forecast": "chance of the date 0%, P50 31 Dec 2026, P85 28 Feb 2027",
        "New date": "28 Feb 2027",
        "Scope": "Frequent questions first",
        "Money": "€180,000",
        "Foundation project": "DP-01",
        "Looked at again on": "1 Jul 2026",
        "What-if that was seen (an estimate)": "without the data gap: chance of the date 75%, "
        "P50 1 Sep 2026, P85 31 Oct 2026",
    }


def test_a_draft_is_not_passed_off_as_a_decision():
    draft = meeting(decisions=(replace(DECISION, signed=False),))
    assert section("Decisions", meeting=draft).words == ("Nothing was decided.",)
    assert facts(f"Drafted, not decided: {GOAL}", meeting=draft)["Drafted"] == "re-scope + re-time"


def test_actions_are_told_by_what_became_of_them():
    here = "CI-2026-04"
    actions = (
        replace(ACTION, id=f"{here}/A1", opened_in=here),
        ACTION,
        replace(ACTION, id="CI-2026-03/A2", state="done", settled_in=here, reason="Merged."),
        replace(ACTION, id="CI-2026-03/A3", state="dropped", settled_in=here, reason="Not needed."),
    )
    held = meeting(actions=actions)
    for title, name, reason in (
        ("New actions", f"{here}/A1", ""),
        ("Carried over", "CI-2026-03/A1", ""),
        ("Done", "CI-2026-03/A2", "Merged."),
        ("Dropped", "CI-2026-03/A3", "Not needed."),
    ):
        ((first, *_, last),) = section(title, meeting=held).rows
        assert (first, last) == (name, reason)


def test_restated_numbers_open_what_changed():
    rows = section("What changed since last time").rows
    assert rows[0][0] == "Restated: Cost savings of 2025-Q4"
    assert rows[0][3] == "Finance: Booked twice."


def test_a_half_that_nobody_said_is_told_as_missing():
    ((*_, cause, decision),) = section("Escalations").rows
    assert (cause, decision) == ("Retrained on a broken feed", "not said yet")


def test_levels_of_a_vote_are_told_together_and_only_after_the_reveal():
    assert section("Confidence").rows == ((GOAL, "3.0 of 5", "2 to 4", "2"),)
    hidden = meeting(rounds=(Round("G-01", (INGRID, MARCUS), False),))
    assert "Confidence" not in [one.title for one in sections(hidden, stage())]


def test_the_time_of_each_step_stands_beside_its_box():
    rows = {name: taken for name, _, taken in section("Time").rows}
    assert (rows["What changed"], rows["Issues"], rows["All"]) == ("2:50", "1:00", "15:00")


def test_the_end_has_rating_signatures_and_the_next_day():
    end = facts("The end")
    assert end["Rating"] == f"7.0 of 10 ({INGRID} 9, {MARCUS} 5)"
    assert (end["Signed"], end["Not signed"]) == (f"{INGRID}, 1 Apr 2026 09:05 UTC", "CIO")
    assert end["Next check-in"] == "6 May 2026"


def test_an_empty_meeting_has_minutes_as_well():
    empty = meeting(
        notes=(), rounds=(), decisions=(), actions=(), ratings=(), signatures=(), present=(),
        clock=Clock(), step_clock=Clock(), next_on=None,
    )  # fmt: skip
    bare = stage(changes=(), issues=(), escalations=(), since=None)
    said = markdown(empty, bare)
    for words in ("Nothing was decided.", "There are no actions.", "Nothing changed."):
        assert words in said
    assert "this is the first one" in said


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_stays_text_in_markdown(attack):
    held = meeting(
        notes=(Note("scorecard", attack, MARCUS, AT, 1),),
        decisions=(replace(DECISION, reason=attack, new_date=date(2027, 1, 1)),),
    )
    said = markdown(held, stage())
    for sign in ("<", "[", "]", "`"):
        assert said.count(sign) == said.count("\\" + sign)


def test_lines_and_bars_in_a_note_do_not_break_its_table():
    note = Note("scorecard", "First | second\n# third\n1. fourth", MARCUS, AT, 1)
    said = markdown(meeting(notes=(note,)), stage())
    assert "| Scorecard | First \\| second \\# third 1. fourth |" in said


def written(store, *words, way=typed):
    """Run a command of the papers' front door."""
    return way("reports", *words, TANDEM_STORE=str(store))


def test_the_minutes_of_a_closed_check_in_are_written_in_both_forms(ended, tmp_path):
    done = written(ended.settings.store, "minutes", CHECK_IN, "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    kept = dict(frozen(ended, CHECK_IN).papers)
    assert (tmp_path / "out" / f"{CHECK_IN}-minutes.md").read_text("utf-8") == kept["minutes.md"]
    page = (tmp_path / "out" / f"{CHECK_IN}-minutes.html").read_text("utf-8")
    assert page.startswith("<!doctype html>"), "drawn from what was pinned, for none was kept"


def test_of_a_meeting_that_goes_on_there_are_no_minutes_to_write(ready, tmp_path):
    out = str(tmp_path / "out")
    done = written(ready.settings.store, "minutes", CHECK_IN, "--out", out, way=typed_apart)
    assert done.returncode == 1
    assert f"There is no closed check-in {CHECK_IN}." in done.stderr
    assert not (tmp_path / "out").exists()
