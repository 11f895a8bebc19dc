"""What is being measured: said while it lasts, and the page drawn anew as each result arrives.

The fragment that repeats itself holds a sentence and nothing else, so no field of the page
loses what somebody is typing. Where nothing measures, it says so instead of turning for ever.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from governance.live_policy import live_policy
from pages.parts import cached, cached_quality
from pages.parts.blocks import plain
from pages.parts.shell import show
from pipelines.errors import GapError
from pipelines.quality.due import Due
from pipelines.quality.policy import quality_policy
from pipelines.quality.worker import now_measured
from reports.loads import measuring_words, nobody_measures_words

_ARRIVED: Final = "measuring_arrived"
Wanted = Collection[tuple[str, str]]
"""Names of extracts or datasets, each with a quarter."""


def drawn_for_an_arrival() -> bool:
    """Return whether this run was started by a result and not by the reader; asked once a run.

    What the page told the reader then stays, for nobody has turned to something else.
    """
    return bool(st.session_state.pop(_ARRIVED, False))


def still_due(wanted: Wanted) -> tuple[Due, ...]:
    """Return which of the wanted measurements are still to come."""
    return tuple(one for one in cached_quality.pending() if (one.subject, one.period) in wanted)


def follow(wanted: Wanted, *, since: datetime) -> None:
    """Say what is still to come of the wanted measurements, and follow it until it is there.

    Args:
        wanted: What the page waits for.
        since: When the last of it was brought.
    """
    waiting = still_due(wanted)
    if not waiting:
        return
    settings = cached.workspace().settings
    if not settings.measure_seconds or not _is_underway(since):
        words = nobody_measures_words(waiting, turned_off=not settings.measure_seconds)
        st.info(words)
        return
    st.fragment(_sentence, run_every=live_policy().measuring.seconds)(
        tuple(wanted), len(waiting), since
    )


def _sentence(wanted: Wanted, shown: int, since: datetime) -> None:
    """Say how much is still to come; draw the page anew where that is not what it shows."""
    try:
        waiting = still_due(wanted)
    except GapError as error:
        show(error)
        return
    if len(waiting) != shown or not _is_underway(since):
        st.session_state[_ARRIVED] = True
        st.rerun()
    st.markdown(plain(measuring_words(waiting, len(wanted))))


def _is_underway(since: datetime) -> bool:
    """Return whether something measures, or may not have begun yet."""
    if now_measured(cached.workspace().settings.store):
        return True
    waited = (datetime.now(UTC) - since).total_seconds()
    return waited < quality_policy().limits.patience_seconds
