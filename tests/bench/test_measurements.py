"""The measurements measure what they say, on the smallest data; how fast is for ``make bench``."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.demo.generator import write_demo
from tests.bench import (
    beside_upload,
    facts,
    forty,
    load,
    meeting,
    quality,
    rerun,
    scorecard,
    stores,
    uploading,
)
from tests.bench.child import in_child, in_turn
from tests.bench.device import p95
from tests.bench.table import Figure


def test_a_ratio_is_judged_by_its_aim() -> None:
    assert Figure("x", 5, "s", floor=2, aim=2.5).verdict == "met"
    assert Figure("x", 6, "s", floor=2, aim=2.5).verdict == "missed"
    assert Figure("x", 6, "s", floor=2).verdict == ""


def test_a_figure_without_a_floor_is_judged_by_itself() -> None:
    assert Figure("x", 60, "ms", aim=60).verdict == "met"
    assert Figure("x", 61, "ms", aim=60).verdict == "missed"


def test_the_95th_percentile_of_few_figures_is_the_highest() -> None:
    assert p95([3.0, 1.0, 2.0]) == 3.0
    assert p95([float(each) for each in range(1, 101)]) == 96.0


def test_works_take_turns_and_give_their_medians() -> None:
    log: list[str] = []
    ours, theirs = iter([1.0, 9.0, 2.0]), iter([5.0, 4.0, 6.0])

    def noted(name: str, figure: float) -> float:
        log.append(name)
        return figure

    found = in_turn(
        3, ours=lambda: noted("ours", next(ours)), theirs=lambda: noted("theirs", next(theirs))
    )
    assert found == {"ours": 2.0, "theirs": 5.0}
    assert log == ["ours", "theirs"] * 3


def test_both_sides_of_a_load_read_the_same_rows(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    written = write_demo(folder)
    sources = stores.in_order(folder.glob("[im]*s_2*.csv"))
    ours = in_child(load.loaded, *sources, TANDEM_STORE=str(tmp_path / "store"))
    theirs = in_child(load.copied, str(tmp_path / "copy"), *sources)
    assert ours["rows"] == sum(written.rows[Path(source).name] for source in sources)
    assert len(list((tmp_path / "copy").glob("*.parquet"))) == len(sources)
    assert min(ours["seconds"], theirs["seconds"], ours["peak_mb"], theirs["peak_mb"]) > 0


def test_an_upload_is_measured_from_its_arrival_until_it_counts(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    written = write_demo(folder)
    source = stores.in_order(folder.glob("initiatives_2*.csv"))[0]
    run = in_child(uploading.uploaded, source, TANDEM_STORE=str(tmp_path / "store"))
    assert run["rows"] == written.rows[Path(source).name]
    assert sum(run["steps"]) == pytest.approx(run["seconds"])
    assert min(*run["steps"], run["server_mb"], run["child_mb"]) > 0


def test_a_large_file_is_cut_behind_a_whole_line(tmp_path: Path) -> None:
    source = tmp_path / "all.csv"
    source.write_text("a,b\n" + "1,2\n" * 400_000)
    found = beside_upload.cut(source, tmp_path / "some.csv", 1).read_text()
    assert len(found) <= 1_000_000 < len(found) + 4
    assert found.endswith("\n1,2\n")


def test_a_scorecard_asked_again_is_no_slower_than_the_first(demo_store: Path) -> None:
    found = in_child(scorecard.timed, TANDEM_STORE=str(demo_store))
    assert 0 < found["again"] < found["cold"]


def test_metrics_of_every_kind_that_needs_facts_are_timed(demo_store: Path) -> None:
    figures = facts.figures(demo_store, "demo")
    assert len(figures) == 1 + len(facts.WORDS)
    assert all(figure.ours > 0 for figure in figures)


def test_an_audit_and_the_pass_beside_it_count_the_same(tmp_path: Path) -> None:
    settings = {"TANDEM_STORE": str(quality.store(tmp_path, 2_000))}
    ours, theirs = in_child(quality.audited, **settings), in_child(quality.counted, **settings)
    assert ours["counts"] == theirs["counts"]
    assert ours["checks"] >= quality.CHECKS_AT_LEAST
    assert 0 < theirs["seconds"] < ours["seconds"]


def test_reruns_change_the_filter_of_the_real_scorecard(demo_store: Path) -> None:
    assert all(figure.ours > 0 for figure in rerun.figures(demo_store))


@pytest.mark.slow
def test_followers_are_shown_what_the_presenter_turns_to(own_demo_store: Path) -> None:
    on, back = meeting.held(own_demo_store, moves=3, followers=2, thinking=0.1)
    assert len(set(on.screens)) == 3
    assert back.screens[:2] == on.screens[1::-1]
    assert (len(on.next_item), len(on.followed)) == (3, 0)
    assert (len(back.next_item), len(back.followed)) == (3, 3 * 2)
    assert min(on.next_item + back.followed) > 0


@pytest.mark.slow
@pytest.mark.browser
def test_pages_are_loaded_with_forty_goals_on_them(own_demo_store: Path, tmp_path: Path) -> None:
    assert in_child(forty.stated, TANDEM_STORE=str(own_demo_store))["goals"] == forty.GOALS
    found = forty.loaded(own_demo_store, tmp_path, loads=1)
    assert set(found) == {"home", "goals", "empty"}
    assert all(took > 0 for times in found.values() for took in times)
