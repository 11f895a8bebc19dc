"""The careless flavour: faults are planted in known places and nowhere else."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.demo.columns import COLUMNS
from pipelines.demo.defects import BREAKING
from pipelines.demo.generator import Demo, write_demo
from tests.pipelines.demo.test_contracts import CONTRACTS, broken


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return write_demo(tmp_path_factory.mktemp("careless"), truth=False, defects=True)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def known(path: Path) -> list[list[str]]:
    return rows(path.with_suffix(".defects.csv"))[1:]


def test_the_default_has_no_defects(demo: Demo):
    assert list(demo.folder.glob("*.defects.csv")) == []


def test_undoing_the_known_defects_gives_the_clean_file_back(demo: Demo, careless: Demo):
    for path in careless.files:
        if not path.with_suffix(".defects.csv").exists():
            continue
        spoilt = rows(path)
        for line, kind, column, value, was in reversed(known(path)):
            place = int(line) - 1
            if kind == "duplicate":
                assert spoilt[place] == spoilt[place - 1]
                del spoilt[place]
            else:
                index = spoilt[0].index(column)
                assert spoilt[place][index] == value
                spoilt[place][index] = was
        assert spoilt == rows(demo.folder / path.name)


def test_two_in_a_hundred_come_twice_and_one_in_a_hundred_is_bad(careless: Demo):
    total = sum(careless.rows.values())
    kinds = [
        kind
        for path in careless.files
        if BREAKING.get(path.name.rsplit("_20", 1)[0])
        for _, kind, *_ in known(path)
    ]
    assert kinds.count("duplicate") / total == pytest.approx(0.02, abs=0.002)
    assert kinds.count("bad cell") / total == pytest.approx(0.01, abs=0.002)


@pytest.mark.parametrize("extract", sorted(BREAKING))
def test_every_kind_of_bad_cell_breaks_its_contract(demo: Demo, tmp_path: Path, extract: str):
    source = max(demo.folder.glob(f"{extract}_*.csv"), key=lambda path: demo.rows[path.name])
    for name in ("initiatives_2026-Q1.csv", "models_2026-Q1.csv"):
        (tmp_path / name).write_bytes((demo.folder / name).read_bytes())
    header, first, *_ = rows(source)
    for column, value in BREAKING[extract]:
        bad = list(first)
        bad[COLUMNS[extract].index(column)] = value
        with (tmp_path / source.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, bad])
        assert broken(tmp_path, CONTRACTS[extract]), (column, value)


def test_registers_that_others_refer_to_stay_clean(demo: Demo, careless: Demo):
    for name in careless.rows:
        if name.startswith(("initiatives_", "models_")):
            assert (careless.folder / name).read_bytes() == (demo.folder / name).read_bytes()


def test_the_command_plants_them_only_when_asked_and_never_loads_them(tmp_path: Path):
    def run(*words: str) -> int:
        command = [sys.executable, "-m", "pipelines", "demo", "--out", str(tmp_path), *words]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert run("--defects", "--load") == 2
    assert list(tmp_path.iterdir()) == []
    assert run("--defects") == 0
    assert len(list(tmp_path.glob("*.defects.csv"))) > 100
