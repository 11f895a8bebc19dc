"""A table of another database is measured inside it, and counts as the same rows in a file do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from pipelines.quality import kept
from pipelines.quality.scores import dimension_scores
from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import (
    brought,
    counts,
    measured,
    opened,
    registered,
    the,
)

COLUMNS: dict[str, Any] = {
    "nr": {"required": True, "pattern": "C-[0-9]{3}"},
    "order no": {"type": "integer", "minimum": 1, "maximum": 100},
    "born": {"type": "date", "minimum": date(1900, 1, 1)},
    "amount": {"type": "decimal", "minimum": 0.5},
    "ratio": {"type": "number", "maximum": 1},
    "at": {"type": "timestamp"},
    "consent": {"required": True, "allowed": ["yes", "no", "O'Hara: 50 %"]},
    "pol": {"pattern": "(?:P|Q):[0-9]|it's {x}"},
}
TYPES: dict[str, Any] = {
    "nr": sa.String(20), "order no": sa.Integer, "born": sa.Date, "amount": sa.Numeric(12, 2),
    "ratio": sa.Double, "at": sa.DateTime(timezone=True), "consent": sa.String(20),
    "pol": sa.String(20),
}  # fmt: skip
NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("C-001", 1, date(1980, 1, 1), 1, 0.5, NOON, "yes", "P:1"),
    ("C-002", 0, date(1980, 1, 1), 0.25, 1.5, NOON.replace(day=29), "no", "P:2"),
    ("C-002", 101, date(1899, 1, 1), None, 1.0, None, "maybe", "P:9"),
    ("X-1", None, None, 0.5, None, None, None, None),
    ("C-004", 100, date(2026, 1, 1), 7, 0.1, None, "O'Hara: 50 %", "it's {x}"),
    ("C-005", 100, date(2026, 1, 1), 7, 0.1, None, "", "xP:1"),
)
MORE: dict[str, Any] = {
    "key": ["nr"],
    "unique": [["born", "amount"]],
    "rules": {
        "low": {"says": "Little.", "condition": "\"order no\" <= 100 and consent <> 'a: 9 %'"},
        "told": {
            "says": "One is known.",
            "condition": "at is not null or pol is not null",
            "dimension": "completeness",
        },
    },
    "links": [{"columns": ["pol"], "dataset": "DS-P", "target_columns": ["no"]}],
    "freshness": {"column": "at", "hours": 24},
    "accuracy": {"dataset": "DS-R", "key": ["nr"], "columns": ["born", "amount"]},
}
POLICIES = (("P:1",), ("P:2",), (None,), ("it's {x}",))
TRUTH = (
    ("C-001", date(1980, 1, 1), 1), ("C-002", date(1980, 2, 1), 0.25), ("C-004", None, 8),
    ("C-777", date(2000, 1, 1), 1),
)  # fmt: skip
SECRET = "-".join(("pass$word", "7f3a"))


@pytest.fixture(params=["sqlite", "postgres"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database that is not ours."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'theirs.sqlite'}"


@pytest.fixture
def here(source: str, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that knows the database as ``crm``; customers, policies, truth are in it."""
    fill(source, "customers", TYPES, ROWS)
    fill(source, "policies", {"no": sa.String(20)}, POLICIES)
    fill(source, "truth", {name: TYPES[name] for name in ("nr", "born", "amount")}, TRUTH)
    space = knowing(tmp_path, crm=source)
    yield space
    space.database.dispose()


def fill(url: str, name: str, types: dict[str, Any], rows: tuple[tuple[Any, ...], ...]) -> None:
    engine = sa.create_engine(url)
    table = sa.Table(name, sa.MetaData(), *(sa.Column(n, kind) for n, kind in types.items()))
    table.create(engine)
    with engine.begin() as connection:
        for row in rows:
            connection.execute(table.insert(), dict(zip(types, row, strict=True)))
    engine.dispose()


