"""The check-in's screens as each role gets them, without a browser: before, during and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import roster
from governance.checkin import deciding
from governance.checkin import meeting as meetings
from governance.checkin.actions import add_action
from governance.checkin.deciding import Choice
from governance.checkin.freezing import close, frozen
from governance.checkin.shapes import Position, Sides
from governance.checkin.stage import stage
from governance.investments.projects import projects
from governance.people import ROLES, Person, Role
from governance.records.opening import make_ready
from pages.parts.checkin_place import PANELS
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from reports.checkin import screens
from reports.format import exact
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_screens import said as spoken
from tests.reports.test_markup import read

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
GOAL = "GOAL-02"
ATTACK = "'; drop table checkin"


def person(workspace: Workspace, name: str) -> Person:
    return roster.person(workspace, name)


@pytest.fixture
def workspace(own_demo_store: Path) -> Iterator[Workspace]:
    """The demo company, for the test to change."""
    opened = opening.opened(Settings(store=own_demo_store))
    make_ready(opened.database)
    yield opened
    opened.database.dispose()


@pytest.fixture
def running(workspace: Workspace) -> str:
    """A check-in that is held, at one goal of the scorecard; its name."""
    amara = person(workspace, "amara")
    held = meetings.open_check_in(
        workspace, amara, title="Tried", agenda="45", held_on=TODAY, now=NOW
    )
    meetings.move(workspace, amara, held.id, Position("scorecard", GOAL), now=NOW)
    return held.id


@pytest.fixture
def closed(workspace: Workspace, running: str) -> str:
    """The same, closed; its name."""
    amara = person(workspace, "amara")
    meeting = meetings.meeting(workspace, running)
    shown = stage(workspace, meeting, today=TODAY)
    close(
        workspace, amara, running, stage=shown, papers=screens(shown, meeting), today=TODAY,
        now=NOW, without="Tried without them.",
    )  # fmt: skip
    return running


def blocks(app: AppTest) -> list[str]:
    """Return the markup of every block on the screen."""
    given = (json.loads(each.proto.json or "null") for each in app.get("bidi_component"))
    return [each for each in given if isinstance(each, str)]


def said(app: AppTest) -> str:
    """Return every sentence on the screen, those of its blocks included."""
    captions = (str(each.value) for each in app.caption)
    return "\n".join([spoken(app), *captions, *(read(each).text for each in blocks(app))])


def labels(app: AppTest) -> set[str]:
    return {each.label for each in app.button}


def choose(options: tuple[str, ...] = ("keep",)) -> Choice:
    return Choice(goal_id=GOAL, options=options, reason="It holds.")


def opened(reader: Reader, role: Role, **choices: str) -> AppTest:
    """Return the page in one role; it must open without an error."""
    app = reader("checkin", role, **choices)
    assert not app.exception
    assert not app.error
    return app


def test_everybody_sees_who_is_chased_and_the_facilitator_opens_and_presents(
    workspace: Workspace, reading_own: Reader
) -> None:
    for role in ROLES:
        app = opened(reading_own, role)
        assert "Replies given" in said(app)
        assert ("Open a check-in" in said(app)) == (role == "facilitator")
    app = opened(reading_own, "facilitator")
    next(each for each in app.button if each.label == "Open the check-in").click().run()
    assert not app.error
    assert "you present" in said(app)
    assert meetings.check_ins(workspace)[0].state == "running"


def test_everybody_follows_to_the_same_place_with_the_keys_of_their_role(
    running: str, reading_own: Reader
) -> None:
    for role in ROLES:
        app = opened(reading_own, role)
        assert "Service chatbot live by 2026-Q3" in said(app)
        assert ("Next" in labels(app)) == (role == "facilitator")
        assert ("Note" in labels(app)) == (role != "viewer")


def test_every_panel_opens_beside_the_screen_and_a_wrong_one_counts_as_none(
    running: str, reading_own: Reader
) -> None:
    for role in ("facilitator", "ceo", "cio"):
        for name in PANELS:
            assert "Service chatbot live by 2026-Q3" in said(opened(reading_own, role, panel=name))
    names = ("checkin", "panel", "metric", "at", "stage", "beside")
    app = opened(reading_own, "facilitator", **dict.fromkeys(names, ATTACK))
    assert "you present" in said(app)


def test_next_moves_the_meeting_for_everybody(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "facilitator")
    app.button(key="checkin_key_Down").click().run()
    assert meetings.meeting(workspace, running).position == Position("realities")
    app.button(key="checkin_key_T").click().run()
    assert meetings.meeting(workspace, running).clock.since is not None


def test_looking_around_leaves_the_meeting_where_it_is(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "cio")
    app.button(key="checkin_key_F").click().run()
    app.button(key="checkin_key_Down").click().run()
    assert "Execution realities" in said(app)
    assert meetings.meeting(workspace, running).position == Position("scorecard", GOAL)
    app.button(key="checkin_key_F").click().run()
    assert "Service chatbot live by 2026-Q3" in said(app)


def test_one_key_puts_the_goal_on_the_list_of_issues(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "facilitator")
    app.button(key="checkin_key_I").click().run()
    assert [one.goal_id for one in meetings.meeting(workspace, running).parked] == [GOAL]


def test_a_draft_waits_on_the_ceos_screen_and_counts_once_it_is_signed(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    deciding.draft(
        workspace, person(workspace, "amara"), running, choose(), before=Sides(), seen=0,
        today=TODAY, now=NOW,
    )  # fmt: skip
    assert "to sign" not in said(reading_own("checkin", "cio"))
    app = reading_own("checkin", "ceo")
    assert "1 to sign" in said(app)
    app.button(key=f"checkin_sign_{GOAL}/1").click().run()
    assert not app.error
    decided = deciding.decisions(workspace)[0]
    assert decided.signed
    assert decided.before.wanted_date is not None, "both positions as they stood on the screen"


def test_deciding_without_a_reason_is_refused_in_words(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "facilitator", panel="decide")
    app.button(key="checkin_option_keep").click().run()
    app.button(key="checkin_decide").click().run()
    assert not app.exception
    assert "reason" in " ".join(each.value for each in app.error)
    assert not meetings.meeting(workspace, running).decisions


def typing(workspace: Workspace, check_in: str, who: Person, reason: str) -> None:
    """Keep what somebody has typed as the reason so far, as their field does."""
    key = f"{GOAL}-reason#{who.id}"
    notes = meetings.meeting(workspace, check_in).notes
    seen = next((one.number for one in notes if one.key == key), 0)
    meetings.write_note(workspace, who, check_in, key=key, text=reason, seen=seen, now=NOW)


def decisions_of(workspace: Workspace, check_in: str) -> list[tuple[str, bool, str, str]]:
    """Return key, whether signed, author and reason of what was drafted and decided."""
    made = meetings.meeting(workspace, check_in).decisions
    return [(one.key, one.signed, one.by.id, one.reason) for one in made]


def test_whoever_is_second_to_decide_sees_both_and_puts_theirs_beside_it(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    amara, ingrid = person(workspace, "amara"), person(workspace, "ingrid")
    typing(workspace, running, amara, "The vendor is gone.")
    app = reading_own("checkin", "facilitator", panel="decide")
    app.button(key="checkin_option_pause").click().run()
    deciding.decide(
        workspace, ingrid, running, choose(), before=Sides(), seen=0, today=TODAY, now=NOW
    )
    app.button(key="checkin_decide").click().run()
    assert "Yours was not written" in " ".join(each.value for each in app.error)
    words = said(app)
    assert "Ingrid Solberg decided on this goal while you wrote." in words
    assert "Keep. “It holds.”" in words
    assert "Pause. “The vendor is gone.”" in words
    assert decisions_of(workspace, running) == [(f"{GOAL}/1", True, "ingrid", "It holds.")]
    app.button(key="checkin_decide_mine").click().run()
    assert not app.error
    assert decisions_of(workspace, running) == [
        (f"{GOAL}/1", True, "ingrid", "It holds."),
        (f"{GOAL}/2", False, "amara", "The vendor is gone."),
    ]


def test_a_draft_that_arrives_meanwhile_is_shown_at_once_and_can_be_kept_or_replaced(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    marcus, ingrid = person(workspace, "marcus"), person(workspace, "ingrid")
    typing(workspace, running, ingrid, "The vendor is gone.")
    app = reading_own("checkin", "ceo", panel="decide")
    app.button(key="checkin_option_pause").click().run()
    deciding.draft(
        workspace, marcus, running, choose(), before=Sides(), seen=0, today=TODAY, now=NOW
    )
    assert "Marcus Okafor drafted on this goal while you wrote." in said(app.run())
    app.button(key="checkin_decide_theirs").click().run()
    words = said(app)
    assert "while you wrote" not in words
    assert "The vendor is gone." not in words
    assert "A new draft takes its place." in words.replace("\\", "")
    assert decisions_of(workspace, running) == [(f"{GOAL}/1", False, "marcus", "It holds.")]
    typing(workspace, running, ingrid, "Not now.")
    app.button(key="checkin_option_pause").click().run()
    app.button(key="checkin_decide").click().run()
    assert not app.error
    assert decisions_of(workspace, running) == [(f"{GOAL}/1", True, "ingrid", "Not now.")]


def test_what_a_foundation_needs_first_is_said_before_it_is_funded(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    found = {one.goal_id: one.content for one in projects(workspace)}
    second = next(
        name
        for name, one in found.items()
        if any(found[need].state == "proposed" for need in one.prerequisites)
    )
    first = next(need for need in found[second].prerequisites if found[need].state == "proposed")
    app = reading_own("checkin", "ceo", panel="decide")
    app.button(key="checkin_option_fund_foundation").click().run()
    app.selectbox(key=f"checkin_project_{GOAL}").set_value(second).run()
    assert f"It can do nothing without {first}" in said(app).replace("\\", "")


def test_nobody_gets_a_level_before_the_votes_are_opened(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    amara, ingrid = person(workspace, "amara"), person(workspace, "ingrid")
    meetings.start_round(workspace, amara, running, GOAL, now=NOW)
    meetings.vote(workspace, ingrid, running, GOAL, 5, now=NOW)
    app = reading_own("checkin", "cio")
    app.button(key="checkin_vote_2").click().run()
    assert "You said 2." in said(app)
    assert "Confidence" not in said(app).replace("on confidence", "")
    lead = reading_own("checkin", "facilitator")
    assert not any(str(each.key).startswith("checkin_vote_") for each in lead.button)
    lead.button(key="checkin_key_O").click().run()
    lead.button(key="checkin_key_Down").click().run()
    assert meetings.meeting(workspace, running).rounds[0].revealed


def test_everybody_rates_and_signs_for_themselves(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "cio", panel="end")
    app.button(key="checkin_rating_9").click().run()
    app.button(key="checkin_sign").click().run()
    meeting = meetings.meeting(workspace, running)
    marcus = person(workspace, "marcus")
    assert meeting.ratings == ((marcus, 9),)
    assert [who for who, _ in meeting.signatures] == [marcus]


def test_a_check_in_is_not_closed_without_both_signatures_or_a_reason(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "facilitator", panel="end")
    app.button(key="checkin_close").click().run()
    assert "signed" in " ".join(each.value for each in app.error)
    assert meetings.meeting(workspace, running).check_in.state == "running"


def test_what_everybody_signed_closes_with_every_screen(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    for name in ("ingrid", "marcus"):
        meetings.sign_off(workspace, person(workspace, name), running, now=NOW)
    app = reading_own("checkin", "facilitator", panel="end")
    app.button(key="checkin_close").click().run()
    assert not app.error
    assert "was closed on" in said(app)
    held = frozen(workspace, running)
    assert held is not None
    names = {name for name, _ in held.papers}
    assert {"minutes.html", "minutes.md", "screens", f"screen/scorecard/{GOAL}"} <= names


def test_an_action_of_the_meeting_is_done_with_one_key(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    amara = person(workspace, "amara")
    action = add_action(workspace, amara, running, text="Ask", owner="Marcus Okafor", now=NOW)
    meetings.move(workspace, amara, running, Position("actions", action.id), now=NOW)
    app = reading_own("checkin", "facilitator")
    app.button(key="checkin_key_S").click().run()
    assert not app.error
    assert meetings.meeting(workspace, running).actions[0].state == "done"


def test_a_doubted_figure_is_walked_to_its_rows_and_its_correction_is_an_action(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    app = reading_own("checkin", "cio", metric="cost_savings")
    words = said(app)
    assert "Computed as" in words
    assert "ledger_2026-Q1.csv, line" in words
    app.button(key="checkin_correct").click().run()
    action = meetings.meeting(workspace, running).actions[0]
    assert action.text.startswith("Check and correct Cost savings")


def test_a_goals_figure_is_walked_within_what_the_goal_speaks_of(
    workspace: Workspace, running: str, reading_own: Reader
) -> None:
    line = stage(workspace, None, today=TODAY).line(GOAL)
    assert line is not None
    words = said(reading_own("checkin", "cio", panel="rows")).replace("\\", "")
    assert f"· {line.period} · {line.initiative_id}" in words
    assert f"· {exact(line.value, line.unit, state=line.state)} ·" in words


def test_a_closed_check_in_is_listed_and_shown_from_what_was_kept(
    workspace: Workspace, closed: str, reading_own: Reader
) -> None:
    listed = said(opened(reading_own, "viewer"))
    assert closed in listed
    assert "Nobody has rated the meeting yet" in listed
    held = frozen(workspace, closed)
    assert held is not None
    for role in ROLES:
        app = opened(reading_own, role, checkin=closed, at=f"scorecard/{GOAL}")
        assert dict(held.papers)[f"screen/scorecard/{GOAL}"] in blocks(app)
    app.button(key="checkin_verify").click().run()
    assert "Intact" in " ".join(each.value for each in app.success)


def test_a_closed_meeting_walks_a_goals_figure_within_what_the_goal_speaks_of(
    workspace: Workspace, closed: str, reading_own: Reader
) -> None:
    line = stage(workspace, None, today=TODAY).line(GOAL)
    assert line is not None
    for at in (f"scorecard/{GOAL}", f"issues/goal:{GOAL}"):
        app = opened(reading_own, "viewer", checkin=closed, at=at, metric=line.metric)
        words = said(app).replace("\\", "")
        assert f"· {line.period} · {line.initiative_id}" in words
        assert f"· {exact(line.value, line.unit, state=line.state)} ·" in words


def test_an_empty_workspace_says_what_a_check_in_is(reading_empty: Reader) -> None:
    app = opened(reading_empty, "facilitator")
    assert "A check-in takes 45 minutes" in said(app)
