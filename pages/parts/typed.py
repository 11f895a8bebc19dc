"""Three small parts of a meeting: a text that is kept while it is typed, a clock, the cursor.

Why so: Streamlit's own text area hands over what was typed only when it is left, so a laptop that
dies takes the last minutes with it; and a clock drawn by the server costs a run each second for
everybody. Until Streamlit offers both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from governance.checkin.shapes import Meeting
from governance.signing import LONGEST
from pages.parts.blocks import component


@dataclass(frozen=True)
class Typed:
    """What somebody has typed, and which text they had before them when they began."""

    text: str
    seen: int


def typed(
    label: str,
    *,
    name: str,
    text: str,
    seen: int,
    saved: str = "",
    hint: str = "",
    rows: int = 4,
    turn: int = 0,
    arrived: Callable[[], None] | None = None,
) -> Typed | None:
    """Show a text field; return what was typed since, once it is one second old.

    Args:
        label: What is asked for.
        name: What the text belongs to; the browser keeps what is not saved yet under it.
        text: What is kept.
        seen: The number of what is kept, handed back with what is typed over it.
        saved: What to say while all is kept.
        hint: What stands in the empty field.
        rows: How high it is.
        turn: Another number makes the browser drop what it holds and take ``text``.
        arrived: Called before the run in which something new is there.
    """
    answer = component("typed")(
        data={
            "id": f"tandem:{name}",
            "label": label,
            "text": text,
            "seen": seen,
            "saved": saved,
            "hint": hint,
            "rows": rows,
            "turn": turn,
            "longest": LONGEST,
        },
        key=f"typed_{name}",
        on_typed_change=arrived or (lambda: None),
    )
    given = answer.typed
    return None if given is None else Typed(str(given["text"]), int(given["seen"]))


def clock(meeting: Meeting, now: datetime) -> None:
    """Show the time of the step and of the whole meeting, elapsed and left."""
    steps = {step.kind: step.minutes for step in meeting.agenda.steps}
    component("clock")(
        data={
            "step": meeting.step_clock.elapsed(now),
            "stepLimit": 60 * steps.get(meeting.position.step, 0),
            "meeting": meeting.clock.elapsed(now),
            "meetingLimit": 60 * meeting.agenda.minutes,
            "running": meeting.clock.since is not None,
        },
        key="checkin_clock",
    )


def cursor_in(panel: str, *, first: str = "") -> None:
    """Put the cursor on the first control of a panel that has just been opened.

    Args:
        panel: Which panel is open; another name moves the cursor.
        first: Selector of the control, where it is not the very first one.
    """
    component("focus")(data={"panel": panel, "first": first}, key="checkin_cursor")
