"""The shipped code lists: complete, in two languages, and honest about what they count."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from opendata_share.contract import CodeList
from opendata_share.errors import DefinitionError
from opendata_share.schemas import code_lists

REALDATA = Path(__file__).parents[2].parent / "shared" / "realdata"
ELSEWHERE = {
    "currency",
    "identifier-system",
    "measure-unit",
}  # spelt as their standard does
SYSTEMS = {
    "big",
    "cap",
    "dinkes",
    "edxl-have",
    "fhir",
    "iso-4217-numeric",
    "jakarta-fire",
    "jaki",
    "kemkes",
    "kepmenkes-143-2001",
    "level",
    "loinc",
    "nemsis",
    "neris",
    "nfpa-291",
    "open311",
    "osm",
    "rs-online",
    "smart-data-models",
}

# The enumerations of the shared schemas, code for code.
EXPECTED = {
    "government-level": "national province regency district village private ngo",
    "record-status": "active inactive",
    "administrative-level": "province regency city administrative_city administrative_regency district urban_village "
    "village rw rt",
    "emergency-level": "level_1 level_2 level_3 level_4 none unknown",
    "hospital-class": "a b c d d_pratama unassigned",
    "accreditation": "none dasar madya utama paripurna accredited unknown",
    "care-class": "vvip vip class_1 class_2 class_3 standard none",
    "capacity-status": "open full exceeded inactive unknown",
    "ems-traffic-status": "normal advisory closed not_applicable",
    "ems-offload-status": "normal delayed",
    "operational-status": "normal compromised evacuating closed temporary_closed planned unknown",
    "station-type": "headquarters sub_agency sector post volunteer ambulance_post water_post other unknown",
    "care-level": "als bls critical_care first_aid none",
    "condition": "good light_damage heavy_damage unknown",
    "register-status": "active reserve retired",
    "holder-type": "agency station facility",
    "as-of-precision": "day month year",
    "unit-status": "available_at_station dispatched en_route staging on_scene at_patient transporting at_destination "
    "returning available_mobile canceled out_of_service unknown",
    "unavailable-reason": "mechanical staffing cleaning training other",
    "incident-category": "fire medical rescue hazardous public_service no_emergency security traffic_accident flood "
    "earthquake landslide extreme_weather volcanic tsunami unknown",
    "incident-status": "reported verified dispatched on_scene controlled closed canceled duplicate unknown",
    "priority": "critical emergent lower_acuity non_acute",
    "call-source": "public responder other_agency automatic_alarm citizen_app social_media radio walk_in unknown",
    "fire-cause": "electrical stove cigarette lamp gas_leak lightning arson other undetermined n_a",
    "place-type": "residential commercial_public industrial vehicle other",
    "building-height": "low medium high",
    "time-precision": "second minute day",
    "recorded-at-basis": "source capture",
    "response-mode": "emergent non_emergent upgraded downgraded",
    "response-role": "first_due support aid_given aid_received transport supervisor",
    "disposition": "transported transported_other_agency refused_transport no_transport non_patient_transport "
    "treated_released dead_on_scene canceled staged_standby no_incident_found",
    "destination-reason": "closest capability patient_choice diversion protocol other",
    "triage-category": "red yellow green grey black ctas1 ctas2 ctas3 ctas4 ctas5 esi1 esi2 esi3 esi4 esi5",
    "location-method": "gps geocoded manual centroid cell unknown",
    "water-source-type": "hydrant suction_point water_tank pond river canal sea well reservoir tender_fill_point other "
    "unknown",
    "hydrant-type": "pillar underground wall pipe dry_barrel wet_barrel standpipe other",
    "water-source-condition": "usable usable_limited unusable removed unknown",
    "hydrant-flow-class": "aa a b c",
    "report-status": "received verified coordinating dispatched in_progress resolved rejected duplicate reopened open "
    "closed",
    "report-channel": "jaki qlue twitter facebook instagram email governor_social_media sms whatsapp "
    "inspectorate_office mayor_office district_office village_office city_hall_desk mass_media lapor phone_112 web "
    "open311 other",
    "report-category": "road public_order public_facility traffic illegal_parking waste flood_drainage tree noise "
    "street_light smoking_area river water_supply fire_hazard health animal building_violation corruption_extortion "
    "public_service_quality other",
    "alert-status": "actual exercise system test draft",
    "alert-message-type": "alert update cancel ack error",
    "alert-scope": "public restricted private",
    "alert-category": "geo met safety security rescue fire health env transport infra cbrne other",
    "alert-response-type": "shelter evacuate prepare execute avoid monitor assess all_clear none",
    "alert-urgency": "immediate expected future past unknown",
    "alert-severity": "extreme severe moderate minor unknown",
    "alert-certainty": "observed likely possible unlikely unknown",
    "performance-metric": "call_answer_time call_processing_time turnout_time travel_time response_time "
    "time_to_patient scene_time transport_time offload_time control_time unit_hour_utilisation "
    "response_within_target_rate coverage_rate report_first_response_time report_resolution_time report_sla_rate "
    "bed_occupancy_rate avg_length_of_stay turn_over_interval bed_turnover gross_death_rate net_death_rate "
    "ambulances_per_100k",
    "performance-statistic": "mean median p90 p95 min max count sum rate",
    "performance-subject": "agency facility",
    "period-type": "day week month quarter year custom",
    "target-comparator": "le ge",
    "asset-type": "cctv wifi flood_gauge floodgate pump siren aed weather_station air_quality_station "
    "street_light_panel charging_station public_toilet park kiosk other unknown",
    "asset-status": "online offline maintenance planned removed unknown",
}
ALSO = {
    "agency-type",
    "bed-type",
    "currency",
    "facility-specialty",
    "facility-type",
    "identifier-system",
    "incident-type",
    "measure-unit",
    "ownership",
    "service-capability",
    "unit-type",
}


def test_every_enumeration_of_the_shared_schemas_has_its_list() -> None:
    assert set(code_lists.names()) == set(EXPECTED) | ALSO


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_list_holds_exactly_the_codes_of_the_schemas(name: str) -> None:
    assert code_lists.load(name).values == tuple(EXPECTED[name].split())


@pytest.mark.parametrize("name", code_lists.names())
def test_a_list_is_called_like_its_file_and_says_where_it_comes_from(name: str) -> None:
    code_list = code_lists.load(name)
    assert code_list.name == name
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", code_list.version)
    assert code_list.source


@pytest.mark.parametrize("name", code_lists.names())
def test_a_file_is_its_list_s_document_and_nothing_is_lost_on_the_way(name: str) -> None:
    document = json.loads(files("opendata_share.schemas.code_lists").joinpath(f"{name}.json").read_text("utf-8"))
    assert CodeList.from_document(document).to_document() == document


@pytest.mark.parametrize("name", code_lists.names())
def test_every_code_and_title_reads_well_in_both_languages(name: str) -> None:
    code_list = code_lists.load(name)
    for text in (code_list.title, *(code.label for code in code_list.codes)):
        for words in (text.en, text.id):
            assert words == words.strip()
            assert words
            assert words[0].isupper() or words[0].isdigit()
            assert not words.endswith(".")


@pytest.mark.parametrize("name", code_lists.names())
def test_no_two_codes_of_a_list_carry_the_same_label(name: str) -> None:
    labels = [code.label for code in code_lists.load(name).codes]
    assert len({label.en for label in labels}) == len(labels)
    assert len({label.id for label in labels}) == len(labels)


@pytest.mark.parametrize("name", sorted(set(code_lists.names()) - ELSEWHERE))
def test_codes_are_lower_snake(name: str) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value) for value in code_lists.load(name).values)


@pytest.mark.parametrize("name", code_lists.names())
def test_mappings_name_a_documented_system(name: str) -> None:
    systems = {system for code in code_lists.load(name).codes for system, _ in code.mappings}
    assert systems <= SYSTEMS
    assert all(f"`{system}`" in (code_lists.__doc__ or "") for system in systems)


def test_a_list_is_read_once_and_an_unknown_one_is_refused() -> None:
    assert code_lists.load("condition") is code_lists.load("condition")
    assert code_lists.find("no-such-list") is None
    with pytest.raises(DefinitionError) as caught:
        code_lists.load("no-such-list")
    assert caught.value.message_id == "code-list-unknown"


@pytest.mark.parametrize("name", ["../areas/areas", "condition.json", "", "Condition"])
def test_a_name_is_never_a_path(name: str) -> None:
    assert code_lists.find(name) is None


def test_a_hearse_is_in_no_group() -> None:
    unit_type = code_lists.load("unit-type")
    assert "hearse" in unit_type.values
    assert all("hearse" not in group.codes for group in unit_type.groups)


def test_ambulances_are_counted_together_without_the_group_itself() -> None:
    members = code_lists.load("unit-type").group("ambulance")
    assert set(members) == {
        "ambulance_transport",
        "ambulance_bls",
        "ambulance_als",
        "ambulance_air",
        "field_hospital",
        "mobile_clinic",
        "motorcycle_ambulance",
        "water_ambulance",
    }
    assert {"ambulance", "fire_apparatus"} <= set(code_lists.load("unit-type").values)


def test_fire_apparatus_runs_from_engine_to_foam() -> None:
    assert code_lists.load("unit-type").group("fire_apparatus") == (
        "engine",
        "engine_wildland",
        "ladder",
        "water_tender",
        "foam",
    )


def test_no_unit_is_both_ambulance_and_fire_apparatus() -> None:
    unit_type = code_lists.load("unit-type")
    assert not set(unit_type.group("ambulance")) & set(unit_type.group("fire_apparatus"))
    assert set(unit_type.group("patient_transport")) < set(unit_type.group("ambulance"))


@pytest.mark.parametrize("name", code_lists.names())
def test_a_group_never_holds_itself_and_never_a_code_twice(name: str) -> None:
    for group in code_lists.load(name).groups:
        assert group.name not in group.codes or name == "incident-type"  # a flood is a kind of the category flood
        assert len(set(group.codes)) == len(group.codes)


def test_every_incident_type_belongs_to_a_category_and_every_category_known_has_types() -> None:
    types, categories = code_lists.load("incident-type"), code_lists.load("incident-category")
    groups = {group.name: group.codes for group in types.groups}
    assert set(groups) == set(categories.values) - {"unknown"}
    assert {code for codes in groups.values() for code in codes} == set(types.values)
    assert all({"other", "unknown"} <= set(codes) for codes in groups.values())


def test_a_fallen_tree_is_never_a_medical_incident() -> None:
    assert "fallen_tree" not in code_lists.load("incident-type").group("medical")
    assert "fallen_tree" in code_lists.load("incident-type").group("public_service")


def test_committed_units_are_never_available() -> None:
    status = code_lists.load("unit-status")
    assert set(status.group("available")) == {"available_at_station", "available_mobile", "returning"}
    assert status.group("committed")[0] == "dispatched"
    assert status.group("committed")[-1] == "at_destination"
    assert not set(status.group("available")) & set(status.group("committed"))


def test_beds_can_be_mapped_to_edxl_have_and_to_satusehat() -> None:
    icu = code_lists.load("bed-type").code("adult_icu")
    assert icu is not None
    assert dict(icu.mappings) == {"edxl-have": "AdultICU", "kemkes": "RT0007"}
    assert {"all", "other", "covid_isolation"} <= set(code_lists.load("bed-type").values)


def test_additions_taught_by_real_files_are_there() -> None:
    assert {"department", "unknown"} <= set(code_lists.load("facility-type").values)
    assert "unknown" in code_lists.load("incident-type").values


def test_currencies_are_of_iso_4217_and_the_rupiah_stands_first() -> None:
    currency = code_lists.load("currency")
    assert currency.values[0] == "IDR"
    assert all(re.fullmatch(r"[A-Z]{3}", value) for value in currency.values)
    assert all(re.fullmatch(r"[0-9]{3}", dict(code.mappings)["iso-4217-numeric"]) for code in currency.codes)


def test_identifier_systems_are_uris() -> None:
    assert all(re.match(r"https?://|urn:", value) for value in code_lists.load("identifier-system").values)


@pytest.mark.realdata
@pytest.mark.skipif(not REALDATA.is_dir(), reason="Jakarta's own files are not here")
def test_every_class_owner_and_specialty_of_rs_online_has_a_code() -> None:
    path = REALDATA / "kemkes_rsonline_hospitals_2021" / "dataRumahSakit.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    columns = {"d.kelas": "hospital-class", "d.pemilik": "ownership", "d.jenis_rs": "facility-specialty"}
    for column, name in columns.items():
        known = {value for code in code_lists.load(name).codes for key, value in code.mappings if key == "rs-online"}
        assert {row[column] for row in rows} == known


@pytest.mark.realdata
@pytest.mark.skipif(not REALDATA.is_dir(), reason="Jakarta's own files are not here")
def test_every_neris_code_named_exists_there() -> None:
    def values(file: str, *columns: str) -> set[str]:
        import csv

        with (REALDATA / "neris_value_sets" / file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return {"||".join(row[column] for column in columns[: n + 1]) for row in rows for n in range(len(columns))}

    sets = {
        "unit-type": values("type_unit.csv", "value"),
        "incident-category": values("type_incident.csv", "value_1"),
        "incident-type": values("type_incident.csv", "value_1", "value_2"),
        "place-type": values("type_location_use.csv", "value_1"),
        "response-mode": values("type_response_mode.csv", "value"),
        "disposition": values("type_medical_transport.csv", "value")
        | values("type_noaction.csv", "value")
        | values("type_medical_patient_care.csv", "value"),
    }
    for name, known in sets.items():
        named = {value for code in code_lists.load(name).codes for system, value in code.mappings if system == "neris"}
        assert named
        assert named <= known
