"""Incidents: who owns one, how old it is, what it stops, and who may end it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance import goals
from governance.incidents import assign, close, incidents
from governance.people import Person
from governance.records.opening import writing
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.quality.kept import keep
from pipelines.quality.registry import retire
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW
from tests.governance.measurements import TWINS, check, register, run

TODAY = date(2026, 3, 31)
THIS = {"kind": "dataset", "subject": "DS-CRM", "check": TWINS}


@pytest.fixture
def watched(staffed: Workspace) -> Workspace:
    """A critical dataset of the chatbot in which three of ten customers are twins."""
    register(staffed)
    keep(staffed, run("2025-Q3", check(69)))
    keep(staffed, run("2025-Q4", check(55)))
    return staffed


def found(workspace: Workspace):
    """Return the only incident."""
    (one,) = incidents(workspace, today=TODAY)
    return one


def close_it(workspace: Workspace, person: Person, *, reason="Twins are wanted.", now=NOW):
    return close(workspace, person, **THIS, reason=reason, now=now)


def assign_it(workspace: Workspace, person: Person, owner="Lena Fischer", *, now=NOW):
    return assign(workspace, person, **THIS, owner=owner, why="She knows the CRM.", now=now)


def test_it_says_what_fails_how_much_of_what_and_since_when(watched):
    one = found(watched)
    assert (one.kind, one.subject, one.check) == ("dataset", "DS-CRM", TWINS)
    assert (one.title, one.says) == (
        "Customer records",
        "No two rows agree in name and birth_date.",
    )
    assert (one.score, one.failed, one.tested, one.period) == (55, 450, 1000, "2025-Q4")
    assert (one.state, one.since, one.age_days) == ("open", date(2025, 9, 30), 182)
    assert one.sample == tuple({"customer_no": f"C-{number:06d}"} for number in range(5))


@pytest.mark.parametrize(("share", "severity"), [(59, "high"), (60, "medium"), (80, "low")])
def test_how_grave_it_is_follows_from_the_share_that_passes(watched, share, severity):
    keep(watched, run("2026-Q1", check(share)))
    assert found(watched).severity == severity


def test_its_owner_is_the_datas_owner_until_somebody_is_named(watched, cast):
    assert (found(watched).owner, found(watched).assigned) == ("Customer data steward", False)
    assign_it(watched, cast.cio)
    assign_it(watched, cast.staff, "Tomás Rivera", now=NOW + timedelta(hours=1))
    assert (found(watched).owner, found(watched).assigned) == ("Tomás Rivera", True)
    assert [note.owner for note in found(watched).notes] == ["Lena Fischer", "Tomás Rivera"]


def test_whoever_was_named_stays_its_owner_when_it_reopens(watched, cast):
    assign_it(watched, cast.cio)
    keep(watched, run("2026-Q1", check(99)))
    keep(watched, run("2026-Q2", check(69)))
    assert (found(watched).owner, len(found(watched).episodes)) == ("Lena Fischer", 2)


def test_an_extracts_incident_belongs_to_the_role_in_its_contract(staffed):
    keep(staffed, run("2025-Q4", check(90), kind="extract", subject="ledger", title="Ledger"))
    assert found(staffed).owner == staffed.extracts["ledger"].owner_role != ""


def test_a_passing_run_closes_it_and_a_failing_one_reopens_it(watched):
    keep(watched, run("2026-Q1", check(99)))
    one = found(watched)
    assert (one.state, one.reason, one.blocks) == (
        "closed",
        "The check passed on 31 Mar 2026.",
        False,
    )
    keep(watched, run("2026-Q2", check(40)))
    assert (found(watched).state, found(watched).since) == ("open", date(2026, 6, 30))
    assert len(found(watched).episodes) == 2


def test_it_is_closed_by_hand_with_a_reason_until_it_is_measured_again_and_fails(watched, cast):
    close_it(watched, cast.cio)
    one = found(watched)
    assert (one.state, one.reason) == ("closed", "Twins are wanted.")
    assert one.episodes[-1].by == "Marcus Okafor (CIO)"
    keep(watched, run("2025-Q4", check(55), at=NOW + timedelta(days=1)))
    assert found(watched).state == "open"
    assert [each.how for each in found(watched).episodes] == ["by_hand", None]


def test_measuring_the_same_quarter_anew_replaces_what_it_said(watched):
    keep(watched, run("2025-Q4", check(99), at=NOW))
    assert found(watched).state == "closed"


def test_a_dataset_that_is_retired_is_no_longer_checked(watched):
    retire(watched, "DS-CRM", actor="lena", role="cio_staff", why="Replaced.", now=NOW)
    one = found(watched)
    assert (one.state, one.reason) == ("closed", "It is no longer checked.")
    assert one.episodes[-1].closed == NOW.date()


def test_it_names_the_initiatives_and_goals_that_rest_on_the_data(watched, cast, chatbot):
    goals.state_goal(watched, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    assert (found(watched).goals, found(watched).initiatives) == (("GOAL-02",), ("AI-017",))


def test_an_extracts_incident_names_the_goals_whose_figure_is_made_from_it(staffed, cast, chatbot):
    whole = replace(chatbot, initiative_id="")
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=whole, why="Said.", now=NOW)
    for name in ("initiatives", "ledger"):
        keep(staffed, run("2025-Q4", check(50), kind="extract", subject=name))
    by_name = {one.subject: one for one in incidents(staffed, today=TODAY)}
    assert by_name["initiatives"].goals == ("GOAL-02",)
    assert by_name["ledger"].goals == ()


@pytest.mark.parametrize(("share", "blocks"), [(59.9, True), (60, False)])
def test_it_blocks_below_the_third_level(watched, share, blocks):
    keep(watched, run("2026-Q1", check(share)))
    assert found(watched).blocks is blocks


def test_data_that_an_initiative_can_do_without_blocks_nothing(staffed):
    register(staffed, critical=False)
    keep(staffed, run("2025-Q4", check(10)))
    assert (found(staffed).severity, found(staffed).blocks) == ("high", False)


def test_open_ones_come_first_and_of_these_the_gravest(watched):
    keep(
        watched,
        run("2026-Q1", check(99), check(90, "a.filled"), check(20, "b.filled"), check(70, "c.x")),
    )
    shown = [one.check for one in incidents(watched, today=TODAY)]
    assert shown == ["b.filled", "c.x", "a.filled", TWINS]


@pytest.mark.parametrize("role", ["ceo", "facilitator", "viewer"])
def test_only_the_cios_side_may_assign_or_close(watched, cast, role):
    for note in (assign_it, close_it):
        with pytest.raises(NotAllowed, match="may not assign or close incidents"):
            note(watched, getattr(cast, role))
    assert found(watched).notes == ()


def test_somebody_who_is_not_in_the_roster_may_not_sign(watched):
    with pytest.raises(NotAllowed, match="not in the roster"):
        close_it(watched, Person("eve", "Eve", "cio"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\x00b"])
def test_a_reason_is_required_and_readable(watched, cast, reason):
    with pytest.raises(GapError, match="reason for closing"):
        close_it(watched, cast.cio, reason=reason)
    assert found(watched).state == "open"


def test_what_is_not_open_cannot_be_closed_and_the_refusal_says_why(watched, cast):
    close_it(watched, cast.cio)
    with pytest.raises(NotFound, match="was closed by Marcus Okafor .CIO. on 2026-03-31: Twins"):
        close_it(watched, cast.staff)
    with pytest.raises(NotFound, match="ever measured"):
        close(watched, cast.cio, kind="dataset", subject="DS-X", check=TWINS, reason="x", now=NOW)
    keep(watched, run("2025-Q4", check(55), check(99, "a.filled")))
    with pytest.raises(NotFound, match="never failed"):
        close(
            watched, cast.cio, kind="dataset", subject="DS-CRM", check="a.filled", reason="x",
            now=NOW,
        )  # fmt: skip


def test_of_two_who_close_it_at_once_one_is_told_that_it_is_closed(watched, cast):
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            close_it(watched, cast.cio)
            outcomes.append("closed")
        except NotFound:
            outcomes.append("told")

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["closed", "told", "told", "told"]
    assert len(found(watched).notes) == 1


def test_every_note_stands_in_the_journal(watched, cast):
    assign_it(watched, cast.staff)
    close_it(watched, cast.cio)
    named, closed = watched.catalogue.journal(subject=f"incident/dataset/DS-CRM/{TWINS}")
    assert (named.actor, named.action) == ("lena", "incident:assign")
    assert (named.before, named.after) == (
        {"owner": "Customer data steward"},
        {"owner": "Lena Fischer"},
    )
    assert (closed.action, closed.reason) == ("incident:close", "Twins are wanted.")
    assert closed.after == {"open_since": "2025-09-30"}


@pytest.mark.parametrize(
    "rewriting", ["UPDATE incident_note SET reason = 'x'", "DELETE FROM incident_note"]
)
def test_the_database_itself_refuses_to_rewrite_a_note(watched, cast, rewriting):
    close_it(watched, cast.cio)
    with pytest.raises(DatabaseError, match="append-only"), writing(watched.database) as session:
        session.execute(text(rewriting))


def test_nothing_is_an_incident_where_nothing_was_measured(workspace):
    assert incidents(workspace, today=TODAY) == ()


def test_an_age_is_never_negative(watched):
    (one,) = incidents(watched, today=date(2025, 1, 1))
    assert one.age_days == 0


def test_moments_need_their_zone(watched, cast):
    with pytest.raises(ValueError, match="zone"):
        close_it(watched, cast.cio, now=datetime(2026, 1, 1))
    assert close_it(watched, cast.cio, now=datetime(2026, 1, 20, tzinfo=UTC)).number == 1
