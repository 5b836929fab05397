"""What a rule over the whole table takes from a batch is taken anywhere: in threads, in other processes."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import pyarrow as pa
import pytest
from made import OF_WHOLE_TABLES, batch_of, contract, field, misfit, refers, report_of, rows_of, table, table_of

from opendata_share.contract import (
    AgreesWithReferred,
    AgreesWithRows,
    Change,
    ChildrenWithin,
    Complete,
    Exclusive,
    Freshness,
    GroupTotals,
    Monotone,
    NearDuplicates,
    NoCycles,
    NoOverlap,
    RowCount,
    TableRule,
    Transitions,
    UniqueAmong,
)
from opendata_share.validation import validate

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RULES: tuple[TableRule, ...] = (
    Monotone("n", ("u",)),
    NoOverlap("n", "m", ("u",), severity="advice"),
    Transitions("code", ("u",), "n", (("all", ("x",)), ("y", ()))),
    NearDuplicates(100),
    GroupTotals("code", ("n",), ("u",), (("all", ("x", "y")),)),
    ChildrenWithin("n", "id", "up"),
    Exclusive("code", "all", ("u",)),
    Complete("code", ("x", "y"), ("u",)),
    UniqueAmong(("u", "code"), "n > 2"),
    UniqueAmong(("ids[].value",)),
    NoCycles("id", "up"),
    RowCount(at_most=17),
    Freshness("at", "PT1H"),
    Change(10, 10, 10, 10),
    AgreesWithRows("n", "count", "thing", ("up",), ("id",)),
    AgreesWithReferred("n", "<=", "thing", ("up",), ("id",), "m", severity="error"),
)
PROMISED = contract(
    field("id"),
    field("up", reference=refers("thing")),
    field("u"),
    field("code"),
    field("is_open", "boolean"),
    field("n", "integer"),
    field("m", "integer"),
    field("at", "datetime"),
    field("latitude", "number"),
    field("longitude", "number"),
    field("ids", "list", items=field("item", "object", required=True, fields=(field("value"),))),
    key=("id",),
    table_rules=RULES,
)


def row(number: int) -> Mapping[str, Any]:
    return {
        "id": str(number % 19),
        "up": str((number * 7) % 19),
        "u": "ab"[number % 2],
        "code": ("all", "x", "y", None)[number % 4],
        "is_open": number % 3 == 0,
        "n": (number * 5) % 7,
        "m": (number * 5) % 7 + 2,
        "at": NOON - timedelta(hours=number + 2),
        "latitude": -6.2 + (number % 5) / 1e3,
        "longitude": 106.8,
        "ids": [{"value": str(number % 6)}],
    }


ROWS = [row(number) for number in range(20)]
BEFORE = pa.Table.from_batches([batch_of(PROMISED, [{**one, "n": 99, "m": None, "is_open": True} for one in ROWS[:4]])])
BEFORE = BEFORE.append_column("extra", pa.nulls(4))


def whole() -> dict[str, Any]:
    return validate(table(PROMISED, ROWS), as_of=NOON, previous=BEFORE, map_batches=map).report.to_document()


def test_every_rule_over_the_whole_table_finds_something_here() -> None:
    """So that what follows is about every one of them."""
    document = whole()
    assert {*document["counts"], *document["advice"]} >= OF_WHOLE_TABLES


def test_threads_and_processes_give_the_same_report() -> None:
    with ThreadPoolExecutor(3) as threads, get_context("spawn").Pool(1) as processes:
        for pool in (threads, processes):
            cut = table(PROMISED, ROWS, size=3)
            found = validate(cut, as_of=NOON, previous=BEFORE, map_batches=pool.map)  # type: ignore[attr-defined]
            assert found.report.to_document() == whole()


def test_what_is_taken_from_a_batch_can_be_sent() -> None:
    from opendata_share.validation.whole_table import Beside, looks_of

    batch = rows_of(batch_of(PROMISED, ROWS))
    for look in looks_of(PROMISED, Beside(NOON)):
        seen = look(batch)
        assert type(pickle.loads(pickle.dumps(look))(batch)) is type(seen)
        pickle.loads(pickle.dumps(seen))


def test_a_cell_that_did_not_fit_is_not_compared() -> None:
    promised = contract(field("u"), field("n", "integer"), table_rules=(Monotone("n", ("u",)),))
    rows = rows_of(
        batch_of(promised, [{"u": "a", "n": 5}, {"u": "a"}, {"u": "a", "n": 4}]), misfits=(misfit("n", [1]),)
    )
    report = report_of(validate(table_of(promised, rows)))
    assert [(one.row, one.rule) for one in report.violations] == [(2, "type"), (3, "monotone")]


@pytest.mark.parametrize("rules", [(), (Change(),), (Freshness("at", "PT1H"),)])
def test_a_contract_without_rules_that_are_asked_for_pays_nothing(rules: tuple[TableRule, ...]) -> None:
    from opendata_share.validation.whole_table import Beside, looks_of

    assert looks_of(contract(field("at", "datetime"), table_rules=rules), Beside()) == ()
