"""The maturity screen and the audit's own screen, as each role gets them without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import goals, incidents, readiness, roster
from governance.maturity import audits, demo
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import Audit
from governance.people import ROLES, Person, Role
from governance.records.opening import make_ready
from pipelines.quality import kept, registry
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_screens import said
from tests.reports.maturity_examples import run

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AUDIT = "AUDIT-2026-9"
CONTRACT = """
id: DS-TRIED
title: Tried records
domain: customers
owner: Customer data steward
critical: true
used_by: [AI-017]
source: {upload: true}
columns:
  name: {required: true}
"""


def person(workspace: Workspace, name: str) -> Person:
    return roster.person(workspace, name)


@pytest.fixture
def workspace(own_demo_store: Path) -> Iterator[Workspace]:
    """The demo company with its audits and one measured dataset, for the test to change."""
    opened = opening.opened(Settings(store=own_demo_store))
    make_ready(opened.database)
    demo.seed(opened)
    registry.register(
        opened, CONTRACT, actor="tomas", role="cio_staff", why="To be tried.", now=NOW
    )
    measured = replace(run(subject="DS-TRIED", title="Tried records"), version=0, fingerprint="y")
    kept.keep(opened, measured)
    yield opened
    opened.database.dispose()


@pytest.fixture
def asking(workspace: Workspace) -> Workspace:
    """The same with an audit that collects answers of two people."""
    amara = person(workspace, "amara")
    for one in audits.audits(workspace):
        if one.state != "closed":
            audits.close_audit(workspace, amara, one.id, now=NOW)
    audits.open_audit(workspace, amara, audit_id=AUDIT, title="Tried", now=NOW)
    for name, side in (("ingrid", "ceo"), ("marcus", "cio")):
        audits.invite(workspace, amara, AUDIT, whom=person(workspace, name), side=side, now=NOW)
    return workspace


def labels(app: AppTest) -> set[str]:
    return {each.label for each in app.button}


def press(app: AppTest, label: str) -> None:
    """Press the button whose label begins so."""
    next(each for each in app.button if each.label.startswith(label)).click().run()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", ["maturity", "audit"])
def test_both_screens_open_for_every_role(
    workspace: Workspace, reading_own: Reader, page: str, role: Role
) -> None:
    app = reading_own(page, role)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", ["maturity", "audit"])
def test_an_empty_workspace_says_what_to_do(reading_empty: Reader, page: str) -> None:
    app = reading_empty(page, "facilitator")
    assert not app.exception
    assert not app.error
    words = said(app)
    wanted = "No audit was ever opened" if page == "audit" else "No dataset is registered yet"
    assert wanted in words


@pytest.mark.parametrize("page", ["maturity", "audit"])
def test_a_wrong_choice_in_the_address_counts_as_not_chosen(
    workspace: Workspace, reading_own: Reader, page: str
) -> None:
    names = ("topic", "goal", "subject", "big", "from", "audit", "step")
    app = reading_own(page, "facilitator", **dict.fromkeys(names, "'; drop table audit"))
    assert not app.exception
    assert not app.error


def test_the_proof_is_of_the_topic_in_the_address(
    workspace: Workspace, reading_own: Reader
) -> None:
    words = said(reading_own("maturity", "ceo", topic="uniqueness"))
    assert "On uniqueness the CEO's side said" in words
    assert "failing checks:" in words


def test_a_goal_leads_to_the_dataset_that_holds_it_back(
    workspace: Workspace, reading_own: Reader
) -> None:
    known = readiness.readiness(workspace)
    goal = next(
        one
        for one in goals.goals(workspace)
        if (found := known.get(one.content.initiative_id)) and found.at_most is not None
    )
    words = said(reading_own("maturity", "ceo", goal=goal.goal_id))
    assert "The weakest of its data: " in words


def test_for_the_meeting_room_only_the_views_and_the_matrix_are_shown(
    workspace: Workspace, reading_own: Reader
) -> None:
    app = reading_own("maturity", "facilitator", big="1")
    assert [header.value for header in app.header] == [
        "The three views, widest apart first", "Topic by level",
    ]  # fmt: skip


def test_a_dataset_in_the_address_shows_its_checks_and_incidents(
    workspace: Workspace, reading_own: Reader
) -> None:
    app = reading_own("maturity", "viewer", subject="DS-TRIED")
    assert "2 incidents are open" in said(app)
    assert not app.button


def test_those_who_may_assign_an_incident_and_close_it(
    workspace: Workspace, reading_own: Reader
) -> None:
    app = reading_own("maturity", "cio_staff", subject="DS-TRIED")
    assert labels(app) == {"Assign it", "Close it"}
    app.text_input(key="maturity_assign_who").input("Lena Fischer")
    app.text_input(key="maturity_assign_why").input("She knows the source.")
    press(app, "Assign it")
    assert not app.error
    found = incidents.incidents(workspace, today=NOW.date())
    assert "Lena Fischer" in {one.owner for one in found if one.subject == "DS-TRIED"}


def test_closing_an_incident_without_a_reason_is_refused_in_words(
    workspace: Workspace, reading_own: Reader
) -> None:
    app = reading_own("maturity", "cio", subject="DS-TRIED")
    press(app, "Close it")
    assert not app.exception
    assert "reason" in said(app)


def test_every_answer_is_saved_at_once_and_is_there_again_after_a_reload(
    asking: Workspace, reading_own: Reader
) -> None:
    app = reading_own("audit", "ceo", who="ingrid")
    assert len(app.radio) == len(questionnaire().items)
    app.radio[0].set_value(4).run()
    app.text_input[0].input("Board report, page 12").run()
    app.radio[1].set_value(0).run()
    own = audits.own_answers(asking, person(asking, "ingrid"), AUDIT)
    first, second = (own[item.id] for item in questionnaire().items[:2])
    assert (first.level, first.evidence) == (4, "Board report, page 12")
    assert second.unknown
    again = reading_own("audit", "ceo", who="ingrid")
    assert [again.radio[0].value, again.radio[1].value] == [4, 0]
    assert again.text_input[0].value == "Board report, page 12"


def test_an_invitation_that_arrives_while_the_page_is_drawn_is_noticed(
    asking: Workspace, reading_own: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara, lena = person(asking, "amara"), person(asking, "lena")
    read = audits.audits

    def then_invited(workspace: Workspace) -> tuple[Audit, ...]:
        """Read, and let the facilitator invite right after that."""
        found = read(workspace)
        monkeypatch.setattr(audits, "audits", read)
        audits.invite(asking, amara, AUDIT, whom=lena, side="cio", now=NOW)
        return found

    monkeypatch.setattr(audits, "audits", then_invited)
    app = reading_own("audit", lena.role, who="lena")
    assert len(app.radio) == len(questionnaire().items)


def test_evidence_leaves_the_level_alone_that_was_chosen_elsewhere(
    asking: Workspace, reading_own: Reader
) -> None:
    app = reading_own("audit", "ceo", who="ingrid")
    app.radio[0].set_value(2).run()
    first = questionnaire().items[0].id
    audits.give_answer(
        asking, person(asking, "ingrid"), AUDIT, item=first, level=5, evidence="",
        now=datetime.now(UTC),
    )  # fmt: skip
    app.text_input[0].input("Seen on the telephone").run()
    own = audits.own_answers(asking, person(asking, "ingrid"), AUDIT)[first]
    assert (own.level, own.evidence) == (5, "Seen on the telephone")


def test_evidence_waits_for_a_level(asking: Workspace, reading_own: Reader) -> None:
    assert all(each.disabled for each in reading_own("audit", "ceo", who="ingrid").text_input)


def test_nobody_sees_an_answer_of_anybody_else_before_the_reveal(
    asking: Workspace, reading_own: Reader
) -> None:
    written = "Zinnober-4711"
    audits.give_answer(
        asking, person(asking, "ingrid"), AUDIT, item="completeness_1", level=5, evidence=written,
        now=NOW,
    )  # fmt: skip
    seats: tuple[tuple[Role, str], ...] = (
        ("cio", "marcus"), ("facilitator", "amara"), ("viewer", "jonas"),
    )  # fmt: skip
    for role, who in seats:
        for page in ("audit", "maturity"):
            app = reading_own(page, role, who=who)
            assert written not in str(app.main)
            assert all(each.value is None for each in app.radio)


def test_whoever_was_not_asked_is_told_so(asking: Workspace, reading_own: Reader) -> None:
    app = reading_own("audit", "cio_staff", who="lena")
    assert "you are not among those asked" in said(app)
    assert not app.radio


def test_the_facilitator_counts_and_reveals_and_is_refused_while_a_side_is_silent(
    asking: Workspace, reading_own: Reader
) -> None:
    assert "0 of 40 answers are in" in said(reading_own("audit", "facilitator"))
    app = reading_own("audit", "facilitator", step="reveal")
    assert "Not finished: Ingrid Solberg (0 of 20), Marcus Okafor (0 of 20)" in said(app)
    app.button(key="audit_reveal").click().run()
    assert "There is no answer yet by" in said(app)
    for name, level in (("ingrid", 5), ("marcus", 1)):
        audits.give_answer(
            asking, person(asking, name), AUDIT, item="completeness_1", level=level, evidence="",
            now=NOW,
        )  # fmt: skip
    app.button(key="audit_reveal").click().run()
    assert not app.error
    assert audits.audit(asking, AUDIT).state == "revealed"


def test_an_audit_that_is_given_up_keeps_its_answers_private(
    asking: Workspace, reading_own: Reader
) -> None:
    app = reading_own("audit", "facilitator", step="close")
    assert "Give the audit up" in labels(app)
    app.button(key="audit_close").click().run()
    assert audits.audit(asking, AUDIT).state == "closed"
    assert "stay private" in said(reading_own("audit", "facilitator"))
    assert "stay private" in said(reading_own("audit", "ceo", who="ingrid"))


def test_an_answer_that_comes_after_the_reveal_is_refused_in_words(
    asking: Workspace, reading_own: Reader
) -> None:
    app = reading_own("audit", "ceo", who="ingrid")
    for name in ("ingrid", "marcus"):
        audits.give_answer(
            asking, person(asking, name), AUDIT, item="completeness_1", level=3, evidence="",
            now=NOW,
        )  # fmt: skip
    audits.reveal(asking, person(asking, "amara"), AUDIT, now=NOW)
    app.radio[0].set_value(5).run()
    assert not app.exception
    assert "was revealed on" in said(app)
    assert [header.value for header in app.header][:1] == ["Topic by topic"]


def test_the_facilitator_opens_invites_agrees_promises_and_closes(
    workspace: Workspace, reading_own: Reader
) -> None:
    amara = person(workspace, "amara")
    for one in audits.audits(workspace):
        if one.state != "closed":
            audits.close_audit(workspace, amara, one.id, now=NOW)
    app = reading_own("audit", "facilitator")
    app.text_input(key="audit_title").input("Tried on the screen")
    press(app, "Open AUDIT-")
    assert "Tried on the screen" in {one.title for one in audits.audits(workspace)}
    press(app, "Invite them")
    newest = audits.audits(workspace)[0]
    assert {one.person.id: one.side for one in newest.invitations} == {
        "ingrid": "ceo", "marcus": "cio", "lena": "cio", "tomas": "cio",
    }  # fmt: skip
    for name in ("ingrid", "marcus"):
        audits.give_answer(
            workspace, person(workspace, name), newest.id, item="skills_1", level=3, evidence="",
            now=datetime.now(UTC),
        )  # fmt: skip
    audits.reveal(workspace, amara, newest.id, now=datetime.now(UTC))
    app = reading_own("audit", "facilitator", step="discuss", topic="skills")
    app.radio(key="audit_agreed_skills").set_value(2)
    app.text_input(key="audit_agreed_why_skills").input("Both looked at the vacancies.")
    press(app, "Write down the agreed level")
    assert audits.agreed_levels(workspace, newest.id)["skills"].level == 2
    app = reading_own("audit", "facilitator", step="commit")
    app.text_input(key="audit_promise_text").input("Two stewards are hired.")
    press(app, "Promise it")
    assert [one.text for one in audits.commitments(workspace, newest.id)] == [
        "Two stewards are hired."
    ]
    app = reading_own("audit", "facilitator", step="close")
    app.button(key="audit_close").click().run()
    assert audits.audit(workspace, newest.id).state == "closed"
    assert not app.error
