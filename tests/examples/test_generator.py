"""The synthetic files: made again byte for byte, small, and rejecting only what is wrong on purpose."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REJECTED = {
    "fire-incidents": {
        (157, "incident_category", "unmapped"),
        (158, "call_received_at", "type"),
        (159, "units_count", "minimum"),
        (160, "id", "duplicate-key"),
        (160, None, "duplicate-key"),
    },
    "fire-posts": {
        (24, "vehicles_total", "type"),
        (24, "total", "type"),
        (24, "holder_id", "dangling-reference"),
    },
    "hospitals": {(40, "latitude", "maximum"), (40, None, "axis-swapped")},
    "health-centres": {(59, "facility_type", "unmapped"), (60, None, "place-known")},
    "puskesmas": {(29, "latitude", "type"), (30, "facility_type", "unmapped")},
    "siranap": {
        (31, None, "distinct-conflict"),
        (31, None, "duplicate-key"),
        (41, "available_beds", "unmapped"),
        (41, "capacity_status", "unmapped"),
        (51, "observed_at", "unmapped"),
    },
    "rs-online": {(48, "hospital_class", "unmapped"), (49, "id", "duplicate-key")},
    "ambulances": {(12, None, "conditions-add-up")},
    "units": {
        (27, "condition", "unmapped"),
        (28, "plate_number", "pattern"),
        (29, "id", "duplicate-key"),
        (29, None, "duplicate-key"),
    },
    "beds": {
        (23, "available_beds", "type"),
        (24, "observed_at", "type"),
        (25, None, "observed-before-recorded"),
    },
}


@pytest.fixture
def generator(example: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("jakarta_generate", example / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_same_seed_writes_the_committed_bytes(generator: ModuleType, example: Path, tmp_path: Path) -> None:
    written = generator.generate(tmp_path)
    committed = sorted(path.name for path in (example / "data").iterdir())
    assert sorted(path.name for path in written) == committed
    for path in written:
        assert path.read_bytes() == (example / "data" / path.name).read_bytes(), path.name


def test_another_seed_writes_other_bytes(generator: ModuleType, example: Path, tmp_path: Path) -> None:
    for path in generator.generate(tmp_path, seed=7):
        same = path.read_bytes() == (example / "data" / path.name).read_bytes()
        assert same == (path.name == "incident-points.csv"), path.name


def test_the_program_says_what_it_wrote(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(example / "generate.py"), "--into", str(tmp_path / "made")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert sorted(Path(line).name for line in printed) == sorted(path.name for path in (example / "data").iterdir())
    assert all(Path(line).is_file() for line in printed)


def test_the_files_are_small_and_end_their_lines_with_a_line_feed(example: Path) -> None:
    files = list((example / "data").iterdir())
    assert sum(path.stat().st_size for path in files) < 200_000
    assert not any(b"\r" in path.read_bytes() for path in files)


@pytest.mark.parametrize("name", sorted(REJECTED))
def test_rows_are_rejected_that_are_wrong_on_purpose_and_no_others(
    name: str, synthetic: Any, reasons: Callable[[Any], set[tuple[int, str | None, str]]]
) -> None:
    validated = synthetic.judged(name).validated
    assert reasons(validated) == REJECTED[name]
    assert all(table.balance.balances for table in validated.report.tables)


def test_every_reason_is_a_sentence_in_both_languages(synthetic: Any) -> None:
    for name in REJECTED:
        for found in synthetic.judged(name).validated.report.violations:
            english, indonesian = found.message("en"), found.message("id")
            assert english
            assert indonesian
            assert english != indonesian


def test_a_rejected_row_is_kept_as_it_came(synthetic: Any) -> None:
    judged = synthetic.judged("fire-incidents")
    kept = judged.validated.rejected.to_arrow().to_pylist()
    assert [row["_row"] for row in kept] == [157, 158, 159, 160]
    for row in kept:
        source = judged.source[row["_row"] - 1]
        assert row["waktu_informasi"] == source["waktu_informasi"]
        assert row["alamat_kejadian"] == source["alamat_kejadian"]


def test_no_word_of_the_published_files_but_facts_is_in_the_synthetic_ones(real: Any, synthetic: Any) -> None:
    """Addresses, posts, hospitals, mail addresses: nothing a person or an institution is called by."""
    invented = {
        "fire-incidents": ("alamat_kejadian",),
        "fire-posts": ("alamat",),
        "hospitals": ("NAMOBJ",),
        "puskesmas": ("alamat", "telp", "fax", "email", "website"),
        "siranap": ("hospital", "address"),
        "rs-online": ("d.nama_rs", "d.kode_rs"),
    }
    for name, columns in invented.items():
        for column in columns:
            ours = {str(row[column]) for row in synthetic.judged(name).source} - {""}
            theirs = {str(row[column]) for row in real.judged(name).source}
            assert not ours & theirs, (name, column)
