"""Rows drawn from contracts: accepted, the same again, and their hostile cousins found out by name."""

from __future__ import annotations

import random
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share import Check, Record, schemas
from opendata_share._patterns import python_pattern
from opendata_share.contract import Contract, Ge, Le, MaxLen, MinLen, Pattern, Precision, RowCount, Title
from opendata_share.errors import DefinitionError
from opendata_share.stages import Lineage, Table
from opendata_share.testing import hostile_cousins, records_of, sample_rows, sample_table
from opendata_share.testing._pattern_texts import text_of_pattern

CONTRACTS = {contract.name: contract for contract in (getattr(schemas, n).contract() for n in schemas.__all__)}
FEW = {"administrative-area": 6}  # most drawn codes have no parent among the drawn ones


def report_on(contract: Contract, rows: Any) -> Any:
    batches = rows.to_batches()
    return share.validate(Table.of_batches(contract, lambda: iter(batches), Lineage(source="sample"))).report


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_every_row_drawn_for_a_shipped_contract_is_accepted_and_the_seed_says_which(name: str) -> None:
    contract, count = CONTRACTS[name], FEW.get(name, 20)
    table = sample_table(contract, count, seed=7)
    report = report_on(contract, table)
    assert (report.rows, report.rejected) == (count, 0)
    assert table.equals(sample_table(contract, count, seed=7))
    assert not table.equals(sample_table(contract, count, seed=8))
    filled = {field.name for field in contract.fields if table[field.name].null_count < count}
    assert len(filled) > 0.75 * len(contract.fields)


def test_the_rows_are_the_agency_s() -> None:
    rows = sample_rows(CONTRACTS["water-source"], 3, agency="jakarta-pam")
    assert {row["agency_id"] for row in rows} == {"jakarta-pam"}
    assert [row["id"].partition(":")[0] for row in rows] == ["jakarta-pam"] * 3


class Narrow(Record, name="narrow", sensitivity="public", key=("code",)):
    """Bounds of every kind, on one table."""

    code: Annotated[str, Pattern(r"^(RS|PK)-[A-F]{2}[0-9]{3}$"), Title(en="Code", id="Kode")]
    low: Annotated[int, Ge(-3), Le(2), Title(en="Low", id="Rendah")]
    high: Annotated[float, Ge(0.5), Le(0.75), Title(en="High", id="Tinggi")]
    money: Annotated[Decimal, Precision(6, 2), Ge(0), Title(en="Money", id="Uang")]
    word: Annotated[str, MinLen(12), MaxLen(14), Title(en="Word", id="Kata")]
    starts: Annotated[date, Title(en="Starts", id="Mulai")]
    ends: Annotated[date | None, Title(en="Ends", id="Selesai")] = None
    tags: Annotated[list[Annotated[str, MaxLen(3)]] | None, MinLen(2), MaxLen(2), Title(en="Tags", id="Tanda")] = None

    checks = (
        Check("low-then-high", "low > 0 OR high < 0.6", en="A low one is not high.", id="Yang rendah tidak tinggi."),
        Check("in-order", "ends > starts", en="It ends after it starts.", id="Selesai sesudah mulai."),
    )


def test_bounds_lengths_patterns_and_checks_of_a_contract_of_one_s_own_are_kept() -> None:
    contract = Narrow.contract()
    table = sample_table(contract, 200, seed=3)
    assert report_on(contract, table).rejected == 0
    rows = table.to_pylist()
    assert len({row["code"] for row in rows}) == 200
    assert {row["low"] for row in rows} == set(range(-3, 3))
    assert all(0.5 <= row["high"] <= 0.75 and 12 <= len(row["word"]) <= 14 for row in rows)
    assert all(row["tags"] is None or len(set(row["tags"])) == 2 for row in rows)


def test_more_rows_than_there_are_is_said_and_not_tried_forever() -> None:
    class Few(Record, name="few", sensitivity="public", key=("on",)):
        """There are two of these."""

        on: Annotated[bool, Title(en="On", id="Nyala")]

    class Never(Record, name="never", sensitivity="public", key=("n",)):
        """There are none of these."""

        n: Annotated[int, Title(en="Number", id="Nomor")]
        checks = (Check("never", "n <> n", en="It is not itself.", id="Bukan dirinya."),)

    assert sample_table(Few.contract(), 2).num_rows == 2
    with pytest.raises(DefinitionError) as caught:
        sample_table(Few.contract(), 3)
    assert caught.value.message_id == "sample-too-few"
    assert caught.value.parameters["found"] == 2
    with pytest.raises(DefinitionError):
        sample_table(Never.contract(), 1)


