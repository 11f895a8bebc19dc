"""The shell: the lock of every page, the frame around it, and errors as words.

``app.py`` lets a reader in and says who they are; ``page`` checks on every run that this has
happened and that the role holds the page's right. Streamlit can run a page's file without
``app.py`` after a restart, so the pass is given for one run only and is taken here.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from governance.access import Action, may
from governance.people import ROLE_WORDS, ROLES, Person, Role
from pages.parts import cached
from pages.parts.blocks import plain
from pages.parts.doorway import listening_addresses, refusal
from pages.parts.filters import choice, keep
from pipelines.errors import GapError, NotAllowed
from reports.format import day
from reports.markup import link

LOG: Final = logging.getLogger("tandem.screens")
LOOK: Final = Path(__file__).resolve().parent.parent.parent / "reports" / "look.css"
FRAME: Final = Path(__file__).with_name("frame.css")
CHOICES: Final = ("as", "who", "unit", "view", "period")
"""What a link takes along, so that the next page speaks of the same part and the way back
leads to the same view."""
_LET_IN: Final = "_tandem_let_in"
_ROLE: Final = "_tandem_role"
_WHO: Final = "_tandem_who"


def welcome() -> Person:
    """Let the reader of this run in and return who they are; stop the run if they may not.

    Draws the band that says that this is a demonstration without sign-in.
    """
    _stop_if_exposed()
    st.html(FRAME)
    st.html(LOOK)
    if "as" not in st.query_params:
        # The menu's links drop the address's choices; who somebody is must outlive them.
        keep("as", st.session_state.get(_ROLE, ROLES[0]))
    with st.container(key="band", horizontal=True, vertical_alignment="center"):
        st.markdown("**Demo, no sign-in** · viewing as", width="content")
        role = choice(
            "Viewing as",
            ROLES,
            name="as",
            words=ROLE_WORDS.__getitem__,
            hidden=True,
            always_written=True,
            width=140,
        )
        person = _one_of(role)
    st.session_state[_ROLE], st.session_state[_WHO] = role, person.id
    st.session_state[_LET_IN] = person
    return person


def _one_of(role: Role) -> Person:
    """Return who of a role is reading; where there are several, let the reader say."""
    names = {each.id: each.name for each in cached.everybody() if each.role == role}
    if "who" not in st.query_params and st.session_state.get(_WHO) in names:
        keep("who", st.session_state[_WHO], default=next(iter(names)))
    if len(names) < 2:
        return cached.person(role)
    who = choice(
        "Person", tuple(names), name="who", words=names.__getitem__, hidden=True, width=170
    )
    return cached.person(role, who)


def reader() -> Person:
    """Return the person this run is for."""
    person = st.session_state.get("_tandem_reader")
    if not isinstance(person, Person):
        raise NotAllowed("Nobody is signed in.", next_step="Open the start page.")
    return person


def page(body: Callable[[], None], *, title: str, needs: Action) -> None:
    """Show ``body`` to whoever came through the front door and holds the right.

    Args:
        body: Draws the page.
        title: The page's heading.
        needs: The right that the page asks for.
    """
    _stop_if_exposed()
    person = st.session_state.pop(_LET_IN, None)
    if not isinstance(person, Person):
        st.error("Please open Tandem through its start page.")
        st.stop()
    st.session_state["_tandem_reader"] = person
    if not may(person, needs):
        st.title(title, anchor=False)
        st.warning(
            f"As {ROLE_WORDS[person.role]} you may not open this page. "
            "Choose another role above, or another page from the menu."
        )
        st.stop()
    try:
        _heading(title)
        body()
    except GapError as error:
        show(error)
    except Exception:
        reference = secrets.token_hex(4)
        LOG.exception("screen failed, reference %s, page %s", reference, title)
        st.error(
            f"Something went wrong that we did not foresee. Nothing was changed. "
            f"Reload the page; if it stays, tell the keeper of this workspace: {reference}."
        )


def show(error: GapError) -> None:
    """Show an expected failure: what happened, where, what to do."""
    st.error(
        "  \n".join(plain(part) for part in (error.what, error.where, error.next_step) if part)
    )


def _heading(title: str) -> None:
    """Write the page's heading with the workspace and the day it reports as of."""
    facts = cached.workspace_facts()
    with st.container(key="heading", horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        st.markdown(plain(f"{facts.title} · as of {day(facts.reporting_date)}"), width="content")


def _stop_if_exposed() -> None:
    """Stop a run that somebody beyond this machine could see."""
    reason = refusal(
        peer=st.context.ip_address or "127.0.0.1",
        local=None,
        headers={name.lower(): value for name, value in st.context.headers.items()}
        or {"host": "localhost"},
        listening=listening_addresses(),
    )
    if reason:
        st.error(plain(reason))
        st.stop()


def link_to(name: str, **values: str | None) -> str:
    """Return the address of a page that keeps who is reading and what they chose to look at."""
    chosen = {each: st.query_params.get(each) for each in CHOICES}
    return link(name, **chosen | values)
