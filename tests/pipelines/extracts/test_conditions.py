"""A rule's condition may compare columns, and may do nothing else to the database."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extracts.conditions import LONGEST, ConditionError, checked, condition_of
from pipelines.extracts.contract import Column, duckdb_type

COLUMNS = {
    one.name: one
    for one in (
        Column("active", "integer", "Users."),
        Column("eligible", "integer", "Users."),
        Column("cost", "decimal", "Money.", precision=14, scale=2),
        Column("name", "text", "Name."),
        Column("pilot", "boolean", "Pilot."),
        Column("began", "date", "Day."),
        Column("ended", "date", "Day."),
        Column("seen", "timestamp", "Moment."),
        Column("rows", "integer", "A word of SQL that is a column too."),
    )
}


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("active <= eligible", '"active" <= "eligible"'),
        ("ended >= began + 30", '"ended" >= "began" + 30'),
        ("ended - began > 30", '"ended" - "began" > 30'),
        ("name IS NOT NULL or not pilot", 'NOT "name" IS NULL OR NOT "pilot"'),
        ("name in ('a', 'b') and cost between 0 and 9", None),
        ("coalesce(ended, began) >= '2026-01-01'", None),
        ("seen >= began", '"seen" >= "began"'),
        ("active / 2 * 3 - -1 <> 4 -- a remark", '"active" / 2 * 3 - -1 <> 4'),
        ("rows > 0", '"rows" > 0'),
        ("pilot", '"pilot"'),
    ],
)
def test_a_condition_over_the_columns_of_a_row_is_written_anew_and_runs(text, sql):
    condition = checked(text, COLUMNS)
    assert sql in (None, condition.sql)
    assert set(condition.columns) <= set(COLUMNS)
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{one.name}" {duckdb_type(one)}' for one in COLUMNS.values())
        connection.execute(f"CREATE TABLE given ({columns})")
        connection.execute(f"SELECT * FROM given WHERE NOT ({condition.sql})")


@pytest.mark.parametrize(
    "text",
    [
        "read_text('/etc/passwd') = name",
        "(SELECT 1) = active",
        "active IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "active = 1; DROP TABLE given",
        "active = $1",
        "active = ?",
        "active::VARCHAR = name",
        "name LIKE 'a%'",
        "name || 'x' = 'ax'",
        "name COLLATE nocase = 'a'",
        "count(*) > 1",
        "sum(active) OVER () > 1",
        "given.active > 1",
        "CASE WHEN pilot THEN true ELSE false END",
        "active IN eligible",
        "active IS eligible",
        "unknown > 1",
        "active + 1",
        "1 = 1",
        "active > 'many'",
        "name > 5",
        "began > 'tomorrow'",
        "began > active",
        "began * 2 > ended",
        "name + 1 > 2",
        "active and pilot",
        "active >",
        "",
        "active) or (1=1",
        "(" * 300 + "active" + ")" * 300 + " > 1",
        "active > " + "1" * LONGEST,
    ],
)
def test_everything_else_is_refused_in_words(text):
    with pytest.raises(ConditionError):
        checked(text, COLUMNS)


LEAVES = st.sampled_from([*COLUMNS, "1", "2.5", "'a'", "'2026-01-01'", "null", "true"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"coalesce({', '.join(parts)})"),
        inner.map("({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=3,
)
QUESTIONS = st.one_of(
    st.tuples(VALUES, st.sampled_from(["=", "<>", "<", ">="]), VALUES).map(" ".join),
    VALUES.map("{} is not null".format),
    st.lists(VALUES, min_size=2, max_size=3).map(lambda v: f"{v[0]} in ({', '.join(v[1:])})"),
    st.tuples(VALUES, VALUES, VALUES).map(lambda v: "{} between {} and {}".format(*v)),
)
CONDITIONS = st.recursive(
    QUESTIONS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or", "="]), inner).map(" ".join),
        inner.map("not ({})".format),
    ),
    max_leaves=3,
)
NOISE = st.sampled_from(
    [";", "--", "/*", "$1", "?", "(", ")", ".", "::date", "select", "x", "read_csv('x')", "[1]"]
)


def accepted(text):
    """Tell whether a condition is taken; if so, the engine must take it too."""
    try:
        condition = checked(text, COLUMNS)
    except ConditionError:
        return False
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{one.name}" {duckdb_type(one)}' for one in COLUMNS.values())
        connection.execute(f"CREATE TABLE given ({columns})")
        connection.execute(f"SELECT * FROM given WHERE NOT ({condition.sql})")
    return True


@given(CONDITIONS)
def test_what_is_accepted_the_engine_accepts_too(text):
    accepted(text)


@given(CONDITIONS, NOISE, st.integers(0, 200))
def test_noise_in_a_condition_makes_no_other_statement_of_it(text, noise, place):
    place %= len(text) + 1
    accepted(f"{text[:place]} {noise} {text[place:]}")


def test_a_rule_counts_the_rows_that_break_it():
    query = "select count(*)\n  from ${table} where not (active <= eligible)"
    assert condition_of(query) == "active <= eligible"


@pytest.mark.parametrize("query", ["", "SELECT 1", "SELECT COUNT(*) FROM x WHERE NOT (a)"])
def test_a_query_of_another_form_is_refused(query):
    with pytest.raises(ConditionError, match="must be written as"):
        condition_of(query)
