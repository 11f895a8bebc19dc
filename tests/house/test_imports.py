"""Imports go one way, Streamlit stays on the screens and every library is a declared one."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.shape import imported
from tests.house.sources import HOUSES, ROOT, python_files, text, told, tree

PROJECT = tomllib.loads(text(Path("pyproject.toml")))
SPOKEN_THROUGH = {"psycopg", "pyarrow"}
"""Used without an import: the PostgreSQL driver named in a URL, and pandas' Arrow."""
HANDLES = {"Session", "Engine"}
"""What records hand out: a door to pass on, with which alone no statement can be written."""
DATABASES = {"duckdb", "sqlalchemy", "psycopg", "alembic", "sqlglot"}


def libraries(path: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    return {name.partition(".")[0] for name in imported(tree(path))}


def spoken_to(module: ast.Module) -> list[str]:
    """Return the names that a module imports from database libraries, handles left out."""
    names = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{a.name}" for a in node.names if a.name not in HANDLES]
    return [name for name in names if name.partition(".")[0] in DATABASES]


def test_the_import_rules_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_streamlit_is_known_on_the_screens_only() -> None:
    elsewhere = [path for path in python_files("reports", "governance", "pipelines")]
    assert [path for path in elsewhere if "streamlit" in libraries(path)] == []


def test_databases_are_spoken_to_in_pipelines_and_records_only() -> None:
    elsewhere = [
        path
        for path in python_files("app.py", "pages", "reports", "governance")
        if path.parts[:2] != ("governance", "records")
    ]
    found = {path: spoken_to(tree(path)) for path in elsewhere}
    assert told(found) == ""


def test_a_statement_is_noticed_and_a_handle_is_not() -> None:
    assert spoken_to(ast.parse("from sqlalchemy import select")) == ["sqlalchemy.select"]
    assert spoken_to(ast.parse("import duckdb")) == ["duckdb"]
    assert spoken_to(ast.parse("from sqlalchemy.orm import Session")) == []


def test_an_import_inside_a_function_is_seen_too() -> None:
    assert imported(ast.parse("def f():\n    import streamlit as st")) == {"streamlit"}


def declared(requirements: list[str]) -> set[str]:
    """Return the canonical names of a list of requirements."""
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def test_every_library_the_product_imports_is_declared_and_every_declared_one_is_used() -> None:
    used = {name for path in python_files("app.py", *HOUSES) for name in libraries(path)}
    outside = used - set(sys.stdlib_module_names) - set(HOUSES) - {"_typeshed"}
    known = packages_distributions()
    distributions = {
        canonicalize_name(name) for package in outside for name in known.get(package, [package])
    }
    wanted = declared(PROJECT["project"]["dependencies"])
    assert distributions - wanted == set()
    assert wanted - distributions - SPOKEN_THROUGH == set()
