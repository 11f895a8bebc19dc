"""The contracts that ship follow the standard and keep their own promises."""

from __future__ import annotations

import json
from importlib import resources

import duckdb
import jsonschema
import pytest
import yaml

from pipelines.extracts.contract import duckdb_type
from pipelines.extracts.examples import example_rows
from pipelines.extracts.reading import read_contracts
from tests.pipelines.extracts.contracts import NAMES, SHIPPED

EXTRACTS = read_contracts(SHIPPED)
STANDARD = json.loads(
    resources.files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8")
)


def test_there_are_the_twelve_extracts_and_the_blockers():
    assert [
        *("adoption", "blockers", "control_evidence", "datasets", "incidents", "infra"),
        *("initiatives", "ledger", "models", "predictions", "stage_events", "talent", "training"),
    ] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_is_valid_under_the_standard_itself(name):
    data = yaml.safe_load((SHIPPED / f"{name}.yaml").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(STANDARD)(STANDARD)
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=list(EXTRACTS))
def test_the_example_rows_have_the_types_of_the_contract_and_keep_its_rules(extract):
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{one.name}" {duckdb_type(one)}' for one in extract.columns)
        connection.execute(f"CREATE TABLE given ({columns})")
        places = ", ".join("?" for _ in extract.columns)
        for row in example_rows(extract):
            values = [text or None for text in row]
            connection.execute(f"INSERT INTO given VALUES ({places})", values)
        for rule in extract.rules:
            found = connection.execute(f"SELECT {rule.condition} FROM given").fetchall()
            assert not any(held is False for (held,) in found), rule.name
        key = ", ".join(f'"{name}"' for name in extract.key)
        assert len(connection.execute(f"SELECT DISTINCT {key} FROM given").fetchall()) == 2


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=list(EXTRACTS))
def test_what_an_example_row_refers_to_is_among_the_example_rows(extract):
    for reference in extract.references:
        own = extract.column(reference.columns[0]).examples
        target = EXTRACTS[reference.extract].column(reference.target_columns[0]).examples
        assert {text for text in own if text} <= set(target)


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=list(EXTRACTS))
def test_people_are_told_what_every_column_and_every_allowed_value_means(extract):
    for column in extract.columns:
        assert column.title
        assert column.description.endswith(".")
        assert len(column.meanings) == len(column.allowed)
        assert all(column.meanings)
    assert extract.granularity
    assert extract.owner_role
    assert extract.refresh


def test_only_adoption_and_the_ledger_are_replaced_by_the_month():
    monthly = {name for name, extract in EXTRACTS.items() if extract.grain == "month"}
    assert monthly == {"adoption", "ledger"}


def test_the_period_is_read_from_a_column_except_for_models():
    assert {name for name, one in EXTRACTS.items() if one.period_column is None} == {"models"}


def test_a_quantity_says_its_unit():
    bare = {
        f"{extract.name}.{column.name}"
        for extract in EXTRACTS.values()
        for column in extract.columns
        if column.type in ("integer", "decimal", "number") and not column.unit
    }
    assert bare == {
        *("models.threshold", "models.baseline_metric", "predictions.score"),
        *("predictions.predicted", "predictions.actual"),
        *("infra.qty_requested", "infra.qty_granted"),  # their unit is the column "unit"
    }


def test_money_is_exact():
    assert duckdb_type(EXTRACTS["ledger"].column("amount_eur")) == "DECIMAL(14,2)"
    assert duckdb_type(EXTRACTS["initiatives"].column("budget_eur")) == "DECIMAL(14,2)"
