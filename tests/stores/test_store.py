"""What every store promises: one winner for a name, whole files, versions that tell replacements apart."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opendata_share.errors import LimitExceeded
from opendata_share.stores import DirectoryStore, Put, Sealed, Store


def test_the_first_to_put_a_file_wins_and_the_rest_are_told_whether_it_is_the_same(store: Store) -> None:
    assert store.put_if_absent("a/1.json", b"one") is Put.CREATED
    assert store.put_if_absent("a/1.json", b"one") is Put.SAME
    assert store.put_if_absent("a/1.json", b"two") is Put.OTHER
    found = store.get("a/1.json", limit=3)
    assert found is not None
    assert found.data == b"one"


def test_of_many_at_once_exactly_one_wins(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        for turn in range(4):
            puts = list(pool.map(lambda n, t=turn: store.put_if_absent(f"{t}.json", str(n).encode()), range(8)))
            assert sorted(put.name for put in puts) == ["CREATED", *["OTHER"] * 7]
            found = store.get(f"{turn}.json", limit=1)
            assert found is not None
            assert found.data == str(puts.index(Put.CREATED)).encode()


def test_a_sealed_file_is_put_as_it_is(store: Store, staged: Path) -> None:
    data = (staged / "data.csv").read_bytes()
    sealed = Sealed(staged / "data.csv", len(data), "sha256:…")
    assert store.put_if_absent("d/data.csv", sealed) is Put.CREATED
    assert store.put_if_absent("d/data.csv", sealed) is Put.SAME
    found = store.get("d/data.csv", limit=100)
    assert found is not None
    assert found.data == data


def test_a_folder_is_put_whole_or_not_at_all(store: Store, staged: Path, tmp_path: Path) -> None:
    again, other = staged.with_name("again"), staged.with_name("other")
    shutil.copytree(staged, again)
    shutil.copytree(staged, other)
    (other / "manifest.json").write_bytes(b"{ }")
    store.intend(["fire/units/1"])
    assert store.put_folder("fire/units/1", staged, "manifest.json") is Put.CREATED
    expected = Put.OTHER if isinstance(store, DirectoryStore) else Put.SAME  # its publisher may take it back
    assert store.put_folder("fire/units/1", again, "manifest.json") is expected
    assert store.put_folder("fire/units/1", other, "manifest.json") is Put.OTHER
    assert [entry.path for entry in store.list("fire")] == ["fire/units/1/data.csv", "fire/units/1/manifest.json"]


def test_a_pointer_is_replaced_only_by_who_saw_its_last_version(store: Store) -> None:
    assert not store.compare_and_swap("catalog.json", b"0", "never")
    assert store.compare_and_swap("catalog.json", b"1", None)
    assert not store.compare_and_swap("catalog.json", b"x", None)
    seen = store.get("catalog.json", limit=1)
    assert seen is not None
    assert store.compare_and_swap("catalog.json", b"2", seen.version)
    assert not store.compare_and_swap("catalog.json", b"3", seen.version)
    now = store.get("catalog.json", limit=1)
    assert now is not None
    assert now.data == b"2"


def test_a_part_of_a_file_is_read_and_never_more_than_the_limit(store: Store) -> None:
    store.put_if_absent("a.bin", bytes(range(100)))
    part = store.get("a.bin", limit=10, start=90, length=10)
    assert part is not None
    assert part.data == bytes(range(90, 100))
    rest = store.get("a.bin", limit=10, start=95, length=10)
    assert rest is not None
    assert rest.data == bytes(range(95, 100))
    past = store.get("a.bin", limit=10, start=100, length=10)
    assert past is not None
    assert past.data == b""
    with pytest.raises(LimitExceeded):
        store.get("a.bin", limit=99)
    assert store.get("b.bin", limit=10) is None


def test_what_is_deleted_is_gone_and_once_more_is_no_error(store: Store) -> None:
    store.put_if_absent("a/b/1.json", b"1")
    store.put_if_absent("a/b/2.json", b"2")
    store.delete("a/b/1.json")
    assert [entry.path for entry in store.list("a")] == ["a/b/2.json"]
    store.delete("a")
    store.delete("a")
    assert list(store.list("")) == []


@pytest.mark.parametrize("path", ["../a", "/a", "a/../b", "a//b", "", "a/.", "a\\b", "C:/a"])
def test_no_path_leads_out_of_the_store(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        store.put_if_absent(path, b"1")
    with pytest.raises(ValueError, match="not a path"):
        store.get(path, limit=1)
