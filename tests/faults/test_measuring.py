"""The process that measures: it ends with its starter, works alone, and survives its own death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pipelines.quality import kept, worker
from pipelines.quality.due import pending
from pipelines.quality.worker import NOW_MEASURED, now_measured
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from tests.faults.forked_worker import ForkedWorker
from tests.pipelines.intake.sources import ledger, written
from tests.pipelines.quality.datasets import TODAY, brought, opened, registered

LONGEST = 90
"""Seconds; the import of the library takes most of them on a busy machine."""
MEASURE = [sys.executable, "-m", "pipelines.quality.worker"]
STARTER = """
import sys, time
from pipelines.quality import worker
from pipelines.settings import settings_from
print(worker.started(settings_from()).pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A store with four datasets, none of them measured."""
    space = opened(tmp_path, reporting_date=TODAY)
    for letter in "ABCD":
        registered(space, f"DS-{letter}", {"a": {"required": True}})
        brought(space, f"DS-{letter}", "a,b", *("1,x" for _ in range(500)), ",y")
    yield space
    space.database.dispose()


def environment(here: Workspace, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "TANDEM_STORE": str(here.settings.store),
        "TANDEM_REPORTING_DATE": TODAY.isoformat(),
        "TANDEM_MEASURE_SECONDS": "1",
        **more,
    }


Worker = ForkedWorker | subprocess.Popen[bytes]


def fresh(there: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a worker as the server does."""
    return subprocess.Popen(MEASURE, cwd=ROOT, env=there, stdin=subprocess.PIPE)


@contextmanager
def working(
    here: Workspace, start: Callable[[Mapping[str, str]], Worker] = ForkedWorker
) -> Iterator[Worker]:
    """Run a worker; whatever happens, it is gone afterwards."""
    process = start(environment(here))
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def until(holds: Callable[[], object], *, every: float = 0.05) -> None:
    """Wait until something holds."""
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(every)


def alive(pid: int) -> bool:
    """Return whether a process runs, one that died and was not asked for its end left out."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def all_measured(here: Workspace) -> bool:
    return not pending(here, today=TODAY)


def test_a_worker_measures_what_is_due_and_what_comes_later(here):
    with working(here) as process:
        until(lambda: all_measured(here))
        brought(here, "DS-A", "a,b", "1,x")
        assert not all_measured(here)
        until(lambda: all_measured(here))
        assert process.poll() is None
    found = {each.subject: each for each in kept.newest(here)}
    assert [found[f"DS-{letter}"].rows for letter in "ABCD"] == [1, 501, 501, 501]
    assert not any(each.failure for each in found.values())


def test_a_worker_ends_when_its_input_does(here):
    with working(here, fresh) as process:
        until(lambda: all_measured(here))
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(LONGEST) == 0
    assert now_measured(here.settings.store) == ""


def test_a_worker_ends_when_its_starter_is_killed(here):
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, env=environment(here), stdout=subprocess.PIPE
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    until(lambda: kept.head(here))
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    until(lambda: not alive(pid))


def test_of_two_workers_over_one_store_one_works_and_the_other_takes_over(here):
    with working(here) as first:
        until(lambda: kept.head(here))
        with working(here) as second:
            until(lambda: all_measured(here))
            assert kept.head(here) == 4
            first.kill()
            first.wait()
            brought(here, "DS-B", "a,b", "1,x")
            until(lambda: all_measured(here))
            assert second.poll() is None
    assert kept.head(here) == 5


def killed_while_measuring(
    here: Workspace,
    how: signal.Signals,
    start: Callable[[Mapping[str, str]], Worker] = ForkedWorker,
) -> str:
    """Start a worker and kill it in the middle; return what it was measuring."""
    note = here.settings.store / NOW_MEASURED
    with working(here, start) as process:
        until(lambda: now_measured(here.settings.store), every=0.001)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        subject = now_measured(here.settings.store)
        process.send_signal(how)
        process.send_signal(signal.SIGCONT)
        process.wait(LONGEST)
    assert note.exists() == (how == signal.SIGKILL)
    return subject


def test_what_killed_a_worker_is_noted_as_failed_and_the_others_go_on(here):
    subject = killed_while_measuring(here, signal.SIGKILL, fresh)
    if not subject:
        pytest.skip("it was measured between two looks")
    with working(here):
        until(lambda: all_measured(here))
    found = {f"{each.subject} {each.period}": each for each in kept.newest(here)}
    assert len(found) == 4
    assert "ended unexpectedly" in found[subject].failure
    assert [name for name, each in found.items() if each.failure] == [subject]
    assert not (here.settings.store / NOW_MEASURED).exists()


def test_a_worker_that_was_asked_to_end_has_not_failed(here):
    killed_while_measuring(here, signal.SIGTERM)
    with working(here):
        until(lambda: all_measured(here))
    assert not any(each.failure for each in kept.newest(here))


def test_whatever_is_measured_again_after_a_crash_is_whole(here):
    subject = killed_while_measuring(here, signal.SIGKILL).partition(" ")[0] or "DS-A"
    with working(here):
        until(lambda: all_measured(here))
        brought(here, subject, "a,b", "1,x")
        until(lambda: all_measured(here))
    found = {each.subject: each for each in kept.newest(here)}[subject]
    assert (found.failure, found.rows) == ("", 1)


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"kind": "dataset"}', "null"])
def test_a_note_that_was_cut_short_stops_nobody(here, note: str):
    (here.settings.store / NOW_MEASURED).write_text(note)
    worker._note_failed(here)
    assert kept.newest(here) == ()
    assert not (here.settings.store / NOW_MEASURED).exists()


def test_a_note_of_what_was_measured_after_all_makes_no_failure(here):
    due = pending(here, today=TODAY)[0]
    for _ in worker.work_off(here, today=TODAY):
        break
    (here.settings.store / NOW_MEASURED).write_text(json.dumps(asdict(due), default=str))
    worker._note_failed(here)
    assert [each.failure for each in kept.newest(here)] == [""]


def test_work_that_is_left_in_the_middle_leaves_no_note(here):
    for found in worker.work_off(here, today=TODAY):
        assert now_measured(here.settings.store) == ""
        assert found.failure == ""
        break
    assert len(kept.newest(here)) == 1


def test_without_seconds_no_worker_is_started(tmp_path):
    assert worker.started(replace(Settings(), store=tmp_path, measure_seconds=0)) is None
    worker.ended(None)


def test_whoever_started_a_worker_can_end_it(here, monkeypatch):
    for name, value in environment(here).items():
        monkeypatch.setenv(name, value)
    process = worker.started(here.settings)
    assert process is not None
    until(lambda: kept.head(here))
    worker.ended(process)
    assert process.poll() is not None
    assert now_measured(here.settings.store) == ""


def test_a_worker_that_was_killed_is_followed_by_another(here, monkeypatch):
    made, start = [], worker.started
    monkeypatch.setattr(worker, "started", lambda known: made.append(start(known)) or made[-1])
    with worker.attended(here.settings):
        made[0].kill()
        until(lambda: len(made) == 2)
        assert alive(made[1].pid)
    assert not alive(made[1].pid)


def test_a_worker_waits_for_its_store_and_makes_none(tmp_path):
    done = subprocess.run(
        MEASURE, cwd=ROOT, env={**os.environ, "TANDEM_STORE": str(tmp_path / "none")},
        input=b"", capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (tmp_path / "none").exists()


IMPORTED = """
import importlib, pkgutil, sys
for house in ("pipelines", "governance", "reports"):
    for found in pkgutil.walk_packages(importlib.import_module(house).__path__, house + "."):
        if found.name.endswith((".expectations", ".__main__")) or ".versions." in found.name:
            continue
        if not found.name.endswith(".env"):
            importlib.import_module(found.name)
import app
for found in pkgutil.iter_modules(importlib.import_module("pages.parts").__path__, "pages.parts."):
    importlib.import_module(found.name)
print([name for name in sys.modules if name.startswith("great_expectations")])
"""


def test_no_module_but_one_brings_the_library(tmp_path):
    done = subprocess.run([sys.executable, "-c", IMPORTED], cwd=ROOT, capture_output=True,
                          text=True, env={**os.environ, "TANDEM_STORE": str(tmp_path)})  # fmt: skip
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr[-2000:]


def test_a_load_does_not_bring_the_library(tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    look = (
        "import sys; sys.argv[0] = 'pipelines'\n"
        "from pipelines.__main__ import app\n"
        "try:\n    app()\n"
        "finally:\n    print(any(name.startswith('great_exp') for name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, "load", str(path)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "TANDEM_STORE": str(tmp_path / "store")},
    )  # fmt: skip
    assert "loaded as ledger" in done.stdout
    assert done.stdout.splitlines()[-1] == "False"
