"""The fourth step: what is wrong, a line for each kind, the rows of one, and ways to go on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from governance.uploads import acts
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.filters import choice
from pages.parts.shell import reader
from pages.parts.upload_fix import corrected, fix
from pages.parts.upload_place import acting, part_of
from pages.parts.upload_words import may_have_words, words_form
from pipelines.uploads.annotating import annotated
from pipelines.uploads.problems import problems_of
from pipelines.uploads.shapes import By, Finding, ProblemGroup, Upload
from reports.upload import (
    constant_words,
    group_words,
    groups_table,
    problem_rows,
    wrong_words,
)

KINDS: Final[dict[Literal["csv", "xlsx"], str]] = {"csv": "CSV", "xlsx": "Excel"}
ROWS: Final = 25
"""Problems on one page."""


def wrong(upload: Upload) -> None:
    """Show every kind of problem, the rows of one, and ways to put them right."""
    found = upload.finding
    if found is None or found.questions or found.refusal is not None:
        return
    st.header("4 What is wrong", anchor=False)
    st.markdown(plain(wrong_words(found)))
    may_act = upload.state in ("wrong", "ready")
    if found.groups and upload.open:
        block(groups_table(found.groups), key="upload_groups")
        # Where every row is good, nobody has to go through the rows before the next step.
        with st.container() if found.rejected else st.expander("The rows themselves"):
            _one_kind(upload, found.groups, may_act=may_act)
    if found.rejected and upload.open:
        _downloads(upload)
    corrected(upload, may_act=may_act)
    if found.rejected and may_act:
        _partly(upload, found)


def _one_kind(upload: Upload, groups: tuple[ProblemGroup, ...], *, may_act: bool) -> None:
    """Show the rows of one kind of problem, and let the reader correct them."""
    names = {f"{one.extract}/{one.code}/{one.column}": one for one in groups}
    chosen = choice(
        "Show the rows of", tuple(names), name="kind", words=lambda one: group_words(names[one])
    )
    group = names[chosen]
    skip = part_of(group.count, ROWS, name="page")
    found = problems_of(
        cached.workspace(), upload, extract=group.extract, code=group.code, column=group.column,
        skip=skip, most=ROWS,
    )  # fmt: skip
    if not may_act or group.severity != "error":
        block(problem_rows(found.problems), key="upload_problems")
    elif group.column in upload.said.layout.constants:
        st.markdown(plain(constant_words(group, upload.said.layout.constants[group.column])))
    elif may_have_words(upload, group):
        # A word that stands once is as often a slip of the pen as a word of another language.
        often = words_form(upload, group)
        with st.expander("Or correct single cells", expanded=not often):
            fix(upload, group, found.problems)
    else:
        fix(upload, group, found.problems)


def _partly(upload: Upload, found: Finding) -> None:
    """Ask whether the good rows shall count while the bad ones wait in quarantine."""
    many = f"{found.rejected:,} {'row' if found.rejected == 1 else 'rows'}"
    st.toggle(
        plain(f"Load the {found.accepted:,} good rows; keep {many} in quarantine until corrected"),
        upload.said.partly,
        key=f"upload_partly_{upload.head}",
        on_change=_turn_partly,
        args=(upload,),
        disabled=not found.accepted,
    )


def _turn_partly(upload: Upload) -> None:
    """Turn over whether the good rows are loaded alone."""
    acting(upload, acts.partly, load_good_rows=not upload.said.partly)


def _downloads(upload: Upload) -> None:
    """Offer the file with a column of reasons, to be corrected where it comes from."""
    with st.container(horizontal=True):
        for kind, words in KINDS.items():
            st.download_button(
                f"Download it with reasons ({words})",
                _annotated(upload, kind),
                f"{Path(upload.file_name).stem}_with_reasons.{kind}",
                key=f"upload_annotated_{kind}",
                on_click="ignore",
            )


def _annotated(upload: Upload, kind: Literal["csv", "xlsx"]) -> Callable[[], bytes]:
    """Return what makes the annotated file; it runs outside of a page, so it knows who asks."""
    workspace, person = cached.workspace(), reader()

    def made() -> bytes:
        """Make it."""
        by = By(person.id, person.role, datetime.now(UTC))
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, f"annotated.{kind}")
            annotated(workspace, upload, target, by=by, kind=kind, only_bad=False)
            return target.read_bytes()

    return made
