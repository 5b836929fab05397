"""The check of a rule accepts what is right and refuses each kind of wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow.compute as pc
import pytest

from opendata_share.contract import CodeList, Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError
from opendata_share.testing import RuleCheckFailed, check_rule, generated_rows
from opendata_share.validation import CustomRule, rule

Columns = Mapping[str, Any]
SIZES = CodeList.from_document(
    {"name": "size", "version": "1.0.0", "title": {"en": "S", "id": "U"}, "source": "ours",
     "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("small", "large")]}
)  # fmt: skip


def field(name: str, kind: str, **promises: Any) -> Field:
    title = Text(name, name)
    return Field(name=name, type=FieldType(kind), title=title, sensitivity=Sensitivity.PUBLIC, **promises)


FIELDS = (
    field("beds", "integer", minimum=0, maximum=50),
    field("free", "integer"),
    field("size", "text", code_list="size"),
    field("name", "text"),
    field("share", "number", maximum=1),
    field("price", "decimal", precision=5, scale=2),
    field("day", "date"),
    field("at", "datetime"),
    field("is_open", "boolean"),
    field("tags", "list", items=field("item", "text", required=True)),
    field("ids", "list", items=field("item", "object", required=True, fields=(field("value", "text"),))),
)
CONTRACT = Contract("ward", "1.0.0", Text("w", "w"), FIELDS, code_lists=(SIZES,))


def made(holds: Callable[[Columns], Any], *reads: str) -> CustomRule:
    return rule("free-within-beds", reads=reads or ("free", "beds"), en="e", id="i")(holds)


def within(columns: Columns) -> Any:
    return pc.less_equal(columns["free"], columns["beds"])


def twin(row: Mapping[str, Any]) -> bool | None:
    return None if row["free"] is None or row["beds"] is None else row["free"] <= row["beds"]


def failed(specimen: CustomRule, **options: Any) -> str:
    with pytest.raises(RuleCheckFailed) as failure:
        check_rule(specimen, CONTRACT, **{"row": twin, **options})
    assert str(failure.value).startswith(f"{failure.value.check}: ")
    return failure.value.check


def test_a_rule_that_is_what_is_said_of_it_is_accepted() -> None:
    check_rule(made(within), CONTRACT, row=twin)


def test_a_rule_that_breaks_on_nulls_is_accepted_only_where_that_is_said() -> None:
    strict = made(lambda columns: pc.fill_null(within(columns), False))
    breaks = lambda row: twin(row) is True  # noqa: E731  # the twin of it
    assert failed(strict) == "twin"
    assert failed(strict, row=breaks) == "nulls"
    check_rule(strict, CONTRACT, row=breaks, nulls="breaks")
    check_rule(strict, CONTRACT, row=breaks, nulls={"free": "breaks", "beds": "depends"})
    assert failed(made(within), nulls="breaks") == "nulls"


def test_nulls_may_depend_on_the_other_fields() -> None:
    either = made(lambda columns: pc.or_kleene(pc.is_valid(columns["free"]), pc.is_valid(columns["beds"])))
    said = lambda row: row["free"] is not None or row["beds"] is not None  # noqa: E731  # the twin of it
    check_rule(either, CONTRACT, row=said, nulls="depends")
    assert failed(either, row=said) == "nulls"


def test_a_rule_that_says_something_else_than_its_twin_is_refused() -> None:
    strictly = made(lambda columns: pc.less(columns["free"], columns["beds"]))
    assert failed(strictly) == "twin"


def test_a_rule_that_looks_at_its_whole_batch_is_refused() -> None:
    """It agrees with its twin over one batch, and says something else in smaller ones."""
    rows = generated_rows(CONTRACT, 500, fields=("free", "beds"))
    greatest = max(row["beds"] for row in rows if row["beds"] is not None)

    def below_the_greatest(columns: Columns) -> Any:
        return pc.less(columns["beds"], pc.max(columns["beds"]))

    def said(row: Mapping[str, Any]) -> bool | None:
        return None if row["beds"] is None else row["beds"] < greatest

    assert failed(made(below_the_greatest), row=said, nulls="depends") == "cut"


def test_a_rule_that_goes_by_the_place_of_a_row_is_refused() -> None:
    """Only batches of more than a hundred rows show it, so cutting does not."""
    calls = list[int]()

    def by_place(columns: Columns) -> Any:
        calls.append(len(columns["free"]))
        kept = within(columns).to_pylist()
        return pc.fill_null(within(columns), True) if len(calls) < 4 or len(kept) < 100 else _turned(kept)

    assert failed(made(by_place)) == "order"


def _turned(kept: list[bool | None]) -> Any:
    import pyarrow as pa

    return pa.array([one is not True for one in kept])


def test_rows_that_all_have_the_same_outcome_show_nothing() -> None:
    rare = made(lambda columns: pc.not_equal(columns["name"], "Ω"), "name")
    said = lambda row: None if row["name"] is None else row["name"] != "Ω"  # noqa: E731  # the twin of it
    assert failed(rare, row=said) == "vacuous"
    check_rule(rare, CONTRACT, row=said, examples=[{"name": "Ω"}])


def test_a_rule_that_fails_or_returns_no_mask_is_refused_by_name() -> None:
    for holds, message_id in (
        (lambda columns: columns["nothing"], "custom-rule-raised"),
        (lambda columns: columns["free"], "custom-rule-mask"),
        (lambda columns: within(columns).slice(1), "custom-rule-length"),
    ):
        with pytest.raises(DefinitionError) as refused:
            check_rule(made(holds), CONTRACT, row=twin)
        assert refused.value.message_id == message_id
        assert "free-within-beds" in refused.value.text("en")


def test_generated_rows_have_the_types_of_the_fields_and_are_the_same_again() -> None:
    import pyarrow as pa

    rows = generated_rows(CONTRACT, 300, seed=3)
    assert rows == generated_rows(CONTRACT, 300, seed=3)
    assert rows != generated_rows(CONTRACT, 300, seed=4)
    table = pa.Table.from_pylist(rows, CONTRACT.arrow_schema)
    assert table.num_rows == 300
    for one in FIELDS:
        column = table.column(one.name)
        assert 10 < column.null_count < 100, one.name
        assert len(set(map(str, column.to_pylist()))) > 2 or one.type is FieldType.BOOLEAN
    assert set(table.column("size").to_pylist()) == {None, "small", "large"}
    assert {-1, 0, 50, 51} <= set(table.column("beds").to_pylist())
