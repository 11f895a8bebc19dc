"""The demo company is the same for everybody, as big as asked for, and never held in memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from pipelines.demo.company import SCALES, grown
from pipelines.demo.generator import Demo, write_demo
from pipelines.demo.predictions import BATCH, predictions
from pipelines.errors import GapError

PLANNED = {
    "predictions": 60_000,
    "ledger": 3_000,
    "adoption": 2_500,
    "control_evidence": 2_200,
    "stage_events": 170,
    "incidents": 60,
    "infra": 250,
    "initiatives": 480,
    "models": 55,
}


def rows_by_extract(demo: Demo) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, rows in demo.rows.items():
        counts[name.rsplit("_20", 1)[0]] += rows
    return counts


def contents(demo: Demo) -> dict[str, bytes]:
    found = sorted(path for path in demo.folder.rglob("*") if path.is_file())
    return {str(path.relative_to(demo.folder)): path.read_bytes() for path in found}


def test_same_seed_same_bytes(demo: Demo, tmp_path: Path):
    assert contents(write_demo(tmp_path)) == contents(demo)


def test_another_seed_tells_the_same_story_with_other_figures(demo: Demo, tmp_path: Path):
    other = write_demo(tmp_path, seed=7, truth=False)
    names = {path.name for path in other.files}
    assert names == {path.name for path in demo.files}
    differ = [n for n in names if (other.folder / n).read_bytes() != (demo.folder / n).read_bytes()]
    assert "ledger_2024-Q1.csv" in differ
    assert "stage_events_2024-Q1.csv" not in differ


def test_row_counts_are_near_the_plan(demo: Demo):
    counts = rows_by_extract(demo)
    for extract, planned in PLANNED.items():
        assert counts[extract] == pytest.approx(planned, rel=0.3), extract


def test_written_rows_are_the_rows_in_the_files(demo: Demo):
    for path in demo.files:
        assert path.read_bytes().count(b"\n") == demo.rows[path.name] + 1


def test_twelve_quarters_of_everything_but_the_late_file(demo: Demo):
    per_extract = Counter(name.rsplit("_20", 1)[0] for name in demo.rows if "_r2" not in name)
    assert per_extract.pop("models") == 1
    assert per_extract.pop("talent") == 11
    assert set(per_extract.values()) == {12}


def test_corrected_edition_loads_right_after_the_first(demo: Demo):
    names = [path.name for path in demo.files]
    assert names[names.index("ledger_2025-Q1.csv") + 1] == "ledger_2025-Q1_r2.csv"


def test_unknown_scale_is_said_plainly(tmp_path: Path):
    with pytest.raises(GapError, match="no scale called “huge”"):
        write_demo(tmp_path / "new", scale="huge")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("scale", sorted(SCALES))
def test_predictions_need_memory_for_one_batch_only(scale: str):
    company = grown(scale, seed=2026)
    tracemalloc.start()
    sizes = [len(b.model) for b in islice(predictions(company, company.quarters[-1]), 4)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(sizes) <= BATCH
    assert peak < 120 * 2**20


def test_one_model_makes_a_fifth_of_a_large_scale():
    company = grown("1M", seed=2026)
    counts: Counter[str] = Counter()
    for batch in predictions(company, company.quarters[-1]):
        for index, model in enumerate(batch.models):
            counts[model.id] += int((batch.model == index).sum())
    shares = sorted((count / counts.total() for count in counts.values()), reverse=True)
    assert shares[0] == pytest.approx(0.2, abs=0.01)
    assert shares[1] < shares[0]
