"""Rows set aside: in memory, then in a file nobody sees, within a limit, readable again and again."""

from __future__ import annotations

import gc
import os
import tempfile
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, judged, table

from opendata_share._limits import Limits
from opendata_share._spool import Spool, SpoolSpace
from opendata_share.errors import LimitExceeded
from opendata_share.validation import validate
from opendata_share.validation._set_aside import SourceRows


def batch(*values: str | None) -> pa.RecordBatch:
    return pa.record_batch({"x": pa.array(values, pa.string())})


@pytest.mark.parametrize("memory", [0, 1_000, 10**9])
def test_batches_come_back_in_order_as_often_as_asked(memory: int) -> None:
    spool = Spool(SpoolSpace(Limits(memory_spool_bytes=memory)))
    kept = [batch("a", None), batch(), pa.record_batch({"y": pa.array([1, 2])}), batch("c" * 2_000)]
    for each in kept:
        spool.append(each)
        assert list(spool.batches())[-1].equals(each)
    assert [each.to_pylist() for each in spool.batches()] == [each.to_pylist() for each in kept]
    assert [each.to_pylist() for each in spool.batches()] == [each.to_pylist() for each in kept]


def test_a_file_is_used_only_when_memory_is_full() -> None:
    space = SpoolSpace(Limits(memory_spool_bytes=10_000))
    spool = Spool(space)
    spool.append(batch("a"))
    assert not space.on_disk
    spool.append(batch("b" * 20_000))
    assert space.on_disk


def test_the_file_has_no_name_belongs_to_its_owner_and_goes_with_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spool = Spool(space := SpoolSpace(Limits(memory_spool_bytes=0)))
    spool.append(batch("a"))
    assert space._file is not None
    descriptor = space._file.fileno()
    assert str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert os.fstat(descriptor).st_mode & 0o777 == 0o600
    closed = space._file
    del spool, space
    gc.collect()
    assert closed.closed


def test_the_limit_is_named_when_it_is_passed() -> None:
    rows = [{"x": "a" * 1_000} for _ in range(100)]
    promised = contract(field("x", max_length=999))
    with pytest.raises(LimitExceeded) as raised:
        judged(promised, rows, limits=Limits(spool_bytes=10_000))
    assert raised.value.exit_code == 1
    assert "spool_bytes = 10000" in raised.value.message("id")


def test_without_keeping_rows_only_rejected_ones_are_set_aside() -> None:
    rows = [{"x": "a" * 1_000} for _ in range(100)]
    validated = judged(contract(field("x")), rows, keep=False, limits=Limits(spool_bytes=10_000))
    assert validated.report.tables[0].balance.accepted == 100


def test_a_full_disk_is_a_limit_and_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: open("/dev/full", "r+b", buffering=0))  # noqa: PTH123, SIM115
    spool = Spool(SpoolSpace(Limits(memory_spool_bytes=0)))
    with pytest.raises(LimitExceeded, match="No space left on device"):
        spool.append(batch("a"))


def test_a_kept_batch_is_its_own_copy() -> None:
    """What a reader over-allocated, and the rows that were filtered out, do not stay behind it."""
    large = pa.record_batch({"x": pa.array([f"secret-{number}" for number in range(10_000)])})
    space = SpoolSpace(Limits())
    spool = Spool(space)
    spool.append(large.slice(5_000, 1))
    spool.append(large.filter(pa.array(np.arange(10_000) == 7)))
    for number in range(len(spool)):
        assert space.read(number).size < 1_000
    everything = b"".join(space.read(number).to_pybytes() for number in range(len(spool)))
    assert everything.count(b"secret-") == 2


@settings(deadline=None)
@given(st.lists(st.integers(0, 3_000), max_size=20), st.integers(0, 5_000))
def test_what_is_kept_does_not_depend_on_where_it_is_kept(sizes: list[int], memory: int) -> None:
    space = SpoolSpace(Limits(memory_spool_bytes=memory))
    data = [os.urandom(size) for size in sizes]
    numbers = [space.keep(pa.py_buffer(each)) for each in data]
    assert [space.read(number).to_pybytes() for number in numbers] == data


def test_threads_may_read_at_once() -> None:
    spool = Spool(SpoolSpace(Limits(memory_spool_bytes=0)))
    for number in range(50):
        spool.append(batch(str(number) * 100))
    expected = [each.to_pylist() for each in spool.batches()]
    with ThreadPoolExecutor(4) as pool:
        for read in pool.map(lambda _: [each.to_pylist() for each in spool.batches()], range(8)):
            assert read == expected


@pytest.mark.parametrize("memory", [0, 500, 10**9])
def test_the_result_is_the_same_whether_rows_were_in_memory_or_on_disk(memory: int) -> None:
    promised = contract(field("id"), field("n", "integer", minimum=0), key=("id",))
    rows: list[dict[str, Any]] = [{"id": str(number % 70), "n": number - 5} for number in range(100)]
    validated = validate(table(promised, rows, size=7), limits=Limits(memory_spool_bytes=memory))
    assert validated.tables[0].to_records() == rows[5:70]
    assert validated.rejected.to_arrow()["_row"].to_pylist() == [*range(1, 6), *range(71, 101)]


@pytest.mark.parametrize("memory", [0, 10**9])
def test_rows_set_aside_go_when_nobody_reads_them_any_more(memory: int) -> None:
    """They hold nothing that holds them: memory is free at once, and not when Python looks for circles next."""
    space = SpoolSpace(Limits(memory_spool_bytes=memory))
    rows = SourceRows(space)
    rows.append(0, batch("a", "b"), [])
    gone = weakref.ref(space)
    gc.disable()
    try:
        del space, rows
        assert gone() is None
    finally:
        gc.enable()
