"""Columns that many records share: identity, provenance, place and contact.

What lives here: unnamed records to inherit from, the field types two of them share, and the checks that come with them.
What this file must not know: any one table.

A table reads best with what it is about first, so a named record orders its columns: its id, its own fields, its place,
its contact, and last where the row comes from.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict

from ..contract import (
    Check,
    Classified,
    Code,
    Definition,
    Element,
    Filled,
    Format,
    Ge,
    Le,
    MaxLen,
    MinLen,
    Pattern,
    Provenance,
    Record,
    Ref,
    Sensitivity,
    Title,
    UniqueAmong,
    Unit,
)

INTERNAL: Final = Classified(Sensitivity.INTERNAL)
RESTRICTED: Final = Classified(Sensitivity.RESTRICTED)
PERSONAL: Final = Classified(Sensitivity.PERSONAL)
SPECIFIC: Final = Classified(Sensitivity.PERSONAL, specific=True)
"""Specific personal data: health data, among others (UU 27/2022, article 4)."""


UNIQUE_IDENTIFIERS: Final = UniqueAmong(("identifiers[].system", "identifiers[].value"))
"""One thing has one row: no two rows of a register carry the same identifier."""


class SharedRecord(Record):
    """A record of the shared vocabulary; naming one puts its columns into reading order."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Order the columns of a named record, then make its contract."""
        if kwargs.get("name") is not None:
            behind = [name for part in _BEHIND if issubclass(cls, part) for name in part.model_fields]
            place = {name: number for number, name in enumerate(behind, start=1)}
            in_order = sorted(cls.__pydantic_fields__.items(), key=lambda field: place.get(field[0], 0))
            cls.__pydantic_fields__ = dict(in_order)
        super().__pydantic_init_subclass__(**kwargs)


