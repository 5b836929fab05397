"""The client for callers who wait and for callers who await: the same questions, the same answers, the same errors."""

from __future__ import annotations

import asyncio
import inspect
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faces import FACES, Face
from release_making import UNITS, units
from web_root import WebRoot, web_root

from opendata_share.errors import (
    DigestMismatch,
    OpenDataShareError,
    RollbackDetected,
    StaleDataWarning,
    WithdrawnRelease,
    WithdrawnReleaseWarning,
)
from opendata_share.receipts import ReceiptLog
from opendata_share.releases import (
    AsyncCatalog,
    AsyncDataset,
    AsyncRelease,
    Catalog,
    Dataset,
    Release,
    open_catalog_async,
    publish,
    signing_of,
    withdraw,
)

NAME = "response-unit"


@pytest.fixture(params=sorted(FACES))
def face(request: pytest.FixtureRequest) -> Face:
    return FACES[request.param]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases, the newest of 22 rows."""
    folder = tmp_path_factory.mktemp("made") / "public"
    for count in (20, 21, 22):
        publish(units(count), into=folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "public"))


@pytest.fixture
def root(folder: Path) -> Iterator[WebRoot]:
    with web_root(folder) as served:
        yield served


def pin_of(folder: Path) -> str:
    return f"sha256={signing_of(folder).pin.removeprefix('sha256:')}"


def refused(kind: type[OpenDataShareError], message: str, face: Face, *asked: Any, **more: Any) -> None:
    with pytest.raises(kind) as caught:
        face.ask(*asked, **more)
    assert type(caught.value) is kind
    assert caught.value.message_id == message


@pytest.mark.parametrize(
    ("waits", "awaits"), [(Catalog, AsyncCatalog), (Dataset, AsyncDataset), (Release, AsyncRelease)]
)
def test_both_faces_have_the_same_names_and_arguments(waits: type, awaits: type) -> None:
    def names(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    assert names(waits) == names(awaits)
    for name in names(waits):
        one, other = getattr(waits, name), getattr(awaits, name)
        if callable(one):
            assert list(inspect.signature(one).parameters) == list(inspect.signature(other).parameters)
        elif inspect.iscoroutinefunction(other):
            assert list(inspect.signature(other).parameters) == ["self"]


def test_a_pinned_catalogue_is_read_and_stamped_verified(face: Face, folder: Path, root: WebRoot) -> None:
    catalog = face.open(root.url, trust=pin_of(folder))
    assert (catalog.trust, dict(catalog.refused), str(catalog.pin)) == ("verified", {}, pin_of(folder))
    dataset = catalog[NAME]
    assert dataset.latest().trust == "verified"
    table = face.ask(dataset, "read", ["id", "crew"], "crew > 3")
    assert table.contract.field("crew").name == "crew"
    assert {row["crew"] for row in table.to_records()} == {4, 5, 6}
    assert f"{len(dataset.releases())} {dataset.latest()!r}".endswith(
        "(jakarta-fire/response-unit 3, rows=22, trust='verified')"
    )


def test_everything_a_release_says_is_said_to_both(face: Face, root: WebRoot) -> None:
    release = face.open(root.url, trust="unverified")[NAME].latest()
    assert face.ask(release, "contract").digest == UNITS.digest
    manifest = face.ask(release, "manifest")
    assert (manifest.rows, release.number, release.digest) == (22, "3", release.flow.entry.manifest.sha256)
    assert face.ask(release, "files") == manifest.files
    assert face.ask(release, "receipts") is None
    assert face.ask(release, "table").to_arrow().num_rows == 22
    assert sorted(face.ask(release, "verify")) == sorted(entry.name for entry in manifest.files)
    newest = face.ask(release, "newest")
    assert face.ask(release, "freshness", as_of=newest + timedelta(hours=1)).age("observed") == timedelta(hours=1)
    assert face.ask(release, "occurrence", "pulled").release == "3"
    assert (release.withdrawn, release.corrected, release.corrects, release.origin) == (None, None, None, None)


def test_a_file_is_pulled_with_a_receipt(face: Face, folder: Path, root: WebRoot, tmp_path: Path) -> None:
    release = face.open(root.url, trust="unverified")[NAME].latest()
    log = ReceiptLog(tmp_path / "log.jsonl", who="jakarta-health", purpose="test")
    path = face.ask(release, "pull", tmp_path / "in", "csv", receipts=log)
    assert path.read_bytes() == (folder / "jakarta-fire" / NAME / "3" / f"{NAME}.csv").read_bytes()
    assert [path.name for path in (tmp_path / "in").iterdir()] == [f"{NAME}.csv"]
    assert "pulled" in (tmp_path / "log.jsonl").read_text("utf-8")


def test_what_is_pulled_is_pinned_and_brought_again_by_the_lock(
    face: Face, folder: Path, root: WebRoot, tmp_path: Path
) -> None:
    release = face.open(root.url, trust=pin_of(folder))[NAME].latest()
    for form in ("parquet", "csv"):
        pulled = face.pull(release, into=tmp_path / "in", as_=form)
        assert (pulled.release, pulled.path, pulled.lock) == (
            release, tmp_path / "in" / f"{NAME}.{form}", tmp_path / "in" / "opendata-share.lock",
        )  # fmt: skip
    publish(units(23), into=folder)
    again = face.pull_locked(pulled.lock, into=tmp_path / "again")
    assert [(each.release.number, each.path.name) for each in again] == [("3", f"{NAME}.csv"), ("3", f"{NAME}.parquet")]
    for each in again:
        assert each.path.read_bytes() == (tmp_path / "in" / each.path.name).read_bytes()
    for given, message in (
        ({"dataset": "nothing"}, "lock-unknown"),
        ({"forms": ["xlsx"]}, "lock-other-form"),
        ({"location": "elsewhere"}, "lock-other-location"),
        ({"trust": "unverified"}, "lock-other-trust"),
    ):
        with pytest.raises(OpenDataShareError) as caught:
            face.pull_locked(pulled.lock, into=tmp_path / "refused", **given)
        assert caught.value.message_id == message
    with pytest.raises(OpenDataShareError) as caught:
        face.pull(release, into=tmp_path / "refused", as_="xlsx")
    assert caught.value.message_id == "pull-format"
    assert not (tmp_path / "refused").exists()


def test_a_lock_of_other_bytes_brings_nothing(face: Face, folder: Path, root: WebRoot, tmp_path: Path) -> None:
    lock = face.pull(face.open(root.url, trust=pin_of(folder))[NAME].latest(), into=tmp_path / "in").lock
    text = lock.read_text("utf-8")
    for wrong, message in (('"release":"2"', "lock-other-bytes"), ('"release":"9"', "lock-gone")):
        lock.write_text(text.replace('"release":"3"', wrong).replace('"release": "3"', wrong), "utf-8")
        with pytest.raises(OpenDataShareError) as caught:
            face.pull_locked(lock, into=tmp_path / "again")
        assert caught.value.message_id == message
    assert not (tmp_path / "again").exists()


def test_what_changed_since_and_what_was_the_newest_then(face: Face, root: WebRoot) -> None:
    dataset = face.open(root.url, trust="unverified")[NAME]
    first = dataset.release(1)
    for since in ("1", 1, first, first.published_at):
        changes = face.ask(dataset, "changes", since)
        assert (changes.added, changes.changed, changes.removed, changes.gaps) == (2, 0, 0, ())
    assert face.ask(dataset, "changes").since == "2"
    assert [release.number for release in dataset.releases()] == ["1", "2", "3"]
    assert dataset.as_of(datetime.now(UTC)).number == "3"


def test_old_rows_are_refused_or_read_with_a_warning(face: Face, root: WebRoot) -> None:
    dataset, now = face.open(root.url, trust="unverified")[NAME], datetime.now(UTC)
    age = timedelta(days=1)
    with pytest.raises(OpenDataShareError) as caught:
        face.ask(dataset, "read", max_age=age, as_of=now)
    assert caught.value.message_id == "release-stale"
    with pytest.warns(StaleDataWarning):
        assert face.ask(dataset, "read", max_age=age, on_stale="warn").to_arrow().num_rows == 22
    release = dataset.latest()
    with pytest.raises(OpenDataShareError):
        face.ask(release, "require_fresh", {"observed": age})
    face.ask(release, "require_fresh", {"fetched": age, "vouched": age})
    refused(type(caught.value), "release-stale", face, release, "read", None, None, age)


def test_a_release_that_was_taken_back(face: Face, folder: Path, root: WebRoot) -> None:
    withdraw("jakarta-fire/response-unit", "3", "wrong", into=folder)
    dataset = face.open(root.url, trust="unverified")[NAME]
    refused(WithdrawnRelease, "release-withdrawn-last", face, dataset, "read")
    with pytest.warns(WithdrawnReleaseWarning):
        assert face.ask(dataset, "read", on_withdrawn="warn").to_arrow().num_rows == 22


def test_a_catalogue_somebody_put_back_is_refused(face: Face, made: Path, root: WebRoot, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "later")
    publish(units(23), into=tmp_path / "later")
    with web_root(tmp_path / "later") as later:
        assert len(face.open(later.url, trust=pin_of(made))[NAME].releases()) == 4
    with pytest.raises(RollbackDetected):
        face.open(root.url, trust=pin_of(made))
    with pytest.raises(DigestMismatch):
        face.open(root.url, trust="sha256=" + "0" * 64)


def test_bytes_that_are_not_those_vouched_for(face: Face, folder: Path, root: WebRoot, tmp_path: Path) -> None:
    path = folder / "jakarta-fire" / NAME / "3" / f"{NAME}.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    release = face.open(root.url, trust=pin_of(folder))[NAME].latest()
    for asked in (("read",), ("verify",), ("pull", tmp_path / "in")):
        with pytest.raises(OpenDataShareError) as caught:
            face.ask(release, *asked)
        assert caught.value.message_id == "transfer-digest"
    assert list((tmp_path / "in").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "catalog-unverified"),
        ({"trust": "maybe"}, "catalog-trust"),
        ({"trust": "unverified", "cache": "nowhere"}, "catalog-cache"),
        ({"trust": "unverified", "auth": "to\nken"}, "transfer-auth"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(
    face: Face, root: WebRoot, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(OpenDataShareError) as caught:
        face.open(root.url, **given)
    assert caught.value.message_id == message
    assert root.asked == []


def test_what_is_not_there(face: Face, folder: Path, root: WebRoot) -> None:
    catalog = face.open(root.url, trust="unverified")
    for name, message in (("nothing", "catalog-unknown"), ("a/b", "catalog-unknown")):
        with pytest.raises(OpenDataShareError) as caught:
            catalog[name]
        assert caught.value.message_id == message
    dataset = catalog[NAME]
    refused(type(caught.value), "dataset-release", face, dataset, "changes", "9")
    (folder / "catalog.json").unlink()
    with pytest.raises(OpenDataShareError) as caught:
        face.open(root.url, trust="unverified")
    assert caught.value.message_id == "transfer-missing"


def test_a_folder_is_read_alike(face: Face, folder: Path, tmp_path: Path) -> None:
    catalog = face.open(folder)
    assert catalog.trust == "local"
    assert face.ask(catalog[NAME], "read").to_arrow().num_rows == 22
    assert face.ask(catalog[NAME].latest(), "pull", tmp_path / "in").stat().st_size > 0
    assert face.open(folder, trust=pin_of(folder)).trust == "verified"


def test_many_readers_in_one_loop_get_what_one_gets(root: WebRoot) -> None:
    async def all_at_once() -> list[int]:
        catalog = await open_catalog_async(root.url, trust="unverified")
        tables = await asyncio.gather(*(catalog[NAME].read() for _ in range(8)))
        return [table.to_arrow().num_rows for table in tables]

    assert asyncio.run(all_at_once()) == [22] * 8


def test_a_token_that_ends_while_reading_is_renewed_once_for_the_catalogue(face: Face, root: WebRoot) -> None:
    told: list[object] = []

    def renew(refused: object) -> str:
        told.append(refused)
        return str(root.token)

    root.token = "first"
    catalog = face.open(root.url, trust="unverified", auth=renew, cache=None)
    release = catalog[NAME].release(3)
    assert face.ask(release, "manifest").rows == 22
    root.token = "second"
    assert face.ask(release, "read").to_arrow().num_rows == 22
    assert face.ask(catalog[NAME].release(2), "manifest").rows == 21
    assert told == [None, "first"]
