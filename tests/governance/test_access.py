"""Who may do what: the whole table, said a second time, and what a refusal sounds like."""

from __future__ import annotations

import itertools

import pytest

from governance.access import ACTIONS, Action, may, require
from governance.people import ROLES, Person, Role
from pipelines.errors import NotAllowed

EVERYBODY = set(ROLES)
ALLOWED: dict[Action, set[Role]] = {
    "scorecard:read": EVERYBODY,
    "metric:read": EVERYBODY,
    "methods:read": EVERYBODY,
    "portfolio:read": EVERYBODY,
    "loads:read": EVERYBODY - {"viewer"},
    "loads:write": {"cio", "cio_staff"},
    "loads:undo": {"cio", "cio_staff"},
    "loads:approve": {"cio", "cio_staff"},
    "goals:write": {"ceo"},
    "replies:write": {"cio"},
    "workspace:write": {"facilitator"},
    "maturity:read": EVERYBODY,
    "maturity:answer": EVERYBODY - {"facilitator"},
    "maturity:facilitate": {"facilitator"},
    "datasets:write": {"cio", "cio_staff"},
    "incidents:write": {"cio", "cio_staff"},
    "investments:read": EVERYBODY,
    "investments:write": {"ceo", "cio"},
    "checkin:read": EVERYBODY,
    "checkin:lead": {"facilitator"},
    "checkin:take_part": EVERYBODY - {"viewer"},
    "checkin:decide": {"ceo"},
    "comments:write": EVERYBODY,
    "trends:write": {"cio", "cio_staff"},
}


@pytest.mark.parametrize(("role", "action"), list(itertools.product(ROLES, ACTIONS)))
def test_each_role_may_do_exactly_what_the_table_says(role: Role, action: Action):
    assert may(Person("x", "X", role), action) is (role in ALLOWED[action])


def test_every_action_is_somebodys():
    assert set(ALLOWED) == set(ACTIONS)
    assert all(ALLOWED.values())


def test_nobody_may_write_both_sides_of_a_promise():
    assert not ALLOWED["goals:write"] & ALLOWED["replies:write"]


def test_whoever_leads_an_audit_has_no_answer_in_it():
    assert not ALLOWED["maturity:facilitate"] & ALLOWED["maturity:answer"]


def test_whoever_leads_a_check_in_does_not_decide_in_it():
    assert not ALLOWED["checkin:lead"] & ALLOWED["checkin:decide"]


def test_a_refusal_names_the_person_and_whom_to_ask():
    with pytest.raises(NotAllowed) as refusal:
        require(Person("marcus", "Marcus Okafor", "cio"), "goals:write")
    assert "Marcus Okafor (CIO) may not state or change goals." in str(refusal.value)
    assert "Ask the CEO. Nothing was changed." in str(refusal.value)


def test_who_holds_the_right_passes_without_a_word():
    require(Person("ingrid", "Ingrid Solberg", "ceo"), "goals:write")
