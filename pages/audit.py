"""Audit: both sides answer the same questions, blind to each other, and then talk about them."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from governance.maturity import audits
from governance.maturity.shapes import Audit
from pages.parts import cached
from pages.parts.asked import told
from pages.parts.audit_answers import questionnaire_form
from pages.parts.audit_steps import lead, open_form
from pages.parts.audit_talk import outcome
from pages.parts.audit_watch import follow
from pages.parts.blocks import block, plain
from pages.parts.shell import link_to, page, reader
from reports.audit import audit_links


def body() -> None:
    """Show what the reader has to do in the audit: lead it, answer it, or talk about it."""
    follow(reader())  # before anything is read: what changes meanwhile is then noticed
    found = audits.audits(cached.workspace())
    told()
    if not found:
        _nothing_yet()
        return
    chosen = _chosen(found)
    if may(reader(), "maturity:facilitate"):
        with st.container(key="projector"):
            lead(chosen)
        if chosen.state == "closed" and found[0].state == "closed":
            open_form()
    elif chosen.revealed_at:
        outcome(chosen)
    elif chosen.state == "open" and chosen.side_of(reader()):
        questionnaire_form(chosen)
    else:
        _not_asked(chosen)


def _nothing_yet() -> None:
    """Say what an audit is, and let the facilitator open the first one."""
    st.info(
        "No audit was ever opened. In an audit the CEO's side and the CIO's side answer the same "
        "20 questions without seeing each other's answers; then both are shown side by side with "
        "what the checks found, and it takes an hour."
    )
    if may(reader(), "maturity:facilitate"):
        open_form()
    else:
        st.markdown("The facilitator opens it and invites both sides; this page then switches.")


def _chosen(found: tuple[Audit, ...]) -> Audit:
    """Return the audit that the address names, the newest by default, and lead to the others."""
    asked = st.query_params.get("audit")
    chosen = next((one for one in found if one.id == asked), found[0])
    addresses = [link_to("audit", audit=one.id if one != found[0] else None) for one in found]
    block(audit_links(chosen, found, addresses), key="audit_links")
    return chosen


def _not_asked(audit: Audit) -> None:
    """Say why there is nothing to do here for this reader."""
    if audit.state == "closed":
        st.info(f"{plain(audit.title)} was closed without a reveal; its answers stay private.")
        return
    st.info(
        f"{plain(audit.title)} is collecting answers, and you are not among those asked. "
        f"{plain(audit.opened_by.name)} leads it and can invite you. "
        "What comes of it is shown here once the answers are revealed."
    )


page(body, title="Audit", needs="maturity:read")
