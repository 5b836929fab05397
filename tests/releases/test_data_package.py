"""The Data Package descriptor: what it says, and that the reference validator finds every release valid."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from release_making import KINDS, UNITS, field, protected, unit_rows, units, words

from opendata_share.contract import Contract, DatasetInfo, Field, FieldType, Sensitivity, Text
from opendata_share.releases import publish
from opendata_share.releases._data_package import table_schema
from opendata_share.releases._publish import publish_on
from opendata_share.stores import Disk, open_store

ROOT = Path(__file__).parents[2]
PLACES = (os.environ.get("FRICTIONLESS", ""), str(ROOT / ".oracles" / "frictionless" / "bin" / "frictionless"))


def frictionless() -> str:
    found = next((place for place in PLACES if place and Path(place).exists()), None)
    if found is None:
        pytest.skip("the frictionless oracle is not set up: `make oracles`")
    return found


def verdict(release: Path) -> dict[str, Any]:
    done = subprocess.run(
        [frictionless(), "validate", "datapackage.json", "--json"],
        cwd=release,
        capture_output=True,
        check=False,
        timeout=110,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def errors(report: dict[str, Any]) -> list[str]:
    found = [*report["errors"], *(error for task in report["tasks"] for error in task["errors"])]
    return [error["message"] for error in found]


WIDE = Contract(
    name="wide",
    version="2.1.0",
    title=words("Wide"),
    definition=words("Every type and rule a descriptor can say"),
    primary_key=("id", "day"),
    unique=(("code",),),
    code_lists=(KINDS,),
    fields=(
        field("id", required=True, pattern="^[a-z]+:[A-Z0-9]+$", min_length=3, max_length=20),
        field("day", FieldType.DATE, required=True, minimum="2000-01-01", maximum="2100-01-01"),
        field("code", pattern="[0-9]"),
        field("kind", code_list="kind"),
        field("words", required=True, max_length=40),
        field("either", pattern="^a|b$"),
        field("other", pattern="^[^\\d]+$"),
        field("count", FieldType.INTEGER, required=True, minimum=0, exclusive_maximum=2**62),
        field("share", FieldType.NUMBER, minimum=0.1, exclusive_maximum=1.5),
        field("cost", FieldType.DECIMAL, precision=20, scale=8, minimum="0.00000001", exclusive_maximum="1000000"),
        field("yes", FieldType.BOOLEAN),
        field("at", FieldType.DATETIME, minimum="1950-01-01T00:00:00Z"),
        field("tags", FieldType.LIST, items=field("item", required=True), max_length=3),
        field("mail", format="email"),
        field(
            "boxes",
            FieldType.LIST,
            items=Field(
                name="item",
                type=FieldType.OBJECT,
                title=words("box"),
                sensitivity=Sensitivity.PUBLIC,
                fields=(
                    field("label"),
                    field("at", FieldType.DATETIME),
                    field("cost", FieldType.DECIMAL, precision=5, scale=2),
                ),
            ),
        ),
    ),
)

AWKWARD = [
    "",
    " ",
    "x,y",
    'say "hi"',
    "two\r\nlines",
    "a\nb",
    "=SUM(A1)",
    "+62812",
    "NULL",
    "nan",
    "é𝄞\u2028",
    "''",
    "\ufeffx",
    "\\n",
    "\t",
]


def wide_rows() -> list[dict[str, Any]]:
    moment = datetime(1969, 12, 31, 23, 59, 59, 123_456, tzinfo=UTC)
    return [
        {
            "id": f"a:{n}",
            "day": date(2026, 1, 1 + n),
            "code": f"x{n}y" if n % 2 else None,
            "kind": KINDS.values[n % 3] if n % 4 else None,
            "words": word,
            "either": "ax" if n % 2 else "xb",
            "other": "\u0661é",
            "count": n * 10**15,
            "share": (0.1, 1e-1, 1.4999999999999998, None)[n % 4],
            "cost": (Decimal("0.00000001"), Decimal("999999.99999999"), None)[n % 3],
            "yes": (True, False, None)[n % 3],
            "at": (moment, moment.replace(microsecond=0), datetime(9999, 12, 31, tzinfo=UTC), None)[n % 4],
            "tags": (["a,b", 'q"', "\n"], [], None, ["x"])[n % 4],
            "mail": "somebody@localhost" if n % 2 else None,
            "boxes": ([{"label": "é", "at": moment, "cost": Decimal("1.50")}], None)[n % 2],
        }
        for n, word in enumerate(AWKWARD)
    ]


@pytest.mark.oracle
def test_the_reference_validator_finds_a_release_valid(tmp_path: Path) -> None:
    info = DatasetInfo(
        title=Text("Units", "Unit"),
        publisher="Dinas Gulkarmat",
        licence="CC-BY-4.0",
        contact="data@damkar.example",
        description=Text("Every unit", "Semua unit"),
    )
    report = verdict(publish(units(60), into=tmp_path, info=info).release.path)
    assert errors(report) == []
    assert report["valid"] is True
    assert report["tasks"][0]["stats"]["rows"] == 60


@pytest.mark.oracle
def test_the_reference_validator_agrees_about_every_type_and_every_awkward_value(tmp_path: Path) -> None:
    done = publish(
        protected(wide_rows(), contract=WIDE), into=tmp_path, info=DatasetInfo(licence="https://x.example/l")
    )
    report = verdict(done.release.path)
    assert errors(report) == []
    assert report["valid"] is True
    assert report["tasks"][0]["stats"]["rows"] == len(AWKWARD)


@pytest.mark.oracle
@pytest.mark.parametrize("rows", [0, 1])
def test_the_reference_validator_accepts_empty_and_tiny_releases(tmp_path: Path, rows: int) -> None:
    assert verdict(publish(units(rows), into=tmp_path).release.path)["valid"] is True


@pytest.mark.oracle
def test_the_reference_validator_notices_when_the_csv_was_changed(tmp_path: Path) -> None:
    path = publish(units(5), into=tmp_path).release.path
    csv = path / "response-unit.csv"
    csv.write_bytes(csv.read_bytes().replace(b"pump", b"bump"))
    assert verdict(path)["valid"] is False


def test_the_descriptor_says_who_what_and_how_large(tmp_path: Path) -> None:
    info = DatasetInfo(publisher="Dinkes", contact="https://dinkes.example", licence="CC-BY-4.0")
    done = publish(units(5), into=tmp_path, info=info)
    package = json.loads((done.release.path / "datapackage.json").read_text("utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (package["name"], package["version"]) == ("jakarta-fire-response-unit", "1")
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["contributors"] == [{"title": "Dinkes", "roles": ["publisher"], "path": "https://dinkes.example"}]
    (resource,) = package["resources"]
    csv = done.release.path / resource["path"]
    assert resource["bytes"] == csv.stat().st_size
    assert resource["schema"]["primaryKey"] == ["id"]
    assert resource["schema"]["missingValues"] == [""]


def test_constraints_are_said_only_where_other_readers_mean_the_same() -> None:
    fields = {item["name"]: item for item in table_schema(WIDE)["fields"]}
    assert fields["id"]["constraints"]["pattern"] == "^[a-z]+:[A-Z0-9]+$"
    for searched in ("code", "either", "other"):
        assert "pattern" not in fields[searched].get("constraints", {})
    assert fields["kind"]["constraints"]["enum"] == ["pump", "ladder", "ambulance"]
    assert fields["words"]["missingValues"] == []
    assert "missingValues" not in fields["code"]
    assert fields["tags"]["type"] == "array"
    assert "format" not in fields["mail"]


def test_a_key_that_may_be_null_is_no_primary_key_to_others() -> None:
    loose = Contract(name="x", version="1.0.0", title=words("X"), primary_key=("a",), fields=(field("a"),))
    assert "primaryKey" not in table_schema(loose)
    assert "primaryKey" in table_schema(UNITS)


def test_beyond_the_row_limit_there_is_no_csv_and_the_parquet_is_described(tmp_path: Path) -> None:
    done = publish_on(open_store(tmp_path, Disk()), Disk(), protected(unit_rows(11)), csv_rows=10)
    assert "response-unit.csv" not in done.release.files
    assert not (done.release.path / "response-unit.csv").exists()
    package = json.loads((done.release.path / "datapackage.json").read_text("utf-8"))
    assert package["resources"][0]["path"] == "response-unit.parquet"
    assert "Parquet" in done.text()
    assert "CSV" not in done.text()
