"""Whatever is loaded, undone and redone in whatever order, the newest load not undone counts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue.accepting import NewSubmission
from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database
from tests import opening
from tests.pipelines.catalogue.submissions import NOON, submission

PERIODS = ("2026-01", "2026-02", "2026-03")
steps = st.lists(
    st.one_of(
        st.sets(st.sampled_from(PERIODS), min_size=1).map(lambda some: tuple(sorted(some))),
        st.integers(0, 9),
        st.integers(-10, -1),
    ),
    max_size=16,
)
"""A tuple of periods is a file that is loaded; a number is the undo of that file, and counted from
the end with a minus its redo, before whatever came later."""


@dataclass
class Model:
    """What must count, worked out the slow and obvious way."""

    files: list[NewSubmission] = field(default_factory=list)
    """In the order in which they count, the newest last."""
    known: list[NewSubmission] = field(default_factory=list)
    """In the order in which they came."""
    undone: set[str] = field(default_factory=set)

    def add(self, new: NewSubmission) -> None:
        self.files.append(new)
        self.known.append(new)

    def redo(self, file: NewSubmission) -> None:
        self.undone.discard(file.id)
        later = self.files[self.files.index(file) + 1 :]
        mine = {load.period for load in file.loads}
        if any(
            load.period in mine
            for other in later
            if other.id not in self.undone
            for load in other.loads
        ):
            self.files.remove(file)
            self.files.append(file)

    def live(self) -> dict[str, str]:
        return {
            load.period: load.id
            for file in self.files
            if file.id not in self.undone
            for load in file.loads
        }


@settings(max_examples=60)
@given(steps)
def test_what_counts_is_the_newest_load_not_undone_at_every_version(sequence):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "records.sqlite").write_bytes(opening.tables())
        engine = database(f"sqlite:///{folder}/records.sqlite")
        catalogue, model = Catalogue(engine, Path(folder)), Model()
        history = {0: model.live()}
        for step in sequence:
            if isinstance(step, tuple):
                new = submission(*step)
                catalogue.accept(new)
                model.add(new)
            elif 0 > step >= -len(model.known):
                file = model.known[step]
                redone = catalogue.redo(
                    file.loads[0].id, actor="mia", at=NOON, instead_of_later=True
                )
                assert redone.changed == (file.id in model.undone)
                if redone.changed:
                    model.redo(file)
            elif 0 <= step < len(model.known):
                file = model.known[step]
                undone = catalogue.undo(file.loads[0].id, actor="mia", at=NOON)
                assert undone.changed == (file.id not in model.undone)
                model.undone.add(file.id)
            history[catalogue.version()] = model.live()
        for version, live in history.items():
            seen = {file.period: file.load_id for file in catalogue.files(version)}
            assert seen == live
        engine.dispose()
