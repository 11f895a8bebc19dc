"""Gaps and what they unblock are written in one line each, and read back as they were meant."""

from __future__ import annotations

import pytest

from governance.investments.shapes import Gap, Unblock
from governance.investments.written import gap_lines, gaps_from, unblock_lines, unblocks_from
from pipelines.errors import GapError


def test_a_line_names_a_dataset_and_its_dimensions():
    found = gaps_from(["DS-CRM: uniqueness, Validity", "", " DS-SENSOR:timeliness "])
    assert found == (
        Gap("DS-CRM", "uniqueness"), Gap("DS-CRM", "validity"), Gap("DS-SENSOR", "timeliness"),
    )  # fmt: skip


def test_a_line_names_an_initiative_its_chance_and_what_else_it_needs():
    lines = ["AI-017 25 %", "AI-017 75% with FND-02", "AI-018 12.5 % with FND-02, FND-03 and FND-4"]
    assert unblocks_from(lines) == (
        Unblock("AI-017", 0.25),
        Unblock("AI-017", 0.75, ("FND-02",)),
        Unblock("AI-018", 0.125, ("FND-02", "FND-03", "FND-4")),
    )


@pytest.mark.parametrize("probability", [0.01, 0.07, 0.29, 0.55, 0.57, 0.58, 0.7, 1.0])
def test_what_is_written_out_reads_back_as_the_same(probability):
    unblocks = (Unblock("AI-1", probability), Unblock("AI-2", probability, ("FND-1", "FND-2")))
    gaps = (Gap("DS-A", "accuracy"), Gap("DS-A", "validity"), Gap("DS-B", "timeliness"))
    assert unblocks_from(unblock_lines(unblocks)) == unblocks
    assert gaps_from(gap_lines(gaps)) == gaps


@pytest.mark.parametrize("line", ["DS-CRM", "DS-CRM:", "DS-CRM: beauty", "uniqueness"])
def test_a_gap_that_cannot_be_read_is_quoted(line):
    with pytest.raises(GapError, match=f"“{line}” does not say which gap"):
        gaps_from([line])


@pytest.mark.parametrize("line", ["AI-017", "AI-017 often", "AI-017 75", "75 %", "AI-1 5 % with"])
def test_an_unblock_that_cannot_be_read_is_quoted(line):
    with pytest.raises(GapError, match="does not say what is unblocked"):
        unblocks_from([line])
