"""A check-in made by hand: a stage with something in every step, and a meeting in its middle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from governance.checkin.shapes import (
    Action,
    Agenda,
    Attached,
    Capacity,
    Change,
    CheckIn,
    Clock,
    Decision,
    Escalation,
    Issue,
    Meeting,
    Note,
    Position,
    Round,
    Sides,
    Stage,
    Stake,
    Step,
    Suggestion,
)
from governance.forecast.shapes import Finish, Forecast, Hold, WhatIf
from tests.reports.examples import scorecard
from tests.reports.maturity_examples import AMARA, INGRID, MARCUS, row

TODAY = date(2026, 3, 31)
AT = datetime(2026, 4, 1, 9, 5, tzinfo=UTC)
STEPS = (
    Step("changes", "What changed", 3, "Name what changed, discuss nothing."),
    Step("actions", "Last actions", 4, "Done, dropped or carried over."),
    Step("scorecard", "Scorecard", 5, "Off track goes to the issue list."),
    Step("realities", "Execution realities", 10, "The CIO presents."),
    Step("issues", "Issues", 15, "Identify, discuss, decide."),
    Step("escalations", "Escalations", 5, "Root cause and decision."),
    Step("recap", "Recap", 3, "Decisions, owners, dates, rating."),
)
AGENDA = Agenda("45", "Monthly check-in, 45 minutes", STEPS)
CHECK_IN = CheckIn("CI-2026-04", "April check-in", "45", date(2026, 4, 1), AMARA, AT, "running")
BEFORE = CheckIn(
    "CI-2026-03", "March check-in", "45", date(2026, 3, 2), AMARA, AT, "closed", AT
)  # fmt: skip
FORECAST = Forecast(
    goal_id="G-01",
    as_of=TODAY,
    target_date=date(2026, 9, 30),
    state="ok",
    basis="stages",
    finish=Finish(0.0, date(2026, 12, 31), date(2027, 2, 28), date(2029, 3, 31)),
    n_events=14,
    legs=(),
    holds=(
        Hold(
            "1", "data_gap", "31 % of customers are there twice", "project",
            date(2026, 11, 30), 91, 0.75, "DP-01",
        ),
    ),
    curve=(),
    words="0% by 30 Sep 2026; half of all cases by 31 Dec 2026, 85% by 28 Feb 2027.",
)  # fmt: skip
DECISION = Decision(
    key="G-01/1",
    goal_id="G-01",
    options=("re_scope", "re_time"),
    reason="Answers to frequent questions need no customer data.",
    before=Sides(
        date(2026, 9, 30), 82.5, date(2027, 2, 28), 49.0, 33.5, 0.0,
        date(2026, 12, 31), date(2027, 2, 28),
    ),
    new_date=date(2027, 2, 28),
    scope="Frequent questions first",
    money_eur=Decimal(180000),
    review_on=date(2026, 7, 1),
    attached=Attached(
        "without the data gap", WhatIf(("1",)), 0.75, date(2026, 9, 1), date(2026, 10, 31)
    ),
    by=INGRID,
    at=AT,
    number=12,
    signed=True,
    check_in="CI-2026-04",
    project_id="DP-01",
)  # fmt: skip
ACTION = Action(
    "CI-2026-03/A1", "Merge the doubled customers", "Tomás Rivera", date(2026, 3, 15), "open",
    "G-01", "CI-2026-03", MARCUS, AT, 1,
)  # fmt: skip
NEW_ACTION = replace(
    ACTION, id="CI-2026-04/A1", text="Order the servers", due=date(2026, 5, 1),
    opened_in="CI-2026-04",
)  # fmt: skip


def stage(**changes) -> Stage:
    """Return a stage with something in every step."""
    card = scorecard()
    plain = Stage(
        period=card.period,
        as_of=card.as_of,
        reporting_date=TODAY,
        since=BEFORE,
        changes=(
            Change(
                "restated", "Cost savings of 2025-Q4", "€1.39M", "€1.21M", 100.0,
                metric="cost_savings", by="Finance", at=AT, reason="Booked twice.",
            ),
            *(
                Change("colour", f"Model {number}", "On target", "Watch", 50.0 - number)
                for number in range(12)
            ),
        ),
        card=card,
        forecasts=(("G-01", FORECAST),),
        blockers=tuple(
            Stake(
                "G-01", card.lines[0].title, "data_gap",
                f"Customers twice, list {number}" if number else FORECAST.holds[0].text,
                "Head of CRM", date(2025, 11, 1), date(2026, 12, 1), 91,
                Decimal(400000) if number else None, 33.5,
            )
            for number in range(7)
        ),
        maturity=(row(), row("timeliness")),
        capacity=(
            Capacity("Data engineers", 6.0, 4.5, "fte", "2026-Q1"),
            Capacity("GPU hours", 100.0, None, "hours", "2026-Q1"),
        ),
        issues=(
            Issue(
                "goal:G-01", "goal", card.lines[0].title, "G-01", Decimal(1200000), None,
                "33.5 points apart, 335 days late", AMARA,
            ),
            Issue("free:1", "free", "The budget of the second half", "", None, 40.0, "Asked for"),
        ),
        escalations=(
            Escalation(
                "incident:7", "Drift of the pricing model", "grave", date(2026, 3, 1),
                "Model owner", "Retrained on a broken feed", "",
            ),
        ),
        suggestions=(
            (
                "G-01",
                Suggestion(
                    ("fund_foundation", "re_time"), "The data gap holds two initiatives.",
                    (("retire", False, "It is worth 82.5."), ("fund_foundation", True, "Shared.")),
                ),
            ),
        ),
    )  # fmt: skip
    return replace(plain, **changes)


def meeting(**changes) -> Meeting:
    """Return a meeting in which something was noted, voted, decided and agreed."""
    plain = Meeting(
        check_in=CHECK_IN,
        agenda=AGENDA,
        head=31,
        position=Position("issues", "goal:G-01"),
        presenter=AMARA,
        clock=Clock(900.0),
        step_clock=Clock(60.0),
        spent=(("changes", 170.0),),
        present=(AMARA, INGRID, MARCUS),
        notes=(
            Note("scorecard", "Savings were booked twice.", MARCUS, AT, 9),
            Note("G-01", "The duplicates come from the web shop.", AMARA, AT, 10),
        ),
        parked=(),
        solved=frozenset(),
        rounds=(Round("G-01", (INGRID, MARCUS), True, ((INGRID, 4), (MARCUS, 2))),),
        decisions=(DECISION,),
        actions=(ACTION, NEW_ACTION),
        ratings=((INGRID, 9), (MARCUS, 5)),
        signatures=((INGRID, AT),),
        next_on=date(2026, 5, 6),
    )
    return replace(plain, **changes)
