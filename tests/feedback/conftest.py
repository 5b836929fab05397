"""A publisher with a sheet whose rows are not those of its release, and a reader of that release."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendata_share import adapt, open_catalog, protect, publish, validate
from opendata_share.policy import Policy
from opendata_share.releases import Release
from opendata_share.stages import Table

MAP = """agency = "demo"
[source]
ignore = ["catatan"]
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
shifts = "regu"
call_sign = "panggilan"
"""
# the first row is rejected, so the release begins with the second: row 2, line 3
SHEET = """no,nama,regu,panggilan,catatan
0,Pos Nol,banyak,RAHASIA-0,
1,Pos Satu,3,RAHASIA-1,
2,Pos Dua,2,RAHASIA-2,
3,Pos Tiga,1,RAHASIA-3,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def field_map(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


@pytest.fixture
def source(sheet: Path, field_map: Path) -> Table:
    return adapt(sheet, field_map=field_map)


@pytest.fixture
def release(source: Table, tmp_path: Path) -> Release:
    publish(protect(validate(source), policy="open"), into=tmp_path / "public", partial=True)
    return open_catalog(tmp_path / "public")["fire-station"].latest()


@pytest.fixture
def exchanged(source: Table, tmp_path: Path) -> Release:
    """Return a release for a partner; what is not public is in it."""
    protected = protect(validate(source), policy=Policy.named("exchange"))
    publish(protected, into=tmp_path / "exchange", partial=True)
    return open_catalog(tmp_path / "exchange")["fire-station"].latest()
