"""The kit for field maps: a sound map keeps every promise, and a map that breaks one is caught."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from opendata_share.testing import FieldMapKit, checks_of, run_check, run_kit

SOUND = """agency = "demo"
[source]
format = "csv"
ignore = ["catatan"]
[[tables.fire-station]]
where = "name IS NOT NULL"
key = ["no"]
name = "nama"
station_type = { value = "post" }
shifts = "regu"
"""
SAMPLE = "no,nama,regu,catatan\n1,Pos Satu,3,\n2,Pos Dua,2,x\n3,Pos Tiga,banyak,\n4,,1,\n"


class Kit(FieldMapKit):
    """A kit whose files each test writes."""

    expected: ClassVar[Any] = {
        "fire-station": (
            {"id": "demo:1", "name": "Pos Satu", "shifts": 3},
            {"id": "demo:2", "name": "Pos Dua", "shifts": 2},
        )
    }
    rejected: ClassVar[Any] = (("fire-station", 3, "shifts", "type"),)
    skipped: ClassVar[Any] = {"fire-station": 1}


@pytest.fixture
def kit(tmp_path: Path) -> type[Kit]:
    Kit.field_map, Kit.sample = tmp_path / "map.toml", tmp_path / "posts.csv"
    Kit.field_map.write_text(SOUND, "utf-8")
    Kit.sample.write_text(SAMPLE, "utf-8")
    return Kit


def test_a_sound_map_keeps_every_promise(kit: type[Kit]) -> None:
    checks = list(run_kit(kit))
    assert [(check.name, check.failure) for check in checks if not check.is_kept] == []
    assert len(checks) == len(checks_of(kit)) >= 10


@pytest.mark.parametrize(
    ("was", "becomes", "check"),
    [
        ('name = "nama"', 'name = "regu"', "test_the_sample_becomes_what_a_person_expects"),
        ('shifts = "regu"', 'shifts = { from = "regu", on_error = "null" }', "test_what_is_rejected_is_expected"),
        ('where = "name IS NOT NULL"\n', "", "test_rows_balance"),
        ('ignore = ["catatan"]', 'ignore = ["*"]', "test_a_new_column_stops_the_map"),
    ],
)
def test_a_map_that_breaks_a_promise_is_caught(kit: type[Kit], was: str, becomes: str, check: str) -> None:
    assert was in SOUND
    kit.field_map.write_text(SOUND.replace(was, becomes), "utf-8")
    assert run_check(kit, check).failure


def test_a_map_that_reads_nothing_is_caught(kit: type[Kit]) -> None:
    kit.field_map.write_text(
        'agency = "demo"\n[source]\nformat = "csv"\nignore = ["*"]\n[[tables.fire-station]]\nkey = "digest"\n'
        'name = { value = "x" }\nstation_type = { value = "post" }\n',
        "utf-8",
    )
    assert "does the map read anything" in str(run_check(kit, "test_a_column_that_is_gone_stops_the_map").failure)


def test_more_rejections_than_expected_are_told(kit: type[Kit]) -> None:
    kit.sample.write_text(SAMPLE + "5,Pos Lima,-,\n", "utf-8")
    failure = str(run_check(kit, "test_what_is_rejected_is_expected").failure)
    assert "5, 'shifts', 'type'" in failure
