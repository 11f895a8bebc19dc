"""No text that reaches a question becomes SQL: it is refused in words, or matches no row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics.lineage import walk_back
from pipelines.metrics.query import answers
from pipelines.metrics.results import Answer
from pipelines.periods import between, parsed
from pipelines.workspace import Workspace
from tests.pipelines.metrics.stores import EXTRACTS, header, load, registers, workspace

EXAMPLES = 300
QUARTER = parsed("2025-Q1")
METRIC = "benefit_realised"
LEDGER = header("ledger") + (
    "E-1,AI-001,2025-01,benefit,saving,10.00,realised,,\n"
    "E-2,AI-002,2025-02,benefit,saving,20.00,realised,,\n"
    "E-3,AI-002,2025-02,cost,run,5.00,realised,,\n"
)
KNOWN = set(dimensions(EXTRACTS["ledger"], EXTRACTS))

SQL = [
    "'", "''", '"', '""', "\\", ";", "--", "/*", "*/", "$1", "$w0", "$first", "?", ":a", "{}", "%s",
    "' OR '1'='1", "' OR 1=1 --", "x' UNION SELECT * FROM facts_initiatives --",
    '" UNION SELECT 1 --', "'; DROP SCHEMA main CASCADE; --", 'type" AS VARCHAR)) --',
    "1=1", "NULL", "null", "true", "None", "*", "count(*)", "_load", "_line", "_month", "_rows",
    "_period", "_bucket", "rowid", "filename", "facts_initiatives", "read_text('/etc/passwd')",
    "(SELECT max(name) FROM facts_initiatives)", "\x00", "a\x00b", "\udcff", "\U0010ffff", "ı", "ſ",
    "business_unit\x00", "Business_Unit", "BUSINESS_UNIT", '"business_unit"', "business_unit ",
    "Claims'", "Claims\x00", "claims", "Ｃlaims", "cube_ledger.business_unit", "r.type", "\r\n\t",
    "{{7*7}}", "${jndi:ldap://x}", "../../records.sqlite", "-1", "1e999", "9" * 400, "x" * 5_000,
]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(SQL),
    st.text(max_size=40),
    st.text(st.characters(), max_size=20),  # halves of a pair included, as a shell may give them
    st.lists(st.sampled_from([*SQL, *KNOWN, "Claims", METRIC]), max_size=4).map(" ".join),
)


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Iterator[Workspace]:
    """Two initiatives and three entries of money."""
    folder = tmp_path_factory.mktemp("hostile")
    space = workspace(folder)
    registers(space, folder)
    load(space, folder, "ledger_2025-Q1.csv", LEDGER)
    yield space
    space.database.dispose()


def asked(here: Workspace, name: str = METRIC, **options) -> Answer | None:
    """Return the answer, or None where the question was refused in words."""
    try:
        return answers(here, [name], periods=[QUARTER], **options)[name]
    except GapError as refusal:
        assert refusal.what.strip()
        return None


def values(here: Workspace, name: str) -> set[str]:
    """Return what a dimension really holds, by a statement written here."""
    relations = here.warehouse.at()
    table = relations.with_lookups(relations.facts("ledger"), "ledger", [name])
    return {str(value) for (value,) in relations.rows(f'SELECT DISTINCT "{name}" FROM {table}')}


@limits(max_examples=EXAMPLES)
@given(TEXT)
def test_a_name_of_a_metric_is_known_or_refused(here, name):
    assert (asked(here, name) is not None) == (name in here.metrics.metrics)


@limits(max_examples=EXAMPLES)
@given(TEXT, st.booleans())
def test_a_breakdown_is_a_dimension_or_refused(here, name, facts_only):
    answer = asked(here, by=[name], facts_only=facts_only)
    assert (answer is not None) == (name in KNOWN)
    if answer is not None:
        assert sum(cell.value or 0 for cell in answer.rows) == 30
        assert {str(cell.dimensions[name]) for cell in answer.rows} <= values(here, name)


@limits(max_examples=EXAMPLES)
@given(TEXT, st.booleans())
def test_a_filters_name_is_a_dimension_or_refused(here, name, facts_only):
    answer = asked(here, where={name: "Claims"}, facts_only=facts_only)
    assert (answer is not None) == (name in KNOWN)


@limits(max_examples=EXAMPLES)
@given(st.sampled_from(sorted(KNOWN)), TEXT, st.booleans())
def test_a_filters_value_matches_itself_and_nothing_else(here, name, value, facts_only):
    answer = asked(here, where={name: value}, facts_only=facts_only)
    if answer is not None and value not in values(here, name):
        assert [cell.n for cell in answer.rows] == [0]


@limits(max_examples=EXAMPLES)
@given(st.sampled_from(sorted(KNOWN)), TEXT)
def test_the_walk_back_of_a_hostile_filter_finds_no_row(here, name, value):
    try:
        walk = walk_back(here, METRIC, period=QUARTER, where={name: value})
    except GapError as refusal:
        assert refusal.what.strip()
        return
    if value not in values(here, name):
        assert [(source.row_count, source.rows) for source in walk.sources] == [(0, ())]


@limits(max_examples=EXAMPLES)
@given(TEXT, TEXT)
def test_the_walk_back_knows_its_names_or_refuses(here, metric, name):
    with pytest.raises(GapError):
        walk_back(here, f"{metric}’", period=QUARTER)
    if name not in KNOWN:
        with pytest.raises(GapError):
            walk_back(here, METRIC, period=QUARTER, where={name: "x"})


LABEL = st.one_of(
    TEXT,
    st.from_regex(r"\d{1,5}(-Q?\d{0,3})?", fullmatch=True),
    st.sampled_from(["0000", "0001", "9999", "9999-Q4", "9999-12", "0000-01", "1899-12", "٢٠٢٥"]),
)


@limits(max_examples=EXAMPLES)
@given(LABEL)
def test_a_period_is_one_or_refused(here, label):
    try:
        period = parsed(label)
    except GapError as refusal:
        assert refusal.what.strip()
        return
    assert period.start <= period.end
    assert list(between(period, period)) == [period]
    assert parsed(period.label) == period
    found = answers(here, [METRIC], periods=[period], grain=period.grain)[METRIC]
    assert sum(cell.value or 0 for cell in found.rows) <= 30
    walk_back(here, METRIC, period=period)
