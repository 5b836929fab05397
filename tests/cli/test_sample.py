"""`contract sample`: made-up rows, printed or written, that `validate` accepts in every form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
@pytest.mark.parametrize("name", ["citizen-report", "facility-capacity", "public-alert"])
def test_a_sample_that_was_written_is_read_back_and_accepted(
    name: str, form: str, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / f"rows.{form}"
    arguments = ["contract", "sample", name, "--rows", 25, "--seed", 4, "--as", form, "--into", path, "--lang", "en"]
    written = command(*arguments)
    assert written.code == 0
    assert "25 made-up rows" in written.err
    read = command("validate", path, "--to", name, "--lang", "en")
    assert read.code == 0, read.out
    assert "25 rows read, 25 accepted, 0 rejected" in read.out
    first = path.read_bytes()
    assert command(*arguments).code == 2  # never overwritten
    assert path.read_bytes() == first


def test_rows_are_printed_where_no_file_is_named(command: Command) -> None:
    printed = command("contract", "sample", "fleet-count", "--rows", 3, "--seed", 1)
    assert printed.code == 0
    lines = printed.out.splitlines()
    assert lines[0].startswith("holder_type,holder_id,unit_type,")
    assert len(lines) == 4
    assert command("contract", "sample", "fleet-count", "--rows", 3, "--seed", 1).out == printed.out
    assert command("contract", "sample", "fleet-count", "--rows", 3, "--seed", 2).out != printed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fleet-count", "--as", "parquet"], "--into fleet-count.parquet"),
        (["fleet-count", "--rows", 0], "--rows"),
        (["no-such-contract"], "no-such-contract"),
        (["fleet-count", "--into", "no/such/folder/rows.csv"], "--into"),
    ],
)
def test_what_cannot_be_written_is_said(arguments: list[object], said: str, command: Command) -> None:
    outcome = command("contract", "sample", *arguments, "--lang", "en")
    assert outcome.code == 2
    assert said in outcome.err
