"""Each score opens to its checks, each check to the rows that fail, each goal to its data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.portfolio import Initiative
from reports.data_proof import (
    checks_table,
    history_table,
    holding_table,
    holding_words,
    proof_table,
    proof_words,
    run_words,
    scored,
    worst_checks,
)
from reports.incidents import incidents_table, incidents_words
from reports.markup import box, written
from reports.standings import (
    datasets_in_order,
    datasets_table,
    datasets_words,
    resting_words,
    standing_words,
)
from tests.reports.attacks import ATTACKS
from tests.reports.maturity_examples import (
    CONSENT,
    FINE,
    UNMEASURED,
    check,
    incident,
    readiness,
    row,
    run,
    standing,
)
from tests.reports.test_markup import read

CHATBOT = Initiative("AI-017", "Service chatbot", "Service", "scaling")


def to(name: str) -> str:
    return f"maturity?subject={name}"


def datasets(*found, waiting=frozenset()) -> str:
    return datasets_table(found, every=found, waiting=waiting, address=to, goal_address=to)


def test_you_said_four_the_checks_say_two_point_one():
    assert proof_words(row(), 7, 5) == (
        "On uniqueness the CEO's side said 4.0 and the CIO's side said 3.0, the checks say 2.1 "
        "(42 of 100). The worst 5 of 7 failing checks:"
    )


def test_what_nothing_measured_is_neither_supported_nor_contradicted():
    assert "nothing supports or contradicts that" in proof_words(UNMEASURED, 0, 0)
    assert "Every element that was tested passed." in proof_words(row(), 0, 0)


def test_the_worst_checks_of_a_dimension_come_first_and_those_that_hold_not_at_all():
    worse = check("key.unique", passed=100)
    found = worst_checks([run(check(), worse, CONSENT), run(FINE)], "uniqueness")
    assert [one.name for _, one in found] == ["key.unique", "unique.name+birth_date"]


def test_a_failing_check_names_rows_that_can_be_looked_up_and_counts_the_others():
    found = read(proof_table(worst_checks([run()], "uniqueness"), to)).text
    assert "row 0, customer_no C-000000" in found
    assert "and 305 more" in found
    assert "310" in found


def test_an_empty_cell_is_said_to_be_empty():
    assert "consent empty" in read(checks_table(run())).text


def test_datasets_are_shown_worst_first_and_unmeasured_ones_last():
    unknown = standing("DS-A", measured=None)
    good = standing("DS-B", score=90.0)
    bad = standing("DS-C", score=20.0)
    assert [one.dataset for one in datasets_in_order([unknown, good, bad])] == [
        "DS-C", "DS-B", "DS-A",
    ]  # fmt: skip
    assert datasets_words([unknown, good, bad], frozenset({"DS-A"})) == (
        "2 of 3 datasets are measured, 1 is being measured; lowest is Customer records "
        "with 20 of 100."
    )


def test_a_dataset_says_what_its_scores_rest_on():
    assert "being measured anew" in read(datasets(standing(), waiting={"DS-CRM"})).text
    assert "being measured" in read(datasets(standing(measured=None), waiting={"DS-CRM"})).text
    told = standing(measured=None, state="reported", reported_score=72.0, reported_period="2026-Q1")
    assert "reported 72, not measured" in read(datasets(told)).text
    assert "Its owner reports 72 of 100 for 2026-Q1." in standing_words(told)


def test_a_dataset_leads_to_its_checks_and_to_the_goals_that_rest_on_it():
    drawn = datasets(standing())
    assert 'href="maturity?subject=DS-CRM"' in drawn
    assert 'href="maturity?subject=GOAL-02"' in drawn
    assert "AI-017" in drawn


def test_a_score_has_a_shape_and_is_never_rounded_up_to_a_hundred():
    assert read(written(box("", scored(99.97)))).text == "99.9"
    assert read(written(box("", scored(100.0)))).text == "100"
    assert read(written(box("", scored(None)))).text == "–"
    fails = written(box("", scored(90.0, holds=False)))
    assert "watch" in fails, "a check that fails is never shown as good"
    looks = [written(box("", scored(score))) for score in (20.0, 70.0, 90.0)]
    assert ["bad" in looks[0], "watch" in looks[1], "good" in looks[2]] == [True] * 3


def test_a_dataset_is_told_in_a_sentence():
    assert standing_words(standing()) == (
        "Customer records has 76 of 100, level 2.4: 2 of 3 checks fail on 1,000 rows of 2026-Q1."
    )
    assert "was not measured yet" in standing_words(standing(measured=None))
    failed = run(checks=(), failure="The table is gone.")
    assert "The table is gone." in standing_words(standing(measured=failed, score=None))
    assert "2 of 3 checks fail" in run_words(run())
    assert "The table is gone." in run_words(failed)
    assert "Owner: Customer data steward." in resting_words(standing())


def test_the_newest_quarter_comes_first_in_the_history():
    drawn = read(history_table([run(period="2025-Q4"), run()])).text
    assert drawn.index("2026-Q1") < drawn.index("2025-Q4")


def test_a_goal_leads_to_the_dataset_that_holds_it_back():
    ready = readiness()
    assert holding_words([ready]) == "The weakest of its data: Customer records, 30 of 100."
    drawn = holding_table([CHATBOT], {"AI-017": ready}, to)
    assert 'href="maturity?subject=DS-CRM"' in drawn
    assert "names no dataset" in holding_table([CHATBOT], {}, to)
    unknown = readiness(score=None, at_most=None, held_back_by="", held_back_title="")
    assert "not known" in holding_words([unknown])
    assert "names a dataset" in holding_words([])


def test_an_incident_says_who_looks_after_it_for_how_long_and_what_it_blocks():
    found = read(incidents_table([incident()])).text
    for words in ("Tomás Rivera", "6 months", "open, high, stands in the way of 2 goals"):
        assert words in found
    assert "31 Mar 2025 to 30 Jun 2025" in found
    closed = incident(state="closed", reason="The field is no longer asked for.")
    assert "closed: The field is no longer asked for." in read(incidents_table([closed])).text


def test_incidents_are_counted_in_words():
    assert incidents_words([incident()]) == (
        "One incident is open, the oldest for 6 months (consent is filled)."
    )
    assert incidents_words([incident(state="closed")]) == "No incident is open."
    assert incidents_words([]) == "No check ever failed."


@pytest.mark.parametrize("attack", ATTACKS)
def test_data_that_attack_stay_text(attack):
    hostile = check(says=attack, sample=({attack: attack},))
    plain = check(sample=({"a": "b"},))
    for draw in (lambda one: checks_table(run(one)), lambda one: proof_table([(run(), one)], to)):
        assert read(draw(hostile)).elements == read(draw(plain)).elements
    named = standing(title=attack, owner=attack, initiatives=(attack,))
    assert read(datasets(named)).elements == read(datasets(standing(initiatives=("A",)))).elements
    said = replace(incident(), says=attack, owner=attack, check=attack)
    assert read(incidents_table([said])).elements == read(incidents_table([incident()])).elements
