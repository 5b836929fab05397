"""GeoParquet: valid by another project's validator, opened by geopandas, and the same rows when it is read back."""

from __future__ import annotations

import json

import export_rows
import pyarrow.parquet as pq
import pytest
from export_oracles import said

import opendata_share as share
from opendata_share.exports import _geoparquet, export

OPEN = """
import json, sys
import geopandas
table = geopandas.read_parquet(sys.argv[1])
boxed = geopandas.read_parquet(sys.argv[1], bbox=(106.7, -6.3, 106.9, -6.1))
print(json.dumps({"rows": len(table), "crs": str(table.crs), "first": list(table.geometry.dropna().iloc[0].coords[0]),
                  "missing": int(table.geometry.isna().sum()), "boxed": len(boxed)}))
"""
VALIDATE = """
import json, pathlib, subprocess, sys
done = subprocess.run([pathlib.Path(sys.executable).parent / "geoparquet-validator", "check", sys.argv[1]],
                      capture_output=True, text=True)
print(json.dumps([done.returncode, done.stdout + done.stderr]))
"""
ROWS = [
    export_rows.hospital(),
    export_rows.hospital(id="demo:A2", latitude=None, longitude=None),
    export_rows.hospital(id="demo:A3", latitude=-7.5, longitude=110.25),
]


def test_every_column_stays_and_the_point_and_its_box_are_added(protected, tmp_path):
    safe = protected(ROWS, "emergency-facility")
    done = export(safe, as_="geoparquet", into=tmp_path)
    table = pq.read_table(done.files[0])
    sent = safe.tables[0].table.to_arrow()
    assert table.select(sent.column_names).to_pylist() == sent.to_pylist()
    assert table.column("geometry").null_count == table.column("bbox").null_count == 1
    assert table.column("bbox")[2].as_py() == {"xmin": 110.25, "ymin": -7.5, "xmax": 110.25, "ymax": -7.5}
    said = json.loads(pq.read_metadata(done.files[0]).metadata[b"geo"])
    assert said["columns"]["geometry"]["bbox"] == [106.8, -7.5, 110.25, -6.2]
    assert done.lost == ()


def test_it_is_written_row_group_by_row_group(protected, tmp_path, monkeypatch):
    monkeypatch.setattr(_geoparquet, "_ROW_GROUP", 2)
    done = export(protected(ROWS, "emergency-facility"), as_="geoparquet", into=tmp_path)
    assert pq.read_metadata(done.files[0]).num_row_groups == 2
    assert pq.read_table(done.files[0]).num_rows == 3


@pytest.mark.oracle
def test_geopandas_opens_it_and_skips_by_its_boxes(protected, tmp_path):
    file = export(protected(ROWS, "emergency-facility"), as_="geoparquet", into=tmp_path).files[0]
    assert said(OPEN, file) == {"rows": 3, "crs": "OGC:CRS84", "first": [106.8, -6.2], "missing": 1, "boxed": 1}


@pytest.mark.oracle
def test_the_validator_finds_core_and_covering_conformant(protected, facilities, tmp_path):
    for number, safe in enumerate((protected(ROWS, "emergency-facility"), facilities)):
        code, text = said(VALIDATE, export(safe, as_="geoparquet", into=tmp_path / str(number)).files[0])
        assert code == 0, text
        assert "=> core: 13 pass, 0 fail" in text
        assert "=> covering: 6 pass, 0 fail" in text


def test_what_is_exported_can_be_adapted_again(protected, tmp_path):
    safe = protected(ROWS, "emergency-facility")
    file = export(safe, as_="geoparquet", into=tmp_path).files[0]
    table = pq.read_table(file).drop_columns(["geometry", "bbox"])
    back = share.validate(share.adapt(table, to="emergency-facility", agency="demo"))
    assert back.report.valid
