"""The cost of protecting is measured on rows that are really protected."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.policy import measure


def test_both_ways_are_written_and_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    results = tmp_path / "policy.json"
    monkeypatch.setattr(sys, "argv", ["measure", "--rows", "400", "--rounds", "1", "--results", str(results)])
    monkeypatch.setenv("MEASURED_KEY", "")
    measure.main()
    printed = capsys.readouterr().out
    assert "a release" in printed
    assert "one Parquet file" in printed
    found = json.loads(results.read_text())["results"]
    assert [(each["written"], each["distinct"]) for each in found] == [("a release", 400), ("one Parquet file", 400)]
    assert all(each["protected"] > 0 and each["unprotected"] > 0 for each in found)
