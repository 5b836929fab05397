"""The record of an emergency.

What lives here: one call for help and what came of it, and the rules within one such row. What this file must not know:
the units sent (`unit_response`), how a response time is computed, what may leave the house.

It is long because it is a table of sixty columns, all about one thing.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..contract import (
    Aggregate,
    AgreesWithRows,
    Check,
    Code,
    Definition,
    Derived,
    Element,
    Full,
    Ge,
    Level,
    MaxLen,
    NoCycles,
    Pattern,
    Ref,
    Title,
    UniqueAmong,
    Unit,
)
from ._mixins import (
    INTERNAL,
    PERSONAL,
    RESTRICTED,
    UNIQUE_IDENTIFIERS,
    Identified,
    Published,
    Recorded,
    RestrictedPlace,
)
from ._order import Step, in_order

_TYPES_OF_CATEGORY = (
    "CASE incident_category"
    " WHEN 'fire' THEN incident_type IN ('structure_fire', 'outside_fire', 'transportation_fire', 'special_fire')"
    " WHEN 'medical' THEN incident_type IN ('illness', 'injury', 'medical_other', 'ambulance_transport_request',"
    " 'ambulance_paramedic', 'mental_health_person', 'drowning', 'sea_accident', 'work_accident')"
    " WHEN 'rescue' THEN incident_type IN ('rescue_water', 'rescue_height', 'rescue_structure',"
    " 'rescue_transportation', 'animal_rescue', 'mental_health_person', 'drowning', 'sea_accident', 'work_accident',"
    " 'flood')"
    " WHEN 'hazardous' THEN incident_type IN ('hazmat', 'hazard_nonchem', 'overpressure', 'investigation',"
    " 'fallen_tree', 'fallen_pole')"
    " WHEN 'public_service' THEN incident_type IN ('fallen_tree', 'fallen_pole', 'animal_rescue',"
    " 'mental_health_person', 'public_order', 'alarm', 'citizen_assist', 'disaster_weather', 'flood')"
    " WHEN 'no_emergency' THEN incident_type IN ('false_alarm', 'good_intent')"
    " WHEN 'security' THEN incident_type IN ('public_order', 'crime', 'mental_health_person')"
    " WHEN 'traffic_accident' THEN incident_type IN ('injury', 'rescue_transportation', 'transportation_fire')"
    " WHEN 'flood' THEN incident_type IN ('flood', 'rescue_water', 'disaster_weather', 'drowning')"
    " WHEN 'earthquake' THEN incident_type IN ('rescue_structure', 'disaster_weather')"
    " WHEN 'landslide' THEN incident_type IN ('rescue_structure', 'disaster_weather')"
    " WHEN 'extreme_weather' THEN incident_type IN ('fallen_tree', 'fallen_pole', 'disaster_weather')"
    " WHEN 'volcanic' THEN incident_type = 'disaster_weather'"
    " WHEN 'tsunami' THEN incident_type IN ('disaster_weather', 'rescue_water', 'drowning')"
    " END OR incident_type IN ('other', 'unknown')"
)




def _of_responses(
    field: str, aggregate: Aggregate, value: str | None = None, when: str | None = None, within: str | None = None
) -> AgreesWithRows:
    """Return the advice that a figure is what the unit responses of the same bundle add up to."""
    return AgreesWithRows(field, aggregate, "unit-response", ("incident_id",), ("id",), value, when, within=within)


def _first(field: str, value: str) -> tuple[AgreesWithRows, AgreesWithRows]:
    """Return the advice that a time is the first of the responses, as exactly as it is known; a day is no time."""
    return (
        _of_responses(field, "min", value, "time_precision = 'second'"),
        _of_responses(field, "min", value, "time_precision = 'minute'", "PT1M"),
    )


class EmergencyIncident(
    RestrictedPlace, Recorded, Published, Identified,
    name="emergency-incident", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Emergency incident", id="Kejadian darurat"),
    meaning=Definition(en="A call for help and what came of it.", id="Satu permintaan pertolongan dan penanganannya."),
):
    """A call for help and what came of it (NERIS incident, NEMSIS 3.5 eTimes; times in the order of NERIS)."""

    incident_number: Annotated[
        str | None, MaxLen(64), Full(), Title(en="Incident number", id="Nomor kejadian"),
        Element("NERIS", "incident_internal_id"), Element("NEMSIS", "eResponse.03"),
        Element("FHIR", "Encounter.identifier"),
        Element("Open311", "service_request_id"),
        Definition(en="The number under which the agency keeps the incident.",
                   id="Nomor kejadian dalam pencatatan instansi.")] = None
    incident_category: Annotated[
        str, Code("incident-category"), Title(en="Category", id="Kategori"),
        Element("NERIS", "type_incident.value_1"), Element("CAP", "category"), Element("NGSI-LD", "Alert.category"),
        Definition(en="The broad kind of incident.", id="Golongan besar kejadian.")]
    incident_type: Annotated[
        str, Code("incident-type"), Title(en="Incident type", id="Jenis kejadian"),
        Element("NERIS", "incident_final_type"), Element("NEMSIS", "eDispatch.01"), Element("FHIR", "Encounter.type"),
        Element("CAP", "eventCode"),
        Definition(en="What happened, within the category.", id="Peristiwa yang terjadi, di dalam kategorinya.")]
    incident_type_source: Annotated[
        str | None, Title(en="Incident type (source)", id="Jenis kejadian (sumber)"),
        Element("NERIS", "dispatch_incident_code"), Element("data.jakarta.go.id", "keterangan_jkb"),
        Definition(en="The incident type in the words of the source.",
                   id="Jenis kejadian menurut kata-kata sumber.")] = None
    neris_type: Annotated[
        str | None, Pattern(r"^[A-Z0-9_]+(\|\|[A-Z0-9_]+){0,2}$"), Title(en="NERIS code", id="Kode NERIS"),
        Element("NERIS", "incident_final_type"),
        Definition(en="The incident type in the value set of NERIS: one to three codes joined by two bars.",
                   id="Jenis kejadian menurut NERIS: satu sampai tiga kode yang dihubungkan dua garis tegak.")] = None
    determinant_code: Annotated[
        str | None, MaxLen(8), RESTRICTED, Title(en="Determinant code", id="Kode determinan"),
        Element("NERIS", "dispatch_determinate_code"), Element("NEMSIS", "eDispatch.03"),
        Definition(en="The code of the dispatcher's protocol, such as 17-D-5.",
                   id="Kode protokol petugas pengerahan, misalnya 17-D-5.")] = None
    priority: Annotated[
        str | None, Code("priority"), Title(en="Priority", id="Prioritas"), Element("NEMSIS", "eDispatch.05"),
        Element("FHIR", "ServiceRequest.priority"), Element("CAP", "urgency"),
        Definition(en="How urgent the call was judged to be.",
                   id="Tingkat kegentingan panggilan menurut petugas.")] = None
    status: Annotated[
        str, Code("incident-status"), Title(en="Status", id="Status"), Element("NGSI-LD", "RoadAccident.status"),
        Definition(en="How far the handling of the incident has come.", id="Tahap penanganan kejadian.")]
    status_source: Annotated[
        str | None, Title(en="Status (source)", id="Status (sumber)"),
        Definition(en="The status in the words of the source.", id="Status menurut kata-kata sumber.")] = None
    call_source: Annotated[
        str | None, Code("call-source"), Title(en="Call source", id="Sumber informasi"),
        Element("data.jakarta.go.id", "sumber_informasi"), Element("Avon Fire and Rescue", "Origin of Call"),
        Definition(en="Who or what reported the incident.", id="Pihak atau sarana yang melaporkan kejadian.")] = None
    call_received_at: Annotated[
        datetime, Title(en="Call received", id="Waktu laporan diterima"),
        Element("NERIS", "dispatch_time_call_arrival"), Element("NEMSIS", "eTimes.01"),
        Element("NGSI-LD", "Alert.dateIssued"),
        Element("Open311", "requested_datetime"), Element("data.jakarta.go.id", "waktu_informasi"),
        Definition(en="When the call reached the agency; response times run from here.",
                   id="Waktu laporan sampai di instansi; waktu respons dihitung sejak saat ini.")]
    call_answered_at: Annotated[
        datetime | None, INTERNAL, Title(en="Call answered", id="Waktu telepon diangkat"),
        Element("NERIS", "dispatch_time_call_answering"),
        Definition(en="When somebody took the call.", id="Waktu telepon diangkat petugas.")] = None
    call_created_at: Annotated[
        datetime | None, INTERNAL, Title(en="Ticket created", id="Waktu tiket dibuat"),
        Element("NERIS", "dispatch_time_call_create"), Element("NEMSIS", "eTimes.02"),
        Definition(en="When the incident was entered, so that units could be sent.",
                   id="Waktu kejadian dimasukkan ke sistem sehingga unit dapat dikerahkan.")] = None
    first_dispatch_at: Annotated[
        datetime | None, Title(en="First dispatch", id="Pengerahan pertama"), Element("NEMSIS", "eTimes.03"),
        Element("NYC Open Data", "FIRST_ASSIGNMENT_DATETIME"),
        Definition(en="When the first unit was sent.", id="Waktu unit pertama dikerahkan.")] = None
    first_on_scene_at: Annotated[
        datetime | None, Title(en="First on scene", id="Tiba pertama"), Element("NEMSIS", "eTimes.06"),
        Element("data.jakarta.go.id", "waktu_respon"),
        Definition(en="When the first unit arrived.", id="Waktu unit pertama tiba di lokasi.")] = None
    controlled_at: Annotated[
        datetime | None, Title(en="Under control", id="Api terkendali"), Element("NERIS", "time_fire_under_control"),
        Definition(en="When the fire no longer spread.", id="Waktu api tidak lagi menjalar.")] = None
    closed_at: Annotated[
        datetime | None, Title(en="Closed", id="Waktu selesai"),
        Element("NERIS", "time_incident_clear"), Element("NEMSIS", "eTimes.16"), Element("NGSI-LD", "Alert.validTo"),
        Definition(en="When the agency was done with the incident.", id="Waktu penanganan kejadian selesai.")] = None
    time_precision: Annotated[
        str, Code("time-precision"), Title(en="Time precision", id="Ketelitian waktu"),
        Definition(en="How exactly the times are known; with day they are dates, left out of response times.",
                   id="Ketelitian waktu; day berarti hanya tanggal, tidak dipakai untuk waktu respons.")] = "minute"
    place_type: Annotated[
        str | None, Code("place-type"), Title(en="Place type", id="Objek kejadian"),
        Element("NERIS", "type_location_use"),
        Element("data.jakarta.go.id", "kode_objek_bencana"),
        Definition(en="What kind of place the incident was in.", id="Jenis objek tempat kejadian.")] = None
    place_type_source: Annotated[
        str | None, Title(en="Place type (source)", id="Objek kejadian (sumber)"),
        Element("data.jakarta.go.id", "objek_kejadian_awal"),
        Definition(en="The place type in the words of the source.",
                   id="Objek kejadian menurut kata-kata sumber.")] = None
    building_height: Annotated[
        str | None, Code("building-height"), Title(en="Building height", id="Ketinggian bangunan"),
        Element("data.jakarta.go.id", "id_bangunan"),
        Definition(en="Whether the building is low, of medium height or high.",
                   id="Apakah bangunan tergolong rendah, menengah, atau tinggi.")] = None
    cause: Annotated[
        str | None, Code("fire-cause"), Title(en="Supposed cause", id="Dugaan penyebab"),
        Element("NERIS", "type_fire_cause"),
        Element("data.jakarta.go.id", "id_sebab"), Element("San Francisco Open Data", "ignition_cause"),
        Definition(en="What is thought to have started the fire.", id="Hal yang diduga menyebabkan kebakaran.")] = None
    cause_source: Annotated[
        str | None, Title(en="Supposed cause (source)", id="Dugaan penyebab (sumber)"),
        Definition(en="The cause in the words of the source.", id="Penyebab menurut kata-kata sumber.")] = None
    units_count: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Units", id="Jumlah unit"),
        Element("data.jakarta.go.id", "jumlah_unit"),
        Definition(en="How many units were sent.", id="Banyaknya unit yang dikerahkan.")] = None
    personnel_count: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Personnel", id="Jumlah personel"),
        Element("data.jakarta.go.id", "jumlah_sdm"),
        Definition(en="How many people were sent.", id="Banyaknya personel yang dikerahkan.")] = None
    affected_area_m2: Annotated[
        float | None, Ge(0), Unit("m2"), Title(en="Affected area (m²)", id="Luas area (m²)"),
        Element("data.jakarta.go.id", "luas_area_kejadian"),
        Definition(en="How large an area was burnt, flooded or otherwise affected.",
                   id="Luas area yang terbakar, tergenang, atau terdampak lainnya.")] = None
    households_affected: Annotated[
        int | None, Ge(0), Unit("{households}"), Title(en="Households affected", id="KK terdampak"),
        Element("data.jakarta.go.id", "jumlah_kk"),
        Definition(en="How many households lost something.", id="Banyaknya kepala keluarga yang terdampak.")] = None
    people_affected: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="People affected", id="Jiwa terdampak"),
        Element("data.jakarta.go.id", "jumlah_jiwa"), Element("NERIS", "displacement_count"),
        Definition(en="How many people lost something or were hurt.",
                   id="Banyaknya orang yang terdampak atau menjadi korban.")] = None
    fatalities_public: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Deaths among the public", id="Korban meninggal (masyarakat)"),
        Element("data.jakarta.go.id", "masyarakat_mati"),
        Definition(en="How many people other than responders died.", id="Banyaknya warga yang meninggal.")] = None
    injuries_public: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Injuries among the public", id="Korban luka (masyarakat)"),
        Element("data.jakarta.go.id", "masyarakat_luka"),
        Definition(en="How many people other than responders were hurt.", id="Banyaknya warga yang terluka.")] = None
    fatalities_responder: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Deaths among responders", id="Korban meninggal (petugas)"),
        Element("data.jakarta.go.id", "petugas_mati"),
        Definition(en="How many responders died.", id="Banyaknya petugas yang meninggal.")] = None
    injuries_responder: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Injuries among responders", id="Korban luka (petugas)"),
        Element("data.jakarta.go.id", "petugas_luka"),
        Definition(en="How many responders were hurt.", id="Banyaknya petugas yang terluka.")] = None
    rescues: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Rescued", id="Diselamatkan"), Element("NERIS", "rescue"),
        Element("Avon Fire and Rescue", "No. of rescues"),
        Definition(en="How many people were rescued.", id="Banyaknya orang yang diselamatkan.")] = None
    estimated_loss: Annotated[
        int | None, Ge(0), Title(en="Estimated loss", id="Taksiran kerugian"),
        Element("data.jakarta.go.id", "taksiran_kerugian"),
        Element("San Francisco Open Data", "estimated_property_loss"),
        Definition(en="What was lost, in whole units of the currency named beside it.",
                   id="Nilai kerugian, dalam satuan penuh mata uang yang disebut di sebelahnya.")] = None
    loss_currency: Annotated[
        str | None, Code("currency"), Title(en="Currency of the loss", id="Mata uang kerugian"),
        Element("ISO 4217", "code"),
        Derived("CASE WHEN estimated_loss IS NOT NULL AND country = 'ID' THEN 'IDR' END"),
        Definition(en="The currency of the estimated loss; rupiah in Indonesia unless another is given.",
                   id="Mata uang taksiran kerugian; rupiah di Indonesia bila tidak disebut lain.")] = None
    patients_count: Annotated[
        int | None, Ge(0), Unit("{patients}"), INTERNAL, Title(en="Patients", id="Jumlah pasien"),
        Element("NEMSIS", "eScene.06"),
        Definition(en="How many people were treated.", id="Banyaknya orang yang ditangani.")] = None
    is_mass_casualty: Annotated[
        bool | None, Title(en="Mass casualty incident", id="Korban massal"), Element("NEMSIS", "eScene.07"),
        Element("NERIS", "special_modifier"),
        Definition(en="Whether there were more casualties than the usual means could care for.",
                   id="Apakah korban melebihi kemampuan penanganan biasa.")] = None
    is_false_alarm: Annotated[
        bool | None, Title(en="False alarm", id="Laporan palsu"), Element("NERIS", "NOEMERG"),
        Definition(en="Whether there turned out to be no emergency.",
                   id="Apakah ternyata tidak ada keadaan darurat.")] = None
    narrative: Annotated[
        str | None, MaxLen(100_000), PERSONAL, Title(en="Narrative", id="Kronologi"),
        Element("NERIS", "narrative_outcome"), Element("NEMSIS", "eNarrative.01"), Element("Open311", "description"),
        Definition(en="What happened, in words; it may name people.",
                   id="Uraian kejadian; dapat memuat nama orang.")] = None
    reporter_name: Annotated[
        str | None, PERSONAL, Title(en="Reporter's name", id="Nama pelapor"),
        Definition(en="The name of the person who reported the incident.",
                   id="Nama orang yang melaporkan kejadian.")] = None
    reporter_phone: Annotated[
        str | None, PERSONAL, Title(en="Reporter's phone", id="Telepon pelapor"),
        Definition(en="The telephone number of the person who reported the incident.",
                   id="Nomor telepon orang yang melaporkan kejadian.")] = None
    lead_agency_id: Annotated[
        str | None, Ref("agency"), Title(en="Lead agency", id="OPD utama"),
        Definition(en="The agency in charge of the incident.", id="Instansi yang memimpin penanganan kejadian.")] = None
    supporting_agency_ids: Annotated[
        list[Annotated[str, Ref("agency")]] | None, Title(en="Supporting agencies", id="OPD pendukung"),
        Element("NERIS", "aid"),
        Definition(en="The agencies that helped the one in charge.",
                   id="Instansi yang membantu instansi utama.")] = None
    call_center_id: Annotated[
        str | None, Ref("agency"), Title(en="Call centre", id="Pusat panggilan"),
        Element("NERIS", "dispatch_center_id"),
        Definition(en="The call centre that took the call.", id="Pusat panggilan yang menerima laporan.")] = None
    parent_incident_id: Annotated[
        str | None, Ref("emergency-incident"), Title(en="Parent incident", id="Kejadian induk"),
        Definition(en="The incident this one is a part or a duplicate of.",
                   id="Kejadian yang mencakup kejadian ini atau yang sama dengannya.")] = None

    checks = (
        *Recorded.checks,
        *RestrictedPlace.checks,
        *in_order(
            "call_received_at",
            Step("call_answered_at", "The answering of the call", "Waktu telepon diangkat"),
            Step("call_created_at", "The creation of the ticket", "Waktu tiket dibuat"),
            Step("first_dispatch_at", "The first dispatch", "Pengerahan pertama"),
            Step("first_on_scene_at", "The first arrival", "Waktu tiba pertama"),
            Step("controlled_at", "Control of the fire", "Waktu api terkendali"),
            Step("closed_at", "The closing", "Waktu selesai"),
        ),
        Check("response-within-four-hours",
              "time_precision = 'day' OR first_on_scene_at - call_received_at <= INTERVAL '4' HOUR",
              en="A response of more than four hours is unusual; are the times right?",
              id="Waktu respons lebih dari empat jam tidak lazim; apakah waktunya benar?", severity="advice"),
        Check("type-of-category", _TYPES_OF_CATEGORY,
              en="The incident type should be one of its category's.",
              id="Jenis kejadian sebaiknya termasuk dalam kategorinya.", severity="advice"),
        Check("cause-of-fire", "cause IS NULL OR cause = 'n_a' OR incident_category = 'fire'",
              en="Only fires have a cause of fire.",
              id="Hanya kebakaran yang memiliki penyebab kebakaran.", severity="advice"),
        Check("closed-has-time", "status <> 'closed' OR closed_at IS NOT NULL",
              en="A closed incident should say when it was closed.",
              id="Kejadian yang selesai sebaiknya mencantumkan waktu selesainya.", level=Level.FULL),
        Check("casualties-are-affected",
              "COALESCE(fatalities_public, 0) + COALESCE(injuries_public, 0) <= people_affected",
              en="The dead and the injured should be counted among the people affected.",
              id="Korban meninggal dan luka sebaiknya termasuk dalam jiwa terdampak.", severity="advice"),
        Check("people-per-household", "households_affected <= people_affected",
              en="There should be at least as many people affected as households.",
              id="Jiwa terdampak sebaiknya tidak lebih sedikit daripada KK terdampak.", severity="advice"),
        Check("false-alarm-is-no-emergency", "NOT is_false_alarm OR incident_category = 'no_emergency'",
              en="A false alarm belongs to the category no_emergency.",
              id="Laporan palsu termasuk dalam kategori no_emergency."),
        Check("loss-has-currency", "estimated_loss IS NULL OR loss_currency IS NOT NULL",
              en="A loss should name its currency.", id="Kerugian sebaiknya disertai mata uangnya.", severity="advice"),
        Check("parent-incident-not-itself", "parent_incident_id <> id",
              en="An incident cannot be its own parent incident.",
              id="Kejadian tidak boleh menjadi induk bagi dirinya sendiri."),
    )
    table_rules = (
        NoCycles("id", "parent_incident_id"),
        UniqueAmong(("agency_id", "incident_number")),
        UNIQUE_IDENTIFIERS,
        _of_responses("units_count", "count"),
        _of_responses("personnel_count", "sum", "crew_count"),
        *_first("first_dispatch_at", "dispatched_at"),
        *_first("first_on_scene_at", "on_scene_at"),
    )
