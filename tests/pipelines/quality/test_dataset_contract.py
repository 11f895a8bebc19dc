"""A dataset's contract is read whole, or refused with its line and what to write instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.errors import GapError
from pipelines.quality.dataset import Comparison, Dataset, Freshness, Link, Source
from pipelines.quality.dataset_contract import dataset_from

CRM = """\
id: DS-CRM
title: Customer records
description: One row per customer.
domain: customers
owner: Customer data steward
critical: true
used_by: [AI-017, AI-015]
source: {upload: true}
key: [customer_no]
unique: [[name, birth_date]]
columns:
  customer_no: {type: text, required: true, pattern: 'C-[0-9]{6}'}
  name: {}
  birth_date: {type: date, minimum: 1900-01-01}
  consent: {required: true, allowed: ["yes", "no"]}
  age: {type: integer, minimum: 0, maximum: 120, title: Age, description: In years.}
  opened_on: {type: date}
  closed_on: {type: date}
  updated_at: {type: timestamp}
  policy_no: {}
rules:
  closed_after_opened:
    says: A case cannot close before it was opened.
    condition: closed_on >= opened_on
links:
- {columns: [policy_no], dataset: DS-POLICY, target_columns: [number]}
freshness: {column: updated_at, hours: 24}
accuracy: {dataset: DS-CRM-REF, key: [customer_no], columns: [birth_date]}
weights: {accuracy: 2}
at_least: {consent.filled: 99}
least_rows: 10
"""


def crm(old: str = "", new: str = "") -> Dataset:
    assert old in CRM
    return dataset_from(CRM.replace(old, new, 1) if old else CRM)


def test_a_contract_says_everything_that_is_measured():
    found = crm()
    assert (found.id, found.title, found.domain) == ("DS-CRM", "Customer records", "customers")
    assert (found.owner_role, found.critical) == ("Customer data steward", True)
    assert found.used_by == ("AI-017", "AI-015")
    assert (found.key, found.unique) == (("customer_no",), (("name", "birth_date"),))
    assert found.column("birth_date").minimum == date(1900, 1, 1)
    assert (found.column("age").maximum, found.column("age").title) == (Decimal(120), "Age")
    assert found.column("consent").allowed == ("yes", "no")
    assert (found.rules[0].condition, found.rules[0].dimension) == (
        '"closed_on" >= "opened_on"', "consistency",
    )  # fmt: skip
    assert found.links == (Link(("policy_no",), "DS-POLICY", ("number",)),)
    assert found.freshness == Freshness("updated_at", 24)
    assert found.accuracy == Comparison("DS-CRM-REF", ("customer_no",), ("birth_date",))
    assert (found.weights, found.at_least) == ({"accuracy": 2}, {"consent.filled": 99})
    assert found.least_rows == 10


def test_a_small_contract_is_enough():
    found = dataset_from(
        "id: DS-A\ntitle: A\ndomain: d\nowner: o\nsource: {upload: true}\ncolumns: {a: {}}\n"
    )
    assert (found.key, found.rules, found.freshness, found.least_rows) == ((), (), None, 1)
    assert (found.column("a").type, found.column("a").required) == ("text", False)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("{upload: true}", Source("upload")),
        ("{file: crm/customers.parquet}", Source("file", "crm/customers.parquet")),
        ("{database: crm, table: public.customers}", Source("table", "public.customers", "crm")),
    ],
)
def test_rows_come_from_one_of_three_places(said: str, source: Source):
    assert crm("{upload: true}", said).source == source


MISTAKES = {
    "a field misspelt": ("critical: true", "critcal: true", "Did you mean “critical”?"),
    "a field of a column misspelt": ("required: true, p", "requird: true, p", "mean “required”"),
    "a field missing": ("domain: customers\n", "", "domain"),
    "no title": ("title: Customer records", "title: ''", "title"),
    "an identifier of small letters": ("id: DS-CRM", "id: ds-crm", "cannot name a dataset"),
    "an identifier without a dash": ("id: DS-CRM", "id: CRM", "write DS-CRM"),
    "an identifier that is a path": ("id: DS-CRM", "id: ../DS-CRM", "cannot name a dataset"),
    "an identifier with a line end": ("id: DS-CRM", 'id: "DS-CRM\\n"', "cannot name a dataset"),
    "an identifier too long": ("id: DS-CRM", f"id: DS-{'X' * 70}", "cannot name a dataset"),
    "a type misspelt": ("type: integer", "type: intger", "type"),
    "a type not kept": ("type: integer", "type: period", "type"),
    "a column with an odd name": ("  name: {}", "  na$me: {}", "cannot name a column"),
    "a column without a name": ("  name: {}", "  '': {}", "cannot name a column"),
    "a column named as ours": ("  name: {}", "  _row: {}", "measuring itself needs"),
    "a column named as our text": ("  name: {}", "  _raw age: {}", "measuring itself needs"),
    "two columns alike": ("  name: {}", "  name: {}\n  Name: {}", "differ only in"),
    "a limit of another type": ("minimum: 1900-01-01", "minimum: 1900", "does not fit a date"),
    "a day as a limit of a number": ("minimum: 0,", "minimum: 2026-01-01,", "not fit a integer"),
    "a limit of a text": ("name: {}", "name: {minimum: 1}", "does not fit a text"),
    "a target that YAML reads": ("[number]", "[no]", "put it in quotes"),
    "a limit that is a word": ("maximum: 120", "maximum: many", "maximum"),
    "a limit that is no number": ("maximum: 120", "maximum: .nan", "maximum"),
    "a limit without end": ("maximum: 120", "maximum: .inf", "maximum"),
    "limits the wrong way round": ("minimum: 0,", "minimum: 121,", "is above"),
    "allowed values of a number": ("{type: integer, min", "{type: integer, allowed: ['1'], min",
                                   "only a text has a list"),
    "an allowed value that YAML reads": ('["yes", "no"]', "[yes, no]", "put it in quotes"),
    "a pattern of a number": ("title: Age", "pattern: '[0-9]+'", "only a text has a pattern"),
    "a pattern that is none": ("'C-[0-9]{6}'", "'C-[0-9'", "is not a regular expression"),
    "a pattern that looks around": ("'C-[0-9]{6}'", "'(?=C).*'", "look-around"),
    "a pattern that looks back": ("'C-[0-9]{6}'", r"'(a)\1'", "back references"),
    "a key of no column": ("key: [customer_no]", "key: [customer]", "is not one of the columns"),
    "a unique of no column": ("[[name, birth_date]]", "[[nam]]", "Did you mean “name”?"),
    "a unique of nothing": ("[[name, birth_date]]", "[[]]", "unique"),
    "a rule with an odd name": ("  closed_after_opened:", "  Closed!:", "cannot name a rule"),
    "a rule about no column": ("closed_on >= opened_on", "close_on >= opened_on", "close_on"),
    "a rule that asks nothing": ("closed_on >= opened_on", "closed_on", "yes or no"),
    "a rule without words": ("says: A case cannot close before it was opened.", "says: ''", "says"),
    "a rule of no dimension": ("    condition: closed", "    dimension: x\n    condition: closed",
                               "dimension"),
    "a link of two columns to one": ("[policy_no], d", "[policy_no, name], d", "as many columns"),
    "a link of nothing": ("{columns: [policy_no], dataset: DS-POLICY, target_columns: [number]}",
                          "{columns: [], dataset: DS-POLICY, target_columns: []}", "as many"),
    "a link of no column": ("[policy_no], d", "[policy], d", "is not one of the columns"),
    "freshness of no column": ("column: updated_at", "column: updated", "mean “updated_at”"),
    "freshness of a text": ("column: updated_at", "column: name", "date or timestamp"),
    "freshness in no time": ("hours: 24", "hours: 0", "hours"),
    "accuracy without a key": ("key: [customer_no], c", "key: [], c", "key"),
    "accuracy of no column": ("columns: [birth_date]}", "columns: [birthday]}", "not one of"),
    "a weight below nothing": ("{accuracy: 2}", "{accuracy: -1}", "accuracy"),
    "a weight of no dimension": ("{accuracy: 2}", "{acuracy: 2}", "acuracy"),
    "more than all": ("{consent.filled: 99}", "{consent.filled: 101}", "consent.filled"),
    "a share of no check": ("{consent.filled: 99}", "{consent.fill: 99}", "mean “consent.filled”"),
    "rows below nothing": ("least_rows: 10", "least_rows: -1", "least_rows"),
    "two places": ("{upload: true}", "{upload: true, file: a.csv}", "source is one of"),
    "no place": ("{upload: true}", "{upload: false}", "source is one of"),
    "a table of nowhere": ("{upload: true}", "{table: t}", "source is one of"),
    "a database without a table": ("{upload: true}", "{file: a.csv, database: x}", "is one of"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(mistake: str):
    old, new, told = MISTAKES[mistake]
    with pytest.raises(GapError) as caught:
        crm(old, new)
    assert told in str(caught.value)
    name, _, line = caught.value.where.partition(":")
    assert name == "contract.yaml"
    assert 1 <= int(line) <= CRM.count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: integer", "type: intger"),
        ("column: updated_at", "column: name"),
        ("closed_on >= opened_on", "close_on >= opened_on"),
        ("'C-[0-9]{6}'", "'C-[0-9'"),
        ("[policy_no], d", "[policy], d"),
    ],
)
def test_the_line_is_the_line_of_the_mistake(old: str, new: str):
    text = CRM.replace(old, new, 1)
    line = 1 + text[: text.index(new)].count("\n")
    with pytest.raises(GapError) as caught:
        dataset_from(text, name="crm.yaml")
    assert caught.value.where == f"crm.yaml:{line}"


INJECTED = (
    "(SELECT max(a) FROM t)", "1; DROP TABLE measured", "a IN (SELECT 1)", "getenv('HOME') = ''",
    "a = (SELECT content FROM read_text('/etc/passwd'))", "a > 0) OR (1 = 1", "measured.a > 0",
    "count(*) > 0", "sum(a) OVER () > 0", "a LIKE 'x' OR a ~ '(a+)+$'", "CAST(a AS INTEGER) > 0",
    "a = $1", "a > 0 --", "a > 0 /* x */; SELECT 1", "COLUMNS(*) > 0", "x -> x + 1",
    "a > 0 UNION SELECT 1", '"a"";DROP" > 0', "pg_sleep(9) IS NULL", "'" + "x" * 2_000 + "' = a",
    "(" * 300 + "a" + ")" * 300 + " = 'x'", "", "true", "*", "lower(a) = 'x'",
)  # fmt: skip


@pytest.mark.parametrize("condition", INJECTED)
def test_a_condition_is_a_checked_grammar_and_never_free_sql(condition: str):
    text = (
        "id: DS-A\ntitle: A\ndomain: d\nowner: o\nsource: {upload: true}\ncolumns: {a: {}}\n"
        f"rules:\n  r:\n    says: R.\n    condition: {_as_yaml(condition)}\n"
    )
    with pytest.raises(GapError) as caught:
        dataset_from(text)
    assert caught.value.where == "contract.yaml:10"


@pytest.mark.parametrize(
    "name",
    ['"; DROP TABLE measured; --', "a\"b", "a;b", "a'b", "a(b)", "*", "a\nb", "a\x00b", "$1", ":a",
     "{batch}", "a" * 64, " a", "1a", "ä", "a\tb", "read_text('x')"],
)  # fmt: skip
def test_a_name_that_could_be_more_than_a_name_is_refused(name: str):
    text = "id: DS-A\ntitle: A\ndomain: d\nowner: o\nsource: {upload: true}\ncolumns:\n"
    with pytest.raises(GapError) as caught:
        dataset_from(text + f"  {_as_yaml(name)}: {{}}\n")
    assert "“" in caught.value.what or "YAML" in caught.value.what


HOSTILE = {
    "nothing": "",
    "a list": "- 1\n- 2\n",
    "a word": "DS-CRM",
    "no YAML": "id: [DS-CRM\n",
    "a tag that runs": "id: !!python/object/apply:os.system ['true']\n",
    "an alias": "id: &a DS-CRM\ntitle: *a\n",
    "a bomb of aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b, *b]\n",
    "two documents": "id: DS-A\n---\nid: DS-B\n",
    "a key twice": "id: DS-A\nid: DS-B\n",
    "very deep": "a: " + "[" * 5_000 + "]" * 5_000,
    "a sign without a shape": "id: DS-A\x07\n",
    "very many columns": "id: DS-A\ntitle: A\ndomain: d\nowner: o\nsource: {upload: true}\n"
    + "columns:\n"
    + "".join(f"  c{n}: {{}}\n" for n in range(201)),
    "merged": "<<: {id: DS-A}\ntitle: A\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_words(text: str):
    with pytest.raises(GapError) as caught:
        dataset_from(text)
    assert caught.value.what.strip()
    assert "Traceback" not in str(caught.value)


def test_two_hundred_columns_are_possible():
    columns = "".join(f"  c{n}: {{type: integer, minimum: 0}}\n" for n in range(200))
    found = dataset_from(CRM.partition("columns:")[0].replace("key: [customer_no]\n", "").replace(
        "unique: [[name, birth_date]]\n", "") + "columns:\n" + columns)  # fmt: skip
    assert len(found.columns) == 200


def _as_yaml(text: str) -> str:
    """Return text as a scalar in quotes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + plain.replace("\x00", "\\0") + '"'
