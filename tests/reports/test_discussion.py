"""Discussions and news as markup: everything said is shown as it was typed, with its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.comment_shapes import Anchor, Comment, Thread
from governance.event_shapes import About, Annotation, News
from governance.people import Person
from governance.scorecard.shapes import Point
from reports.charts import LIGHT, Limits, trend
from reports.discussion import count_words, elsewhere, state_words, thread
from reports.events import events_list, news_list, placed
from tests.reports.attacks import ATTACKS

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
ANCHOR = Anchor("metric", "adoption_rate", "2026-Q1")
INGRID = Person("ingrid", "Ingrid Solberg", "ceo")
LENA = Person("lena", "Lena Fischer", "cio_staff")
TOMAS = Person("tomas", "Tomás Rivera", "cio_staff")
PEOPLE = (INGRID, LENA, TOMAS)


def said(number=1, text="Why?", by=INGRID, **changes) -> Comment:
    return Comment(ANCHOR, number, text, by, AT + timedelta(days=number), **changes)


def drawn(*comments: Comment, **more) -> str:
    return thread(Thread(ANCHOR, comments), PEOPLE, lambda one: f"Adoption, {one.period}", **more)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_is_text_and_never_markup(attack):
    one = News(7, AT, attack, About("goal", attack))
    mark = Annotation("target", AT.date(), AT.date(), attack, About("goal", attack))
    marks = placed([mark], [Point("2026-Q2", 1.0, "ok")], most=8)
    for markup in (
        drawn(said(text=attack, by=replace(LENA, name=attack))),
        news_list([one], lambda about: "goals", most=2),
        events_list(marks, lambda about: "goals"),
    ):
        for sign in ("<script", "<img", "<iframe", "<style", "<svg onload"):
            assert sign not in markup


def test_each_line_of_a_comment_stays_a_line():
    assert "<p>Why?</p><p>&amp; when?</p>" in drawn(said(text="Why?\n& when?"))


def test_whoever_is_named_stands_out_and_others_who_are_asked_are_listed():
    markup = drawn(said(text="@Lena, why? @home", mentions=("lena", "tomas")), reader=TOMAS)
    assert '<span class="mention">@Lena</span>, why? @home' in markup
    assert "for Tomás Rivera" in markup
    assert "asks you" in markup
    assert "asks you" not in drawn(said(mentions=("lena",)), reader=TOMAS)


def test_a_thread_says_whether_it_is_open_since_when_and_who_closed_it():
    first, word = said(), said(2, "Done.", LENA, closes=True)
    assert state_words(Thread(ANCHOR, (first,))) == "open since 3 Apr 2026 · 1 comment"
    assert state_words(Thread(ANCHOR, (first, word))) == (
        "closed by Lena Fischer on 4 Apr 2026 · 2 comments"
    )
    again = Thread(ANCHOR, (first, word, said(3)))
    assert state_words(again) == "open since 5 Apr 2026 · 3 comments"
    assert "closed it" in drawn(first, word)


def test_a_thread_leads_to_its_figure_where_the_reader_is_elsewhere():
    markup = drawn(said(), address=lambda one: f"metric?period={one.period}")
    assert 'href="metric?period=2026-Q1"' in markup
    assert "href" not in drawn(said())
    links = elsewhere([Thread(ANCHOR, (said(),))], lambda _: "Adoption", lambda _: "discussion")
    assert 'href="discussion"' in links


def test_the_count_says_what_is_open_and_what_asks_for_the_reader():
    assert count_words(0, 0, 0) == "Nobody has commented on anything yet."
    assert count_words(3, 0, 0) == "No discussion is open."
    assert count_words(1, 1, 0) == "1 of 1 discussion is open."
    assert count_words(3, 1, 1) == "1 of 3 discussions is open; 1 of them asks you to read it."
    assert count_words(9, 4, 2) == "4 of 9 discussions are open; 2 of them ask you to read it."


POINTS = tuple(Point(f"2025-Q{number}", 40.0 + number, "ok") for number in range(1, 5))


def event(on: date, kind="target", words="Goal stated") -> Annotation:
    return Annotation(kind, on, on, words, About("goal", "GOAL-02"))


def test_events_are_grouped_by_the_charts_periods_and_numbered_from_the_oldest():
    found = [
        event(date(2026, 2, 1), "definition", "Definition changed"),
        event(date(2025, 12, 31), "restatement", "Replaced"),
        event(date(2025, 10, 1)),
        event(date(2025, 5, 5), "gate", "Gate G1"),
        event(date(2024, 12, 31), "gate", "Too early"),
    ]
    marks = placed(found, POINTS, most=8)
    assert [(one.number, one.period, one.said) for one in marks] == [
        (1, "2025-Q2", "Gate G1"),
        (2, "2025-Q4", "Replaced; Goal stated"),
        (3, "", "Definition changed"),
    ]
    assert [one.period for one in placed(found, POINTS, most=2)] == ["2025-Q4", ""]
    assert placed(found, (), most=8) == ()
    assert marks[1].outline not in (marks[0].outline, marks[2].outline)


def test_marks_are_drawn_as_rules_with_a_number_and_listed_in_words():
    marks = placed([event(date(2026, 2, 1)), event(date(2025, 5, 5), "gate")], POINTS, most=8)
    bare = trend(POINTS, "%", Limits(), LIGHT).to_dict()
    chart = trend(POINTS, "%", Limits(), LIGHT, marks).to_dict()
    assert len(chart["layer"]) == len(bare["layer"]) + 3, "a rule, one shape and one number"
    assert chart["padding"]["top"] > 0
    (rule,) = (one for one in chart["layer"] if one["mark"].get("strokeDash") == [2, 3])
    (row,) = chart["datasets"][rule["data"]["name"]]
    assert (row["period"], row["number"]) == ("2025-Q2", "1")
    listed = events_list(marks, lambda about: f"goals?goal={about.name}")
    assert "after the last period shown" in listed
    assert listed.index("2025-Q2") < listed.index("after the last period shown")
    assert 'href="goals?goal=GOAL-02"' in listed
    assert "href" not in events_list(marks, lambda about: "")


def test_news_beyond_what_is_read_are_counted():
    one = News(7, AT, "Marcus answered <b>it</b>", About("goal", "GOAL-02"))
    markup = news_list([one, replace(one, calls=True), one], lambda _: "goals", most=2)
    assert markup.count("Marcus answered &lt;b&gt;it&lt;/b&gt;") == 2
    assert markup.count('class="calls"') == 1
    assert "and 1 more" in markup
    assert 'role="status"' in markup
