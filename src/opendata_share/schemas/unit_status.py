"""The record of what a unit is doing and where it is.

What lives here: one observation of one unit, and which status may follow which. What this file must not know:
incidents, crews.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Derived,
    Element,
    Freshness,
    Ge,
    Le,
    Level,
    Monotone,
    Ref,
    Title,
    Transitions,
    Unit,
)
from ._mixins import INTERNAL, LivePosition, Published, Recorded

_AVAILABLE = "('available_at_station', 'available_mobile', 'returning')"
_COMMITTED = "('dispatched', 'en_route', 'staging', 'on_scene', 'at_patient', 'transporting', 'at_destination')"
_NEXT = (
    ("available_at_station", ("dispatched", "out_of_service")),
    ("dispatched", ("en_route", "canceled")),
    ("en_route", ("staging", "on_scene", "canceled")),
    ("staging", ("on_scene", "canceled")),
    ("on_scene", ("at_patient", "transporting", "returning", "available_mobile")),
    ("at_patient", ("transporting", "on_scene", "returning")),
    ("transporting", ("at_destination",)),
    ("at_destination", ("available_mobile", "returning", "out_of_service")),
    ("returning", ("available_at_station", "dispatched")),
    ("available_mobile", ("dispatched", "available_at_station")),
    ("canceled", ("available_mobile",)),
    ("out_of_service", ("available_at_station", "available_mobile")),
)
"""Which status may follow which; `unknown` may follow and be followed by any."""


class UnitStatus(
    LivePosition, Recorded, Published, name="unit-status", version="1.0.0", sensitivity="public",
    key=("unit_id", "observed_at"),
    label=Title(en="Unit status", id="Status unit"),
    meaning=Definition(en="What one unit was doing at one time, and where it was.",
                       id="Keadaan dan posisi satu unit pada satu waktu."),
):
    """The state and position of a unit at one time (Smart Data Models FleetVehicleStatus, NEMSIS eTimes)."""

    unit_id: Annotated[
        str, Ref("response-unit"), INTERNAL, Title(en="Unit", id="Unit"), Element("NERIS", "unit_id_linked"),
        Element("EIDO", "EmergencyResource"),
        Definition(en="The unit observed.", id="Unit yang diamati.")]
    observed_at: Annotated[
        datetime, INTERNAL, Title(en="Observed at", id="Waktu pengamatan"),
        Element("NGSI-LD", "FleetVehicleStatus.lastKnownPositionUpdatedAt"),
        Definition(en="When the unit was in this state and place.",
                   id="Waktu unit berada dalam keadaan dan posisi ini.")]
    status: Annotated[
        str, Code("unit-status"), INTERNAL, Title(en="Unit status", id="Status unit"),
        Element("NGSI-LD", "Vehicle.serviceStatus"), Element("NEMSIS", "eTimes"),
        Element("FHIR", "Location.operationalStatus"),
        Element("EDXL-HAVE", "EMSAmbulanceStatus"), Element("EIDO", "unit status"),
        Definition(en="What the unit is doing.", id="Keadaan tugas unit.")]
    status_source: Annotated[
        str | None, INTERNAL, Title(en="Unit status (source)", id="Status unit (sumber)"),
        Definition(en="The unit status in the words or radio code of the source.",
                   id="Status unit menurut kata-kata atau kode radio sumber.")] = None
    is_available: Annotated[
        bool, Derived(f"status IN {_AVAILABLE}"), Title(en="Available", id="Tersedia"),
        Definition(en="Whether the unit can be sent on a call now; follows from its status.",
                   id="Apakah unit dapat dikerahkan sekarang; mengikuti statusnya.")]
    incident_id: Annotated[
        str | None, Ref("emergency-incident"), INTERNAL, Title(en="Incident", id="Kejadian"),
        Definition(en="The incident the unit is committed to, and empty while it is committed to none.",
                   id="Kejadian yang sedang ditangani unit; kosong bila unit tidak sedang bertugas.")] = None
    destination_facility_id: Annotated[
        str | None, Ref("emergency-facility"), INTERNAL, Title(en="Destination facility", id="Fasilitas tujuan"),
        Definition(en="The facility the unit is taking a patient to.",
                   id="Fasilitas tujuan unit yang mengantar pasien.")] = None
    speed_kmh: Annotated[
        float | None, Ge(0), Le(200), Unit("km/h"), INTERNAL, Title(en="Speed (km/h)", id="Kecepatan (km/jam)"),
        Element("NGSI-LD", "Vehicle.speed"),
        Definition(en="How fast the unit moves.", id="Kecepatan gerak unit.")] = None
    bearing_deg: Annotated[
        float | None, Ge(0), Le(360), Unit("deg"), INTERNAL, Title(en="Bearing (°)", id="Arah (°)"),
        Element("NGSI-LD", "Vehicle.bearing"),
        Definition(en="Where the unit is heading, in degrees clockwise from north.",
                   id="Arah gerak unit, dalam derajat searah jarum jam dari utara.")] = None
    crew_on_board: Annotated[
        int | None, Ge(0), Unit("{persons}"), INTERNAL, Title(en="Crew on board", id="Awak"),
        Element("NERIS", "unit_staffing_reported"),
        Definition(en="How many people the unit has on board.", id="Banyaknya awak di dalam unit.")] = None
    fuel_percent: Annotated[
        float | None, Ge(0), Le(100), Unit("%"), INTERNAL, Title(en="Fuel (%)", id="Bahan bakar (%)"),
        Element("NGSI-LD", "restFuelAmount"),
        Definition(en="How full the tank is.", id="Isi tangki bahan bakar.")] = None
    out_of_service_reason: Annotated[
        str | None, Code("unavailable-reason"), INTERNAL, Title(en="Reason", id="Alasan"),
        Definition(en="Why the unit is out of service.", id="Alasan unit tidak dapat dipakai.")] = None

    checks = (
        *Recorded.checks,
        *LivePosition.checks,
        Check("observed-before-recorded", "observed_at <= recorded_at",
              en="Nothing can be observed after it was recorded.",
              id="Waktu pengamatan tidak boleh sesudah waktu rekam."),
        Check("availability-follows-status",
              f"(is_available AND status IN {_AVAILABLE}) OR (NOT is_available AND status NOT IN {_AVAILABLE})",
              en="A unit is available exactly where its status says so: at its station, mobile or returning.",
              id="Unit tersedia hanya bila statusnya menyatakan demikian: di pos, siaga di luar pos, atau kembali."),
        Check("committed-has-incident", f"status NOT IN {_COMMITTED} OR incident_id IS NOT NULL",
              en="A unit that is committed names its incident.",
              id="Unit yang sedang bertugas harus menyebut kejadiannya."),
        Check("incident-only-when-committed", f"status IN {_COMMITTED} OR status = 'unknown' OR incident_id IS NULL",
              en="A unit that is not committed has no incident: leave it empty.",
              id="Unit yang tidak sedang bertugas tidak memiliki kejadian: kosongkan isiannya."),
        Check("out-of-service-has-reason", "status <> 'out_of_service' OR out_of_service_reason IS NOT NULL",
              en="A unit that is out of service should say why.",
              id="Unit yang tidak dapat dipakai sebaiknya mencantumkan alasannya.", level=Level.FULL),
    )
    table_rules = (
        # a file newest first is common, and it loses nothing: the rows are kept
        Monotone("observed_at", ("unit_id",), severity="advice"),
        Transitions("status", ("unit_id",), "observed_at", _NEXT),
        Freshness("observed_at", "PT15M"),
    )