def knowing(folder: Path, **urls: str) -> Workspace:
    """Return a workspace with databases it may read."""
    sources = folder / "sources.yaml"
    sources.write_text(yaml.safe_dump({name: {"url": url} for name, url in urls.items()}))
    return opened(folder, sources=sources)


def tables(here: Workspace, **more: Any) -> None:
    """Register the three tables."""
    at = {name: {"database": "crm", "table": name} for name in ("customers", "policies", "truth")}
    registered(here, "DS-C", COLUMNS, source=at["customers"], **(MORE | more))
    registered(here, "DS-P", {"no": {}}, source=at["policies"])
    registered(here, "DS-R", {n: COLUMNS[n] for n in ("nr", "born", "amount")}, source=at["truth"])


def text(value: Any) -> str:
    """Return a value as a file holds it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else '"' + str(value) + '"'


def as_file(here: Workspace) -> dict[str, tuple[int, float]]:
    """Return the counts of the same rows brought as CSV files."""
    registered(here, "DS-C", COLUMNS, **MORE)
    registered(here, "DS-P", {"no": {}})
    registered(here, "DS-R", {name: COLUMNS[name] for name in ("nr", "born", "amount")})
    for name, rows, header in (
        ("DS-C", ROWS, list(COLUMNS)), ("DS-P", [(*row, "x") for row in POLICIES], ["no", "x"]),
        ("DS-R", TRUTH, ["nr", "born", "amount"]),
    ):  # fmt: skip
        brought(here, name, ",".join(header), *(",".join(map(text, row)) for row in rows))
    return counts(measured(here, "DS-C"))


def test_both_count_the_same(here: Workspace, tmp_path: Path):
    tables(here)
    found = measured(here, "DS-C")
    (tmp_path / "files").mkdir()
    expected = as_file(opened(tmp_path / "files"))
    given = {name for name in expected if name.endswith(".readable")}
    same = {name: count for name, count in expected.items() if name not in given}
    assert counts(found) == same
    assert found.rows == len(ROWS)
    assert same["nr.format"] == (6, 5)
    assert same["link.pol"] == (5, 3)
    assert same["amount.accurate"] == (4, 2)


def test_failing_rows_are_named_by_their_key(here: Workspace):
    tables(here)
    found = measured(here, "DS-C")
    assert dict(the(found, "nr.format").sample[0]) == {"nr": "X-1"}
    assert {row["nr"] for row in the(found, "link.pol").sample} == {"C-002", "C-005"}
    assert dict(the(found, "order no.range").sample[0])["order no"] in ("0", "101")


def test_a_reference_outside_the_database_is_not_measured(here: Workspace):
    tables(here)
    registered(here, "DS-P", {"no": {}})
    registered(here, "DS-R", {name: COLUMNS[name] for name in ("nr", "born", "amount")})
    found = measured(here, "DS-C")
    assert the(found, "link.pol").tested == 0
    assert the(found, "link.pol").note == "DS-P is not a table of the same database."
    assert dimension_scores(found)["accuracy"].state == "not_measured"


@pytest.mark.parametrize("source", ["postgres"], indirect=True)  # SQLite has no schemas
def test_a_table_of_a_schema_is_found(source: str, tmp_path: Path):
    engine = sa.create_engine(source)
    with engine.begin() as connection:
        connection.execute(sa.text('CREATE SCHEMA "Sales Dept"'))
        connection.execute(sa.text('CREATE TABLE "Sales Dept"."Order" ("select" int)'))
        connection.execute(sa.text('INSERT INTO "Sales Dept"."Order" VALUES (1), (NULL)'))
    engine.dispose()
    here = knowing(tmp_path, crm=source)
    registered(here, "DS-O", {"select": {"type": "integer", "required": True}},
               source={"database": "crm", "table": "Sales Dept.Order"})  # fmt: skip
    assert counts(measured(here, "DS-O"))["select.filled"] == (2, 1)


def test_an_empty_table_is_counted(here: Workspace, source: str):
    fill(source, "nobody", {"nr": sa.String(5), "d": sa.Date}, ())
    registered(here, "DS-N", {"nr": {"required": True, "pattern": "x"}, "d": {"type": "date"}},
               source={"database": "crm", "table": "nobody"}, key=["nr"],
               freshness={"column": "d", "hours": 1})  # fmt: skip
    found = counts(measured(here, "DS-N"))
    assert found.pop("rows.enough") == (1, 0)
    assert set(found.values()) == {(0, 0)}


def failure(here: Workspace, columns: dict[str, Any], table: str = "customers", **at: str) -> str:
    """Return why a table could not be measured."""
    registered(here, "DS-X", columns, source={"database": "crm", "table": table, **at})
    found = measured(here, "DS-X")
    assert (found.checks, found.rows) == ((), 0)
    assert kept.newest(here)[-1].failure == found.failure
    return found.failure


def test_what_does_not_fit_is_told_in_words(here: Workspace):
    assert "has no column name" in failure(here, {"name": {}})
    assert "Did you mean nr" in failure(here, {"nrr": {}}) or "“nr”" in failure(here, {"nrx": {}})
    assert "the contract calls it integer" in failure(here, {"nr": {"type": "integer"}})
    assert "customer of “crm” cannot be read" in failure(here, {"nr": {}}, "customer")
    assert "cannot be read" in failure(here, {"nr": {}}, "elsewhere.customers")
    assert "Did you mean “crm”" in failure(here, {"nr": {}}, "customers", database="crn")


@pytest.mark.parametrize(
    "table",
    ["customers; DROP TABLE customers", 'customers" WHERE 1=0 --', "(SELECT 1)", "customers'--",
     "a.b.c.d", ".", "pg_sleep(5)"],
)  # fmt: skip
def test_a_table_is_a_name_and_never_more(here: Workspace, table: str):
    assert "cannot be read" in failure(here, {"nr": {}}, table)
    registered(here, "DS-Y", {"nr": {}}, source={"database": "crm", "table": "customers"})
    assert measured(here, "DS-Y").rows == len(ROWS)


ADDRESSES = {
    "nobody listens": f"postgresql+psycopg://eve:{SECRET}@127.0.0.1:1/crm",
    "an unknown driver": f"oracle://eve:{SECRET}@127.0.0.1/crm",
    "no address": f"eve:{SECRET}",
    "a driver that is not there": f"mysql+nothing://eve:{SECRET}@127.0.0.1/crm",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_password_is_ever_told_or_kept(tmp_path: Path, address: str):
    here = knowing(tmp_path, crm=ADDRESSES[address])
    told = failure(here, {"nr": {}})
    assert "Traceback" not in told
    with here.database.connect() as connection:
        everything = [
            json.dumps(
                [list(map(str, row)) for row in connection.execute(sa.text(f"SELECT * FROM {t}"))]
            )
            for t in ("quality_run", "quality_check", "journal", "dataset_revision")
        ]
    assert SECRET not in told + "".join(everything)


def test_a_password_that_is_wrong_is_not_told_either(postgres_url: str, tmp_path: Path):
    wrong = sa.make_url(postgres_url).set(username="eve", password=SECRET)
    here = knowing(tmp_path, crm=wrong.render_as_string(hide_password=False))
    told = failure(here, {"nr": {}})
    assert "cannot be read" in told
    assert SECRET not in told


def test_without_the_setting_no_database_is_read(tmp_path: Path):
    here = opened(tmp_path)
    assert "TANDEM_SOURCES" in failure(here, {"nr": {}})


def test_addresses_that_are_not_written_down_rightly_are_told(tmp_path: Path):
    here = knowing(tmp_path, crm="x")
    sources = here.settings.sources
    assert sources is not None
    sources.write_text(f"crm: {{url: 'sqlite://', password: {SECRET}}}\n")
    assert SECRET not in failure(here, {"nr": {}})


def test_nothing_is_written_into_the_other_database(here: Workspace, source: str):
    tables(here)
    measured(here, "DS-C")
    engine = sa.create_engine(source)
    assert sorted(sa.inspect(engine).get_table_names()) == ["customers", "policies", "truth"]
    engine.dispose()
