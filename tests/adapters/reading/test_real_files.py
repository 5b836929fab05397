"""Jakarta's own files, where they are present: every row is read, none twice."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import open_source

REALDATA = Path(__file__).parents[3].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.is_dir(), reason="Jakarta's own files are not here"),
]
CSV_FILES = {
    "jakarta_fire_incidents_2013/data-kejadian-kebakaran-2013.csv": 1_592,
    "jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv": 95,
    "jakarta_puskesmas_2017/mst_puskesmas.csv": None,
    "kemenkes_siranap_beds_2021/covid_bed_data_all_0824.csv": None,
}


@pytest.mark.parametrize("block", [4_096, 4 << 20])
@pytest.mark.parametrize("name", CSV_FILES)
def test_csv_files_read_as_python_s_own_module_reads_them(read, name, block):
    path = REALDATA / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        headings, *rows = [row for row in csv.reader(stream, strict=True) if row]
    reading = read(open_source(path, limits=Limits(block_bytes=block)))
    assert reading.headings == tuple(headings)
    made = dict(zip(reading.rows, reading.records, strict=True))
    ragged = {row.row: row.parameters["actual"] for row in reading.unmade}
    assert len(made) + len(ragged) == len(rows) == (CSV_FILES[name] or len(rows))
    for number, row in enumerate(rows, start=1):
        if number in ragged:
            assert ragged[number] == len(row)
        else:
            assert [value or "" for value in made[number].values()] == row


def test_siranap_s_first_column_has_no_name():
    headings = open_source(REALDATA / "kemenkes_siranap_beds_2021" / "covid_bed_data_all_0824.csv").headings()
    assert headings[0] == ""


def test_the_hospital_register_is_read_whole(read):
    path = REALDATA / "kemkes_rsonline_hospitals_2021" / "dataRumahSakit.json"
    reading = read(open_source(path))
    assert len(reading.records) == len(json.loads(path.read_text("utf-8"))) == 2_925


@pytest.mark.parametrize(("name", "count"), [("rumahsakit", 191), ("puskesmas", 560)])
def test_health_facilities_are_read_whole(read, name, count):
    reading = read(open_source(REALDATA / "jakarta_health_facilities_big" / f"{name}.geojson"))
    assert (len(reading.records), len(reading.unmade)) == (count, 0)
    assert all(json.loads(record["geometry"])["type"] == "Point" for record in reading.records)
