"""Tables come to today's shape in one step, once, from any start, and never go back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from pipelines.catalogue.database import database, reading, writing
from pipelines.catalogue.migrating import migrate
from pipelines.catalogue.models import CATALOGUE_TABLES, Base
from pipelines.errors import StoreError
from pipelines.quality.models import QUALITY_TABLES
from pipelines.uploads.models import UPLOAD_TABLES
from pipelines.workspace import MIGRATIONS

TABLE = "alembic_version_catalogue"


def test_the_migrations_make_exactly_the_tables_of_the_models(database_url):
    engine = database(database_url)
    migrate(engine, MIGRATIONS, TABLE)

    def ours(_item, name, kind, _reflected, _compared):
        return kind != "table" or name in CATALOGUE_TABLES | QUALITY_TABLES | UPLOAD_TABLES

    with reading(engine) as connection:
        options = {"version_table": TABLE, "include_object": ours, "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_an_up_to_date_database_is_left_alone(database_url):
    engine = database(database_url)
    migrate(engine, MIGRATIONS, TABLE)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO workspace (key, value) VALUES ('title', 'kept')"))
    migrate(engine, MIGRATIONS, TABLE)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT value FROM workspace")).scalar() == "kept"
    engine.dispose()


def test_many_who_open_a_new_store_at_once_make_its_tables_once(database_url):
    engines = [database(database_url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda engine: migrate(engine, MIGRATIONS, TABLE), engines))
    with reading(engines[0]) as connection:
        assert len(connection.execute(text(f"SELECT * FROM {TABLE}")).all()) == 1  # a constant
    for engine in engines:
        engine.dispose()


def test_a_store_of_a_later_version_is_refused_in_words(database_url):
    engine = database(database_url)
    migrate(engine, MIGRATIONS, TABLE)
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {TABLE} SET version_num = 'catalogue_9999'"))  # a constant
    with pytest.raises(StoreError, match="later version"):
        migrate(engine, MIGRATIONS, TABLE)
    engine.dispose()


def test_revisions_are_called_like_their_files():
    for path in (MIGRATIONS / "versions").glob("*_[0-9]*.py"):
        assert f'revision = "{path.stem}"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense"])
def test_only_sqlite_and_postgresql_are_spoken_to(url):
    with pytest.raises(StoreError):
        database(url)
