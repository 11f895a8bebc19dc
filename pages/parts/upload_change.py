"""Steps five and six: what will change before anything does, and words for what turns red."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import streamlit as st

from governance.people import ROLE_WORDS
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
from reports.load_changes import (
    differences_table,
    goals_table,
    moves_words,
    preview_table,
    settled_words,
)
from reports.upload import periods_table
from reports.upload_steps import Missing

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
    st.markdown(plain(moves_words(moves)))
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


def missing(upload: Upload) -> Missing:
    """Return what must still be written before the upload may count: a reason, a note, nothing."""
    if upload.state != "ready":
        return ""
    silent = {(one.extract, one.period) for one in settled.settled_by(cached.workspace(), upload)}
    if silent - set(upload.restates):
        return "reason"
    moves = cached_uploads.preview(upload)
    notes = red_words.red_notes(cached.workspace(), upload, moves)
    return "note" if any(one.missing for one in notes) else ""


def _reason(upload: Upload) -> None:
    """Ask why a period is restated that a check-in has settled."""
    restated = settled.settled_by(cached.workspace(), upload)
    if not restated:
        return
    given = not {(one.extract, one.period) for one in restated} - set(upload.restates)
    tell = st.info if given else st.warning
    for words in settled_words(restated):
        tell(plain(words))
    if given:
        st.markdown(plain(f"Because: {upload.reason}"))
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
            words = f"{one.title} {one.period}, {one.note.by.name}: {one.note.text}"
            st.markdown(plain(words))
        elif one.counts_of(reader()):
            _ask(number, one)
        else:
            asked = " or ".join(one.people) or f"the {ROLE_WORDS[one.owner]}"
            words = f"{one.title} turns red in {one.period}. It can be loaded once {asked} has"
            st.warning(plain(f"{words} said why: on the metric's page, or here."))


def _ask(number: int, note: RedNote) -> None:
    """Ask the reader why a metric turns red."""
    with st.form(f"upload_red_{number}", width=NARROW):
        must = " (needed before it can be loaded)" if note.required else ""
        text = st.text_area(
            plain(f"Why does {note.title} turn red in {note.period}?{must}"),
            key=f"upload_red_text_{number}",
        )
        asked = st.form_submit_button("Keep the note")
    if asked:
        _write(note, text)
        st.rerun()


def _write(note: RedNote, text: str) -> None:
    """Keep the words to a metric that turns red."""

    def write(now: datetime) -> None:
        """Write them."""
        red_words.write_note(
            cached.workspace(), reader(), note.metric, note.period, text=text, now=now
        )

    attempt(write, done=f"The note to {note.title} is kept.")
