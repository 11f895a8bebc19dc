"""The list of issues: what is off track or shared, ranked by money and then by points."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.checkin.issues import Edges, Worth, candidates, issues
from governance.checkin.policy import checkin_policy
from governance.checkin.realities import escalations, grave, stakes
from governance.checkin.shapes import Issue, Note
from governance.watching.shapes import Incident
from tests.reports.checkin_examples import AT, FORECAST
from tests.reports.examples import goal
from tests.reports.maturity_examples import INGRID, MARCUS

RULES = checkin_policy().issues
EDGES = Edges(gap=15, chance=0.5)
FINE = {
    "status": "green", "behind": False, "date_gap_days": 0, "alignment_gap": 3.0,
    "alignment_words": "aligned",
}  # fmt: skip


def incident(**changes) -> Incident:
    plain = Incident(
        kind="dataset", subject="DS-CRM", title="Customer records", check="unique.name",
        dimension="uniqueness", says="No two rows agree in name.", score=40.0, failed=600,
        tested=1000, period="2026-Q1", severity="high", owner="Data steward", assigned=True,
        since=date(2026, 2, 1), age_days=58, state="open", reason="", episodes=(), notes=(),
        blocks=True, sample=(), goals=("G-01", "G-02"), initiatives=(),
    )  # fmt: skip
    return replace(plain, **changes)


def worth(euros, words="", of="AI-017"):
    return Worth(((of, Decimal(euros)),), words)


def found(lines, *, incidents=(), worth=None):
    held = stakes(lines, {})
    return candidates(lines, held, grave(incidents), worth=worth or {}, edges=EDGES, rules=RULES)


def keys(some):
    return [one.key for one in some]


def named(line, **changes):
    """Return the line with the same blocker under other conditions."""
    return replace(
        line, cio=replace(line.cio, blockers=(replace(line.cio.blockers[0], **changes),))
    )


def test_a_goal_on_its_way_is_no_issue():
    assert found([goal(**FINE)]) == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "red"}, "off target"),
        ({"behind": True}, "behind its pace"),
        ({"date_gap_days": 30}, "30 days later than wanted"),
        ({"alignment_gap": 15.0}, "strategy ahead of execution by 15.0 points"),
        ({"forecast": FORECAST}, "the chance of the date is 0%"),
    ],
)
def test_a_goal_is_an_issue_for_a_reason_that_is_told(changes, why):
    (one,) = found([goal(**FINE | changes)])
    assert (one.key, one.why) == ("goal:G-01", why)


def test_capacity_without_demand_is_no_issue_of_the_check_in():
    assert found([goal(**FINE | {"alignment_gap": -40.0})]) == ()


def test_money_ranks_before_points_and_larger_before_smaller():
    stated = {"G-02": worth(10), "G-03": worth(900, "by the ledger")}
    lines = [goal(f"G-0{n}", cio=None, date_gap_days=None) for n in (1, 2, 3)]
    some = found(lines, worth=stated)
    assert keys(some) == ["goal:G-03", "goal:G-02", "goal:G-01"]
    assert some[0].why.endswith("by the ledger")


def test_a_blocker_of_two_goals_is_one_issue_of_its_own():
    lines = [goal("G-01"), goal("G-02"), named(goal("G-03"), text="Another one")]
    shared = [one for one in found(lines) if one.source == "blocker"]
    assert [(one.goal_id, one.why) for one in shared] == [("", "data gap; holds up 2 goals")]


def quiet(*goals):
    """Return goals on their way, each with a blocker of its own."""
    return [named(goal(one, **FINE), text=one) for one in goals]


def test_data_that_hold_a_goal_up_are_an_issue_however_many_checks_fail():
    failing = [incident(), incident(check="not_null.email", since=date(2025, 12, 1))]
    (one,) = found(quiet("G-01", "G-02"), incidents=failing)
    assert one.key == "incident:dataset:DS-CRM"
    assert one.title == "Customer records: No two rows agree in name. (1 more check)"
    assert grave(failing)[0].since == date(2025, 12, 1)


@pytest.mark.parametrize(
    "changes",
    [{"severity": "medium"}, {"state": "closed"}, {"blocks": False}, {"goals": ("G-09",)}],
)
def test_data_that_hold_no_goal_up_are_none(changes):
    assert found(quiet("G-01"), incidents=[incident(**changes)]) == ()


def test_money_that_two_goals_share_counts_once():
    shared = {"G-01": worth(500), "G-02": worth(500)}
    (one,) = found(quiet("G-01", "G-02"), incidents=[incident()], worth=shared)
    assert one.value_eur == 500
    apart = {"G-01": worth(500), "G-02": worth(500, of="AI-018")}
    (one,) = found(quiet("G-01", "G-02"), incidents=[incident()], worth=apart)
    assert one.value_eur == 1000


def test_the_worst_data_stand_for_the_others_so_that_goals_are_seen():
    many = [incident(subject=f"DS-{n:02}") for n in range(9)]
    assert len(found(quiet("G-01"), incidents=many)) == RULES.data


def test_what_people_put_on_the_list_comes_first_and_says_who_did():
    lines = [goal("G-01"), named(goal("G-02"), text="Another one")]
    by_rule = found(lines, worth={"G-01": worth(5)})
    put = Issue("goal:G-02", "goal", "Written by hand", "G-02", None, None, "", MARCUS)
    free = Issue("free:1", "free", "The budget", "", None, None, "Asked for", INGRID)
    some = issues(by_rule, (free, put), {"goal:G-01"}, most=5)
    assert keys(some) == ["goal:G-02", "free:1", "goal:G-01"]
    assert (some[0].title, some[0].parked_by) == (lines[1].title, MARCUS)
    assert [one.solved for one in some] == [False, False, True]


def test_the_rules_fill_a_list_that_can_be_read_and_people_are_never_cut_off():
    lines = [named(goal(f"G-{n:02}"), text=f"Blocker {n}") for n in range(20)]
    put = tuple(Issue(f"free:{n}", "free", "x", "", None, None, "", INGRID) for n in range(9))
    assert len(issues(found(lines), put, (), most=4)) == 13


def test_blockers_rank_by_money_then_value_then_days():
    dear = named(goal("G-01"), money_at_stake_eur=Decimal(10))
    long = named(goal("G-02"), days_at_stake=90)
    short = named(goal("G-03"), days_at_stake=9)
    worthy = replace(goal("G-04"), ceo=replace(goal().ceo, value_score=99.0))
    some = stakes([short, long, worthy, dear], {})
    assert [one.goal_id for one in some] == ["G-01", "G-04", "G-02", "G-03"]


def test_the_days_of_a_blocker_are_the_forecasts_and_only_else_the_cios():
    line = named(goal(), days_at_stake=400)
    assert stakes([line], {"G-01": FORECAST})[0].days == 91
    assert stakes([line], {})[0].days == 400


def test_an_escalation_shows_which_half_is_missing():
    key = "incident:dataset:DS-CRM"
    note = Note(f"{key}:cause", "Two systems write customers.", MARCUS, AT, 3)
    (one,) = escalations(grave([incident(), incident(severity="low")]), [note])
    assert (one.key, one.root_cause, one.decision) == (key, "Two systems write customers.", "")
