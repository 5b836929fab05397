"""The staircase: a stage is made by its verb only, and rows balance wherever they travel."""

from __future__ import annotations

import dataclasses
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError
from opendata_share.report import Balance, Report, TableReport
from opendata_share.stages import (
    Bundle,
    Lineage,
    Marks,
    Misfit,
    Protected,
    Rejected,
    Rows,
    Table,
    UnmadeRow,
    Validated,
    bundle_of,
    seal_protected,
    seal_validated,
)


def contract(name: str) -> Contract:
    words = Text("a", "b")
    return Contract(
        name, "1.0.0", words, (Field(name="n", type=FieldType.INTEGER, title=words, sensitivity=Sensitivity.PUBLIC),)
    )


def batch(*values: int) -> pa.RecordBatch:
    return pa.record_batch({"n": pa.array(values, pa.int64())})


def table(name: str = "a", *values: int) -> Table:
    return Table.of_batches(contract(name), lambda: iter([batch(*values), batch(9)]), Lineage(source=f"{name}.csv"))


UNMADE = UnmadeRow(row=1, line=2, field=None, rule="ragged-row", message_id="x", parameters={}, text="1,2")


@pytest.mark.parametrize(
    ("balance", "unmade", "numbers"),
    [
        (Balance(read=2, produced=2), (), [1, 2]),
        (Balance(read=3, produced=3), (UNMADE,), [1, 3]),
        (Balance(read=3, skipped=1, produced=2), (), [1, 2]),
        (Balance(read=1, expanded=1, produced=2), (), [1, 1]),
        (Balance(read=3, merged=1, produced=2), (), [1, 2]),
    ],
)
def test_a_batch_whose_rows_balance_is_made(
    balance: Balance, unmade: tuple[UnmadeRow, ...], numbers: list[int]
) -> None:
    assert Rows(data=batch(1, 2), rows=np.array(numbers), unmade=unmade, balance=balance).balance is balance


@pytest.mark.parametrize(
    ("balance", "numbers"),
    [
        (Balance(read=1, produced=2), [1, 2]),
        (Balance(read=3, produced=3), [1, 2]),
        (Balance(read=2, produced=1, merged=1), [1, 2]),
        (Balance(read=2, produced=2), [1]),
        (Balance(), [1, 2]),
    ],
)
def test_a_batch_whose_rows_do_not_balance_cannot_be_made(balance: Balance, numbers: list[int]) -> None:
    with pytest.raises(AssertionError, match="balance"):
        Rows(data=batch(1, 2), rows=np.array(numbers), balance=balance)


def test_a_table_is_read_lazily_and_again() -> None:
    opened = []

    def batches() -> Iterator[pa.RecordBatch]:
        opened.append(1)
        return iter([batch(1, 2)])

    lazy = Table.of_batches(contract("a"), batches, Lineage(source="x"))
    assert opened == []
    assert lazy.to_records() == lazy.to_records() == [{"n": 1}, {"n": 2}]
    assert len(opened) == 2
    assert "a@1.0.0" in repr(lazy)


def test_rows_are_numbered_over_batches() -> None:
    assert [rows.rows.tolist() for rows in table("a", 1, 2).stream()] == [[1, 2], [3]]


def test_a_table_is_an_arrow_stream_and_frames() -> None:
    made = table("a", 1, 2)
    assert pa.table(made).to_pylist() == made.to_records()
    assert pa.schema(made) == made.schema
    assert made.to_pandas()["n"].tolist() == [1, 2, 9]
    assert made.to_polars()["n"].to_list() == [1, 2, 9]


def test_a_bundle_is_a_mapping_by_contract_name() -> None:
    bundle = bundle_of((table("a", 1), table("b", 2)))
    assert isinstance(bundle, Bundle)
    assert (list(bundle), len(bundle), "a" in bundle) == (["a", "b"], 2, True)
    assert [found.name for found in bundle.contracts] == ["a", "b"]
    assert bundle["b"].to_records() == [{"n": 2}, {"n": 9}]
    assert [name for name, _ in bundle.stream()] == ["a", "a", "b", "b"]
    with pytest.raises(KeyError):
        bundle["c"]


def test_a_bundle_has_one_table_a_contract() -> None:
    with pytest.raises(DefinitionError) as refused:
        bundle_of((table("a"), table("a")))
    assert refused.value.message_id == "stage-same-contract"


def report(accepted: int = 1, rejected: int = 0) -> Report:
    balance = Balance(read=1, produced=1, accepted=accepted, rejected=rejected)
    return Report((TableReport(contract="a@1.0.0", source="a.csv", balance=balance),))


