"""The README tells the truth: every setting, field, right and command of the code, and no other."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
import yaml

from governance.access import ACTIONS, RIGHTS
from governance.people import ROLES
from pipelines.metrics.book import Metric
from pipelines.settings import ROOT, Settings
from tests import opening
from tests.house.readme import README, code, commands, links, pictures, table_under
from tests.house.sources import text
from tests.pipelines.intake.sources import ledger, loaded
from tests.prompt import typed, typed_apart

PLACEHOLDER = re.compile(r"[A-Z_]{2,}(?:\.\.\.)?")
BROUGHT = {"load", "join"}
"""Commands whose contents a reader brings."""
SUBCOMMAND = re.compile("[a-z]+")
PYTHON_COMMANDS = sorted({tuple(words[2:]) for words in commands() if words[0] == "python"})
COMPLETE = [
    words
    for words in PYTHON_COMMANDS
    if len(words) > 1 and not BROUGHT & {*words} and not any(map(PLACEHOLDER.fullmatch, words))
]
APART = {house: words for words in COMPLETE for house in words[:1]}.values()
"""Of each house the last one is run in a process of its own, and so is each house's help."""


def test_the_settings_table_holds_every_setting_and_no_other() -> None:
    named = [code(row[0])[0] for row in table_under("Settings")]
    assert named == [f"TANDEM_{field.name.upper()}" for field in fields(Settings)]


def test_the_settings_table_gives_the_defaults_of_the_code() -> None:
    told = {code(row[0])[0]: code(row[2]) for row in table_under("Settings")}
    for field in fields(Settings):
        default = field.default
        wanted = default.relative_to(ROOT).as_posix() if isinstance(default, Path) else default
        assert told[f"TANDEM_{field.name.upper()}"] == ([str(wanted)] if wanted else [])


def test_the_table_of_rights_is_the_table_of_the_code() -> None:
    told = {
        (action, role)
        for row in table_under("Who may do what")
        for action in code(row[0])
        for role, cell in zip(ROLES, row[1:], strict=True)
        if cell == "yes"
    }
    assert told == {(action, role) for role, rights in RIGHTS.items() for action in rights}
    assert {action for action, _ in told} == set(ACTIONS)


def test_every_field_of_a_metric_is_told_and_no_other() -> None:
    told = {name for row in table_under("The metric file") for name in code(row[0])}
    assert told == set(Metric.model_fields) - {"name"}


def test_every_type_of_metric_is_told() -> None:
    row = next(row for row in table_under("The metric file") if code(row[0]) == ["type"])
    assert set(code(row[1])) == set(re.findall(r"'(\w+)'", str(Metric.model_fields["type"])))


def test_the_metric_shown_is_the_one_in_the_file() -> None:
    shown = yaml.safe_load(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1])
    real = yaml.safe_load(text(Path("metrics.yaml")))["metrics"]
    for name, entry in shown.items():
        assert entry == {field: real[name][field] for field in entry}


def test_every_make_command_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text(Path("Makefile")), flags=re.MULTILINE))
    assert {words[1] for words in commands() if words[0] == "make"} == targets - {"lint"}


@pytest.fixture(scope="module")
def little_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one quarter of a ledger, which is measured in no time."""
    folder = tmp_path_factory.mktemp("little")
    here = opening.opened(Settings(store=folder / "store"))
    loaded(here, folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    here.database.dispose()
    return here.settings.store


@pytest.mark.parametrize("words", COMPLETE, ids=" ".join)
def test_a_complete_command_runs_as_it_stands(
    words: tuple[str, ...], measured_store: Path, little_store: Path, tmp_path: Path
) -> None:
    way = typed_apart if words in APART else typed
    store = little_store if "quality" in words else measured_store
    done = way(*words, folder=tmp_path, TANDEM_STORE=str(store))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


@pytest.mark.parametrize("words", sorted({*PYTHON_COMMANDS} - {*COMPLETE}), ids=" ".join)
def test_a_command_to_be_completed_exists_with_its_options(words: tuple[str, ...]) -> None:
    house, *rest = words
    told = help_of(house, *itertools.takewhile(SUBCOMMAND.fullmatch, rest[:2]))
    for option in (word for word in rest if word.startswith("--")):
        assert re.search(rf"{option}\b", told), told


@pytest.mark.parametrize("house", ["pipelines", "governance", "reports"])
def test_every_command_of_the_houses_is_told(house: str) -> None:
    listed = re.findall(r"^[│\s]+([a-z][a-z-]*)\s{2,}", help_of(house), flags=re.MULTILINE)
    told = {words[1] for words in PYTHON_COMMANDS if words[0] == house and len(words) > 1}
    assert listed
    assert set(listed) == told


@cache
def help_of(*words: str) -> str:
    """Return what ``--help`` prints, without colours and wide enough not to be cut."""
    way = typed if words[1:] else typed_apart
    done = way(*words, "--help", COLUMNS="200", NO_COLOR="1")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("path", [*pictures(), *links()], ids=str)
def test_what_the_readme_shows_and_links_to_is_there(path: Path) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("path", pictures(), ids=str)
def test_a_picture_is_small_enough_to_clone(path: Path) -> None:
    assert (ROOT / path).stat().st_size < 300_000


def test_a_build_server_runs_the_command_that_everybody_runs() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert text(Path(".ci/run")).splitlines()[-1] == "exec make test"
