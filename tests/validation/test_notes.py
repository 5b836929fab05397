"""What a reader has to tell about its source reaches the report once, as advice; no row is rejected for it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from opendata_share._limits import Limits
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.report import Balance
from opendata_share.stages import Lineage, Note, Rows, Table
from opendata_share.validation import validate

TITLE = Text("Beds", "Tempat tidur")
CONTRACT = Contract(
    "ward",
    "1.0.0",
    TITLE,
    (Field(name="beds", type=FieldType.INTEGER, minimum=0, title=TITLE, sensitivity=Sensitivity.PUBLIC),),
)
HIDDEN = Note(rule="hidden-rows", message_id="note-hidden-rows", row=2, parameters={"count": 1, "rows": "2"})
LINKS = Note(rule="external-links", message_id="note-external-links", parameters={"count": 3})


def judged(*batches, **options):
    """Validate batches of (values, notes)."""

    def rows():
        seen = 0
        for values, notes in batches:
            count = len(values)
            yield Rows(
                data=pa.RecordBatch.from_arrays([pa.array(values, pa.int64())], schema=CONTRACT.arrow_schema),
                rows=np.arange(seen + 1, seen + count + 1),
                balance=Balance(read=count, produced=count),
                notes=notes,
            )
            seen += count

    return validate(Table(CONTRACT, rows, Lineage(source="wards.xlsx")), **options).report.tables[0]


def test_notes_are_advice_beside_the_rules_that_rows_break():
    table = judged(([1, -1], (HIDDEN, LINKS)), ([3], ()))
    assert (table.counts, table.advice) == ({"minimum": 1}, {"external-links": 1, "hidden-rows": 1})
    assert [(each.row, each.rule, each.severity) for each in table.violations] == [
        (None, "external-links", "advice"),
        (2, "hidden-rows", "advice"),
        (2, "minimum", "error"),
    ]
    assert table.balance.rejected == 1


def test_notes_alone_reject_nothing_and_are_told_without_rows():
    table = judged(([], (HIDDEN,)))
    assert table.valid
    assert table.advice == {"hidden-rows": 1}


@pytest.mark.parametrize("language", ["en", "id"])
def test_notes_print_in_both_languages(language):
    (document,) = judged(([1, 1], (HIDDEN,))).to_document(language)["violations"]
    assert "2" in document["message"]
    assert document["hint"]
    assert document["row"] == 2


def test_notes_give_way_to_errors_where_room_is_short():
    table = judged(([-1, -1], (HIDDEN,)), limits=Limits(violations=2))
    assert {each.rule for each in table.violations} == {"minimum"}
    assert table.truncated
    assert table.advice == {"hidden-rows": 1}
