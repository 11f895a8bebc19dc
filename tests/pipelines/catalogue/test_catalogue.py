"""The catalogue: what counts now, what counted then, and exactly back again."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.catalogue.accepting import Checked, Overtaken
from pipelines.catalogue.catalogue import Catalogue
from pipelines.errors import NotFound
from tests.pipelines.catalogue.submissions import NOON, submission


def live(catalogue: Catalogue, version: int | None = None) -> dict[str, str]:
    """Return the load that counts for each period."""
    return {file.period: file.load_id for file in catalogue.files(version)}


def undo(catalogue: Catalogue, load_id: str):
    return catalogue.undo(load_id, actor="mia", at=NOON, reason="wrong file")


def test_nothing_is_version_nought(catalogue):
    assert (catalogue.version(), catalogue.files(), catalogue.loads()) == (0, (), ())


def test_each_accepted_file_is_one_version(catalogue):
    catalogue.accept(submission("2026-01", "2026-02"))
    catalogue.accept(submission("2026-03"))
    assert catalogue.version() == 2


def test_a_file_replaces_the_periods_that_it_contains_and_no_other(catalogue):
    first, second = submission("2026-01", "2026-02"), submission("2026-02")
    catalogue.accept(first)
    catalogue.accept(second)
    assert live(catalogue) == {"2026-01": first.loads[0].id, "2026-02": second.loads[0].id}


def test_another_extract_of_the_same_period_stays(catalogue):
    catalogue.accept(submission("2026-01"))
    catalogue.accept(submission("2026-01", extract="ledger"))
    assert [file.extract for file in catalogue.files()] == ["adoption", "ledger"]


def test_every_earlier_version_can_be_read_for_ever(catalogue):
    first, second = submission("2026-01"), submission("2026-01")
    catalogue.accept(first)
    catalogue.accept(second)
    undo(catalogue, second.loads[0].id)
    one, two = first.loads[0].id, second.loads[0].id
    seen = [live(catalogue, version) for version in (0, 1, 2, 3)]
    assert seen == [{}, {"2026-01": one}, {"2026-01": two}, {"2026-01": one}]


def test_a_file_is_known_by_its_place_its_rows_and_its_hash(catalogue, tmp_path):
    new = submission("2026-01")
    catalogue.accept(new)
    (file,) = catalogue.files()
    assert file.path == tmp_path / new.loads[0].path
    assert (file.rows, file.sha256, file.plan) == (10, "f" * 64, "plan")


def test_undo_takes_back_every_load_of_the_file(catalogue):
    new = submission("2026-01", "2026-02")
    catalogue.accept(new)
    undone = undo(catalogue, new.loads[1].id)
    assert undone.loads == tuple(load.id for load in new.loads)
    assert live(catalogue) == {}


def test_undo_brings_back_what_was_replaced(catalogue):
    first, second = submission("2026-01", "2026-02"), submission("2026-02", "2026-03")
    catalogue.accept(first)
    before = live(catalogue)
    catalogue.accept(second)
    undone = undo(catalogue, second.loads[0].id)
    assert live(catalogue) == before
    assert undone.restored == (first.loads[1].id,)


def test_undoing_twice_says_so_and_changes_nothing(catalogue):
    new = submission("2026-01")
    catalogue.accept(new)
    undo(catalogue, new.loads[0].id)
    version = catalogue.version()
    again = undo(catalogue, new.loads[0].id)
    assert (again.changed, catalogue.version()) == (False, version)


def test_undoing_what_was_replaced_shows_only_when_its_replacement_goes_too(catalogue):
    first, second, third = (submission("2026-01") for _ in range(3))
    for new in (first, second, third):
        catalogue.accept(new)
    undo(catalogue, second.loads[0].id)
    assert live(catalogue) == {"2026-01": third.loads[0].id}
    undo(catalogue, third.loads[0].id)
    assert live(catalogue) == {"2026-01": first.loads[0].id}


def test_there_is_no_undo_of_what_never_was(catalogue):
    with pytest.raises(NotFound, match="no load “L0”"):
        undo(catalogue, "L0")


def test_the_same_file_is_accepted_once_while_it_counts(catalogue):
    first = submission("2026-01", key="same")
    assert catalogue.accept(first) is None
    assert catalogue.accept(submission("2026-01", key="same")) == first.id
    assert catalogue.version() == 1


def test_the_same_file_counts_anew_after_an_undo(catalogue):
    first = submission("2026-01", key="same")
    catalogue.accept(first)
    undo(catalogue, first.loads[0].id)
    assert catalogue.accept(submission("2026-01", key="same")) is None


def test_the_same_file_counts_anew_when_a_part_of_it_was_replaced(catalogue):
    catalogue.accept(submission("2026-01", "2026-02", key="same"))
    catalogue.accept(submission("2026-02"))
    assert catalogue.accept(submission("2026-01", "2026-02", key="same")) is None


def test_a_file_checked_against_other_loads_has_to_be_checked_again(catalogue):
    catalogue.accept(submission("2026-01"))
    stale = Checked("adoption", frozenset())
    with pytest.raises(Overtaken):
        catalogue.accept(submission("2026-02"), checked=[stale])
    assert catalogue.version() == 1


def test_a_load_remembers_what_it_replaced_and_what_became_of_it(catalogue):
    first, second = submission("2026-01", rejects=3), submission("2026-01")
    catalogue.accept(first)
    catalogue.accept(second)
    newest, oldest = catalogue.loads()
    assert (newest.status, newest.replaced, newest.ends) == ("live", (first.loads[0].id,), None)
    assert (oldest.status, oldest.begins, oldest.ends, oldest.rejected) == ("replaced", 1, 2, 3)


def test_an_undone_load_says_by_whom_and_when(catalogue):
    new = submission("2026-01")
    catalogue.accept(new)
    undo(catalogue, new.loads[0].id)
    record = catalogue.load(new.loads[0].id)
    assert (record.status, record.undone_by, record.undone_at) == ("undone", "mia", NOON)


def test_an_unknown_load_is_said_to_be_unknown(catalogue):
    with pytest.raises(NotFound):
        catalogue.load("L0")


def test_only_paths_of_accepted_loads_are_known(catalogue):
    new = submission("2026-01", rejects=1)
    catalogue.accept(new)
    paths = [new.loads[0].path, new.rejects[0].path, "facts/orphan.parquet"]
    assert catalogue.known_paths(paths) == frozenset(paths[:2])


def test_the_reporting_date_and_the_title_are_kept(catalogue):
    assert (catalogue.reporting_date(), catalogue.title()) == (None, "")
    catalogue.set_reporting_date(date(2026, 3, 31), actor="mia", at=NOON)
    catalogue.set_title("Northlight", actor="mia", at=NOON)
    assert (catalogue.reporting_date(), catalogue.title()) == (date(2026, 3, 31), "Northlight")
    catalogue.set_reporting_date(None, actor="mia", at=NOON)
    assert catalogue.reporting_date() is None


def test_a_version_keeps_the_name_it_was_given(catalogue):
    catalogue.accept(submission("2026-01"))
    catalogue.name_version("April check-in", 1, actor="mia", at=NOON)
    assert catalogue.labels() == {"April check-in": 1}
