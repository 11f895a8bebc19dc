"""The shared database fixtures are what they say."""

from __future__ import annotations

import sqlalchemy as sa


def test_each_database_is_empty_and_of_the_kind_asked_for(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    assert sa.inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(sa.text("create table probe (id integer)"))
    assert database_url.startswith(engine.dialect.name)
    engine.dispose()


def test_a_postgres_database_is_not_shared_between_tests(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
