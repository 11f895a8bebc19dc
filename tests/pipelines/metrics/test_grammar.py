"""A formula may say what the grammar lists, and nothing else ever reaches the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import MetricError
from pipelines.metrics.grammar import aggregate_expression, row_expression, sql

COLUMNS = {"amount", "status", "day"}

ALLOWED = [
    ("sum(amount)", 'sum("amount")'),
    ("1.0 * sum(amount) / count(*)", '1.0 * sum("amount") / count(*)'),
    ("count(distinct status)", 'count(DISTINCT "status")'),
    ("sum(case when status in ('a', 'b') then amount else 0 end)", None),
    ("median(days_between(day, period_end))", None),
    ("round(avg(coalesce(amount, 0)), 2)", None),
    ("sum(amount) -- with a comment", 'sum("amount")'),
]

REFUSED = [
    "select 1",
    "(select max(amount) from secrets)",
    "sum(amount) from ledger",
    "sum(amount); drop table ledger",
    "sum(range(1000000000))",
    "count(repeat('x', 1000000000))",
    "sum(read_text('/etc/passwd'))",
    "max(read_csv('x.csv'))",
    "max(getenv('HOME'))",
    "max(current_setting('threads'))",
    "sum(amount) over (partition by status)",
    "sum(amount) filter (where status = 'x')",
    "sum(cast(status as integer))",
    "sum(amount::integer)",
    "sum(try_cast(status as integer))",
    "list(amount)",
    "string_agg(status, ',')",
    "sum(ledger.amount)",
    "sum(amount in (select 1))",
    "max(status || status)",
    "max(status like '%x%')",
    "sum(columns(*))",
    "sum($1)",
    "sum(?)",
    "sum(:name)",
    "sum(amount) as total",
    "sum(sum(amount))",
    "amount",
    "amount + sum(amount)",
    "count()",
    "min(amount, 100000000)",
    "sum(amont)",
    "sum([1, 2, 3])",
    "sum({'a': 1}.a)",
    "sum(x -> x + 1)",
    "sum(interval 1 day)",
    "pi()",
    "1",
    "",
    "((((",
    "sum(" + "(" * 200 + "amount" + ")" * 200 + ")",
    "sum(amount) + " * 400 + "1",
]


@pytest.mark.parametrize(("text", "expected"), ALLOWED)
def test_what_the_grammar_lists_becomes_sql(text, expected):
    found = sql(aggregate_expression(text, COLUMNS | {"period_end"}, where="here"))
    assert expected is None or found == expected


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused_in_words(text):
    with pytest.raises(MetricError) as refusal:
        aggregate_expression(text, COLUMNS, where="metrics.yaml:7")
    assert refusal.value.where == "metrics.yaml:7"
    assert refusal.value.what.endswith((".", "?"))


def test_a_misspelt_column_is_told_with_its_position_and_the_nearest_name():
    with pytest.raises(MetricError, match="“amont” at position 5. Did you mean “amount”"):
        aggregate_expression("sum(amont)", COLUMNS, where="")


def test_a_row_filter_may_not_add_up_rows():
    with pytest.raises(MetricError, match="one row is meant"):
        row_expression("sum(amount) > 3", COLUMNS, where="")


@given(st.text(max_size=80))
def test_no_text_is_anything_but_accepted_or_refused(text):
    try:
        found = sql(aggregate_expression(text, COLUMNS, where=""))
    except MetricError:
        return
    assert "select" not in found.lower()
    assert ";" not in found


@given(st.sampled_from(REFUSED[:20]), st.sampled_from(["{}", "sum({})", "case when {} then 1 end"]))
def test_wrapping_makes_nothing_acceptable(text, wrapper):
    with pytest.raises(MetricError):
        aggregate_expression(wrapper.format(text), COLUMNS, where="")
