"""What becomes of a commit: one value, carried out on any store."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendata_share.stores import (
    AlreadyPublished,
    Commit,
    Conflict,
    Failed,
    File,
    Folder,
    Pointer,
    Published,
    Put,
    Store,
    StoreFault,
    carry_out,
)


def text(store: Store, path: str) -> bytes | None:
    found = store.get(path, limit=100)
    return None if found is None else found.data


def version(store: Store, path: str) -> str | None:
    found = store.get(path, limit=100)
    return None if found is None else found.version


def commit(store: Store, number: int, *, after: tuple[File, ...] = ()) -> Commit:
    return Commit(
        files=(File(f"{number}.role", b"role"),),
        deciding=File(f"{number}.snapshot", b"decided"),
        pointers=(Pointer("newest", f"{number}".encode(), version(store, "newest")),),
        after=after,
    )


def test_the_same_commit_again_had_been_published(store: Store) -> None:
    first = commit(store, 1)
    assert carry_out(store, first) == Published()
    assert carry_out(store, first) == AlreadyPublished()
    assert text(store, "newest") == b"1"


def test_whoever_puts_the_deciding_file_second_has_a_conflict_and_moves_no_pointer(store: Store) -> None:
    carry_out(store, commit(store, 1))
    loser = Commit(deciding=File("1.snapshot", b"other"), pointers=(Pointer("newest", b"x", version(store, "newest")),))
    assert carry_out(store, loser) == Conflict("1.snapshot")
    assert text(store, "newest") == b"1"


def test_a_folder_or_file_that_is_somebody_elses_is_a_conflict_before_anything_is_decided(
    store: Store, staged: Path
) -> None:
    store.put_if_absent("fire/units/1/manifest.json", b"theirs")
    folder = Folder("fire/units/1", staged, "manifest.json")
    decided = File("1.snapshot", b"decided")
    assert carry_out(store, Commit(folders=(folder,), deciding=decided)) == Conflict("fire/units/1")
    store.put_if_absent("1.role", b"theirs")
    assert carry_out(store, Commit(files=(File("1.role", b"ours"),), deciding=decided)) == Conflict("1.role")
    assert text(store, "1.snapshot") is None
    assert staged.is_dir()  # for another attempt


def test_a_pointer_that_somebody_moved_is_left_and_said_to_be_behind(store: Store) -> None:
    slow = commit(store, 1)
    carry_out(store, commit(store, 2))
    assert carry_out(store, slow) == Published(behind=True)
    assert text(store, "newest") == b"2"


def test_without_a_deciding_file_the_first_pointer_decides(store: Store) -> None:
    first = Commit(pointers=(Pointer("newest", b"1", None),))
    assert carry_out(store, first) == Published()
    assert carry_out(store, Commit(pointers=(Pointer("newest", b"2", None),))) == Conflict("newest")
    with pytest.raises(ValueError, match="nothing decides"):
        carry_out(store, Commit(files=(File("x", b"x"),)))


def test_what_comes_after_is_put_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = store.put_if_absent, []

    def put(path: str, data: bytes) -> Put:
        seen.append((path, text(store, "newest")))
        return real(path, data)

    monkeypatch.setattr(store, "put_if_absent", put)
    assert carry_out(store, commit(store, 1, after=(File("2.root", b"root"),))) == Published()
    puts = [entry for entry in seen if entry[0] != "newest"]  # a bucket puts its first pointer where none is
    assert puts == [("1.role", None), ("1.snapshot", None), ("2.root", b"1")]


def test_a_store_that_fails_before_anything_is_decided_has_failed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: str, data: bytes) -> Put:
        raise StoreFault("HTTP 503")

    with monkeypatch.context() as patch:
        patch.setattr(store, "put_if_absent", fails)
        outcome = carry_out(store, commit(store, 1))
    assert isinstance(outcome, Failed)
    assert carry_out(store, commit(store, 1)) == Published()
