"""Corrections on the spot: a grid for a few cells, all suggestions of a kind at once, and back.

The file itself is never written to. Each corrected cell is kept with who corrected it and why,
and can be taken back until the upload counts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from governance.uploads import acts
from pages.parts import cached
from pages.parts.asked import attempt
from pages.parts.blocks import block
from pages.parts.shell import reader
from pages.parts.upload_place import NARROW, acting, is_seen, seen
from pipelines.errors import GapError
from pipelines.intake.receipt import Problem
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.problems import BadRow, bad_cells, problems_of
from pipelines.uploads.shapes import ProblemGroup, Upload
from reports.upload import problem_rows
from reports.upload_steps import correction_words, corrections_table

SHOULD: Final = "Should say"
LINE: Final = "Line"


@dataclass(frozen=True)
class Cell:
    """One cell that shall say something else."""

    line: int
    column: str
    before: str
    after: str


def fix(upload: Upload, group: ProblemGroup, shown: Sequence[Problem]) -> None:
    """Let the reader correct the rows of one kind of problem, by hand or by suggestion."""
    rows = _rows_of(upload, shown) if not group.column else ()
    if not group.column and not rows:
        block(problem_rows(shown), key="upload_problems")
        return
    key = f"upload_grid_{upload.head}_{group.code}_{group.column}"
    with st.form("upload_correct"):
        wanted = _row_grid(rows, key) if rows else _cell_grid(group, shown, key)
        why = st.text_input("Because", key="upload_why", width=480)
        suggested = 0 if rows else min(group.count, upload_policy().correcting.most_cells)
        with st.container(horizontal=True):
            by_hand = st.form_submit_button("Correct these cells")
            every = bool(group.suggestion) and st.form_submit_button(
                f"Use the suggestion in all {suggested:,} rows"
            )
    if by_hand:
        _correct(upload, wanted, why)
    elif every:
        _correct(upload, _suggested(upload, group), why)


def corrected(upload: Upload, *, may_act: bool) -> None:
    """Show what was corrected, by whom and why, and let it be taken back."""
    done = upload.said.corrections
    if not done:
        return
    words = "1 cell was corrected" if len(done) == 1 else f"{len(done):,} cells were corrected"
    with st.expander(words):
        names = {each.id: each.name for each in cached.everybody()}
        block(corrections_table(done, names), key="upload_corrections")
        if may_act:
            _take_back(upload)


def _take_back(upload: Upload) -> None:
    """Ask which correction to take back."""
    done = upload.said.corrections
    with (
        st.form("upload_back", width=NARROW),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        which = st.selectbox(
            "Take back", range(len(done)), key="upload_back_which",
            format_func=lambda place: correction_words(done[place]),
        )  # fmt: skip
        asked = st.form_submit_button("Take it back")
    if asked:
        one = done[which]
        acting(upload, acts.take_back, line=one.line, column=one.column)
        st.rerun()


def _cell_grid(group: ProblemGroup, shown: Sequence[Problem], key: str) -> tuple[Cell, ...]:
    """Show one row for each bad cell; return those that were given another text."""
    frame = pd.DataFrame(
        {
            LINE: [one.line for one in shown],
            "Says": [one.value or "" for one in shown],
            SHOULD: ["" for _ in shown],
            "Suggestion": [one.suggestion for one in shown],
            "Expected": [one.expected or one.message for one in shown],
        }
    )
    edited = st.data_editor(
        frame, hide_index=True, key=key, disabled=[LINE, "Says", "Suggestion", "Expected"],
        column_config={SHOULD: st.column_config.TextColumn(f"{group.column} should say")},
    )  # fmt: skip
    return tuple(
        Cell(int(line), group.column, str(before), str(after))
        for line, before, after in zip(edited[LINE], edited["Says"], edited[SHOULD], strict=True)
        if after
    )


def _row_grid(rows: Sequence[BadRow], key: str) -> tuple[Cell, ...]:
    """Show whole rows; return the cells that were changed."""
    frame = pd.DataFrame([{LINE: row.line, **dict(row.cells)} for row in rows])
    edited = st.data_editor(frame, hide_index=True, key=key, disabled=[LINE])
    return changed_cells(frame.to_dict("records"), edited.to_dict("records"))


def changed_cells(
    before: Iterable[Mapping[Hashable, object]], after: Iterable[Mapping[Hashable, object]]
) -> tuple[Cell, ...]:
    """Return the cells of a grid that say something else than before."""
    return tuple(
        Cell(int(str(old[LINE])), str(name), str(old[name] or ""), str(new[name] or ""))
        for old, new in zip(before, after, strict=True)
        for name in old
        if name != LINE and (old[name] or "") != (new[name] or "")
    )


def _rows_of(upload: Upload, shown: Sequence[Problem]) -> tuple[BadRow, ...]:
    """Return the whole rows of problems that belong to no single column."""
    lines = {one.line for one in shown}
    kept = bad_cells(cached.workspace(), upload, most=upload_policy().quarantine.most_rows)
    return tuple(row for row in kept if row.line in lines)


def _suggested(upload: Upload, group: ProblemGroup) -> tuple[Cell, ...]:
    """Return every cell of a kind with what is suggested for it."""
    found = problems_of(
        cached.workspace(), upload, extract=group.extract, code=group.code, column=group.column,
        most=upload_policy().correcting.most_cells,
    )  # fmt: skip
    return tuple(
        Cell(one.line, group.column, one.value or "", one.suggestion)
        for one in found.problems
        if one.line is not None and one.suggestion
    )


def _correct(upload: Upload, wanted: Sequence[Cell], why: str) -> None:
    """Correct cells one after the other; where one fails, say how many went before."""

    def act(now: datetime) -> None:
        """Correct them as of what the screen shows."""
        if not wanted:
            raise GapError(
                "No cell says anything else.",
                next_step=f"Write into the column “{SHOULD}” first. Nothing was changed.",
            )
        head = seen(upload)
        for done, one in enumerate(wanted):
            try:
                after = acts.correct(
                    cached.workspace(), reader(), upload.id, line=one.line, column=one.column,
                    before=one.before, after=one.after, why=why, seen=head, now=now,
                )  # fmt: skip
                head = after.head
                is_seen(after)
            except GapError as error:
                if not done:
                    raise
                told = f"{done:,} of {len(wanted):,} cells are corrected, the others are not."
                raise GapError(error.what, where=error.where, next_step=told) from error

    words = "1 cell is corrected." if len(wanted) == 1 else f"{len(wanted):,} cells are corrected."
    attempt(act, done=words)
    st.rerun()
