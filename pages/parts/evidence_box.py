"""Evidence on a screen: the files that prove a load or a figure, and a place to attach one more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance.access import may
from governance.uploads import keeping
from pages.parts import cached, cached_uploads
from pages.parts.blocks import block, plain
from pages.parts.drop import dropped
from pages.parts.evidence_route import ATTACH, fetching
from pages.parts.shell import reader
from pipelines.uploads.policy import upload_policy
from reports.evidence import evidence_table, evidence_words

ASKS: Final = "What it shows, and why it proves it"


def evidence_box(subject: str, about: str) -> None:
    """Show the files that prove a load or a figure, and let another one be attached.

    Args:
        subject: ``load/<id>`` or ``value/<metric>/<period>``.
        about: What they prove, in words.
    """
    person, many = reader(), cached_uploads.evidence_counts((subject,))[subject]
    may_attach = may(person, "loads:write")
    if not many and not may_attach:
        return
    st.header("Evidence", anchor=False)
    st.markdown(plain(evidence_words(many, about)))
    if many and may(person, "loads:read"):
        kept = keeping.evidence_of(cached.workspace(), person, subject)
        now, names = datetime.now(UTC), cached_uploads.names()
        block(
            evidence_table(kept, names, lambda one: fetching(one, person.id, now=now)),
            key="evidence",
        )
    elif many:
        st.markdown("Whoever may see the loads can open them.")
    if may_attach:
        with st.expander("Attach a file"):
            dropped(
                person, name=f"evidence_{subject}".replace("/", "_"), to="/evidence",
                may=f"{ATTACH}/{subject}", most=upload_policy().evidence.megabytes,
                words="or drop it here: a mail, a signed sheet, a screenshot", asks=ASKS,
            )  # fmt: skip
