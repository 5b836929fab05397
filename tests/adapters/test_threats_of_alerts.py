"""threats.md, group C: alerts with faults; each is named by a rule, and none is dropped silently."""

from __future__ import annotations

from pathlib import Path

import pytest

import opendata_share as share
from opendata_share.adapters import find_map
from opendata_share.report import Report

HEAD = {
    "identifier": "BMKG-1", "sender": "cuaca.ekstrem@bmkg.go.id", "sent": "2026-03-02T08:00:00+07:00",
    "status": "Actual", "msgType": "Alert", "scope": "Public",
}  # fmt: skip
INFO = {
    "language": "id", "category": "Met", "event": "Hujan", "urgency": "Immediate", "severity": "Severe",
    "certainty": "Observed", "expires": "2026-03-02T12:00:00+07:00",
}  # fmt: skip
SQUARE = "-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.8"
RULES = ("alert-names-what-it-changes", "alert-corner-on-earth", "alert-polygon-closed")
V1_2 = "urn:oasis:names:tc:emergency:cap:1.2"


def alert(namespace: str = V1_2, *, polygon: str = SQUARE, more: str = "", **changed: str | None) -> str:
    """Return a message; an element changed to None is not in it."""
    head, info = ({key: changed.get(key, text) for key, text in part.items()} for part in (HEAD, INFO))
    head_text, info_text = (
        "".join(f"<{k}>{v}</{k}>" for k, v in part.items() if v is not None) for part in (head, info)
    )
    area = f"<area><areaDesc>Jakarta</areaDesc><polygon>{polygon}</polygon></area>"
    return f'<alert xmlns="{namespace}">{head_text}{more}<info>{info_text}{area}</info></alert>'


def judged(tmp_path: Path, *alerts: str) -> Report:
    path = tmp_path / "alerts.xml"
    path.write_text(f"<feed>{''.join(alerts)}</feed>", "utf-8")
    return share.validate(share.adapt(path, field_map=find_map("cap-alerts")), rules=RULES).report


@pytest.mark.parametrize("namespace", [V1_2, "urn:oasis:names:tc:emergency:cap:1.1", "", "http://nowhere.invalid/"])
def test_c6_the_namespace_of_either_version_is_an_alert(tmp_path: Path, namespace: str) -> None:
    assert judged(tmp_path, alert(namespace)).valid


FAULTS = {
    "expires before it was sent": (alert(expires="2026-03-02T07:00:00+07:00"), "expires-after-sent", "error"),
    "a polygon of three points": (alert(polygon="-6.1,106.8 -6.2,106.8 -6.1,106.8"), "pattern", "error"),
    "a polygon that does not close": (
        alert(polygon="-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.15,106.95"), "alert-polygon-closed", "advice",
    ),
    "no identifier": (alert(identifier=None), "required", "error"),
    "an identifier with a comma": (alert(identifier="a,b"), "pattern", "error"),
    "an update that names nothing": (alert(msgType="Update"), "alert-names-what-it-changes", "advice"),
    "a cancellation that names nothing": (alert(msgType="Cancel"), "alert-names-what-it-changes", "advice"),
    "a reference that is none": (
        alert(msgType="Update", more="<references>BMKG-0</references>"), "pattern", "error",
    ),
    "longitude first": (
        alert(polygon="106.8,-6.1 106.8,-6.2 106.9,-6.2 106.8,-6.1"), "alert-corner-on-earth", "advice",
    ),
    "no sender": (alert(sender=None), "required", "error"),
    "a time without an offset": (alert(sent="2026-03-02T08:00:00"), "naive-time", "error"),
    "an unknown status": (alert(status="Real"), "unmapped", "error"),
    "no urgency": (alert(urgency=None), "info-complete", "advice"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_c6_a_faulty_alert_is_named_by_its_rule_and_not_dropped(tmp_path: Path, name: str) -> None:
    faulty, rule, severity = FAULTS[name]
    report = judged(tmp_path, alert(identifier="BMKG-0"), faulty)
    (table,) = report.tables
    assert (table.balance.read, table.balance.produced) == (2, 2)
    found = {(one.row, one.rule, one.severity) for one in report.violations}
    assert (2, rule, severity) in found, found
    assert all(one.row == 2 for one in report.violations)
    assert table.balance.rejected == (1 if severity == "error" else 0)


def test_c6_an_update_that_names_what_it_updates_is_sound(tmp_path: Path) -> None:
    named = "<references>cuaca.ekstrem@bmkg.go.id,BMKG-0,2026-03-02T07:00:00-00:00</references>"
    assert judged(tmp_path, alert(msgType="Update", more=named)).violations == ()
