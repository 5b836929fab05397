"""The record of an emergency facility.

What lives here: hospitals, health centres and whatever else takes patients. What this file must not know: how full any
of them is now (`facility_capacity`), or what vehicles it has (`fleet_count`, `response_unit`).
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
    Level,
    MaxLen,
    NearDuplicates,
    NoCycles,
    Pattern,
    Ref,
    Title,
    Unit,
)
from ._mixins import UNIQUE_IDENTIFIERS, Contact, Identified, Latitude, Longitude, Place, Published, Recorded


class EmergencyFacility(
    Contact, Place, Recorded, Published, Identified,
    name="emergency-facility", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Emergency facility", id="Fasilitas gawat darurat"),
    meaning=Definition(en="A place that takes patients: a hospital, a health centre, a clinic, a blood bank.",
                       id="Tempat yang menerima pasien: rumah sakit, puskesmas, klinik, atau unit donor darah."),
):
    """A place that takes patients (FHIR R4 Location and Organization, EDXL-HAVE)."""

    name: Annotated[
        str, MaxLen(200), Title(en="Facility name", id="Nama fasilitas"),
        Element("FHIR", "Location.name"), Element("EDXL-HAVE", "facilityName"), Element("NEMSIS", "dFacility.02"),
        Element("BIG", "NAMOBJ"), Element("OpenStreetMap", "name"),
        Definition(en="The name of the facility as it stands on its sign or licence.",
                   id="Nama fasilitas sebagaimana tertera pada papan nama atau izinnya.")]
    facility_type: Annotated[
        str, Code("facility-type"), Title(en="Facility type", id="Jenis fasilitas"),
        Element("FHIR", "Organization.type"), Element("EDXL-HAVE", "facilityKind"), Element("NEMSIS", "dFacility.01"),
        Element("OpenStreetMap", "amenity"), Element("OpenStreetMap", "healthcare"), Element("BIG", "REMARK"),
        Definition(en="What kind of facility it is.", id="Jenis fasilitas menurut layanannya.")]
    facility_type_source: Annotated[
        str | None, Title(en="Facility type (source)", id="Jenis fasilitas (sumber)"),
        Definition(en="The facility type in the words of the source.",
                   id="Jenis fasilitas menurut kata-kata sumber.")] = None
    specialty: Annotated[
        str | None, Code("facility-specialty"), Title(en="Specialty", id="Kekhususan"),
        Element("RS Online", "jenis_rs"),
        Definition(en="The field a hospital is licensed for; general where it treats everything.",
                   id="Bidang kekhususan rumah sakit; umum bila melayani semua bidang.")] = None
    parent_facility_id: Annotated[
        str | None, Ref("emergency-facility"), Title(en="Parent facility", id="Fasilitas induk"),
        Element("FHIR", "Location.partOf"), Element("EDXL-HAVE", "parentFacility"),
        Definition(en="The facility this one is a department or branch of.",
                   id="Fasilitas yang membawahi instalasi atau cabang ini.")] = None
    operator_agency_id: Annotated[
        str | None, Ref("agency"), Title(en="Operating agency", id="Instansi pengelola"),
        Element("FHIR", "Location.managingOrganization"),
        Definition(en="The agency that runs the facility, where that is not the publisher.",
                   id="Instansi yang mengelola fasilitas, bila bukan penerbit data.")] = None
    kemkes_code: Annotated[
        str | None, Pattern(r"^[0-9]{7}[A-Z]?$"), Title(en="Kemenkes hospital code", id="Kode RS"),
        Element("RS Online", "kode_rs"), Element("NEMSIS", "dFacility.03"),
        Definition(en="The Ministry of Health's code of a hospital; its first four digits are a BPS regency code.",
                   id="Kode rumah sakit dari Kemenkes; empat angka pertamanya kode kabupaten/kota BPS.")] = None
    satusehat_id: Annotated[
        str | None, Pattern(r"^[0-9]{6,12}$"), Title(en="SATUSEHAT ID", id="ID SATUSEHAT"),
        Element("SATUSEHAT", "Organization.id"),
        Definition(en="The facility's organisation number on the SATUSEHAT platform.",
                   id="Nomor organisasi (IHS) fasilitas di platform SATUSEHAT.")] = None
    hospital_class: Annotated[
        str | None, Code("hospital-class"), Title(en="Hospital class", id="Kelas RS"),
        Element("kemkes", "HospitalClass"), Element("RS Online", "kelas"), Element("NEMSIS", "dFacility.04"),
        Definition(en="The class a hospital is licensed in, from A (most services) to D.",
                   id="Kelas rumah sakit menurut izinnya, dari A (layanan terlengkap) sampai D.")] = None
    hospital_class_source: Annotated[
        str | None, Title(en="Hospital class (source)", id="Kelas RS (sumber)"),
        Definition(en="The hospital class in the words of the source.",
                   id="Kelas rumah sakit menurut kata-kata sumber.")] = None
    ownership: Annotated[
        str | None, Code("ownership"), Title(en="Ownership", id="Kepemilikan"),
        Element("RS Online", "pemilik"), Element("OpenStreetMap", "operator:type"),
        Definition(en="Who owns the facility.", id="Pihak yang memiliki fasilitas.")] = None
    ownership_source: Annotated[
        str | None, Title(en="Ownership (source)", id="Kepemilikan (sumber)"),
        Definition(en="The owner in the words of the source.", id="Pemilik menurut kata-kata sumber.")] = None
    is_emergency_24h: Annotated[
        bool | None, Full(), Title(en="Emergency care day and night", id="IGD 24 jam"),
        Element("schema.org", "EmergencyService"), Element("OpenStreetMap", "emergency"),
        Element("FHIR", "HealthcareService.availableTime.allDay"), Element("EDXL-HAVE", "EmergencyDepartment"),
        Definition(en="Whether emergencies are taken at every hour; empty means that it is not known.",
                   id="Apakah pasien gawat darurat diterima setiap saat; kosong berarti tidak diketahui.")] = None
    emergency_level: Annotated[
        str | None, Code("emergency-level"), Title(en="Emergency level", id="Tingkat IGD"),
        Element("EDXL-HAVE", "TraumaCenterServicesLevel"), Element("NEMSIS", "dFacility.04"),
        Definition(en="The level of emergency or trauma care the facility is designated for.",
                   id="Tingkat layanan gawat darurat atau trauma yang ditetapkan untuk fasilitas.")] = None
    capabilities: Annotated[
        list[Annotated[str, Code("service-capability")]] | None, Title(en="Capabilities", id="Kemampuan layanan"),
        Element("EDXL-HAVE", "ServiceCoverageStatus"), Element("EDXL-HAVE", "serviceListItem"),
        Element("NEMSIS", "eDisposition.23"),
        Element("FHIR", "HealthcareService.specialty"), Element("OpenStreetMap", "healthcare:speciality"),
        Definition(en="What the facility can treat.", id="Layanan yang mampu diberikan fasilitas.")] = None
    bed_total: Annotated[
        int | None, Ge(0), Unit("{beds}"), Title(en="Beds", id="Jumlah tempat tidur"),
        Element("RS Online", "total_tt"), Element("OpenStreetMap", "beds"), Element("EDXL-HAVE", "baselineCount"),
        Element("schema.org", "cvdNumBeds"),
        Definition(en="How many beds the facility has, of all kinds.",
                   id="Banyaknya tempat tidur, semua jenis.")] = None
    icu_bed_total: Annotated[
        int | None, Ge(0), Unit("{beds}"), Title(en="Intensive care beds", id="Jumlah TT ICU"),
        Element("Dinkes Jawa Timur", "tempat_tidur_intensive_care"),
        Definition(en="How many of the beds are for intensive care.",
                   id="Banyaknya tempat tidur perawatan intensif.")] = None
    ambulance_total: Annotated[
        int | None, Ge(0), Unit("{vehicles}"), Title(en="Ambulances", id="Jumlah ambulans"),
        Element("Dinkes Jawa Timur", "jumlah_ambulans_rs"),
        Definition(en="How many ambulances the facility has, hearses not among them.",
                   id="Banyaknya ambulans milik fasilitas, tidak termasuk mobil jenazah.")] = None
    has_helipad: Annotated[
        bool | None, Title(en="Helipad", id="Helipad"), Element("EDXL-HAVE", "helipad"),
        Definition(en="Whether a helicopter can land at the facility.",
                   id="Apakah helikopter dapat mendarat di fasilitas.")] = None
    accreditation: Annotated[
        str | None, Code("accreditation"), Title(en="Accreditation", id="Akreditasi"),
        Element("Dinkes", "status_akreditasi"),
        Definition(en="The result of the facility's last accreditation.",
                   id="Hasil akreditasi terakhir fasilitas.")] = None
    bpjs_partner: Annotated[
        bool | None, Title(en="BPJS partner", id="Mitra BPJS"), Element("BPJS Kesehatan", "faskes"),
        Definition(en="Whether the national health insurance pays for care at the facility.",
                   id="Apakah fasilitas bekerja sama dengan BPJS Kesehatan.")] = None
    operational_status: Annotated[
        str | None, Code("operational-status"), Full(), Title(en="Operational status", id="Status operasional"),
        Element("FHIR", "Location.status"), Element("FHIR", "Location.operationalStatus"),
        Element("EDXL-HAVE", "FacilityStatus"),
        Definition(en="Whether the facility works as usual.", id="Apakah fasilitas beroperasi seperti biasa.")] = None
    operational_status_source: Annotated[
        str | None, Title(en="Operational status (source)", id="Status operasional (sumber)"),
        Definition(en="The operational status in the words of the source.",
                   id="Status operasional menurut kata-kata sumber.")] = None
    opening_hours: Annotated[
        str | None, Title(en="Opening hours", id="Jam layanan"),
        Element("OpenStreetMap", "opening_hours"), Element("schema.org", "openingHours"),
        Definition(en="When the facility is open, in the opening_hours syntax of OpenStreetMap, such as 24/7.",
                   id="Waktu buka fasilitas menurut sintaks opening_hours OpenStreetMap, misalnya 24/7.")] = None
    latitude: Annotated[Latitude, Full()] = None
    longitude: Annotated[Longitude, Full()] = None

    checks = (
        *Recorded.checks,
        *Place.checks,
        Check("place-known",
              "(latitude IS NOT NULL AND longitude IS NOT NULL) OR area_code IS NOT NULL OR address IS NOT NULL"
              " OR area_source IS NOT NULL",
              en="A facility lies somewhere: give its point, its area, its address or the words of the source for its"
                 " area.",
              id="Fasilitas harus memiliki lokasi: isi titik, wilayah, alamat, atau nama wilayah menurut sumber."),
        Check("icu-within-beds", "icu_bed_total <= bed_total",
              en="Intensive care beds cannot exceed all beds.",
              id="Jumlah TT ICU tidak boleh melebihi jumlah tempat tidur."),
        Check("parent-facility-not-itself", "parent_facility_id <> id",
              en="A facility cannot be its own parent facility.",
              id="Fasilitas tidak boleh menjadi induk bagi dirinya sendiri."),
        Check("hospital-takes-emergencies", "facility_type <> 'hospital' OR is_emergency_24h",
              en="A hospital is expected to take emergencies day and night; is the flag right?",
              id="Rumah sakit semestinya memiliki IGD 24 jam; apakah isian ini benar?", severity="advice"),
        Check("class-of-hospital",
              "hospital_class IS NULL OR facility_type IN ('hospital', 'specialty_hospital', 'department', 'unknown')",
              en="Only hospitals have a hospital class.",
              id="Hanya rumah sakit yang memiliki kelas RS.", severity="advice"),
        Check("emergency-open-always", "NOT is_emergency_24h OR opening_hours = '24/7'",
              en="The opening hours of a facility with emergency care day and night should be 24/7.",
              id="Jam layanan fasilitas dengan IGD 24 jam sebaiknya 24/7.", severity="advice"),
        Check("kemkes-code-given",
              "country <> 'ID' OR facility_type NOT IN ('hospital', 'specialty_hospital') OR kemkes_code IS NOT NULL",
              en="An Indonesian hospital should carry its Ministry of Health code.",
              id="Rumah sakit di Indonesia sebaiknya mencantumkan kode RS.", level=Level.FULL),
    )
    table_rules = (
        NoCycles("id", "parent_facility_id"),
        NearDuplicates(50, ("facility_type", "name")),
        UNIQUE_IDENTIFIERS,
    )
