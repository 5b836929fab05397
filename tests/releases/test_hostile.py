"""Releases from strangers: every byte is checked, no path leads out, nothing declared is believed."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from local_server import running
from release_making import UNITS, field, protected, unit_rows, units, words

from opendata_share._limits import Limits
from opendata_share._strict_json import document_bytes
from opendata_share.contract import Contract
from opendata_share.errors import (
    LimitExceeded,
    OpenDataShareError,
    ReleaseError,
    SourceError,
    SourceUnavailable,
    TransferError,
    TrustError,
)
from opendata_share.releases import open_catalog, publish

RELEASE = "jakarta-fire/response-unit/1"
FILES = ["manifest.json", "contract.json", "datapackage.json", "response-unit.csv", "response-unit.parquet"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    publish(units(50), into=folder)
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "public"))


def use_all(folder: Path | str, **more: Any) -> None:
    release = open_catalog(folder, **more)["response-unit"].latest()
    release.verify()


@contextmanager
def served_at(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            return None

    handler = functools.partial(Quiet, directory=str(folder))
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as origin:
        yield f"{origin}/"


def edit(folder: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a document and vouch for it anew, as its publisher could: manifest and catalogue get the new digests."""
    release = folder / RELEASE
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    target = {"catalog.json": catalog, "manifest.json": manifest}.get(name)
    if target is not None:
        change(target)
    elif name.endswith(".json"):
        document = json.loads((release / name).read_text("utf-8"))
        change(document)
        (release / name).write_bytes(document_bytes(document))
    vouch(release, manifest)
    if name != "catalog.json":
        entry = catalog["datasets"][0]["releases"][0]["manifest"]
        data = (release / "manifest.json").read_bytes()
        entry |= {"bytes": len(data), "sha256": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    (folder / "catalog.json").write_text(json.dumps(catalog), "utf-8")


def vouch(release: Path, manifest: dict[str, Any]) -> None:
    for entry in manifest["files"]:
        path = release / entry["name"]
        if ".." not in entry["name"] and path.is_file():
            entry |= {"bytes": path.stat().st_size, "sha256": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"}
    (release / "manifest.json").write_bytes(document_bytes(manifest))


def test_an_untouched_release_verifies_here_and_over_http(folder: Path) -> None:
    use_all(folder)
    with served_at(folder) as url:
        use_all(url, trust="unverified")
        catalog = open_catalog(url, trust="unverified")
        assert (catalog.trust, catalog["response-unit"].latest().trust) == ("unverified", "unverified")
        here = open_catalog(folder)["response-unit"].read().to_arrow()
        assert catalog["response-unit"].read().to_arrow().equals(here)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "cut", "grow", "empty", "gone"])
@pytest.mark.parametrize("remote", [False, True], ids=["here", "http"])
def test_a_changed_byte_is_refused_and_the_file_is_named(folder: Path, name: str, damage: str, remote: bool) -> None:
    path = folder / RELEASE / name
    data = path.read_bytes()
    middle = len(data) // 2
    changed = {
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:-1],
        "grow": data + b"\n",
        "empty": b"",
    }
    path.unlink() if damage == "gone" else path.write_bytes(changed[damage])
    wanted = SourceUnavailable if damage == "gone" else TrustError
    with pytest.raises(wanted) as caught:
        if remote:
            with served_at(folder) as url:
                use_all(url, trust="unverified")
        else:
            use_all(folder)
    assert name in str(caught.value)
    if damage == "flip":
        assert "sha256:" in str(caught.value)


@pytest.mark.parametrize("as_", ["csv", "parquet"])
@pytest.mark.parametrize("remote", [False, True], ids=["here", "http"])
def test_pull_leaves_nothing_where_bytes_are_not_vouched_for(
    folder: Path, tmp_path: Path, as_: str, remote: bool
) -> None:
    path = folder / RELEASE / f"response-unit.{as_}"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with served_at(folder) as url, pytest.raises(TrustError):
        place: Any = url if remote else folder
        open_catalog(place, trust="unverified")["response-unit"].latest().pull(tmp_path / "in", as_)  # type: ignore[arg-type]
    assert list((tmp_path / "in").iterdir()) == []


