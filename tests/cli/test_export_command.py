"""`export`: releases leave in other systems' forms, and what was lost is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "examples" / "jakarta"


def test_releases_are_written_and_what_is_lost_is_said(command: Any, tmp_path: Path) -> None:
    public, out = tmp_path / "public", tmp_path / "out"
    for data, field_map in (("beds.csv", "beds.toml"), ("rumahsakit.geojson", "health-facilities.toml")):
        into = ("--policy", "open", "--into", public, "--partial", "--rejected", tmp_path / "rejected.csv")
        command("publish", EXAMPLES / "data" / data, "--map", EXAMPLES / "maps" / field_map, *into)
    both = ("facility-capacity", "emergency-facility")
    said = command("export", public, *both, "--as", "edxl-have", "--into", out, "--lang", "en")
    assert said.code == 0
    assert (out / "hospital-status.xml").exists()
    assert "facility_type: the form has no place for it" in said.out
    whole = command("export", public, both[1], "--as", "geojson", "--into", out, "--lang", "id")
    assert (whole.code, "tidak ada yang hilang" in whole.out) == (0, True)


def test_a_form_nobody_registered_cannot_be_judged(command: Any, tmp_path: Path) -> None:
    outcome = command("export", tmp_path, "x", "--as", "geojson", "--into", tmp_path / "out")
    assert outcome.code == 2
