"""Open311: a server's own form, codes as texts, and the same reports when read back."""

from __future__ import annotations

import json
from typing import Any

import pytest

import opendata_share as share
from opendata_share.exports import export

REPORT: dict[str, Any] = {
    "id": "crm:006", "agency_id": "crm", "source_id": "006", "service_code": "006", "service_name": "Jalan rusak",
    "category": "road", "status": "in_progress", "requested_at": "2026-03-02T08:00:00+07:00", "channel": "jaki",
    "latitude": -6.2, "longitude": 106.8, "address": "Jl. Contoh", "postal_code": "10110",
    "description": "canary of a citizen", "reporter_name": "canary name", "reporter_phone": "0215550100",
    "recorded_at": "2026-03-02T01:00:00Z", "recorded_at_basis": "source",
}  # fmt: skip


@pytest.fixture
def requests(protected, tmp_path):
    def make(*rows: dict[str, Any]) -> tuple[list[dict[str, Any]], set[tuple[str | None, str]]]:
        done = export(protected(list(rows), "citizen-report", policy="exchange"), as_="open311", into=tmp_path / "out")
        text = done.files[0].read_text("utf-8")
        assert "canary" not in text
        return json.loads(text), {(lost.field, lost.reason) for lost in done.lost}

    return make


def test_a_report_is_a_service_request_with_every_member_of_the_standard(requests):
    (request,), lost = requests(REPORT)
    assert list(request) == [
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    ]  # fmt: skip
    assert (request["service_request_id"], request["service_code"]) == ("006", "006")
    assert (request["status"], request["status_notes"]) == ("open", "in_progress")
    assert request["requested_datetime"] == "2026-03-02T01:00:00Z"
    assert (request["lat"], request["long"]) == (-6.2, 106.8)
    assert ("channel", "no-place") in lost


def test_what_is_closed_was_updated_when_it_was_closed(requests):
    closed = {**REPORT, "status": "resolved", "closed_at": "2026-03-03T01:00:00Z"}
    (request,), lost = requests(closed)
    assert (request["status"], request["updated_datetime"]) == ("closed", "2026-03-03T01:00:00Z")
    assert "closed_at" not in {field for field, _ in lost}
    _, lost = requests({**closed, "updated_at": "2026-03-04T01:00:00Z"})
    assert ("closed_at", "no-place") in lost


def test_a_report_without_a_point_has_null_there_and_not_zero(requests):
    (request,), _ = requests({**REPORT, "latitude": None, "longitude": None})
    assert request["lat"] is request["long"] is None


MAP = """agency = "crm"
[source]
format = "json"
ignore = ["service_notice", "address_id", "media_url", "status_notes", "description", "agency_responsible"]
captured_at = 2026-03-02T01:00:00Z
[[tables.citizen-report]]
key = ["service_request_id"]
service_code = "service_code"
service_name = "service_name"
category = { value = "road" }
status = { from = "status", codes = { open = "open", closed = "closed" } }
requested_at = "requested_datetime"
updated_at = "updated_datetime"
expected_at = "expected_datetime"
address = "address"
postal_code = "zipcode"
point = { from = ["long", "lat"] }
"""


def test_what_went_out_comes_back(protected, tmp_path):
    row = {**REPORT, "status": "open", "recorded_at_basis": "capture"}
    for private in ("channel", "description", "reporter_name", "reporter_phone"):
        del row[private]
    safe = protected([row], "citizen-report", policy="exchange")
    file = export(safe, as_="open311", into=tmp_path / "out").files[0]
    (tmp_path / "back.toml").write_text(MAP, "utf-8")
    back = share.validate(share.adapt(file, field_map=tmp_path / "back.toml"))
    assert back.report.valid, str(back.report)
    sent = safe.tables[0].table.to_arrow()
    assert back.accepted.to_arrow().select(sent.column_names).to_pylist() == sent.to_pylist()
