"""Jobs that no file should ever lead to, for tests of the child that has to survive them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import StoreError
from pipelines.intake.child.running import Tell, job
from pipelines.intake.questions import Option, Question, Unanswered
from pipelines.intake.receipt import Refusal


@job
def doubled(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    tell("counting", 0.25)
    tell("counting", 0.75)
    return {"twice": request["number"] * 2}


@job
def surroundings(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    status = Path("/proc/self/status").read_text().splitlines()
    return {
        "environment": sorted(os.environ),
        "nice": os.nice(0),
        "session": os.getsid(0) == os.getpid(),
        "parent": os.getppid(),
        "open": sorted(path.name for path in Path("/proc/self/fd").iterdir()),
        "threads": next(int(line.split()[1]) for line in status if line.startswith("Threads")),
    }


@job
def refuses(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    raise Refusal("no_rows", "There are none.", where="Line 2.", next_step="Nothing was loaded.")


@job
def asks(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    option = Option("Data", "3 rows", "a | b")
    raise Unanswered("a.xlsx", [Question("sheet", "", "Which sheet?", (option,), "Data")])


@job
def fails(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    raise StoreError("The disk is gone.", where="/mnt", next_step="Bring it back.")


@job
def has_a_bug(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    raise KeyError("nobody thought of this")


@job
def takes_20_gigabytes(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"size": len(bytearray(20_000_000_000))}


@job
def makes_a_huge_value_in_duckdb(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    sql = "SELECT len(range(1000000000))"
    return {"size": duckdb.execute(sql).fetchall()}


@job
def spins(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    tell("spinning", None)
    while True:
        pass


@job
def sleeps(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    tell("sleeping", None)
    time.sleep(request.get("seconds", 3600))
    return {"pid": os.getpid()}


@job
def writes_10_gigabytes(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    with Path(request["path"]).open("wb") as stream:
        stream.truncate(10_000_000_000)
        stream.seek(10_000_000_000)
        stream.write(b"x")
    return {}


@job
def opens_a_thousand_files(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"open": [os.open(os.devnull, os.O_RDONLY) for _ in range(1000)]}


@job
def crashes(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    os.kill(os.getpid(), request.get("signal", signal.SIGSEGV))
    return {}


@job
def reads_address_zero(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"text": str(ctypes.string_at(0))}


@job
def prints_garbage(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    for _ in range(20_000):
        print('{"answer": {"forged": true}}')
        sys.stderr.write("\x1b[2J garbage\n")
    os.write(1, b"\xff\x00" * 100_000)
    return {"said": "the truth"}


@job
def speaks_garbage_to_its_parent(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    for handle in range(3, 20):
        try:
            os.write(handle, b"\xff garbage \n[1, 2]\n" * 10)
        except OSError:
            continue
    return {"said": "the truth"}


@job
def answers_without_end(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"text": "x" * 100_000_000}


@job
def answers_what_is_no_json(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"path": Path("/")}


@job
def repeats(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"text": request["text"]}


@job
def dies_in_colour(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    sys.stderr.write("\x1b[31mred\x1b[2J\r\n")
    sys.stderr.flush()
    os._exit(3)


@job
def says_who_it_is_and_sleeps(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    Path(request["path"]).write_text(f"{os.getpid()}\n")
    time.sleep(3600)
    return {}


def no_job(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {}
