"""No file holds secrets, addresses, unfinished work or a rule switched off without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.sources import HOUSES, files, python_files, text, told
from tests.house.words import excuses_without_reason, forbidden_words, outside_addresses

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