class Identifier(BaseModel):
    """A number or code that some register gives to what the row describes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    system: Annotated[
        str, Code("identifier-system"), Title(en="System", id="Sistem"), Element("FHIR", "Identifier.system"),
        Definition(en="The register that issued the value, as a URI; digits alone never say which register is meant.",
                   id="Register yang menerbitkan nilai, berupa URI; angka saja tidak menunjukkan registernya.")]
    value: Annotated[
        str, MinLen(1), Title(en="Value", id="Nilai"), Element("FHIR", "Identifier.value"),
        Definition(en="The identifier exactly as the register writes it.",
                   id="Pengenal persis seperti yang ditulis register tersebut.")]


class Identified(SharedRecord):
    """The id of tables whose key is `id`."""

    id: Annotated[
        str, Filled(Provenance.IDENTIFIER), Pattern(r"^[a-z0-9][a-z0-9-]{1,39}:[A-Za-z0-9._~-]{1,80}$"),
        Title(en="ID", id="ID"),
        Element("FHIR", "Resource.id"), Element("NGSI-LD", "id"), Element("NERIS", "neris_id"),
        Element("EDXL-HAVE", "facilityID"),
        Definition(en="The row's identifier among all agencies: the agency's short name, a colon, its own key.",
                   id="Pengenal baris di antara semua instansi: nama pendek instansi, titik dua, kuncinya sendiri.")]


class Published(SharedRecord):
    """The agency that publishes the row."""

    agency_id: Annotated[
        str, Filled(Provenance.AGENCY), Ref("agency"), Title(en="Agency ID", id="ID instansi"),
        Element("FHIR", "Resource.meta.source"), Element("NGSI-LD", "dataProvider"),
        Element("EDXL-HAVE", "organizationInformation"),
        Definition(en="The agency that publishes this record and answers for it.",
                   id="Instansi yang menerbitkan catatan ini dan bertanggung jawab atasnya.")]


class Recorded(SharedRecord):
    """Where a row comes from and how long it holds."""

    source_id: Annotated[
        str | None, Filled(Provenance.SOURCE_IDENTIFIER), Title(en="Source ID", id="ID sumber"),
        Element("Open311", "service_request_id"),
        Definition(en="The key of the record in the source system, letter by letter, leading zeros included.",
                   id="Kunci catatan di sistem sumber, apa adanya, termasuk nol di depan.")] = None
    identifiers: Annotated[
        list[Identifier] | None, Title(en="Identifiers", id="Pengenal"), Element("FHIR", "Resource.identifier"),
        Definition(en="Identifiers that other registers give to the same thing, each with its system.",
                   id="Pengenal lain untuk hal yang sama dari register lain, masing-masing beserta sistemnya.")] = None
    recorded_at: Annotated[
        datetime, Filled(Provenance.RECORDED_AT), Title(en="Recorded at", id="Waktu rekam"),
        Element("FHIR", "Resource.meta.lastUpdated"), Element("NGSI-LD", "dateModified"),
        Element("EDXL-HAVE", "LastUpdateTime"),
        Definition(en="When the record was written or last changed, or else when the source was captured.",
                   id="Waktu catatan ditulis atau terakhir diubah; bila tidak diketahui, waktu sumber diambil.")]
    recorded_at_basis: Annotated[
        str, Filled(Provenance.RECORDED_AT_BASIS), Code("recorded-at-basis"),
        Title(en="Basis of recorded at", id="Dasar waktu rekam"),
        Definition(en="Whether the record time was stated by the source or is the time of capture.",
                   id="Apakah waktu rekam berasal dari sumber atau merupakan waktu pengambilan data.")]
    valid_from: Annotated[
        date | None, Title(en="Valid from", id="Berlaku sejak"), Element("FHIR", "Period.start"),
        Definition(en="The first day on which the record holds.", id="Hari pertama catatan ini berlaku.")] = None
    valid_to: Annotated[
        date | None, Title(en="Valid to", id="Berlaku sampai"), Element("FHIR", "Period.end"),
        Definition(en="The last day on which the record holds; empty while it is current.",
                   id="Hari terakhir catatan ini berlaku; kosong selama masih berlaku.")] = None
    source_url: Annotated[
        str | None, Format("uri"), Title(en="Source URL", id="URL sumber"), Element("DCAT", "accessURL"),
        Definition(en="The address at which the source can be read.", id="Alamat tempat sumber dapat dibaca.")] = None

    checks: ClassVar[tuple[Check, ...]] = (
        Check("valid-period", "valid_from <= valid_to",
              en="The last day of validity cannot be before the first.",
              id="Hari terakhir berlaku tidak boleh sebelum hari pertama."),)


Country = Annotated[
    str, Pattern(r"^[A-Z]{2}$"), Title(en="Country", id="Negara"), Element("ISO 3166-1", "alpha-2"),
    Definition(en="The country, as two letters; rules about Indonesian places and numbers hold only where it is ID.",
               id="Negara dalam dua huruf; aturan tentang lokasi dan nomor Indonesia hanya berlaku bila nilainya ID.")]
Latitude = Annotated[
    float | None, Ge(-90), Le(90), Unit("deg"), Title(en="Latitude", id="Lintang"),
    Element("FHIR", "Location.position.latitude"), Element("schema.org", "latitude"), Element("NEMSIS", "eScene.11"),
    Definition(en="Degrees north of the equator, negative to the south (WGS 84, EPSG:4326).",
               id="Derajat di utara khatulistiwa, negatif di selatan (WGS 84, EPSG:4326).")]
Longitude = Annotated[
    float | None, Ge(-180), Le(180), Unit("deg"), Title(en="Longitude", id="Bujur"),
    Element("FHIR", "Location.position.longitude"), Element("schema.org", "longitude"), Element("NEMSIS", "eScene.11"),
    Definition(en="Degrees east of Greenwich, negative to the west (WGS 84, EPSG:4326).",
               id="Derajat di timur Greenwich, negatif di barat (WGS 84, EPSG:4326).")]
LocationMethod = Annotated[
    str | None, Code("location-method"), Title(en="Location method", id="Metode lokasi"),
    Element("NERIS", "type_geo_source"),
    Definition(en="How the point was found, which says how far it can be trusted.",
               id="Cara titik lokasi diperoleh, yang menunjukkan sejauh mana titik itu dapat dipercaya.")]
LocationAccuracy = Annotated[
    int | None, Ge(0), Unit("m"), Title(en="Accuracy (m)", id="Akurasi (m)"),
    Definition(en="The radius around the point within which the true place lies.",
               id="Jari-jari di sekitar titik yang memuat lokasi sebenarnya.")]
Address = Annotated[
    str | None, MaxLen(300), Title(en="Address", id="Alamat"),
    Element("FHIR", "Address.line"), Element("schema.org", "streetAddress"), Element("OpenStreetMap", "addr:full"),
    Definition(en="Street, number and whatever else leads to the place, on one line.",
               id="Jalan, nomor, dan petunjuk lain menuju tempat itu, dalam satu baris.")]
RT = Annotated[
    str | None, Pattern(r"^[0-9]{1,3}$"), Title(en="RT", id="RT"), Element("SATUSEHAT", "administrativeCode.rt"),
    Definition(en="The number of the neighbourhood (rukun tetangga) within its RW.",
               id="Nomor rukun tetangga di dalam RW-nya.")]
RTSource = Annotated[
    str | None, Title(en="RT (source)", id="RT (sumber)"),
    Definition(en="The RT as the source has it, kept where it is not a number.",
               id="RT sebagaimana tertulis di sumber, disimpan bila bukan angka.")]
RW = Annotated[
    str | None, Pattern(r"^[0-9]{1,3}$"), Title(en="RW", id="RW"), Element("SATUSEHAT", "administrativeCode.rw"),
    Definition(en="The number of the hamlet (rukun warga) within its kelurahan or desa.",
               id="Nomor rukun warga di dalam kelurahan atau desanya.")]
RWSource = Annotated[
    str | None, Title(en="RW (source)", id="RW (sumber)"),
    Definition(en="The RW as the source has it, kept where it is not a number.",
               id="RW sebagaimana tertulis di sumber, disimpan bila bukan angka.")]
PostalCode = Annotated[
    str | None, Pattern(r"^[0-9]{5}$", when="country = 'ID'"), Title(en="Postal code", id="Kode pos"),
    Element("FHIR", "Address.postalCode"), Element("schema.org", "postalCode"),
    Definition(en="The postal code of the address; in Indonesia five digits.",
               id="Kode pos alamat; di Indonesia lima angka.")]
AreaCode = Annotated[
    str | None, Ref("administrative-area"), Title(en="Area code", id="Kode wilayah"),
    Element("SATUSEHAT", "administrativeCode"),
    Definition(en="The deepest administrative area known to hold the place, as a Kemendagri dotted code.",
               id="Wilayah administrasi terdalam yang diketahui memuat tempat itu, berupa kode Kemendagri bertitik.")]
AreaSource = Annotated[
    str | None, Title(en="Area (source)", id="Wilayah (sumber)"),
    Definition(en="The words of the source from which the area was looked up, kept also where none was found.",
               id="Kata-kata sumber untuk mencari wilayah, disimpan juga bila tidak ditemukan.")]

_POINT_CHECKS: Final = (
    Check("location-pair",
          "(latitude IS NULL AND longitude IS NULL) OR (latitude IS NOT NULL AND longitude IS NOT NULL)",
          en="Latitude and longitude come together: give both or leave both empty.",
          id="Lintang dan bujur harus berpasangan: isi keduanya atau kosongkan keduanya."),
    Check("null-island", "latitude <> 0 OR longitude <> 0",
          en="The point 0, 0 lies in the sea and stands for a missing place: leave latitude and longitude empty.",
          id="Titik 0, 0 terletak di laut dan berarti lokasi tidak ada: kosongkan lintang dan bujur."),
    Check("axis-swapped",
          "country <> 'ID' OR NOT (latitude BETWEEN 94.9 AND 141.1 AND longitude BETWEEN -11.1 AND 6.1)",
          en="Latitude and longitude are swapped: in Indonesia latitude is between -11.1 and 6.1, longitude between"
             " 94.9 and 141.1.",
          id="Lintang dan bujur tertukar: di Indonesia lintang antara -11,1 dan 6,1, bujur antara 94,9 dan 141,1."),
    Check("outside-country",
          "country <> 'ID' OR latitude IS NULL OR longitude IS NULL OR (latitude = 0 AND longitude = 0)"
          " OR (latitude BETWEEN -11.1 AND 6.1 AND longitude BETWEEN 94.9 AND 141.1)"
          " OR (latitude BETWEEN 94.9 AND 141.1 AND longitude BETWEEN -11.1 AND 6.1)",
          en="The point lies outside Indonesia: expected latitude -11.1 to 6.1 and longitude 94.9 to 141.1, or"
             " another country.",
          id="Titik berada di luar Indonesia: lintang seharusnya -11,1 sampai 6,1, bujur 94,9 sampai 141,1, atau"
             " negaranya lain."),
)


class Place(SharedRecord):
    """Where something stands that everyone may know of: a facility, a station."""

    country: Country = "ID"
    latitude: Latitude = None
    longitude: Longitude = None
    location_method: LocationMethod = None
    location_accuracy_m: LocationAccuracy = None
    address: Address = None
    rt: RT = None
    rt_source: RTSource = None
    rw: RW = None
    rw_source: RWSource = None
    postal_code: PostalCode = None
    area_code: AreaCode = None
    area_source: AreaSource = None

    checks: ClassVar[tuple[Check, ...]] = _POINT_CHECKS


class RestrictedPlace(SharedRecord):
    """Where something happened that may point at a person: all of it but the country is restricted."""

    country: Country = "ID"
    latitude: Annotated[Latitude, RESTRICTED] = None
    longitude: Annotated[Longitude, RESTRICTED] = None
    location_method: Annotated[LocationMethod, RESTRICTED] = None
    location_accuracy_m: Annotated[LocationAccuracy, RESTRICTED] = None
    address: Annotated[Address, RESTRICTED] = None
    rt: Annotated[RT, RESTRICTED] = None
    rt_source: Annotated[RTSource, RESTRICTED] = None
    rw: Annotated[RW, RESTRICTED] = None
    rw_source: Annotated[RWSource, RESTRICTED] = None
    postal_code: Annotated[PostalCode, RESTRICTED] = None
    area_code: Annotated[AreaCode, RESTRICTED] = None
    area_source: Annotated[AreaSource, RESTRICTED] = None

    checks: ClassVar[tuple[Check, ...]] = _POINT_CHECKS


class ReportPlace(SharedRecord):
    """Where something lies that a citizen reported: the kelurahan is public; the rest may be a home, and is not."""

    country: Country = "ID"
    latitude: Annotated[Latitude, RESTRICTED] = None
    longitude: Annotated[Longitude, RESTRICTED] = None
    location_method: Annotated[LocationMethod, RESTRICTED] = None
    location_accuracy_m: Annotated[LocationAccuracy, RESTRICTED] = None
    address: Annotated[Address, RESTRICTED] = None
    rt: Annotated[RT, RESTRICTED] = None
    rt_source: Annotated[RTSource, RESTRICTED] = None
    rw: Annotated[RW, RESTRICTED] = None
    rw_source: Annotated[RWSource, RESTRICTED] = None
    postal_code: Annotated[PostalCode, RESTRICTED] = None
    area_code: AreaCode = None
    area_source: Annotated[AreaSource, RESTRICTED] = None

    checks: ClassVar[tuple[Check, ...]] = (
        *_POINT_CHECKS,
        Check("area-not-below-village", "CHAR_LENGTH(area_code) <= 13",
              en="The area of a report goes no deeper than the kelurahan or desa: RW and RT have columns of their own.",
              id="Wilayah laporan paling dalam kelurahan atau desa: RW dan RT memiliki kolom sendiri."),
    )


class LivePosition(SharedRecord):
    """Where a unit is now: restricted, because it can be followed."""

    country: Country = "ID"
    latitude: Annotated[Latitude, RESTRICTED] = None
    longitude: Annotated[Longitude, RESTRICTED] = None
    location_accuracy_m: Annotated[LocationAccuracy, RESTRICTED] = None

    checks: ClassVar[tuple[Check, ...]] = _POINT_CHECKS


class Contact(SharedRecord):
    """How to reach an institution, never a person; the record must also have a `country`."""

    phone: Annotated[
        str | None, Pattern(r"^\+?[0-9]{3,15}$", when="country = 'ID'"), Title(en="Phone", id="Telepon"),
        Element("FHIR", "ContactPoint.value"), Element("ITU-T", "E.164"), Element("schema.org", "telephone"),
        Definition(en="The institution's telephone number: digits with the country code, or a short code such as 112.",
                   id="Nomor telepon lembaga: angka dengan kode negara, atau nomor pendek seperti 112.")] = None
    email: Annotated[
        str | None, Format("email"), Title(en="Email", id="Surel"), Element("schema.org", "email"),
        Definition(en="The institution's email address, not that of a person.",
                   id="Alamat surel lembaga, bukan milik perseorangan.")] = None
    website: Annotated[
        str | None, Format("uri"), Title(en="Website", id="Situs web"), Element("schema.org", "url"),
        Definition(en="The address of the institution's website.", id="Alamat situs web lembaga.")] = None


_BEHIND: Final[tuple[type[SharedRecord], ...]] = (
    Place, RestrictedPlace, ReportPlace, LivePosition, Contact, Published, Recorded)
