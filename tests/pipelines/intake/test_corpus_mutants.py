"""Whatever is done to a file's bytes, it is read or refused in words, within the limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from pipelines.settings import Settings
from pipelines.uploads import acts, looking
from pipelines.uploads.arriving import received
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.corpus import NAME, PLAIN, Case, cases
from tests.pipelines.intake.corpus_packed import packed_cases
from tests.pipelines.intake.corpus_written import written_cases
from tests.pipelines.intake.mutating import mutant
from tests.pipelines.intake.sources import load

CORPUS = (*cases(), *written_cases(), *packed_cases())
MIA = By("mia", "cio_staff", datetime(2026, 4, 2, 12, tzinfo=UTC))
IN_SHORT, OF_EACH = 80, 12


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that knows the plain file already, so that there is something to compare with."""
    space = opening.opened(Settings(store=tmp_path / "store"))
    plain = tmp_path / NAME
    plain.write_text(PLAIN)
    assert load(space, plain).outcome == "loaded"
    yield space
    space.database.dispose()


def looked_at(here: Workspace, folder: Path, case: Case) -> Upload:
    """Hand a file in and let the limited child look at it."""
    path = folder / "upload"
    path.write_bytes(case.content)
    one = received(here, path, by=MIA, file_name=case.file_name)
    one = acts.say(here, one.id, MIA, seen=one.head, layout=case.layout)
    return looking.look(here, one.id, by=MIA)


def withstood(here: Workspace, folder: Path, mutants: Iterable[Case]) -> Counter[str]:
    """Let each mutant be looked at and count what became of them; fail at the first that breaks."""
    ends: Counter[str] = Counter()
    before = (here.catalogue.version(), here.catalogue.files())
    for case in mutants:
        one = looked_at(here, folder, case)
        finding = one.finding
        assert finding is not None, case.name
        ends[one.state] += 1
        if finding.refusal is not None:
            assert finding.refusal.code != "crashed", (case.name, finding.refusal)
            assert finding.refusal.next_step, (case.name, finding.refusal)
        assert finding.rows == finding.accepted + finding.rejected, case.name
        assert sum(each.rows for each in finding.planned) == finding.accepted, case.name
        acts.withdraw(here, one.id, MIA, seen=one.head, reason="tried")
    assert (here.catalogue.version(), here.catalogue.files()) == before
    return ends


def test_mutants_of_the_corpus_are_read_or_refused_in_words(here, tmp_path):
    chosen = Random(4).sample(CORPUS, IN_SHORT)
    ends = withstood(here, tmp_path, (mutant(case, 0) for case in chosen))
    assert ends.total() == IN_SHORT
    assert len(ends) >= 4, ends


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 1 + OF_EACH))
def test_thousands_of_mutants_are_read_or_refused_in_words(here, tmp_path, seed):
    assert withstood(here, tmp_path, (mutant(case, seed) for case in CORPUS)).total() == len(CORPUS)
