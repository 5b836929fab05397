"""Publishing to a bucket of a real S3 server and reading from it, and what never leaves: credentials."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "releases"))
from release_making import units

from opendata_share.errors import DefinitionError, MissingExtra, OpenDataShareError, ReleaseError, TrustError
from opendata_share.releases import open_catalog, publish, repair
from opendata_share.stores import Disk, ObjectStore, Put, open_bucket, open_store, prove

PLACE = "s3://bucket/journey"


def etags(address: str) -> dict[str, str]:
    store = open_store(address, Disk())
    found = {entry.path: store.get(entry.path, limit=10_000_000) for entry in store.list("")}
    return {path: "" if each is None else each.version for path, each in found.items()}


def test_the_journey_through_a_bucket(server: None, tmp_path: Path) -> None:
    first = publish(units(300), into=PLACE)
    assert (first.outcome, first.folder) == ("published", f"{PLACE}/")
    assert first.text().splitlines()[-1].endswith(f"{PLACE}/#{first.pin.replace(':', '=')}")
    before = etags(PLACE)
    again = publish(units(300), into=PLACE)
    assert again.outcome == "unchanged"
    assert etags(PLACE) == before
    publish(units(4), into=PLACE)
    with pytest.raises(TrustError):
        open_catalog(PLACE)
    dataset = open_catalog(PLACE, trust="unverified")["response-unit"]
    assert [release.read().to_arrow().num_rows for release in dataset.releases()] == [300, 4]
    assert dataset.latest().trust == "unverified"
    assert dataset.latest().verify()
    assert dataset.release(1).pull(tmp_path / "in", "csv").read_bytes().count(b"\r\n") == 301
    done = repair(PLACE, keep=1)
    assert [step.done for step in done.steps] == ["repair-unlisted", "repair-marked"]
    assert len(open_catalog(PLACE, trust="unverified")["response-unit"].releases()) == 1


def test_a_folder_of_the_bucket_is_a_place_of_its_own(server: None) -> None:
    one, other = open_store("s3://bucket/one", Disk()), open_store("s3://bucket/one/two", Disk())
    assert one.put_if_absent("x.json", b"1") is Put.CREATED
    assert other.put_if_absent("x.json", b"2") is Put.CREATED
    assert prove(one)


def test_no_message_repeats_a_credential(monkeypatch: pytest.MonkeyPatch, server: None) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "hunter2-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2-secret")
    monkeypatch.setattr("opendata_share.stores._objects._RETRIES", 0)
    store = open_bucket("s3://bucket/x")
    said = [repr(store), store.name]
    for act in (
        lambda: publish(units(1), into="s3://bucket/x"),
        lambda: open_catalog("s3://bucket/x", trust="unverified"),
    ):
        with pytest.raises((OpenDataShareError, OSError)) as caught:
            act()
        error: BaseException | None = caught.value
        while error is not None:
            said.append(f"{error} {error!r}")
            error = error.__cause__ or error.__context__
    assert "hunter2" not in " ".join(said)


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://user:hunter2@bucket/x",
        "s3://bucket/../x",
        "s3://bucket/x?key=hunter2",
        "s3://Bucket",
        "s3://b/./x",
    ],
)
def test_an_address_that_is_no_bucket_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        open_bucket(address)
    assert "hunter2" not in str(caught.value)


def test_an_endpoint_in_clear_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in ("http://store.example:9000", "http://127.0.0.1.evil.example/", "http://localhost@evil.example"):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        with pytest.raises(DefinitionError) as caught:
            open_bucket("s3://bucket/x")
        assert caught.value.message_id == "store-in-clear"


def test_without_the_extra_the_error_is_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(MissingExtra) as caught:
        publish(units(1), into="s3://bucket/x")
    assert "pip install 'opendata-share[cloud]'" in str(caught.value)


class BothWin(ObjectStore):
    """A store that ignores conditions, as some do."""

    def put_if_absent(self, path: str, data: object) -> Put:  # type: ignore[override]
        super().delete(path)
        super().put_if_absent(path, data)  # type: ignore[arg-type]
        return Put.CREATED


def test_a_store_where_both_of_two_win_is_refused() -> None:
    from obstore.store import MemoryStore

    store = BothWin("bucket", "", MemoryStore())  # type: ignore[arg-type]
    with pytest.raises(ReleaseError) as caught, store.staging(set):
        pass
    assert caught.value.message_id == "store-not-exclusive"
    assert list(store.list("")) == []


class NoSwap(ObjectStore):
    """A store that replaces whatever the version."""

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        self.delete(path)
        super().put_if_absent(path, data)
        return True


def test_a_store_without_compare_and_swap_is_found_out() -> None:
    from obstore.store import MemoryStore

    store = NoSwap("bucket", "", MemoryStore())  # type: ignore[arg-type]
    with store.staging(set):
        assert not store.swaps
