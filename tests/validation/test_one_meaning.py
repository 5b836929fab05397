"""One meaning: every row of docs/reference/one-meaning.md, asked of each way to judge.

A value is judged as a record, as a line of NDJSON and as a cell of CSV (both on the command line), and by a stranger's
engine with the JSON Schema of the contract. Where that engine may say otherwise the reason stands beside the row.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from opendata_share.cli._app import run
from opendata_share.contract import Contract
from opendata_share.json_schema import NotJson, read_json_text
from opendata_share.validation import judge_record

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "one-meaning.md"
OK = "ok"
TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
MIXED = {"type": ["string", "integer"], "minimum": 20}


class Case(NamedTuple):
    """One row of the table: a value under a schema, and which rule it breaks on each way.

    Attributes:
        schema: What is promised of the value.
        json: The value as JSON text, or None where JSON cannot say it.
        rule: What a record and a line of NDJSON break, or "ok".
        csv: The value as the text of a cell, or None where it is that of `json`.
        csv_rule: What the cell breaks, or None where it is as `rule`.
        line_rule: What the line of NDJSON breaks where it is no record at all.
        stranger: Why a stranger's engine may say otherwise, or None.
        required: Whether the property is required.
        record: The Python value where it is not what the JSON text says.
    """

    schema: Any
    json: str | None
    rule: str
    csv: str | None = None
    csv_rule: str | None = None
    line_rule: str | None = None
    stranger: str | None = None
    required: bool = False
    record: Any = None


def text(value: str) -> str:
    return json.dumps(value)


CASES: dict[str, Case] = {
    # patterns
    "digits-of-other-scripts": Case({**TEXT, "pattern": r"^ENG-\d+$"}, text("ENG-١٢"), "pattern", "ENG-١٢"),
    "dollar-before-a-line-end": Case({**TEXT, "pattern": r"^ENG-\d+$"}, text("ENG-12\n"), "pattern", "ENG-12\n"),
    "letters-of-other-scripts": Case({**TEXT, "pattern": r"^\w+$"}, text("é"), "pattern", "é"),
    "dot-and-line-ends": Case({**TEXT, "pattern": "^a.b$"}, text("a\nb"), "pattern", "a\nb"),
    "a-pattern-is-searched-for": Case({**TEXT, "pattern": "b"}, text("abc"), OK, "abc"),
    # numbers
    "nan": Case(NUMBER, "NaN", "not-finite", "nan", "type", "malformed-json", record=math.nan),
    "infinity": Case(NUMBER, "Infinity", "not-finite", "inf", "type", "malformed-json", record=math.inf),
    "beyond-every-double": Case(NUMBER, "1e400", "type", "1e400", stranger="JSON has numbers no column can hold"),
    "integer-written-with-a-point": Case(INTEGER, "2.0", OK, "2.0", "type"),
    "integer-written-with-an-exponent": Case(INTEGER, "2e0", OK, "2e0", "type"),
    "integer-with-a-fraction": Case(INTEGER, "2.5", "type", "2.5"),
    "integer-beyond-2-53": Case({**INTEGER, "const": 2**53 + 1}, str(2**53 + 1), OK, str(2**53 + 1)),
    "integer-beyond-2-53-off-by-one": Case(
        {**INTEGER, "maximum": 2**53}, str(2**53 + 1), "maximum", str(2**53 + 1),
        stranger="a bound a double cannot tell from the next stands in x-contract alone",
    ),
    "integer-beyond-64-bits": Case(INTEGER, str(2**63), "type", str(2**63), stranger="a column has 64 bits"),
    "true-is-no-number": Case(INTEGER, "true", "type", "true"),
    "one-is-not-true": Case({"enum": [1, "a"]}, "true", "enum", "true"),
    "one-is-one-point-nought": Case({"enum": [1, "a"]}, "1.0", OK, "1.0"),
    "a-cent-divides-19-99": Case({**NUMBER, "multipleOf": 0.01}, "19.99", OK, "19.99"),
    "a-cent-does-not-divide-19-995": Case({**NUMBER, "multipleOf": 0.01}, "19.995", "multiple-of", "19.995"),
    "a-bound-is-not-rounded": Case({**NUMBER, "maximum": 0.3}, "0.30000000000000004", "maximum", "0.30000000000000004"),
    "digits-beyond-a-double": Case(
        {"maximum": 0.3}, "0.30000000000000000001", "maximum", "0.30000000000000000001",
        stranger="it reads numbers as doubles; a column of JSON keeps every digit",
    ),
    # null, absence, emptiness
    "null-is-absent": Case({**TEXT, "minLength": 1}, "null", OK, ""),
    "null-where-a-value-is-required": Case(TEXT, "null", "required", "", required=True),
    "null-where-the-schema-names-null": Case({"type": ["string", "null"]}, "null", OK, "", required=True),
    "null-in-nested-data": Case(
        {"type": "object", "properties": {"a": {"type": "string"}}}, '{"a":null}', "type", '{"a":null}'
    ),
    "an-empty-text": Case({**TEXT, "minLength": 1}, '""', "min-length", "", OK),
    "a-key-twice": Case(
        {"type": "object"}, '{"a":1,"a":1}', "type", '{"a":1,"a":1}', line_rule="malformed-json", record=NotJson
    ),
    # days, moments, zones
    "a-space-for-t": Case(MOMENT, text("2026-01-01 00:07:21Z"), "type", "2026-01-01 00:07:21Z", OK),
    "lower-case-t-and-z": Case(MOMENT, text("2026-01-01t00:07:21z"), OK, "2026-01-01t00:07:21z"),
    "no-seconds": Case(MOMENT, text("2026-01-01T00:07Z"), "type", "2026-01-01T00:07Z"),
    "an-hour-alone": Case(MOMENT, text("2026-01-01T00Z"), "type", "2026-01-01T00Z"),
    "an-offset-without-a-colon": Case(MOMENT, text("2026-01-01T00:07:21+0100"), "type", "2026-01-01T00:07:21+0100"),
    "an-offset": Case(MOMENT, text("2026-01-01T00:07:21+07:00"), OK, "2026-01-01T00:07:21+07:00"),
    "no-offset": Case(MOMENT, text("2026-01-01T00:07:21"), "naive-time", "2026-01-01T00:07:21"),
    "a-leap-second": Case(
        MOMENT, text("2016-12-31T23:59:60Z"), "type", "2016-12-31T23:59:60Z",
        stranger="RFC 3339 knows leap seconds, a column does not",
    ),
    "six-digits-of-a-second": Case(MOMENT, text("2026-01-01T00:07:21.123456Z"), OK, "2026-01-01T00:07:21.123456Z"),
    "nine-digits-of-a-second": Case(
        MOMENT, text("2026-01-01T00:07:21.123456789Z"), "type", "2026-01-01T00:07:21.123456789Z",
        stranger="a column has microseconds, and nothing is rounded",
    ),
    "a-day-that-is-none": Case(DAY, text("2026-02-30"), "type", "2026-02-30"),
    "a-day-with-a-space": Case(DAY, text("2026-02-03 "), "type", "2026-02-03 ", OK),
    # the lexical form of cells
    "digits-in-a-text": Case(INTEGER, text("12"), "type", "12", OK),
    "hexadecimal": Case(INTEGER, text("0x10"), "type", "0x10"),
    "leading-zeros": Case(INTEGER, text("00012"), "type", "00012", OK),
    "a-plus-sign": Case(NUMBER, text("+5"), "type", "+5", OK),
    "a-point-first": Case(NUMBER, text(".5"), "type", ".5", OK),
    "space-around-a-number": Case(INTEGER, text(" 5"), "type", " 5", OK),
    "groups-of-digits": Case(INTEGER, text("1,000"), "type", "1,000"),
    "true-in-capitals": Case({"type": "boolean"}, text("TRUE"), "type", "TRUE", OK),
    "one-for-true": Case({"type": "boolean"}, "1", "type", "1"),
    "a-word-in-a-column-of-several-types": Case(MIXED, text("abc"), OK, "abc"),
    "a-number-in-a-column-of-several-types": Case(MIXED, "12", "minimum", "12"),
    "quoted-digits-in-a-column-of-several-types": Case(MIXED, text("12"), OK, '"12"'),
    "half-an-object-in-a-column-of-json": Case({"type": ["string", "object"]}, text('{"a":'), OK, '{"a":', "type"),
    "a-list-of-another-type": Case({"type": "array", "items": INTEGER}, "[1,true]", "type", "[1,true]"),
}  # fmt: skip
COLUMN = {name: name.replace("-", "_") for name in CASES}


def contract_of(case: Case) -> Contract:
    required = ["x"] if case.required else []
    return Contract.from_json_schema(
        {"properties": {"x": case.schema}, "required": required, "additionalProperties": False}
    )


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one schema with a property for each case; those required are asked for in rows of their own."""
    path = tmp_path_factory.mktemp("one") / "schema.json"
    properties = {COLUMN[name]: case.schema for name, case in CASES.items()}
    required = {COLUMN[name] for name, case in CASES.items() if case.required}
    # what is required is required of its own row only
    rules = [
        {"if": {"properties": {"row": {"const": name}}}, "then": {"required": [COLUMN[name]]}}
        for name in CASES
        if COLUMN[name] in required and "null" not in CASES[name].schema["type"]
    ]
    document = {"properties": {"row": {"type": "string"}, **properties}, "required": ["row"], "allOf": rules}
    path.write_text(json.dumps({**document, "additionalProperties": False}), "utf-8")
    return path


