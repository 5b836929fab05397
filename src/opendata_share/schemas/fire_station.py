"""The record of a fire station.

What lives here: where crews and engines wait. What this file must not know: the vehicles one by one (`response_unit`)
or counted by kind (`fleet_count`).
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Element,
    Full,
    Ge,
    Gt,
    Le,
    NearDuplicates,
    NoCycles,
    Ref,
    Title,
    Unit,
)
from ._mixins import INTERNAL, UNIQUE_IDENTIFIERS, Contact, Identified, Place, Published, Recorded


class FireStation(
    Contact, Place, Recorded, Published, Identified,
    name="fire-station", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Fire station", id="Pos pemadam kebakaran"),
    meaning=Definition(en="A place from which fire crews go out: a post, a sector, a headquarters.",
                       id="Tempat regu pemadam kebakaran berangkat bertugas: pos, sektor, atau markas."),
):
    """A place from which fire crews go out (NERIS station module)."""

    name: Annotated[
        str, Title(en="Station name", id="Nama pos"),
        Element("NERIS", "station_id"), Element("data.jakarta.go.id", "nama_pos_pemadam"),
        Element("OpenStreetMap", "name"),
        Definition(en="The name of the station; several stations may share one.",
                   id="Nama pos; beberapa pos dapat bernama sama.")]
    station_type: Annotated[
        str, Code("station-type"), Title(en="Station type", id="Jenis pos"),
        Definition(en="The station's place in the service: headquarters, sub-agency (sudin), sector or post.",
                   id="Kedudukan pos dalam dinas: markas, suku dinas, sektor, atau pos.")]
    station_type_source: Annotated[
        str | None, Title(en="Station type (source)", id="Jenis pos (sumber)"),
        Definition(en="The station type in the words of the source.", id="Jenis pos menurut kata-kata sumber.")] = None
    call_sign: Annotated[
        str | None, INTERNAL, Title(en="Call sign", id="Kode panggil"),
        Element("London Fire Brigade", "Call_Sign"),
        Definition(en="What the station is called on the radio.", id="Sebutan pos di radio.")] = None
    parent_station_id: Annotated[
        str | None, Ref("fire-station"), Title(en="Parent station", id="Sektor induk"),
        Definition(en="The station this one answers to: a post to its sector, a sector to its sudin.",
                   id="Pos yang membawahi pos ini: sektor bagi pos, suku dinas bagi sektor.")] = None
    vehicles_total: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Vehicles", id="Jumlah kendaraan"),
        Element("data.jakarta.go.id", "kendaraan"),
        Definition(en="How many vehicles are stationed here.", id="Banyaknya kendaraan di pos ini.")] = None
    shifts: Annotated[
        int | None, Ge(1), Le(6), Title(en="Shifts", id="Jumlah regu"), Element("NERIS", "fd_shift_count"),
        Definition(en="How many crews take turns; three where they are called A, B and C.",
                   id="Banyaknya regu yang bergantian; tiga bila regunya A, B, dan C.")] = None
    personnel_total: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Personnel", id="Jumlah personel"),
        Element("NERIS", "staff_total"), Element("data.jakarta.go.id", "personil_group_a+b+c"),
        Definition(en="How many people work at the station, all shifts together.",
                   id="Banyaknya personel di pos, seluruh regu.")] = None
    personnel_min_on_duty: Annotated[
        int | None, Ge(0), Unit("{persons}"), INTERNAL, Title(en="Minimum on duty", id="Personel minimum siaga"),
        Element("NERIS", "station_staffing"),
        Definition(en="How many people are on duty at the least: the size of the smallest shift.",
                   id="Banyaknya personel yang paling sedikit bersiaga: jumlah personel regu terkecil.")] = None
    operational_status: Annotated[
        str | None, Code("operational-status"), Full(), Title(en="Operational status", id="Status operasional"),
        Element("NERIS", "station_status"), Element("OpenStreetMap", "disused"),
        Definition(en="Whether the station works as usual.", id="Apakah pos beroperasi seperti biasa.")] = None
    operational_status_source: Annotated[
        str | None, Title(en="Operational status (source)", id="Status operasional (sumber)"),
        Definition(en="The operational status in the words of the source.",
                   id="Status operasional menurut kata-kata sumber.")] = None
    coverage_radius_m: Annotated[
        int | None, Gt(0), Unit("m"), Title(en="Coverage radius (m)", id="Radius layanan (m)"),
        Element("NERIS", "station_coverage"),
        Definition(en="The distance the station is meant to cover (WMK, Kepmeneg PU 11/KPTS/2000).",
                   id="Jarak jangkauan layanan pos (WMK, Kepmeneg PU 11/KPTS/2000).")] = None

    checks = (
        *Recorded.checks,
        *Place.checks,
        Check("parent-station-not-itself", "parent_station_id <> id",
              en="A station cannot be its own parent station.",
              id="Pos tidak boleh menjadi induk bagi dirinya sendiri."),
        Check("on-duty-within-personnel", "personnel_min_on_duty <= personnel_total",
              en="The minimum on duty cannot exceed all personnel.",
              id="Personel minimum siaga tidak boleh melebihi jumlah personel."),
        Check("coverage-within-fire-district", "country <> 'ID' OR coverage_radius_m <= 7500",
              en="A fire management area (WMK) reaches at most 7 500 m from its station.",
              id="Wilayah manajemen kebakaran (WMK) menjangkau paling jauh 7.500 m dari posnya.", severity="advice"),
    )
    table_rules = (
        NoCycles("id", "parent_station_id"),
        NearDuplicates(50, ("station_type", "name")),
        UNIQUE_IDENTIFIERS,
    )
