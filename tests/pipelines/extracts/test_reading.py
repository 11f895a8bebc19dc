"""A contract is read whole, or refused with the file, the line and what to write instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.errors import GapError
from pipelines.extracts.contract import Reference
from pipelines.extracts.reading import read_contracts
from tests.pipelines.extracts.contracts import NAMES, SHIPPED, changed, copied, line_of

ENERGY = """\
apiVersion: v3.2.0
kind: DataContract
id: energy
version: 0.1.0
team: {name: Facilities}
slaProperties:
- {property: frequency, value: 1, unit: month, description: By the tenth of the next month.}
- {property: latency, value: 30, unit: d}
schema:
- name: energy
  businessName: Energy used
  description: Electricity that models used.
  customProperties:
  - {property: periodGrain, value: month}
  - {property: snapshot, value: false}
  properties:
  - name: model_id
    description: The model.
    logicalType: string
    primaryKey: true
    primaryKeyPosition: 1
    required: true
    relationships: [{to: models.model_id}]
    examples: [M-001, M-002]
  - name: day
    description: The day.
    logicalType: date
    logicalTypeOptions: {minimum: "2020-01-01"}
    primaryKey: true
    primaryKeyPosition: 2
    required: true
    partitioned: true
    examples: ["2026-01-05", "2026-01-06"]
  - name: kwh
    description: Electricity used.
    logicalType: number
    logicalTypeOptions: {minimum: 0}
    customProperties: [{property: unit, value: kWh}]
    examples: [12.5, null]
