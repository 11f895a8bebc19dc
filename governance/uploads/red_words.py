"""Red needs words: a figure that an upload turns red asks whoever answers for it for a note.

The note is a comment on the metric and its period, so that the meeting finds it where it looks. A
metric may demand it (``note_when_red: required``): then nothing counts until its owner's side has
written. For all others it is asked, and the readiness of the next check-in counts what is missing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from governance import roster
from governance.comment_shapes import Anchor, Comment
from governance.comments import comment, red_notes_on, threads
from governance.people import ROLE_WORDS, Person, Role
from governance.uploads.moves import MetricMove, Preview
from pipelines.errors import GapError
from pipelines.periods import parsed
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace

SIDE: dict[Role, frozenset[Role]] = {
    "ceo": frozenset(("ceo",)),
    "cio": frozenset(("cio", "cio_staff")),
    "cio_staff": frozenset(("cio", "cio_staff")),
}
"""Whose words count for a metric's owner: delivery speaks for itself, the CEO for the CEO."""


@dataclass(frozen=True)
class RedNote:
    """A figure that turns red, whom it asks, and what was written."""

    metric: str
    title: str
    period: str
    owner: Role
    people: tuple[str, ...]
    """Who has that role, by name."""
    required: bool
    note: Comment | None
    """The newest words about it; None while there are none."""

    @property
    def missing(self) -> bool:
        """Return whether a note is demanded and not there."""
        return self.required and self.note is None

    def counts_of(self, person: Person) -> bool:
        """Return whether a person's words count: where they are demanded, those of one side."""
        return not self.required or person.role in SIDE[self.owner]


def red_notes(workspace: Workspace, upload: Upload, changes: Preview) -> tuple[RedNote, ...]:
    """Return the figures that an upload turns red with the notes that they ask for.

    Args:
        workspace: Where.
        upload: What is about to count; words that are older than it count where they were written
            as a note on a red figure.
        changes: What it changes.
    """
    if not changes.reddened:
        return ()
    people = roster.people(workspace)
    return tuple(_note(workspace, one, upload, people) for one in changes.reddened)


def require_notes(workspace: Workspace, upload: Upload, changes: Preview) -> None:
    """Refuse an upload that turns a figure red without the note that the metric demands.

    Raises:
        GapError: A note is missing; nothing was changed.
    """
    silent = [one for one in red_notes(workspace, upload, changes) if one.missing]
    if silent:
        one = silent[0]
        asked = ", ".join(one.people) or f"the {ROLE_WORDS[one.owner]}"
        more = f" So do {len(silent) - 1} more figures." if silent[1:] else ""
        raise GapError(
            f"{one.title} turns red in {one.period}, and nobody has said why.{more}",
            where=f"Upload {upload.id}, metric {one.metric}.",
            next_step=f"Ask {asked} for a note on it, then load the file. Nothing was changed.",
        )


def write_note(
    workspace: Workspace, person: Person, metric: str, period: str, *, text: str, now: datetime
) -> Comment:
    """Write the note on a figure that is red or turns red.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``comments:write``.
        metric: Which metric.
        period: Of which period.
        text: Why it is red and what is done about it.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not comment.
        MetricError: There is no such metric.
        GapError: The text or the period does not hold. In each case nothing was changed.
    """
    anchor = Anchor("metric", metric, period)
    return comment(workspace, person, anchor, text=text, now=now, on_red=True)


def is_red_note(workspace: Workspace, said: Comment) -> bool:
    """Return whether a comment was written as the note on a red figure."""
    return said.anchor.kind == "metric" and said.number in red_notes_on(workspace, said.anchor)


def _note(
    workspace: Workspace, move: MetricMove, upload: Upload, people: Collection[Person]
) -> RedNote:
    """Return what was written about one figure."""
    anchor = Anchor("metric", move.metric, parsed(move.period).label)
    written = red_notes_on(workspace, anchor)
    required = move.note == "required"
    found = [
        one
        for thread in threads(workspace, anchor=anchor)
        for one in thread.comments
        if (one.number in written or one.at >= upload.at)
        and (not required or one.by.role in SIDE[move.owner])
    ]
    return RedNote(
        metric=move.metric,
        title=move.title,
        period=anchor.period,
        owner=move.owner,
        people=tuple(one.name for one in people if one.role == move.owner),
        required=required,
        note=found[-1] if found else None,
    )
