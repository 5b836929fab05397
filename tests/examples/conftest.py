"""The example's maps over its synthetic files and, where they are present, over the files Jakarta published."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from opendata_share import FieldMap, Validated, adapt_bundle, validate

EXAMPLE = Path(__file__).parents[2] / "examples" / "jakarta"
REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
FILES = {
    "fire-incidents": (
        "fire-incidents",
        "fire-incidents.csv",
        "jakarta_fire_incidents_2013/data-kejadian-kebakaran-2013.csv",
    ),
    "fire-posts": (
        "fire-posts",
        "fire-posts.csv",
        "jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv",
    ),
    "hospitals": ("health-facilities", "rumahsakit.geojson", "jakarta_health_facilities_big/rumahsakit.geojson"),
    "health-centres": ("health-facilities", "puskesmas.geojson", "jakarta_health_facilities_big/puskesmas.geojson"),
    "puskesmas": ("puskesmas", "mst_puskesmas.csv", "jakarta_puskesmas_2017/mst_puskesmas.csv"),
    "siranap": ("siranap-beds", "siranap-beds.csv", "kemenkes_siranap_beds_2021/covid_bed_data_all_0824.csv"),
    "rs-online": ("rs-online", "rs-online.json", "kemkes_rsonline_hospitals_2021/dataRumahSakit.json"),
    "ambulances": ("ambulances", "ambulances.csv", None),
    "units": ("units", "units.csv", None),
    "beds": ("beds", "beds.csv", None),
}


@dataclass(frozen=True)
class Judged:
    """One file through one map: what it says itself, and what became of it."""

    source: list[dict[str, Any]]
    validated: Validated

    def records(self, contract: str) -> list[dict[str, Any]]:
        """Return the accepted rows of one table."""
        return next(table for table in self.validated.tables if table.contract.name == contract).to_records()


class Kind:
    """The synthetic files, or the published ones."""

    def __init__(self, *, real: bool) -> None:
        self.real = real

    def path(self, name: str) -> Path:
        """Return the file called `name`, or skip where it was published and is not here."""
        synthetic, published = FILES[name][1:]
        if not self.real:
            return EXAMPLE / "data" / synthetic
        if published is None:
            pytest.skip(f"{name} exists as a synthetic file only")
        if not (REAL / published).exists():
            pytest.skip(f"Jakarta's own file {published} is not here")
        return REAL / published

    def judged(self, name: str) -> Judged:
        """Return the file `name` through its map, judged."""
        return _judged(self.path(name), EXAMPLE / "maps" / f"{FILES[name][0]}.toml")

    def judged_otherwise(self, name: str, old: str, new: str) -> Validated:
        """Return the file judged through its map with one piece of it written otherwise."""
        text = (EXAMPLE / "maps" / f"{FILES[name][0]}.toml").read_text(encoding="utf-8")
        assert text.count(old) >= 1
        return validate(adapt_bundle(self.path(name), field_map=FieldMap.from_toml(text.replace(old, new))))


@cache
def _judged(path: Path, field_map: Path) -> Judged:
    return Judged(_source(path), validate(adapt_bundle(path, field_map=field_map)))


def _source(path: Path) -> list[dict[str, Any]]:
    """Return the file's rows, read without the package."""
    if path.suffix == ".csv":
        delimiter = ";" if path.name == "beds.csv" else ","
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=delimiter))
    document = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(document, list):
        return document
    return [feature["properties"] | {"geometry": feature["geometry"]} for feature in document["features"]]


@pytest.fixture(params=["synthetic", pytest.param("real", marks=pytest.mark.realdata)])
def files(request: pytest.FixtureRequest) -> Kind:
    """Each test runs on the synthetic files, and again on the published ones."""
    return Kind(real=request.param == "real")


@pytest.fixture
def synthetic() -> Kind:
    return Kind(real=False)


@pytest.fixture
def real() -> Kind:
    return Kind(real=True)


@pytest.fixture
def example() -> Path:
    return EXAMPLE


@pytest.fixture
def reasons() -> Callable[[Validated], set[tuple[int | None, str | None, str]]]:
    """Why rows were rejected: (row, field, rule)."""
    return lambda validated: {
        (found.row, found.field, found.rule) for found in validated.report.violations if found.severity == "error"
    }