"""


def trouble(folder):
    with pytest.raises(GapError) as caught:
        read_contracts(folder)
    return caught.value


def test_a_file_dropped_into_the_folder_is_an_extract_more(tmp_path):
    (copied(tmp_path) / "energy.yaml").write_text(ENERGY, encoding="utf-8")
    extracts = read_contracts(tmp_path)
    energy = extracts["energy"]
    assert sorted(extracts) == sorted([*NAMES, "energy"])
    assert energy.key == ("model_id", "day")
    assert energy.period_column == "day"
    assert energy.references == (Reference(("model_id",), "models", ("model_id",)),)
    assert (energy.owner_role, energy.grace_days) == ("Facilities", 30)
    assert energy.column("day").minimum == date(2020, 1, 1)
    assert (energy.column("kwh").unit, energy.column("kwh").minimum) == ("kWh", Decimal(0))
    assert energy.column("kwh").examples == ("12.5", "")


def test_ranges_allowed_values_and_rules_arrive_as_written():
    extracts = read_contracts(SHIPPED)
    satisfaction = extracts["adoption"].column("satisfaction")
    assert (satisfaction.minimum, satisfaction.maximum) == (Decimal(1), Decimal(5))
    assert extracts["incidents"].column("severity").allowed == ("S1", "S2", "S3")
    rule = extracts["adoption"].rules[0]
    assert rule.condition == '"active_users" <= "eligible_users"'
    assert rule.columns == ("eligible_users", "active_users")
    assert extracts["models"].carries == ("initiative_id",)


def test_a_folder_without_contracts_is_said_plainly(tmp_path):
    assert "no data contracts" in str(trouble(tmp_path))


MISTAKES = {
    "a field misspelt": ("    required: true\n", "    requird: true\n", "Did you mean “required”?"),
    "a type misspelt": ("logicalType: integer", "logicalType: intege", "Did you mean “integer”?"),
    "a type not kept": ("logicalType: integer", "logicalType: array", "“array”"),
    "an option misspelt": ("{minimum: 0}", "{minimun: 0}", "Did you mean “minimum”?"),
    "an option not checked": ("{minimum: 0}", "{multipleOf: 5}", "not checked for integer"),
    "a number that is a word": ("{minimum: 0}", "{minimum: none}", "“none” is not a number"),
    "a check not made": ("    partitioned:", "    unique: true\n    partitioned:", "primaryKey"),
    "a grain misspelt": ("periodGrain, value: month", "periodGrain, value: week", "one of month"),
    "a grain that differs": ("{format: month}", "{format: quarter}", "periodGrain is month"),
    "a snapshot in words": ("snapshot, value: false", "snapshot, value: maybe", "“snapshot” must"),
    "our own field misspelt": ("property: snapshot", "property: snapshots", "mean “snapshot”"),
    "a unit misspelt": ("property: unit", "property: units", "possible: unit"),
    "a role unknown": ("semanticType: dimension", "semanticType: dimensoin", "mean “dimension”"),
    "a reference to nowhere": ("to: models.", "to: model.", "Did you mean “models”?"),
    "a reference to no column": ("models.model_id", "models.model", "mean “model_id”"),
    "a reference that cannot fit": ("models.model_id", "models.deployed_on", "different types"),
    "a reference without a column": ("models.model_id", "models", "extract.column"),
    "an example out of range": ("[3.8, null]", "[5.5, null]", "“5.5” is over the maximum of 5"),
    "an example of another type": ("[420, 85]", "[420, many]", "“many” is not a whole number"),
    "an example missing": ("[3.8, null]", "[3.8]", "needs 2 values"),
    "an example empty": ("[420, 85]", "[420, null]", "the column is required"),
    "an example like a formula": ("[Claims, U", '["=1+1", U', "like a formula"),
    "a synonym of two columns": ("synonym: MAU", "synonym: Eligible", "already means eligible_"),
    "a name with a blank": ("name: sessions", "name: user sessions", "small letters"),
    "a column twice": ("name: sessions", "name: mean_dau", "stands twice"),
    "a rule of another form": ("SELECT COUNT(*)", "SELECT SUM(1)", "must be written as"),
    "a rule about no column": ("NOT (active_users", "NOT (activ_users", "mean “active_users”"),
    "a rule that may be broken": ("mustBe: 0", "mustBe: 5", "“mustBe: 0”"),
    "a rule without words": ("    description: There cannot", "    unit: There cannot", "missing"),
    "a key with holes": ("primaryKeyPosition: 2", "primaryKeyPosition: 1", "each used once"),
    "a key that may be empty": ("    required: true\n", "", "needs “required: true”"),
    "two periods": (
        "    semanticType: dim",
        "    partitioned: true\n    semanticType: dim",
        "it must",
    ),
    "no owner": ("team:\n  name: Product management\n", "team:\n", "“team: name” is required"),
    "no grace": ("property: latency", "property: support", "“latency”"),
    "grace in weeks": ("unit: d\n", "unit: weeks\n", "whole number of days"),
    "another file's name": ("- name: adoption", "- name: usage", "they must agree"),
    "another kind of file": ("kind: DataContract", "kind: DataProduct", "must be DataContract"),
    "an old standard": ("apiVersion: v3.2.0", "apiVersion: v2.2.2", "contracts here follow v3"),
    "no version": ("version: 1.0.0\n", "", "“version” is required"),
    "a field at the top": ("status: active", "statis: active", "Did you mean “status”?"),
    "carrying nothing": (
        "value: false}",
        "value: false}\n  - {property: carries, value: [unit]}",
        "which is not a column",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path, mistake):
    old, new, told = MISTAKES[mistake]
    error = trouble(changed(tmp_path, "adoption", old, new))
    assert told in str(error)
    file, _, line = error.where.partition(":")
    assert file == "adoption.yaml"
    assert int(line) > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("logicalType: integer", "logicalType: intege"),
        ("{minimum: 0}", "{minimun: 0}"),
        ("to: models.model_id", "to: models.modell_id"),
        ("property: unit", "property: units"),
        ("examples: [3.8, null]", "examples: [0.5, null]"),
    ],
)
def test_the_line_is_the_line_of_the_mistake(tmp_path, old, new):
    folder = changed(tmp_path, "adoption", old, new)
    assert trouble(folder).where == f"adoption.yaml:{line_of(folder, 'adoption', new)}"


def test_an_allowed_value_that_yaml_reads_as_false_is_asked_for_in_quotes(tmp_path):
    folder = changed(tmp_path, "incidents", "{value: none,", "{value: no,")
    assert "put it in quotes" in str(trouble(folder))


def test_a_pattern_that_the_engine_cannot_run_is_refused(tmp_path):
    folder = changed(tmp_path, "initiatives", r"^[A-Z]{2,8}-\d{3,6}$", "^(?=A).*$")
    assert "look-around" in str(trouble(folder))


def test_the_reader_is_told_that_nothing_was_read(tmp_path):
    error = trouble(changed(tmp_path, "adoption", "kind: DataContract", "kind: x"))
    assert "no extract was read" in error.next_step
