"""Views: which rows leave, and how exact."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from made import INTERNAL, PERSONAL, contract, field, judged, refers, table

from opendata_share.contract import Contract, Provenance, Sensitivity, Text
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, protect
from opendata_share.policy._terms import Case, FieldRule, KeySource, Party, Place, SchemaPolicy, Suppress
from opendata_share.policy._transforms import AreaLevel, Band, Calendar, Decimals, Keep, Mask, Pseudonym, Step
from opendata_share.policy._view import _held
from opendata_share.releases import Publication, open_catalog, publish
from opendata_share.validation import validate

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SOON = date(2026, 12, 31)
WHY = Text("Drills", "Latihan")
LEAST, MOST = -(2**63), 2**63 - 1
EVERY_CLASS = frozenset(Sensitivity) - {PERSONAL}
SECRET = "0123456789abcdef0123456789abcdef"


def at(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]  # year, month, day and what more is given


def policy(schema: SchemaPolicy, audience: str = "jakarta-fire", **parts: Any) -> Policy:
    """Return a policy for one partner that says `schema` of the contract thing@1."""
    parties = (Party("demo", "provider"), Party("jakarta-fire", "recipient"))
    sound = {"name": "ours", "purpose": WHY, "parties": parties, "valid_until": SOON}
    return Policy(**{**sound, "audience": audience, "schemas": {"thing@1": schema}, **parts})


def fields(**rules: Any) -> SchemaPolicy:
    """Return what a policy says: every class, and these fields by one transform, or several cases."""
    made = {name: rule if isinstance(rule, FieldRule) else FieldRule((Case(rule),)) for name, rule in rules.items()}
    return SchemaPolicy(admits=EVERY_CLASS, fields=made)


def left(promised: Contract, rows: list[dict[str, Any]], said: SchemaPolicy | Policy, **parts: Any) -> Any:
    """Return the one table that leaves."""
    chosen = said if isinstance(said, Policy) else policy(said, **parts)
    (only,) = protect(judged(promised, rows), policy=chosen, as_of=NOW).tables
    return only.table


# -- rows


def test_a_row_leaves_only_where_its_condition_is_true(tmp_path: Path) -> None:
    promised = contract(field("id", required=True), field("n", "integer", sensitivity=INTERNAL), key=("id",))
    rows = [{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c"}, {"id": "d", "n": 0}]
    # a division by zero cannot be computed, and what cannot be computed is not true
    said = SchemaPolicy(admits=frozenset({Sensitivity.PUBLIC}), rows="n < 2 AND 1.0 / n > 0")
    table = left(promised, rows, said)
    assert table.to_records() == [{"id": "a"}]
    assert [(each.balance.read, each.balance.skipped, each.balance.produced) for each in table.stream()] == [(4, 3, 1)]
    assert table.to_records() == [{"id": "a"}], "it may be read again"
    assert b"\x00d\x00" not in table.to_arrow().column("id").chunk(0).buffers()[2].to_pybytes()


def published(into: Path, count: int, said: Policy) -> Publication:
    """Publish a table of an agency with one rejected row."""
    agency = field("agency_id", provenance=Provenance.AGENCY)
    promised = contract(field("id", required=True), agency, field("n", "integer"), key=("id",))
    rows = [{"id": str(number), "agency_id": "demo", "n": number} for number in range(count)] + [{"id": None}]
    return publish(protect(judged(promised, rows), policy=said, as_of=NOW), into=into, partial=True)


def test_rows_that_are_withheld_are_counted_in_the_release(tmp_path: Path) -> None:
    said = policy(SchemaPolicy(admits=EVERY_CLASS, rows="n >= 4"))
    publication = published(tmp_path, 10, said)
    assert (publication.rows, publication.rejected, publication.release.withheld) == (6, 1, 4)
    assert "; 1 rows rejected; 4 rows withheld by policy" in publication.text()
    assert "; 4 baris ditahan menurut kebijakan" in publication.text("id")
    assert publication.to_document()["releases"][0]["withheld"] == 4
    manifest = open_catalog(tmp_path)["demo/thing"].latest().manifest
    assert (manifest.rows, manifest.withheld, manifest.balance.accepted) == (6, 4, 10)
    assert published(tmp_path, 10, said).release.withheld == 4, "unchanged, and it still says so"


def test_a_release_that_withholds_nothing_does_not_speak_of_it(tmp_path: Path) -> None:
    """Readers that know no such key read it as before."""
    publication = published(tmp_path, 3, Policy.named("open"))
    assert "withheld" not in json.loads((publication.release.path / "manifest.json").read_text())
    assert "withheld" not in publication.text()


# -- values


@pytest.mark.parametrize(
    ("kind", "transform", "cells", "expected"),
    [
        ("text", Mask(2, 3), ["+62812345678", "abcde", "abcdef", "", None, "éöü漢字かな"],
         ["+6***678", "***", "ab***def", "***", None, "éö***字かな"]),
        ("text", Mask(2), ["abc", "ab", None], ["ab***", "***", None]),
        ("text", Mask(0, 1), ["abc", "a", None], ["***c", "***", None]),
        ("text", Mask(), ["abc", "", None], ["***", "***", None]),
        ("text", AreaLevel("kelurahan"), ["31.71.01.1001/001/002", "31.71.01.1001", "31.71", "31.7", "3171", None],
         ["31.71.01.1001", "31.71.01.1001", "31.71", None, None, None]),
        ("text", AreaLevel("kecamatan"), ["31.71.01.1001", "31.71.01", "31"], ["31.71.01", "31.71.01", "31"]),
        ("text", AreaLevel("kabupaten"), ["31.71.01.1001"], ["31.71"]),
        ("text", AreaLevel("provinsi"), ["31.71.01.1001", "31\n"], ["31", None]),
        ("integer", Band(5), [0, 4, 5, 17, -1, None, LEAST, MOST], [0, 0, 5, 15, -5, None, LEAST, MOST - 2]),
        ("integer", Band(10, 80), [79, 80, 104], [70, 80, 80]),
        ("integer", Step(10), [4, 5, 15, 16, -5, -15, -6, None, MOST, LEAST],
         [0, 0, 20, 20, 0, -20, -10, None, MOST - 7, LEAST]),
        ("integer", Step(1), [4, -4], [4, -4]),
        ("number", Step(100), [149.9, 150.0, 250.0, -49.0, None, 1e300], [100.0, 200.0, 200.0, 0.0, None, 1e300]),
        ("number", Decimals(3), [-6.20876, 106.8455, 0.0005, -0.0001, None, 1e300],
         [-6.209, 106.846, 0.0, 0.0, None, 1e300]),
        ("number", Decimals(0), [0.5, 1.5, 2.5], [0.0, 2.0, 2.0]),
        ("date", Calendar("month"), [date(2026, 6, 17), None], [date(2026, 6, 1), None]),
        ("date", Calendar("year", "Asia/Jakarta"), [date(2026, 6, 17)], [date(2026, 1, 1)]),
        ("date", Calendar("month", "America/New_York"), [date(2026, 6, 1)], [date(2026, 6, 1)]),
        ("datetime", Calendar("hour"), [at(2026, 6, 17, 23, 59, 58, 7), None], [at(2026, 6, 17, 23), None]),
        ("datetime", Calendar("day"), [at(2026, 6, 17, 23, 59)], [at(2026, 6, 17)]),
        ("datetime", Calendar("day", "Asia/Jakarta"), [at(2026, 6, 17, 23, 59)], [at(2026, 6, 17, 17)]),
        ("datetime", Calendar("year", "Asia/Jakarta"), [at(2025, 12, 31, 17)], [at(2025, 12, 31, 17)]),
        ("datetime", Calendar("month", "Asia/Jakarta"), [at(2026, 6, 17)], [at(2026, 5, 31, 17)]),
        # two o'clock comes twice in Berlin, and in São Paulo a day began at one
        ("datetime", Calendar("hour", "Europe/Berlin"), [at(2026, 10, 25, 0, 30), at(2026, 10, 25, 1, 30)],
         [at(2026, 10, 25)] * 2),
        ("datetime", Calendar("day", "America/Sao_Paulo"), [at(2018, 11, 4, 12), at(2018, 11, 4, 2)],
         [at(2018, 11, 4, 3), at(2018, 11, 3, 3)]),
    ],
    ids=lambda each: "" if isinstance(each, list) else str(each),
)  # fmt: skip
def test_a_transform_makes_of_a_value_what_it_says(
    kind: str, transform: Any, cells: list[Any], expected: list[Any]
) -> None:
    table = left(contract(field("x", kind)), [{"x": cell} for cell in cells], fields(x=transform))
    assert [row["x"] for row in table.to_records()] == expected
    assert not any(str(row["x"]) == "-0.0" for row in table.to_records())


def test_the_first_case_that_is_true_decides_and_where_none_is_the_cell_is_empty() -> None:
    cases = (Case(Mask(1), "kind = 'a'"), Case(Mask(0, 1), "kind <> 'c'"))
    rows = [{"x": "vwxyz", "kind": kind} for kind in ("a", "b", "c", None)]
    table = left(contract(field("x"), field("kind")), rows, fields(x=FieldRule(cases)))
    assert [row["x"] for row in table.to_records()] == ["v***", "***z", None, None]


def test_a_list_may_leave_in_some_rows_only_and_without_what_is_dropped_of_it() -> None:
    item = field("item", "object", required=True, fields=(field("system"), field("value", sensitivity=PERSONAL)))
    promised = contract(field("ids", "list", items=item), field("kind"))
    rows = [{"ids": [{"system": "s", "value": "secret"}], "kind": kind} for kind in ("a", "b")]
    table = left(promised, rows, fields(ids=FieldRule((Case(Keep(), "kind = 'a'"),))))
    assert table.to_records() == [{"ids": [{"system": "s"}], "kind": "a"}, {"ids": None, "kind": "b"}]


def test_a_condition_reads_the_row_as_it_came_also_what_does_not_leave() -> None:
    rules = fields(kind=FieldRule(()), x=FieldRule((Case(Keep(), "kind = 'a'"), Case(Mask()))))
    table = left(contract(field("x"), field("kind")), [{"x": "v", "kind": "a"}, {"x": "w", "kind": "b"}], rules)
    assert table.to_records() == [{"x": "v"}, {"x": "***"}]


@pytest.mark.parametrize(
    ("precision", "scale", "digits", "cells", "expected"),
    [
        (9, 3, 1, ["1.250", "1.350", "-0.049", None], ["1.200", "1.400", "0.000", None]),
        (9, 3, 0, ["1.500", "2.500"], ["2.000", "2.000"]),
        (37, 2, 1, ["9.95", "99999999999999999999999999999999999.95"],
         ["10.00", "100000000000000000000000000000000000.00"]),
    ],
    ids=["tenths", "whole", "longest"],
)  # fmt: skip
def test_a_decimal_is_rounded_half_to_even_and_may_grow_a_digit(
    precision: int, scale: int, digits: int, cells: list[str | None], expected: list[str | None]
) -> None:
    promised = contract(field("x", "decimal", precision=precision, scale=scale))
    rows = [{"x": None if cell is None else Decimal(cell)} for cell in cells]
    table = left(promised, rows, fields(x=Decimals(digits)))
    told = [row["x"] for row in table.to_records()]
    assert [None if each is None else format(each, "f").removeprefix("-") for each in told] == expected


# -- small counts


COUNTED = contract(
    field("area", reference=refers("administrative-area")), field("unit"), field("n", "integer"), key=("area", "unit")
)
FEW = Suppress(("n",), ("area",), 3, when="unit = 'cases'")


def test_only_what_is_a_count_and_below_what_the_policy_says_is_hidden() -> None:
    said = SchemaPolicy(admits=EVERY_CLASS, suppress=(FEW,))
    rows = [{"area": area, "unit": unit, "n": n}
            for area, unit, n in (("31.71", "cases", 2), ("31.72", "cases", 3), ("31.71", "minutes", 2))]  # fmt: skip
    assert [row["n"] for row in left(COUNTED, rows, said).to_records()] == [None, 3, 2]


def test_rows_withheld_are_counted_once_however_many_batches_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata_share.policy._view._BATCH_ROWS", 2)
    said = SchemaPolicy(admits=EVERY_CLASS, suppress=(FEW,), rows="n > 5")
    rows = [{"area": f"31.7{number}", "unit": "cases", "n": number} for number in range(1, 10)]
    table = left(COUNTED, rows, said)
    parts = list(table.stream())
    assert [each.data.num_rows for each in parts if each.data.num_rows] == [2, 2]
    balances = [(each.balance.read, each.balance.skipped, each.balance.produced) for each in parts]
    assert [sum(column) for column in zip(*balances, strict=True)] == [9, 5, 4]
    assert [row["n"] for row in table.to_records()] == [6, 7, 8, 9]


def test_counts_of_no_row_are_no_row() -> None:
    assert left(COUNTED, [], SchemaPolicy(admits=EVERY_CLASS, suppress=(FEW,))).to_records() == []


# -- pseudonyms


@pytest.mark.parametrize(
    ("limit", "held"), [(1, [1, 1, 1, 1]), (16, [1, 1, 1, 1]), (17, [2, 2]), (32, [2, 2]), (33, [3, 1]), (99, [4])]
)
def test_batches_are_held_until_they_are_as_large_as_is_cheap(
    monkeypatch: pytest.MonkeyPatch, limit: int, held: list[int]
) -> None:
    monkeypatch.setattr("opendata_share.policy._view._HELD_BYTES", limit)
    batches = [pa.record_batch({"n": pa.array([number, number], pa.int64())}) for number in range(4)]
    assert {batch.nbytes for batch in batches} == {16}
    found = list(_held(iter(batches)))
    assert [len(each) for each in found] == held
    assert [batch for each in found for batch in each] == batches


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> KeySource:
    monkeypatch.setenv("OUR_KEY", SECRET)
    return KeySource(environment="OUR_KEY")


def name_of(value: str, domain: str, audience: str = "jakarta-fire", secret: str = SECRET) -> str:
    """Return the pseudonym, computed apart."""
    message = b"\0".join(part.encode() for part in ("opendata-share/pseudonym@1", audience, domain, value))
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:32]


def test_a_pseudonym_is_the_hmac_of_audience_domain_and_value(keyed: KeySource) -> None:
    promised = contract(field("id", required=True), field("n", "integer"), field("who"), key=("id",))
    rows = [{"id": "a", "n": 7, "who": "Budi"}, {"id": "b", "n": None, "who": "Budi"}, {"id": "", "n": 7, "who": ""}]
    said = fields(id=Pseudonym(), n=Pseudonym(), who=Pseudonym("person"))
    assert left(promised, rows, said, key=keyed).to_records() == [
        {"id": name_of("a", "thing"), "n": name_of("7", "thing.n"), "who": name_of("Budi", "person")},
        {"id": name_of("b", "thing"), "n": None, "who": name_of("Budi", "person")},
        {"id": name_of("", "thing"), "n": name_of("7", "thing.n"), "who": name_of("", "person")},
    ]


@pytest.mark.parametrize("at_once", [1, 40, 100, 10_000])
def test_rows_get_their_names_in_batches_of_any_size(
    keyed: KeySource, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("opendata_share.policy._view._HELD_BYTES", at_once)
    promised = contract(field("x"), field("n", "integer"))
    rows = [{"x": str(number % 3), "n": number} for number in range(10)]
    validated = validate(table(promised, rows, size=2))
    chosen = policy(
        SchemaPolicy(admits=EVERY_CLASS, fields={"x": FieldRule((Case(Pseudonym("d")),))}, rows="n <> 4"), key=keyed
    )
    (only,) = protect(validated, policy=chosen, as_of=NOW).tables
    expected = [{"x": name_of(row["x"], "d"), "n": row["n"]} for row in rows if row["n"] != 4]
    assert only.table.to_records() == expected
    assert sum(each.balance.skipped for each in only.table.stream()) == 1


def test_two_audiences_cannot_join_and_a_reference_joins_with_its_key(keyed: KeySource) -> None:
    promised = contract(field("x", reference=refers("station")))
    ours = left(promised, [{"x": "demo:1"}], fields(x=Pseudonym()), key=keyed).to_records()[0]["x"]
    exchange = left(promised, [{"x": "demo:1"}], fields(x=Pseudonym()), key=keyed, audience="exchange")
    assert ours == name_of("demo:1", "station")
    assert exchange.to_records()[0]["x"] == name_of("demo:1", "station", "exchange") != ours


def test_a_key_is_read_from_a_file_beside_the_policy(tmp_path: Path) -> None:
    (tmp_path / "our.key").write_text(SECRET + "\n")
    chosen = policy(fields(x=Pseudonym("d")), key=KeySource(file="our.key"), place=Place("ours.toml", folder=tmp_path))
    assert left(contract(field("x")), [{"x": "a"}], chosen).to_records() == [{"x": name_of("a", "d")}]


@pytest.mark.parametrize(
    ("value", "message"),
    [(None, "is not set"), ("", "is not set"), ("k" * 31, "shorter than 32 bytes")],
)
def test_a_key_that_is_missing_or_short_is_refused_unsaid(
    monkeypatch: pytest.MonkeyPatch, value: str | None, message: str
) -> None:
    monkeypatch.delenv("OUR_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("OUR_KEY", value)
    with pytest.raises(DefinitionError, match=message) as raised:
        left(contract(field("x")), [], policy(fields(x=Pseudonym()), key=KeySource(environment="OUR_KEY")))
    assert "kkk" not in str(raised.value)
    assert "OUR_KEY" not in str(raised.value), "somebody may have written the key itself there"


@pytest.mark.parametrize("file", ["nothing.key", "", "x\0y"])
def test_a_key_file_that_cannot_be_read_is_refused_unsaid(tmp_path: Path, file: str) -> None:
    place = Place("ours.toml", folder=tmp_path)
    with pytest.raises(DefinitionError, match="cannot be read") as raised:
        left(contract(field("x")), [], policy(fields(x=Pseudonym()), key=KeySource(file=file), place=place))
    assert not file or file not in str(raised.value)
