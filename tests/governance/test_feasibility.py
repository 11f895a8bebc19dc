"""Evidence comes first: what data say of a goal, what they cannot say, and who says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from governance import goals, replies
from governance.feasibility import evidence, wait_score
from governance.policy import policy
from governance.promises import Evidence, Obstacle
from pipelines.errors import GapError
from pipelines.quality.kept import keep
from tests.governance.conftest import NOW
from tests.governance.measurements import check, register, run
from tests.pipelines.metrics.stores import header, load

TODAY = date(2026, 3, 31)
WAIT = policy().evidence.infrastructure


@pytest.fixture
def stated(staffed, cast, chatbot):
    """The chatbot's goal."""
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    return staffed


@pytest.fixture
def known(stated, tmp_path):
    """The chatbot with its data, requests, posts and controls."""
    register(stated)
    keep(stated, run("2026-Q1", check(30)))
    requests = (
        "R1,AI-017,gpu,2026-01-01,,2026-01-11,4,4,GPU",
        "R2,AI-017,tool,2026-01-01,,2026-03-02,1,1,licence",
        "R3,AI-017,tool,2026-01-01,,2026-03-02,1,1,licence",
        "R4,AI-017,storage,2026-01-20,,,1,,TB",
        "R5,AI-017,data_access,2026-01-20,,,1,,dataset",
    )
    load(stated, tmp_path, "infra_2026-Q1.csv", header("infra") + "\n".join(requests) + "\n")
    members = "AI-017,2026-Q1,Chatbot,Service,CEO,PM,GOAL-02,prototype,high,,100,80,\n"
    load(stated, tmp_path, "initiatives_2026-Q1.csv", header("initiatives") + members)
    roles = ("data_engineer,Service,2026-Q1,4,2,1,,", "steward,Service,2026-Q1,1,3,0,,")
    load(stated, tmp_path, "talent_2026-Q1.csv", header("talent") + "\n".join(roles) + "\n")
    cells = header("control_evidence").strip().split(",")
    told = ""
    for control, status in (
        ("bias_test", "met"), ("real_world_test", "partial"), ("data_quality", "not_met"),
        ("monitoring_plan", "met"), ("notice", "na"),
    ):  # fmt: skip
        row = {
            "model_id": "M-1",
            "control_id": control,
            "quarter": "2026-Q1",
            "initiative_id": "AI-017",
            "tier": "high",
            "status": status,
            "na_reason": "Nobody meets it." if status == "na" else "",
        }
        told += ",".join(row.get(name, "") for name in cells) + "\n"
    load(stated, tmp_path, "control_evidence_2026-Q1.csv", header("control_evidence") + told)
    return stated


def parts(workspace, today=TODAY):
    return evidence(workspace, today=today)["GOAL-02"].parts


def give(workspace, cast, reply, *, seen=0, now=NOW):
    return replies.give_reply(
        workspace, cast.cio, goal_id="GOAL-02", seen=seen, reply=reply, why="An answer.", now=now
    ).content


def test_all_four_parts_are_read_from_data_and_say_what_they_rest_on(known):
    found = parts(known)
    assert (found["data"].score, found["data"].source) == (30, "DS-CRM")
    assert found["data"].words == "Customer records holds it back at 30 of 100."
    assert found["compliance"].score == pytest.approx(65.0)
    assert found["compliance"].words == (
        "Of 4 controls asked of 1 model in 2026-Q1, 2 are met, 1 in part; weighted as on the wall."
    )


def test_infrastructure_is_what_was_met_capped_by_the_wait(known):
    found = parts(known)["infrastructure"]
    assert wait_score(60, WAIT) == 50
    assert found.score == 50
    assert found.words == (
        "3 of 5 requests are met in full, 2 still wait; the median wait of 60 days is above the "
        "agreed 30 and holds the score at 50."
    )


