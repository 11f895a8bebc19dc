"""Rows of another database are loaded as those of a file are, and its password stays there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import typer
import yaml
from sqlalchemy.engine import make_url

from pipelines.errors import GapError, RefusedFile
from pipelines.foreign_rows import ForeignRows, foreign_rows, write_rows
from pipelines.front_door.sourcing import sourced
from pipelines.intake.receipt import Receipt
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.intake.sources import EXTRACTS, ledger, load, loaded, rows

SECRET = "-".join(("pass$word", "91bc"))
LEDGER = [ledger(1, "2026-01"), ledger(2, "2026-01", amount="1234567890.10"), ledger(3, "2026-02")]
MONEY = "amount_eur"


@pytest.fixture(params=["sqlite", "postgres"])
def theirs(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database that is not ours."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url")).replace(
            "postgresql://", "postgresql+psycopg://"
        )
    return f"sqlite:///{tmp_path / 'theirs.sqlite'}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    workspace = open_workspace(Settings(store=tmp_path / "store"))
    yield workspace
    workspace.database.dispose()


def filled(url: str, name: str, types: dict[str, Any], values: list[tuple[Any, ...]]) -> None:
    """Make a table with rows."""
    engine = sa.create_engine(url)
    made = sa.Table(name, sa.MetaData(), *(sa.Column(*pair) for pair in types.items()))
    made.create(engine)
    with engine.begin() as connection:
        for row in values:
            connection.execute(made.insert().values(dict(zip(types, row, strict=True))))
    engine.dispose()


def bookings(url: str, name: str = "ledger") -> None:
    """Make a ledger with real amounts in it."""
    names = EXTRACTS["ledger"].column_names
    types = {each: sa.Numeric(14, 2) if each == MONEY else sa.String(40) for each in names}
    values = [
        tuple(Decimal(cell) if each == MONEY else cell or None
              for each, cell in zip(names, line.split(","), strict=True))
        for line in LEDGER
    ]  # fmt: skip
    filled(url, name, types, values)


def brought(here: Workspace, **asked: Any) -> Receipt:
    """Load from a database as the command does."""
    with sourced(here, (), **asked) as files:
        (one,) = files
        return load(here, one.path, file_name=one.name, extract=one.extract, period="2026-Q1")


def text_of(url: str, folder: Path, **asked: Any) -> list[list[str]]:
    """Return what is written of a table or query."""
    named = {"table_name": None, "query_name": None, "sources": None} | asked
    write_rows(foreign_rows(url, **named), folder / "rows.csv")
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def sources_file(folder: Path, url: str, **queries: str) -> Path:
    """Write the file of TANDEM_SOURCES."""
    path = folder / "sources.yaml"
    entry = {"url": url} | ({"queries": queries} if queries else {})
    path.write_text(yaml.safe_dump({"books": entry}), encoding="utf-8")
    return path


def test_a_table_is_loaded_as_the_same_rows_in_a_file(here, theirs, tmp_path):
    bookings(theirs)
    receipt = brought(here, from_url=theirs, table="ledger")
    assert (receipt.outcome, receipt.rows_accepted) == ("loaded", 3)
    found = rows(here, "ledger")
    other = open_workspace(Settings(store=tmp_path / "other"))
    loaded(other, tmp_path, "ledger_2026-Q1.csv", *LEDGER)
    assert found == rows(other, "ledger")
    other.database.dispose()


def test_the_same_rows_a_second_time_are_nothing_new(here, theirs):
    bookings(theirs)
    brought(here, from_url=theirs, table="ledger")
    assert brought(here, from_url=theirs, table="ledger").outcome == "unchanged"


def test_the_receipt_names_the_source_and_no_secret(here, theirs, tmp_path):
    bookings(theirs, "booked")
    sources = sources_file(tmp_path, theirs)
    rows_of = foreign_rows("books", table_name="booked", query_name=None, sources=sources)
    assert rows_of.file_name == "booked of books.csv"
    url = make_url(theirs)
    whole = foreign_rows(theirs, table_name="booked", query_name=None, sources=None)
    place = f"{url.host}/{url.database}" if url.host else "theirs.sqlite"
    assert whole.file_name == f"booked of {url.get_backend_name()} {place}.csv"
    assert str(tmp_path) not in repr(whole)


def test_a_password_is_neither_shown_nor_kept(tmp_path, here, theirs):
    url = make_url(theirs)
    secret = url.set(username=url.username or "reader", password=SECRET) if url.host else url
    asked = foreign_rows(
        secret.render_as_string(hide_password=False),
        table_name="ledger",
        query_name=None,
        sources=None,
    )
    assert SECRET not in f"{asked!r} {asked.file_name}"
    closed = make_url("postgresql+psycopg://u@127.0.0.1:1/x").set(password=SECRET)
    with pytest.raises(GapError, match="cannot be read") as told:
        brought(here, from_url=closed.render_as_string(hide_password=False), table="ledger")
    assert SECRET not in f"{told.value} {told.value.__cause__} {told.value.__context__}"


def test_a_declared_query_is_run_and_no_other(here, theirs, tmp_path):
    bookings(theirs)
    sql = "SELECT * FROM ledger WHERE month > '2026-01' OR entry_id LIKE 'L-%:%'"
    sources = sources_file(tmp_path, theirs, february=sql)
    asked = {"table_name": None, "query_name": "february", "sources": sources}
    assert len(text_of("books", tmp_path, **asked)) == 2
    assert len(text_of(theirs, tmp_path, **asked)) == 2
    with pytest.raises(GapError, match="No query “febuary” is declared .*Did you mean “february”"):
        foreign_rows("books", table_name=None, query_name="febuary", sources=sources)
    with pytest.raises(GapError, match="No query “SELECT 1” is declared"):
        foreign_rows(theirs, table_name=None, query_name="SELECT 1", sources=None)


@pytest.mark.parametrize(
    ("source", "asked", "said"),
    [
        ("books", {"table": "a", "query": "b"}, "one of the two"),
        ("books", {}, "one of the two"),
        ("book", {"table": "ledger"}, "no database “book”"),
        ("nonsense://x", {"table": "ledger"}, "cannot be read"),
        ("://", {"table": "ledger"}, "not one of a database"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(here, tmp_path, source, asked, said):
    with pytest.raises(GapError) as told:
        brought(here, from_url=source, **asked)
    assert said in str(told.value).replace("\n", " ")
    assert rows(here, "ledger") == []


def test_files_and_a_database_are_not_named_together(here, tmp_path):
    for files, asked in (([], {}), ([tmp_path], {"from_url": "x"}), ([tmp_path], {"table": "t"})):
        with pytest.raises(typer.BadParameter), sourced(here, files, **asked):
            pass


@pytest.mark.parametrize(
    "name", ["ledgr", 'ledger"; DROP TABLE ledger; --', "ledger WHERE 1=1", "", "main.ledgr", "'"]
)
def test_a_table_that_is_not_there_is_no_sql(theirs, tmp_path, name):
    bookings(theirs)
    with pytest.raises(GapError, match="There is no table|cannot be read"):
        text_of(theirs, tmp_path, table_name=name)
    assert len(text_of(theirs, tmp_path, table_name="ledger")) == len(LEDGER) + 1


def test_a_query_that_writes_changes_nothing(theirs, tmp_path):
    bookings(theirs)
    sources = sources_file(tmp_path, theirs, bad="DELETE FROM ledger RETURNING entry_id")
    with pytest.raises(GapError, match="cannot be read"):
        text_of("books", tmp_path, query_name="bad", sources=sources)
    assert len(text_of(theirs, tmp_path, table_name="ledger")) == len(LEDGER) + 1


def test_values_keep_what_they_say(theirs, tmp_path):
    berlin = timezone(timedelta(hours=2))
    noon = datetime(2026, 4, 2, 14, 30, 1, 500000, tzinfo=berlin)
    types = {
        "day": sa.Date, "at": sa.DateTime(timezone=True), "local": sa.DateTime, "clock": sa.Time,
        "money": sa.Numeric(38, 10), "share": sa.Double, "small": sa.Double, "count": sa.BigInteger,
        "yes": sa.Boolean, "words": sa.Text, "empty": sa.Text,
    }  # fmt: skip
    values = [
        (date(2026, 3, 31), noon, noon.replace(tzinfo=None), time(8, 5), Decimal("0.1000000001"),
         0.1, 1e-7, 9007199254740993, True, 'a "b", c\nd', None),
    ]  # fmt: skip
    if theirs.startswith("sqlite"):
        for name in ("day", "at", "local", "clock", "yes", "money"):
            types[name] = sa.Text  # it has no such types and keeps what it is given
        values = [("2026-03-31", "2026-04-02T12:30:01.500000Z", "2026-04-02T14:30:01.500000",
                   "08:05:00", "0.1000000001", 0.1, 1e-7, 9007199254740993, "true",
                   'a "b", c\nd', None)]  # fmt: skip
    filled(theirs, "kinds", types, values)
    header, row = text_of(theirs, tmp_path, table_name="kinds")
    assert header == list(types)
    assert row == [
        "2026-03-31", "2026-04-02T12:30:01.500000Z", "2026-04-02T14:30:01.500000", "08:05:00",
        "0.1000000001", "0.1", "0.0000001", "9007199254740993", "true", 'a "b", c\nd', "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT CAST('NaN' AS numeric) AS x", "Column x of .* holds a number that is none"),
        ("SELECT CAST('Infinity' AS float8) AS x", "Column x of .* holds a number that is none"),
        ("SELECT 1 AS a, ARRAY[1, 2] AS b", "Column b of .* holds values of the type list"),
        ("SELECT CAST('x' AS bytea) AS b", "Column b of .* holds values of the type bytes"),
    ],
)
def test_what_no_text_can_say_is_refused_with_its_column(postgres_url, tmp_path, sql, said):
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    sources = sources_file(tmp_path, url, odd=sql)
    with pytest.raises(RefusedFile, match=said):
        text_of("books", tmp_path, query_name="odd", sources=sources)


def test_an_identifier_of_another_kind_is_written_as_it_reads(postgres_url, tmp_path):
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    given = UUID("12345678-1234-5678-1234-567812345678")
    sources = sources_file(tmp_path, url, one=f"SELECT CAST('{given}' AS uuid) AS id, 5 % 3 AS r")
    assert text_of("books", tmp_path, query_name="one", sources=sources) == [
        ["id", "r"], [str(given), "2"],
    ]  # fmt: skip


def test_a_view_and_a_schema_can_be_named(postgres_url, tmp_path):
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA books"))
        connection.execute(sa.text("CREATE VIEW books.totals AS SELECT 7 AS sum"))
    engine.dispose()
    assert text_of(url, tmp_path, table_name="books.totals") == [["sum"], ["7"]]


def test_many_rows_are_read_a_few_at_a_time(theirs, tmp_path):
    bookings(theirs)
    sources = sources_file(tmp_path, theirs, many=(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) "
        "SELECT i FROM n"
    ))  # fmt: skip
    lines = text_of("books", tmp_path, query_name="many", sources=sources)
    assert [line[0] for line in lines[1:]] == [str(number) for number in range(1, 25_001)]


def test_more_rows_than_may_be_loaded_are_refused(tmp_path, theirs, monkeypatch):
    from pipelines import foreign_rows as module

    policy = module.intake_policy()
    less = policy.model_copy(update={"limits": policy.limits.model_copy(update={"rows": 2})})
    monkeypatch.setattr(module, "intake_policy", lambda: less)
    bookings(theirs)
    with pytest.raises(RefusedFile, match="more than 2 rows"):
        text_of(theirs, tmp_path, table_name="ledger")


def test_what_was_written_out_is_gone_afterwards(here, theirs):
    bookings(theirs)
    brought(here, from_url=theirs, table="ledger")
    left = [path.name for path in (here.settings.store / "staging").rglob("*")]
    assert "rows.csv" not in left


def test_the_address_stands_in_no_representation():
    asked = ForeignRows(make_url(f"postgresql://u:{SECRET}@h/d"), "warehouse", "ledger")
    assert repr(asked) == "ForeignRows('ledger of warehouse.csv')"
