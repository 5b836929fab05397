"""DCAT-AP 3: the shapes of its own project find data sets and whole catalogues sound."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from dialect_oracles import said, shared

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.cli._app import run
from opendata_share.contract import DatasetInfo, Text
from opendata_share.dialects import DatasetFacts, Distribution, compile_contract, dcat_catalog

SHIPPED = _plugins.names("contracts")
INFO = DatasetInfo(
    publisher="Dinas Kesehatan DKI Jakarta",
    contact="data@contoh.go.id",
    licence="CC-BY-4.0",
    period_start=date(2026, 1, 1),
    period_end=date(2026, 12, 31),
)
FACTS = DatasetFacts(
    id="jakarta-health/facility-capacity",
    agency="jakarta-health",
    title=Text("Facility capacity", "Ketersediaan tempat tidur"),
    description=Text("Beds.", "Tempat tidur."),
    contract="facility-capacity@1.0.0",
    release="3",
    issued=datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
    page="jakarta-health/facility-capacity/3/",
    files=(
        Distribution(
            path="jakarta-health/facility-capacity/3/facility-capacity.csv",
            media_type="text/csv",
            bytes=120,
            sha256="ab" * 32,
        ),
    ),
    info=INFO,
)

SHACL = """
import json, sys
from pyshacl import validate
from rdflib import Graph
shapes = Graph().parse(sys.argv[1], format="turtle")
found = {}
for path in sys.argv[2:]:
    # addresses of a catalogue's document are relative to it
    data = Graph().parse(path, format="json-ld", publicID="https://data.contoh.go.id/catalog.jsonld")
    conforms, _, text = validate(data, shacl_graph=shapes, advanced=True)
    found[path] = [conforms, len(data), "" if conforms else text[:1500]]
print(json.dumps(found))
"""


def judged(files: list[Path]) -> dict[str, list[Any]]:
    found = said(SHACL, shared("dcat-ap/dcat-ap-SHACL.ttl"), *files)
    return {Path(path).name: verdict for path, verdict in found.items()}


@pytest.fixture
def published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """What the command says of a folder that was published into, put into that folder."""
    (tmp_path / "posts.csv").write_text("id,name,station_type\n1,Pos Satu,post\n", "utf-8")
    source = [str(tmp_path / "posts.csv"), "--to", "fire-station", "--agency", "demo"]
    assert run(["publish", *source, "--policy", "open", "--into", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert run(["catalog", str(tmp_path / "out"), "--format", "dcat-ap"]) == 0
    path = tmp_path / "out" / "catalog.jsonld"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


def test_a_published_catalogue_is_described_with_its_files(published: Path) -> None:
    (described,) = json.loads(published.read_text("utf-8"))["dcat:dataset"]
    served = [one["dcat:downloadURL"]["@id"] for one in described["dcat:distribution"]]
    assert served == ["demo/fire-station/1/fire-station.csv", "demo/fire-station/1/fire-station.parquet"]
    assert all((published.parent / path).is_file() for path in served)


@pytest.mark.oracle
def test_the_shapes_accept_contracts_and_catalogues_and_refuse_one_without_a_publisher(
    tmp_path: Path, published: Path
) -> None:
    contracts = [find_contract(name) for name in SHIPPED]
    compiled = {name: compile_contract(find_contract(name), "dcat-ap", info=INFO) for name in SHIPPED}
    files = [one.write(tmp_path / f"{name}.jsonld") for name, one in compiled.items()]
    files.append(compile_contract(contracts, "dcat-ap").write(tmp_path / "all.jsonld"))
    catalogue = tmp_path / "catalogue.jsonld"
    title = Text("Open data of Jakarta", "Data terbuka Jakarta")
    document = dcat_catalog([FACTS], title=title, publisher="Jakarta")
    catalogue.write_text(json.dumps(document), "utf-8")
    bad = tmp_path / "bad.jsonld"
    bad.write_text(json.dumps({key: value for key, value in document.items() if key != "dct:publisher"}), "utf-8")
    verdicts = judged([*files, catalogue, published, bad])
    assert verdicts.pop("bad.jsonld")[0] is False
    assert {name: verdict for name, verdict in verdicts.items() if not verdict[0]} == {}
    assert min(count for _, count, _ in verdicts.values()) > 8  # something was read


def test_no_context_is_fetched_and_both_languages_are_there() -> None:
    compiled = compile_contract(find_contract("agency"), "dcat-ap")
    assert isinstance(compiled.document["@context"], dict)
    assert [one["@language"] for one in compiled.document["dct:title"]] == ["en", "id"]
    assert [one.what for one in compiled.lost if not one.where] == ["primaryKey"]