@pytest.mark.parametrize(
    ("days", "worth"), [(0, 100), (30, 100), (45, 75), (60, 50), (90, 0), (900, 0)]
)
def test_a_wait_falls_evenly_from_the_agreed_days_to_three_times_as_many(days, worth):
    assert wait_score(days, WAIT) == pytest.approx(worth)


def test_a_role_too_many_fills_no_other_and_contractors_do_not_count(known):
    found = parts(known)["talent"]
    assert found.score == pytest.approx(60)
    assert found.words == (
        "3 of 5 posts in Service were filled at the end of 2026-Q1; most are missing as data "
        "engineer: 2; contractors (1) do not count."
    )


def test_what_nobody_loaded_is_not_known_and_says_so(stated):
    found = parts(stated)
    assert {part.score for part in found.values()} == {None}
    assert found["data"].words == "Nobody has said which datasets it uses."
    assert "No requests are loaded" in found["infrastructure"].words
    assert "names no unit" in found["talent"].words
    assert "No control was asked" in found["compliance"].words


def test_a_goal_that_no_initiative_works_for_is_not_guessed(staffed, cast, chatbot):
    whole = replace(chatbot, initiative_id="", metric="adoption_rate")
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=whole, why="All.", now=NOW)
    found = parts(staffed)
    assert found["data"].words == "No initiative works for this goal."
    assert found["infrastructure"].score is None


def test_a_reply_keeps_what_data_said_when_it_was_signed(known, cast, answer):
    forged = replace(answer.scores, data=Evidence(30, "31 % duplicates.", 99.0, "Forged."))
    given = give(known, cast, replace(answer, scores=forged))
    assert given.scores.data.measured == 30
    assert given.scores.data.measured_words == "Customer records holds it back at 30 of 100."
    assert (given.scores.talent.score, given.scores.talent.measured) == (60, 60)
    assert replies.replies(known)[0].content == given


def test_a_score_that_differs_from_the_data_needs_a_reason(known, cast, answer):
    bare = replace(answer.scores, data=Evidence(80, "I think."))
    with pytest.raises(GapError) as refused:
        give(known, cast, replace(answer, scores=bare))
    said = str(refused.value)
    assert "Data is scored 80, but data say 30: Customer records holds it back" in said
    assert "“I think.” does not say why it is otherwise." in said
    assert "Nothing was changed." in said
    assert replies.replies(known) == ()
    told = replace(answer.scores, data=Evidence(80, "The clean-up ended last week."))
    assert give(known, cast, replace(answer, scores=told)).scores.data.measured == 30


def test_a_score_within_the_tolerance_needs_no_more_than_a_word(known, cast, answer):
    near = replace(answer.scores, data=Evidence(35, "Yes."))
    assert give(known, cast, replace(answer, scores=near)).scores.data.score == 35


def test_a_reply_of_an_earlier_day_stands_beside_what_was_known_then(known, cast, answer):
    known.catalogue.set_reporting_date(TODAY, actor="amara", at=NOW, role="facilitator")
    early = datetime(2026, 1, 15, tzinfo=UTC)
    given = give(known, cast, answer, now=early)
    assert given.scores.data.measured is None
    assert given.scores.infrastructure.measured_words.startswith("1 of 3 requests are met")


def test_what_is_at_stake_must_be_days_and_euros(stated, cast, answer):
    full = Obstacle(
        "data_gap", "CRM", "Lena", date(2025, 6, 23), date(2026, 10, 31),
        evidence="DS-CRM, check unique.customer", days_at_stake=92,
        money_at_stake_eur=Decimal("250000.5"),
    )  # fmt: skip
    give(stated, cast, replace(answer, blockers=(full,)))
    for wrong, said in (
        (replace(full, days_at_stake=-1), "cannot cost -1 days"),
        (replace(full, money_at_stake_eur=Decimal("-1")), "is not an amount"),
    ):
        with pytest.raises(GapError, match=said):
            give(stated, cast, replace(answer, blockers=(wrong,)), seen=1)
