"""The facilitator's way through an audit, one step at a time, in type for the projector.

Invite, collect, reveal, discuss, commit, close. Until the reveal there are counts only, for the
facilitator as for everybody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from governance.access import may
from governance.maturity import audits
from governance.maturity.shapes import SIDES, Audit, Side
from governance.people import Person
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.audit_talk import promises, reveal_chart, settled, talk
from pages.parts.audit_watch import live_progress
from pages.parts.blocks import plain
from pages.parts.filters import keep
from pages.parts.shell import reader
from reports.audit import SIDE_WORDS, unfinished_words

STEPS: Final = ("invite", "collect", "reveal", "discuss", "commit", "close")
STEP_WORDS: Final = {
    step: f"{number} {step.capitalize()}" for number, step in enumerate(STEPS, start=1)
}
OWN_SIDE: Final[dict[str, Side]] = {"ceo": "ceo", "cio": "cio", "cio_staff": "cio"}
"""The side that is proposed for a role; the facilitator decides."""
HIDDEN: Final = "It was closed without a reveal; its answers stay private."


def lead(audit: Audit) -> None:
    """Show the step that the facilitator is at."""
    step = _step(audit)
    if step == "invite":
        _invite(audit)
    elif step == "collect":
        live_progress(audit.id)
        st.caption("Counts only. What was answered is hidden from you too until the reveal.")
    elif step == "reveal":
        _reveal(audit)
    elif step == "close":
        _close(audit)
    elif audit.revealed_at is None:
        st.info("First the reveal: until then there is nothing to talk about.")
    elif step == "discuss":
        talk(audit)
    else:
        promises(audit)


def open_form() -> None:
    """Ask for the title of a new audit, and open it."""
    here, today = cached.workspace(), cached.workspace_facts().reporting_date
    name = audits.next_audit_id(here, today=today)
    due = audits.next_due(here)

    def begin() -> None:
        """Open it."""
        title = st.session_state["audit_title"]
        keep("audit", "")
        keep("step", "")
        attempt(lambda now: audits.open_audit(here, reader(), audit_id=name, title=title, now=now))

    with st.form("audit_open"):
        st.markdown("**Open an audit**" + (f" · the next one is due by {due}" if due else ""))
        season = "spring" if today.month <= 6 else "autumn"
        st.text_input("Title", value=f"Data maturity, {season} {today.year}", key="audit_title")
        st.form_submit_button(f"Open {name}", on_click=begin)


def _step(audit: Audit) -> str:
    """Let the facilitator go from step to step; without a choice, the next one to do is shown.

    Buttons and not one control with a value: while a screen refreshes itself, a control whose
    value the server moves on would report its old value as if somebody had chosen it.
    """
    asked = st.query_params.get("step", "")
    current = asked if asked in STEPS else _next_step(audit)
    with st.container(horizontal=True, gap="small"):
        for step, words in STEP_WORDS.items():
            st.button(
                words, key=f"audit_step_{step}", type="primary" if step == current else "secondary",
                on_click=keep, args=("step", step),
            )  # fmt: skip
    return current


def _next_step(audit: Audit) -> str:
    """Return what is to be done next."""
    if audit.state == "closed":
        return "close"
    if audit.state == "revealed":
        return "reveal"
    return "collect" if audit.invitations else "invite"


def _invite(audit: Audit) -> None:
    """Show who is asked for which side, and let the facilitator ask more."""
    for side in SIDES:
        names = [one.person.name for one in audit.invitations if one.side == side]
        st.markdown(f"{SIDE_WORDS[side]}: **{plain(', '.join(names)) or 'nobody yet'}**")
    if audit.state != "open":
        st.info("The answers are revealed; nobody more can be asked.")
        return
    free = [
        one
        for one in cached.everybody()
        if may(one, "maturity:answer") and audit.side_of(one) is None
    ]
    if not free:
        st.info("Everybody who may answer is invited. The step “Collect” shows how far they are.")
        return
    st.caption("Whoever is asked finds the questions on this same page; nobody needs a link.")
    people = {one.id: one for one in free}

    def send() -> None:
        """Invite everybody who was chosen."""

        def invite(now: datetime) -> None:
            """Invite them one by one; the first refusal ends it."""
            for side in SIDES:
                for name in st.session_state[f"audit_invite_{side}"]:
                    audits.invite(
                        cached.workspace(), reader(), audit.id,
                        whom=people[name], side=side, now=now,
                    )  # fmt: skip

        attempt(invite)

    with st.form("audit_invite"):
        for side in SIDES:
            st.multiselect(
                f"Ask for the {SIDE_WORDS[side]}", tuple(people), key=f"audit_invite_{side}",
                default=[one.id for one in free if OWN_SIDE.get(one.role) == side],
                format_func=lambda each: people[each].name,
            )  # fmt: skip
        st.form_submit_button("Invite them", on_click=send)


def _reveal(audit: Audit) -> None:
    """Reveal with one button, or show what was revealed."""
    if audit.revealed_at is not None:
        reveal_chart(audit)
        talk(audit)
        return
    if audit.state == "closed":
        st.info(HIDDEN)
        return
    st.markdown(plain(unfinished_words(audit)))
    person: Person = reader()

    def show_all() -> None:
        """Reveal all answers."""
        here = cached.workspace()
        attempt(lambda now: audits.reveal(here, person, audit.id, now=now))

    st.button(
        "Reveal all answers to everybody", key="audit_reveal", type="primary", on_click=show_all
    )
    st.caption("This is final: from then on everybody sees every answer and who gave it.")


def _close(audit: Audit) -> None:
    """Show what was settled, and close the audit with one button; before the reveal, give it up."""
    if audit.revealed_at is not None:
        settled(audit)
    elif audit.state == "closed":
        st.info(HIDDEN)
    if audit.state == "closed":
        return
    person: Person = reader()

    def end() -> None:
        """Close it."""
        here = cached.workspace()
        attempt(lambda now: audits.close_audit(here, person, audit.id, now=now))

    if audit.revealed_at is None:
        st.button("Give the audit up", key="audit_close", on_click=end)
        st.caption("Nothing is revealed then, and what was answered stays private for ever.")
        return
    st.button("Close the audit", key="audit_close", type="primary", on_click=end)
    st.caption("Nothing more is added to it then. The commitments stay on the maturity screen.")
