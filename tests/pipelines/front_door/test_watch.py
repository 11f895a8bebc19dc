"""A watched folder: whole files are loaded once, told beside, never overwritten, never lost."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from pipelines.catalogue.database import reading
from pipelines.dropped import policy
from pipelines.dropped.folder import BESIDE, ROOMS, _names, only_watcher
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.front_door.approving import approve
from pipelines.intake.faults import VARIABLE
from pipelines.settings import ROOT, Settings
from pipelines.straight_through import OwnHands
from pipelines.uploads.reading import upload as reading_of
from pipelines.uploads.reading import uploads
from pipelines.workspace import Workspace, open_workspace
from tests.nursery import Nursery, nursery
from tests.pipelines.intake.sources import NOON, ledger, loaded, rows, written
from tests.prompt import Said

STEPS_AT_LEAST = 12
"""Taking a file passes more named steps than this."""
APART = (1, STEPS_AT_LEAST)
"""Steps at which a process of its own dies; at the others, one that was born with the house."""
PROGRAM = """
from tests.pipelines.front_door.test_watch import hurry
hurry(STILL)
from pipelines.__main__ import main
main()
"""
"""The command with a clock that a test can wait for."""


def hurry(still: float) -> None:
    """Look often, and count a file as whole that was left alone for some seconds."""
    told = policy.dropped_policy()
    quick = told.looking.model_copy(update={"every_seconds": 0.1, "still_seconds": still})
    policy.dropped_policy = lambda: told.model_copy(update={"looking": quick})


@dataclass
class Place:
    """A folder, the store that it is loaded into, and the command that watches."""

    folder: Path
    store: Path
    still: float = 0.05
    """Seconds after which a file counts as whole."""
    settings: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def started(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start the command."""
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                PROGRAM.replace("STILL", str(self.still)),
                "watch",
                str(self.folder),
                *words,
            ],
            cwd=ROOT,
            env={**os.environ, "TANDEM_STORE": str(self.store), **self.settings, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def once(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Take what lies there."""
        process = self.started("--once", **environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def born(self, nursery: Nursery, **environment: str) -> Said:
        """Take what lies there, in a child of a process that has read the house."""
        clock = (hurry.__module__, hurry.__name__, self.still)
        there = {"TANDEM_STORE": str(self.store), **self.settings, **environment}
        return nursery.typed("pipelines", "watch", str(self.folder), "--once", first=clock, **there)

    def lies_in(self, room: str = ".") -> list[str]:
        """Return the names in a room, without what is written beside them."""
        return sorted(
            path.name
            for path in (self.folder / room).iterdir()
            if path.is_file() and path.name[0] != "." and not path.name.endswith(BESIDE)
        )

    def report(self, room: str, name: str) -> dict[str, object]:
        """Return what is told beside a file."""
        told: dict[str, object] = json.loads(
            (self.folder / room / f"{name}.report.json").read_text(encoding="utf-8")
        )
        return told

    def opened(self) -> Workspace:
        """Return the workspace."""
        return open_workspace(Settings(store=self.store))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty folder and an empty store."""
    folder = tmp_path / "dropped"
    folder.mkdir()
    here = Place(folder, tmp_path / "store")
    yield here
    for process in here.running:
        with process:  # closes its pipes
            process.kill()


@pytest.fixture
def opened(place: Place) -> Iterator[Workspace]:
    """Its workspace."""
    workspace = place.opened()
    yield workspace
    workspace.database.dispose()


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    """Where watchers are born that have the house imported."""
    with nursery() as found:
        yield found


def until(true, seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def test_a_good_file_is_loaded_and_lies_in_done_with_its_report(place, opened):
    written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    done = place.once()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "'ledger_2026-Q1.csv': loaded\n"
    assert (place.lies_in(), place.lies_in("done")) == ([], ["ledger_2026-Q1.csv"])
    told = place.report("done", "ledger_2026-Q1.csv")
    assert (told["outcome"], told["rows_accepted"]) == ("loaded", 2)
    assert {load.id for load in opened.catalogue.loads()} == {one["id"] for one in told["loads"]}
    words = (place.folder / "done" / "ledger_2026-Q1.csv.report.txt").read_text(encoding="utf-8")
    assert words.startswith("ledger_2026-Q1.csv: loaded, 2 rows.")
    assert rows(opened, "ledger", "entry_id") == [("L-001",), ("L-002",)]


def test_a_bad_file_lies_in_refused_with_its_rows_annotated(place, opened):
    written(
        place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02", amount="x")
    )
    place.once()
    told = place.report("refused", "ledger_2026-Q1.csv")
    assert told["outcome"] == "refused"
    assert [one["column"] for one in told["problems"]] == ["amount_eur"]
    annotated = place.folder / "refused" / "ledger_2026-Q1.csv.annotated.csv"
    lines = annotated.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "amount_eur says “x”" in lines[2]
    assert rows(opened, "ledger") == []
    assert [one.state for one in uploads(opened)] == ["withdrawn"]


def test_a_file_without_a_byte_is_refused_in_words(place):
    (place.folder / "ledger_2026-Q1.csv").touch()
    place.once()
    assert place.report("refused", "ledger_2026-Q1.csv")["why"]["what"] == (
        "ledger_2026-Q1.csv is empty."
    )


def test_what_others_still_write_or_hide_is_left_alone(place):
    names = [".hidden.csv", "~$book.xlsx", "a.csv.part", "b.csv.crdownload", "c.TMP", "d.csv~"]
    for name in names:
        (place.folder / name).write_text("x", encoding="utf-8")
    (place.folder / "folder.csv").mkdir()
    secret = place.store.parent / "secret.csv"
    secret.write_text("x", encoding="utf-8")
    (place.folder / "link.csv").symlink_to(secret)
    assert place.once().stdout == ""
    assert {*names, "folder.csv", "link.csv"} <= {path.name for path in place.folder.iterdir()}
    assert [place.lies_in(room) for room in ROOMS] == [[], [], []]


def test_nothing_is_overwritten_and_the_same_file_again_is_nothing_new(place):
    for _ in range(2):
        written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
        place.once()
    (place.folder / "done" / "ledger_2026-Q1 (3).csv").write_text("mine", encoding="utf-8")
    written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    place.once()
    names = [f"ledger_2026-Q1{end}.csv" for end in (" (2)", " (3)", " (4)", "")]
    assert place.lies_in("done") == sorted(names)
    assert (place.folder / "done" / names[1]).read_text(encoding="utf-8") == "mine"
    outcomes = [place.report("done", name)["outcome"] for name in (names[3], names[0], names[2])]
    assert outcomes == ["loaded", "unchanged", "unchanged"]


def test_what_the_folder_says_about_its_files_is_heeded(place, opened):
    content = "\n".join((
        "Beleg;AI ID;month;flow;category;amount_eur;status;restates_entry_id;note",
        "L-001;AI-001;2026-01;cost;run;1.234,50;realised;;",
        "",
    ))  # fmt: skip
    heading = written(place.folder, "ledger_2026-Q1.csv").read_text(encoding="utf-8").strip()
    (place.folder / "ledger_2026-Q1.csv").unlink()
    columns = heading.split(",")
    lines = content.splitlines()
    lines[0] = ";".join(["Beleg", *columns[1:]])
    (place.folder / "buch_januar.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (place.folder / "tandem.yaml").write_text(
        "'buch_*.csv':\n  extract: ledger\n  layout:\n    decimal_mark: comma\n"
        "    mapping: {Beleg: entry_id}\n",
        encoding="utf-8",
    )
    place.once()
    assert place.lies_in("done") == ["buch_januar.csv"], list(place.folder.rglob("*.txt"))
    assert [str(amount) for (amount,) in rows(opened, "ledger", "amount_eur")] == ["1234.50"]
    assert place.lies_in() == ["tandem.yaml"]


def test_a_mistake_in_what_the_folder_says_takes_no_file(place):
    written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    (place.folder / "tandem.yaml").write_text("'*.csv': {extrakt: ledger}\n", encoding="utf-8")
    done = place.once()
    assert "tandem.yaml:1" in done.stderr
    assert "is left where it lies" in done.stderr
    assert place.lies_in() == ["ledger_2026-Q1.csv", "tandem.yaml"]


def test_a_file_that_is_still_written_is_not_taken(place):
    place.still = 2
    watcher = place.started()
    until(lambda: (place.folder / "done").exists())
    path = written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    with path.open("a", encoding="utf-8") as stream:
        for number in range(2, 40):
            stream.write(ledger(number, "2026-01") + "\n")
            stream.flush()
            time.sleep(0.1)
    until(lambda: place.lies_in("done"))
    assert place.report("done", "ledger_2026-Q1.csv")["rows_accepted"] == 39
    watcher.terminate()
    assert watcher.wait(timeout=30) == 0


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_asked_to(place, word):
    watcher = place.started()
    until(lambda: (place.folder / "done").exists())
    written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    until(lambda: place.lies_in("done"))
    watcher.send_signal(word)
    out, err = watcher.communicate(timeout=30)
    assert (watcher.returncode, err) == (0, "")
    assert "loaded" in out


def test_one_folder_has_one_watcher(place):
    with only_watcher(place.folder):
        done = place.once()
    assert done.returncode == 1
    assert "Another process watches this folder already." in done.stderr
    with pytest.raises(GapError, match="cannot be watched"), only_watcher(place.folder / "none"):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("good", [True, False], ids=["loaded", "refused"])
def test_a_watcher_killed_at_any_step_loads_nothing_twice_and_loses_no_file(
    place, born, good, stride
):
    name, room = "ledger_2026-01.csv", "done" if good else "refused"
    step, turns, died = 1, 0, True
    while died:
        turns += 1
        written(place.folder, name, ledger(1, "2026-01", amount=f"{step}.00" if good else "x"))
        way = place.once if step in APART else partial(place.born, born)
        killed = way(**{VARIABLE: str(step)})
        died = killed.returncode == -signal.SIGKILL
        assert died or killed.returncode == 0, killed.stderr
        where = f"step {step}: {killed.stderr}"
        assert {*place.lies_in(), *place.lies_in(room)} >= {name}, where
        after = way()
        assert (after.returncode, place.lies_in(), place.lies_in(room)) == (0, [], [name]), where
        here = place.opened()
        amounts = [str(amount) for (amount,) in rows(here, "ledger", "amount_eur")]
        assert amounts == ([f"{step}.00"] if good else []), where
        with reading(here.database) as connection:
            loads = connection.exec_driver_sql("SELECT count(*) FROM submission").scalar()
        assert loads == (turns if good else 0), where
        assert [one.id for one in uploads(here) if one.open] == [], where
        here.database.dispose()
        for path in (place.folder / room).iterdir():
            path.unlink()
        step += stride
    assert step > STEPS_AT_LEAST


def test_names_with_a_number_keep_their_ending_and_fit():
    first = [next(_names(name)) for name in ("a.csv", "a.b.csv.gz", "plain", ".csv")]
    assert first == ["a.csv", "a.b.csv.gz", "plain", ".csv"]
    numbered = []
    for name in ("a.csv", "a.b.csv.gz", "plain"):
        further = _names(name)
        next(further)
        numbered.append(next(further))
    assert numbered == ["a (2).csv", "a.b (2).csv.gz", "plain (2)"]
    assert len(os.fsencode(next(_names("ü" * 120 + ".csv")))) <= 200


def test_a_load_that_counts_already_when_it_is_watched_is_left_as_it_is(place, opened, tmp_path):
    loaded(opened, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    before = rows(opened, "ledger")
    written(place.folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    assert place.once().stdout == "'ledger_2026-Q1.csv': unchanged\n"
    assert rows(opened, "ledger") == before


def test_a_file_that_needs_a_second_person_waits_until_somebody_decided(place, tmp_path):
    contracts = tmp_path / "contracts"
    shutil.copytree(Settings().extracts, contracts)
    ours = contracts / "ledger.yaml"
    marks = "  - {property: snapshot, value: false}\n"
    wanted = marks + "  - {property: approval, value: second_person}\n"
    ours.write_text(ours.read_text("utf-8").replace(marks, wanted), encoding="utf-8")
    place.settings["TANDEM_EXTRACTS"] = str(contracts)
    for month in (1, 2):
        written(place.folder, f"ledger_2026-0{month}.csv", ledger(month, f"2026-0{month}"))
    assert place.once().stdout.count(": waits") == 2
    assert place.lies_in("waiting") == ["ledger_2026-01.csv", "ledger_2026-02.csv"]
    here = open_workspace(Settings(store=place.store, extracts=contracts))
    assert rows(here, "ledger") == []
    assert place.once().stdout == ""
    boss = OwnHands(here, "boss", "cio", lambda: NOON)
    first, second = (place.report("waiting", name)["upload"] for name in place.lies_in("waiting"))
    load_id = reading_of(here, str(first)).finding.planned[0].load_id
    with pytest.raises(NotFound, match="No load “L0” waits"):
        approve(boss, "L0", as_json=True)
    with pytest.raises(NotAllowed):
        approve(OwnHands(here, getpass.getuser(), "x", lambda: NOON), load_id, as_json=True)
    approve(boss, load_id, as_json=True)
    boss.withdraw(reading_of(here, str(second)), "Not this month.")
    out = place.once().stdout
    assert out == "'ledger_2026-01.csv': loaded\n'ledger_2026-02.csv': refused\n"
    assert (place.lies_in("done"), place.lies_in("refused")) == (
        ["ledger_2026-01.csv"], ["ledger_2026-02.csv"],
    )  # fmt: skip
    assert list((place.folder / "waiting").iterdir()) == []
    assert place.report("done", "ledger_2026-01.csv")["approved_by"] == "boss"
    assert rows(here, "ledger", "entry_id") == [("L-001",)]
    here.database.dispose()
