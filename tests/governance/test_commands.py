"""``python -m governance``: prints what the screen shows, changes what its roles may change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from governance.scorecard import scorecard
from tests.prompt import Said, typed, typed_apart


def run(store: Path, *words: str, way: Callable[..., Said] = typed) -> Said:
    """Run one command in ``store`` as a person at a prompt would."""
    return way("governance", *words, TANDEM_STORE=str(store), COLUMNS="140")


def test_the_scorecard_prints_the_answer_the_figures_and_both_sides(demo_store):
    done = run(demo_store, "scorecard", way=typed_apart)
    assert done.returncode == 0, done.stderr
    assert "Not yet: " in done.stdout
    assert "Compliance score" in done.stdout
    assert "◆ off target" in done.stdout
    assert "CEO wants it by 2026-09-30, value 82.5" in done.stdout
    assert "CIO believes in 2026-12-31, feasibility 49.0: +92 days" in done.stdout
    assert "CIO: no reply yet" in done.stdout


def test_the_json_is_the_scorecard_itself(demo_store, demo_workspace):
    done = run(demo_store, "scorecard", "--json", "--period", "2025-Q4", "--unit", "Claims")
    found = json.loads(done.stdout)
    shown = scorecard(
        demo_workspace, period="2025-Q4", business_unit="Claims", today=date(2026, 3, 31)
    )
    assert found["period"] == "2025-Q4"
    assert found["headline"] == shown.headline
    values = [tile.value for tile in shown.tiles]
    assert [tile["value"] for tile in found["tiles"]] == pytest.approx(values)
    assert [line["goal_id"] for line in found["lines"]] == [line.goal_id for line in shown.lines]
    assert found["lines"][0]["ceo"]["wanted_date"] == shown.lines[0].ceo.wanted_date.isoformat()
    assert found["lines"][0]["ceo"]["at"] == shown.lines[0].ceo.at.isoformat()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("scorecard", "--period", "2031-Q1"), 1, "Nothing is loaded for 2031-Q1."),
        (("scorecard", "--unit", "Claim"), 1, "Did you mean “Claims”?"),
        (("goal", "show", "GOAL-99"), 1, "There is no goal GOAL-99."),
        (("scorecard", "--perod", "2026-Q1"), 2, "--period"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_mistake_is_told_on_standard_error_with_its_code(demo_store, words, code, said):
    done = run(demo_store, *words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_people_are_listed_with_their_roles(demo_store):
    lines = run(demo_store, "people").stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].split() == ["amara", "facilitator", "Amara", "Diallo"]


def test_a_goal_is_shown_with_everything_ever_said_about_it(demo_store):
    said = run(demo_store, "goal", "show", "GOAL-07").stdout
    assert "GOAL-07 revision 1" in said
    assert "2026-Q2=50" in said
    assert "GOAL-07 revision 2" in said
    assert "2026-Q2=60" in said
    assert "Marcus Okafor (CIO)" in said


def test_the_demo_is_seeded_once(own_demo_store):
    for words in ((), ("--if-empty",)):
        done = run(own_demo_store, "demo", *words)
        assert (done.returncode, done.stdout) == (0, "The demo is in place; nothing was changed.\n")


def test_the_ceo_moves_a_goal_and_the_cio_answers_anew(own_demo_store):
    moved = run(
        own_demo_store, "goal", "change", "GOAL-02", "--as", "ingrid", "--wanted", "2026-12-31",
        "--target", "2026-Q3=50", "--target", "2026-Q4=100", "--score", "urgency=60",
        "--why", "Decided at the check-in.",
    )  # fmt: skip
    assert moved.stdout == "GOAL-02 is at revision 2, signed by Ingrid Solberg (CEO).\n"
    answered = run(
        own_demo_store, "reply", "change", "GOAL-02", "--as", "marcus", "--feasible", "yes",
        "--score", "data=55", "--evidence", "data=The clean-up has begun.",
        "--blocker",
        "talent|One engineer is missing.|Lena Fischer|2026-02-01|2026-06-30|60|90000|Post 17",
        "--ask-eur", "120000", "--why", "The date fits now.",
    )  # fmt: skip
    assert (
        answered.stdout == "The reply to GOAL-02 is at revision 2, signed by Marcus Okafor (CIO).\n"
    )
    card = json.loads(run(own_demo_store, "scorecard", "--json").stdout)
    line = next(one for one in card["lines"] if one["goal_id"] == "GOAL-02")
    assert (line["date_gap_days"], line["changes"], line["reply_is_older"]) == (0, 2, False)
    assert line["cio"]["ask_eur"] == "120000.00"
    (blocker,) = line["cio"]["blockers"]
    assert (blocker["estimate"], blocker["days_at_stake"]) == ("2026-06-30", 60)
    assert (blocker["money_at_stake_eur"], blocker["evidence"]) == ("90000.00", "Post 17")
    said = run(own_demo_store, "goal", "show", "GOAL-02").stdout
    assert "60 days and 90,000 EUR at stake; see Post 17" in said
    assert line["cio"]["feasibility_parts"][0][:2] == ["data", 55.0]


def test_a_first_reply_takes_what_data_say_for_what_it_leaves_out(own_demo_store):
    stated = run(
        own_demo_store, "goal", "state", "GOAL-13", "--as", "ingrid", "--why", "New.",
        "--title", "Triage live", "--perspective", "operational", "--metric", "auc",
        "--initiative", "AI-008", "--target", "2026-Q4=0.9", "--wanted", "2036-12-31",
        "--reason", "Because.", "--score", "size_of_value=50", "--score", "strategic_fit=50",
        "--score", "urgency=50", "--score", "risk_of_not_doing=50",
    )  # fmt: skip
    assert stated.returncode == 0, stated.stderr
    words = (
        "reply", "change", "GOAL-13", "--as", "marcus", "--why", "First.", "--feasible", "yes",
        "--realistic", "2026-12-31", "--score", "data=70", "--evidence", "data=Looked at by hand.",
    )  # fmt: skip
    wrong = run(own_demo_store, *words, "--score", "talent=20", "--evidence", "talent=No.")
    assert wrong.returncode == 1
    assert "Talent is scored 20, but data say 76: 45.5 of 59.5 posts in Claims" in wrong.stderr
    assert run(own_demo_store, *words).returncode == 0
    said = run(own_demo_store, "goal", "show", "GOAL-13").stdout
    assert "data 70 (Not known: " in said
    assert "infrastructure 91.1 (data say 91.1: 13 of 15 requests are met in full" in said
    assert "As measured: 45.5 of 59.5 posts in Claims were filled" in said
    assert "As of 2026-03-31 data say:" in said


def test_a_new_priority_prints_which_dates_move_by_it(own_demo_store):
    words = ("goal", "change", "GOAL-04", "--as", "ingrid", "--priority", "1", "--why", "Water.")
    said = run(own_demo_store, *words).stdout
    assert "GOAL-04 is at revision 2" in said
    assert "An estimate: GOAL-04 2027-05-31 -> 2027-03-31 (-61 days). Tomás Rivera clears" in said
    assert "GOAL-08 2027-06-30 -> 2027-07-31 (+31 days)" in said


def test_a_first_reply_needs_every_score(own_demo_store):
    words = ("reply", "change", "GOAL-12", "--as", "marcus", "--why", "First.", "--feasible", "no")
    done = run(own_demo_store, *words)
    assert done.returncode == 1
    assert (
        "A first reply needs a score for data, infrastructure, talent, compliance: data"
        in done.stderr
    )
    parts = ("data", "infrastructure", "talent", "compliance")
    scores = [word for part in parts for word in ("--score", f"{part}=50")]
    notes = [word for part in parts for word in ("--evidence", f"{part}=As measured.")]
    assert run(own_demo_store, *words, *scores, *notes).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--as", "marcus", "--priority", "2"),
            "Marcus Okafor (CIO) may not state or change goals.",
        ),
        (("--as", "nobody", "--priority", "2"), "Nobody here is called “nobody”."),
        (("--as", "ingrid", "--priority", "2", "--seen", "7"), "You saw revision 7"),
        (("--as", "ingrid", "--target", "2026-Q3"), "is not written as NAME=VALUE"),
        (("--as", "ingrid", "--target", "2026-Q3=many"), "“many” is not a number"),
        (("--as", "ingrid", "--score", "beauty=9"), "There is no score “beauty”"),
    ],
)
def test_a_change_that_may_not_be_is_refused_and_nothing_is_changed(demo_store, words, said):
    done = run(demo_store, "goal", "change", "GOAL-02", "--why", "Because.", *words)
    assert done.returncode == 1
    assert said in done.stderr
    assert "revision 2" not in run(demo_store, "goal", "show", "GOAL-02").stdout


def test_a_company_of_ones_own_begins_with_people_and_a_goal(tmp_path):
    store = tmp_path / "store"
    assert "Nobody is here yet." in run(store, "people").stdout
    assert run(store, "join", "amara", "Amara Diallo", "facilitator").returncode == 0
    refused = run(store, "join", "eve", "Eve", "ceo")
    assert refused.returncode == 1
    assert "Only somebody who is here already may add people." in refused.stderr
    assert run(store, "join", "ann", "Ann Lee", "ceo", "--as", "amara").returncode == 0
    words = (
        "goal", "state", "GOAL-01", "--as", "ann", "--why", "First.", "--title", "Half of us",
        "--perspective", "operational", "--metric", "adoption_rate", "--target", "2036-Q1=50",
        "--wanted", "2036-03-31", "--reason", "Because.", "--score", "size_of_value=50",
    )  # fmt: skip
    partly = run(store, *words)
    assert partly.returncode == 1
    assert "A goal needs a score for strategic_fit, urgency, risk_of_not_doing." in partly.stderr
    rest = ("strategic_fit", "urgency", "risk_of_not_doing")
    stated = run(store, *words, *(word for part in rest for word in ("--score", f"{part}=50")))
    assert stated.stdout == "GOAL-01 is stated, signed by Ann Lee (CEO).\n", stated.stderr
    assert "CEO wants it by 2036-03-31, value 50.0" in run(store, "scorecard").stdout
    kept = run(store, "demo", "--if-empty")
    assert (kept.returncode, "nothing was changed" in kept.stdout) == (0, True)
    assert run(store, "demo").returncode == 1
