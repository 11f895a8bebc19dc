"""One dataset or extract on the maturity screen: its checks, its quarters, its incidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance import incidents
from governance.access import may
from governance.incidents import Incident
from pages.parts import cached, cached_maturity
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.shell import link_to, reader
from pipelines.quality.shapes import Measurement
from reports import data_proof, standings
from reports.incidents import incidents_table, incidents_words
from reports.maturity import back

WHOLE: Final = ""
"""Stands for no dataset: the whole screen."""


def chosen_subject() -> str:
    """Let the reader choose a dataset or an extract; empty where the whole is shown."""
    titles = {one.dataset: one.title for one in cached_maturity.standings()}
    titles |= {
        name: runs[-1].title
        for name, runs in cached_maturity.measured().items()
        if name not in titles
    }
    if not titles:
        return WHOLE

    def words(name: str) -> str:
        """Return how an option reads."""
        title = titles.get(name, name)
        return "The whole company" if not name else title if title == name else f"{title} ({name})"

    return choice("Shown", (WHOLE, *titles), name="subject", words=words, width=420)


def show_subject(name: str) -> None:
    """Show how it stands, its checks, its quarters and its incidents."""
    standing = next((one for one in cached_maturity.standings() if one.dataset == name), None)
    runs = cached_maturity.measured().get(name, ())
    said = standings.standing_words(standing) if standing else data_proof.run_words(runs[-1])
    block(back(link_to("maturity"), said), key="subject_answer")
    if standing:
        st.markdown(plain(standings.resting_words(standing)))
    if not runs or (standing and standing.contract is None):
        st.info(
            "Nothing is measured here yet. On the page “Datasets” its contract is registered and "
            "its rows are brought; it is measured as soon as they are there."
        )
        return
    _incidents(name)
    _checks(runs)


def _checks(runs: tuple[Measurement, ...]) -> None:
    """Show every check of the newest quarter, and the quarters so far."""
    st.header("What was checked", anchor=False)
    block(data_proof.checks_table(runs[-1]), key="subject_checks")
    st.header("Quarter by quarter", anchor=False)
    block(data_proof.history_table(runs), key="subject_history")


def _incidents(name: str) -> None:
    """Show the incidents, and let those who may assign and close them."""
    found = cached_maturity.incidents(name)
    st.header("Incidents", anchor=False)
    st.markdown(plain(incidents_words(found)))
    if not found:
        return
    block(incidents_table(found), key="subject_incidents")
    opened = {one.check: one for one in found if one.state == "open"}
    if opened and may(reader(), "incidents:write"):
        left, right = st.columns(2, gap="large")
        with left:
            _form(opened, "Assign", "Who looks after it", _assign)
        with right:
            _form(opened, "Close", "", _close)


def _form(
    opened: dict[str, Incident],
    verb: str,
    who: str,
    act: Callable[[Incident, str, str], None],
) -> None:
    """Ask which incident, who and why, and do it."""
    with st.form(f"maturity_{verb.lower()}", clear_on_submit=True):
        check = st.selectbox(
            "Incident", tuple(opened), key=f"maturity_{verb.lower()}_which",
            format_func=lambda each: f"{opened[each].says} ({each})",
        )  # fmt: skip
        owner = st.text_input(who, key=f"maturity_{verb.lower()}_who") if who else ""
        why = st.text_input("Why", key=f"maturity_{verb.lower()}_why")
        asked = st.form_submit_button(f"{verb} it")
    if asked and check:
        act(opened[check], owner, why)
        st.rerun()


def _assign(one: Incident, owner: str, why: str) -> None:
    """Say who looks after an incident."""
    incidents.assign(
        cached.workspace(), reader(), kind=one.kind, subject=one.subject, check=one.check,
        owner=owner, why=why, now=datetime.now(UTC),
    )  # fmt: skip


def _close(one: Incident, _owner: str, why: str) -> None:
    """Close an incident by hand."""
    incidents.close(
        cached.workspace(), reader(), kind=one.kind, subject=one.subject, check=one.check,
        reason=why, now=datetime.now(UTC),
    )  # fmt: skip