def test_pull_over_http_brings_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    with served_at(folder) as url:
        path = open_catalog(url, trust="unverified")["response-unit"].latest().pull(tmp_path, "csv")
    assert path.read_bytes() == (folder / RELEASE / "response-unit.csv").read_bytes()


def test_a_table_read_over_http_outlives_the_server_and_leaves_no_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with served_at(folder) as url:
        table = open_catalog(url, trust="unverified")["response-unit"].read()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert table.to_arrow().num_rows == 50


ESCAPES = [
    "../../../etc/passwd",
    "/etc/passwd",
    "~/x",
    "$HOME",
    "%userprofile%",
    "a/../../x",
    "https://evil/x",
    "a\\b",
    "..",
    ".",
    "",
    "C:x",
    "a\0b",
    "x" * 200,
    ".hidden",
    "a..b",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_files_outside_the_release_are_refused_in_a_manifest(folder: Path, name: str) -> None:
    edit(folder, "manifest.json", lambda manifest: manifest["files"][0].update(name=name))
    with pytest.raises(TrustError) as caught:
        use_all(folder)
    assert "manifest.json" in str(caught.value)


@pytest.mark.parametrize("name", [*ESCAPES[:13], "Jakarta", "a/b"])
@pytest.mark.parametrize("key", ["agency", "dataset"])
def test_paths_that_lead_out_are_refused_in_a_catalogue(folder: Path, name: str, key: str) -> None:
    def change(catalog: dict[str, Any]) -> None:
        entry = catalog["datasets"][0]
        entry[key] = name
        entry["id"] = f"{entry['agency']}/{entry['dataset']}"
        entry["releases"][0]["path"] = f"{entry['id']}/1"

    edit(folder, "catalog.json", change)
    with pytest.raises(TrustError):
        open_catalog(folder)


@pytest.mark.parametrize("path", ["../x", "jakarta-fire/response-unit/2", "https://evil/", ""])
def test_a_release_lies_where_its_number_says(folder: Path, path: str) -> None:
    edit(folder, "catalog.json", lambda catalog: catalog["datasets"][0]["releases"][0].update(path=path))
    with pytest.raises(TrustError):
        open_catalog(folder)


def test_names_that_differ_in_case_only_are_refused(folder: Path) -> None:
    edit(
        folder,
        "manifest.json",
        lambda manifest: manifest["files"].append({**manifest["files"][0], "name": "Contract.json"}),
    )
    with pytest.raises(TrustError):
        use_all(folder)


@pytest.mark.parametrize("name", ["catalog.json", *(f"{RELEASE}/{name}" for name in FILES)])
def test_links_that_lead_out_of_the_folder_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    shutil.move(folder / name, outside)
    (folder / name).symlink_to(outside)
    with pytest.raises(TrustError) as caught:
        use_all(folder)
    assert caught.value.message_id == "release-outside"
    outside.unlink()
    with pytest.raises(TrustError):
        use_all(folder)


def test_a_linked_folder_is_refused_and_a_link_inside_is_not(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / "jakarta-fire", tmp_path / "elsewhere")
    (folder / "jakarta-fire").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TrustError):
        use_all(folder)
    (folder / "jakarta-fire").unlink()
    shutil.move(tmp_path / "elsewhere", folder / "real")
    (folder / "jakarta-fire").symlink_to("real")
    use_all(folder)


def test_pipes_and_link_loops_do_not_hang_a_reader(folder: Path) -> None:
    path = folder / RELEASE / "contract.json"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(TrustError):
        use_all(folder)
    path.unlink()
    path.symlink_to(path.name)
    with pytest.raises(OpenDataShareError):
        use_all(folder)


def test_documents_of_another_release_are_refused(folder: Path) -> None:
    publish(units(60), into=folder)
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    first, second = catalog["datasets"][0]["releases"]
    second["manifest"] = first["manifest"]
    second["rows"] = first["rows"]
    shutil.copytree(folder / RELEASE, folder / "jakarta-fire/response-unit/2", dirs_exist_ok=True)
    (folder / "catalog.json").write_text(json.dumps(catalog))
    with pytest.raises(TrustError) as caught:
        use_all(folder)
    assert caught.value.message_id == "release-other"


