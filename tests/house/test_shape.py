"""Files, functions and pages stay small, pages stay locked, clocks stay at the front door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.shape import (
    FILE_LINES,
    PAGE_LINES,
    clock_reads,
    long_functions,
    swallowed_errors,
    unlocked_page,
)
from tests.house.sources import HOUSES, python_files, text, told, tree

SHELL = Path("pages/parts/shell.py")
PAGES = [path for path in python_files("pages") if len(path.parts) == 2 and path.stem[0] != "_"]
LOCKED = '''"""A page."""

from pages.parts.shell import page

LIMIT = 5
"""Rows shown at first."""


def body() -> None:
    """Draw."""


page(body, title="A page", needs="scorecard:read")
'''


def may_read_the_clock(path: Path) -> bool:
    """Return whether a file is an outermost caller: a command or a process of its own."""
    return path.name in ("__main__.py", "worker.py") or "front_door" in path.parts


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: text(path).count("\n") for path in python_files()}
    assert [item for item in lengths.items() if item[1] > FILE_LINES] == []


def test_no_page_is_longer_than_80_lines() -> None:
    lengths = {path: text(path).count("\n") for path in PAGES}
    assert [item for item in lengths.items() if item[1] > PAGE_LINES] == []


def test_no_function_is_longer_than_70_lines() -> None:
    found = {path: long_functions(tree(path)) for path in python_files()}
    assert told(found) == ""


def test_a_long_function_is_noticed() -> None:
    planted = "def long():\n" + "    x = 1\n" * 70
    assert long_functions(ast.parse(planted)) == ["long (line 1) has 71 lines, at most 70"]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_only_defines_and_ends_in_its_lock(path: Path) -> None:
    assert unlocked_page(tree(path)) == []


def test_there_are_pages() -> None:
    assert PAGES


def test_a_well_locked_page_is_accepted() -> None:
    assert unlocked_page(ast.parse(LOCKED)) == []


@pytest.mark.parametrize(
    "leak",
    [
        LOCKED.replace("LIMIT = 5", "LIMIT = numbers()"),
        LOCKED.replace("LIMIT = 5", "st.write(1)"),
        LOCKED.replace("LIMIT = 5", "if True:\n    st.write(1)"),
        LOCKED + "st.write(1)\n",
        LOCKED + 'page(body, title="Again", needs="scorecard:read")\n',
        LOCKED.replace(', needs="scorecard:read"', ""),
        LOCKED.replace('needs="scorecard:read"', "needs=None"),
        LOCKED.replace("page(body", "show(body"),
        "",
    ],
)
def test_a_planted_leak_in_a_page_is_caught(leak: str) -> None:
    assert unlocked_page(ast.parse(leak))


def test_nobody_below_the_front_doors_reads_the_clock() -> None:
    below = [path for path in python_files("reports", "governance", "pipelines")]
    found = {path: clock_reads(tree(path)) for path in below if not may_read_the_clock(path)}
    assert told(found) == ""


@pytest.mark.parametrize(
    "source",
    [
        "date.today()",
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "time.time()",
        "pd.Timestamp.now()",
        "func.now()",
    ],
)
def test_every_way_to_read_the_clock_is_noticed(source: str) -> None:
    assert clock_reads(ast.parse(source))


def test_measuring_how_long_something_took_is_no_clock() -> None:
    assert clock_reads(ast.parse("time.perf_counter() - time.monotonic()")) == []


def test_only_the_shell_and_the_front_doors_catch_every_error() -> None:
    below = [path for path in python_files(*HOUSES) if path != SHELL]
    found = {path: swallowed_errors(tree(path)) for path in below if not may_read_the_clock(path)}
    assert told(found) == ""


@pytest.mark.parametrize("caught", ["", " Exception", " BaseException as error"])
def test_a_swallowed_error_is_noticed(caught: str) -> None:
    assert swallowed_errors(ast.parse(f"try:\n    f()\nexcept{caught}:\n    pass"))


def test_tidying_up_and_passing_the_error_on_swallows_nothing() -> None:
    source = "try:\n    f()\nexcept BaseException:\n    tidy()\n    raise"
    assert swallowed_errors(ast.parse(source)) == []
