"""Taking a file back and bringing it back: what returns is shown before anybody is asked why."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from governance.uploads import undoing
from governance.uploads.undoing import Undo
from pages.parts import cached, cached_uploads
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.shell import reader, show
from pages.parts.upload_place import NARROW
from pipelines.catalogue.history import LoadRecord
from reports.load_changes import (
    goals_table,
    moves_words,
    preview_table,
    returning_table,
    settled_words,
)


def take_back(load: LoadRecord) -> None:
    """Show what would return, and take the whole file back with a reason."""
    st.header("Take the file back", anchor=False)
    if not st.toggle("Show what would return", key=f"loads_undo_{load.id}"):
        return
    with st.spinner("Computing what would return …"):
        found = cached_uploads.undo_preview(reader(), load.id)
    _shown(found)
    if not found.returning.possible:
        return
    with st.form("loads_undo", width=NARROW):
        reason = st.text_input("Why", key="loads_reason")
        many = len(found.returning.periods)
        periods = f"its {many} periods" if many > 1 else "its period"
        asked = st.form_submit_button(f"Take {periods} back", type="primary")
    if asked:

        def act(now: datetime) -> None:
            """Take it back."""
            undoing.undo(cached.workspace(), reader(), load.id, reason=reason, now=now)

        attempt(act, done=f"{load.file_name} is taken back. It is kept and can be brought back.")
        st.rerun()


def bring_back(load: LoadRecord) -> None:
    """Show what would count again, and bring the whole file back with a reason."""
    st.header("Bring the file back", anchor=False)
    with st.spinner("Computing what would count again …"):
        found = cached_uploads.redo_preview(reader(), load.id)
    _shown(found)
    later = not found.returning.possible
    if later and not any(one.changes for one in found.returning.periods):
        return
    with st.form("loads_redo", width=NARROW):
        reason = st.text_input("Why", key="loads_redo_reason")
        instead = later and st.checkbox(
            "It shall count instead of what came later", key="loads_redo_instead"
        )
        asked = st.form_submit_button("Bring it back", type="primary")
    if asked:

        def act(now: datetime) -> None:
            """Bring it back."""
            undoing.redo(
                cached.workspace(), reader(), load.id, reason=reason, now=now,
                instead_of_later=bool(instead),
            )  # fmt: skip

        attempt(act, done=f"{load.file_name} counts again.")
        st.rerun()


def _shown(found: Undo) -> None:
    """Show what would count, and what it does to the figures."""
    if found.returning.why_not is not None:
        show(found.returning.why_not)
    block(returning_table(found.returning, cached_uploads.names()), key="loads_returning")
    if found.returning.possible or found.changes.metrics:
        st.markdown(plain(moves_words(found.changes)))
    if found.changes.metrics:
        block(preview_table(found.changes), key="loads_moves")
    if found.changes.goals:
        block(goals_table(found.changes.goals), key="loads_goals")
    for words in settled_words(found.settled):
        st.warning(plain(words))