def test_rules_of_the_whole_table_hold_too() -> None:
    class Three(Record, name="three", sensitivity="public", key=("n",)):
        """At most three rows."""

        n: Annotated[int, Ge(0), Title(en="Number", id="Nomor")]
        table_rules = (RowCount(at_most=3),)

    assert sample_table(Three.contract(), 3).num_rows == 3
    with pytest.raises(DefinitionError):
        sample_table(Three.contract(), 4)


# Patterns

PATTERNS = [field.pattern for contract in CONTRACTS.values() for field in contract.fields if field.pattern is not None]
PIECES = st.sampled_from(
    ["a", "[a-c]", "[^a-c]", r"\d", r"\w", r"[\d.-]", "(ab|c)", "(?:x|yz)", r"\.", "[A-Z0-9]", "-", r"\W", "(a(b|c)d)"]
)
COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{0,3}", "{1,}", "+?"])


@given(st.lists(st.tuples(PIECES, COUNTS), min_size=1, max_size=5), st.integers(0, 99))
def test_a_text_drawn_for_a_pattern_matches_it(pieces: list[tuple[str, str]], seed: int) -> None:
    pattern = "^" + "".join(piece + count for piece, count in pieces) + "$"
    text = text_of_pattern(pattern, random.Random(seed))
    assert text is not None
    assert re.compile(python_pattern(pattern), re.ASCII).search(text)


@pytest.mark.parametrize("pattern", sorted(set(PATTERNS)))
def test_every_pattern_of_the_shipped_contracts_has_many_texts(pattern: str) -> None:
    draw = random.Random(1)
    texts = {text_of_pattern(pattern, draw) for _ in range(50)}
    assert None not in texts
    assert len(texts) > 5


# Cousins


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_every_hostile_cousin_is_found_out_by_the_rule_it_breaks_and_none_that_is_good(name: str) -> None:
    contract = CONTRACTS[name]
    cousins = hostile_cousins(contract, seed=5)
    assert {"required", "type", "code", None} - {cousin.rule for cousin in cousins} <= {"code"}
    report = share.validate(share.adapt([cousin.row for cousin in cousins], to=contract, agency="contoh")).report
    assert not report.tables[0].truncated
    found: dict[int | None, set[tuple[str | None, str, str]]] = {}
    for violation in report.violations:
        found.setdefault(violation.row, set()).add((violation.field, violation.rule, violation.severity))
    for number, cousin in enumerate(cousins, 1):
        said = found.get(number, set())
        if cousin.rule is not None:
            assert (cousin.field, cousin.rule, "error") in said, cousin
        else:  # rows were drawn once and used often: their keys repeat
            wrong = {rule for _, rule, severity in said if severity == "error"}
            assert wrong <= {"duplicate-key", "duplicate-item"}, cousin


# Strategies


@pytest.mark.parametrize("name", ["citizen-report", "fleet-count", "public-alert", "unit-status", "water-source"])
def test_every_record_a_strategy_draws_is_accepted(name: str) -> None:
    contract = CONTRACTS[name]

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(records_of(contract))
    def holds(record: dict[str, Any]) -> None:
        report = report_on(contract, pa.Table.from_pylist([record], contract.arrow_schema))
        assert report.rejected == 0, report

    holds()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(records_of(Narrow.contract()))
def test_a_strategy_keeps_to_the_bounds_and_checks_of_a_contract_of_one_s_own(record: dict[str, Any]) -> None:
    assert record.keys() >= {"code", "low", "high", "money", "word", "starts"}
    assert re.fullmatch("(RS|PK)-[A-F]{2}[0-9]{3}", record["code"])
    assert -3 <= record["low"] <= 2
    assert 0.5 <= record["high"] <= 0.75
    assert record["low"] > 0 or record["high"] < 0.6
    assert 12 <= len(record["word"]) <= 14
    assert "ends" not in record or record["ends"] > record["starts"]
