"""Which upload is on the screen: its id stands in the address, so a reload leads back to it.

Nothing about an upload lives in the session. What is drawn is read from the records in each run,
so a server that died in the middle shows the same step again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance.uploads import acts
from pages.parts import cached, cached_uploads
from pages.parts.asked import attempt
from pages.parts.blocks import plain
from pages.parts.filters import choice, keep
from pages.parts.shell import reader, show
from pipelines.errors import GapError
from pipelines.uploads.shapes import Newer, Upload
from reports.format import day

NAME: Final = "upload"
NARROW: Final = 700
"""Pixels: a form as wide as a large screen would look empty."""
_SEEN: Final = "upload_seen_"
DID: Final = {
    "said": "said otherwise how to take it",
    "corrected": "corrected a cell",
    "taken_back": "took a correction back",
    "reasoned": "gave a reason",
    "submitted": "handed it in",
    "sent_back": "sent it back",
    "withdrawn": "withdrew it",
    "loaded": "loaded it",
}
Act = Callable[..., Upload]


def chosen() -> Upload | None:
    """Return the upload in the address; one that is not there is said and forgotten."""
    asked = st.query_params.get(NAME, "")
    if not asked:
        return None
    try:
        return cached_uploads.upload(asked)
    except GapError as error:
        show(error)
        keep(NAME, "")
        return None


def looked_at(upload: Upload | None) -> Upload | None:
    """Return the upload with a look that stands, looking at it now where there is none."""
    if upload is None or upload.state not in ("received", "overtaken"):
        return upload
    for one in upload.newer:
        _say_newer(one)
    with st.spinner(f"Looking at {upload.file_name} …", show_time=True):
        return acts.look(
            cached.workspace(), reader(), upload.id, now=datetime.now(UTC),
            again=upload.state == "overtaken",
        )  # fmt: skip


def _say_newer(one: Newer) -> None:
    """Say who loaded or took back what this upload would replace, since it was looked at."""
    names = {each.id: each.name for each in cached.everybody()}
    load, where = one.load, f"{one.extract} {one.period}"
    if load is None:
        st.warning(plain(f"{where} was taken back since this file was looked at."))
        return
    by = names.get(load.actor, load.actor)
    words = f"{by} loaded {load.file_name} for {where} at {load.at:%H:%M} UTC on {day(load.at)}"
    st.warning(plain(f"{words}, after this file was looked at. It was compared with that anew."))


def seen(upload: Upload) -> int:
    """Return the upload's head as this reader's screen showed it when they pressed."""
    return int(st.session_state.get(f"{_SEEN}{upload.id}", upload.head))


def is_seen(upload: Upload) -> None:
    """Keep which state of an upload stands on this reader's screen from now on."""
    st.session_state[f"{_SEEN}{upload.id}"] = upload.head


def say_what_others_did(upload: Upload) -> None:
    """Say what became of an upload since this reader's screen was drawn."""
    since = seen(upload)
    names = {each.id: each.name for each in cached.everybody()}
    told = [
        f"{names.get(one.actor, one.actor)} {DID[one.kind]} at {one.at:%H:%M} UTC"
        for one in upload.history
        if one.number > since and one.kind in DID
    ]
    if told:
        st.warning(
            plain(f"Since you last saw it: {'; '.join(told)}. This is how the upload stands now.")
        )


def acting(upload: Upload, act: Act, *, done: str = "", **said: object) -> bool:
    """Do something to an upload as the reader, as of what the screen shows; whether it went."""

    def does(now: datetime) -> None:
        """Do it, as of what the reader saw."""
        is_seen(act(cached.workspace(), reader(), upload.id, seen=seen(upload), now=now, **said))

    return attempt(does, done=done)


def part_of(total: int, size: int, *, name: str) -> int:
    """Return how many of a long list to leave out, and let the reader turn its pages."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0
    numbers = tuple(str(number) for number in range(1, pages + 1))
    return size * (int(choice(f"Page ({total:,} in all)", numbers, name=name, width=170)) - 1)
