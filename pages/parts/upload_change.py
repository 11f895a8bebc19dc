"""Steps five and six: what will change before anything does, and words for what turns red."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import streamlit as st

from governance.uploads import acts, red_words, settled
from governance.uploads.moves import Preview
from governance.uploads.red_words import RedNote
from pages.parts import cached, cached_uploads
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.shell import reader
from pages.parts.upload_place import NARROW, acting, part_of
from pipelines.uploads.differences import rows_that_differ
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.shapes import Difference, PlannedPeriod, Upload
from reports.format import day
from reports.load_changes import differences_table, goals_table, preview_table
from reports.upload import periods_table

MOST_TOLD: Final = 5
"""Unusual values told one by one; what is unusual of a metric stands in its row."""
ROWS: Final = 50
"""Rows on one page."""
Kind = Literal["all", "new", "changed", "removed"]
KINDS: Final[tuple[Kind, ...]] = ("all", "new", "changed", "removed")
WORDS: Final = {"all": "all that differ", "new": "new", "changed": "changed", "removed": "removed"}


def change(upload: Upload) -> None:
    """Show what would change, ask for reasons of restatements and words for what turns red."""
    found = upload.finding
    if found is None or not found.planned or upload.state not in ("ready", "waits"):
        return
    st.header("5 What will change", anchor=False)
    block(periods_table(found.planned), key="upload_periods")
    with st.spinner("Computing what will change …"):
        moves = cached_uploads.preview(upload)
    st.markdown(plain(moves.words))
    if moves.metrics:
        block(preview_table(moves), key="upload_moves")
    if moves.goals:
        block(goals_table(moves.goals), key="upload_goals")
    told = [one.words for one in moves.unusual if one.kind == "value"]
    for words in told[:MOST_TOLD]:
        st.warning(plain(words))
    if len(told) > MOST_TOLD:
        st.markdown(f"{len(told) - MOST_TOLD:,} more values are far from usual.")
    _rows(upload, found.planned)
    _reason(upload)
    _red(upload, moves)


def _rows(upload: Upload, planned: tuple[PlannedPeriod, ...]) -> None:
    """Show the rows that differ from what counts, of one period and kind, page by page."""
    differing = {
        f"{one.extract} {one.period}": one
        for one in planned
        if one.live and not one.difference.same
    }
    if not differing:
        return
    with st.expander("Rows that differ"):
        with st.container(horizontal=True):
            chosen = choice("Period", tuple(differing), name="of", width=260)
            kind = choice("Rows", KINDS, name="rows", words=WORDS.__getitem__, width=200)
            one = differing[chosen]
            skip = part_of(_many(one.difference, kind), ROWS, name="rows_page")
        rows = rows_that_differ(
            cached.workspace(), upload, one.extract, one.period,
            kind=None if kind == "all" else kind, skip=skip, most=ROWS,
        )  # fmt: skip
        block(differences_table(rows, title=f"Rows of {chosen} that differ"), key="upload_rows")


def _many(difference: Difference, kind: Kind) -> int:
    """Return how many rows of a kind there are to show."""
    counts = {"new": difference.new, "changed": difference.changed, "removed": difference.removed}
    many = sum(counts.values()) if kind == "all" else counts[kind]
    return min(many, upload_policy().differences.rows_kept)


def words_missing(upload: Upload) -> bool:
    """Return whether a reason or a note must still be written before the upload may count."""
    if upload.state != "ready":
        return False
    silent = {(one.extract, one.period) for one in settled.settled_by(cached.workspace(), upload)}
    if silent - set(upload.restates):
        return True
    moves = cached_uploads.preview(upload)
    notes = red_words.red_notes(cached.workspace(), upload, moves)
    return any(one.required and one.note is None for one in notes)


def _reason(upload: Upload) -> None:
    """Ask why a period is restated that a check-in has settled."""
    restated = settled.settled_by(cached.workspace(), upload)
    if not restated:
        return
    for one in restated:
        given = (one.extract, one.period) in upload.restates
        words = f"{one.extract} {one.period} was settled in {one.title} of {day(one.held_on)}"
        tell = st.info if given else st.warning
        tell(plain(f"{words}; this restates it{f', because: {upload.reason}' if given else ''}."))
    if upload.state != "ready":
        return
    with st.form("upload_reason", width=NARROW):
        text = st.text_area("Why is it restated?", upload.reason, key="upload_reason_text")
        asked = st.form_submit_button("Keep the reason")
    if asked:
        acting(upload, acts.give_reason, text=text, done="The reason is kept.")
        st.rerun()


def _red(upload: Upload, moves: Preview) -> None:
    """Ask for words where a metric turns red."""
    notes = red_words.red_notes(cached.workspace(), upload, moves)
    if not notes:
        return
    st.header("6 Red needs words", anchor=False)
    for number, one in enumerate(notes):
        if one.note is not None:
            st.markdown(plain(f"{one.title} {one.period}: {one.note.text}"))
            continue
        with st.form(f"upload_red_{number}", width=NARROW):
            must = " (needed before it can be loaded)" if one.required else ""
            text = st.text_area(
                plain(f"Why does {one.title} turn red in {one.period}?{must}"),
                key=f"upload_red_text_{number}",
            )
            asked = st.form_submit_button("Keep the note")
        if asked:
            _write(one, text)
            st.rerun()


def _write(note: RedNote, text: str) -> None:
    """Keep the words to a metric that turns red."""

    def write(now: datetime) -> None:
        """Write them."""
        red_words.write_note(
            cached.workspace(), reader(), note.metric, note.period, text=text, now=now
        )

    attempt(write, done=f"The note to {note.title} is kept.")
