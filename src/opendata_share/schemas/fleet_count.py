"""The record of how many vehicles somebody has.

What lives here: figures by holder and kind, which many agencies publish instead of a register. What this file must not
know: the vehicles one by one (`response_unit`), or how figures and registers are added up.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import date
from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Element,
    Ge,
    GroupTotals,
    RefBy,
    Title,
    Unit,
)
from ._mixins import Published, Recorded
from .code_lists import load


class FleetCount(
    Recorded, Published, name="fleet-count", version="1.0.0", sensitivity="public",
    key=("holder_id", "unit_type", "as_of"),
    label=Title(en="Fleet count", id="Rekapitulasi armada"),
    meaning=Definition(en="How many vehicles of one kind one holder had on one day.",
                       id="Banyaknya kendaraan satu jenis milik satu pemilik pada satu tanggal."),
):
    """How many vehicles of one kind a holder has (unit types after NERIS and Kepmenkes-Kesos 143/2001)."""

    holder_type: Annotated[
        str, Code("holder-type"), Title(en="Holder type", id="Jenis pemilik"),
        Definition(en="Whether an agency, a station or a facility holds the vehicles.",
                   id="Apakah pemegang armada berupa instansi, pos, atau fasilitas.")]
    holder_id: Annotated[
        str, RefBy("holder_type", (("agency", "agency"), ("station", "fire-station"),
                                   ("facility", "emergency-facility"))),
        Title(en="Holder", id="Pemilik armada"),
        Definition(en="The agency, station or facility that holds the vehicles.",
                   id="Instansi, pos, atau fasilitas yang memegang armada.")]
    unit_type: Annotated[
        str, Code("unit-type"), Title(en="Unit type", id="Jenis unit"), Element("NERIS", "type_unit"),
        Definition(en="The kind of vehicle counted, or a whole group such as ambulance or fire_apparatus.",
                   id="Jenis kendaraan yang dihitung, atau satu kelompok seperti ambulance atau fire_apparatus.")]
    unit_type_source: Annotated[
        str | None, Title(en="Unit type (source)", id="Jenis unit (sumber)"),
        Definition(en="The unit type in the words of the source.", id="Jenis unit menurut kata-kata sumber.")] = None
    as_of: Annotated[
        date, Title(en="As of", id="Per tanggal"),
        Definition(en="The day the figure is of; the first day of the month or year where no day is known.",
                   id="Tanggal angka ini berlaku; hari pertama bulan atau tahun bila harinya tidak diketahui.")]
    as_of_precision: Annotated[
        str, Code("as-of-precision"), Title(en="Precision of as of", id="Ketelitian tanggal"),
        Definition(en="Whether the day, the month or only the year is meant.",
                   id="Apakah yang dimaksud harinya, bulannya, atau hanya tahunnya.")] = "day"
    total: Annotated[
        int, Ge(0), Unit("{vehicles}"), Title(en="Total", id="Jumlah"), Element("data.jakarta.go.id", "kendaraan"),
        Element("Dinkes Jawa Timur", "AMB_GD_JML"),
        Definition(en="How many vehicles there are, whatever their condition.",
                   id="Banyaknya kendaraan, apa pun kondisinya.")]
    good: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Good", id="Baik"), Element("Dinkes Jawa Timur", "AMB_GD_BAIK"),
        Definition(en="How many of them are in good condition.", id="Banyaknya kendaraan dalam kondisi baik.")] = None
    light_damage: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Lightly damaged", id="Rusak ringan"),
        Element("Dinkes Jawa Timur", "AMB_GD_RUSAK_RINGAN"),
        Definition(en="How many of them are lightly damaged.", id="Banyaknya kendaraan yang rusak ringan.")] = None
    heavy_damage: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Heavily damaged", id="Rusak berat"),
        Element("Dinkes Jawa Timur", "AMB_GD_RUSAK_BERAT"),
        Definition(en="How many of them are heavily damaged.", id="Banyaknya kendaraan yang rusak berat.")] = None
    ready: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Ready", id="Siap operasi"),
        Element("EDXL-HAVE", "EMSAmbulanceStatus"),
        Definition(en="How many of them could go out now.", id="Banyaknya kendaraan yang siap berangkat.")] = None

    checks = (
        *Recorded.checks,
        Check("conditions-add-up",
              "CASE WHEN good IS NULL OR light_damage IS NULL OR heavy_damage IS NULL"
              " THEN COALESCE(good, 0) + COALESCE(light_damage, 0) + COALESCE(heavy_damage, 0) <= total"
              " ELSE good + light_damage + heavy_damage = total END",
              en="Good, lightly damaged and heavily damaged vehicles must add up to the total.",
              id="Kendaraan baik, rusak ringan, dan rusak berat harus berjumlah sama dengan jumlah seluruhnya."),
        Check("ready-within-total", "ready <= total",
              en="Vehicles that are ready cannot exceed the total.",
              id="Kendaraan siap operasi tidak boleh melebihi jumlah seluruhnya."),
        Check("ready-within-good", "ready <= good",
              en="Vehicles that are ready should be among those in good condition.",
              id="Kendaraan siap operasi semestinya termasuk yang berkondisi baik.", severity="advice"),
    )
    table_rules = (
        GroupTotals(
            "unit_type", ("total", "good", "light_damage", "heavy_damage", "ready"),
            ("holder_type", "holder_id", "as_of"),
            tuple((name, load("unit-type").group(name)) for name in ("ambulance", "fire_apparatus")),
        ),
    )
