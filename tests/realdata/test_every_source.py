"""Every shipped map binds to the file it is for; every row is accounted for; rows are counted here without the map."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.sources import inputs, measure
from opendata_share.adapters import find_map, map_names

HEADLESS = {"provinces.csv", "regencies.csv", "districts_31.csv", "List of RT DKI Jakarta - updated 2012.csv"}
LISTS = {"cameras.json": ("cameras",), "crowdsourced-reports_0.json": ("result", "objects", "output", "geometries")}
ELEMENTS = {
    "*requests*.xml": "request",
    "cap_*.xml": "alert",
    "*.cap": "alert",
    "EDXL-HAVE1.xml": "Hospital",
    "HAVE-2.0-wd08.xml": "facility",
    "2025-EMS*.xml": "PatientCareReport",
    "2025-DEM*.xml": "DemographicReport",
    "*.gml": "fire_hydrants",
}


def counted(path: Path) -> int:
    """Return the number of records by reading the file without the package."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines()
        return sum(bool(row) for row in csv.reader(lines)) - (path.name not in HEADLESS)
    if path.suffix in {".json", ".geojson", ".jsonld"}:
        document = json.loads(path.read_text("utf-8"))
        if path.suffix == ".geojson":
            return len(document["features"])
        for member in LISTS.get(path.name, ()):
            document = document[member]
        return len(document) if isinstance(document, list) else 1
    (name,) = (name for part, name in ELEMENTS.items() if path.match(part))
    return sum(element.tag.rpartition("}")[2] == name for element in ET.parse(path).getroot().iter())


def blocks(name: str, contract: str) -> int:
    """Return how often the map reads each row for one table."""
    return sum(block.contract == contract for block in find_map(name).blocks)


@pytest.mark.parametrize(
    "chosen", [one for one in inputs.INPUTS if one.files], ids=lambda one: f"{one.map}-{one.files}"
)
def test_every_row_of_a_file_is_accounted_for(chosen, mapped, files):
    report = mapped(chosen.map, f"{chosen.folder}/{chosen.files}").report
    for found in report.tables:
        contract = found.contract.partition("@")[0]
        assert found.balance.balances
        assert found.balance.read == counted(files / chosen.folder / chosen.files) * blocks(chosen.map, contract)


def test_every_folder_has_a_map_or_a_reason(files):
    folders = {path.name for path in files.iterdir() if path.is_dir()}
    assert folders == {one.folder for one in inputs.INPUTS} | set(inputs.UNMAPPED)
    assert not {one.folder for one in inputs.INPUTS} & set(inputs.UNMAPPED)


def test_every_shipped_map_is_tried_on_a_file():
    assert {one.map for one in inputs.INPUTS} == set(map_names())


def test_half_of_the_maps_have_at_most_forty_lines():
    lengths = sorted(measure.map_lines(name) for name in map_names())
    assert lengths[len(lengths) // 2] <= 40


def test_the_table_of_all_sources_balances_in_every_line(files):
    lines = measure.measure(files)
    for line in lines:
        assert line.read - line.skipped + line.expanded - line.merged == line.produced == line.published + line.rejected
        assert line.columns_used > 0
    assert len(measure.table(lines).splitlines()) == len(lines) + 1
