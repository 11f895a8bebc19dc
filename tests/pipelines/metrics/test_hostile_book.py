"""Two hundred metric files with something hostile in them: each is refused with file and line."""

from __future__ import annotations

import itertools

import pytest
import yaml

from pipelines.errors import GapError
from pipelines.metrics.book import Metric, metric_book
from pipelines.settings import ROOT
from tests.pipelines.metrics.stores import EXTRACTS

SHIPPED = yaml.safe_load((ROOT / "metrics.yaml").read_text(encoding="utf-8"))["metrics"]

EXPRESSIONS = [
    "(SELECT max(name) FROM facts_initiatives)",
    "1; DROP SCHEMA main CASCADE",
    "1 UNION SELECT 1",
    "{column} IN (SELECT 1)",
    "{column}) FROM read_text('/etc/passwd') --",
    "max(read_text('/etc/passwd'))",
    "max(read_csv('records.sqlite'))",
    "count(range(1000000000))",
    "sum(len(repeat('x', 1000000000)))",
    "max(getenv('HOME'))",
    "max(current_setting('allowed_directories'))",
    "max(query('SELECT 1'))",
    "sum({column}) OVER ()",
    "sum(CAST({column} AS BIGINT))",
    "list({column})",
    "string_agg({column}, ',')",
    "sum(facts_initiatives.{column})",
    "sum(x -> x + 1)",
    "sum($1)",
    "sum(COLUMNS(*))",
    '"{column}""; DROP TABLE t; --"',
    "regexp_matches({column}, '(a+)+$')",
    "'" + "x" * 2_500 + "'",
    "(" * 300 + "{column}" + ")" * 300,
    "",
]
NAMES = ['"; DROP TABLE t; --', "facts_initiatives", "*", "_load", "read_text('x')", "a\x07b", ""]
FIELDS_OF_EXPRESSIONS = (
    "where", "formula", "numerator", "denominator", "starts", "ends", "leaves", "undated",
    "answered", "flow",
)  # fmt: skip
FIELDS_OF_NAMES = ("extract", "per", "subject", "score", "actual")
OTHERS = {
    "grain": ["day", "month') --"],
    "over": ["period; --", "ever"],
    "measure": ["npv()", "irr"],
    "compare": ["lowest"],
    "baseline_period": ["0000", "2026-13", "2026'; --", "٢٠٢٦", "2026-Q5"],
    "quantile": ["1 OR 1=1", 2],
    "bins": [10**9, 1.5, "ten"],
    "annual_rate": [-1, "1e999"],
    "least": [0, "many"],
    "weight": [0, float("nan")],
    "targets": [{"2026-Q5": 1}, {"0000": 1}, {"2026'; --": 1}],
}


def bearer(field: str) -> str:
    """Return a shipped metric that has the field, or may have it."""
    beside = {"grain": "flow", "quantile": "subject"}.get(field, field)
    return next(name for name, metric in SHIPPED.items() if beside in metric)


def variants() -> list[tuple[str, str, object]]:
    """Return every combination of metric, field and hostile value."""
    found: list[tuple[str, str, object]] = []
    for field, text in itertools.product(FIELDS_OF_EXPRESSIONS, EXPRESSIONS):
        name = bearer(field)
        columns = EXTRACTS[SHIPPED[name]["extract"]].column_names
        found.append((name, field, text.replace("{column}", columns[0])))
    found += [(bearer(f), f, text) for f, text in itertools.product(FIELDS_OF_NAMES, NAMES)]
    found += [(bearer(field), field, value) for field, values in OTHERS.items() for value in values]
    derived = next(name for name, metric in SHIPPED.items() if metric["type"] == "derived")
    found += [(derived, "formula", text.replace("{column}", derived)) for text in EXPRESSIONS]
    return found


def written(name: str, field: str, value: object) -> tuple[str, int]:
    """Return a file with one changed metric, and the line on which the change stands."""
    metric = SHIPPED[name] | {field: value}
    inputs = SHIPPED if metric["type"] == "derived" else {}
    text = yaml.safe_dump(
        {"metrics": {name: metric, **{n: m for n, m in inputs.items() if n != name}}},
        sort_keys=False, allow_unicode=True, width=100_000,
    )  # fmt: skip
    lines = text.splitlines()
    return text, 1 + next(i for i, line in enumerate(lines) if line.startswith(f"    {field}:"))


def test_there_are_two_hundred_of_them_and_every_field_of_an_expression_is_tried():
    assert len(variants()) >= 200
    annotations = {name: str(info.annotation) for name, info in Metric.model_fields.items()}
    formulas = {name for name, text in annotations.items() if "max_length=2000" in text}
    assert formulas == set(FIELDS_OF_EXPRESSIONS)


@pytest.mark.parametrize(("name", "field", "value"), variants())
def test_each_is_refused_with_file_and_line(tmp_path, name, field, value):
    text, line = written(name, field, value)
    file = tmp_path / "metrics.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GapError) as refusal:
        metric_book(file, EXTRACTS)
    assert refusal.value.where == f"metrics.yaml:{line}"
    assert refusal.value.what.strip()
