"""Dagster's event log in SQLite, written over connections that stay open.

Here: the one method of Dagster's storage that opens a connection, replaced. Dagster opens, compiles
its statements for and closes two of them an event, three quarters of what an event took, and a
first run has some thousand (docs/decisions/0009). Not here: what is logged; PostgreSQL, which
Dagster keeps open itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, QueuePool, create_engine

_SECONDS_UNTIL_BUSY = 60


def keep_connections_open() -> None:
    """Have every event log of this process write over open connections."""
    SqliteEventLogStorage._connect = _connection  # type: ignore[method-assign, assignment]  # noqa: SLF001


@contextmanager
def _connection(storage: SqliteEventLogStorage, shard: str) -> Iterator[Connection]:
    """A transaction on one of the files of the log: one a run, and the index of all."""
    with storage._db_lock:  # noqa: SLF001
        engine = _engine(storage, storage.conn_string_for_shard(shard))
        if shard not in storage._initialized_dbs:  # noqa: SLF001
            storage._initdb(engine)  # noqa: SLF001
            storage._initialized_dbs.add(shard)  # noqa: SLF001
        with engine.begin() as connection:
            yield connection


# A run writes its own file and the index; a process that looks at many runs lets the oldest go.
@lru_cache(maxsize=4)
def _engine(_storage: SqliteEventLogStorage, url: str) -> Engine:
    arguments = {"timeout": _SECONDS_UNTIL_BUSY, "check_same_thread": False}
    return create_engine(url, poolclass=QueuePool, pool_size=1, connect_args=arguments)
