"""Measured gaps on data that somebody cannot do without ask for projects; nothing else does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from governance.investments.proposals import proposals, wanted_score
from governance.investments.shapes import Gap
from governance.readiness import DatasetStanding
from pipelines.quality.shapes import DIMENSIONS, DimensionScore
from tests.governance.investments.conftest import grounds, project


def dataset(name="DS-CRM", *, initiatives=("AI-1", "AI-4"), critical=True, **scores):
    """Return a measured dataset; dimensions that are not named were not measured."""
    return DatasetStanding(
        dataset=name, title=f"Records of {name}", domain="customers", owner="Steward",
        critical=critical, state="measured", contract=None, measured=None, score=50.0, level=2.0,
        level_words="", freshness=None, worst=(), failing=0, checks=1, initiatives=initiatives,
        goals=(), reported_score=None, reported_period="", last_refresh=None,
        dimensions={
            each: DimensionScore(
                scores.get(each), 0, 100 if each in scores else 0,
                "measured" if each in scores else "not_measured",
            )
            for each in DIMENSIONS
        },
    )  # fmt: skip


def asked(*datasets, projects=()):
    return proposals(grounds(*projects, datasets=datasets))


def test_level_three_begins_at_sixty_points():
    assert wanted_score(grounds()) == 60


def test_all_gaps_of_one_dataset_are_one_proposal_the_largest_first():
    (found,) = asked(dataset(completeness=58, uniqueness=69, validity=21))
    assert [(gap.dimension, gap.score, gap.points) for gap in found.gaps] == [
        ("validity", 21, 39), ("completeness", 58, 2),
    ]  # fmt: skip
    assert found.not_measured == ("consistency", "timeliness", "accuracy")


def test_who_waits_are_the_blocked_initiatives_and_the_goals_they_serve():
    (found,) = asked(dataset(validity=21))
    assert (found.initiatives, found.goals) == (("AI-1",), ("GOAL-01",))
    assert found.at_stake_eur == Decimal(1000)


def test_what_was_not_measured_or_is_good_enough_asks_for_nothing():
    assert asked(dataset()) == ()
    assert asked(dataset(completeness=60, validity=100)) == ()


def test_data_that_nobody_needs_asks_for_nothing():
    assert asked(dataset(validity=21, critical=False)) == ()


def test_a_dataset_that_a_project_answers_for_is_not_proposed_again():
    closing = project("FND-01", closes=(Gap("DS-CRM", "uniqueness"),))
    assert asked(dataset(validity=21), projects=[closing]) == ()
    for state in ("funded", "running"):
        under_way = replace(closing, content=replace(closing.content, state=state))
        assert asked(dataset(validity=21), projects=[under_way]) == ()


def test_a_gap_that_outlived_its_project_asks_for_another_one():
    for state in ("done", "dropped"):
        past = project("FND-01", closes=(Gap("DS-CRM", "validity"),), state=state)
        assert len(asked(dataset(validity=21), projects=[past])) == 1


def test_what_has_most_at_stake_comes_first():
    found = asked(
        dataset("DS-A", initiatives=("AI-1",), validity=1),
        dataset("DS-B", initiatives=("AI-3",), validity=50),
        dataset("DS-C", initiatives=("AI-1",), validity=2),
    )
    assert [one.dataset for one in found] == ["DS-B", "DS-A", "DS-C"]
