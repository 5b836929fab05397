"""A verdict is kept by rows: where it says compatible, no table is taken by one contract and refused by the other.

The oracle is validation itself. Rows that the writer's contract accepts are read as the reader's: columns by name, what
the writer has not is empty or what the reader's default says, what the reader does not know is left aside. Every wrong
rule that is planted here must be caught by a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pytest
from generated_contracts import REFERENCES
from generated_versions import Versions, tables, versions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made import SIZES, contract, field, refers, report_of, rows_of, table, table_of

from opendata_share.contract import Check, Contract, RenameField, RowCount, TableRule, UniqueAmong, Upgrade
from opendata_share.evolution import _field_changes, _table_changes, compare
from opendata_share.evolution._renamed import renamed
from opendata_share.validation import validate

ON_PUSH: Final = 250
AT_LENGTH: Final = 20_000


class Counterexample(AssertionError):
    """A row that the verdict says cannot be."""


def read_as(rows: pa.Table, reader: Contract) -> pa.RecordBatch:
    """Return the rows under another contract; Arrow refuses a value that is not exactly one of the other type."""
    columns = []
    for each in reader.fields:
        kind = each.arrow_type()
        if each.name in rows.column_names:
            columns.append(rows[each.name].combine_chunks().cast(kind))
        else:
            columns.append(pa.array([each.default] * len(rows), kind))
    return pa.RecordBatch.from_arrays(columns, schema=reader.arrow_schema)


def judge(writer: Contract, reader: Contract, rows: Sequence[dict[str, Any]]) -> int:
    """Raise where the reader rejects a row that the writer accepts; return how many rows were read."""
    validated = validate(table(writer, rows), references=REFERENCES)
    accepted = validated.tables[0].to_arrow()
    again = validate(table_of(writer, rows_of(_whole(accepted))), references=REFERENCES)
    if report_of(again).balance.rejected:
        return 0  # a table of accepted rows need not be accepted: what it refers to was rejected
    try:
        read = read_as(accepted, reader)
    except (pa.ArrowInvalid, KeyError) as error:
        raise Counterexample(str(error)) from error
    found = report_of(validate(table_of(reader, rows_of(read)), references=REFERENCES))
    if found.balance.rejected:
        raise Counterexample(found.violations)
    return read.num_rows


def _whole(rows: pa.Table) -> pa.RecordBatch:
    batches = rows.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], rows.schema)


class Tally:
    """What was tried: pairs of contracts, those that differ and are compatible in a direction, rows read."""

    def __init__(self) -> None:
        self.pairs = self.compatible = self.rows = 0


def hunt(
    count: int, *, phases: Sequence[Phase] = tuple(Phase), tell: Callable[[int, int], None] | None = None
) -> Tally:
    tally = Tally()

    @settings(max_examples=count, suppress_health_check=list(HealthCheck), deadline=None, phases=phases)
    @given(pair=versions(), data=st.data())
    def judge_pair(pair: Versions, data: st.DataObject) -> None:
        found = compare(*pair)
        tally.pairs += 1
        for writer, reader, is_promised in (
            (pair.old, pair.new, found.backward),
            (pair.new, pair.old, found.forward),
        ):
            if is_promised and found.changes:
                tally.compatible += 1
                tally.rows += judge(writer, reader, data.draw(tables(writer, reader)))
        if tell is not None:
            tell(tally.pairs, count)

    judge_pair()
    return tally


def test_no_row_contradicts_a_verdict() -> None:
    tally = hunt(ON_PUSH)
    assert tally.pairs >= ON_PUSH
    assert tally.compatible >= ON_PUSH // 5
    assert tally.rows >= ON_PUSH // 20


def always(*_: Any) -> bool:
    return True


def nothing(*_: Any) -> Iterator[Any]:
    return iter(())


def x(kind: str = "text", **promises: Any) -> Contract:
    """Return a contract with a key and one more field."""
    return contract(field("id", required=True), field("x", kind, **promises), key=("id",))


def digits(precision: int, scale: int, **promises: Any) -> Contract:
    return x("decimal", precision=precision, scale=scale, **promises)


def rules(*found: TableRule, **parts: Any) -> Contract:
    return replace(x("integer"), table_rules=found, **parts)


SHORT: Final = replace(SIZES, codes=SIZES.codes[:1])
POSITIVE: Final = Check("positive", "x > 0", en="e", id="i")
WITNESSES: Final[dict[str, tuple[str, Contract, Contract, Any]]] = {
    "required": ("required", x(), x(required=True), None),
    "minimum": ("minimum", x("integer", minimum=1), x("integer", minimum=2), 1),
    "exclusive minimum": ("exclusive_minimum", x("number"), x("number", exclusive_minimum=1.5), 1.5),
    "maximum": ("maximum", x("date"), x("date", maximum="2026-01-31"), date(2026, 2, 1)),
    "exclusive maximum": ("exclusive_maximum", digits(5, 2), digits(5, 2, exclusive_maximum="2"), Decimal(2)),
    "shortest": ("min_length", x(min_length=1), x(min_length=2), "a"),
    "longest": ("max_length", x(max_length=3), x(max_length=2), "abc"),
    "pattern": ("pattern", x(pattern="^a"), x(pattern="^ab"), "aa"),
    "pattern under a condition": ("pattern", x(pattern="^a", pattern_when="id = 'b'"), x(pattern="^a"), "b"),
    "format": ("format", x(), x(format="email"), "a"),
    "reference": ("reference", x(), x(reference=refers("thing")), "nobody"),
    "type": ("type", x("number"), x("integer"), 0.5),
    "integer that no double holds": ("type", x("integer"), x("number"), 2**53 + 1),
    "digits": ("type", digits(5, 2), digits(5, 1), Decimal("0.25")),
    "code": ("codes", x(code_list="size"), replace(x(code_list="size"), code_lists=(SHORT,)), "large"),
    "key": ("key", x(), replace(x(), unique=(("x",),)), ["a", "a"]),
    "check": ("check", x("integer"), replace(x("integer"), checks=(POSITIVE,)), 0),
    "check over another type": (
        "check", replace(x("integer", minimum=0, maximum=1), checks=(Check("c", "x * 10 > 5", en="e", id="i"),)),
        replace(x("number", minimum=0, maximum=1), checks=(Check("c", "x * 10 > 15", en="e", id="i"),)), 1,
    ),
    "rule": ("rule", rules(), rules(UniqueAmong(("x",))), [1, 1]),
    "rule over fewer rows": ("rule", rules(RowCount(at_most=3)), rules(RowCount(at_most=1)), [1, 2]),
}  # fmt: skip
"""What is wrongly believed, two contracts, and the cells of x that the second refuses."""

PLANTED: Final[dict[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "type": lambda patch: patch.setattr(_field_changes, "admits_type", always),
    "codes": lambda patch: patch.setattr(_field_changes, "_of_codes", nothing),
    "key": lambda patch: patch.setattr(_table_changes, "_tells_apart", always),
    "check": lambda patch: patch.setattr(_table_changes, "_check_holds", always),
    "rule": lambda patch: patch.setattr(_table_changes, "_rule_holds", always),
}


def plant(part: str, patch: pytest.MonkeyPatch) -> None:
    """Make the comparison believe that nothing about `part` ever lets a reader down."""
    if part in PLANTED:
        PLANTED[part](patch)
        return
    aspects = _field_changes._ASPECTS
    assert part in {each.part for each in aspects}
    wrong = tuple(replace(each, admits=always) if each.part == part else each for each in aspects)
    patch.setattr(_field_changes, "_ASPECTS", wrong)


@pytest.mark.parametrize("witness", WITNESSES)
def test_a_wrong_rule_is_caught_by_a_row(witness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    part, old, new, cells = WITNESSES[witness]
    rows = [{"id": "abc"[place], "x": cell} for place, cell in enumerate(cells if isinstance(cells, list) else [cells])]
    assert not compare(old, new).backward
    assert not compare(new, old).forward
    plant(part, monkeypatch)
    assert compare(old, new).backward
    with pytest.raises(Counterexample):
        judge(old, new, rows)


def test_every_aspect_of_a_field_has_a_witness() -> None:
    assert {each.part for each in _field_changes._ASPECTS} | set(PLANTED) == {part for part, *_ in WITNESSES.values()}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(pair=versions(), data=st.data())
def test_names_go_everywhere_and_come_back(pair: Versions, data: st.DataObject) -> None:
    """A declared rename is not seen in keys, references, conditions or rules; only the names are others."""
    names = [each.name for each in pair.old.fields]
    chosen = {name: f"{name}_now" for name in data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))}
    there = renamed(pair.old, chosen)
    assert {each.name for each in there.fields} == {chosen.get(name, name) for name in names}
    assert renamed(there, {now: was for was, now in chosen.items()}) == pair.old
    steps = tuple(RenameField(was, now) for was, now in chosen.items())
    later = replace(there, version="1.1.0", upgrades=(Upgrade("1.0.0", steps),))
    assert {each.change for each in compare(pair.old, later).changes} == {"field-renamed"}


@pytest.mark.exhaustive
def test_no_row_contradicts_a_verdict_at_length(record_property: Any, tell: Any) -> None:
    tally = hunt(AT_LENGTH, tell=tell)
    record_property("pairs", tally.pairs)
    record_property("compatible", tally.compatible)
    record_property("rows", tally.rows)
    assert tally.compatible >= AT_LENGTH // 5
