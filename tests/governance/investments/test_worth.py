"""What an initiative is worth a year: booked before guessed, and what is guessed says so."""

from __future__ import annotations

from decimal import Decimal

from governance.investments.policy import investment_policy
from governance.investments.worth import expected_cents, point_price, worths
from pipelines.periods import parsed
from pipelines.roadmap import Funding, QuarterMoney

RULES = investment_policy().value


def funded(name, score):
    return Funding(name, "", score, None)


def quarter(name, label, *, planned=None, forecast=None):
    amounts = (None if each is None else Decimal(each) for each in (planned, forecast))
    return QuarterMoney(name, parsed(label), None, None, *amounts, None)


def test_a_forecast_counts_before_the_plan():
    ledger = [quarter("AI-1", "2026-Q1", planned=1000, forecast=900)]
    assert worths([funded("AI-1", 50)], ledger, RULES)["AI-1"].eur_a_year == 3600
    assert worths([funded("AI-1", 50)], ledger, RULES)["AI-1"].basis == "forecast"


def test_a_year_is_the_newest_four_quarters_or_fewer_made_into_a_year():
    labels = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
    ledger = [quarter("AI-1", label, planned=1000 * n) for n, label in enumerate(labels)]
    ledger += [quarter("AI-2", "2026-Q1", planned=1000), quarter("AI-2", "2025-Q4", planned=3000)]
    found = worths([funded("AI-1", None), funded("AI-2", None)], ledger, RULES)
    assert found["AI-1"].eur_a_year == 1000 + 2000 + 3000 + 4000
    assert found["AI-2"].eur_a_year == 8000
    assert found["AI-1"].basis == "planned"


def test_where_nothing_is_booked_a_point_is_worth_what_it_brings_elsewhere_in_the_median():
    known = [funded("AI-1", 10), funded("AI-2", 10), funded("AI-3", 10), funded("AI-4", 40)]
    ledger = [
        quarter(name, "2026-Q1", forecast=amount)
        for name, amount in (("AI-1", 250), ("AI-2", 500), ("AI-3", 90_000))
    ]
    assert point_price(known, ledger, RULES).eur_a_year == 200
    assert point_price(known, ledger, RULES).known == 3
    assert worths(known, ledger, RULES)["AI-4"].eur_a_year == 8000
    assert worths(known, ledger, RULES)["AI-4"].basis == "score"


def test_too_few_known_benefits_are_no_median_and_the_policy_stands_in():
    price = point_price([funded("AI-1", 10)], [quarter("AI-1", "2026-Q1", forecast=1)], RULES)
    assert (price.eur_a_year, price.known) == (RULES.euros_a_point, 0)


def test_nothing_known_is_unknown_and_not_a_guess():
    found = worths([funded("AI-1", None)], [], RULES)["AI-1"]
    assert (found.eur_a_year, found.basis) == (0, "unknown")


def test_a_score_of_nothing_is_worth_nothing():
    found = worths([funded("AI-1", 0)], [], RULES)["AI-1"]
    assert (found.eur_a_year, found.basis) == (0, "score")


def test_an_expected_amount_is_rounded_and_whole():
    one = worths([funded("AI-1", 1.234)], [], RULES)["AI-1"]
    assert one.eur_a_year == 12_300
    assert expected_cents(one, 0.7, RULES) == 8_600_00
