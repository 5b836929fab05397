"""Whole maps of real files, where they are present: every row accounted for, counts made without the map."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import opendata_share as share
from opendata_share.adapters.maps import FOLDER

REALDATA = Path(__file__).parents[3].parent / "shared" / "realdata"
MAPS = Path(__file__).parent / "maps"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.is_dir(), reason="the agencies' own files are not here"),
]


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def accepted(checked: Any, name: str) -> list[dict[str, Any]]:
    (table,) = (table for table in checked.tables if table.contract.name == name)
    rows: list[dict[str, Any]] = table.to_records()
    return rows


@pytest.fixture(scope="module")
def jakarta() -> Any:
    return share.validate(share.adapt(TestJakartaFireIncidents.SOURCE, field_map="jakarta-fire-incidents-2013"))


@pytest.fixture(scope="module")
def seattle() -> Any:
    return share.validate(share.adapt_bundle(TestSeattleFire.SOURCE, field_map="seattle-fire-realtime-2017"))


class TestJakartaFireIncidents:
    """1 592 incidents of 2013, one file, one table."""

    SOURCE = REALDATA / "jakarta_fire_incidents_2013" / "data-kejadian-kebakaran-2013.csv"

    def test_rows_balance(self, jakarta: Any) -> None:
        balance = jakarta.report.table("emergency-incident").balance
        assert (balance.read, balance.produced, balance.skipped, balance.merged) == (1_592, 1_592, 0, 0)
        assert balance.accepted + balance.rejected == 1_592
        assert (balance.rejected, dict(jakarta.report.table("emergency-incident").counts)) == (0, {})

    def test_times_are_the_file_s_own_clock_with_midnight_passed(self, jakarta: Any) -> None:
        zone, rows = (
            ZoneInfo("Asia/Jakarta"),
            {row["source_id"]: row for row in accepted(jakarta, "emergency-incident")},
        )
        later = 0
        for source in rows_of(self.SOURCE):
            row = rows[source["no"]]
            day = datetime.strptime(source["tanggal"], "%m/%d/%Y").replace(tzinfo=zone)
            hour, minute = map(int, source["waktu_informasi"].split(":"))
            called = day.replace(hour=hour, minute=minute)
            assert row["call_received_at"] == called
            if ":" not in source["waktu_respon"]:
                assert row["first_on_scene_at"] is None
                continue
            hour, minute = map(int, source["waktu_respon"].split(":"))
            arrived = day.replace(hour=hour, minute=minute)
            later += arrived < called
            assert row["first_on_scene_at"] == (arrived if arrived >= called else arrived + timedelta(days=1))
        assert later == 2

    def test_categories_are_counted_as_the_file_says(self, jakarta: Any) -> None:
        fallen = [row for row in rows_of(self.SOURCE) if "pohon tumbang" in row["objek_kejadian_awal"].lower()]
        found = Counter(row["incident_type"] for row in accepted(jakarta, "emergency-incident"))
        assert found["fallen_tree"] == len(fallen) == 125
        fires = sum(
            row["keterangan_jkb"] == "Bencana Kebakaran" and "pohon tumbang" not in row["objek_kejadian_awal"].lower()
            for row in rows_of(self.SOURCE)
        )
        assert found["other"] == fires


class TestSeattleFire:
    """Five files, four tables: a pattern, two joins, a table of a joined file and one of a file beside it."""

    SOURCE = REALDATA / "seattle_fire_realtime_2017"

    @pytest.fixture
    def calls(self) -> list[dict[str, str]]:
        return [row for path in sorted(self.SOURCE.glob("2017-*.tsv")) for row in rows_of(path, "\t")]

    def test_rows_balance_in_every_table(self, seattle: Any, calls: list[dict[str, str]]) -> None:
        incidents = seattle.report.table("emergency-incident").balance
        numbers = {row["incident_number"] for row in calls}
        assert (incidents.read, incidents.merged, incidents.produced) == (758, 758 - len(numbers), len(numbers))
        assert incidents.accepted == len(numbers) == 632
        pairs = [(row["incident_number"], unit) for row in calls for unit in row["units"].split()]
        responses = seattle.report.table("unit-response").balance
        assert responses.read + responses.expanded - responses.skipped == len(pairs)
        assert responses.produced == len(set(pairs)) == 1_020
        units = {row["apparatus"] for row in rows_of(self.SOURCE / "apparatus-locations.csv")}
        assert responses.accepted == sum(unit in units for _, unit in set(pairs))
        assert seattle.report.table("response-unit").balance.read == 120
        assert seattle.report.table("fire-station").balance.accepted == 37

    def test_a_join_finds_what_a_dictionary_finds(self, seattle: Any, calls: list[dict[str, str]]) -> None:
        def folded(text: str) -> str:
            return re.sub(r"\s+", " ", text.strip()).casefold()

        codes = {
            folded(row["description"]): row["response"] for row in rows_of(self.SOURCE / "response-codes.tsv", "\t")
        }
        assert sum(folded(row["incident_type"]) not in codes for row in calls) == 143
        known = {"FIRE", "MEDIC", "AID", "HAZMAT", "ASSIST", "SERVICE", "ADVISED"}
        types = {row["incident_number"]: folded(row["incident_type"]) for row in calls}
        unknown = sum(codes.get(kind) not in known for kind in types.values())
        found = Counter(row["incident_category"] for row in accepted(seattle, "emergency-incident"))
        assert found["unknown"] == unknown
        stations = {row["apparatus"]: row["station"] for row in rows_of(self.SOURCE / "apparatus-locations.csv")}
        for row in accepted(seattle, "unit-response"):
            unit = row["unit_id"].removeprefix("seattle-fire:")
            station = stations[unit.replace("~2d", "-")]
            assert row["from_station_id"] == (f"seattle-fire:{station}" if station else None)

    def test_each_table_names_its_own_file(self, seattle: Any) -> None:
        assert Path(seattle.report.table("response-unit").source).name == "apparatus-locations.csv"
        assert Path(seattle.report.table("fire-station").source).name == "stations-geocoded.csv"

    def test_a_map_beside_its_files_needs_no_source(self, tmp_path: Path) -> None:
        for path in (
            *self.SOURCE.glob("*.tsv"),
            *self.SOURCE.glob("*.csv"),
            FOLDER / "seattle-fire-realtime-2017.toml",
        ):
            shutil.copy(path, tmp_path)
        bundle = share.adapt_bundle(field_map=tmp_path / "seattle-fire-realtime-2017.toml")
        assert bundle["emergency-incident"].to_arrow().num_rows == 632


REGISTER = """agency = "big"
[source]
ignore = ["METADATA", "SRS_ID", "FCODE", "JPLYRS", "TIPRST"]
captured_at = 2021-01-01T00:00:00+07:00
[[tables.emergency-facility]]
key = ["OBJECTID"]
name = "NAMOBJ"
facility_type = { value = "hospital" }
facility_type_source = "REMARK"
address = "RSALAMAT"
area_code = { value = "31" }
point = { from = "geometry", form = "geojson" }
"""


@pytest.fixture(scope="module")
def hospitals() -> Any:
    source = REALDATA / "jakarta_health_facilities_big" / "rumahsakit.geojson"
    return share.validate(share.adapt(source, field_map=share.FieldMap.from_toml(REGISTER))).accepted


@pytest.fixture(scope="module")
def siranap(hospitals: Any) -> Any:
    table = share.adapt(
        TestSiranapBeds.SOURCE, field_map=MAPS / "siranap-beds.toml", references={"emergency-facility": hospitals}
    )
    return share.validate(table)


class TestSiranapBeds:
    """1 713 hospitals of one evening, those of Jakarta linked to a register with coordinates by their names."""

    SOURCE = REALDATA / "kemenkes_siranap_beds_2021" / "covid_bed_data_all_0824.csv"

    def test_rows_balance(self, siranap: Any) -> None:
        balance = siranap.report.table("facility-capacity").balance
        assert (balance.read, balance.produced) == (len(rows_of(self.SOURCE)), 1_713)
        assert balance.accepted + balance.rejected == 1_713
        assert dict(siranap.report.table("facility-capacity").counts) == {"unmapped": balance.rejected}

    def test_at_least_85_of_jakarta_s_hospitals_have_a_coordinate(
        self, siranap: Any, hospitals: Any, record_property: Any
    ) -> None:
        here = [row for row in rows_of(self.SOURCE) if row["district"].startswith("31")]
        places = {row["id"]: (row["latitude"], row["longitude"]) for row in hospitals.to_records()}
        linked = {
            row["facility_name_source"]: places[row["facility_id"]] for row in accepted(siranap, "facility-capacity")
        }
        assert all(None not in place for place in linked.values())
        assert set(linked) <= {row["hospital"] for row in here}
        record_property("jakarta_hospitals", len(here))
        record_property("jakarta_hospitals_linked", len(linked))
        assert len(here) == 104
        assert len(linked) == 93

    def test_every_link_has_its_rule_and_every_other_hospital_its_reason(self, siranap: Any) -> None:
        told = [found for found in siranap.report.table("facility-capacity").violations if found.field == "facility_id"]
        rules = Counter(found.rule for found in told)
        balance = siranap.report.table("facility-capacity").balance
        assert rules["name-match"] == balance.accepted
        sentences = Counter(found.message("en") for found in told if found.rule == "name-match")
        assert dict(sentences) == {"found in emergency-facility by the same name": balance.accepted}
        assert rules["unmapped"] == balance.rejected == 1_713 - balance.accepted

    def test_beds_and_ages_are_read_from_words(self, siranap: Any) -> None:
        zone = ZoneInfo("Asia/Jakarta")
        source = {row["hospital"]: row for row in rows_of(self.SOURCE) if row["district"].startswith("31")}
        for row in accepted(siranap, "facility-capacity"):
            cells = source[row["facility_name_source"]]
            beds = re.search(r"(\d+) bed kosong", cells["bed_availability"])
            assert row["available_beds"] == (int(beds[1]) if beds else 0)
            seen = datetime.fromisoformat(cells["scraped_at"]).replace(tzinfo=zone)
            number, unit, *_ = [*cells["last_update"].split(), ""]
            age = (
                timedelta(0)
                if number == "kurang"
                else timedelta(**{{"jam": "hours", "menit": "minutes"}[unit]: int(number)})
            )
            assert row["observed_at"] == seen - age


ALERTS = [
    *sorted((REALDATA / "bmkg_cap_alerts_2026").glob("cap_*.xml")),
    *sorted((REALDATA / "cap_examples").glob("*.cap")),
]


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.name)
def test_an_alert_is_a_row_for_each_info_whatever_its_version_and_prefix(path: Path) -> None:
    from defusedxml.ElementTree import parse

    def below(element: Any, name: str) -> list[Any]:
        return [inner for inner in element.iter() if inner.tag.rpartition("}")[2] == name]

    alert = parse(path).getroot()
    infos = below(alert, "info")
    table = share.adapt(path, field_map="cap-alerts")
    rows = table.to_records()
    assert len(rows) == max(1, len(infos))
    for row, info in zip(rows, infos, strict=False):
        (event,) = below(info, "event")
        assert row["event"] == event.text
        assert [area["area_desc"] for area in row["areas"] or []] == [each.text for each in below(info, "areaDesc")]
        assert sum(len(area["polygon"] or []) for area in row["areas"] or []) == len(below(info, "polygon"))
        codes = sum(len(area["geocode"] or []) for area in row["areas"] or []) + len(row["event_code"] or [])
        assert codes == len(below(info, "geocode")) + len(below(info, "eventCode"))
        assert row["category"] == [each.text.lower() for each in below(info, "category")]
        assert row["info_index"] == infos.index(info)
    balance = share.validate(table).report.table("public-alert").balance
    assert (balance.read, balance.produced) == (1, max(1, len(infos)))
    assert balance.accepted + balance.rejected == balance.produced
