"""Whatever a file does to its reader, the parent lives on and can say what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.errors import GapError, StoreError
from pipelines.intake.child.births import NURSERY
from pipelines.intake.child.running import Job, Told, run
from pipelines.intake.child.waiting import Queue
from pipelines.intake.policy import Child, intake_policy
from pipelines.intake.questions import Unanswered
from pipelines.intake.receipt import Refusal
from tests.pipelines.intake import hostile_jobs as jobs

MEMORY_MB = 300
MOST_SECONDS = 10


def limited(**less: int) -> Child:
    """Return the policy's limits, some of them lower."""
    return intake_policy().child.model_copy(update=less)


def refused(function: Job, *, limits: Child | None = None, **request: object) -> Refusal:
    """Return how a job is refused, which takes no more than some seconds."""
    before = time.monotonic()
    with pytest.raises(Refusal) as refusal:
        run(function, request, memory_mb=MEMORY_MB, limits=limits)
    assert time.monotonic() - before < MOST_SECONDS
    assert refusal.value.next_step.endswith("Nothing was changed.")
    return refusal.value


def children(pid: int) -> set[str]:
    """Return the processes that one started and that have not been waited for."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return {child for task in found for child in task.read_text().split()}


@pytest.fixture(autouse=True)
def nobody_is_left():
    NURSERY.warm(jobs.__name__)
    before = children(os.getpid())
    yield
    assert children(os.getpid()) - before <= {str(NURSERY.pid)}
    assert NURSERY.pid is None or not children(NURSERY.pid)


def test_a_job_answers_and_tells_how_far_it_is():
    told: list[Told] = []
    answer = run(jobs.doubled, {"number": 21}, memory_mb=MEMORY_MB, on_progress=told.append)
    assert answer == {"twice": 42}
    working = [one for one in told if one.step != "waiting"]
    assert working == [Told("counting", 0.25), Told("counting", 0.75)]


def test_only_registered_jobs_can_be_asked_for():
    with pytest.raises(GapError, match="no_job” is no job"):
        run(jobs.no_job, {}, memory_mb=MEMORY_MB)


def test_a_child_inherits_no_setting_no_secret_and_no_open_file(monkeypatch, tmp_path):
    monkeypatch.setenv("TANDEM_RECORDS_URL", "postgresql://somebody:secret@records/tandem")
    monkeypatch.setenv("PASSWORD", "secret")
    with (tmp_path / "records").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        found = run(jobs.surroundings, {}, memory_mb=MEMORY_MB)
    assert not [name for name in found["environment"] if "TANDEM" in name or "PASS" in name]
    assert found["nice"] >= intake_policy().child.nice
    assert found["session"]
    assert len(found["open"]) <= 5  # three pipes, the answer's own, and the list itself
    assert found["threads"] <= 2  # its own, and the one that ends it with its parent


def test_an_error_comes_back_as_what_it_was():
    with pytest.raises(StoreError) as failed:
        run(jobs.fails, {}, memory_mb=MEMORY_MB)
    assert (failed.value.what, failed.value.where, failed.value.next_step) == (
        "The disk is gone.", "/mnt", "Bring it back.",
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        run(jobs.refuses, {}, memory_mb=MEMORY_MB)
    assert (refusal.value.code, refusal.value.where) == ("no_rows", "Line 2.")


def test_questions_come_back_as_questions():
    with pytest.raises(Unanswered) as asked:
        run(jobs.asks, {}, memory_mb=MEMORY_MB)
    (question,) = asked.value.questions
    assert (question.kind, question.options[0].value, question.proposal) == (
        "sheet",
        "Data",
        "Data",
    )
    with pytest.raises(Unanswered) as here:
        jobs.asks({}, lambda step, share: None)
    assert str(asked.value) == str(here.value)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (jobs.takes_20_gigabytes, "more memory"),
        (jobs.makes_a_huge_value_in_duckdb, "more memory"),
        (jobs.opens_a_thousand_files, "more than 256 files"),
        (jobs.answers_without_end, "an answer of more than 16 megabytes"),
    ],
)
def test_a_job_that_takes_too_much_is_refused_with_its_limit(function, words):
    refusal = refused(function)
    assert refusal.code == "too_heavy"
    assert words in refusal.what


def test_a_job_that_writes_too_much_is_refused_and_nothing_of_that_size_is_left(tmp_path):
    path = tmp_path / "huge"
    refusal = refused(jobs.writes_10_gigabytes, path=str(path))
    assert (refusal.code, "8,000 megabytes" in refusal.what) == ("too_heavy", True)
    assert path.stat().st_size == 0


def test_a_job_that_spins_is_ended_by_the_time_of_the_processor():
    refusal = refused(jobs.spins, limits=limited(processor_seconds=1))
    assert refusal.code == "too_heavy"
    assert "more than 1 seconds of the processor" in refusal.what


def test_a_job_that_hangs_is_ended_by_the_clock():
    refusal = refused(jobs.sleeps, limits=limited(seconds=2))
    assert (refusal.code, "more than 2 seconds" in refusal.what) == ("too_heavy", True)


def test_a_child_that_the_machine_ends_met_its_memory():
    assert refused(jobs.crashes, signal=signal.SIGKILL).code == "too_heavy"


@pytest.mark.parametrize(
    "function",
    [jobs.crashes, jobs.reads_address_zero, jobs.has_a_bug, jobs.answers_what_is_no_json,
     jobs.speaks_garbage_to_its_parent],
)  # fmt: skip
def test_a_child_that_dies_or_speaks_nonsense_is_said_to_have_crashed(function):
    assert refused(function).code == "crashed"


def test_what_a_crash_says_last_reaches_the_log_and_commands_no_terminal(capfd):
    refused(jobs.has_a_bug)
    assert "nobody thought of this" in capfd.readouterr().err
    refused(jobs.dies_in_colour)
    assert "\x1b" not in capfd.readouterr().err


def test_what_a_job_prints_is_never_its_answer():
    assert run(jobs.prints_garbage, {}, memory_mb=MEMORY_MB) == {"said": "the truth"}


def test_a_request_larger_than_a_pipe_arrives_whole():
    text = "x" * 3_000_000
    assert run(jobs.repeats, {"text": text}, memory_mb=MEMORY_MB) == {"text": text}


def test_whoever_stops_listening_ends_the_child():
    class Stopped(Exception):
        """The reader left."""

    def leave(told: Told) -> None:
        if told.step == "sleeping":
            raise Stopped

    before = time.monotonic()
    with pytest.raises(Stopped):
        run(jobs.sleeps, {}, memory_mb=MEMORY_MB, on_progress=leave)
    assert time.monotonic() - before < MOST_SECONDS


def test_a_child_ends_with_its_parent(tmp_path):
    source = (
        "from pipelines.intake.child.running import run\n"
        "from tests.pipelines.intake import hostile_jobs as jobs\n"
        f"run(jobs.says_who_it_is_and_sleeps, {{'path': {str(tmp_path / 'pid')!r}}}, memory_mb=300)"
    )
    with subprocess.Popen([sys.executable, "-c", source]) as parent:
        child = waited_for(tmp_path / "pid")
        parent.kill()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists():
            return
        time.sleep(0.1)
    pytest.fail(f"child {child} outlived its parent")


def test_children_outlive_neither_their_nursery_nor_does_the_next_job_need_it():
    assert run(jobs.doubled, {"number": 1}, memory_mb=MEMORY_MB) == {"twice": 2}
    before = NURSERY.pid
    assert before is not None

    def kill(told: Told) -> None:
        if told.step == "sleeping":
            os.kill(before, signal.SIGKILL)

    with pytest.raises(Refusal) as refusal:
        run(jobs.sleeps, {}, memory_mb=MEMORY_MB, on_progress=kill, limits=limited(seconds=5))
    assert refusal.value.code in {"crashed", "too_heavy"}
    assert run(jobs.doubled, {"number": 2}, memory_mb=MEMORY_MB) == {"twice": 4}
    assert NURSERY.pid != before


def test_a_child_of_a_warm_nursery_is_there_at_once():
    def seconds() -> float:
        before = time.monotonic()
        run(jobs.doubled, {"number": 1}, memory_mb=MEMORY_MB)
        return time.monotonic() - before

    NURSERY.close()
    cold = seconds()
    assert min(seconds() for _ in range(5)) < cold / 3


def test_a_module_that_was_read_before_is_not_waited_for():
    NURSERY.close()
    NURSERY.warm("tests.pipelines.intake.hostile_jobs")
    NURSERY.warm("no.such.module")
    assert run(jobs.doubled, {"number": 1}, memory_mb=MEMORY_MB) == {"twice": 2}


def waited_for(path: Path) -> str:
    """Return what another process writes to a file."""
    for _ in range(200):
        if path.exists() and (text := path.read_text()).endswith("\n"):
            return text.strip()
        time.sleep(0.1)
    raise AssertionError(f"nobody wrote {path}")


def test_twelve_at_once_are_queued_and_each_is_told_how_many_are_ahead():
    running = Counter()

    def one(number: int) -> tuple[int, list[Told]]:
        told: list[Told] = []

        def listen(step: Told) -> None:
            told.append(step)
            running.heard(number, step)

        answer = run(
            jobs.doubled, {"number": number}, memory_mb=MEMORY_MB, on_progress=listen,
            limits=limited(at_once=2),
        )  # fmt: skip
        running.ended(number)
        return int(answer["twice"]), told

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, range(12)))
    assert [twice for twice, _ in answers] == [2 * number for number in range(12)]
    assert running.most <= 2
    waited = [[step.ahead for step in told if step.step == "waiting"] for _, told in answers]
    assert sum(1 for ahead in waited if ahead) >= 8
    assert all(ahead == sorted(ahead, reverse=True) for ahead in waited)


class Counter:
    """Counts who has begun to work and not ended yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._working: set[int] = set()
        self.most = 0

    def heard(self, number: int, told: Told) -> None:
        """Note somebody who works."""
        with self._lock:
            if told.step != "waiting":
                self._working.add(number)
                self.most = max(self.most, len(self._working))

    def ended(self, number: int) -> None:
        """Note somebody who is done; a moment late, so at most one too many is counted."""
        with self._lock:
            self._working.discard(number)


def test_who_would_wait_too_long_is_sent_away_at_once():
    queue = Queue()
    ready, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with queue.place(at_once=1, waiting=1, told=lambda _: None):
            ready.set()
            leave.wait(MOST_SECONDS)

    def wait() -> None:
        with queue.place(at_once=1, waiting=1, told=lambda _: stands.set()):
            pass

    stands = threading.Event()
    threads = [threading.Thread(target=hold), threading.Thread(target=wait)]
    threads[0].start()
    assert ready.wait(MOST_SECONDS)
    threads[1].start()
    assert stands.wait(MOST_SECONDS)
    with (
        pytest.raises(Refusal) as refusal,
        queue.place(at_once=1, waiting=1, told=lambda _: None),
    ):
        pytest.fail("there was no place")
    assert refusal.value.code == "busy"
    leave.set()
    for thread in threads:
        thread.join(MOST_SECONDS)
    free: list[Told] = []
    with queue.place(at_once=1, waiting=1, told=free.append):
        assert free == []
