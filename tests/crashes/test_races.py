"""Publishers at the same moment: each version has one winner, and whoever was told so is in what readers find."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_store import is_settled, served_in
from races import Race, metadata_versions, races
from release_making import served

from opendata_share.errors import OpenDataShareError
from opendata_share.stores import Disk, Store, open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "stores"))
from real_s3 import s3_server

pytestmark = pytest.mark.timeout(900)  # how soon two writers meet is up to the machine
PUBLISHERS = 4
ROWS = list(range(1, PUBLISHERS + 1))


def lost(race: Race, rows: list[int]) -> int:
    """Return how many acknowledged releases a reader does not find under the number that was told."""
    return sum(release > len(rows) or rows[release - 1] != who + 1 for who, release in race.releases.items())


def all_won(race: Race, store: Store, rows: list[int]) -> None:
    assert race.errors == []
    assert sorted(race.releases.values()) == ROWS  # consecutive numbers, one winner each
    assert lost(race, rows) == 0
    assert is_settled(store)


def rows_in(folder: str) -> list[int]:
    return served(Path(folder))["jakarta-fire/response-unit"]


def race_in_folders(kind: str, tmp_path: Path, count: int) -> int:
    run = races(kind, str(tmp_path), count, PUBLISHERS)
    for race in run:
        rows = rows_in(race.where)
        if kind == "polite":
            all_won(race, open_store(race.where, Disk()), rows)
            assert metadata_versions(Path(race.where), "snapshot") == ROWS
        else:  # those who lose a number to somebody who is still at work leave gaps
            assert race.errors == []
            assert sorted(rows) == ROWS
            assert len(set(race.releases.values())) == PUBLISHERS
            assert is_settled(open_store(race.where, Disk()))
            assert metadata_versions(Path(race.where), "snapshot") == ROWS
        pointer = json.loads((Path(race.where) / "catalog.trust/timestamp.json").read_bytes())
        assert pointer["signed"]["meta"]["snapshot.json"]["version"] == PUBLISHERS
    return len(run)


@pytest.mark.parametrize("kind", ["polite", "impolite"])
def test_every_race_of_four_has_one_winner_a_version(kind: str, tmp_path: Path) -> None:
    race_in_folders(kind, tmp_path, 6)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["polite", "impolite"])
def test_a_thousand_races_of_four_have_one_winner_a_version(
    kind: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("races", race_in_folders(kind, tmp_path, 1000))


def test_looking_first_and_taking_the_name_then_is_caught(tmp_path: Path) -> None:
    caught = run = 0
    while not caught and run < 250:
        for race in races("exists then replace", str(tmp_path / str(run)), 10, PUBLISHERS):
            run += 1
            try:
                rows = rows_in(race.where)
            except (OpenDataShareError, KeyError):
                caught += 1
            else:
                caught += sorted(rows) != ROWS
    print(f"{caught} of {run} races lost a release")
    assert caught > 0


def race_in_buckets(count: int) -> int:
    with s3_server() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        run = races("bucket", "s3://bucket/races", count, PUBLISHERS)
        for race in run:
            store = open_store(race.where, Disk())
            assert race.errors == []
            assert sorted(served_in(store)["jakarta-fire/response-unit"]) == ROWS
            assert len(set(race.releases.values())) == PUBLISHERS
            assert is_settled(store)
    return len(run)


def test_twenty_races_in_a_bucket_of_a_real_server_have_one_winner_a_version() -> None:
    assert race_in_buckets(20) == 20


@pytest.mark.exhaustive
def test_a_hundred_races_in_a_bucket_of_a_real_server_have_one_winner_a_version(
    record_property: Callable[[str, object], None],
) -> None:
    record_property("races", race_in_buckets(100))
