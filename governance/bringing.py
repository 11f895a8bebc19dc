"""Files that a program brings for a person: the same rights, the same checks, no screen.

The person is the one a token acts for. What their program may do with a file is what they may do
on the screen, and what it did stands in the records under their name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from governance.people import Person
from governance.uploads import acts
from pipelines.straight_through import CANNOT_LOAD, Wish, carried
from pipelines.uploads import reading
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace


@dataclass(frozen=True)
class _Hands:
    """A person's hands."""

    workspace: Workspace
    person: Person
    now: Callable[[], datetime]
    today: date

    def say(self, one: Upload, wish: Wish) -> Upload:
        """Say what the file is and how it is written."""
        said = acts.say(
            self.workspace, self.person, one.id, seen=one.head, now=self.now(),
            extract=wish.extract or "", period=wish.period or "", layout=wish.layout,
        )  # fmt: skip
        if said.said.partly == wish.partly:
            return said
        return acts.partly(
            self.workspace, self.person, one.id,
            load_good_rows=wish.partly, seen=said.head, now=self.now(),
        )  # fmt: skip

    def look(self, one: Upload) -> Upload:
        """Look at it, unless a look still stands."""
        return acts.look(self.workspace, self.person, one.id, now=self.now())

    def give_reason(self, one: Upload, reason: str) -> Upload:
        """Say why it restates what is settled."""
        return acts.give_reason(
            self.workspace, self.person, one.id, text=reason, seen=one.head, now=self.now()
        )

    def commit(self, one: Upload) -> Upload:
        """Let it count, or hand it to a second person where one is demanded."""
        return acts.commit(
            self.workspace, self.person, one.id, seen=one.head, now=self.now(), today=self.today
        )

    def withdraw(self, one: Upload, reason: str) -> Upload:
        """End it without a load."""
        return acts.withdraw(
            self.workspace, self.person, one.id, reason=reason, seen=one.head, now=self.now()
        )

    def again(self, one: Upload) -> Upload:
        """Return it as it is now."""
        return reading.upload(self.workspace, one.id)


def brought(
    workspace: Workspace,
    person: Person,
    upload: Upload,
    wish: Wish,
    *,
    now: Callable[[], datetime],
) -> Upload:
    """Carry a file that arrived through to its end, for a person who is not there.

    Args:
        workspace: Where to.
        person: Whom the program acts for; needs the right ``loads:write``.
        upload: The file as it arrived, or as an earlier try left it.
        wish: What the program says about it.
        now: Tells the moment, UTC.

    Returns:
        The upload as it is then. One that cannot be loaded, and one that was only tried, is
        withdrawn; its finding still says what was found.

    Raises:
        NotAllowed: The person may not load files.
        GapError: It may not count as it is. It stays open, for the person to go on with it.
        Overtaken: Others were faster again and again. Nothing was changed.
    """
    hands = _Hands(workspace, person, now, workspace.reporting_day(now().date()))
    if not upload.open:
        return upload
    done = carried(upload, wish, hands)
    if done.state in CANNOT_LOAD:
        return hands.withdraw(done, "It could not be loaded; the program that sent it was told.")
    if done.open and wish.dry_run:
        return hands.withdraw(done, "It was a trial; the program that sent it was told.")
    return done


def says_nothing_new(workspace: Workspace, upload: Upload) -> bool:
    """Return whether everything in a file that was only tried counts already."""
    found = upload.finding
    key = found.idempotency if found else ""
    return bool(key) and workspace.catalogue.live_submission(key) is not None
