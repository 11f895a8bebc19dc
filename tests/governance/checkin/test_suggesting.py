"""The rules propose the first option that fits, say why, and list every rule that was tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import OPTIONS, Attached, Suggestion
from governance.checkin.suggesting import Case, Foundation, suggestion, with_smaller
from governance.forecast.shapes import Finish, WhatIf
from tests.reports.examples import goal
from tests.reports.forecast_examples import forecast

FAQ = Attached("FAQ answers", WhatIf(("1",), (), 0.55), 0.75, None, None)
SHARED = (("1", Foundation(3)),)
"""The blocker holds up three initiatives."""
ORDER = ("retire", "pause", "fund_foundation", "re_scope", "re_time", "keep", "accelerate")


def case(*, chance: float | None = 0.0, value: float = 82.5, **changes) -> Case:
    """Return the chatbot: no chance of the third quarter, held up by doubled customers."""
    finish = Finish(chance, date(2026, 12, 31), date(2027, 2, 28), date(2027, 2, 28))
    line = goal(status="amber")
    line = replace(line, ceo=replace(line.ceo, value_score=value))
    given = {"line": line, "forecast": forecast(finish=finish), "in_production": False}
    return Case(**{**given, **changes})


def clear(*, chance: float | None, **changes) -> Case:
    """Return a goal with nothing in its way."""
    plain = case(chance=chance, **changes)
    assert plain.forecast is not None
    return replace(plain, forecast=replace(plain.forecast, holds=()))


def judged(one: Case) -> Suggestion:
    found = suggestion(one, checkin_policy())
    assert tuple(option for option, _, _ in found.tried) == ORDER
    assert set(ORDER) == set(OPTIONS)
    assert all(why for _, _, why in found.tried)
    return found


def why(found: Suggestion, option: str) -> tuple[bool, str]:
    return next((fits, said) for name, fits, said in found.tried if name == option)


def test_the_worked_case_is_fund_the_foundation_with_a_first_slice_and_a_later_date():
    found = judged(case(foundations=SHARED, smaller=FAQ))
    assert found.options == ("fund_foundation", "re_scope", "re_time")
    assert found.reason == "“31 % of customers are there twice” holds up 3 initiatives"
    assert why(found, "re_scope") == (
        True, "a smaller scope keeps 55% of the value with a chance of 75%",
    )  # fmt: skip
    assert why(found, "re_time") == (
        True, "the chance of the date is 0%; 85% of like cases come by 28 Feb 2027",
    )  # fmt: skip


def test_without_a_stated_share_no_smaller_scope_is_proposed():
    found = judged(case(foundations=SHARED))
    assert found.options == ("fund_foundation", "re_time")
    assert why(found, "re_scope")[1].startswith("nobody has stated what share")
    stated = with_smaller(found, FAQ, checkin_policy())
    assert stated == judged(case(foundations=SHARED, smaller=FAQ))


@pytest.mark.parametrize(
    ("foundation", "fits"),
    [
        (Foundation(1), False),
        (Foundation(2), True),
        (Foundation(1, "FND-01", False, Decimal(180), Decimal(180)), True),
        (Foundation(1, "FND-01", False, Decimal(179), Decimal(180)), False),
        (Foundation(5, "FND-01", True, Decimal(900), Decimal(180)), False),
        (Foundation(None), False),
    ],
)
def test_a_foundation_is_funded_where_it_is_shared_or_worth_its_cost(foundation, fits):
    found = judged(case(foundations=(("1", foundation),)))
    assert (found.options[0] == "fund_foundation") is fits


def test_only_a_foundation_clears_blockers_of_its_own_kind():
    plain = case()
    (hold,) = plain.forecast.holds
    vendor = replace(plain.forecast, holds=(replace(hold, type="vendor"),))
    found = judged(replace(plain, forecast=vendor, foundations=SHARED))
    assert found.options == ("re_time",)
    assert why(found, "fund_foundation")[1] == ("no blocker is of data gap, infrastructure, talent")


def test_what_is_worth_little_is_retired_unless_somebody_uses_it():
    assert judged(case(value=39.9)).options == ("retire",)
    assert judged(case(value=39.9, in_production=True)).options == ("pause",)
    assert judged(case(value=40)).options == ("re_time",)


def test_what_loses_money_is_retired_only_where_no_way_is_open():
    lost = case(negative_reviews=2)
    assert judged(lost).options == ("re_time",)
    shut = replace(lost.forecast, holds=())
    assert judged(replace(lost, forecast=shut)).options == ("retire",)
    unknown = replace(shut, finish=replace(shut.finish, p_target=None))
    found = judged(replace(lost, forecast=unknown))
    assert found.options == ()
    assert "whether there is a way cannot be known" in why(found, "retire")[1]


def test_an_open_critical_control_pauses_whatever_the_chance_is():
    found = judged(clear(chance=1.0, open_controls=("bias_test",)))
    assert found.options == ("pause",)
    assert found.reason == "a critical control is open: bias test"


def test_several_open_controls_are_counted_and_named():
    found = judged(clear(chance=1.0, open_controls=("bias_test", "human_oversight")))
    assert found.reason == "2 critical controls are open: bias test and human oversight"


@pytest.mark.parametrize(("chance", "option"), [(0.49, "re_time"), (0.5, None), (0.7, "keep")])
def test_the_chance_decides_between_a_new_date_and_keeping_it(chance, option):
    assert judged(clear(chance=chance)).options == ((option,) if option else ())


def test_red_is_never_kept_and_never_hurried():
    plain = clear(chance=0.95)
    found = judged(replace(plain, line=replace(plain.line, status="red", alignment_gap=-20.0)))
    assert found.options == ()
    assert found.reason == "No rule fits; talk it over."


def test_what_is_nearly_safe_and_has_capacity_to_spare_is_hurried():
    plain = clear(chance=0.9, value=70)
    eager = replace(plain, line=replace(plain.line, alignment_gap=-15.0))
    assert judged(eager).options == ("accelerate",)
    calm = replace(plain, line=replace(plain.line, alignment_gap=-14.9))
    assert judged(calm).options == ("keep",)


def test_a_chance_that_cannot_be_known_proposes_nothing():
    found = judged(clear(chance=None))
    assert found.options == ()
    assert why(found, "keep") == (False, "the chance of the date cannot be known yet")
    assert judged(replace(clear(chance=None), forecast=None)).options == ()


def test_a_new_date_beyond_the_data_is_not_made_up():
    plain = clear(chance=0.0)
    late = replace(plain.forecast, finish=replace(plain.forecast.finish, p85=None))
    assert "no new date can be proposed" in judged(replace(plain, forecast=late)).reason


def test_every_judgement_carries_its_reason():
    for name, section in checkin_policy():
        assert section.because, name
