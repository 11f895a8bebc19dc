"""The discussion on the screen: begun beside a figure, answered and closed in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import comments, roster, visits
from governance.comment_shapes import Anchor
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_checkin import blocks
from tests.pages.test_screens import said

ANCHOR = Anchor("metric", "adoption_rate", "2026-Q1")
TEXT = "discussion_text_metric_adoption_rate_2026_Q1"
ASKED = "discussion_asked_metric_adoption_rate_2026_Q1"
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace(own_demo_store: Path) -> Iterator[Workspace]:
    """The store behind the screen."""
    opened = opening.opened(Settings(store=own_demo_store))
    yield opened
    opened.database.dispose()


def press(app: AppTest, label: str) -> None:
    """Press the button that is called so."""
    next(each for each in app.button if each.label == label).click().run()


def test_a_reader_asks_beside_a_figure_and_the_one_who_is_asked_closes_it_in_the_panel(
    reading_own: Reader, workspace: Workspace
) -> None:
    app = reading_own("metric", "ceo", metric="adoption_rate", period="2026-Q1")
    assert "Nobody has commented on Adoption, 2026-Q1 yet." in said(app)
    app.text_area(key=TEXT).input("Why?")
    app.multiselect(key=ASKED).select("marcus")
    press(app, "Comment")
    assert "Your comment is kept." in said(app)
    assert app.text_area(key=TEXT).value == ""
    (thread,) = comments.threads(workspace)
    assert (thread.anchor, thread.comments[0].mentions) == (ANCHOR, ("marcus",))

    panel = reading_own("discussion", "cio", show="mine")
    assert "1 of 1 discussion is open; 1 of them asks you to read it." in said(panel)
    panel.text_area(key=TEXT).input("The new form.")
    press(panel, "Close with this word")
    assert "The discussion is closed" in said(panel)
    assert "No discussion is open." in said(panel)
    assert comments.threads(workspace)[0].state == "closed"


def test_a_comment_that_is_refused_stays_in_its_field(
    reading_own: Reader, workspace: Workspace
) -> None:
    app = reading_own("metric", "viewer", metric="adoption_rate", period="2026-Q1")
    app.text_area(key=TEXT).input("@marcos, why?")
    press(app, "Comment")
    assert "Did you mean “marcus”" in said(app)
    assert app.text_area(key=TEXT).value == "@marcos, why?"
    assert comments.threads(workspace) == ()


def test_the_panel_shows_what_is_asked_for(reading_own: Reader, workspace: Workspace) -> None:
    ingrid, lena = (roster.person(workspace, name) for name in ("ingrid", "lena"))
    goal = Anchor("goal", "GOAL-02")
    comments.comment(workspace, ingrid, ANCHOR, text="@lena why?", now=NOW)
    comments.comment(workspace, ingrid, goal, text="When?", now=NOW)
    comments.close(workspace, lena, goal, seen=1, word="In May.", now=NOW + timedelta(days=1))

    def shown(**choices: str) -> list[str]:
        """Return the threads that can be answered."""
        app = reading_own("discussion", "ceo", **choices)
        return [each.label for each in app.expander]

    assert shown() == ["Answer or close", "Begin a discussion"]
    assert shown(show="all") == ["Open it again", "Answer or close", "Begin a discussion"]
    assert shown(show="mine") == ["Begin a discussion"]
    assert shown(show="all", about="goal/GOAL-02") == ["Open it again", "Begin a discussion"]


def test_a_discussion_of_anything_can_be_begun_in_the_panel(
    reading_own: Reader, workspace: Workspace
) -> None:
    app = reading_own("discussion", "viewer")
    app.selectbox(key="discussion_about").select_index(1).run()
    app.text_area(key="discussion_textnew_goal_GOAL_02").input("When will it be live?")
    press(app, "Comment")
    (thread,) = comments.threads(workspace)
    assert thread.anchor == Anchor("goal", "GOAL-02")


def test_where_news_stand_it_is_said_how_many_discussions_are_open(
    reading_own: Reader, workspace: Workspace
) -> None:
    def told() -> bool:
        """Return whether the scorecard leads to the one open discussion."""
        shown = "".join(blocks(reading_own("scorecard", "cio")))
        return "1 discussion is open →" in shown

    assert not told()
    marcus = roster.person(workspace, "marcus")
    comments.comment(workspace, marcus, ANCHOR, text="Why?", now=NOW)
    assert told()
    comments.close(workspace, marcus, ANCHOR, seen=1, word="The new form.", now=NOW)
    assert not told()


def test_whoever_opens_a_page_has_looked_and_one_look_is_one_mark(
    reading_own: Reader, workspace: Workspace
) -> None:
    marked = _marks(workspace)
    app = reading_own("discussion", "ceo")
    app.run()
    ingrid = roster.person(workspace, "ingrid")
    later = datetime(2100, 1, 1, tzinfo=UTC)
    before = visits.last_visit(workspace, ingrid, now=later)
    assert before is not None
    assert before.head == workspace.catalogue.journal_head()
    assert _marks(workspace) <= marked + 1


def _marks(workspace: Workspace) -> int:
    """Count the marks of Ingrid's visits; other tests may have opened the store before."""
    query = "SELECT count(*) FROM visit WHERE person_id = 'ingrid'"
    with workspace.database.connect() as connection:
        return int(connection.exec_driver_sql(query).scalar_one())
