"""Each query shape compiles to the SQL on file, and answers as SQL written by hand does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlglot

from pipelines.metrics.compiler import Question, Statement, statements
from pipelines.metrics.predictions import calibration_sql, drift_sql, ranking_sql
from pipelines.metrics.survival import survival_sql
from pipelines.periods import between, parsed
from tests.pipelines.metrics.stores import header, load, registers, workspace

FOLDER = Path(__file__).parent
QUARTERS = tuple(between(parsed("2025-Q1"), parsed("2025-Q2")))
MONTHS = tuple(between(parsed("2025-01"), parsed("2025-03")))
YEAR = (parsed("2025"),)


class Case(NamedTuple):
    """One shape: which metrics are asked what."""

    metrics: tuple[str, ...]
    question: Question
    facts_only: bool = False


CASES = {
    "sums_from_the_cube": Case(("benefit_realised", "cost_realised"), Question(QUARTERS)),
    "ratio_from_the_rollup": Case(
        ("adoption_rate",), Question(MONTHS, ("model_id",), {"business_unit": "Claims"})
    ),
    "looked_up_from_the_facts": Case(("accuracy",), Question(QUARTERS, ("business_unit",)), True),
    "last_state_of_a_year": Case(("in_production_share",), Question(YEAR)),
    "everything_to_date": Case(("cost_to_date",), Question(QUARTERS)),
    "register_at_each_end": Case(("model_days",), Question(QUARTERS)),
    "entities_counted": Case(("silent_models",), Question(QUARTERS)),
    "mean_over_entities": Case(("compliance_score",), Question(QUARTERS)),
    "groups_compared": Case(("disparate_impact",), Question(QUARTERS)),
    "median_from_the_facts": Case(("provisioning_days",), Question(QUARTERS)),
}  # fmt: skip
OWN = {
    "waiting_time": ("concept_to_production", Question(QUARTERS)),
    "ranking": ("auc", Question(QUARTERS)),
    "calibration": ("ece", Question(QUARTERS)),
    "drift": ("drift_psi", Question(QUARTERS)),
}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    found = workspace(folder)
    registers(found, folder, "2025-Q1", "2025-Q2")
    rows = {
        "ledger.csv": "L1,AI-001,2025-01,cost,build,100.10,realised,,\n"
        "L2,AI-002,2025-05,benefit,saving,50,realised,,\nL3,AI-002,2025-05,cost,run,7,planned,,\n",
        "adoption_2025-Q1.csv": "M-001,Claims,2025-01,100,50,,,false,\n"
        "M-002,Claims,2025-01,10,9,,,true,\nM-001,Service,2025-02,100,1,,,false,\n",
        "predictions.csv": "".join(
            f"P{n},M-00{n // 6 % 2 + 1},1,2025-0{n % 6 + 1}-05T10:00:00Z,0.{n * 7 % 90 + 5:02d},"
            f"{int(n * 7 % 90 > 45)},{'' if n % 5 == 0 else n % 3 % 2},"
            f"age_band,{'old' if n % 4 else 'young'},\n"
            for n in range(900)
        ),
        "control_evidence_2025-Q1.csv": "M-001,bias_test,2025-Q1,AI-001,high,met,,,,,,\n"
        "M-001,notice,2025-Q1,AI-001,high,partial,,,,,,\nM-002,notice,2025-Q1,,limited,,,,,,,\n",
        "infra_2025-Q1.csv": "R1,AI-001,gpu,2025-01-05,,2025-01-25,1,1,card\n"
        "R2,AI-001,gpu,2025-02-05,,2025-02-10,1,1,card\nR3,AI-002,tool,2025-03-01,,,1,,seat\n",
        "stage_events_2025-Q1.csv": "S1,AI-001,idea,prototype,2025-01-10,G1,go,,\n"
        "S2,AI-001,prototype,production,2025-02-19,G3,go,,\n"
        "S3,AI-002,idea,prototype,2025-02-01,G1,go,,\n",
    }
    for name, text in rows.items():
        load(found, folder, name, header(name.removesuffix(".csv").removesuffix("_2025-Q1")) + text)
    return found


def compiled(here, case: Case) -> Statement:
    shapes = [here.shapes[name] for name in case.metrics]
    (statement,) = statements(
        shapes, case.question, here.warehouse.at(), here.extracts, facts_only=case.facts_only
    )
    return statement


def own(here, name: str) -> Statement:
    metric, question = OWN[name]
    of_scores: dict[str, Callable[..., Statement]] = {
        "ranking": ranking_sql, "calibration": calibration_sql, "drift": drift_sql,
    }  # fmt: skip
    arguments = (here.metrics.metrics[metric], question, here.warehouse.at(), here)
    if name in of_scores:
        return of_scores[name](*arguments)
    return Statement(*survival_sql(*arguments), (metric,))


def readable(statement: Statement) -> str:
    (text,) = sqlglot.transpile(statement.sql, read="duckdb", write="duckdb", pretty=True)
    bound = "".join(f"-- ${name} = {value!r}\n" for name, value in statement.parameters.items())
    return bound.replace("datetime.date", "date") + text + "\n"


def on_file(request: pytest.FixtureRequest, name: str, text: str) -> None:
    file = FOLDER / f"{name}.sql"
    if request.config.getoption("--golden-update"):
        file.write_text(text)
    assert file.read_text() == text, "look at the difference, then run with --golden-update"


def same(found: list[tuple], expected: list[tuple]) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        for left, right in zip(one, other, strict=True):
            plain = left is None or isinstance(left, str) or not hasattr(left, "__float__")
            assert left == right if plain else float(left) == pytest.approx(float(right))


@pytest.mark.parametrize("name", CASES)
def test_a_shape_compiles_to_the_sql_on_file_and_answers_as_by_hand(here, request, name):
    statement = compiled(here, CASES[name])
    on_file(request, name, readable(statement))
    _as_by_hand(here, name, statement)


@pytest.mark.parametrize("name", OWN)
def test_a_method_compiles_to_the_sql_on_file_and_answers_as_by_hand(here, request, name):
    statement = own(here, name)
    on_file(request, name, readable(statement))
    _as_by_hand(here, name, statement)


def _as_by_hand(here, name: str, statement: Statement) -> None:
    relations = here.warehouse.at()
    for extract in here.extracts:
        relations.facts(extract)
    by_hand = (FOLDER / "by_hand" / f"{name}.sql").read_text()
    found = relations.rows(statement.sql, statement.parameters)
    assert found
    same(found, relations.rows(by_hand))
