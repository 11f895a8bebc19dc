"""A damaged store never shows a wrong number: it says which file is damaged, or heals itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import GapError, StoreError
from pipelines.intake.load import intake_connection
from pipelines.metrics.lineage import walk_back
from pipelines.metrics.query import answers
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.warehouse.relations import Warehouse
from pipelines.warehouse.seals import seal_path
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.metrics.stores import header, load, registers, workspace

QUARTER = parsed("2025-Q1")
LEDGER = header("ledger") + "".join(
    f"E-{n},AI-00{1 + n % 2},2025-0{1 + n % 3},benefit,saving,{n}.25,realised,,\n"
    for n in range(1, 200)
)
RIGHT = sum(n + 0.25 for n in range(1, 200))
FLIPS = 60
Damage = Callable[[Path], object]


def truncate(path: Path) -> None:
    """Cut the second half off."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path, *, place: float = 0.5) -> None:
    """Turn one bit over."""
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 4
    path.write_bytes(content)


DAMAGES: dict[str, Damage] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": truncate,
    "one bit over": flip,
    "something else": lambda path: path.write_text("a,b\n1,2\n"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def store(tmp_path) -> Path:
    """A store with a register and a ledger, and nobody who has it open."""
    here = workspace(tmp_path)
    registers(here, tmp_path)
    load(here, tmp_path, "ledger_2025-Q1.csv", LEDGER)
    here.database.dispose()
    return here.settings.store


@pytest.fixture
def opened(store) -> Iterator[Callable[..., Workspace]]:
    """Open the store as a process that starts now does."""
    spaces: list[Workspace] = []

    def now(**settings) -> Workspace:
        spaces.append(open_workspace(replace(Settings(), store=store, **settings), create=False))
        return spaces[-1]

    yield now
    for space in spaces:
        space.database.dispose()


def benefit(here: Workspace, **options) -> float | None:
    """Return the quarter's benefit."""
    (cell,) = answers(here, ["benefit_realised"], periods=[QUARTER], **options)[
        "benefit_realised"
    ].rows
    return cell.value


def anew(here: Workspace) -> Workspace:
    """Return the workspace as a process sees it that has read no file yet."""
    old = here.warehouse
    fresh = Warehouse(here.settings, here.extracts, old.plans, here.catalogue)
    return replace(here, warehouse=fresh)


def one(store: Path, pattern: str) -> Path:
    """Return the one file of that name."""
    return sorted(store.glob(pattern))[0]


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_fact_file_is_named_with_what_to_do(store, opened, how):
    file = one(store, "facts/ledger/*/*.parquet")
    whole = file.read_bytes()
    DAMAGES[how](file)
    with pytest.raises(StoreError) as told:
        benefit(opened(), facts_only=True)
    assert "ledger 2025-" in told.value.what
    assert file.stem in told.value.where
    assert str(file.relative_to(store)) in told.value.where
    assert "backup" in told.value.next_step
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)
    assert benefit(opened(), facts_only=True) == pytest.approx(RIGHT)


@pytest.mark.parametrize("how", DAMAGES)
def test_damage_while_the_app_runs_is_told_and_mending_it_needs_no_restart(store, opened, how):
    here = opened()
    assert benefit(here, facts_only=True) == pytest.approx(RIGHT)
    file = one(store, "facts/ledger/*/*.parquet")
    whole = file.read_bytes()
    if how != "one bit over":  # a bit that turns under a running process is seen by the next one
        DAMAGES[how](file)
        with pytest.raises(StoreError, match=file.stem):
            walk_back(here, "benefit_realised", period=QUARTER)
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)
    assert walk_back(here, "benefit_realised", period=QUARTER).sources[0].row_count == 199


@pytest.mark.parametrize("how", [how for how in DAMAGES if how != "a folder"])
@pytest.mark.parametrize("what", ["the sums", "their seal"])
def test_damaged_sums_are_added_up_anew_from_the_facts(store, opened, how, what):
    file = one(store, "rollups/ledger/*/*.parquet")
    DAMAGES[how](file if what == "the sums" else seal_path(file))
    assert benefit(opened()) == pytest.approx(RIGHT)
    before = file.stat().st_mtime_ns
    assert benefit(opened()) == pytest.approx(RIGHT)
    assert file.stat().st_mtime_ns == before, "once is enough"


@pytest.mark.parametrize("pattern", ["facts/ledger/*/*.parquet", "rollups/ledger/*/*.parquet"])
def test_no_flipped_bit_changes_a_number(store, opened, pattern):
    drawn, here = random.Random(7), opened()
    for _ in range(FLIPS):
        file = drawn.choice(sorted(store.glob(pattern)))
        whole = file.read_bytes()
        flip(file, place=drawn.random())
        try:
            assert benefit(anew(here), facts_only="facts" in pattern) == pytest.approx(RIGHT)
            assert "rollups" in pattern
        except StoreError:
            assert "facts" in pattern
        file.write_bytes(whole)


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("kind", ["initiatives", "ledger"])
def test_a_load_is_not_checked_against_a_damaged_file(store, opened, tmp_path, how, kind):
    file = one(store, f"facts/{kind}/*/*.parquet")
    DAMAGES[how](file)
    here = opened()
    before = here.catalogue.version()
    late = header("ledger") + "E-1,AI-001,2025-04,benefit,saving,1.25,realised,,\n"
    with pytest.raises(StoreError, match=file.stem):
        load(here, tmp_path, "ledger_2025-Q2.csv", late)
    assert here.catalogue.version() == before


def test_sums_without_sound_facts_are_not_made_up(store, opened):
    facts = one(store, "facts/ledger/*/*.parquet")
    flip(facts)
    one(store, f"rollups/ledger/*/{facts.stem}.parquet").unlink()
    with pytest.raises(StoreError, match=facts.stem):
        benefit(opened())


def test_sound_sums_still_serve_where_their_facts_are_damaged(store, opened):
    flip(one(store, "facts/ledger/*/*.parquet"))
    assert benefit(opened()) == pytest.approx(RIGHT)


def test_sums_that_cannot_be_written_anew_are_told_in_words(store, opened):
    file = one(store, "rollups/ledger/*/*.parquet")
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreError, match="written anew, and cannot be"):
        benefit(opened())


def test_a_question_that_takes_too_long_is_ended_in_words(opened):
    here = opened(query_seconds=1)
    with pytest.raises(GapError, match="limit of 1 s") as told:
        here.warehouse.at().rows("SELECT count(*) FROM range(9000000) a, range(9000000) b")
    assert "TANDEM_QUERY_SECONDS" in told.value.where
    assert benefit(here) == pytest.approx(RIGHT)


def test_a_question_that_needs_too_much_memory_is_ended_in_words(opened):
    here = opened(memory_mb=40)
    with pytest.raises(GapError, match="more memory than 40 megabytes"):
        here.warehouse.at().rows("SELECT list(i) FROM range(40000000) r(i)")
    assert benefit(here) == pytest.approx(RIGHT)


def test_loads_are_never_cut_short(opened):
    with intake_connection(opened(query_seconds=1)) as connection:
        ((limit,),) = connection.execute("SELECT current_setting('max_execution_time')").fetchall()
    assert limit == 0
