"""NGSI-LD: every entity has the shape ETSI GS CIM 009 clause 4.5 gives it, and every value is in it."""

from __future__ import annotations

import json
import re
from typing import Any

import export_rows

from opendata_share.exports import export

URN = re.compile(r"urn:ngsi-ld:[A-Z][A-Za-z]+:[A-Za-z0-9:._~%-]+\Z")


def entities(done: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.files[0].read_text("utf-8"))
    return found


def test_entities_have_the_normalized_form(facilities, posts, tmp_path):
    for number, safe in enumerate((facilities, posts)):
        done = export(safe, as_="ngsi-ld", into=tmp_path / str(number))
        assert done.lost == ()
        for file in done.files:
            found = json.loads(file.read_text("utf-8"))
            assert len({entity["id"] for entity in found}) == len(found) > 0
            for entity in found:
                assert URN.match(entity.pop("id"))
                assert entity.pop("type")[0].isupper()
                assert entity.pop("@context")
                assert entity
                for attribute in entity.values():
                    _is_attribute(attribute)


def _is_attribute(attribute: dict[str, Any]) -> None:
    match attribute["type"]:
        case "Relationship":
            assert URN.match(attribute["object"])
        case "GeoProperty":
            longitude, latitude = attribute["value"]["coordinates"]
            assert (attribute["value"]["type"], 90 < longitude < 142, -12 < latitude < 7) == ("Point", True, True)
        case "Property":
            assert attribute["value"] is not None
            if "unitText" in attribute:
                assert attribute["unitText"]["type"] == "Property"
        case other:
            raise AssertionError(other)


def test_a_reference_is_a_relationship_and_a_time_is_a_datetime(protected, tmp_path):
    safe = protected([export_rows.hospital()], "emergency-facility")
    (entity,) = entities(export(safe, as_="ngsi-ld", into=tmp_path))
    assert entity["id"] == "urn:ngsi-ld:EmergencyFacility:demo:A1"
    assert entity["area_code"] == {"type": "Relationship", "object": "urn:ngsi-ld:AdministrativeArea:31.71.01.1001"}
    assert entity["dateModified"]["value"] == {"@type": "DateTime", "@value": "2026-03-02T01:00:00.250000Z"}
    assert entity["location"]["value"] == {"type": "Point", "coordinates": [106.8, -6.2]}
    assert not {"latitude", "longitude", "opening_hours"} & entity.keys()


def test_the_target_of_a_reference_may_depend_on_the_row(posts, tmp_path):
    done = export(posts, as_="ngsi-ld", into=tmp_path)
    counts = next(file for file in done.files if file.name.startswith("fleet-count"))
    assert {entity["holder_id"]["object"].split(":")[2] for entity in json.loads(counts.read_text("utf-8"))} == {
        "FireStation"
    }