Verdicts = Mapping[int, str]


def judged(data: Path, schema: Path, capsys: pytest.CaptureFixture[str]) -> Verdicts:
    capsys.readouterr()
    run(["validate", str(data), "--to", str(schema), "--format", "json", "--lang", "en"])
    report = json.loads(capsys.readouterr().out)
    assert not report["truncated"]
    return {one["row"]: one["rule"] for one in report["violations"]}


_MADE: dict[tuple[str, Path], Verdicts] = {}


def verdict_by_ndjson(name: str, schema: Path, capsys: pytest.CaptureFixture[str]) -> str:
    key = ("ndjson", schema)
    if key not in _MADE:
        data = schema.with_name("cases.ndjson")
        # the first line has every heading, so that a line that is no JSON takes none away
        first = json.dumps({"row": "first", **dict.fromkeys(COLUMN.values())})
        lines = [f'{{"row": {json.dumps(each)}, "{COLUMN[each]}": {case.json}}}' for each, case in CASES.items()]
        data.write_text("\n".join((first, *lines)) + "\n", "utf-8")
        _MADE[key] = judged(data, schema, capsys)
    return _MADE[key].get(list(CASES).index(name) + 2, OK)


def verdict_by_csv(name: str, schema: Path, capsys: pytest.CaptureFixture[str]) -> str:
    key = ("csv", schema)
    if key not in _MADE:
        data = schema.with_name("cases.csv")
        with data.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ["row", *COLUMN.values()])
            writer.writeheader()
            writer.writerows({"row": each, COLUMN[each]: case.csv} for each, case in CASES.items())
        _MADE[key] = judged(data, schema, capsys)
    return _MADE[key].get(list(CASES).index(name) + 1, OK)


