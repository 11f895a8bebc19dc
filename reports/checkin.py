"""The check-in's screens: one thing at a time, in type that a room can read.

A screen is one position of the meeting: a step's overview or one item of it. It is markup and
nothing else, made from what the stage and the meeting say; so what was on the wall can be kept
with the closed meeting and shown again in two years, letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from governance.checkin.shapes import STEP_KINDS, Meeting, Note, Position, Stage, Step, StepKind
from reports import checkin_items, checkin_steps
from reports.checkin_words import moment, place_written
from reports.dumbbell import Address
from reports.markup import box, element, link, text, written

PREFIX: Final = "screen/"
ORDER: Final = "screens"
"""Name of the paper that lists the screens in the order of the meeting."""


def items(stage: Stage, meeting: Meeting, step: StepKind) -> tuple[str, ...]:
    """Return the keys of a step's items in the order in which they are gone through."""
    found: Mapping[StepKind, Sequence[str]] = {
        "changes": checkin_steps.pages(len(stage.changes)),
        "actions": [one.id for one in meeting.actions],
        "scorecard": [line.goal_id for line in stage.card.lines],
        "realities": checkin_steps.realities_of(stage),
        "issues": [issue.key for issue in stage.issues],
        "escalations": [one.key for one in stage.escalations],
    }
    return tuple(found.get(step, ()))


def order(stage: Stage, meeting: Meeting) -> tuple[Position, ...]:
    """Return every position of the meeting, the first one first."""
    return tuple(
        Position(step.kind, item)
        for step in meeting.agenda.steps
        for item in ("", *items(stage, meeting, step.kind))
    )


def moved(positions: Sequence[Position], here: Position, by: int) -> Position:
    """Return the position ``by`` places further on; at either end, the end.

    A position that is no longer there, such as an issue that was taken off the list, counts as
    its step's overview.
    """
    known = here if here in positions else Position(here.step)
    if known not in positions:
        return positions[0]
    index = min(max(positions.index(known) + by, 0), len(positions) - 1)
    return positions[index]


def stepped(positions: Sequence[Position], here: Position, by: int) -> Position:
    """Return the overview of the step ``by`` steps further on; at either end, the end."""
    overviews = [position for position in positions if not position.item]
    return moved(overviews, Position(here.step), by)


def screen(stage: Stage, meeting: Meeting, position: Position) -> str:
    """Return one screen as HTML.

    Args:
        stage: What there is to show.
        meeting: What has happened in the meeting so far.
        position: The step, and the item of it; an item that is not there shows the overview.
    """
    here = position
    if position.item not in ("", *items(stage, meeting, position.step)):
        here = Position(position.step)
    metric = _doubting(meeting, here)
    noted = _notes(meeting.notes, here)
    body = (
        checkin_items.item(stage, meeting, here, metric, noted)
        if here.item
        else [*checkin_steps.overview(stage, meeting, here.step, metric), noted]
    )
    return written(box("tandem screen", _head(stage, meeting, here), *body))


def screens(stage: Stage, meeting: Meeting) -> dict[str, str]:
    """Return every screen by its name, and the paper that says in which order they come."""
    positions = order(stage, meeting)
    drawn = {PREFIX + place_written(each): screen(stage, meeting, each) for each in positions}
    return drawn | {ORDER: "\n".join(map(place_written, positions))}


def position_from(words: str) -> Position | None:
    """Return the position that an address names; None where it names none."""
    step, _, item = words.partition("/")
    kind = next((each for each in STEP_KINDS if each == step), None)
    return None if kind is None else Position(kind, item)


def where(positions: Sequence[Position], here: Position) -> str:
    """Return where a meeting is: ``Step 3 of 7 · 2 of 5``."""
    steps = [position.step for position in positions if not position.item]
    inside = [position.item for position in positions if position.step == here.step][1:]
    said = f"Step {steps.index(here.step) + 1} of {len(steps)}" if here.step in steps else ""
    if here.item in inside:
        said += f" · {inside.index(here.item) + 1} of {len(inside)}"
    elif inside:
        said += f" · overview of {len(inside)}"
    return said


def note_keys(position: Position) -> str:
    """Return what a note at a position belongs to; a goal has one, wherever it is talked about."""
    return position.item.removeprefix("goal:") or position.step


def _doubting(meeting: Meeting, here: Position) -> Address:
    """Return what gives the address at which a figure of this screen is doubted."""

    def address(metric: str) -> str:
        """Return the address that walks a metric back to its rows, inside the meeting."""
        return link("checkin", checkin=meeting.check_in.id, at=place_written(here), metric=metric)

    return address


def _head(stage: Stage, meeting: Meeting, here: Position) -> Element:
    """Return the step's title, what is to be done in it, and where the meeting is."""
    step = _step(meeting, here.step)
    return box(
        "screen-head",
        element("h2", None, step.title if step else here.step.capitalize()),
        text("muted", where(order(stage, meeting), here)),
        box("muted says", step.says) if step and not here.item else None,
    )


def _step(meeting: Meeting, kind: StepKind) -> Step | None:
    """Return a step of the agenda."""
    return next((step for step in meeting.agenda.steps if step.kind == kind), None)


def _notes(notes: Sequence[Note], here: Position) -> Element | None:
    """Return what was written down here; working drafts of a form are nobody else's business."""
    found = [note for note in notes if note.key == note_keys(here) and note.text]
    if not found:
        return None
    lines = (
        element("li", None, note.text, text("muted id", f"{note.by.name}, {moment(note.at)}"))
        for note in found
    )
    return box("screen-notes", element("h3", None, "Noted"), element("ul", None, *lines))