def test_another_contract_than_the_manifest_names_is_refused(folder: Path) -> None:
    edit(
        folder,
        "contract.json",
        lambda document: (
            document["x-contract"].update(version="1.0.1")
            or document.update({"$id": document["$id"].replace("1.0.0", "1.0.1")})
        ),
    )
    with pytest.raises(TrustError):
        use_all(folder)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'{"format": "opendata-share/catalog@1"}',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"format": "opendata-share/catalog@1", "format": "x"}',
        b'{"format": "opendata-share/catalog@1", "audience": NaN, "datasets": []}',
        b'{"format": "opendata-share/catalog@1", "audience": 1, "datasets": []}',
        b'{"format": "opendata-share/catalog@1", "audience": "public", "datasets": {}}',
        b'{"format": "opendata-share/catalog@1", "audience": "public", "datasets": [1]}',
        b'{"format": "opendata-share/catalog@1", "audience": "public", "datasets": [], "more": 1}',
        b"<html>log in</html>",
    ],
)
def test_malformed_catalogues_end_in_one_clear_error(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "catalog.json").write_bytes(text)
    with pytest.raises(SourceError) as caught:
        open_catalog(tmp_path)
    assert "catalog.json" in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_time_of_capture_that_is_none_is_refused_where_it_stands(folder: Path, text: str) -> None:
    edit(folder, "manifest.json", lambda manifest: manifest["origin"].update(captured_at=text))
    with pytest.raises(SourceError, match="captured_at"):
        use_all(folder)


def test_a_later_version_of_the_layout_is_named(folder: Path) -> None:
    edit(folder, "catalog.json", lambda catalog: catalog.update(format="opendata-share/catalog@2"))
    with pytest.raises(ReleaseError) as caught:
        open_catalog(folder)
    assert "catalog@2" in str(caught.value)


