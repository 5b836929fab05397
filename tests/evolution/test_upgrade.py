"""Rows go to a later version and back by what it declares: nothing is guessed, and what is lost is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.contract import (
    Check,
    Contract,
    ConvertField,
    DropField,
    Field,
    FieldType,
    FillField,
    RenameField,
    Sensitivity,
    Text,
    Upgrade,
    UpgradeStep,
    check_against_meta_schema,
)
from opendata_share.errors import DefinitionError, SourceError
from opendata_share.evolution import compare, downgrade, upgrade

WORDS = Text("T", "T")


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, type=kind, title=WORDS, **{"sensitivity": Sensitivity.PUBLIC, **more})


def unit(version: str, *fields: Field, steps: tuple[UpgradeStep, ...] = (), **more: Any) -> Contract:
    upgrades = (Upgrade("1.0.0", steps),) if steps else ()
    return Contract("unit", version, WORDS, fields, upgrades=upgrades, **more)


OLD = unit(
    "1.0.0",
    field("id", required=True),
    field("crew", FieldType.INTEGER),
    field("flow", FieldType.NUMBER, unit="L/s"),
    field("nick"),
)
NEW = unit(
    "2.0.0",
    field("id", required=True),
    field("crew_total", FieldType.INTEGER),
    field("flow", FieldType.NUMBER, unit="L/min"),
    field("state", required=True),
    field("shift", FieldType.INTEGER, default=1),
    field("note"),
    steps=(
        RenameField("crew", "crew_total"),
        ConvertField("flow", "flow * 6e1", "flow / 6e1"),
        FillField("state", "active"),
        DropField("nick"),
    ),
)
ROWS = {"id": ["a", "b"], "crew": [4, None], "flow": [10.0, None], "nick": ["Red", None]}


def rows(columns: dict[str, Any] | None = None) -> pa.Table:
    return pa.table(ROWS if columns is None else columns, OLD.arrow_schema)


def test_an_upgrade_renames_converts_fills_and_drops() -> None:
    moved = upgrade(rows(), OLD, NEW)
    assert [(lost.field, lost.why) for lost in moved.lost] == [("nick", "dropped")]
    assert moved.to_arrow().to_pydict() == {
        "id": ["a", "b"],
        "crew_total": [4, None],
        "flow": [600.0, None],
        "state": ["active", "active"],
        "shift": [1, 1],
        "note": [None, None],
    }


def test_a_downgrade_takes_the_steps_back_and_lists_what_is_lost() -> None:
    there = upgrade(rows(), OLD, NEW).to_arrow()
    back = downgrade(there, OLD, NEW)
    assert {lost.field: lost.why for lost in back.lost} == {
        "nick": "dropped",
        "state": "unknown-before",
        "shift": "unknown-before",
        "note": "unknown-before",
    }
    assert all(lost.text(language) for lost in back.lost for language in ("en", "id"))
    assert back.to_arrow().to_pydict() == {**ROWS, "nick": [None, None]}


def test_what_nothing_brings_back_is_lost() -> None:
    steps = tuple(
        replace(step, back=None) if isinstance(step, ConvertField) else step for step in NEW.upgrades[0].steps
    )
    without = replace(NEW, upgrades=(Upgrade("1.0.0", steps),))
    back = downgrade(upgrade(rows(), OLD, without).to_arrow(), OLD, without)
    assert ("flow", "no-way-back") in [(lost.field, lost.why) for lost in back.lost]
    assert back.to_arrow().column("flow").to_pylist() == [None, None]


def test_rows_are_moved_batch_by_batch_as_they_are_asked_for() -> None:
    given_out = 0

    def stream() -> Iterator[pa.RecordBatch]:
        nonlocal given_out
        for batch in rows().to_batches(max_chunksize=1):
            given_out += 1
            yield batch

    moved = upgrade(pa.RecordBatchReader.from_batches(OLD.arrow_schema, stream()), OLD, NEW)
    assert given_out == 0
    first = next(moved.batches())
    assert (given_out, first.num_rows) == (1, 1)


WIDER = unit("1.1.0", field("id"), field("n", FieldType.NUMBER))


@pytest.mark.parametrize(
    ("old", "new", "field_named"),
    [
        (unit("1.0.0", field("id"), field("gone")), unit("2.0.0", field("id")), "gone"),
        (unit("1.0.0", field("id")), unit("2.0.0", field("id"), field("must", required=True)), "must"),
    ],
)
def test_what_no_step_says_is_refused_and_not_guessed(old: Contract, new: Contract, field_named: str) -> None:
    with pytest.raises(DefinitionError, match=field_named) as caught:
        upgrade(pa.table({each.name: pa.array([], each.arrow_type()) for each in old.fields}), old, new)
    assert caught.value.message_id == "upgrade-needs-step"


def test_a_required_field_that_nothing_brings_back_is_refused() -> None:
    old = unit("1.0.0", field("id"), field("must", required=True))
    new = unit("2.0.0", field("id"), steps=(DropField("must"),))
    with pytest.raises(DefinitionError, match="must"):
        downgrade(pa.table({"id": ["a"]}), old, new)


def test_a_value_that_is_none_of_the_other_type_is_refused_and_never_shown() -> None:
    old = unit("1.0.0", field("id"), field("n", FieldType.INTEGER))
    moved = downgrade(pa.table({"id": ["a"], "n": [0.271828]}), old, WIDER)
    with pytest.raises(SourceError) as caught:
        moved.to_arrow()
    assert "271828" not in str(caught.value)
    assert upgrade(pa.table({"id": ["a"], "n": [3]}), old, WIDER).to_arrow().column("n").to_pylist() == [3.0]


def test_rows_without_a_promised_column_are_refused() -> None:
    with pytest.raises(SourceError, match="crew"):
        upgrade(pa.table({"id": ["a"]}), OLD, NEW)


@pytest.mark.parametrize(
    ("steps", "message_id"),
    [
        ((RenameField("id", "crew_total"),), "upgrade-field"),
        ((RenameField("crew", "nothing"),), "upgrade-field"),
        ((DropField("note"),), "upgrade-field"),
        ((FillField("nothing", 1),), "upgrade-field"),
        ((FillField("note", "a"), ConvertField("note", "id")), "upgrade-twice"),
        ((ConvertField("note", "id", "nothing"),), "expression-unknown-column"),
    ],
)
def test_steps_that_contradict_the_contract_are_refused_when_it_is_made(
    steps: tuple[UpgradeStep, ...], message_id: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        replace(NEW, upgrades=(Upgrade("1.0.0", steps),))
    assert caught.value.message_id == message_id


@pytest.mark.parametrize("since", ["2.0.0", "3.0.0", "1.0", "x"])
def test_an_upgrade_comes_from_an_earlier_version(since: str) -> None:
    with pytest.raises(DefinitionError):
        replace(NEW, upgrades=(Upgrade(since),))


def test_the_document_says_the_steps_and_is_read_back() -> None:
    document = NEW.to_document()
    assert document["x-contract"]["upgrades"] == [
        {
            "from": "1.0.0",
            "steps": [
                {"rename": "crew", "to": "crew_total"},
                {"convert": "flow", "expression": "flow * 6e1", "back": "flow / 6e1"},
                {"fill": "state", "value": "active"},
                {"drop": "nick"},
            ],
        }
    ]
    check_against_meta_schema(document)
    assert Contract.from_document(document) == NEW


def test_a_declared_rename_is_one_change_wherever_the_name_stands() -> None:
    old = unit(
        "1.0.0",
        field("id"),
        field("crew", FieldType.INTEGER, minimum=1),
        field("code", pattern="^a", pattern_when="crew > 2 AND id <> 'crew'"),
        unique=(("id", "crew"),),
        checks=(Check("few", "crew < 9 OR id = 'crew'", en="e", id="i"),),
    )
    new = unit(
        "2.0.0",
        field("id"),
        field("team", FieldType.INTEGER, minimum=1),
        field("code", pattern="^a", pattern_when="team > 2 AND id <> 'crew'"),
        unique=(("id", "team"),),
        checks=(Check("few", "team < 9 OR id = 'crew'", en="e", id="i"),),
        steps=(RenameField("crew", "team"),),
    )
    found = compare(old, new)
    assert [(each.change, each.before, each.field) for each in found.changes] == [("field-renamed", "crew", "team")]
    assert (found.verdict, found.suggested) == ("backward", "2.0.0")


_NAMES = st.permutations(["a", "b", "c"])
_CELLS = st.lists(
    st.tuples(st.none() | st.text(max_size=3), st.none() | st.integers(-(2**40), 2**40), st.none() | st.booleans()),
    max_size=6,
)


@given(names=_NAMES, cells=_CELLS, dropped=st.booleans(), size=st.integers(1, 3))
def test_what_is_not_lost_comes_back_as_it_was(
    names: list[str], cells: list[tuple[Any, ...]], dropped: bool, size: int
) -> None:
    kinds = (FieldType.TEXT, FieldType.INTEGER, FieldType.BOOLEAN)
    old = unit("1.0.0", *(field(name, kind) for name, kind in zip("abc", kinds, strict=True)))
    later = {name: f"{other}_now" for name, other in zip("ab", names, strict=False)}
    steps: list[UpgradeStep] = [RenameField(was, now) for was, now in later.items()]
    fields = [field(later["a"]), field(later["b"], FieldType.INTEGER), field("more", default="x")]
    steps.append(DropField("c") if dropped else RenameField("c", "kept"))
    fields += [] if dropped else [field("kept", FieldType.BOOLEAN)]
    new = unit("2.0.0", *fields, steps=tuple(steps))
    columns = {name: [row[place] for row in cells] for place, name in enumerate("abc")}
    before = pa.table(columns, old.arrow_schema)
    there = upgrade(pa.Table.from_batches(before.to_batches(max_chunksize=size), old.arrow_schema), old, new)
    back = downgrade(there.to_arrow(), old, new)
    after = back.to_arrow()
    lost = {each.field for each in back.lost}
    assert lost == {"more", *(["c"] if dropped else [])}
    assert {name: after.column(name).to_pylist() for name in "abc" if name not in lost} == {
        name: columns[name] for name in "abc" if name not in lost
    }
