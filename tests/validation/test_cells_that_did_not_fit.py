"""Cells that did not fit their field, rows that could not be made, and what other rules then see."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from made import (
    PERSONAL,
    accepted,
    batch_of,
    contract,
    field,
    found,
    misfit,
    report_of,
    rows_of,
    table_of,
    unmade,
)

from opendata_share.contract import Check, Contract, Level
from opendata_share.stages import Validated
from opendata_share.validation import validate

CHECK = Check("x-below-y", "x <= y", en="e", id="i")


def judged(promised: Contract, rows: list[dict[str, Any]], *misfits: Any, **options: Any) -> Validated:
    return validate(table_of(promised, rows_of(batch_of(promised, rows), misfits=misfits, **options)))


def test_a_cell_that_did_not_fit_rejects_its_row_by_its_own_rule_only() -> None:
    promised = contract(field("x", "integer", required=True, level=Level.FULL), field("y", "integer"), checks=(CHECK,))
    validated = judged(promised, [{"x": None, "y": 1}, {"x": 1, "y": 1}], misfit("x", [0], cells=("many",)))
    assert found(validated) == [(1, "x", "type")]
    assert accepted(validated) == [{"x": 1, "y": 1}]


def test_a_check_does_not_count_a_row_whose_cell_did_not_fit() -> None:
    """`y IS NOT NULL` is false for a cell that is null only because it did not fit."""
    checks = (Check("y-known", "y IS NOT NULL", en="e", id="i"), Check("x-known", "x IS NOT NULL", en="e", id="i"))
    promised = contract(field("x", "integer"), field("y", "integer"), checks=checks)
    validated = judged(promised, [{}, {}], misfit("y", [0]))
    assert found(validated) == [(1, None, "x-known"), (1, "y", "type"), (2, None, "x-known"), (2, None, "y-known")]


def test_advice_about_a_cell_keeps_its_row_and_leaves_the_other_rules_in_force() -> None:
    promised = contract(field("x", "integer", required=True), field("y", "integer"))
    validated = judged(
        promised,
        [{"x": 1}, {"x": None}],
        misfit("y", [0, 1], severity="advice", rule="unmapped"),
        misfit("x", [1], severity="advice", rule="unmapped"),
    )
    assert report_of(validated).advice == {"unmapped": 3}
    assert report_of(validated).counts == {"required": 1}
    assert accepted(validated) == [{"x": 1, "y": None}]


def test_a_misfit_of_the_whole_row_rejects_it_beside_the_other_rules() -> None:
    promised = contract(field("x", required=True))
    validated = judged(promised, [{}, {"x": "a"}], misfit(None, [0, 1], rule="distinct-conflict"))
    assert found(validated) == [(1, None, "distinct-conflict"), (1, "x", "required"), (2, None, "distinct-conflict")]


def test_a_misfit_inside_a_list_keeps_required_ness_of_that_part_from_being_asked() -> None:
    item = field("item", "object", required=True, fields=(field("value", required=True), field("note", required=True)))
    promised = contract(field("ids", "list", items=item))
    rows: list[dict[str, Any]] = [{"ids": [{"value": None, "note": None}]}]
    assert found(judged(promised, rows, misfit("ids[].value", [0]))) == [
        (1, "ids[].note", "required"),
        (1, "ids[].value", "type"),
    ]


def test_a_row_breaks_a_rule_of_a_list_once_however_many_items_do() -> None:
    promised = contract(field("x", "list", items=field("item", "integer", minimum=0, required=True)))
    validated = judged(promised, [{"x": [-1, -2, 3]}, {"x": None}, {"x": [1, -5]}])
    assert found(validated) == [(1, "x[]", "minimum"), (3, "x[]", "minimum")]
    assert [one.message() for one in report_of(validated).violations] == ["-1 is less than 0", "-5 is less than 0"]


def test_lists_in_lists_and_objects_are_judged_to_the_bottom() -> None:
    deep = field("item", "object", required=True, fields=(field("codes", "list", items=field("item", max_length=1)),))
    promised = contract(field("x", "list", items=deep))
    rows: list[dict[str, Any]] = [
        {"x": [{"codes": ["a"]}, {"codes": None}]},
        {"x": []},
        {"x": [{"codes": []}, {"codes": ["a", "bb"]}]},
    ]
    assert found(judged(promised, rows)) == [(3, "x[].codes[]", "max-length")]


def test_a_null_object_is_not_asked_for_its_parts() -> None:
    item = field("item", "object", fields=(field("value", required=True),))
    promised = contract(field("x", "list", items=item))
    assert found(judged(promised, [{"x": [None, {"value": "a"}]}, {"x": [None, {"value": None}]}])) == [
        (2, "x[].value", "required")
    ]


@pytest.mark.parametrize(
    ("cells", "shown"), [(("0x10",), "'0x10'"), (("a" * 100,), f"'{'a' * 77}…'"), ((None,), "null")]
)
def test_the_source_cell_is_shown_where_the_field_is_public(cells: tuple[str | None], shown: str) -> None:
    promised = contract(field("x", "integer"))
    (one,) = report_of(judged(promised, [{}], misfit("x", [0], cells=cells))).violations
    assert one.message() == f"{shown} does not have the form a number"


@pytest.mark.parametrize("name", ["x", "no-such-field", None])
def test_the_source_cell_is_not_shown_where_the_field_is_not_public_or_not_known(name: str | None) -> None:
    promised = contract(field("x", "integer", sensitivity=PERSONAL), field("y"))
    (one,) = report_of(judged(promised, [{}], misfit(name, [0], cells=("3171234567890123",)))).violations
    assert one.message() == "(str, 16) does not have the form a number"


def test_rows_that_could_not_be_made_are_rejected_with_their_own_rule() -> None:
    promised = contract(field("x"))
    rows = rows_of(batch_of(promised, [{"x": "a"}]), unmade=(unmade(2, text="a,b,c"),))
    validated = validate(table_of(promised, rows))
    assert found(validated) == [(2, None, "ragged-row")]
    assert report_of(validated).balance.produced == 2
    assert report_of(validated).balance.rejected == 1
    assert validated.rejected.to_arrow().to_pylist()[0]["_text"] == "a,b,c"


def test_a_batch_of_nothing_but_unmade_rows_is_counted() -> None:
    promised = contract(field("x"), key=("x",))
    validated = validate(table_of(promised, rows_of(batch_of(promised, []), unmade=(unmade(1), unmade(2)))))
    assert report_of(validated).counts == {"ragged-row": 2}
    assert accepted(validated) == []


def test_rows_that_do_not_have_the_schema_of_their_contract_are_a_defect_of_ours() -> None:
    promised = contract(field("x", "integer"))
    wrong = pa.record_batch({"x": pa.array(["1"])})
    with pytest.raises(AssertionError, match=r"thing@1\.0\.0"):
        validate(table_of(promised, rows_of(wrong)))


def test_a_table_without_rows_is_sound_and_full() -> None:
    promised = contract(field("x", level=Level.FULL), key=("x",))
    validated = validate(table_of(promised))
    assert validated.report.valid
    assert report_of(validated).level == "full"
    assert accepted(validated) == []
    assert validated.rejected.to_arrow().num_rows == 0
