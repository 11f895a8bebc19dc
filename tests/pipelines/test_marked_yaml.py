"""A YAML file that unfolds, nests or swells out of all measure is refused at once, in words."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pydantic import BaseModel

from pipelines import marked_yaml
from pipelines.errors import GapError
from pipelines.extracts.reading import read_contracts
from pipelines.marked_yaml import marked, validated
from pipelines.settings import ROOT, Settings

A_SECOND = 1.0

UNFOLDING = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in itertools.pairwise("abcdefghi")
)

OUT_OF_MEASURE = {
    "aliases that unfold": (UNFOLDING, "“*a” repeats another part", "file.yaml:2"),
    "one that holds itself": ("a: &a\n  - *a", "“*a” repeats another part", "file.yaml:2"),
    "a merge": ("a: &a {b: 1}\nc:\n  <<: *a", "“*a” repeats another part", "file.yaml:3"),
    "lists in lists": ("a:\n  " + "[" * 100_000, "levels stand inside", "file.yaml:2"),
    "lists closed again": ("[" * 900 + "]" * 900, "levels stand inside", "file.yaml:1"),
    "maps in maps": ("{a: " * 100_000, "levels stand inside", "file.yaml:1"),
    "maps by indent": (
        "".join(" " * depth + "a:\n" for depth in range(1_000)), "levels stand", "file.yaml:41",
    ),
    "dashes": ("- " * 400_000, "levels stand inside", "file.yaml:1"),
    "many values": ("- 1\n" * 200_000, "50,000 names and values", "file.yaml:50000"),
    "many empty lists": ("- []\n" * 190_000, "50,000 names and values", "file.yaml:50000"),
    "many documents": ("---\n" * 200_000, "names and values", "file.yaml:50002"),
    "a number to base sixty": ("a: 1" + ":9" * 400_000, "longer than 3,000", "file.yaml:1"),
    "a long text": ("a: 1\nb: " + "x" * 900_000, "longer than 3,000", "file.yaml:2"),
    "a huge file": ("# \n" * 400_000, "more than 1,000,000 bytes", "file.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("name", OUT_OF_MEASURE)
def test_what_is_out_of_all_measure_is_refused_within_a_second(tmp_path, name):
    text, words, where = OUT_OF_MEASURE[name]
    file = tmp_path / "file.yaml"
    file.write_text(text)
    began = time.perf_counter()
    with pytest.raises(GapError) as refusal:
        marked(file)
    assert time.perf_counter() - began < A_SECOND
    assert words in refusal.value.what
    assert refusal.value.where.endswith(where)


def test_a_file_without_end_is_not_waited_for(tmp_path):
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(GapError, match="1,000,000 bytes"):
        marked(tmp_path / "endless.yaml")


@pytest.mark.parametrize("text", ["0x" + "f" * 2_990, "9" * 2_990, "? " + "0x" + "f" * 900])
def test_a_number_too_long_to_write_is_refused_in_words(tmp_path, text):
    (tmp_path / "file.yaml").write_text(f"{text}: 1\na: {text}")
    with pytest.raises(GapError):
        validated(_Nothing, marked(tmp_path / "file.yaml"))


class _Nothing(BaseModel, extra="forbid"):
    """A file without any field."""


def test_every_file_we_ship_is_far_from_the_limits():
    shipped = [
        *ROOT.glob("*.yaml"),
        *ROOT.glob("governance/*.yaml"),
        *ROOT.glob("pipelines/**/*.yaml"),
    ]
    assert len(shipped) > 10
    assert all(file.stat().st_size * 10 < marked_yaml.LARGEST_FILE for file in shipped)
    assert all(marked(file).data for file in shipped)
    assert read_contracts(Settings().extracts)


@limits(max_examples=300)
@given(st.text(alphabet=" \n:-?&*!|>[]{}'\"#%@`,.<=~a1\t\\", max_size=60))
def test_any_text_of_yamls_own_signs_is_read_or_refused_in_words(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "signs.yaml"
    file.write_text(text)
    try:
        marked(file)
    except GapError as refusal:
        assert refusal.what
