"""Things are named for what they are, every room is used, and the street holds nothing else."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from tests.house.sources import HOUSES, files, python_files, text, told, tree

STREET = {
    ".ci",
    ".gitignore",
    ".streamlit",
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "app.py",
    "data",
    "governance",
    "metrics.yaml",
    "pages",
    "pipelines",
    "pyproject.toml",
    "reports",
    "requirements.txt",
    "tests",
}
ROOMS_OF_TESTS = {*HOUSES, "bench", "faults", "golden", "house", "journeys"}
VAGUE = re.compile(r"(?:^|_)(?:utils?|helpers?|common|managers?|base|misc)(?:_|$)")


def test_the_street_holds_the_agreed_houses_and_nothing_else() -> None:
    assert {path.parts[0] for path in files()} - STREET == set()


def test_everything_on_the_street_is_there() -> None:
    assert STREET - {"data"} - {path.parts[0] for path in files()} == set()


def test_tests_mirror_the_houses() -> None:
    rooms = {path.parts[1] for path in python_files("tests") if len(path.parts) > 2}
    assert rooms - ROOMS_OF_TESTS == set()


def vague_names(path: Path) -> list[str]:
    """Return the parts of a path that name a technique instead of a thing."""
    return [part for part in path.parts if VAGUE.search(Path(part).stem.lower())]


def test_no_file_or_folder_has_a_vague_name() -> None:
    assert told({path: vague_names(path) for path in files()}) == ""


def test_a_vague_name_is_noticed() -> None:
    assert vague_names(Path("pipelines/date_utils.py")) == ["date_utils.py"]
    assert vague_names(Path("reports/base/one.py")) == ["base"]
    assert vague_names(Path("pipelines/catalogue/database.py")) == []


def test_no_room_is_empty() -> None:
    rooms = {path.parent for path in python_files() if path.name == "__init__.py"}
    full = {parent for path in files() if path.name != "__init__.py" for parent in path.parents}
    assert rooms - full == set()


def test_every_public_name_is_used_somewhere() -> None:
    words = Counter(
        word for path in files() for word in re.findall(r"[A-Za-z_]\w*", _without_comments(path))
    )
    unused = {
        f"{path}: {node.name}"
        for path in python_files(*HOUSES)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.decorator_list
        and words[node.name] < 2
    }
    assert sorted(unused) == []


def _without_comments(path: Path) -> str:
    """Return a file's words; of Markdown nothing, since prose is no use of a name."""
    return "" if path.suffix == ".md" else text(path)


def test_every_module_is_opened_by_another() -> None:
    opened = " ".join(text(path) for path in files() if path.suffix in {".py", ".toml", ".ini"})
    lonely = {
        path
        for path in python_files(*HOUSES)
        if path.stem not in {"__init__", "__main__", "env"}
        and path.parts[:1] != ("pages",)
        and "versions" not in path.parts
        and not re.search(rf"\b{path.stem}\b", opened.replace(text(path), ""))
    }
    assert sorted(map(str, lonely)) == []
