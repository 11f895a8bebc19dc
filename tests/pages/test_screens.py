"""What the screens say: from the store as it is, as it was never filled, and as it was asked."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.metrics.query import answers
from pipelines.periods import parsed
from pipelines.workspace import Workspace
from tests.pages.conftest import Reader

PAGES = (
    *("scorecard", "metric", "portfolio", "methods", "loads", "upload"),
    *("maturity", "audit", "datasets", "investments"),
    *("goals", "checkin", "discussion", "tokens"),
)


def said(app: AppTest) -> str:
    """Return every sentence on the screen."""
    parts = [*app.markdown, *app.info, *app.success, *app.warning, *app.error]
    return "\n".join(str(part.value).replace("\\", "") for part in parts)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_workspace_is_no_error(reading_empty: Reader, page: str) -> None:
    app = reading_empty(page, "cio")
    assert not app.exception
    assert not app.error


def test_an_empty_scorecard_says_how_to_begin(reading_empty: Reader) -> None:
    words = said(reading_empty("scorecard", "ceo"))
    assert "Nothing is loaded yet" in words
    assert "No goal is stated here yet" in words


def test_an_empty_portfolio_says_what_is_missing(reading_empty: Reader) -> None:
    assert "No initiative is loaded yet" in said(reading_empty("portfolio", "ceo"))


def test_the_demonstration_says_that_it_is_one(reading: Reader) -> None:
    assert "Demo, no sign-in" in said(reading("scorecard", "viewer"))


def test_the_screen_says_which_company_and_as_of_when(reading: Reader) -> None:
    assert "as of 31 Mar 2026" in said(reading("scorecard", "ceo"))


def test_the_trend_says_the_figures_that_the_metric_has(
    reading: Reader, demo_workspace: Workspace
) -> None:
    quarter = parsed("2026-Q1")
    cell = answers(demo_workspace, ["adoption_rate"], periods=[quarter])["adoption_rate"].rows[0]
    words = said(reading("metric", "ceo", metric="adoption_rate"))
    assert f"to {cell.value:.1f}% in 2026-Q1" in words


def test_a_period_in_the_address_is_the_period_shown(reading: Reader) -> None:
    app = reading("metric", "ceo", metric="adoption_rate", period="2025-Q2")
    assert app.selectbox(key="choice_period").value == "2025-Q2"
    assert "in 2025-Q2" in said(app)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("period", "2099-Q9"), ("unit", "Nowhere"), ("metric", "../../etc/passwd"), ("by", "1; drop")],
)
def test_a_wrong_value_in_the_address_counts_as_not_chosen(
    reading: Reader, name: str, wrong: str
) -> None:
    app = reading("metric", "ceo", **{name: wrong})
    assert not app.exception
    assert not app.error
    assert app.selectbox(key=f"choice_{name}").value != wrong


def test_choosing_a_unit_writes_it_into_the_address(reading: Reader) -> None:
    app = reading("scorecard", "ceo")
    app.selectbox(key="choice_unit").select("Claims").run()
    assert app.query_params["unit"] in ("Claims", ["Claims"])
    app.selectbox(key="choice_unit").select("All").run()
    assert "unit" not in app.query_params


def test_an_unforeseen_failure_shows_a_number_and_no_trace(
    reading: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        """Fail as code fails."""
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("pages.parts.cached.loads", broken)
    app = reading("loads", "ceo")
    words = said(app)
    assert "Nothing was changed." in words
    assert "secret detail" not in words
    assert not app.exception
    reference = words.rstrip(".").rpartition(" ")[2]
    assert reference in caplog.text
