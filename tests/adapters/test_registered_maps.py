"""Field maps by name: a folder registered under `opendata_share.maps`, files by their path, and what is neither."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import opendata_share as share
from opendata_share import _plugins
from opendata_share.adapters import _registered_maps, find_map, map_names, open_mapped
from opendata_share.errors import DefinitionError

POSTS = """\
nama_pos_pemadam,kotamadya,kecamatan,kelurahan,rt,rw,kodepos,alamat,personil_group_a,personil_group_b,personil_group_c,kendaraan,latitude,longitude
Pos Contoh,Jakarta Pusat,Gambir,Gambir,,,,Jl. Contoh,4,5,3,2,-6.17,106.82
"""


@pytest.fixture
def others(monkeypatch, tmp_path):
    """Register a stranger's folder of maps beside the shipped ones."""
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "their-posts.toml").write_text('agency = "theirs"\n[[tables.fire-station]]\nkey = ["no"]\n', "utf-8")
    ours, load = _plugins.names("maps"), _plugins.load
    monkeypatch.setattr(_plugins, "names", lambda group: (*ours, "theirs"))
    monkeypatch.setattr(_plugins, "load", lambda group, name: folder if name == "theirs" else load(group, name))
    _registered_maps._registered.cache_clear()
    yield folder
    _registered_maps._registered.cache_clear()


def test_a_shipped_map_is_used_by_its_name(tmp_path):
    (tmp_path / "posts.csv").write_text(POSTS, "utf-8")
    bundle = share.adapt_bundle(tmp_path / "posts.csv", field_map="jakarta-fire-posts-2013")
    (station,) = bundle["fire-station"].to_records()
    assert (station["personnel_total"], station["personnel_min_on_duty"], station["vehicles_total"]) == (12, 3, 2)


def test_an_unknown_name_says_which_are_near():
    with pytest.raises(DefinitionError) as caught:
        share.adapt([{"a": 1}], field_map="jakarta-fire-post-2013")
    assert caught.value.message_id == "map-unregistered"
    assert "jakarta-fire-posts-2013" in caught.value.parameters["near"]


def test_what_has_a_suffix_is_a_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[[tables.fire-station]]\nkey = ["no"]\nname = "no"\nstation_type = { value = "post" }\n', "utf-8")
    assert find_map(str(path)).name == find_map(path).name == "own.toml"


def test_a_stranger_s_folder_is_registered_by_one_entry_point(others):
    assert {"their-posts", "jakarta-fire-posts-2013"} <= set(map_names())
    assert find_map("their-posts").agency == "theirs"


def test_one_name_in_two_folders_is_refused(others):
    (others / "jakarta-fire-posts-2013.toml").write_text('[[tables.fire-station]]\nkey = ["no"]\n', "utf-8")
    with pytest.raises(DefinitionError) as caught:
        map_names()
    assert caught.value.message_id == "plugin-duplicate"


def test_ours_are_registered_as_a_stranger_s_would_be():
    assert isinstance(_plugins._registered("maps")["shipped"], EntryPoint)
    folder = _plugins.load("maps", "shipped")
    assert set(map_names()) == {path.stem for path in Path(folder).glob("*.toml")}


def test_a_source_is_opened_as_a_map_with_a_path_of_its_own_reads_it(tmp_path):
    (tmp_path / "2026-01.csv").write_text("no,name\n1,Pos\n", "utf-8")
    (tmp_path / "notes.txt").write_text("of another form", "utf-8")
    text = '[source]\npath = "2026-*.csv"\n[[tables.fire-station]]\nkey = ["no"]\nname = "name"\n'
    assert open_mapped(tmp_path, share.FieldMap.from_toml(text)).headings() == ("no", "name")
