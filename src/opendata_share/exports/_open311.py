"""Open311 GeoReport v2: the reports as a server answers `GET requests.json` with.

What lives here: row to service request. What this file must not know: files, policies.

GeoReport knows two states, open and closed; which of ours it was stands in `status_notes` where there is no note of its
own. A code is a text, also where it is all digits, and a report without a point has null there, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..contract import CodeList
from ..stages import Table
from ._form import Document, Form
from ._json_pieces import listed
from ._losses import Losses
from ._rows import Row, rows_of

_REPORTS: Final = "citizen-report"


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    table = tables[_REPORTS]
    # without the field of the state the contract of what leaves has no list of states either
    states = next((codes for codes in table.contract.code_lists if codes.name == "report-status"), None)
    requests = (_request(row, states) for row in rows_of(table, losses))
    yield "requests.json", listed("[", requests, "\n]\n")


def _request(row: Row, states: CodeList | None) -> dict[str, Any]:
    own, status = row.take("source_id") or row.take("id"), row.take("status")
    media = row.take("media_urls") or []
    if len(media) > 1:
        row.lose("media_urls", "less-precise")
    word = _state(states, status)
    closed, updated = row.look("closed_at"), row.take("updated_at")
    if updated is None and word == "closed":
        updated = row.take("closed_at")
    elif closed is not None and closed == updated:
        row.take("closed_at")
    return {
        "service_request_id": own,
        "status": word,
        "status_notes": row.take("status_notes") or (None if status in {"open", "closed"} else status),
        "service_name": row.take("service_name"),
        "service_code": row.take("service_code"),
        "description": row.take("description"),
        "agency_responsible": row.take("agency_responsible_id"),
        "service_notice": None,
        "requested_datetime": row.take("requested_at"),
        "updated_datetime": updated,
        "expected_datetime": row.take("expected_at"),
        "address": row.take("address"),
        "address_id": None,
        "zipcode": row.take("postal_code"),
        "lat": row.take("latitude"),
        "long": row.take("longitude"),
        "media_url": media[0] if media else None,
    }


def _state(states: CodeList | None, status: str | None) -> str | None:
    code = None if states is None or status is None else states.code(status)
    return None if code is None else next((word for system, word in code.mappings if system == "open311"), None)


OPEN311: Final = Form("open311", "application/json", "Open311 GeoReport v2", (_REPORTS,), _documents)
