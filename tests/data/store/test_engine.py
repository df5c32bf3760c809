"""Migrations and transactions, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from data.errors import ConfigError, StoreError
from data.store import audit, schools
from data.store.cipher import Cipher
from data.store.engine import Store, make_engine, migrate, open_store
from data.store.tables import Base

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def test_the_migrations_make_exactly_the_tables(database_url: str) -> None:
    engine = make_engine(database_url)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_migrations_go_down_and_up_again(database_url: str) -> None:
    engine = make_engine(database_url)
    migrate(engine)
    migrate(engine, "base")
    assert inspect(engine).get_table_names() in ([], ["alembic_version"])
    migrate(engine)
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_every_table_has_a_school(store: Store) -> None:
    for name, table in Base.metadata.tables.items():
        assert name == "schools" or "school_id" in table.columns, name


def test_writers_wait_for_each_other_and_the_log_stays_whole(store: Store) -> None:
    cipher = Cipher(bytes(32))
    with store.writing() as session:
        school = schools.school_id(session, cipher, "Larkmere Primary School & Nursery", now=NOW)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                with store.writing() as session:
                    audit.record(session, cipher, school, actor="test", action="case:viewed", at=NOW)
        except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as session:
        assert audit.verify(session, cipher, school) == 40


@pytest.mark.parametrize("url", ["not a url", "mysql://localhost/x"])
def test_a_url_that_is_no_database_of_ours(url: str) -> None:
    with pytest.raises(ConfigError, match="GOODNAME_DATABASE_URL"):
        open_store(url)


def test_a_database_that_does_not_answer() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        open_store("postgresql://nobody@127.0.0.1:1/none")
