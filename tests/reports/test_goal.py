"""Both sides of a goal stand side by side, with the arithmetic of every score and of the gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.feasibility_shapes import GoalEvidence, PartEvidence
from governance.policy import policy
from governance.scorecard.accountability import company_index, with_forecasts
from governance.scorecard.shapes import CioSide, GapIndex, GoalLine
from reports.goal import (
    blockers,
    cap_words,
    gap,
    headline,
    index_figure,
    owed,
    sides,
    standing_words,
)
from reports.goals_list import asked, company_arithmetic, company_words, overview, waiting
from tests.governance.test_merging import GOAL
from tests.reports.attacks import ATTACKS
from tests.reports.examples import goal, scorecard
from tests.reports.forecast_examples import calibration, forecast, missing
from tests.reports.test_markup import read

TODAY = date(2026, 3, 31)
PARTS = (("data", 30.0, 0.35), ("infrastructure", 70.0, 0.25), ("talent", 60.0, 0.2),
         ("compliance", 80.0, 0.2))  # fmt: skip
VALUE = (("size_of_value", 80.0, 0.35), ("strategic_fit", 90.0, 0.3), ("urgency", 85.0, 0.2),
         ("risk_of_not_doing", 70.0, 0.15))  # fmt: skip
NOW = GoalEvidence(
    "G-01",
    ("AI-017",),
    {
        "data": PartEvidence(38.0, "Customer records holds it back at 38.", "DS-CRM"),
        "infrastructure": PartEvidence(None, "No request was made.", "infra"),
        "talent": PartEvidence(60.0, "3 of 5 roles are filled.", "talent"),
        "compliance": PartEvidence(80.0, "8 of 10 controls are met.", "control_evidence"),
    },
)


def chatbot(**changes: object) -> GoalLine:
    """Return the worked case: V 82.5, F held at 49, no chance of the wanted date."""
    line = goal()
    assert line.cio is not None
    cio = replace(
        line.cio,
        feasibility_score=49.0,
        feasibility_parts=PARTS,
        evidence=tuple((part, f"Why {part}.") for part, *_ in PARTS),
        measured=(("data", 31.0, "31 of 100 then."), ("talent", 60.0, "3 of 5 then.")),
    )
    ceo = replace(line.ceo, value_score=82.5, value_parts=VALUE)
    line = replace(line, ceo=ceo, cio=cio)
    (found,) = with_forecasts([line], {"G-01": forecast()}, policy().accountability)
    return replace(found, **changes)


def side() -> CioSide:
    line = chatbot()
    assert line.cio is not None
    return line.cio


def shown(line: GoalLine) -> str:
    drawn = sides(line, GOAL, NOW, policy().feasibility, metric="metric?metric=adoption_rate")
    return read(drawn).text


def address(goal_id: str) -> str:
    return f"goals?goal={goal_id}"


def test_the_headline_joins_the_gap_and_the_chance():
    assert headline(chatbot()) == (
        "11 months later than wanted · strategy ahead of execution; "
        "0% by 30 Sep 2026, judged by 14 own cases."
    )


def test_value_and_feasibility_show_their_arithmetic():
    text = shown(chatbot())
    for words in ("80 × 35%28.0", "90 × 30%27.0", "82.5 of 100", "49.0 of 100", "weighs 35%"):
        assert words in text


def test_a_blocker_is_not_averaged_away_and_the_cap_is_explained():
    assert cap_words(side(), policy().feasibility) == (
        "The weighted geometric mean of the four is 51.8; it is held at 49 because data is "
        "below 40: a blocker is not averaged away."
    )
    calm = replace(side(), feasibility_parts=tuple((part, 60.0, share) for part, _, share in PARTS))
    assert (
        cap_words(calm, policy().feasibility) == "The weighted geometric mean of the four is 60.0."
    )


def test_what_the_cio_says_and_what_the_data_said_are_two_figures():
    text = shown(chatbot())
    assert "▲ data said 31, say 38 now" in text
    assert "data said 60" in text
    assert "not measured then, say 80 now" in text
    assert "Why data." in text


def test_without_a_reply_the_data_speak_alone_and_the_cio_is_asked():
    line = chatbot(cio=None, date_gap_days=None, alignment_gap=None)
    text = shown(line)
    assert "No reply yet. The CIO is asked for one." in text
    assert "No request was made." in text
    assert "not measured" in text


def test_a_goal_that_changed_after_its_reply_asks_for_a_new_one():
    changed = chatbot(reply_is_older=True)
    assert "the CIO is asked for a new one" in owed(changed)
    assert "the CIO is asked for a new one" in standing_words(changed)
    assert owed(chatbot()) == ""
    assert asked([chatbot(), changed]) == (changed,)
    assert "G-01 · The goal was changed after" in read(waiting([changed], address)).text


def test_the_gap_index_shows_each_part_and_the_sum():
    text = read(gap(chatbot())).text
    assert "33.5 points" in text
    assert "33.5 points apart, of 50: 67" in text
    assert "0.30 × 67 + 0.30 × 92 + 0.40 × 100 = 88" in text


def test_an_index_that_is_not_known_is_no_nought():
    unknown = GapIndex(None, 0.4, 10.0, 70.0, (), 0, 1, "Too little is known.")
    assert index_figure(unknown) == "not known"
    assert index_figure(None) == "not known"
    assert "cannot be told yet" in company_words(unknown)
    assert company_arithmetic(unknown, []) == (
        "Too little is known. Whatever the rest is, it lies between 10 and 70."
    )


def test_the_companys_index_says_what_it_is_a_mean_of():
    lines = with_forecasts([goal(), goal("G-02", cio=None, alignment_gap=None,
                                         date_gap_days=None)],
                           {"G-01": forecast()}, policy().accountability)  # fmt: skip
    index = company_index(lines, policy().accountability)
    if index.score is not None:
        assert "summed over 1 goals" in company_arithmetic(index, lines)
    assert "has no reply" in company_arithmetic(index, lines)


def test_a_blocker_stands_with_its_age_its_stake_and_what_the_forecast_says_it_costs():
    line = chatbot()
    one = replace(
        side().blockers[0], days_at_stake=90, money_at_stake_eur=Decimal(900000), evidence="Audit"
    )
    text = read(blockers(replace(line, cio=replace(side(), blockers=(one,))), TODAY)).text
    for words in ("Data gap: ", "5 months old", "3 months · €900k", "Audit",
                  "3 months of P50; without it 75% by 30 Sep 2026"):  # fmt: skip
        assert words in text
    bare = replace(one, days_at_stake=None, money_at_stake_eur=None, evidence="", estimate=None)
    text = read(blockers(replace(line, cio=replace(side(), blockers=(bare,))), TODAY)).text
    for words in ("nobody knows", "not said", "none named"):
        assert words in text


def test_the_list_begins_with_the_widest_gap_and_ends_with_what_is_not_known():
    lines = with_forecasts(
        scorecard().lines,
        {
            "G-01": forecast(),
            "G-02": forecast(calibration=calibration(trusted=False, p85_coverage=0.6)),
            "G-04": missing(),
        },
        policy().accountability,
    )
    text = read(overview(lines, address)).text
    assert text.index("G-01") < text.index("G-03") < text.index("G-04")
    assert "▲ no reply" in text
    assert "No forecast: too little history" in text
    assert "not asked" in text
    assert "−34" in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_was_typed_stays_text(attack):
    line = chatbot(title=attack, metric_title=attack)
    cio = replace(side(), ask=attack, evidence=(("data", attack),))
    cio = replace(cio, blockers=tuple(replace(one, text=attack, owner=attack, evidence=attack)
                                      for one in cio.blockers))  # fmt: skip
    line = replace(line, cio=cio, ceo=replace(line.ceo, reason=attack, by=attack))
    for markup in (
        sides(line, GOAL, NOW, policy().feasibility, metric="metric"),
        blockers(line, TODAY),
        overview([line], address),
        waiting([replace(line, reply_is_older=True)], address),
    ):
        assert not {"script", "img", "iframe", "style"} & set(read(markup).elements)


def test_a_long_list_of_what_is_waited_for_is_cut_and_says_so():
    line = chatbot(reply_is_older=True)
    drawn = waiting([replace(line, goal_id=f"G-{place:02d}") for place in range(20)], address)
    assert "and 12 more, marked ▲ in the list below" in read(drawn).text
