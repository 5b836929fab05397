"""The record of a source of water for fighting fires.

What lives here: hydrants and whatever else a pump can draw from, one row a source. What this file must not know: who
draws from it, how far it is from an incident.
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
    Gt,
    Le,
    Level,
    NearDuplicates,
    Title,
    Unit,
)
from ._mixins import UNIQUE_IDENTIFIERS, Identified, Place, Published, Recorded


class WaterSource(
    Place, Recorded, Published, Identified,
    name="water-source", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Water source", id="Sumber air"),
    meaning=Definition(en="A place where water for fighting fires can be drawn: a hydrant, a tank, a river.",
                       id="Tempat mengambil air untuk pemadaman: hidran, tangki, sungai, dan sebagainya."),
):
    """A place where water for fighting fires can be drawn (OpenStreetMap, NERIS, NFPA 291)."""

    source_type: Annotated[
        str, Code("water-source-type"), Title(en="Source type", id="Jenis sumber air"),
        Element("OpenStreetMap", "emergency"), Element("NERIS", "type_water_supply"),
        Definition(en="What kind of source it is.", id="Jenis sumber air tersebut.")]
    source_type_source: Annotated[
        str | None, Title(en="Source type (source)", id="Jenis sumber air (sumber)"),
        Definition(en="The source type in the words of the source.",
                   id="Jenis sumber air menurut kata-kata sumber.")] = None
    hydrant_type: Annotated[
        str | None, Code("hydrant-type"), Title(en="Hydrant type", id="Jenis hidran"),
        Element("OpenStreetMap", "fire_hydrant:type"),
        Definition(en="How the hydrant is built.", id="Bentuk bangunan hidran.")] = None
    hydrant_type_source: Annotated[
        str | None, Title(en="Hydrant type (source)", id="Jenis hidran (sumber)"),
        Definition(en="The hydrant type in the words of the source.",
                   id="Jenis hidran menurut kata-kata sumber.")] = None
    condition: Annotated[
        str, Code("water-source-condition"), Title(en="Condition", id="Kondisi"),
        Definition(en="Whether water can be drawn from it.", id="Apakah air dapat diambil dari sumber ini.")]
    condition_source: Annotated[
        str | None, Title(en="Condition (source)", id="Kondisi (sumber)"),
        Definition(en="The condition in the words of the source.", id="Kondisi menurut kata-kata sumber.")] = None
    flow_lpm: Annotated[
        int | None, Ge(0), Unit("L/min"), Title(en="Flow (L/min)", id="Debit (L/menit)"),
        Element("OpenStreetMap", "flow_rate"), Element("NERIS", "type_water_supply"),
        Definition(en="How much water it gives; 1 US gallon a minute is 3.785 litres a minute.",
                   id="Banyaknya air yang keluar; 1 galon AS per menit sama dengan 3,785 liter per menit.")] = None
    flow_class: Annotated[
        str | None, Code("hydrant-flow-class"), Title(en="Flow class", id="Kelas debit"),
        Element("NFPA 291", "classification"), Element("OpenStreetMap", "fire_hydrant:class"),
        Definition(en="The class of its flow, which the colour of a hydrant often shows.",
                   id="Kelas debit, yang sering ditunjukkan oleh warna hidran.")] = None
    pressure_kpa: Annotated[
        float | None, Ge(0), Le(2000), Unit("kPa"), Title(en="Pressure (kPa)", id="Tekanan (kPa)"),
        Element("OpenStreetMap", "fire_hydrant:pressure"),
        Definition(en="The static pressure; 1 bar is 100 kPa.", id="Tekanan statis; 1 bar sama dengan 100 kPa.")] = None
    outlet_count: Annotated[
        int | None, Ge(1), Le(6), Unit("{outlets}"), Title(en="Outlets", id="Lubang keluar"),
        Element("OpenStreetMap", "couplings"),
        Definition(en="How many hoses can be coupled to it.", id="Banyaknya selang yang dapat disambungkan.")] = None
    outlet_diameter_mm: Annotated[
        int | None, Gt(0), Unit("mm"), Title(en="Outlet diameter (mm)", id="Diameter lubang keluar (mm)"),
        Element("OpenStreetMap", "couplings:diameters"),
        Definition(en="The inner diameter of its largest outlet; 1 inch is 25.4 mm.",
                   id="Diameter dalam lubang keluar terbesar; 1 inci sama dengan 25,4 mm.")] = None
    main_diameter_mm: Annotated[
        int | None, Gt(0), Unit("mm"), Title(en="Main diameter (mm)", id="Diameter pipa (mm)"),
        Element("OpenStreetMap", "fire_hydrant:diameter"),
        Definition(en="The inner diameter of the pipe that feeds it.",
                   id="Diameter dalam pipa yang mengaliri sumber ini.")] = None
    volume_l: Annotated[
        int | None, Ge(0), Unit("L"), Title(en="Volume (L)", id="Volume (liter)"),
        Element("OpenStreetMap", "water_tank:volume"),
        Definition(en="How much water it holds when full.", id="Banyaknya air yang tertampung bila penuh.")] = None
    accessible_by_truck: Annotated[
        bool | None, Title(en="Accessible by truck", id="Akses kendaraan"),
        Definition(en="Whether a fire engine can drive up to it.",
                   id="Apakah mobil pemadam dapat mendekati sumber ini.")] = None
    last_inspected_on: Annotated[
        date | None, Title(en="Last inspected on", id="Pemeriksaan terakhir"),
        Element("OpenStreetMap", "survey:date"),
        Definition(en="The day it was last looked at or tried.", id="Tanggal terakhir diperiksa atau dicoba.")] = None
    colour: Annotated[
        str | None, Title(en="Colour", id="Warna"), Element("OpenStreetMap", "colour"),
        Definition(en="The colour it is painted in, in the words of the source.",
                   id="Warna catnya menurut kata-kata sumber.")] = None

    checks = (
        *Recorded.checks,
        *Place.checks,
        Check("water-source-place-known",
              "(latitude IS NOT NULL AND longitude IS NOT NULL) OR area_code IS NOT NULL OR address IS NOT NULL"
              " OR area_source IS NOT NULL",
              en="A water source lies somewhere: give its point, its area, its address or the words of the source for"
                 " its area.",
              id="Sumber air harus memiliki lokasi: isi titik, wilayah, alamat, atau nama wilayah menurut sumber."),
        Check("hydrant-type-of-hydrant", "hydrant_type IS NULL OR source_type IN ('hydrant', 'unknown')",
              en="Only hydrants have a hydrant type.", id="Hanya hidran yang memiliki jenis hidran."),
        # NFPA 291 in litres (1 gpm = 3.785412 L/min), each bound given ten percent
        Check("flow-class-agrees",
              "flow_lpm IS NULL OR CASE flow_class WHEN 'aa' THEN flow_lpm >= 5110"
              " WHEN 'a' THEN flow_lpm BETWEEN 3407 AND 6246 WHEN 'b' THEN flow_lpm BETWEEN 1703 AND 4164"
              " WHEN 'c' THEN flow_lpm <= 2082 ELSE TRUE END",
              en="The flow class does not agree with the flow: AA starts at 5678 L/min, A at 3785, B at 1893.",
              id="Kelas debit tidak sesuai dengan debitnya: AA mulai dari 5678 L/menit, A dari 3785, B dari 1893."),
        Check("hydrant-type-given", "source_type <> 'hydrant' OR hydrant_type IS NOT NULL",
              en="A hydrant should say its type.", id="Hidran sebaiknya mencantumkan jenisnya.", level=Level.FULL),
        Check("volume-given", "source_type NOT IN ('water_tank', 'pond') OR volume_l IS NOT NULL",
              en="A tank or pond should say how much water it holds.",
              id="Tangki atau kolam sebaiknya mencantumkan volumenya.", level=Level.FULL),
    )
    table_rules = (NearDuplicates(1, ("source_type",)), UNIQUE_IDENTIFIERS)
