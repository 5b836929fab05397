"""CAP 1.2: valid by the schema of CAP 1.1, read by another project's parser, and the same alerts when read back.

The schema at hand is that of 1.1: its elements and their order are those of 1.2. What 1.2 asks for beyond it, times
with an offset that is never "Z", is tested beside it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import parse
from export_oracles import VALIDATE_XML, said, schema

import opendata_share as share
from opendata_share.errors import DefinitionError
from opendata_share.exports import Exported, unsafe_export

ALERT: dict[str, Any] = {
    "agency_id": "bmkg", "identifier": "2.49.0.1.360.0.2026.03.02.31.01.001", "sender": "cuaca@bmkg.example",
    "sent": "2026-03-02T08:00:00+07:00", "status": "actual", "msg_type": "alert", "scope": "public", "language": "id",
    "info_index": 1,
    "category": ["met"], "event": "Hujan Lebat & Petir", "urgency": "immediate", "severity": "severe",
    "certainty": "observed", "response_type": ["shelter", "monitor"],
    "event_code": [{"system": "OET:v1.2", "value": "OET-194"}], "effective": "2026-03-02T01:00:00Z",
    "expires": "2026-03-02T04:00:00.5Z", "headline": "Hujan <lebat>", "description": "Baris satu\nbaris dua",
    "areas": [
        {"area_desc": "Jakarta Pusat", "polygon": ["-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.8"],
         "circle": None, "geocode": [{"system": "BPS", "value": "3173"}]},
        {"area_desc": "Laut Jawa", "polygon": None, "circle": ["-5.5,107.0 25.5"], "geocode": None},
    ],
    "recorded_at": "2026-03-02T01:00:00Z", "recorded_at_basis": "source",
}  # fmt: skip
ENGLISH = {**ALERT, "language": "en", "info_index": 2, "event": "Heavy rain", "headline": "Heavy rain"}
HEAD = ("agency_id", "sender", "sent", "status", "scope", "language", "recorded_at", "recorded_at_basis")
ANSWER = {"identifier": "ack/../1", "msg_type": "ack", "references": ["a@b.example,1,2026-03-02T01:00:00-00:00"]}
ACK = {key: ALERT[key] for key in HEAD} | ANSWER


def exported(tmp_path: Path, *rows: dict[str, Any]) -> Exported:
    checked = share.validate(share.adapt(list(rows), to="public-alert", agency="bmkg"))
    assert checked.report.valid, str(checked.report)
    return unsafe_export(checked.accepted, as_="cap", into=tmp_path)


@pytest.mark.oracle
def test_every_message_is_valid_by_the_schema_of_the_version_before(tmp_path):
    done = exported(tmp_path, ALERT, ENGLISH, ACK)
    assert len(done.files) == 2
    for file in done.files:
        text = file.read_text("utf-8")
        assert 'xmlns="urn:oasis:names:tc:emergency:cap:1.2"' in text
        assert re.search(r"<sent>2026-03-02T01:00:00-00:00</sent>", text)
        older = tmp_path / "older.xml"
        older.write_text(text.replace("cap:1.2", "cap:1.1"), "utf-8")
        assert said(VALIDATE_XML, schema("cap.xsd"), older) == []


PARSE = """
import json, sys
import capparser
alert = capparser.parse(sys.argv[1])
def said(value):  # the parser keeps a value beside its place
    return value[0] if isinstance(value, tuple) else value
infos = said(alert.info)
area = said(infos[0].area)[0]
print(json.dumps([said(v) for v in (alert.identifier, len(infos), infos[0].event, area.areaDesc, area.polygon)]))
"""


@pytest.mark.oracle
def test_another_projects_parser_reads_what_we_wrote(tmp_path):
    (file,) = exported(tmp_path, ENGLISH, ALERT).files
    identifier, infos, event, described, polygon = said(PARSE, file)
    assert (identifier, infos, event, described) == (ALERT["identifier"], 2, ALERT["event"], "Jakarta Pusat")
    assert "106.8" in polygon


def test_infos_stand_in_their_order_and_a_message_without_event_has_none(tmp_path):
    rain, answer = exported(tmp_path, ENGLISH, ALERT, ACK).files
    namespace = "{urn:oasis:names:tc:emergency:cap:1.2}"
    assert [found.text for found in parse(rain).iter(f"{namespace}language")] == ["id", "en"]
    assert list(parse(answer).iter(f"{namespace}info")) == []
    assert answer.name == "ack_1.cap.xml"


def test_the_same_identifier_of_two_senders_makes_two_files(tmp_path):
    done = exported(tmp_path, ALERT, {**ALERT, "sender": "other@bmkg.example"})
    assert [file.name for file in done.files] == [
        "2_49_0_1_360_0_2026_03_02_31_01_001.cap.xml", "2_49_0_1_360_0_2026_03_02_31_01_001-2.cap.xml",
    ]  # fmt: skip


def test_what_cap_cannot_say_is_counted(tmp_path):
    lost = {(found.field, found.reason) for found in exported(tmp_path, {**ALERT, "area_codes": ["31.71"]}).lost}
    assert ("expires", "less-precise") in lost
    assert ("area_codes", "no-place") in lost
    assert not {field for field, _ in lost} & {"event", "areas", "category", "references", "headline", "event_code"}


def test_no_alert_is_no_message(tmp_path):
    empty = share.validate(share.adapt([{**ALERT, "status": "nothing"}], to="public-alert", agency="bmkg")).accepted
    with pytest.raises(DefinitionError, match="no table"):
        unsafe_export(empty, as_="cap", into=tmp_path)


MAP = """agency = "bmkg"
[source]
format = "xml"
record = "alert"
[[tables.public-alert]]
each = "info"
each_empty = "keep"
identifier = "identifier"
sender = "sender"
sent = "sent"
recorded_at = "sent"
info_index = "#"
status = { from = "status", codes = "status" }
msg_type = { from = "msgType", codes = "kind" }
scope = { from = "scope", codes = { Public = "public" } }
language = "info/language"
category = { from = "info/category[]", codes = { Met = "met" } }
event = "info/event"
event_code = { each = "info/eventCode", fields = { system = "valueName", value = "value" } }
response_type = { from = "info/responseType[]", codes = { Shelter = "shelter", Monitor = "monitor" } }
urgency = { from = "info/urgency", codes = { Immediate = "immediate" } }
severity = { from = "info/severity", codes = { Severe = "severe" } }
certainty = { from = "info/certainty", codes = { Observed = "observed" } }
effective = "info/effective"
expires = "info/expires"
headline = "info/headline"
description = "info/description"
[tables.public-alert.areas]
each = "info/area"
fields.area_desc = "areaDesc"
fields.polygon = "polygon[]"
fields.circle = "circle[]"
fields.geocode = { each = "geocode", fields = { system = "valueName", value = "value" } }
[codes.status]
Actual = "actual"
[codes.kind]
Alert = "alert"
Ack = "ack"
"""


def test_what_went_out_comes_back_field_for_field(tmp_path):
    row = {**ALERT, "expires": "2026-03-02T04:00:00Z"}
    (file,) = exported(tmp_path, row, {**ENGLISH, "expires": row["expires"]}).files
    (tmp_path / "cap.toml").write_text(MAP, "utf-8")
    back = share.validate(share.adapt(file, field_map=tmp_path / "cap.toml"))
    assert back.report.valid, str(back.report)
    sent = share.validate(share.adapt([row, {**ENGLISH, "expires": row["expires"]}], to="public-alert", agency="bmkg"))
    assert back.accepted.to_records() == sent.accepted.to_records()
