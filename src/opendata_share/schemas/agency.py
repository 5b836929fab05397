"""The record of an agency.

What lives here: who publishes or answers. What this file must not know: what any agency owns or does in a day.
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
    MaxLen,
    NoCycles,
    Pattern,
    Ref,
    Title,
    Unit,
)
from ._mixins import UNIQUE_IDENTIFIERS, Address, AreaSource, Contact, Country, Identified, Recorded


class Agency(
    Contact, Recorded, Identified, name="agency", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Agency", id="Instansi"),
    meaning=Definition(en="An organisation that publishes data, answers calls or owns units.",
                       id="Organisasi yang menerbitkan data, menjawab panggilan, atau memiliki unit."),
):
    """An organisation that publishes data, answers calls or owns units (FHIR R4 Organization)."""

    name: Annotated[
        str, MaxLen(200), Title(en="Agency name", id="Nama instansi"),
        Element("FHIR", "Organization.name"), Element("NERIS", "fd_name"), Element("NEMSIS", "dAgency.03"),
        Element("schema.org", "name"),
        Definition(en="The official name of the agency.", id="Nama resmi instansi.")]
    name_en: Annotated[
        str | None, Title(en="English name", id="Nama Inggris"), Element("FHIR", "Organization.alias"),
        Definition(en="The name of the agency in English.", id="Nama instansi dalam bahasa Inggris.")] = None
    alt_names: Annotated[
        list[str] | None, Title(en="Other names", id="Nama lain"), Element("FHIR", "Organization.alias"),
        Definition(en="Abbreviations and former names by which the agency is known.",
                   id="Singkatan dan nama lama yang dikenal untuk instansi ini.")] = None
    agency_type: Annotated[
        str, Code("agency-type"), Title(en="Agency type", id="Jenis instansi"),
        Element("FHIR", "Organization.type"), Element("NERIS", "type_entity"), Element("NEMSIS", "dAgency.09"),
        Definition(en="What kind of agency it is.", id="Jenis instansi menurut tugasnya.")]
    agency_type_source: Annotated[
        str | None, Title(en="Agency type (source)", id="Jenis instansi (sumber)"),
        Definition(en="The agency type in the words of the source.",
                   id="Jenis instansi menurut kata-kata sumber.")] = None
    government_level: Annotated[
        str | None, Code("government-level"), Full(), Title(en="Government level", id="Tingkat pemerintahan"),
        Element("NERIS", "type_entity"),
        Definition(en="The level of government the agency belongs to, or that it is private or an NGO.",
                   id="Tingkat pemerintahan instansi, atau keterangan bahwa instansi itu swasta atau LSM.")] = None
    parent_agency_id: Annotated[
        str | None, Ref("agency"), Title(en="Parent agency", id="Instansi induk"),
        Element("FHIR", "Organization.partOf"), Element("NERIS", "fd_parent_name"),
        Definition(en="The agency this one is a part of.", id="Instansi yang membawahi instansi ini.")] = None
    area_code: Annotated[
        str | None, Ref("administrative-area"), Full(), Title(en="Jurisdiction", id="Wilayah kerja"),
        Element("NERIS", "fd_jurisdiction_set"), Element("schema.org", "areaServed"),
        Definition(en="The administrative area the agency is responsible for, as a Kemendagri dotted code.",
                   id="Wilayah yang menjadi tanggung jawab instansi, berupa kode Kemendagri bertitik.")] = None
    area_source: AreaSource = None
    emergency_numbers: Annotated[
        list[Annotated[str, Pattern(r"^\+?[0-9]{2,15}$")]] | None, Title(en="Emergency numbers", id="Nomor darurat"),
        Element("schema.org", "telephone"),
        Definition(en="The numbers people dial in an emergency, such as 112, 113 or 119.",
                   id="Nomor yang dihubungi warga dalam keadaan darurat, misalnya 112, 113, atau 119.")] = None
    dispatch_center_id: Annotated[
        str | None, Ref("agency"), Title(en="Dispatch centre", id="Pusat panggilan"),
        Element("NERIS", "dispatch_center_id"), Element("NEMSIS", "eDispatch.04"),
        Definition(en="The call centre that takes this agency's calls and sends its units.",
                   id="Pusat panggilan yang menerima panggilan untuk instansi ini dan mengerahkan unitnya.")] = None
    services: Annotated[
        list[Annotated[str, Code("service-capability")]] | None, Title(en="Services", id="Layanan"),
        Element("NERIS", "type_serv_fd"), Element("NERIS", "type_serv_ems"), Element("NEMSIS", "dAgency.11"),
        Definition(en="What the agency can be called for.", id="Layanan yang dapat diminta dari instansi ini.")] = None
    staff_total: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Staff", id="Jumlah personel"), Element("NERIS", "staff_total"),
        Definition(en="How many people work for the agency.", id="Banyaknya orang yang bekerja di instansi.")] = None
    staff_operational: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Operational staff", id="Personel operasional"),
        Element("NERIS", "staff_active"),
        Definition(en="How many of the staff go out on calls.",
                   id="Banyaknya personel yang bertugas di lapangan.")] = None
    population_protected: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Population protected", id="Penduduk terlayani"),
        Element("NERIS", "fd_population_protected"),
        Definition(en="How many people live where the agency answers calls.",
                   id="Banyaknya penduduk di wilayah layanan instansi.")] = None
    status: Annotated[
        str, Code("record-status"), Title(en="Status", id="Status"), Element("FHIR", "Organization.active"),
        Definition(en="Whether the agency is at work or no longer.", id="Apakah instansi masih aktif atau tidak lagi.")]
    country: Country = "ID"
    address: Address = None

    checks = (
        *Recorded.checks,
        Check("operational-within-staff", "staff_operational <= staff_total",
              en="Operational staff cannot exceed all staff.",
              id="Personel operasional tidak boleh melebihi jumlah personel."),
        Check("parent-agency-not-itself", "parent_agency_id <> id",
              en="An agency cannot be its own parent agency.",
              id="Instansi tidak boleh menjadi induk bagi dirinya sendiri."),
    )
    table_rules = (
        NoCycles("id", "parent_agency_id"),
        UNIQUE_IDENTIFIERS,
    )
