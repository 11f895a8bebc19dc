"""What the rules look at: how many a blocker holds up, and what clearing it is worth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from governance.checkin.cases import cases
from governance.investments.ground import Ground
from governance.investments.policy import investment_policy
from governance.investments.shapes import Project, Unblock, Urgency
from governance.investments.worth import PointPrice, Worth
from governance.promises import Revision
from tests.governance.checkin.conftest import ON_SQLITE
from tests.pipelines.metrics.stores import header, load
from tests.reports.checkin_examples import AT, FORECAST
from tests.reports.examples import goal, scorecard
from tests.reports.maturity_examples import INGRID

HELD = FORECAST.holds[0]


def ground(*unblocks: Unblock, state="proposed") -> Ground:
    project = Project("Clean customers", Decimal(100), 6, Urgency(1, 1, 1, 1), "Tomás",
                      unblocks=unblocks, state=state)  # fmt: skip
    worths = {
        "AI-017": Worth("AI-017", Decimal(300), "forecast"),
        "AI-018": Worth("AI-018", Decimal(0), "unknown"),
        "AI-019": Worth("AI-019", Decimal(900), "planned"),
    }
    return Ground(
        projects=(Revision("DP-01", 1, INGRID, AT, "Needed.", project),),
        initiatives={}, funding={}, ledger=(), goals={}, datasets=(), worths=worths,
        price=PointPrice(Decimal(1), 0), rules=investment_policy(),
    )  # fmt: skip


def foundation(workspace, known, *lines, source="project"):
    """Return what is known of the first goal's blocker."""
    own = goal(forecast=replace(FORECAST, holds=(replace(HELD, source=source),)))
    card = scorecard(lines=(own, *lines), periods=())
    return dict(cases(workspace, card, known, version=0)[0].foundations)[HELD.key]


@ON_SQLITE
def test_only_a_critical_control_that_is_not_done_where_the_risk_is_high_counts_as_open(
    workspace, tmp_path
):
    names = header("control_evidence").strip().split(",")
    text = header("control_evidence")
    for model, control, tier, status in (
        ("M-1", "human_oversight", "high", "not_met"),
        ("M-1", "bias_test", "high", "not_met"),
        ("M-1", "logging", "high", "not_met"),
        ("M-1", "impact_assessment", "high", ""),
        ("M-2", "real_world_test", "limited", "not_met"),
    ):
        known = {"model_id": model, "control_id": control, "quarter": "2026-Q1", "tier": tier,
                 "status": status, "initiative_id": "AI-017"}  # fmt: skip
        text += ",".join(known.get(name, "") for name in names) + "\n"
    load(workspace, tmp_path, "control_evidence_2026-Q1.csv", text)
    card = scorecard(lines=(goal(), goal("G-02", initiative_id="AI-018")), periods=())
    version = workspace.catalogue.version()
    first, second = cases(workspace, card, ground(), version=version)
    assert (first.open_controls, second.open_controls) == (("bias_test", "human_oversight"), ())


@ON_SQLITE
def test_a_blocker_holds_up_what_its_project_would_unblock(workspace):
    found = foundation(workspace, ground(Unblock("AI-017", 0.5), Unblock("AI-018", 0.9)))
    assert (found.initiatives, found.worth_eur, found.cost_eur) == (2, Decimal(150), Decimal(100))


@ON_SQLITE
def test_what_needs_a_second_project_is_not_the_merit_of_the_first(workspace):
    joint = Unblock("AI-019", 1.0, together_with=("DP-02",))
    assert foundation(workspace, ground(Unblock("AI-017", 0.5), joint)).worth_eur == Decimal(150)


@ON_SQLITE
@pytest.mark.parametrize("state", ["funded", "running", "done"])
def test_a_project_whose_money_is_decided_on_is_settled(workspace, state):
    assert foundation(workspace, ground(Unblock("AI-017", 0.5), state=state)).is_settled


@ON_SQLITE
def test_without_a_project_the_goals_that_name_the_blocker_are_counted(workspace):
    nothing = replace(ground(), projects=())
    named_twice = foundation(workspace, nothing, goal("G-02"))
    assert (named_twice.initiatives, named_twice.project, named_twice.worth_eur) == (2, "", None)
    assert foundation(workspace, nothing).initiatives == 1


@ON_SQLITE
def test_projects_that_only_help_together_are_counted_together(workspace):
    known = ground(Unblock("AI-017", 0.25))
    second = Project("Consent", Decimal(150), 3, Urgency(1, 1, 1, 1), "Lena",
                     prerequisites=("DP-01",),
                     unblocks=(Unblock("AI-017", 0.75, together_with=("DP-01",)),))  # fmt: skip
    both = replace(known, projects=(*known.projects, Revision("DP-02", 1, INGRID, AT, "", second)))
    alone = foundation(workspace, known, source="history")
    together = foundation(workspace, both, source="history")
    assert (alone.worth_eur, alone.cost_eur) == (Decimal(75), Decimal(100))
    assert (together.worth_eur, together.cost_eur) == (Decimal(300), Decimal(250))
    assert together.project == "DP-01 and DP-02"