def record_of(case: Case) -> Any:
    return {"x": case.record if case.record is not None else read_json_text(str(case.json))}


@pytest.mark.parametrize("name", CASES)
def test_a_record_is_judged_as_the_page_says(name: str) -> None:
    case = CASES[name]
    if case.record is NotJson:
        with pytest.raises(NotJson):
            read_json_text(str(case.json))
        return
    assert [one.rule for one in judge_record(contract_of(case), record_of(case))] == [case.rule][: case.rule != OK]


@pytest.mark.parametrize("name", CASES)
def test_a_line_of_ndjson_is_judged_as_a_record_is(name: str, schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES[name]
    assert verdict_by_ndjson(name, schema, capsys) == (case.rule if case.line_rule is None else case.line_rule)


@pytest.mark.parametrize("name", CASES)
def test_a_cell_of_csv_is_judged_after_the_lexical_rules(
    name: str, schema: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    assert verdict_by_csv(name, schema, capsys) == (case.rule if case.csv_rule is None else case.csv_rule)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.line_rule is None])
def test_a_stranger_s_engine_says_the_same_by_the_document_unless_the_page_says_why(name: str) -> None:
    case = CASES[name]
    witness = jsonschema_rs.Draft202012Validator(contract_of(case).to_document(), validate_formats=True)
    record = {key: value for key, value in json.loads(f'{{"x": {case.json}}}').items() if value is not None}
    same = math.isinf(record.get("x", 0)) if isinstance(record.get("x"), float) else False
    says = None if same else witness.is_valid(record) == (case.rule == OK)
    assert says in {True, None} or case.stranger is not None, name
    if case.stranger is not None:
        assert says is not True, f"{name}: the reason is out of date"


def test_the_page_has_a_row_for_every_case_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == list(CASES)


def test_a_range_is_checked_although_a_column_holds_nan() -> None:
    """Minimum and maximum of a column ignore NaN, so they may prove nothing about it."""
    import pyarrow as pa

    from opendata_share.stages import Lineage, Table
    from opendata_share.validation import validate

    contract = Contract.from_json_schema(
        {"properties": {"x": {"type": "number", "minimum": -90, "maximum": 90}}, "additionalProperties": False}
    )
    batch = pa.record_batch({"x": pa.array([math.nan, 91.0, None, 90.0, -math.inf])})
    table = Table.of_batches(contract, lambda: iter([batch]), Lineage(source="x"))
    found = [(one.row, one.rule) for one in validate(table).report.tables[0].violations]
    assert found == [(1, "not-finite"), (2, "maximum"), (5, "not-finite")]
