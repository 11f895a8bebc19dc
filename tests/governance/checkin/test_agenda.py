"""An agenda's time boxes add up to what it is announced for, and none stands twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.checkin.agenda import AGENDA_FILE, agendas, known_agenda
from governance.checkin.shapes import STEP_KINDS
from pipelines.errors import GapError, NotFound


@pytest.mark.parametrize(
    ("name", "minutes"), [("30", 30), ("45", 45), ("60", 60), ("quarterly", 90)]
)
def test_each_agenda_takes_what_its_name_says_and_asks_everything(name: str, minutes: int):
    agenda = known_agenda(name)
    assert agenda.minutes == minutes
    assert tuple(step.kind for step in agenda.steps) == STEP_KINDS


def test_the_default_comes_first_and_has_the_boxes_of_the_method():
    assert next(iter(agendas())) == "45"
    assert [step.minutes for step in known_agenda("45").steps] == [3, 4, 5, 10, 15, 5, 3]


def test_an_unknown_agenda_is_told_with_the_nearest_one():
    with pytest.raises(NotFound, match="Did you mean “quarterly”"):
        known_agenda("quaterly")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 15", "minutes: 16", "the steps of 45 take 46 minutes"),
        ('default: "45"', 'default: "46"', "there is no agenda 46"),
        ("kind: actions", "kind: changes", "a step stands twice"),
        ("kind: actions", "kind: lunch", "kind"),
        ("minutes: 2", "minuets: 2", "minuets"),
    ],
)
def test_a_file_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, said: str):
    broken = tmp_path / "agenda.yaml"
    broken.write_text(
        AGENDA_FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8"
    )
    with pytest.raises(GapError) as told:
        agendas(broken)
    assert said in str(told.value)