def every_place(document: Any) -> Iterator[Callable[[Any], None]]:
    """Yield changes, one a place of a document, that give the value there another type."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield lambda at, key=key: at.__setitem__(key, [[]])  # type: ignore[misc]
            yield lambda at, key=key: at.pop(key) and None  # type: ignore[misc]
            for change in every_place(value):
                yield lambda at, key=key, change=change: change(at[key])  # type: ignore[misc]
    elif isinstance(document, list):
        for number, value in enumerate(document[:1]):
            for change in every_place(value):
                yield lambda at, number=number, change=change: change(at[number])  # type: ignore[misc]


def test_any_value_of_the_wrong_kind_anywhere_is_one_of_our_errors(folder: Path) -> None:
    from opendata_share.releases._layout import CatalogDocument
    from opendata_share.releases._manifest import Manifest

    texts: dict[Any, str] = {
        CatalogDocument: (folder / "catalog.json").read_text("utf-8"),
        Manifest: (folder / RELEASE / "manifest.json").read_text("utf-8"),
    }
    optional = {"source_digest", "map_digest", "contract_digest", "captured_at"}
    tried = 0
    for kind, text in texts.items():
        assert json.loads(text) == kind.from_document(json.loads(text), "x").to_document()
        for change in every_place(json.loads(text)):
            document = json.loads(text)
            change(document)
            try:
                read = kind.from_document(document, "x")
            except OpenDataShareError:
                tried += 1
            else:
                missing = set(json.loads(text).get("origin", {})) - set(document.get("origin", {}))
                counts = ("errors", "advice")
                assert missing <= optional, read
                assert missing or any(document[name] != json.loads(text)[name] for name in counts)
    assert tried > 80


@pytest.mark.parametrize("limit", [{"document_bytes": 300}, {"input_bytes": 100}])
def test_limits_bound_what_is_taken(folder: Path, limit: dict[str, int]) -> None:
    with served_at(folder) as url:
        for place in (folder, url):
            with pytest.raises(LimitExceeded):
                use_all(place, trust="unverified", limits=Limits(**limit))


def replace_parquet(folder: Path, table: pa.Table, **options: Any) -> None:
    pq.write_table(table, folder / RELEASE / "response-unit.parquet", **options)
    edit(folder, "response-unit.parquet", lambda document: None)


def test_a_parquet_with_other_columns_or_rows_than_vouched_for_is_refused(folder: Path) -> None:
    rows = pa.Table.from_pylist(unit_rows(50), UNITS.arrow_schema)
    replace_parquet(folder, rows, use_dictionary=["kind"])
    use_all(folder)
    for wrong in (
        rows.append_column("phone", pa.array(["1"] * 50)),
        rows.drop_columns(["crew"]),
        rows.set_column(3, "crew", pa.array([1.5] * 50)),
        rows.slice(1),
        rows.rename_columns(["ID", *rows.schema.names[1:]]),
    ):
        replace_parquet(folder, wrong, use_dictionary=False)
        with pytest.raises(SourceError):
            use_all(folder)


def test_damaged_parquet_its_publisher_vouched_for_is_an_error_not_a_crash(folder: Path) -> None:
    path = folder / RELEASE / "response-unit.parquet"
    data = path.read_bytes()
    for damaged in (b"", b"PAR1", data[:-8], data[:100] + bytes(100) + data[200:], b"PAR1" + data[4:-4] + b"PARE"):
        path.write_bytes(damaged)
        edit(folder, path.name, lambda document: None)
        with pytest.raises(SourceError):
            use_all(folder)


def test_text_that_is_no_utf8_is_refused(folder: Path) -> None:
    rows = pa.Table.from_pylist(unit_rows(50), UNITS.arrow_schema)
    bad = pa.StringArray.from_buffers(50, rows["kind"].combine_chunks().buffers()[1], pa.py_buffer(b"\xff" * 1000))
    replace_parquet(folder, rows.set_column(2, "kind", bad))
    with pytest.raises(SourceError):
        use_all(folder)


def test_a_small_file_that_decodes_to_gigabytes_is_read_within_bounds(tmp_path: Path) -> None:
    one = Contract(name="bomb", version="1.0.0", title=words("B"), fields=(field("text", required=True),))
    publish(protected([{"text": "x"}] * 20_000, contract=one), into=tmp_path)
    release = tmp_path / "jakarta-fire/bomb/1"
    bomb = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["y" * 1_000_000]))
    pq.write_table(
        pa.table({"text": bomb}),
        release / "bomb.parquet",
        store_schema=False,
        compression="zstd",
    )
    assert (release / "bomb.parquet").stat().st_size < 5_000
    manifest = json.loads((release / "manifest.json").read_text())
    vouch(release, manifest)
    catalog = json.loads((tmp_path / "catalog.json").read_text())
    data = (release / "manifest.json").read_bytes()
    catalog["datasets"][0]["releases"][0]["manifest"] |= {
        "bytes": len(data),
        "sha256": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    before = pa.total_allocated_bytes()
    seen = 0
    for batch in open_catalog(tmp_path)["bomb"].read().batches():
        assert batch.nbytes < 300_000_000
        assert pa.total_allocated_bytes() - before < 1_000_000_000
        seen += batch.num_rows
        if seen > 300:
            break
    assert seen > 300


def test_encodings_that_can_grow_without_bound_are_refused(folder: Path) -> None:
    rows = pa.Table.from_pylist(unit_rows(50), UNITS.arrow_schema)
    replace_parquet(folder, rows, use_dictionary=False, column_encoding={"id": "DELTA_BYTE_ARRAY"})
    with pytest.raises(SourceError) as caught:
        use_all(folder)
    assert "DELTA_BYTE_ARRAY" in str(caught.value)


def test_secrets_do_not_stand_in_errors_about_remote_releases(folder: Path) -> None:
    (folder / RELEASE / "contract.json").write_text("{}")
    with served_at(folder) as url, pytest.raises(OpenDataShareError) as caught:
        use_all(url.replace("127.0.0.1", "user:hunter2@127.0.0.1"), trust="unverified")
    assert "hunter2" not in str(caught.value)
    with pytest.raises((TransferError, TrustError)) as refused:
        open_catalog("http://data.damkar.example/", trust="unverified", auth="hunter2")
    assert "hunter2" not in str(refused.value)
