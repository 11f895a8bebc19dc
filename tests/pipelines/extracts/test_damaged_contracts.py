"""However a contract is damaged, it is read or refused in words; nothing else can happen."""

from __future__ import annotations

import random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.extracts.reading import read_contracts
from tests.pipelines.extracts.contracts import NAMES, SHIPPED, copied

VALUES = st.sampled_from(
    [None, True, False, 0, -1, 10**400, 1.5, float("nan"), float("inf"), "", " ", "x", "2026-13-45"]
    + ["(", "a" * 300, [], [None], [[]], {}, {"x": 1}, {1: 2}, ["a", "a"], "null", "=1+1", "\n"]
)


def places(data, here=()):
    """Yield the place of every value in nested lists and mappings."""
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in parts:
        yield (*here, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*here, key))


def put(data, place, value):
    """Replace the value at a place."""
    for key in place[:-1]:
        data = data[key]
    data[place[-1]] = value


def read_or_refused(folder):
    """Read a folder and check that a refusal says what, where and what next."""
    try:
        extracts = read_contracts(folder)
    except GapError as error:
        assert error.what.endswith((".", "?", ")"))
        assert ".yaml" in error.where
        return
    assert all(isinstance(extract, Extract) for extract in extracts.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("damaged"))


@settings(max_examples=150)
@given(name=st.sampled_from(NAMES), where=st.integers(0, 10**6), value=VALUES)
def test_a_value_replaced(folder, name, where, value):
    whole = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    data = yaml.safe_load(whole)
    everywhere = list(places(data))
    put(data, everywhere[where % len(everywhere)], value)
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    try:
        read_or_refused(folder)
    finally:
        path.write_text(whole, encoding="utf-8")


@settings(max_examples=100)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**6), junk=st.text(max_size=4))
def test_a_stretch_of_text_overwritten(folder, name, seed, junk):
    whole = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    start = random.Random(seed).randrange(len(whole))
    path = folder / f"{name}.yaml"
    damaged = whole[:start] + junk + whole[start + 3 :]
    path.write_bytes(damaged.encode("utf-8", errors="surrogatepass"))
    try:
        read_or_refused(folder)
    finally:
        path.write_text(whole, encoding="utf-8")
