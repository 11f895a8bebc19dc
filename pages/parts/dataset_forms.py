"""Forms of the page of datasets: register one, change its contract, bring a file, retire it.

What somebody typed stays on the screen when it is refused, and what became of each step is told
above the list after the page was drawn anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from governance import datasets
from pages.parts import cached
from pages.parts.blocks import plain
from pages.parts.filters import keep
from pages.parts.measuring import drawn_for_an_arrival
from pages.parts.shell import reader, show
from pipelines.errors import GapError
from pipelines.periods import containing
from pipelines.quality.policy import quality_policy
from pipelines.quality.proposal import BY_HAND
from pipelines.quality.registry import Revision
from reports.datasets import SETTINGS

KINDS: Final = ("csv", "parquet")
QUARTERS: Final = 12
"""Quarters offered for a file: three years, as far back as a comparison goes."""
LINES: Final = 420
"""Height of a contract on the screen, in pixels: about twenty lines."""
WAYS: Final = ("A file that is brought each quarter", "A file or table that stays where it is")
SUBJECT: Final = "subject"
"""The dataset that is shown, in the address."""
_TOLD: Final = "datasets_told"
_ROUND: Final = "datasets_round"


def told() -> None:
    """Say what became of what was just done, until the reader turns to something else."""
    arrived = drawn_for_an_arrival()
    is_new, steps = st.session_state.get(_TOLD, (False, ()))
    if not is_new and not arrived:
        steps = ()
    for each in steps:
        show(each) if isinstance(each, GapError) else st.success(plain(each))
    st.session_state[_TOLD] = False, steps


def register() -> None:
    """Ask for a file, propose a contract, and register what its author makes of it."""
    st.header("Register a dataset", anchor=False)
    way = st.radio("Where its rows are", WAYS, key="datasets_way", horizontal=True)
    if way == WAYS[1]:
        st.markdown(SETTINGS)
        _registering(BY_HAND, key="datasets_by_hand", file=None)
        return
    number = st.session_state.get(_ROUND, 0)
    file = _uploaded("Its newest file, from which a contract is proposed", f"datasets_new_{number}")
    if file is None:
        return
    key = f"datasets_contract_{file.file_id}"
    proposed = f"{key}_proposed"
    if proposed not in st.session_state:
        try:
            with _on_disk(file) as path:
                st.session_state[proposed] = datasets.propose(
                    cached.workspace(), reader(), path,
                    today=cached.workspace_facts().reporting_date, file_name=file.name,
                )  # fmt: skip
        except GapError as error:
            show(error)
            return
    _registering(st.session_state[proposed], key=key, file=file)


def bring(dataset: str) -> None:
    """Ask for a file of one quarter and let it count."""
    st.header("Bring a file", anchor=False)
    number = st.session_state.get(_ROUND, 0)
    file = _uploaded("CSV or Parquet file", f"datasets_file_{dataset}_{number}")
    with st.form("datasets_bring"):
        quarter = _quarter(file, key="datasets_quarter")
        asked = st.form_submit_button("Bring the file")
    if asked and file is None:
        st.warning("Choose a file first; nothing was changed.")
    elif asked and file is not None:
        try:
            said = _brought(dataset, file, quarter)
        except GapError as error:
            show(error)
            return
        _done(said, subject=dataset)


def change(dataset: str, revisions: Sequence[Revision]) -> None:
    """Ask for a changed contract; a newer one that its author has not seen is not overwritten."""
    newest, opened = revisions[-1], f"datasets_seen_{dataset}"
    seen = st.session_state.get(opened, newest.number)
    if f"datasets_change_{dataset}_{seen}" not in st.session_state:
        seen = newest.number  # nothing is being written on an older one
    st.session_state[opened] = seen
    if seen != newest.number:
        who = _name_of(newest.actor)
        st.warning(plain(f"{who} changed it while you had it open: {newest.why}"))
        st.button(
            f"Open revision {newest.number}", key="datasets_newer",
            on_click=lambda: st.session_state.pop(opened, None),
        )  # fmt: skip
    with st.form("datasets_change"):
        contract = st.text_area(
            f"Contract, revision {seen}", value=revisions[seen - 1].contract, height=LINES,
            key=f"datasets_change_{dataset}_{seen}",
        )  # fmt: skip
        why = st.text_input("Why it changes", key="datasets_why")
        asked = st.form_submit_button("Change the contract")
    if not asked:
        return
    try:
        made = datasets.change(
            cached.workspace(), reader(), dataset, contract,
            why=why, now=datetime.now(UTC), seen=seen,
        )  # fmt: skip
    except GapError as error:
        show(error)
        return
    st.session_state.pop(opened)
    _done(
        f"The contract of {made.id} is at revision {seen + 1}; it is measured anew.",
        subject=made.id,
    )


def retire(dataset: str) -> None:
    """Ask why a dataset is taken out of the register, and do it."""
    with st.form("datasets_retire"):
        st.markdown("Its contract, its files and what was measured stay; nothing new is measured.")
        why = st.text_input("Why it is retired", key="datasets_retire_why")
        asked = st.form_submit_button(f"Retire {dataset}")
    if not asked:
        return
    try:
        datasets.retire(cached.workspace(), reader(), dataset, why=why, now=datetime.now(UTC))
    except GapError as error:
        show(error)
        return
    _done(f"{dataset} is retired.", subject="")


def _registering(proposed: str, *, key: str, file: UploadedFile | None) -> None:
    """Let the author complete a contract; register it and bring the file it was made of."""
    with st.form(f"{key}_form", border=False):
        contract = st.text_area("Its contract", value=proposed, height=LINES, key=key)
        why = st.text_input("Why it is registered", key="datasets_new_why")
        quarter = _quarter(file, key="datasets_new_quarter") if file else ""
        asked = st.form_submit_button("Register, and bring the file" if file else "Register")
    if not asked:
        return
    try:
        made = datasets.register(
            cached.workspace(), reader(), contract, why=why, now=datetime.now(UTC), seen=0
        )
    except GapError as error:
        show(error)
        return
    steps: list[str | GapError] = [f"{made.id}, “{made.title}”, is registered."]
    if file:
        try:
            steps.append(_brought(made.id, file, quarter))
        except GapError as error:
            steps.append(_not_brought(made.id, error))
    _done(*steps, subject=made.id)


def _brought(dataset: str, file: UploadedFile, quarter: str) -> str:
    """Let a file count and return what to say of it."""
    with _on_disk(file) as path:
        brought = datasets.bring(
            cached.workspace(), reader(), dataset, path,
            period=quarter, now=datetime.now(UTC), file_name=file.name,
        )  # fmt: skip
    return f"{brought.file_name} counts for {dataset} {brought.period}."


def _not_brought(dataset: str, error: GapError) -> GapError:
    """Return why the second step failed after the first one was done."""
    return GapError(
        f"The file was not brought. {error.what}",
        where=error.where,
        next_step=f"{dataset} stays registered. Change its contract below or bring another file.",
    )


def _uploaded(label: str, key: str) -> UploadedFile | None:
    """Ask for a file."""
    most = quality_policy().limits.most_upload_megabytes
    return st.file_uploader(label, type=list(KINDS), key=key, max_upload_size=most)


def _quarter(file: UploadedFile | None, *, key: str) -> str:
    """Ask which quarter's state a file holds; the one in its name, or the current one, is first."""
    today = cached.workspace_facts().reporting_date
    offered = [containing(today, "quarter").shift(-back).label for back in range(QUARTERS)]
    named = [each for each in offered if file and each.lower() in file.name.lower()]
    place = offered.index(named[0]) if named else 0
    return st.selectbox(
        "Quarter whose state it holds", offered, index=place, width=230,
        key=f"{key}_{file.file_id if file else ''}",
    )  # fmt: skip


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """Give an uploaded file as one on disk, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        path = Path(folder, "upload")
        path.write_bytes(file.getbuffer())
        yield path


def _done(*steps: str | GapError, subject: str) -> None:
    """Tell what became of each step on a page drawn anew, with emptied forms."""
    st.session_state[_TOLD] = True, steps
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    keep(SUBJECT, subject)
    st.rerun()


def _name_of(who: str) -> str:
    """Return what somebody is called."""
    return next((each.name for each in cached.everybody() if each.id == who), who)
