"""No file holds secrets, addresses, unfinished work or a rule switched off without a reason."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.sources import HOUSES, files, python_files, text, told, tree
from tests.house.words import (
    american_spellings,
    excuses_without_reason,
    forbidden_words,
    outside_addresses,
)

HERE = Path("tests/house")
WRITTEN = [path for path in files() if HERE not in path.parents]


def test_no_file_holds_forbidden_words() -> None:
    found = {path: forbidden_words(text(path)) for path in WRITTEN}
    assert told(found) == ""


def test_no_program_names_another_machine() -> None:
    programs = [*python_files("app.py", *HOUSES), Path("Makefile"), Path("pyproject.toml")]
    found = {path: outside_addresses(text(path)) for path in programs}
    assert told(found) == ""


def test_a_rule_switched_off_says_why_on_its_line() -> None:
    found = {
        path: excuses_without_reason(text(path))
        for path in python_files()
        if HERE not in path.parents
    }
    assert told(found) == ""


def docstrings(path: Path) -> str:
    """Return what a module says about itself and its parts."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, kinds))
    return "\n".join(ast.get_docstring(node) or "" for node in nodes)


def test_prose_is_spelled_the_british_way() -> None:
    prose = {path: text(path) for path in WRITTEN if path.suffix == ".md"}
    prose |= {path: docstrings(path) for path in python_files("app.py", *HOUSES)}
    assert told({path: american_spellings(words) for path, words in prose.items()}) == ""


def test_an_american_spelling_is_noticed() -> None:
    assert american_spellings("Analyzes the organization's behavior")


@pytest.mark.parametrize(
    "planted",
    [
        "# TODO later",
        "st.markdown(x, unsafe_allow_html=True)",
        "-----BEGIN RSA PRIVATE KEY-----",
        'password = "correct-horse-battery"',
        'open("/home/somebody/data.csv")',
        "pip install -i https://pypi.org/simple",
    ],
)
def test_a_forbidden_word_is_noticed(planted: str) -> None:
    assert forbidden_words(planted)


@pytest.mark.parametrize("address", ["https://fonts.gstatic.com/x", "http://10.0.0.7/"])
def test_another_machines_address_is_noticed(address: str) -> None:
    assert outside_addresses(f'load("{address}")')


@pytest.mark.parametrize("address", ["http://127.0.0.1:8501", "http://www.w3.org/2000/svg"])
def test_this_machine_and_names_of_standards_are_no_other_machine(address: str) -> None:
    assert outside_addresses(f'load("{address}")') == []


@pytest.mark.parametrize("line", ["x  # noqa", "x  # noqa: S608", "x  # type: ignore[arg-type]"])
def test_an_excuse_without_a_reason_is_noticed(line: str) -> None:
    assert excuses_without_reason(line)


def test_an_excuse_with_a_reason_is_accepted() -> None:
    assert excuses_without_reason("x  # noqa: S608  # identifiers come from the contract") == []
