"""An upload without a screen: said once, looked at, and made to count or told why not.

A program asks no questions back, so everything that it has to say about a file it says with it.
Who acts, and with which right, is the business of the hands that are lent: governance's check a
person's rights, the watched folder's are those of whoever may write the store.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pipelines.errors import Overtaken
from pipelines.intake.layout import Layout
from pipelines.uploads import acts, counting, looking, reading
from pipelines.uploads.shapes import By, Upload

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

ATTEMPTS = 5
"""How often a file is looked at again because somebody else's load came first."""
CANNOT_LOAD = ("asks", "wrong", "refused")
"""States that a program can do nothing about with this file as it is."""


@dataclass(frozen=True)
class Wish:
    """All that is said about a file."""

    extract: str | None = None
    period: str | None = None
    layout: Layout = field(default_factory=Layout)
    partly: bool = False
    reason: str = ""
    """Why a settled period is loaded again."""
    dry_run: bool = False

    def was_said_of(self, one: Upload) -> bool:
        """Return whether an upload was brought with the same words."""
        said = one.said
        told = (said.extract or "", said.period or "", said.layout, said.partly)
        return told == (self.extract or "", self.period or "", self.layout, self.partly)


class Hands(Protocol):
    """Whoever acts on an upload; each act answers with the upload as it is then."""

    def say(self, one: Upload, wish: Wish) -> Upload:
        """Say what the file is and how it is written."""

    def look(self, one: Upload) -> Upload:
        """Look at it, unless a look still stands."""

    def give_reason(self, one: Upload, reason: str) -> Upload:
        """Say why it restates what is settled."""

    def commit(self, one: Upload) -> Upload:
        """Let it count, or hand it to a second person where one is demanded."""

    def withdraw(self, one: Upload, reason: str) -> Upload:
        """End it without a load."""

    def again(self, one: Upload) -> Upload:
        """Return it as it is now."""


@dataclass(frozen=True)
class OwnHands:
    """The hands of whoever may write the store anyway: there is nobody else to ask."""

    workspace: Workspace
    actor: str
    role: str
    now: Callable[[], datetime]

    def say(self, one: Upload, wish: Wish) -> Upload:
        """Say what the file is and how it is written."""
        said = acts.say(
            self.workspace, one.id, self.by, seen=one.head,
            extract=wish.extract or "", period=wish.period or "", layout=wish.layout,
        )  # fmt: skip
        if said.said.partly == wish.partly:
            return said
        return acts.partly(
            self.workspace, one.id, self.by, seen=said.head, load_good_rows=wish.partly
        )

    def look(self, one: Upload) -> Upload:
        """Look at it, unless a look still stands."""
        return looking.look(self.workspace, one.id, by=self.by)

    def give_reason(self, one: Upload, reason: str) -> Upload:
        """Say why it is loaded."""
        return acts.give_reason(self.workspace, one.id, self.by, seen=one.head, text=reason)

    def commit(self, one: Upload) -> Upload:
        """Let it count, or hand it to a second person where one is demanded."""
        return counting.commit(self.workspace, one.id, self.by, seen=one.head)

    def withdraw(self, one: Upload, reason: str) -> Upload:
        """End it without a load."""
        return acts.withdraw(self.workspace, one.id, self.by, seen=one.head, reason=reason)

    def again(self, one: Upload) -> Upload:
        """Return it as it is now."""
        return reading.upload(self.workspace, one.id)

    @property
    def by(self) -> By:
        """Return who acts, and when."""
        return By(self.actor, self.role, self.now())


def carried(one: Upload, wish: Wish, hands: Hands) -> Upload:
    """Carry an upload as far as it goes without anybody's help.

    Args:
        one: The upload, fresh or cut off at any step of an earlier try.
        wish: What is said about it.
        hands: Who acts.

    Returns:
        The upload: loaded, waiting for a second person, ready after a dry run, or in a state
        that says why it cannot be loaded. That one is withdrawn later, by whoever has told of it.

    Raises:
        GapError: It may not count as it is, such as a settled period without a reason.
        Overtaken: Others were faster again and again. In each case nothing was changed.
    """
    if one.open and not wish.was_said_of(one):
        one = hands.say(one, wish)
    for _ in range(ATTEMPTS):
        with suppress(Overtaken):
            one = hands.look(one)
            if one.state not in ("ready", "overtaken") or wish.dry_run:
                return one
            if wish.reason and not one.reason:
                one = hands.give_reason(one, wish.reason)
            return hands.commit(one)
        one = hands.again(one)
    raise Overtaken(
        "Other loads came first again and again.",
        where=f"Upload {one.id}.",
        next_step="Bring the file again; nothing was changed.",
    )
