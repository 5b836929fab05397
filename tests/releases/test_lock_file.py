"""The lock: which releases somebody works with; pulling by it gives the same bytes or an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from release_making import protected, unit_rows, units
from test_changes import rewritten, unlisted

from opendata_share.errors import DefinitionError, ReleaseError, SourceError, SourceUnavailable, TrustError
from opendata_share.releases import LockedRelease, LockFile, open_catalog, publish, pull, pull_locked


@pytest.fixture
def public(tmp_path: Path) -> Path:
    publish(units(3), into=tmp_path / "public")
    publish(units(4), into=tmp_path / "public")
    return tmp_path / "public"


def latest(public: Path) -> Any:
    return open_catalog(public)["response-unit"].latest()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_pull_pins_the_release_and_a_locked_pull_gives_the_same_bytes_after_newer_releases(
    public: Path, tmp_path: Path
) -> None:
    done = pull(latest(public), into=tmp_path / "in")
    assert (done.lock, done.release.number) == (tmp_path / "in/opendata-share.lock", "2")
    before = files_in(tmp_path / "in")
    assert set(before) == {"opendata-share.lock", "response-unit.parquet"}
    publish(units(9), into=public)
    again = pull_locked(done.lock, into=tmp_path / "again")
    assert [each.release.number for each in again] == ["2"]
    assert files_in(tmp_path / "again") == {"response-unit.parquet": before["response-unit.parquet"]}
    pull_locked(done.lock, into=tmp_path / "in")
    assert files_in(tmp_path / "in") == before
    pull(latest(public), into=tmp_path / "in")
    assert LockFile.read(done.lock).releases[0].release == "3"


def test_the_same_pulls_give_the_same_lock(public: Path, tmp_path: Path) -> None:
    publish(protected(unit_rows(2, agency="jakarta-health"), agency="jakarta-health"), into=public)
    fire, health = open_catalog(public).values()
    locks = []
    for name, order in (("one", (fire, health)), ("two", (health, fire))):
        for dataset in order:
            pull(dataset.latest(), into=tmp_path / dataset.agency, lock=tmp_path / name, as_=form_of(dataset.agency))
        locks.append((tmp_path / name).read_bytes())
    assert locks[0] == locks[1]
    document = json.loads(locks[0])
    assert document["format"] == "opendata-share/lock@1"
    assert [entry["dataset"] for entry in document["releases"]] == [fire.id, health.id]
    assert set(document["releases"][0]) == {"dataset", "release", "manifest", "location", "trust", "files"}


def form_of(agency: str) -> Any:
    return "csv" if agency == "jakarta-fire" else "parquet"


def test_both_forms_of_a_release_may_be_pinned_and_one_of_them_pulled(public: Path, tmp_path: Path) -> None:
    pull(latest(public), into=tmp_path / "in")
    lock = pull(latest(public), into=tmp_path / "in", as_="csv").lock
    assert len(pull_locked(lock, into=tmp_path / "both")) == 2
    (one,) = pull_locked(lock, into=tmp_path / "one", forms=["csv"], dataset="response-unit")
    assert one.path.name == "response-unit.csv"


def test_two_data_sets_whose_files_have_one_name_do_not_share_a_folder(public: Path, tmp_path: Path) -> None:
    publish(protected(unit_rows(2, agency="jakarta-health"), agency="jakarta-health"), into=public)
    fire, health = open_catalog(public).values()
    pull(fire.latest(), into=tmp_path / "in")
    before = files_in(tmp_path / "in")
    with pytest.raises(DefinitionError):
        pull(health.latest(), into=tmp_path / "in")
    assert files_in(tmp_path / "in") == before


def test_a_release_that_is_gone_or_has_other_bytes_is_an_error_and_nothing_is_written(
    public: Path, tmp_path: Path
) -> None:
    lock = pull(open_catalog(public)["response-unit"].release("1"), into=tmp_path / "in").lock
    rewritten(public, "1", lambda manifest: manifest["advice"].update({"axis-swapped": 1}))
    with pytest.raises(TrustError) as caught:
        pull_locked(lock, into=tmp_path / "again")
    assert caught.value.message_id == "lock-other-bytes"
    unlisted(public, "1")
    with pytest.raises(ReleaseError) as gone:
        pull_locked(lock, into=tmp_path / "again")
    assert gone.value.message_id == "lock-gone"
    assert not (tmp_path / "again").exists()


def test_a_locked_pull_that_asks_for_something_else_is_refused(public: Path, tmp_path: Path) -> None:
    lock = pull(latest(public), into=tmp_path / "in").lock
    asked: list[dict[str, Any]] = [
        {"dataset": "beds"},
        {"location": tmp_path / "elsewhere"},
        {"trust": "unverified"},
        {"forms": ["csv"]},
    ]
    for other in asked:
        with pytest.raises(DefinitionError):
            pull_locked(lock, into=tmp_path / "again", **other)
    assert pull_locked(lock, into=tmp_path / "again", location=f"{public}/", dataset="jakarta-fire/response-unit")


def test_a_lock_that_is_not_one_is_refused_where_it_is_wrong(public: Path, tmp_path: Path) -> None:
    lock = pull(latest(public), into=tmp_path / "in").lock
    whole = json.loads(lock.read_text("utf-8"))
    entry = whole["releases"][0]
    wrong = [
        {**whole, "more": 1},
        {**whole, "releases": [entry, entry]},
        {**whole, "releases": [{**entry, "release": "0"}]},
        {**whole, "releases": [{**entry, "dataset": "../fire"}]},
        {**whole, "releases": [{**entry, "manifest": "sha256:0"}]},
        {**whole, "releases": [{**entry, "location": "\x1b]0;x"}]},
        {**whole, "releases": [{**entry, "files": [{**entry["files"][0], "name": "../x"}]}]},
    ]
    for document in wrong:
        lock.write_text(json.dumps(document), "utf-8")
        with pytest.raises((SourceError, TrustError)):
            LockFile.read(lock)
    lock.write_text(json.dumps({**whole, "format": "opendata-share/lock@2"}), "utf-8")
    with pytest.raises(ReleaseError):
        pull(latest(public), into=tmp_path / "in")
    with pytest.raises(SourceUnavailable):
        pull_locked(tmp_path / "none.lock", into=tmp_path / "again")


def test_credentials_of_an_address_do_not_reach_the_lock() -> None:
    from opendata_share.releases._lock_file import shown_location

    assert shown_location("https://user:hunter2@data.example/cat/?token=x") == "https://data.example/cat/"
    assert shown_location(Path("public")) == "public"


def test_a_lock_that_cannot_be_written_is_said_and_the_old_one_stays(public: Path, tmp_path: Path) -> None:
    lock = pull(latest(public), into=tmp_path / "in").lock
    before = lock.read_bytes()
    entry = LockFile.read(lock).releases[0]
    moved = LockFile((LockedRelease(**{name: getattr(entry, name) for name in entry.__slots__} | {"release": "7"}),))
    with pytest.raises(ReleaseError) as caught:
        moved.write(tmp_path / "nowhere" / "x.lock")
    assert caught.value.message_id == "lock-write"
    assert lock.read_bytes() == before
