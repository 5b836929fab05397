"""The record of one unit on one incident.

What lives here: the times of one unit from dispatch to return, and the rules within one such row. What this file must
not know: what follows from comparing it with other units, or with more of its incident than the time of the call.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..contract import (
    AgreesWithReferred,
    Check,
    Code,
    Definition,
    Element,
    Full,
    Ge,
    NoOverlap,
    Pattern,
    Ref,
    Title,
    Unit,
)
from ._mixins import INTERNAL, PERSONAL, SPECIFIC, UNIQUE_IDENTIFIERS, Identified, Published, Recorded
from ._order import Step, in_order


def _after_the_call(field: str, when: str | None = None) -> AgreesWithReferred:
    """Return the advice that a time is not before the call was received; a day is not midnight."""
    return AgreesWithReferred(
        field, ">=", "emergency-incident", ("incident_id",), ("id",), "call_received_at",
        when=when, where="time_precision <> 'day'",
    )


class UnitResponse(
    Recorded, Published, Identified, name="unit-response", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Unit response", id="Pengerahan unit"),
    meaning=Definition(en="What one unit did on one incident, and when.",
                       id="Tugas satu unit pada satu kejadian beserta waktunya."),
):
    """One unit on one incident, with all its times (NERIS unit response, NEMSIS 3.5 eTimes)."""

    incident_id: Annotated[
        str, Ref("emergency-incident"), Title(en="Incident", id="Kejadian"),
        Element("NERIS", "incident_neris_id"), Element("NEMSIS", "eResponse.03"),
        Definition(en="The incident the unit was sent to.", id="Kejadian yang didatangi unit.")]
    unit_id: Annotated[
        str | None, Ref("response-unit"), INTERNAL, Full(), Title(en="Unit", id="Unit"),
        Element("NERIS", "unit_id_linked"), Element("NEMSIS", "eResponse.13"), Element("NEMSIS", "eResponse.14"),
        Definition(en="The unit that was sent.", id="Unit yang dikerahkan.")] = None
    from_station_id: Annotated[
        str | None, Ref("fire-station"), INTERNAL, Title(en="Sent from station", id="Asal pos"),
        Element("NERIS", "unit_dispatch_point"), Element("NEMSIS", "eResponse.16"),
        Definition(en="The station the unit set out from.", id="Pos tempat unit berangkat.")] = None
    dispatched_at: Annotated[
        datetime | None, Full(), Title(en="Dispatched", id="Dikerahkan"),
        Element("NERIS", "time_dispatch"), Element("NEMSIS", "eTimes.03"),
        Element("NGSI-LD", "FleetVehicleOperation.startedAt"),
        Definition(en="When the unit was sent.", id="Waktu unit dikerahkan.")] = None
    acknowledged_at: Annotated[
        datetime | None, INTERNAL, Title(en="Acknowledged", id="Diterima unit"), Element("NEMSIS", "eTimes.04"),
        Definition(en="When the unit confirmed that it was sent.",
                   id="Waktu unit menyatakan menerima penugasan.")] = None
    en_route_at: Annotated[
        datetime | None, Title(en="En route", id="Berangkat"), Element("NERIS", "time_enroute_to_scene"),
        Element("NEMSIS", "eTimes.05"),
        Definition(en="When the unit set out.", id="Waktu unit berangkat ke lokasi.")] = None
    staged_at: Annotated[
        datetime | None, INTERNAL, Title(en="Staged", id="Siaga staging"), Element("NERIS", "time_staging"),
        Element("NEMSIS", "eTimes.17"),
        Definition(en="When the unit stood by near the scene, waiting to be called in.",
                   id="Waktu unit bersiaga di dekat lokasi menunggu perintah.")] = None
    on_scene_at: Annotated[
        datetime | None, Title(en="On scene", id="Tiba di lokasi"), Element("NERIS", "time_on_scene"),
        Element("NEMSIS", "eTimes.06"),
        Definition(en="When the unit arrived; empty where it was called off before.",
                   id="Waktu unit tiba di lokasi; kosong bila dibatalkan sebelum tiba.")] = None
    at_patient_at: Annotated[
        datetime | None, INTERNAL, Title(en="At patient", id="Tiba di pasien"), Element("NERIS", "time_at_patient"),
        Element("NEMSIS", "eTimes.07"),
        Definition(en="When the crew reached the patient.", id="Waktu awak sampai di sisi pasien.")] = None
    left_scene_at: Annotated[
        datetime | None, Title(en="Left scene", id="Berangkat ke RS"), Element("NERIS", "time_enroute_hospital"),
        Element("NEMSIS", "eTimes.09"),
        Definition(en="When the unit left with the patient.", id="Waktu unit berangkat membawa pasien.")] = None
    at_destination_at: Annotated[
        datetime | None, Title(en="At destination", id="Tiba di RS"), Element("NERIS", "time_arrived_hospital"),
        Element("NEMSIS", "eTimes.11"), Element("FHIR", "Encounter.period.start"),
        Definition(en="When the unit reached the facility.", id="Waktu unit tiba di fasilitas tujuan.")] = None
    care_transferred_at: Annotated[
        datetime | None, INTERNAL, Title(en="Care transferred", id="Serah terima pasien"),
        Element("NERIS", "time_transfer_to_facility"), Element("NEMSIS", "eTimes.12"),
        Definition(en="When the facility took the patient over.", id="Waktu pasien diterima oleh fasilitas.")] = None
    cleared_at: Annotated[
        datetime | None, Title(en="Back in service", id="Siap kembali"), Element("NERIS", "time_unit_clear"),
        Element("NEMSIS", "eTimes.13"), Element("NGSI-LD", "FleetVehicleOperation.endedAt"),
        Definition(en="When the unit could be sent again.", id="Waktu unit siap dikerahkan kembali.")] = None
    canceled_at: Annotated[
        datetime | None, Title(en="Canceled", id="Dibatalkan"), Element("NERIS", "time_canceled_enroute"),
        Element("NEMSIS", "eTimes.14"),
        Definition(en="When the unit was called off before it arrived.",
                   id="Waktu pengerahan dibatalkan sebelum unit tiba.")] = None
    back_at_base_at: Annotated[
        datetime | None, INTERNAL, Title(en="Back at base", id="Tiba di pangkalan"), Element("NEMSIS", "eTimes.15"),
        Definition(en="When the unit was home again, which may be before it is back in service.",
                   id="Waktu unit tiba kembali di pangkalan, yang dapat terjadi sebelum unit siap kembali.")] = None
    turnout_s: Annotated[
        int | None, Ge(0), Unit("s"), Title(en="Turnout time (s)", id="Waktu persiapan (detik)"),
        Element("NERIS", "time_turnout"),
        Definition(en="From dispatch to setting out, where only the duration is known.",
                   id="Dari pengerahan sampai berangkat, bila hanya lamanya yang diketahui.")] = None
    travel_s: Annotated[
        int | None, Ge(0), Unit("s"), Title(en="Travel time (s)", id="Waktu tempuh (detik)"),
        Element("NERIS", "time_travel"),
        Definition(en="From setting out to arrival, where only the duration is known.",
                   id="Dari berangkat sampai tiba, bila hanya lamanya yang diketahui.")] = None
    response_s: Annotated[
        int | None, Ge(0), Unit("s"), Title(en="Response time (s)", id="Waktu respons (detik)"),
        Definition(en="From the call to arrival, where only the duration is known.",
                   id="Dari laporan diterima sampai tiba, bila hanya lamanya yang diketahui.")] = None
    transport_s: Annotated[
        int | None, Ge(0), Unit("s"), Title(en="Transport time (s)", id="Waktu pengantaran (detik)"),
        Definition(en="From the scene to the facility, where only the duration is known.",
                   id="Dari lokasi sampai fasilitas tujuan, bila hanya lamanya yang diketahui.")] = None
    response_mode: Annotated[
        str | None, Code("response-mode"), Title(en="Response mode", id="Mode respons"),
        Element("NERIS", "unit_response_mode"),
        Element("NEMSIS", "eResponse.23"),
        Definition(en="Whether the unit drove with lights and siren, and whether that changed on the way.",
                   id="Apakah unit melaju dengan sirene, dan apakah itu berubah di perjalanan.")] = None
    crew_count: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Crew", id="Jumlah awak"),
        Element("NERIS", "unit_staffing_reported"),
        Element("NEMSIS", "eCrew"),
        Definition(en="How many people the unit had on board.", id="Banyaknya awak di dalam unit.")] = None
    role: Annotated[
        str | None, Code("response-role"), Title(en="Role", id="Peran"), Element("NERIS", "type_aid"),
        Element("NEMSIS", "eResponse.05"),
        Definition(en="What the unit was sent for.", id="Peran unit dalam penanganan.")] = None
    disposition: Annotated[
        str | None, Code("disposition"), Title(en="Disposition", id="Hasil"),
        Element("NERIS", "type_medical_transport"),
        Element("NEMSIS", "eDisposition.27"), Element("NEMSIS", "eDisposition.30"),
        Element("NGSI-LD", "FleetVehicleOperation.result"),
        Definition(en="How the unit's part in the incident ended.", id="Hasil akhir tugas unit.")] = None
    destination_facility_id: Annotated[
        str | None, Ref("emergency-facility"), INTERNAL, Title(en="Destination facility", id="Fasilitas tujuan"),
        Element("NERIS", "hospital_destination"), Element("NEMSIS", "eDisposition.01"),
        Element("NEMSIS", "eDisposition.02"),
        Element("EDXL-HAVE", "facilityID"),
        Definition(en="The facility the patient was taken to.", id="Fasilitas tujuan pengantaran pasien.")] = None
    destination_reason: Annotated[
        str | None, Code("destination-reason"), INTERNAL, Title(en="Reason for destination", id="Alasan tujuan"),
        Element("NEMSIS", "eDisposition.20"),
        Definition(en="Why that facility was chosen.", id="Alasan fasilitas itu dipilih.")] = None
    triage_category: Annotated[
        str | None, Code("triage-category"), SPECIFIC, Title(en="Triage", id="Triase"),
        Element("NEMSIS", "eScene.08"), Element("NEMSIS", "eSituation.13"), Element("LOINC", "75910-0"),
        Element("EDXL-HAVE", "TriageCodeValue"),
        Definition(en="How urgently the patient needed care, in the colours of START or the levels of CTAS or ESI.",
                   id="Kegawatan pasien, menurut warna START atau tingkat CTAS atau ESI.")] = None
    chief_condition_icd10: Annotated[
        str | None, Pattern(r"^[A-Z][0-9]{2}(\.[0-9]{1,2})?$"), SPECIFIC,
        Title(en="Chief condition (ICD-10)", id="Kondisi utama (ICD-10)"), Element("NEMSIS", "eSituation.11"),
        Element("FHIR", "Condition.code"),
        Definition(en="What the patient suffered from, as an ICD-10 code.",
                   id="Keadaan utama pasien, berupa kode ICD-10.")] = None
    patient_care_report_id: Annotated[
        str | None, PERSONAL, Title(en="Care record number", id="No. rekam layanan"),
        Element("NERIS", "patient_care_report"), Element("NEMSIS", "eRecord.01"),
        Definition(en="A pseudonym that leads to the care record; never the patient's own number.",
                   id="Nama samaran yang menunjuk rekam layanan; bukan nomor milik pasien.")] = None
    distance_m: Annotated[
        int | None, Ge(0), Unit("m"), Title(en="Distance (m)", id="Jarak (m)"),
        Definition(en="The length of the unit's way to the scene.", id="Panjang rute unit menuju lokasi.")] = None

    unique = (("incident_id", "unit_id", "dispatched_at"),)
    checks = (
        *Recorded.checks,
        *in_order(
            "dispatched_at",
            Step("acknowledged_at", "The acknowledgement", "Waktu diterima unit"),
            Step("en_route_at", "Setting out", "Waktu berangkat"),
            Step("staged_at", "Staging", "Waktu siaga staging"),
            Step("on_scene_at", "Arrival on scene", "Waktu tiba di lokasi"),
            Step("at_patient_at", "Reaching the patient", "Waktu tiba di pasien"),
            Step("left_scene_at", "Leaving the scene", "Waktu berangkat ke RS"),
            Step("at_destination_at", "Arrival at the facility", "Waktu tiba di RS"),
            Step("care_transferred_at", "The transfer of care", "Waktu serah terima pasien"),
            Step("cleared_at", "Being back in service", "Waktu siap kembali"),
        ),
        Check("dispatch-or-duration-given",
              "dispatched_at IS NOT NULL OR turnout_s IS NOT NULL OR travel_s IS NOT NULL OR response_s IS NOT NULL"
              " OR transport_s IS NOT NULL",
              en="Give the time of dispatch, or a duration where no time is known.",
              id="Isi waktu pengerahan, atau lamanya bila waktunya tidak diketahui."),
        Check("canceled-before-arrival", "canceled_at IS NULL OR on_scene_at IS NULL",
              en="A unit was either called off or arrived, not both.",
              id="Unit dibatalkan atau tiba di lokasi, tidak keduanya."),
        Check("transported-has-destination",
              "disposition <> 'transported' OR (destination_facility_id IS NOT NULL AND at_destination_at IS NOT NULL)",
              en="Where a patient was transported, the facility and the time of arrival there should be given.",
              id="Bila pasien diantar, fasilitas tujuan dan waktu tibanya sebaiknya diisi.", severity="advice"),
    )
    table_rules = (
        NoOverlap("dispatched_at", "cleared_at", ("unit_id",), open_ended=False, severity="advice"),
        UNIQUE_IDENTIFIERS,
        _after_the_call("dispatched_at"),
        _after_the_call("en_route_at", "dispatched_at IS NULL"),
        _after_the_call("on_scene_at", "dispatched_at IS NULL AND en_route_at IS NULL"),
    )
