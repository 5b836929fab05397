"""Whatever operation of a store fails, and however: readers see the old or the new, and trying again publishes once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fault_store import FaultStore, is_settled, served_in
from faulty_disk import Killed, raising
from release_making import units

from opendata_share.errors import ReleaseError, TransferError
from opendata_share.releases._publish import publish_on
from opendata_share.stores import Disk, ObjectStore, Store, StoreFault, open_store

OLD, NEW = {"jakarta-fire/response-unit": [3]}, {"jakarta-fire/response-unit": [3, 4]}
often: Any = pytest.mark.exhaustive


def folder(tmp_path: Path) -> Store:
    return open_store(tmp_path / "public", Disk())


def bucket(tmp_path: Path) -> Store:
    from obstore.store import MemoryStore

    return ObjectStore("bucket", "", MemoryStore())  # type: ignore[arg-type]


Make = Callable[[Path], Store]
STORES = {"folder": folder, "bucket": bucket}


def publish(store: Store, rows: int) -> str:
    return publish_on(store, Disk(), units(rows)).outcome


def prepared(make: Make, place: Path) -> Store:
    store = make(place)
    publish(store, 3)
    return store


def attempt(store: FaultStore) -> str:
    """Publish 4 rows; return what became of it."""
    try:
        return publish(store, 4)
    except ReleaseError as error:
        return error.message_id
    except (OSError, TransferError, Killed) as error:
        return type(error).__name__


ALLOWED = {
    "published": (NEW,),
    "publish-store": (OLD,),
    "publish-outcome-unknown": (NEW,),
    "publish-outcome-unclear": (OLD, NEW),
    "Killed": (OLD, NEW),
    "StoreFault": (OLD,),  # before anything was begun
    "TransferError": (OLD,),  # while what is published was read
}


EVERY = [(kind, fault, when) for kind in STORES for fault in ("error", "death") for when in ("before", "after", "torn")]
QUICK = {("bucket", "death", "torn"), ("folder", "error", "before")}


@pytest.mark.parametrize(
    ("kind", "fault", "when"), [pytest.param(*way, marks=() if way in QUICK else often) for way in EVERY]
)
def test_every_operation_may_fail_and_trying_again_publishes_once(
    kind: str, fault: str, when: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    error: BaseException = Killed() if fault == "death" else StoreFault("HTTP 500")
    points = 0
    for at in range(1, 400):
        store = prepared(STORES[kind], tmp_path / str(at))
        faulty = FaultStore(store, at, when, raising(error))
        outcome = attempt(faulty)
        if not faulty.fired:
            assert outcome == "published"
            break
        points += 1
        found = served_in(store)
        assert found in ALLOWED[outcome], (at, faulty.fired, outcome)
        again = publish(store, 4)
        assert served_in(store) == NEW, (at, faulty.fired)
        assert is_settled(store)
        assert again == "published" or found == NEW or outcome in {"Killed", "publish-outcome-unclear"}
    record_property("crash_points", points)
    assert points > 30


@pytest.mark.parametrize(
    ("other_rows", "swaps"),
    [pytest.param(*way, marks=often) for way in [(9, True), (9, False), (4, True), (4, False)]],
)
def test_another_publisher_between_any_two_operations_costs_nobody_a_release(
    swaps: bool, other_rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendata_share.stores._objects.prove", lambda store: swaps)
    for at in range(1, 400):
        store = prepared(bucket, tmp_path)
        said: list[str] = []
        faulty = FaultStore(store, at, "before", lambda store=store, said=said: said.append(publish(store, other_rows)))
        mine = publish(faulty, 4)
        if not faulty.fired:
            break
        rows = served_in(store)["jakarta-fire/response-unit"]
        assert rows[0] == 3, at
        assert is_settled(store), (at, faulty.fired)
        if other_rows == 4:
            assert (rows, sorted([mine, *said])) == ([3, 4], ["published", "unchanged"]), (at, faulty.fired)
        else:
            assert (sorted(rows), mine, said) == ([3, 4, 9], "published", ["published"]), (at, faulty.fired)
    assert at > 30


def test_a_list_that_lags_behind_costs_nobody_a_release(tmp_path: Path) -> None:
    store = bucket(tmp_path)
    for rows in range(1, 5):
        blind = FaultStore(store, 0, "before", lambda: None, lies=True)
        assert publish(blind, rows) == "published"
    assert served_in(store) == {"jakarta-fire/response-unit": [1, 2, 3, 4]}


@pytest.mark.parametrize("answer", [pytest.param("before", marks=often), "after"])
def test_a_request_that_fails_at_any_point_is_found_out_by_reading_back(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client library's requests fail, with and without effect: a server that answers 500 may have done it."""
    import obstore

    real = {name: getattr(obstore, name) for name in ("put", "get", "list", "delete")}
    left = 0

    def failing(name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                if answer == "after":
                    real[name](*args, **options)
                raise obstore.exceptions.GenericError("Server error: 500 Internal <AWSAccessKeyId>hunter2")
            return real[name](*args, **options)

        return call

    points, published = 0, 0
    for at in range(1, 400):
        store = prepared(bucket, tmp_path)
        with monkeypatch.context() as patch:
            left = at
            for name in real:
                patch.setattr(obstore, name, failing(name))
            try:
                outcome = publish(store, 4)
            except (ReleaseError, TransferError, StoreFault) as error:
                assert "hunter2" not in f"{error}{error.__context__}{error.__cause__!r}"
                outcome = error.message_id if isinstance(error, ReleaseError) else type(error).__name__
        if left > 0:
            break
        points += 1
        published += outcome == "published"
        assert served_in(store) in ALLOWED[outcome], (at, outcome)
        publish(store, 4)
        assert served_in(store) == NEW
    assert points > 30
    assert published > points / 3  # an attempt of ours that got no answer is read back, and tried once more
