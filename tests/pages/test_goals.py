"""The goals' screen: both sides of a goal, the forms of those who may, changes that collide."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from governance.access import RIGHTS
from governance.goals import change_goal, goal_history
from governance.people import ROLES, Role
from governance.promises import Obstacle
from governance.replies import reply_history
from governance.roster import people
from pages.parts.reply_form import COLUMNS, blockers_of
from pipelines.errors import GapError
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_screens import said as written
from tests.reports.test_markup import read

WHY = "Reason, which everybody will read"
CLEANED = "Cleaned by hand since the audit ended."
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)


def opened(reader: Reader, role: Role = "viewer", **choices: str) -> AppTest:
    app = reader("goals", role, **choices)
    assert not app.exception
    assert not app.error
    return app


def said(app: AppTest) -> str:
    """Return every sentence on the screen, those of the drawn blocks too."""
    drawn = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
    captions = (str(one.value).replace("\\", "") for one in app.caption)
    blocks = (read(each).text for each in drawn if isinstance(each, str))
    return "\n".join([written(app), *captions, *blocks])


def field(app: AppTest, label: str):
    found = [*app.text_input, *app.text_area, *app.number_input, *app.date_input]
    return next(one for one in found if one.label == label)


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


@pytest.fixture
def own_workspace(own_demo_store: Path):
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


def changed_by_the_ceo(workspace: Workspace, **fields: object) -> None:
    """Change GOAL-02 from elsewhere."""
    newest = goal_history(workspace, "GOAL-02")[-1]
    change_goal(
        workspace,
        next(one for one in people(workspace) if one.role == "ceo"),
        goal_id="GOAL-02",
        seen=newest.number,
        goal=replace(newest.content, **fields),
        why="Decided on the telephone.",
        now=NOW,
    )


def test_without_a_goal_the_companys_gap_stands_with_its_arithmetic(reading: Reader) -> None:
    shown = said(opened(reading))
    assert "The accountability gap of the company is" in shown
    assert "Index times value, summed over" in shown
    assert "GOAL-02" in shown
    assert "none due yet" in shown or "promises kept" in shown


@pytest.mark.parametrize("role", ROLES)
def test_a_goal_shows_both_sides_to_everybody_and_a_form_to_whoever_may_sign_it(
    reading: Reader, role: Role
) -> None:
    app = opened(reading, role, goal="GOAL-02")
    shown = said(app)
    for words in ("CEO: what is wanted", "CIO: what can be done", "33.5 points", "The index: "):
        assert words in shown
    forms = {one.label for one in app.expander}
    assert ("Change this goal" in forms) is ("goals:write" in RIGHTS[role])
    assert ("Reply to this goal" in forms) is ("replies:write" in RIGHTS[role])


def test_an_address_that_names_no_goal_shows_all_of_them(reading: Reader) -> None:
    assert "of the company" in said(opened(reading, goal="GOAL-99"))


def test_an_empty_workspace_says_how_to_begin(reading_empty: Reader) -> None:
    app = reading_empty("goals", "viewer")
    assert not app.exception
    assert "No goal is stated yet" in said(app)


def test_a_change_is_signed_and_asks_the_cio_for_a_reply(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "ceo", goal="GOAL-02")
    field(app, "Wanted by").set_value(date(2026, 12, 31))
    field(app, WHY).set_value("The audit of the customer data.")
    press(app, "Sign the change")
    assert "GOAL-02 is at revision 2, signed by you" in said(app)
    assert "the CIO is asked for a new one" in said(app)
    first, second = goal_history(own_workspace, "GOAL-02")
    assert (first.content.wanted_date, second.content.wanted_date) == (
        date(2026, 9, 30),
        date(2026, 12, 31),
    )
    cio = opened(reading_own, "cio")
    assert "GOAL-02 · The goal was changed after the CIO's reply" in said(cio)


def test_a_change_that_does_not_hold_is_refused_and_stays_in_the_form(reading: Reader) -> None:
    app = opened(reading, "ceo", goal="GOAL-02")
    field(app, "Title").set_value("A chatbot, and soon")
    press(app, "Sign the change")
    assert "The reason for the change is empty." in said(app)
    assert field(app, "Title").value == "A chatbot, and soon"


def test_a_path_that_cannot_be_read_is_said_at_once_and_nothing_else_is_lost(
    reading: Reader,
) -> None:
    app = opened(reading, "ceo", goal="GOAL-02")
    field(app, "Title").set_value("A chatbot, and soon")
    field(app, "Target path, one period a line").set_value("2026-Q3").run()
    assert "is not written as NAME=VALUE" in said(app)
    assert field(app, "Title").value == "A chatbot, and soon"


def test_a_new_priority_says_before_signing_what_it_moves(reading: Reader) -> None:
    app = opened(reading, "ceo", goal="GOAL-04")
    before = said(app)
    field(app, "Priority, 1 is first").set_value(9).run()
    assert "With this priority" in said(app) or "This priority moves no other date" in said(app)
    assert "priority moves" not in before


def test_a_new_goal_is_stated(reading_own: Reader, own_workspace: Workspace) -> None:
    app = opened(reading_own, "ceo")
    assert field(app, "Identifier").value == "GOAL-13"
    field(app, "Title").set_value("Half of all letters read by nobody")
    field(app, "Target path, one period a line").set_value("2026-Q4=40\n2027-Q2=50")
    field(app, "Why it is wanted").set_value("Letters are slow.")
    field(app, WHY).set_value("Agreed with the board.")
    press(app, "State the goal")
    assert goal_history(own_workspace, "GOAL-13")[0].content.target_path == (
        ("2026-Q4", 40.0),
        ("2027-Q2", 50.0),
    )


def test_the_cios_form_begins_with_what_the_data_say_and_is_signed(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "cio", goal="GOAL-02")
    assert "Data say" in said(app) or "Differs from the data" in said(app)
    field(app, "What the score of data rests on").set_value(
        "Cleaned by hand since the audit ended."
    )
    field(app, "Reason for this reply, which everybody will read").set_value("Cleaned by hand.")
    press(app, "Sign the reply")
    assert "The reply to GOAL-02 is at revision 2" in said(app)
    newest = reply_history(own_workspace, "GOAL-02")[-1].content
    assert newest.scores.data.note == CLEANED
    assert len(newest.blockers) == 2


def test_a_change_that_somebody_overtook_opens_the_merge_and_loses_nothing(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "ceo", goal="GOAL-02")
    field(app, "Title").set_value("A chatbot that knows the contracts")
    field(app, "Priority, 1 is first").set_value(3)
    field(app, WHY).set_value("It must answer from contracts.").run()
    changed_by_the_ceo(own_workspace, priority=2, wanted_date=date(2027, 3, 31))
    press(app, "Sign the change")
    assert "Ingrid Solberg (CEO) signed revision 2: “Decided on the telephone.”" in said(app)
    choices = {one.label.replace("\\", ""): one for one in app.radio}
    clash = choices["Priority (was 1)"]
    assert [each.replace("\\", "") for each in clash.options] == ["Mine: 3", "Theirs: 2"]
    clash.set_value("theirs").run()
    press(app, "Sign both together")
    newest = goal_history(own_workspace, "GOAL-02")[-1]
    assert newest.number == 3
    assert newest.content.title == "A chatbot that knows the contracts"
    assert newest.content.wanted_date == date(2027, 3, 31)
    assert newest.content.priority == 2
    assert newest.why == "It must answer from contracts."


def row(**changes: object) -> dict[str, object]:
    plain = dict.fromkeys(COLUMNS)
    plain |= {
        "type": "data_gap",
        "text": "Twice",
        "owner": "CRM",
        "since": pd.Timestamp(2026, 1, 2),
    }
    return plain | changes


def test_rows_of_the_table_become_blockers_and_empty_rows_are_left_out() -> None:
    edited = pd.DataFrame(
        [row(days_at_stake=30.0, money_at_stake_eur=1500.5), dict.fromkeys(COLUMNS)]
    )
    assert blockers_of(edited) == (
        Obstacle(
            "data_gap", "Twice", "CRM", date(2026, 1, 2),
            days_at_stake=30, money_at_stake_eur=Decimal("1500.50"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [{"type": "weather"}, {"type": None}, {"since": pd.NaT}])
def test_a_row_without_a_type_or_a_day_is_refused_with_its_place(wrong: dict[str, object]) -> None:
    with pytest.raises(GapError, match="Blocker 1 has no type or no day"):
        blockers_of(pd.DataFrame([row(**wrong)]))


def test_a_reply_to_a_goal_that_was_changed_meanwhile_shows_the_change_before_it_is_signed(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "cio", goal="GOAL-02")
    field(app, "What the score of data rests on").set_value(CLEANED)
    field(app, "Reason for this reply, which everybody will read").set_value("Cleaned.").run()
    changed_by_the_ceo(own_workspace, wanted_date=date(2027, 3, 31))
    press(app, "Sign the reply")
    assert "Ingrid Solberg (CEO) changed the goal to revision 2" in said(app)
    assert "31 Mar 2027" in said(app)
    press(app, "Sign both together")
    newest = reply_history(own_workspace, "GOAL-02")[-1].content
    assert newest.scores.data.note == CLEANED
    assert newest.answers_revision == 2


def test_a_form_that_nobody_touched_follows_the_newest_revision_and_a_touched_one_says_so(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "ceo", goal="GOAL-02")
    changed_by_the_ceo(own_workspace, title="A chatbot for all")
    app.run()
    assert field(app, "Title").value == "A chatbot for all"
    field(app, "Title").set_value("A chatbot for some").run()
    changed_by_the_ceo(own_workspace, title="A chatbot for none")
    app.run()
    assert field(app, "Title").value == "A chatbot for some"
    assert "signed revision 3 while you had this open" in said(app)
    press(app, "Discard mine and start from revision 3")
    assert field(app, "Title").value == "A chatbot for none"


def test_a_what_if_stands_in_the_address_and_is_labelled_as_an_estimate(reading: Reader) -> None:
    app = opened(reading, goal="GOAL-02", without="1", start="FND-03")
    ticked = [one.label.replace("\\", "") for one in app.checkbox if one.value]
    assert ticked == [
        "Data gap: Duplicate customers and missing consent flags in the CRM.",
        "Consent registry (FND-03), with CRM master data clean-up",
    ]
    assert "An estimate from this company's own history, not a promise." in said(app)


def test_what_went_back_to_the_form_is_still_ones_own_when_it_collides_again(
    reading_own: Reader, own_workspace: Workspace
) -> None:
    app = opened(reading_own, "ceo", goal="GOAL-02")
    field(app, "Title").set_value("A chatbot that knows the contracts")
    field(app, WHY).set_value("It must answer from contracts.").run()
    changed_by_the_ceo(own_workspace, priority=2)
    press(app, "Sign the change")
    press(app, "Back to the form with both")
    assert field(app, "Title").value == "A chatbot that knows the contracts"
    assert field(app, "Priority, 1 is first").value == 2
    changed_by_the_ceo(own_workspace, priority=3)
    app.run()
    assert field(app, "Title").value == "A chatbot that knows the contracts"
    assert field(app, WHY).value == "It must answer from contracts."
    press(app, "Sign the change")
    press(app, "Sign both together")
    newest = goal_history(own_workspace, "GOAL-02")[-1]
    assert newest.number == 4
    assert newest.content.title == "A chatbot that knows the contracts"
    assert newest.content.priority == 3
