"""The record of a vehicle or crew that answers calls.

What lives here: the register, one unit a row. What this file must not know: what a unit is doing now (`unit_status`) or
did on a call (`unit_response`).
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Derived,
    Element,
    Full,
    Ge,
    Le,
    Level,
    MaxLen,
    MinLen,
    Pattern,
    Ref,
    Title,
    UniqueAmong,
    Unit,
)
from ._mixins import INTERNAL, RESTRICTED, UNIQUE_IDENTIFIERS, Country, Identified, Published, Recorded

_AMBULANCES = (
    "('ambulance', 'ambulance_transport', 'ambulance_bls', 'ambulance_als', 'ambulance_air', 'field_hospital',"
    " 'mobile_clinic', 'motorcycle_ambulance', 'water_ambulance')"
)
_TRANSPORTS = (
    "('ambulance_transport', 'ambulance_bls', 'ambulance_als', 'ambulance_air', 'field_hospital', 'water_ambulance')"
)


class ResponseUnit(
    Recorded, Published, Identified, name="response-unit", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Response unit", id="Unit respons"),
    meaning=Definition(en="A vehicle or crew that answers calls: an ambulance, a fire engine, a rescue team.",
                       id="Kendaraan atau regu yang menjawab panggilan, seperti ambulans atau mobil pemadam."),
):
    """A vehicle or crew that answers calls (NERIS type_unit; FHIR R4 Location of physical type `ve`)."""

    call_sign: Annotated[
        str, INTERNAL, Title(en="Call sign", id="Kode panggil"),
        Element("NERIS", "station_unit_id_1"), Element("NEMSIS", "dVehicle.03"), Element("NEMSIS", "eResponse.14"),
        Element("NGSI-LD", "Vehicle.fleetVehicleId"),
        Definition(en="What the unit is called on the radio.", id="Sebutan unit di radio.")]
    unit_type: Annotated[
        str, Code("unit-type"), Title(en="Unit type", id="Jenis unit"),
        Element("NERIS", "type_unit"), Element("NEMSIS", "dVehicle.04"), Element("NEMSIS", "eResponse.07"),
        Element("NGSI-LD", "Vehicle.emergencyVehicleType"),
        Definition(en="What kind of unit it is.", id="Jenis unit menurut fungsinya.")]
    unit_type_source: Annotated[
        str | None, Title(en="Unit type (source)", id="Jenis unit (sumber)"),
        Definition(en="The unit type in the words of the source.", id="Jenis unit menurut kata-kata sumber.")] = None
    care_level: Annotated[
        str | None, Code("care-level"), Title(en="Care level", id="Tingkat layanan"), Element("NEMSIS", "eResponse.07"),
        Definition(en="The care the unit's crew and equipment can give.",
                   id="Tingkat layanan medis yang dapat diberikan awak dan peralatan unit.")] = None
    can_transport: Annotated[
        bool | None, Full(), Title(en="Can transport", id="Dapat mengangkut"), Element("NEMSIS", "eResponse.07"),
        Derived("CASE WHEN unit_type IN ('ambulance', 'other', 'unknown') THEN NULL"
                f" ELSE unit_type IN {_TRANSPORTS} END"),
        Definition(en="Whether the unit can carry a patient; follows from the unit type where that says enough.",
                   id="Apakah unit dapat mengangkut pasien; mengikuti jenis unit bila jenisnya cukup jelas.")] = None
    plate_number: Annotated[
        str | None, Pattern(r"^[A-Z]{1,2} ?[0-9]{1,4} ?[A-Z]{0,3}$", when="country = 'ID'"), RESTRICTED,
        Title(en="Plate number", id="Nomor polisi"), Element("NGSI-LD", "Vehicle.vehiclePlateIdentifier"),
        Definition(en="The number on the vehicle's plate.", id="Nomor pada pelat kendaraan.")] = None
    vin: Annotated[
        str | None, MinLen(17), MaxLen(17), RESTRICTED, Title(en="Vehicle identification number", id="Nomor rangka"),
        Element("NEMSIS", "dVehicle.02"), Element("ISO 3779", "VIN"),
        Definition(en="The manufacturer's number of the vehicle.", id="Nomor rangka kendaraan dari pabrik.")] = None
    home_station_id: Annotated[
        str | None, Ref("fire-station"), Title(en="Home station", id="Pangkalan (pos)"),
        Element("FHIR", "Location.partOf"),
        Definition(en="The fire station the unit returns to.", id="Pos pemadam tempat unit berpangkalan.")] = None
    home_facility_id: Annotated[
        str | None, Ref("emergency-facility"), Title(en="Home facility", id="Pangkalan (fasilitas)"),
        Element("FHIR", "Location.partOf"),
        Definition(en="The health facility the unit returns to.",
                   id="Fasilitas kesehatan tempat unit berpangkalan.")] = None
    crew_min: Annotated[
        int | None, Ge(0), Unit("{persons}"), INTERNAL, Title(en="Minimum crew", id="Awak minimum"),
        Element("NERIS", "station_unit_staffing"),
        Definition(en="How many people the unit needs to go out.",
                   id="Banyaknya awak yang diperlukan agar unit dapat berangkat.")] = None
    patient_capacity: Annotated[
        int | None, Ge(0), Unit("{patients}"), Title(en="Patient capacity", id="Kapasitas pasien"),
        Definition(en="How many lying patients the unit can carry.",
                   id="Banyaknya pasien berbaring yang dapat diangkut.")] = None
    water_tank_l: Annotated[
        int | None, Ge(0), Unit("L"), Title(en="Water tank (L)", id="Kapasitas tangki (L)"),
        Definition(en="How much water the unit carries.", id="Banyaknya air yang dibawa unit.")] = None
    pump_flow_lpm: Annotated[
        int | None, Ge(0), Unit("L/min"), Title(en="Pump flow (L/min)", id="Debit pompa (L/menit)"),
        Definition(en="How much water the unit's pump delivers.", id="Debit air yang dialirkan pompa unit.")] = None
    condition: Annotated[
        str, Code("condition"), Title(en="Condition", id="Kondisi"),
        Definition(en="The vehicle's state of repair, in the terms of public asset registers.",
                   id="Keadaan kendaraan menurut istilah inventaris barang milik negara/daerah.")]
    condition_source: Annotated[
        str | None, Title(en="Condition (source)", id="Kondisi (sumber)"),
        Definition(en="The condition in the words of the source.", id="Kondisi menurut kata-kata sumber.")] = None
    year_built: Annotated[
        int | None, Ge(1950), Le(2100), Title(en="Year built", id="Tahun pembuatan"), Element("NEMSIS", "dVehicle.10"),
        Definition(en="The year the vehicle was built.", id="Tahun kendaraan dibuat.")] = None
    status: Annotated[
        str, Code("register-status"), Title(en="Register status", id="Status register"),
        Element("FHIR", "Location.status"),
        Definition(en="Whether the unit is in use, held in reserve or retired.",
                   id="Apakah unit dipakai, menjadi cadangan, atau sudah dihapus dari dinas.")]
    country: Country = "ID"

    checks = (
        *Recorded.checks,
        Check("one-home", "home_station_id IS NULL OR home_facility_id IS NULL",
              en="A unit has one home: a station or a facility, not both.",
              id="Unit hanya memiliki satu pangkalan: pos atau fasilitas, tidak keduanya."),
        Check("ambulance-carries-a-patient", f"unit_type NOT IN {_TRANSPORTS} OR patient_capacity >= 1",
              en="An ambulance that transports should have room for at least one patient.",
              id="Ambulans pengangkut sebaiknya memuat setidaknya satu pasien.", severity="advice"),
        Check("tender-carries-water", "unit_type <> 'water_tender' OR water_tank_l > 2000",
              en="A water tender should carry more than 2 000 litres.",
              id="Mobil tangki sebaiknya membawa lebih dari 2.000 liter air.", severity="advice"),
        Check("care-level-given", f"unit_type NOT IN {_AMBULANCES} OR care_level IS NOT NULL",
              en="An ambulance should say which care it can give.",
              id="Ambulans sebaiknya mencantumkan tingkat layanannya.", level=Level.FULL),
    )
    table_rules = (
        UniqueAmong(("agency_id", "call_sign"), "valid_to IS NULL AND status <> 'retired'"),
        UNIQUE_IDENTIFIERS,
    )
