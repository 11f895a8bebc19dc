"""The demo's audits: answered by the people of the story, one level apart as it was planted."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, event

from governance import roster
from governance.maturity import audits, demo
from governance.maturity.matrix import agenda, matrix, trend
from governance.maturity.questionnaire import questionnaire
from governance.people import Person
from pipelines.demo.generator import write_demo
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.governance.conftest import NOW, Cast

SPRING, AUTUMN = "AUDIT-2026-1", "AUDIT-2025-2"
TODAY = date(2026, 3, 31)


def gathered(workspace: Workspace) -> None:
    """Bring the people of the story together."""
    cast = Cast()
    for person in (*cast.everybody(), Person("tomas", "Tomás Rivera", "cio_staff")):
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(workspace, by, person, now=NOW)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The people of the story and their audits. Not to be changed."""
    opened = open_workspace(Settings(store=tmp_path_factory.mktemp("seeded") / "store"))
    gathered(opened)
    demo.seed(opened)
    yield opened
    opened.database.dispose()


def test_the_ceo_rates_data_maturity_as_far_above_the_cio_as_was_planted(seeded, tmp_path):
    truth = json.loads((write_demo(tmp_path).folder / "truth.json").read_text(encoding="utf-8"))
    planted = next(beat for beat in truth["beats"] if beat["beat"] == 8)["expected"]["gap_levels"]
    found = matrix(seeded, today=TODAY)
    assert found.audit.id == SPRING
    assert found.gap == planted == 1


def test_the_ceos_side_says_four_and_the_cios_three(seeded):
    given = audits.answers(seeded, SPRING)
    for side, mean in (("ceo", 4), ("cio", 3)):
        levels = [one.level for one in given if one.side == side]
        assert sum(levels) / len(levels) == mean


def test_both_sides_answer_with_the_people_of_the_story(seeded):
    for audit in audits.audits(seeded):
        sides = {one.person.id: one.side for one in audit.invitations}
        assert sides == {
            "ingrid": "ceo", "jonas": "ceo", "marcus": "cio", "lena": "cio", "tomas": "cio",
        }  # fmt: skip


def test_some_things_nobody_knew(seeded):
    given = audits.answers(seeded, SPRING)
    assert {one.side for one in given if one.unknown} == {"ceo", "cio"}
    assert sum(row.unknown for row in matrix(seeded, today=TODAY).rows) == 4


def test_the_answers_rest_on_something(seeded):
    given = audits.answers(seeded, SPRING)
    assert {one.person.id for one in given if one.evidence} == {
        "ingrid", "jonas", "marcus", "lena", "tomas",
    }  # fmt: skip


def test_the_sides_are_widest_apart_where_nobody_had_looked(seeded):
    talked = agenda(seeded, today=TODAY)
    assert [row.topic for row in talked] == [
        "uniqueness", "timeliness", "accuracy", "completeness", "integration",
    ]  # fmt: skip
    rows = {row.topic: row for row in matrix(seeded, today=TODAY).rows}
    assert rows["skills"].gap < 0 == rows["security"].gap


def test_the_sides_came_closer_since_autumn(seeded):
    before, after = trend(seeded, today=TODAY)
    assert before.gap > after.gap
    assert before.audit.state == "closed"
    assert after.audit.revealed_at.date() < TODAY


def test_everybody_finished_in_spring_and_one_had_not_in_autumn(seeded):
    assert audits.audit(seeded, SPRING).unfinished == ()
    (late,) = audits.audit(seeded, AUTUMN).unfinished
    assert (late.person.id, late.answered, late.of) == ("jonas", 19, 20)


def test_two_commitments_have_an_owner_and_a_day(seeded):
    made = audits.commitments(seeded, SPRING)
    assert [(one.topic, one.owner) for one in made] == [
        ("uniqueness", "Tomás Rivera"), ("timeliness", "Marcus Okafor"),
    ]  # fmt: skip
    assert min(one.due for one in made) > TODAY


def test_remarks_and_agreed_levels_are_there(seeded):
    for audit_id in (AUTUMN, SPRING):
        assert audits.remarks(seeded, audit_id)
        agreed = audits.agreed_levels(seeded, audit_id)
        assert set(agreed) <= {one.name for one in questionnaire().topics}
        assert len(agreed) >= 6


def test_seeding_twice_changes_nothing(workspace):
    gathered(workspace)
    assert demo.seed(workspace) == 2
    before = workspace.catalogue.journal()
    assert demo.seed(workspace) == 0
    assert workspace.catalogue.journal() == before


class PowerCut(Exception):
    """What the test lets happen in the middle."""


@contextmanager
def power_cut(engine: Engine, *, after: int) -> Iterator[None]:
    """Let the database fail at the commit that follows ``after`` others."""
    commits = itertools.count()

    def fail(_: Connection) -> None:
        if next(commits) >= after:
            raise PowerCut

    event.listen(engine, "commit", fail)
    try:
        with pytest.raises(PowerCut):
            yield
    finally:
        event.remove(engine, "commit", fail)


def told(workspace: Workspace) -> str:
    """Return everything there is about the audits, without the order of the entries."""
    people = roster.people(workspace)
    every = audits.audits(workspace)
    histories = [audits.answer_history(workspace, people[0], one.id) for one in every]
    matrices = trend(workspace, today=TODAY)
    remarks = [audits.remarks(workspace, one.id) for one in every]
    return str((every, histories, matrices, remarks))


@pytest.mark.parametrize("after", [0, 1, 4, 8, 11, 12, 14, 25, 27, 30, 36, 40, 50])
def test_a_seeding_that_was_cut_short_is_finished_by_the_next(seeded, tmp_path, after):
    opened = open_workspace(Settings(store=tmp_path / "store"))
    gathered(opened)
    with power_cut(opened.database, after=after):
        demo.seed(opened)
    demo.seed(opened)
    assert told(opened) == told(seeded)
    opened.database.dispose()


def test_what_people_added_since_stays(workspace):
    gathered(workspace)
    demo.seed(workspace)
    lead = roster.person(workspace, "amara")
    audits.agree(
        workspace, lead, SPRING, topic="skills", level=4, why="Talked again.", now=NOW
    )  # fmt: skip
    audits.close_audit(workspace, lead, SPRING, now=NOW)
    before = told(workspace)
    demo.seed(workspace)
    assert told(workspace) == before
