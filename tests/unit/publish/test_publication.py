"""One publication: what the published file holds, and what stops it."""

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import AuditFailed, Publication, PublicationFailed
from orchestration.publish import publish as publish_keeping
from orchestration.publish.marts import NEXT, Content, content
from tests.build_database import AGREEING, DIFFERING, write_build_database


@pytest.fixture
def build_database(tmp_path: Path) -> Path:
    return write_build_database(tmp_path / "build" / "marts.duckdb")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "marts.duckdb"


def publish(build_database: Path, published: Path, keep: int = 3) -> Publication:
    return publish_keeping(build_database, published, "code 1", keep, is_synthetic=True)


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(database, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_published_file_holds_the_marts_and_nothing_else(
    build_database: Path, published: Path
) -> None:
    publication = publish(build_database, published)

    assert publication.row_counts == {
        "kpi": 1000,
        "measure": 1000,
        "published_reconciliation": 2,
    }
    assert rows(published, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    kpi = "select * from marts.marts.kpi order by measure"
    assert rows(published, kpi) == rows(build_database, kpi)


@pytest.mark.parametrize(
    "question",
    [
        """
        select sql, comment from duckdb_tables()
        where schema_name = 'marts' and table_name in ('kpi', 'measure') order by all
        """,
        """
        select table_name, column_name, data_type, comment
        from duckdb_columns()
        where schema_name = 'marts' and table_name in ('kpi', 'measure') order by all
        """,
        """
        select table_name, constraint_text
        from duckdb_constraints()
        where schema_name = 'marts' and table_name in ('kpi', 'measure') order by all
        """,
    ],
)
def test_constraints_and_comments_come_along(
    build_database: Path, published: Path, question: str
) -> None:
    publish(build_database, published)

    assert rows(published, question) == rows(build_database, question) != []


def test_older_readers_can_open_it(build_database: Path, published: Path) -> None:
    publish(build_database, published)

    assert rows(
        published, "select tags['storage_version'] from duckdb_databases() where path is not null"
    ) == [("v1.2.0+",)]


def test_it_is_read_only_and_alone(build_database: Path, published: Path) -> None:
    publish(build_database, published)

    assert stat.S_IMODE(published.stat().st_mode) == 0o444
    assert list(published.parent.glob("*.wal")) == []
    assert not (build_database.parent / "next").exists()


def test_a_published_file_is_replaced_though_read_only(
    build_database: Path, published: Path
) -> None:
    publish(build_database, published)
    with duckdb.connect(build_database) as connection:
        connection.execute("delete from marts.marts.kpi where value >= 10")

    publish(build_database, published)

    assert rows(published, "select count(*) from marts.marts.kpi") == [(10,)]


def test_what_a_writing_tool_left_beside_the_published_file_is_not_replayed(
    build_database: Path, published: Path
) -> None:
    published.with_name("marts.duckdb.wal").write_bytes(b"stray")

    publish(build_database, published)

    assert rows(published, "select count(*) from marts.marts.kpi") == [(1000,)]


def test_leftovers_of_an_interrupted_publication_are_removed(
    build_database: Path, published: Path
) -> None:
    leftover = build_database.parent / "next" / "marts.duckdb"
    leftover.parent.mkdir()
    leftover.write_bytes(b"half a file")
    leftover.with_name("marts.duckdb.wal").write_bytes(b"its log")
    leftover.chmod(0o444)

    publish(build_database, published)

    assert rows(published, "select count(*) from marts.marts.kpi") == [(1000,)]


def test_nothing_is_published_if_the_audit_fails(tmp_path: Path, published: Path) -> None:
    failing = write_build_database(
        tmp_path / "build" / "marts.duckdb", figures=[AGREEING, DIFFERING]
    )

    with pytest.raises(AuditFailed, match=DIFFERING[0]):
        publish(failing, published)

    assert not published.exists()


def test_a_copy_that_lacks_rows_is_not_published(
    build_database: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def content_after_a_loss(connection: duckdb.DuckDBPyConnection, table: str) -> Content:
        if table.startswith(f"{NEXT}."):
            connection.execute(f"delete from {table}")
        return content(connection, table)

    monkeypatch.setattr("orchestration.publish.marts.content", content_after_a_loss)

    with pytest.raises(PublicationFailed, match="does not hold the rows of the build database"):
        publish(build_database, published)

    assert not published.exists()


def test_a_view_among_the_marts_stops_publication(build_database: Path, published: Path) -> None:
    with duckdb.connect(build_database) as connection:
        connection.execute("create view marts.marts.person as from raw.person")

    with pytest.raises(PublicationFailed, match=r"marts\.person: .* Materialise it as a table"):
        publish(build_database, published)

    assert not published.exists()


def test_without_a_build_database_the_error_says_what_to_do(
    tmp_path: Path, published: Path
) -> None:
    with pytest.raises(PublicationFailed, match="does not exist"):
        publish(tmp_path / "build" / "marts.duckdb", published)
