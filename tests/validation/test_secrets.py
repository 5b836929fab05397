"""A value of a field that is not public stands in no report, no reason and no error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import (
    INTERNAL,
    PERSONAL,
    PUBLIC,
    RESTRICTED,
    SIZES,
    batch_of,
    contract,
    field,
    misfit,
    refers,
    rows_of,
    table_of,
)

from opendata_share.contract import Check, Contract, Sensitivity
from opendata_share.stages import Validated
from opendata_share.validation import validate

CANARY = "canary-3171234567890123"
NUMBER = 3171234567890123


def promised(sensitivity: Sensitivity) -> Contract:
    hidden: dict[str, Any] = {"sensitivity": sensitivity}
    item = field(
        "item", "object", required=True, fields=(field("value", max_length=1, code_list=SIZES.name, **hidden),)
    )
    return contract(
        field("id"),
        field("coded", code_list=SIZES.name, **hidden),
        field("patterned", pattern="^[0-9]$", **hidden),
        field("address", format="email", **hidden),
        field("short", max_length=1, **hidden),
        field("count", "integer", maximum=5, **hidden),
        field("ids", "list", items=item, **hidden),
        field("up", reference=refers("thing"), **hidden),
        field("area", reference=refers("administrative-area"), **hidden),
        field("unfit", "integer", **hidden),
        key=("id",),
        unique=(("coded", "short"),),
        checks=(
            Check("count-few", "count < 10", en="too many", id="terlalu banyak"),
            Check("over", "count * count * count > 0", en="e", id="i"),
        ),
    )  # fmt: skip


def judged(sensitivity: Sensitivity) -> Validated:
    under = promised(sensitivity)
    texts = dict.fromkeys(("coded", "patterned", "address", "short", "up", "area"), CANARY)
    row = {**texts, "count": NUMBER, "ids": [{"value": CANARY}]}
    data = batch_of(under, [{"id": "a", **row}, {"id": "b", **row}])
    return validate(table_of(under, rows_of(data, misfits=(misfit("unfit", [0, 1], cells=(CANARY, CANARY)),))))


def everything_said(validated: Validated) -> str:
    said = [validated.report.to_json(language) + validated.report.text(language) for language in ("en", "id")]
    reasons = [
        json.dumps(validated.rejected.to_arrow(language).select(["_field", "_rule", "_message", "_hint"]).to_pylist())
        for language in ("en", "id")
    ]
    return "\n".join([*said, *reasons, repr(validated), repr(validated.report), repr(validated.rejected)])


@pytest.mark.parametrize("sensitivity", [INTERNAL, RESTRICTED, PERSONAL])
def test_no_value_of_a_field_that_is_not_public_is_said(sensitivity: Sensitivity) -> None:
    validated = judged(sensitivity)
    said = everything_said(validated)
    assert CANARY not in said
    assert str(NUMBER) not in said
    assert "(str, 23)" in said
    rules = {one.rule for one in validated.report.violations}
    assert rules >= {
        "code",
        "pattern",
        "format",
        "max-length",
        "maximum",
        "type",
        "duplicate-key",
        "dangling-reference",
    }


def test_values_of_public_fields_are_said() -> None:
    """The test above would pass if nothing were ever said."""
    said = everything_said(judged(PUBLIC))
    assert CANARY in said
    assert str(NUMBER) in said


def test_what_lies_in_a_field_that_is_not_public_is_not_public() -> None:
    item = field("item", "object", required=True, fields=(field("value", max_length=1, code_list=SIZES.name),))
    under = contract(field("ids", "list", items=item, sensitivity=PERSONAL))
    validated = validate(table_of(under, rows_of(batch_of(under, [{"ids": [{"value": CANARY}]}]))))
    assert validated.rejected.count == 1
    assert CANARY not in everything_said(validated)


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=4, max_size=8).filter(lambda text: text.strip() == text and not text.isascii()))
def test_no_text_at_all_is_said(secret: str) -> None:
    under = contract(field("x", sensitivity=PERSONAL, code_list=SIZES.name, pattern="^a$"))
    validated = validate(table_of(under, rows_of(batch_of(under, [{"x": secret}]))))
    assert secret not in everything_said(validated)