NOTHING = Rejected(0, lambda _language: iter(()))


@pytest.mark.parametrize("stage", [Validated, Protected])
def test_a_stage_cannot_be_made_by_hand(stage: Any) -> None:
    arguments = [None] * (4 if stage is Validated else 6)
    with pytest.raises(TypeError, match="not by hand"):
        stage(object(), *arguments)
    with pytest.raises(TypeError):
        stage()


def test_a_validated_holds_only_rows_that_balance() -> None:
    validated = seal_validated((table("a", 1),), NOTHING, report(), keeps_rows=True)
    assert validated.accepted.to_records() == [{"n": 1}, {"n": 9}]  # type: ignore[union-attr]  # one table
    with pytest.raises(AssertionError, match="balance"):
        seal_validated((), NOTHING, report(accepted=1, rejected=1), keeps_rows=True)


def test_rows_that_were_not_kept_are_asked_for_in_vain() -> None:
    validated = seal_validated((), NOTHING, report(), keeps_rows=False)
    with pytest.raises(DefinitionError) as refused:
        _ = validated.accepted
    assert refused.value.message_id == "stage-rows-not-kept"


def test_several_accepted_tables_are_a_bundle() -> None:
    validated = seal_validated((table("a"), table("b")), NOTHING, report(), keeps_rows=True)
    assert isinstance(validated.accepted, Bundle)


def test_a_protected_carries_what_came_before() -> None:
    validated = seal_validated((table("a"),), NOTHING, report(), keeps_rows=True)
    protected = seal_protected((), "open", "sha256:0", "public", validated)
    assert (protected.report, protected.rejected) == (validated.report, NOTHING)


def test_a_lineage_digests_its_source_when_it_is_written() -> None:
    asked: list[int] = []

    def digest() -> str:
        asked.append(1)
        return "sha256:1"

    lineage = Lineage(source="a.csv", source_digest=digest)
    assert asked == []
    assert lineage.to_document()["source_digest"] == "sha256:1"
    assert lineage == Lineage(source="a.csv")


REJECTED = pa.record_batch({"_row": pa.array(["1"]), "a": pa.array(["x"])})


def test_rejected_rows_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    rejected = Rejected(1, lambda _language: iter([REJECTED]))
    path = tmp_path / "r.csv"
    path.write_text("old", encoding="utf-8")
    assert rejected.to_csv(path) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    header, row = path.read_text("utf-8-sig").splitlines()
    assert header == "_row,_line,_column,_message,_hint,_field,_rule,_contract,a,_source,_seal"
    assert row.startswith("1,,,,,,,,x,,s-")
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(_language: str) -> Iterator[pa.RecordBatch]:
        raise OSError("disk")
        yield REJECTED

    with pytest.raises(OSError, match="disk"):
        Rejected(1, broken).to_csv(tmp_path / "r.csv")
    assert list(tmp_path.iterdir()) == []


def test_no_rejected_rows_are_an_empty_table() -> None:
    assert NOTHING.to_arrow().num_rows == 0


@pytest.mark.parametrize(
    ("value", "name"), [(Lineage(source="a"), "source"), (UNMADE, "row")], ids=["lineage", "unmade"]
)
def test_values_are_frozen(value: Any, name: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "x")


def test_no_cell_stands_in_the_repr_of_rows() -> None:
    cells = pa.record_batch({"n": pa.array([7_316_204_985_113])})
    said = {"rule": "type", "message_id": "x", "parameters": {}}
    one = np.array([0], np.int64)
    misfit = Misfit(field="n", severity="error", positions=one, cells=("7316204985113",), **said)
    unmade = UnmadeRow(row=2, line=3, field=None, text="7316204985113", **said)
    rows = Rows(
        data=cells, rows=one, raw=cells, misfits=(misfit,), unmade=(unmade,),
        marks=Marks("json", {"n": "7316204985113"}), balance=Balance(read=2, produced=2),
    )  # fmt: skip
    assert "7316204985113" not in f"{rows!r}{misfit!r}{unmade!r}"
    assert "field='n'" in repr(rows)


def test_rejected_rows_name_themselves_in_a_few_words() -> None:
    promised = (contract("a"), contract("b"))
    said = repr(Rejected(3, lambda language: iter(()), Lineage(source="pasien Budi.csv"), None, promised))
    assert said == "Rejected(3 rows of a@1.0.0, b@1.0.0)"
    assert repr(Rejected(0, lambda language: iter(()))) == "Rejected(0 rows)"
