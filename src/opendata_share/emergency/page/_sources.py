"""What the answer page is made from: releases for everyone, and of them only what is public.

What lives here: one data set as the page sees it, which columns of it the page may read, and the gate. What this file
must not know: catalogues and files (the caller reads them), what the page says.

The gate: a column is read where it is on the list below, and is public both in the shared vocabulary and in the
release's own contract. A contract that comes with the data can therefore withhold a column, and never add one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pyarrow as pa

from ..._dataclass import dataclass
from ...contract import Contract, Sensitivity, Text
from ...errors import ReleaseError
from .._capacity import CAPACITY
from .._columns import MOMENT, REAL, TEXT, TRUTH, Columns, read_columns
from .._fleet_counts import COUNTS
from .._fleet_register import UNITS

PUBLIC: Final = "public"
"""The audience a page is made for."""

FACILITIES: Final = Columns(
    "emergency-facility",
    {"id": TEXT},
    {
        "name": TEXT,
        "facility_type": TEXT,
        "operational_status": TEXT,
        "is_emergency_24h": TRUTH,
        "latitude": REAL,
        "longitude": REAL,
        "address": TEXT,
        "recorded_at": MOMENT,
    },
)
STATIONS: Final = Columns(
    "fire-station",
    {"id": TEXT},
    {"name": TEXT, "operational_status": TEXT, "latitude": REAL, "longitude": REAL, "recorded_at": MOMENT},
)
INCIDENTS: Final = Columns(
    "emergency-incident",
    {"call_received_at": MOMENT, "first_on_scene_at": MOMENT},
    {"incident_category": TEXT, "time_precision": TEXT, "recorded_at": MOMENT},
)
ANSWERED_FROM: Final[Mapping[str, Columns]] = {
    columns.contract: columns for columns in (FACILITIES, CAPACITY, STATIONS, UNITS, COUNTS, INCIDENTS)
}
"""The data sets an answer page is made from, with the columns it reads of each."""

_RECORDS: Final[Mapping[str, str]] = {
    "emergency-facility": "EmergencyFacility",
    "facility-capacity": "FacilityCapacity",
    "fire-station": "FireStation",
    "response-unit": "ResponseUnit",
    "fleet-count": "FleetCount",
    "emergency-incident": "EmergencyIncident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSource:
    """One release of one data set, as an answer page sees it.

    Attributes:
        dataset: "agency/dataset"; the second part is the contract's name.
        title: What people call it.
        release: The release's number.
        published_at: When it was published, aware.
        digest: The "sha256:…" of its manifest.
        audience: Whom it is for; a page is made of "public" ones only.
        trust: "local", or "unverified" where it came over a network.
        rejected: Rows its publisher's own checks kept out.
        contract: What its rows promise, as the release says.
        rows: Its rows; columns the page may not read are left alone.

    Raises:
        ReleaseError: It is not for everyone: a page can be passed on, and never be called back.
    """

    dataset: str
    title: Text
    release: str
    published_at: datetime
    digest: str
    audience: str
    trust: str
    rejected: int
    contract: Contract
    rows: pa.Table

    @property
    def agency(self) -> str:
        """The publishing agency's slug."""
        return self.dataset.split("/", 1)[0]

    @property
    def name(self) -> str:
        """The data set's name, which is its contract's."""
        return self.dataset.rsplit("/", 1)[-1]

    def __post_init__(self) -> None:
        refuse_not_open(self.dataset, self.audience)


def answer_columns(contract: Contract) -> tuple[str, ...]:
    """Return the columns of `contract` an answer page may read: asked for, and public wherever they are described.

    Args:
        contract: A release's contract; one no answer is made from gives none.

    Example:
        >>> from opendata_share.schemas import ResponseUnit
        >>> "plate_number" in answer_columns(ResponseUnit.contract())
        False
    """
    columns = ANSWERED_FROM.get(contract.name)
    if columns is None:
        return ()
    shared = _shared(contract.name)
    wanted = (*columns.necessary, *columns.optional)
    return tuple(name for name in wanted if _is_public(contract, name) and _is_public(shared, name))


def refuse_not_open(dataset: str, audience: str) -> None:
    """Refuse a data set that is not for everyone, whatever its columns are.

    Raises:
        ReleaseError: It is for somebody.
    """
    if audience != PUBLIC:
        raise ReleaseError("answer-not-open", dataset=dataset, audience=audience)


def public_rows(source: AnswerSource) -> pa.Table:
    """Return what the page may know of `source`: the gated columns in their declared types.

    Raises:
        ReleaseError: The data set is not for everyone.
        DefinitionError: A column no answer can be given without is missing or has another type.
    """
    refuse_not_open(source.dataset, source.audience)
    columns = ANSWERED_FROM[source.name]
    admitted = [name for name in answer_columns(source.contract) if name in source.rows.column_names]
    return read_columns(source.rows.select(admitted), columns)


def _is_public(contract: Contract, name: str) -> bool:
    if name not in contract:
        return False
    field = contract.field(name)
    return field.sensitivity is Sensitivity.PUBLIC and not field.specific


def _shared(name: str) -> Contract:
    from ... import schemas

    contract: Contract = getattr(schemas, _RECORDS[name]).contract()
    return contract
