"""What makes the intake doubt a file stands in a file, and is read as it stands."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError
from pipelines.intake.policy import POLICY_FILE, IntakePolicy, intake_policy
from pipelines.marked_yaml import marked, validated


def test_a_period_that_loses_more_than_its_share_is_doubted_and_a_small_one_never():
    shrinking = intake_policy().shrinking
    rows = shrinking.from_rows * 2
    kept = int(rows * shrinking.below_share)
    assert shrinking.is_doubtful(kept - 1, before=rows)
    assert not shrinking.is_doubtful(kept, before=rows)
    assert not shrinking.is_doubtful(0, before=shrinking.from_rows - 1)


def test_a_year_holds_from_the_earliest_to_the_last_that_anybody_plans():
    years = intake_policy().years
    assert years.hold(years.earliest, now=2026)
    assert not years.hold(years.earliest - 1, now=2026)
    assert years.hold(2026 + years.ahead, now=2026)
    assert not years.hold(2027 + years.ahead, now=2026)


def test_a_misspelt_judgement_is_refused_with_its_line(tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY_FILE.read_text().replace("from_rows:", "form_rows:"))
    with pytest.raises(GapError, match="from_rows") as refusal:
        validated(IntakePolicy, marked(file))
    assert refusal.value.where.startswith("policy.yaml:")


def test_a_file_is_misread_where_more_than_a_share_of_enough_rows_has_the_wrong_width():
    ragged = intake_policy().ragged
    rows = ragged.from_rows * 5
    most = int(rows * ragged.above_share)
    assert ragged.is_hopeless(most + 1, rows=rows)
    assert not ragged.is_hopeless(most, rows=rows)
    assert not ragged.is_hopeless(ragged.from_rows - 1, rows=ragged.from_rows - 1)
