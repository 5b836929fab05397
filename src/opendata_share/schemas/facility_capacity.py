"""The record of the beds a facility has free.

What lives here: one observation of one kind of bed in one facility. What this file must not know: how old an
observation may be (that is judged where it is asked for), where the facility lies.
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
    Element,
    Exclusive,
    Freshness,
    Full,
    Ge,
    Ref,
    Title,
    Unit,
)
from ._mixins import INTERNAL, Published, Recorded


class FacilityCapacity(
    Recorded, Published, name="facility-capacity", version="1.0.0", sensitivity="public",
    key=("facility_id", "bed_type", "care_class", "observed_at"),
    label=Title(en="Facility capacity", id="Ketersediaan tempat tidur"),
    meaning=Definition(en="The beds of one kind that one facility had at one time.",
                       id="Tempat tidur satu jenis di satu fasilitas pada satu waktu."),
):
    """Beds that can take a patient, one row a facility, bed type and observation (EDXL-HAVE 1.0)."""

    facility_id: Annotated[
        str | None, Ref("emergency-facility"), Title(en="Facility", id="Fasilitas"), Element("EDXL-HAVE", "facilityID"),
        Definition(en="The facility the beds are in; empty where only its name is known.",
                   id="Fasilitas tempat tidur itu berada; kosong bila hanya namanya yang diketahui.")] = None
    facility_name_source: Annotated[
        str | None, Title(en="Facility name (source)", id="Nama fasilitas (sumber)"),
        Definition(en="The facility's name in the words of the source, kept also where the facility was found.",
                   id="Nama fasilitas menurut kata-kata sumber, disimpan juga bila fasilitasnya ditemukan.")] = None
    area_code: Annotated[
        str | None, Ref("administrative-area"), Title(en="Area code", id="Kode wilayah"),
        Definition(en="The area the facility lies in, which tells facilities of the same name apart.",
                   id="Wilayah tempat fasilitas berada, pembeda fasilitas yang bernama sama.")] = None
    area_source: Annotated[
        str | None, Title(en="Area (source)", id="Wilayah (sumber)"),
        Definition(en="The words of the source from which the area was looked up, kept also where none was found.",
                   id="Kata-kata sumber untuk mencari wilayah, disimpan juga bila tidak ditemukan.")] = None
    observed_at: Annotated[
        datetime, Title(en="Observed at", id="Waktu pengamatan"),
        Element("EDXL-HAVE", "LastUpdateTime"), Element("schema.org", "cvdCollectionDate"),
        Definition(en="When the beds were counted.", id="Waktu tempat tidur dihitung.")]
    bed_type: Annotated[
        str, Code("bed-type"), Title(en="Bed type", id="Jenis TT"),
        Element("EDXL-HAVE", "BedType"), Element("kemkes", "Location.type"),
        Definition(en="What kind of bed is counted.", id="Jenis tempat tidur yang dihitung.")]
    bed_type_source: Annotated[
        str | None, Title(en="Bed type (source)", id="Jenis TT (sumber)"),
        Definition(en="The bed type in the words of the source.",
                   id="Jenis tempat tidur menurut kata-kata sumber.")] = None
    care_class: Annotated[
        str, Code("care-class"), Title(en="Care class", id="Kelas rawat"),
        Element("kemkes", "ServiceClass-Inpatient"), Element("EDXL-HAVE", "SubCategoryBedType"),
        Definition(en="The class of accommodation, or none where the beds have no class.",
                   id="Kelas ruang rawat, atau tanpa kelas bila tempat tidur tidak berkelas.")] = "none"
    physical_beds: Annotated[
        int | None, Ge(0), Unit("{beds}"), Title(en="Installed beds", id="TT terpasang"),
        Element("RS Online", "total_tt"), Element("Dinkes Jawa Timur", "tempat_tidur_rawat_inap"),
        Definition(en="How many beds stand there or are licensed.",
                   id="Banyaknya tempat tidur yang terpasang atau berizin.")] = None
    staffed_beds: Annotated[
        int | None, Ge(0), Unit("{beds}"), Title(en="Staffed beds", id="TT siap pakai"),
        Element("EDXL-HAVE", "BaselineCount"), Element("HHS", "inpatient_beds"),
        Definition(en="How many of them have the staff and equipment to take a patient.",
                   id="Banyaknya tempat tidur yang memiliki petugas dan alat untuk menerima pasien.")] = None
    occupied_beds: Annotated[
        int | None, Ge(0), Unit("{beds}"), Title(en="Occupied beds", id="TT terisi"),
        Element("SAFR", "occupied"), Element("schema.org", "cvdNumBedsOcc"),
        Definition(en="How many beds hold a patient.",
                   id="Banyaknya tempat tidur yang sedang ditempati pasien.")] = None
    available_beds: Annotated[
        int | None, Ge(0), Unit("{beds}"), Full(), Title(en="Available beds", id="TT tersedia"),
        Element("EDXL-HAVE", "AvailableCount"), Element("SIRANAP", "bed_availability"),
        Definition(en="How many beds are vacant and staffed, so that they can take a patient now.",
                   id="Banyaknya tempat tidur kosong yang siap menerima pasien sekarang.")] = None
    additional_24h: Annotated[
        int | None, Ge(0), Unit("{beds}"), INTERNAL, Title(en="Additional beds within 24 h", id="Tambahan 24 jam"),
        Element("EDXL-HAVE", "AdditionalCapacityCount24Hr"),
        Definition(en="How many more beds could be made ready within 24 hours.",
                   id="Banyaknya tempat tidur tambahan yang dapat disiapkan dalam 24 jam.")] = None
    additional_72h: Annotated[
        int | None, Ge(0), Unit("{beds}"), INTERNAL, Title(en="Additional beds within 72 h", id="Tambahan 72 jam"),
        Element("EDXL-HAVE", "AdditionalCapacityCount72Hr"),
        Definition(en="How many more beds could be made ready within 72 hours, those of the first 24 included.",
                   id="Banyaknya TT tambahan yang dapat disiapkan dalam 72 jam, termasuk 24 jam pertama.")] = None
    queue_count: Annotated[
        int | None, Ge(0), Unit("{patients}"), Title(en="Patients waiting", id="Antrean"), Element("SIRANAP", "queue"),
        Definition(en="How many patients wait for such a bed.",
                   id="Banyaknya pasien yang menunggu tempat tidur jenis ini.")] = None
    capacity_status: Annotated[
        str | None, Code("capacity-status"), Title(en="Capacity status", id="Status kapasitas"),
        Element("EDXL-HAVE", "availability"),
        Definition(en="Whether the ward says of itself that it is open, full or beyond its capacity.",
                   id="Apakah ruangan dinyatakan tersedia, penuh, atau melebihi kapasitas.")] = None
    ems_traffic_status: Annotated[
        str | None, Code("ems-traffic-status"), INTERNAL, Title(en="Ambulance diversion", id="Status rujukan ambulans"),
        Element("EDXL-HAVE", "EMSTrafficStatus"),
        Definition(en="Whether ambulances may bring patients or are sent elsewhere.",
                   id="Apakah ambulans boleh membawa pasien ke sini atau dialihkan.")] = None
    ems_offload_status: Annotated[
        str | None, Code("ems-offload-status"), INTERNAL, Title(en="Handover status", id="Status serah pasien"),
        Element("EDXL-HAVE", "EMSOffloadStatus"),
        Definition(en="Whether handing a patient over takes the usual time.",
                   id="Apakah serah terima pasien dari ambulans berjalan dengan waktu yang wajar.")] = None
    ems_offload_minutes: Annotated[
        int | None, Ge(0), Unit("min"), INTERNAL, Title(en="Handover time (min)", id="Waktu serah pasien (menit)"),
        Element("EDXL-HAVE", "EMSOffloadMinutes"),
        Definition(en="How long handing a patient over takes.", id="Lamanya serah terima pasien dari ambulans.")] = None
    triage_capacity_red: Annotated[
        int | None, Ge(0), Unit("{patients}"), INTERNAL, Title(en="Red patients", id="Kapasitas triase merah"),
        Element("EDXL-HAVE", "EMSCapacity"),
        Definition(en="How many patients in need of immediate care can be taken.",
                   id="Banyaknya pasien triase merah yang dapat diterima.")] = None
    triage_capacity_yellow: Annotated[
        int | None, Ge(0), Unit("{patients}"), INTERNAL, Title(en="Yellow patients", id="Kapasitas triase kuning"),
        Element("EDXL-HAVE", "EMSCapacity"),
        Definition(en="How many patients whose care can be delayed can be taken.",
                   id="Banyaknya pasien triase kuning yang dapat diterima.")] = None
    triage_capacity_green: Annotated[
        int | None, Ge(0), Unit("{patients}"), INTERNAL, Title(en="Green patients", id="Kapasitas triase hijau"),
        Element("EDXL-HAVE", "EMSCapacity"),
        Definition(en="How many patients with minor injuries can be taken.",
                   id="Banyaknya pasien triase hijau yang dapat diterima.")] = None
    triage_capacity_black: Annotated[
        int | None, Ge(0), Unit("{patients}"), INTERNAL, Title(en="Black patients", id="Kapasitas triase hitam"),
        Element("EDXL-HAVE", "EMSCapacity"),
        Definition(en="How many of the dead can be taken.",
                   id="Banyaknya korban triase hitam yang dapat diterima.")] = None
    ventilators_available: Annotated[
        int | None, Ge(0), Unit("{ventilators}"), Title(en="Ventilators available", id="Ventilator tersedia"),
        Element("schema.org", "cvdNumVent"),
        Definition(en="How many ventilators are free.", id="Banyaknya ventilator yang dapat dipakai.")] = None
    is_estimate: Annotated[
        bool, Title(en="Estimate", id="Data perkiraan"), Element("HHS", "7_day_avg"),
        Definition(en="Whether the counts are averages or estimates rather than a count.",
                   id="Apakah angkanya rata-rata atau perkiraan, bukan hasil hitung.")] = False

    unique = (("facility_name_source", "area_code", "bed_type", "care_class", "observed_at"),)
    checks = (
        *Recorded.checks,
        Check("facility-known",
              "facility_id IS NOT NULL OR (facility_name_source IS NOT NULL"
              " AND (area_code IS NOT NULL OR area_source IS NOT NULL))",
              en="Name the facility by its id, or by its name and its area.",
              id="Sebutkan fasilitas dengan ID-nya, atau dengan nama dan wilayahnya."),
        Check("bed-count-given",
              "physical_beds IS NOT NULL OR staffed_beds IS NOT NULL OR occupied_beds IS NOT NULL"
              " OR available_beds IS NOT NULL",
              en="At least one count of beds is needed: installed, staffed, occupied or available.",
              id="Setidaknya satu jumlah TT harus diisi: terpasang, siap pakai, terisi, atau tersedia."),
        Check("observed-before-recorded", "observed_at <= recorded_at",
              en="Nothing can be observed after it was recorded.",
              id="Waktu pengamatan tidak boleh sesudah waktu rekam."),
        Check("occupied-and-available-within-staffed",
              "occupied_beds + available_beds <= staffed_beds OR COALESCE(capacity_status, 'unknown') = 'exceeded'",
              en="Occupied and available beds together cannot exceed staffed beds, unless the status is exceeded.",
              id="TT terisi ditambah TT tersedia tidak boleh melebihi TT siap pakai, kecuali statusnya melebihi"
                 " kapasitas."),
        Check("occupied-within-staffed",
              "occupied_beds <= staffed_beds OR COALESCE(capacity_status, 'unknown') = 'exceeded'",
              en="Occupied beds cannot exceed staffed beds, unless the status is exceeded.",
              id="TT terisi tidak boleh melebihi TT siap pakai, kecuali statusnya melebihi kapasitas."),
        Check("available-within-staffed", "available_beds <= staffed_beds",
              en="Available beds cannot exceed staffed beds.", id="TT tersedia tidak boleh melebihi TT siap pakai."),
        Check("staffed-within-installed", "staffed_beds <= physical_beds",
              en="Staffed beds cannot exceed installed beds.", id="TT siap pakai tidak boleh melebihi TT terpasang."),
        Check("available-within-installed", "staffed_beds IS NOT NULL OR available_beds <= physical_beds",
              en="Available beds cannot exceed installed beds.", id="TT tersedia tidak boleh melebihi TT terpasang."),
        Check("full-has-none-available", "capacity_status NOT IN ('full', 'exceeded') OR available_beds = 0",
              en="Where the status is full or exceeded, no bed is available.",
              id="Bila statusnya penuh atau melebihi kapasitas, tidak ada TT tersedia."),
        Check("open-has-one-available", "capacity_status <> 'open' OR available_beds > 0",
              en="Where the status is open, at least one bed is available.",
              id="Bila statusnya tersedia, setidaknya ada satu TT tersedia."),
        Check("additional-24h-within-72h", "additional_24h <= additional_72h",
              en="What can be added within 24 hours cannot exceed what can be added within 72.",
              id="Tambahan 24 jam tidak boleh melebihi tambahan 72 jam."),
    )
    table_rules = (
        Exclusive("bed_type", "all", ("facility_id", "facility_name_source", "area_code", "observed_at")),
        Freshness("observed_at", "PT6H"),
    )
