"""Two people upload, correct, approve, undo, redo and restate: totals are a simple model's."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pipelines.errors import GapError, NotAllowed, Overtaken
from pipelines.settings import Settings
from pipelines.uploads import acts, counting, quarantine, reading, returning
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace, open_workspace
from tests import opening
from tests.pipelines.intake.sources import ledger, rows
from tests.pipelines.uploads.handing import BEN, MIA, look, looked, partly, second_person

PEOPLE: tuple[By, ...] = (MIA, BEN)
MONTHS = ("2026-01", "2026-02")
Totals = dict[str, Decimal]


@dataclass
class Pending:
    """An upload on its way, and what it will say."""

    id: str
    by: By
    totals: Totals
    saw: dict[str, str]
    """What counted in each of its months when it was looked at."""
    bad_line: int | None = None
    bad_month: str = ""


@dataclass
class Counted:
    """A file that counts, or counted."""

    load: str
    standing: int
    totals: Totals
    undone: bool = False


@dataclass
class Model:
    """What must count, worked out the slow and obvious way."""

    files: list[Counted] = field(default_factory=list)

    def holder(self, month: str) -> Counted | None:
        """Return the file that counts in a month."""
        alive = [one for one in self.files if month in one.totals and not one.undone]
        return max(alive, key=lambda one: one.standing, default=None)

    def totals(self) -> Totals:
        """Return what each month must add up to."""
        held = {month: self.holder(month) for month in MONTHS}
        return {month: one.totals[month] for month, one in held.items() if one}

    def live(self, months: Any) -> dict[str, str]:
        """Return which file counts in each of some months."""
        held = {month: self.holder(month) for month in months}
        return {month: one.load if one else "" for month, one in held.items()}

    def next_standing(self) -> int:
        """Return a standing above all."""
        return max((one.standing for one in self.files), default=0) + 1


class TwoPeople(RuleBasedStateMachine):
    """The life of a small store."""

    careful = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        chosen = Settings(store=self.path / "store")
        self.here: Workspace = opening.opened(chosen)
        if self.careful:
            other = Settings(store=chosen.store, extracts=second_person(self.path))
            self.here.database.dispose()
            self.here = open_workspace(other)
        self.model = Model()
        self.pending: list[Pending] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.here.database.dispose()
        self.folder.cleanup()

    @rule(
        by=st.sampled_from(PEOPLE),
        amounts=st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 3), min_size=1),
        bad=st.booleans(),
    )
    def hand_in(self, by: By, amounts: dict[str, int], bad: bool) -> None:
        """Somebody hands in a file of one month or two, perhaps with a bad row."""
        lines = [
            ledger(int(month[-2:]) * 100 + 1, month, amount=f"{amount}.00")
            for month, amount in sorted(amounts.items())
        ]
        totals = {month: Decimal(amount) for month, amount in amounts.items()}
        month = min(amounts)
        if bad:
            lines.append(ledger(int(month[-2:]) * 100 + 2, month, amount="ten"))
        one = looked(self.here, self.path, "ledger.csv", *lines, by=by)
        assert one.state == ("wrong" if bad else "ready")
        self.pending.append(
            Pending(
                one.id, by, totals, self.model.live(totals), len(lines) + 1 if bad else None, month
            )
        )

    @precondition(lambda self: any(one.bad_line for one in self.pending))
    @rule(data=st.data(), amount=st.integers(1, 3))
    def correct(self, data: st.DataObject, amount: int) -> None:
        """Somebody corrects the bad cell, and it is looked at again."""
        one = data.draw(st.sampled_from([each for each in self.pending if each.bad_line]))
        acts.correct(
            self.here, one.id, one.by, seen=self._now(one).head, line=one.bad_line or 0,
            column="amount_eur", after=f"{amount}.00", why="typo",
        )  # fmt: skip
        one.totals = {**one.totals, one.bad_month: one.totals[one.bad_month] + amount}
        one.bad_line = None
        self._look(one)

    @precondition(lambda self: self.pending)
    @rule(data=st.data())
    def look_again(self, data: st.DataObject) -> None:
        """Somebody looks again at what is on its way."""
        self._look(data.draw(st.sampled_from(self.pending)))

    @precondition(lambda self: self.pending)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """Somebody presses the button, and a second person does where one is wanted."""
        one = data.draw(st.sampled_from(self.pending))
        now = self._now(one)
        if one.bad_line:
            with pytest.raises(GapError, match="rows of it are bad"):
                counting.commit(self.here, one.id, one.by, seen=now.head)
            now = partly(self.here, now, one.by)
        if one.saw != self.model.live(one.totals):
            assert self._now(one).state == "overtaken"
            with pytest.raises(Overtaken, match="Somebody was first"):
                counting.commit(self.here, one.id, one.by, seen=now.head)
            if one.bad_line:
                acts.partly(self.here, one.id, one.by, seen=now.head, load_good_rows=False)
            return
        done = counting.commit(self.here, one.id, one.by, seen=now.head)
        if self.careful:
            done = self._approved(one, done)
        self._count(one, done)

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), by=st.sampled_from(PEOPLE))
    def press_on_a_screen_that_is_stale(self, data: st.DataObject, by: By) -> None:
        """Somebody presses the button as of before the other one's last act; nothing happens."""
        one = data.draw(st.sampled_from(self.pending))
        now = self._now(one)
        for act in (counting.commit, acts.withdraw):
            told = {"reason": "Mine."} if act is acts.withdraw else {}
            with pytest.raises(Overtaken, match="after you opened it"):
                act(self.here, one.id, by, seen=now.head - 1, **told)
        assert self._now(one) == now

    @precondition(lambda self: self.pending)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Whoever brought a file gives it up; it never counts."""
        one = data.draw(st.sampled_from(self.pending))
        acts.withdraw(self.here, one.id, one.by, seen=self._now(one).head, reason="A draft.")
        assert self._now(one).state == "withdrawn"
        self.pending.remove(one)

    def _approved(self, one: Pending, now: Upload) -> Upload:
        """Let the other one approve; the one who brought it may not."""
        assert now.state == "waits"
        with pytest.raises(NotAllowed):
            counting.approve(self.here, one.id, one.by, seen=now.head)
        other = next(each for each in PEOPLE if each != one.by)
        return counting.approve(self.here, one.id, other, seen=now.head)

    def _count(self, one: Pending, done: Upload) -> None:
        """Take a load over into the model."""
        self.pending.remove(one)
        assert done.receipt is not None
        if done.receipt.outcome == "unchanged":
            held = self.model.totals()
            assert all(held[month] == total for month, total in one.totals.items())
            return
        load = done.receipt.loads[0].id
        self.model.files.append(Counted(load, self.model.next_standing(), one.totals))

    @precondition(lambda self: any(not one.undone for one in self.model.files))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Somebody takes a file back."""
        alive = [each for each in self.model.files if not each.undone]
        one = data.draw(st.sampled_from(alive))
        shown = returning.what_returns(self.here, one.load)
        self.here.catalogue.undo(one.load, actor="mia", at=MIA.at)
        one.undone = True
        live = {file.period: file.load_id for file in self.here.catalogue.files()}
        assert {period: live.get(period, "") for _, period in shown.then} == {
            period: load for (_, period), load in shown.then.items()
        }

    @precondition(lambda self: any(one.undone for one in self.model.files))
    @rule(data=st.data(), first=st.booleans())
    def redo(self, data: st.DataObject, first: bool) -> None:
        """Somebody brings a file back, perhaps before later ones."""
        one = data.draw(st.sampled_from([each for each in self.model.files if each.undone]))
        later = any(
            held is not None and held.standing > one.standing
            for held in (self.model.holder(month) for month in one.totals)
        )
        if later and not first:
            with pytest.raises(GapError, match="followed by later files"):
                returning.redo(self.here, one.load, BEN)
            return
        returning.redo(self.here, one.load, BEN, instead_of_later=first)
        if later:
            one.standing = self.model.next_standing()
        one.undone = False

    @invariant()
    def what_counts_is_what_the_model_says(self) -> None:
        """Every month adds up to what it must."""
        sums: Totals = {}
        for month, amount in rows(self.here, "ledger", "month, amount_eur"):
            sums[month] = sums.get(month, Decimal(0)) + amount
        assert sums == self.model.totals()

    @invariant()
    def nothing_on_its_way_counts(self) -> None:
        """What is pending is in no file that counts."""
        assert all(self._now(one).receipt is None for one in self.pending)
        for row in quarantine.open_rows(self.here):
            assert row.line > 1

    def _look(self, one: Pending) -> None:
        """Look at an upload and note what counted then."""
        look(self.here, self._now(one), one.by)
        one.saw = self.model.live(one.totals)

    def _now(self, one: Pending) -> Upload:
        """Return an upload as it is."""
        return reading.upload(self.here, one.id)


class TwoCarefulPeople(TwoPeople):
    """The same where the ledger's contract demands a second person."""

    careful = True


SOAK = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.soak
@pytest.mark.parametrize("machine", [TwoPeople, TwoCarefulPeople])
def test_totals_stay_equal_to_the_models_for_as_long_as_anybody_likes(machine):
    run_state_machine_as_test(machine, settings=SOAK)


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestTwoCarefulPeople = TwoCarefulPeople.TestCase
TestTwoCarefulPeople.settings = settings(max_examples=6, stateful_step_count=12, deadline=None)
