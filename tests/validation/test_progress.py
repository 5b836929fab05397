"""A caller that shows progress is told in its own thread, and may end the validation by raising."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.validation import Progress

TITLE = Text("Beds", "Tempat tidur")
FIELDS = (Field(name="beds", type=FieldType.INTEGER, minimum=0, title=TITLE, sensitivity=Sensitivity.PUBLIC),)
WARD = Contract("ward", "1.0.0", Text("Ward", "Bangsal"), FIELDS)
ROWS = 600


@pytest.fixture
def table(tmp_path: Path) -> share.Table:
    file = tmp_path / "wards.csv"
    file.write_text("beds\n" + "".join(f"{number - 2}\n" for number in range(ROWS - 1)) + "1,2\n", "utf-8")
    return share.adapt(file, to=WARD, limits=Limits(block_bytes=100))


@pytest.mark.parametrize("mapper", [None, map])
def test_the_caller_is_told_after_every_batch_how_far_it_has_come(table, mapper):
    told: list[Progress] = []
    threads = set()

    def listen(progress: Progress) -> None:
        told.append(progress)
        threads.add(threading.current_thread())

    share.validate(table, map_batches=mapper, progress=listen)
    rows, shares = [one.rows for one in told], [one.share for one in told]
    assert len(told) > 10
    assert rows == sorted(set(rows))
    assert shares == sorted(set(shares))
    assert (rows[-1], shares[-1]) == (ROWS, 1.0)  # the last row could not be made
    assert threads == {threading.current_thread()}


def open_files() -> int:
    """Return how many files this process holds open; 0 where the system does not tell."""
    listed = Path("/proc/self/fd")
    return len(os.listdir(listed)) if listed.is_dir() else 0


@pytest.mark.parametrize("mapper", [None, map])
def test_a_caller_that_has_enough_leaves_no_thread_no_file_and_no_open_source(table, mapper, tmp_path):
    class EnoughError(Exception):
        pass

    def listen(progress: Progress) -> None:
        if progress.rows > 100:
            raise EnoughError

    before = open_files()
    with pytest.raises(EnoughError):
        share.validate(table, map_batches=mapper, progress=listen, limits=Limits(memory_spool_bytes=1))
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("opendata-share")] == []
    assert [file.name for file in tmp_path.iterdir()] == ["wards.csv"]
    after = open_files()
    assert after <= before


def test_rows_in_memory_tell_rows_and_no_share():
    told: list[Progress] = []
    share.validate(share.adapt([{"beds": 1}, {"beds": 2}], to=WARD), progress=told.append)
    assert told == [Progress(2)]
