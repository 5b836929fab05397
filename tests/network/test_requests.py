"""How often a server is asked: each round trip costs a reader on a slow line a second."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from faces import FACES, Face
from release_making import UNITS, units
from web_root import web_root

from opendata_share.errors import TrustError
from opendata_share.releases import open_catalog, publish, signing_of
from opendata_share.trust import Pin

RELEASE = "jakarta-fire/response-unit/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(units(20), into=tmp_path / "public")
    return tmp_path / "public"


def without_contract_inside(folder: Path) -> None:
    """Write the Parquet file as an earlier version did, and vouch for it anew."""
    path = folder / RELEASE / "response-unit.parquet"
    table = pq.read_table(path).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", use_dictionary=["kind"], version="2.6")  # type: ignore[arg-type]
    vouch(folder, "response-unit.parquet")


def vouch(folder: Path, name: str) -> None:
    """Give the file `name` a new entry in the manifest, and the manifest one in the catalogue."""
    manifest = json.loads((folder / RELEASE / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        if entry["name"] == name:
            entry.update(entry_of(folder / RELEASE / name))
    (folder / RELEASE / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    catalog["datasets"][0]["releases"][0]["manifest"].update(entry_of(folder / RELEASE / "manifest.json"))
    (folder / "catalog.json").write_text(json.dumps(catalog), "utf-8")


def entry_of(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def test_the_parquet_file_holds_the_bytes_of_its_contract(folder: Path) -> None:
    held = (pq.read_metadata(folder / RELEASE / "response-unit.parquet").metadata or {})[b"opendata-share.contract"]
    assert held == (folder / RELEASE / "contract.json").read_bytes()


def test_reading_asks_for_the_catalogue_the_manifest_and_the_file_and_for_nothing_else(folder: Path) -> None:
    with web_root(folder) as root:
        table = open_catalog(root.url, trust="unverified")["response-unit"].read()
        assert table.contract.digest == UNITS.digest
        assert table.to_arrow().num_rows == 20
        assert root.names() == ["catalog.json", "manifest.json", "response-unit.parquet"]


@pytest.mark.parametrize("as_", ["parquet", "csv"])
def test_pulling_asks_for_three_files_whatever_the_form(folder: Path, tmp_path: Path, as_: str) -> None:
    with web_root(folder) as root:
        open_catalog(root.url, trust="unverified")["response-unit"].latest().pull(tmp_path / "in", as_)  # type: ignore[arg-type]
        assert root.names() == ["catalog.json", "manifest.json", f"response-unit.{as_}"]


def test_a_file_of_an_earlier_version_costs_one_request_more(folder: Path) -> None:
    without_contract_inside(folder)
    with web_root(folder) as root:
        assert open_catalog(root.url, trust="unverified")["response-unit"].read().to_arrow().num_rows == 20
        assert root.names() == ["catalog.json", "manifest.json", "response-unit.parquet", "contract.json"]


def test_a_contract_inside_that_is_not_the_one_listed_is_not_believed(folder: Path) -> None:
    contract = json.loads((folder / RELEASE / "contract.json").read_text("utf-8"))
    contract["x-contract"]["checks"] = []
    (folder / RELEASE / "contract.json").write_text(json.dumps(contract), "utf-8")
    vouch(folder, "contract.json")
    with web_root(folder) as root:
        release = open_catalog(root.url, trust="unverified")["response-unit"].latest()
        with pytest.raises(TrustError):
            release.read()
        assert root.names()[-1] == "contract.json"


def test_the_contract_alone_does_not_bring_the_rows(folder: Path) -> None:
    with web_root(folder) as root:
        assert open_catalog(root.url, trust="unverified")["response-unit"].latest().contract.digest == UNITS.digest
        assert root.names() == ["catalog.json", "manifest.json", "contract.json"]


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_a_first_pinned_pull_takes_eight_requests_over_two_connections_and_a_refresh_two_over_one(
    folder: Path, tmp_path: Path, face: Face
) -> None:
    pin = str(Pin(signing_of(folder).pin))
    with web_root(folder) as root:
        release = face.open(root.url, trust=pin)["response-unit"].latest()
        face.ask(release, "pull", tmp_path / "in")
        assert (len(root.asked), root.connections) == (8, 2)
        root.asked.clear()
        face.open(root.url, trust=pin)
        assert root.names() == ["2.root.json", "timestamp.json"]
        assert root.connections == 3  # also after the root that is not there


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_verifying_asks_the_server_for_everything_whatever_is_kept(folder: Path, face: Face) -> None:
    with web_root(folder) as root:
        release = face.open(root.url, trust="unverified")["response-unit"].latest()
        face.ask(release, "read")
        root.asked.clear()
        names = face.ask(release, "verify")
        assert sorted(root.names()) == sorted(["manifest.json", *names])
