"""`map list`, and a registered map's name where a map's path may stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

POSTS = """\
nama_pos_pemadam,kotamadya,kecamatan,kelurahan,rt,rw,kodepos,alamat,personil_group_a,personil_group_b,\
personil_group_c,kendaraan,latitude,longitude
Pos Contoh,Jakarta Pusat,Gambir,Gambir,,,,Jl. Contoh,4,5,3,2,-6.17,106.82
"""


def test_every_map_is_listed_with_what_it_fills(command: Any) -> None:
    listed = {entry["name"]: entry for entry in json.loads(command("map", "list", "--format", "json").out)["maps"]}
    assert listed["jakarta-fire-posts-2013"] == {
        "name": "jakarta-fire-posts-2013",
        "agency": "jakarta-fire",
        "format": "csv",
        "tables": ["fire-station", "fleet-count"],
    }
    text = command("map", "list")
    assert text.code == 0
    assert len(text.out.splitlines()) == len(listed)


def test_a_file_is_judged_by_the_name_of_a_map(command: Any, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS, "utf-8")
    judged = command("validate", tmp_path / "posts.csv", "--map", "jakarta-fire-posts-2013", "--lang", "en")
    assert judged.code == 0
    unknown = command("validate", tmp_path / "posts.csv", "--map", "jakarta-fire-post-2013", "--lang", "en")
    assert unknown.code == 2
    assert "jakarta-fire-posts-2013" in unknown.err
