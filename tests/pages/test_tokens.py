"""The page of tokens: each role makes what it may, sees a token once, and ends its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from governance import roster, tokens
from governance.people import ROLES, Role
from governance.token_shapes import SCOPE_WORDS
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.pages.conftest import Reader
from tests.pages.test_screens import said

NOW = datetime.now(UTC)


def texts(app: AppTest) -> list[str]:
    """Return the tokens on the screen."""
    return [one.value for one in app.code if re.fullmatch(r"tandem_\w+", one.value)]


def made(app: AppTest, *scopes: str, name: str = "Nightly export") -> AppTest:
    """Fill in the form and make a token."""
    app.text_input(key="tokens_name").set_value(name)
    app.multiselect(key="tokens_scopes").set_value(list(scopes))
    return app.button[0].click().run()


def store_of(own_demo_store) -> Workspace:
    """Return the workspace behind the screen."""
    return open_workspace(Settings(store=own_demo_store), create=False)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_offered_what_it_may_and_can_make_it(
    reading_own: Reader, own_demo_store, role: Role
) -> None:
    app = reading_own("tokens", role)
    assert [title.value for title in app.title] == ["Access"]
    here = store_of(own_demo_store)
    person = next(one for one in roster.people(here) if one.role == role)
    offered = [SCOPE_WORDS[scope] for scope in tokens.possible_scopes(person)]
    assert app.multiselect(key="tokens_scopes").options == offered
    made(app, "metrics:read")
    assert not app.exception
    (shown,) = texts(app)
    assert tokens.signed_in(here, shown, now=datetime.now(UTC)).person == person
    here.database.dispose()


def test_the_text_of_a_token_is_gone_with_the_next_click(reading_own: Reader) -> None:
    app = made(reading_own("tokens", "cio"), "metrics:read")
    assert len(texts(app)) == 1
    app.run()
    assert texts(app) == []
    assert "1 token works, and none was used so far" in said(app)


def test_what_cannot_be_made_is_said_and_what_was_typed_stays(reading_own: Reader) -> None:
    app = made(reading_own("tokens", "cio"))
    assert "without a scope would be of no use" in app.error[0].value
    assert app.text_input(key="tokens_name").value == "Nightly export"
    assert texts(app) == []


def test_a_token_is_revoked_with_a_reason_and_works_no_longer(
    reading_own: Reader, own_demo_store
) -> None:
    app = made(reading_own("tokens", "cio_staff"), "extracts:write")
    (shown,) = texts(app)
    app.text_input(key="tokens_why").set_value("The job has moved.")
    app.button[1].click().run()
    assert "works no longer" in said(app)
    assert "No program can come in here" in said(app)
    here = store_of(own_demo_store)
    with pytest.raises(tokens.NotSignedIn, match="revoked"):
        tokens.signed_in(here, shown, now=NOW)
    here.database.dispose()


def test_only_the_facilitator_sees_the_tokens_of_others(
    reading_own: Reader, own_demo_store
) -> None:
    here = store_of(own_demo_store)
    cio = next(one for one in roster.people(here) if one.role == "cio")
    tokens.make_token(here, cio, name="Board pack", scopes=["metrics:read"], now=NOW)
    here.database.dispose()
    for role in ROLES:
        app = reading_own("tokens", role)
        sees = bool(app.selectbox) and any(one.key == "tokens_which" for one in app.selectbox)
        assert sees == (role in ("cio", "facilitator")), role
