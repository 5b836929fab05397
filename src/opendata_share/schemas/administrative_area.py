"""The record of an administrative area.

What lives here: the columns and rules of the reference all agencies join on. What this file must not know: where the
shipped areas are kept and how a name is matched.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from typing import Annotated

from ..contract import (
    Check,
    ChildrenWithin,
    Code,
    Definition,
    Element,
    Ge,
    Gt,
    Le,
    Pattern,
    Ref,
    Title,
    Unit,
)
from ._mixins import UNIQUE_IDENTIFIERS, Country, Published, Recorded


class AdministrativeArea(
    Recorded, Published, name="administrative-area", version="1.0.0", sensitivity="public", key=("code",),
    label=Title(en="Administrative area", id="Wilayah administrasi"),
    meaning=Definition(en="A province, regency, district, village or neighbourhood, under its Kemendagri code.",
                       id="Provinsi, kabupaten/kota, kecamatan, kelurahan/desa, RW, atau RT, dengan kode Kemendagri."),
):
    """An administrative area, the join key of all agencies (Kepmendagri 300.2.2-2430/2025).

    BPS writes other cities with the same digits, so `bps_code` is a column of its own and never the code without dots.
    """

    code: Annotated[
        str, Pattern(r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4}(/[0-9]{3}(/[0-9]{3})?)?)?)?)?$"),
        Title(en="Area code", id="Kode wilayah"), Element("Kepmendagri 300.2.2-2430/2025", "kode"),
        Definition(en="The Kemendagri code with its dots, such as 31.71.01.1001; RW and RT follow a slash each.",
                   id="Kode Kemendagri dengan titiknya, misalnya 31.71.01.1001; RW dan RT sesudah garis miring.")]
    name: Annotated[
        str, Title(en="Area name", id="Nama wilayah"), Element("Kepmendagri 300.2.2-2430/2025", "nama"),
        Definition(en="The name in its official spelling.", id="Nama wilayah menurut ejaan resmi.")]
    level: Annotated[
        int, Ge(1), Le(6), Title(en="Level", id="Tingkat"),
        Definition(en="The level: 1 province, 2 regency or city, 3 district, 4 kelurahan or desa, 5 RW, 6 RT.",
                   id="Tingkat wilayah: 1 provinsi, 2 kabupaten/kota, 3 kecamatan, 4 kelurahan/desa, 5 RW, 6 RT.")]
    level_name: Annotated[
        str, Code("administrative-level"), Title(en="Area type", id="Jenis wilayah"), Element("ISO 3166-2", "category"),
        Definition(en="What an area of this level is called here: a regency and a city stand on the same level.",
                   id="Sebutan wilayah pada tingkat ini: kabupaten dan kota berada pada tingkat yang sama.")]
    parent_code: Annotated[
        str | None, Ref("administrative-area"), Title(en="Parent area", id="Wilayah induk"),
        Definition(en="The code of the area this one lies in: the code without its last block.",
                   id="Kode wilayah yang memuat wilayah ini: kode tanpa blok terakhir.")] = None
    bps_code: Annotated[
        str | None, Pattern(r"^([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})$"), Title(en="BPS code", id="Kode BPS"),
        Element("BPS MFD", "kode"),
        Definition(en="The code of the same area at Statistics Indonesia; never derived from the Kemendagri code.",
                   id="Kode wilayah yang sama di BPS; tidak pernah diturunkan dari kode Kemendagri.")] = None
    iso_3166_2: Annotated[
        str | None, Pattern(r"^ID-[A-Z]{2}$"), Title(en="ISO code", id="Kode ISO"), Element("ISO 3166-2", "ID"),
        Definition(en="The ISO 3166-2 code of a province.", id="Kode ISO 3166-2 untuk provinsi.")] = None
    country: Country = "ID"
    population: Annotated[
        int | None, Ge(0), Unit("{persons}"), Title(en="Population", id="Jumlah penduduk"),
        Element("Dukcapil", "jumlah penduduk"),
        Definition(en="How many people are registered in the area.",
                   id="Banyaknya penduduk yang terdaftar di wilayah ini.")] = None
    population_year: Annotated[
        int | None, Ge(1900), Le(2100), Title(en="Population year", id="Tahun data penduduk"),
        Definition(en="The year the population figure is of.", id="Tahun data jumlah penduduk.")] = None
    households: Annotated[
        int | None, Ge(0), Unit("{households}"), Title(en="Households", id="Jumlah kepala keluarga"),
        Definition(en="How many households are registered in the area.",
                   id="Banyaknya kepala keluarga yang terdaftar di wilayah ini.")] = None
    rw_count: Annotated[
        int | None, Ge(0), Title(en="Number of RW", id="Jumlah RW"),
        Definition(en="How many RW the area has.", id="Banyaknya rukun warga di wilayah ini.")] = None
    rt_count: Annotated[
        int | None, Ge(0), Title(en="Number of RT", id="Jumlah RT"),
        Definition(en="How many RT the area has.", id="Banyaknya rukun tetangga di wilayah ini.")] = None
    area_km2: Annotated[
        float | None, Gt(0), Unit("km2"), Title(en="Area (km²)", id="Luas (km²)"), Element("BIG", "LUASWH"),
        Definition(en="The size of the area.", id="Luas wilayah.")] = None
    bbox_min_lon: Annotated[
        float | None, Ge(-180), Le(180), Unit("deg"), Title(en="Western bound", id="Batas barat"),
        Element("GeoJSON", "bbox"),
        Definition(en="The longitude of the area's western end.", id="Bujur ujung barat wilayah.")] = None
    bbox_min_lat: Annotated[
        float | None, Ge(-90), Le(90), Unit("deg"), Title(en="Southern bound", id="Batas selatan"),
        Element("GeoJSON", "bbox"),
        Definition(en="The latitude of the area's southern end.", id="Lintang ujung selatan wilayah.")] = None
    bbox_max_lon: Annotated[
        float | None, Ge(-180), Le(180), Unit("deg"), Title(en="Eastern bound", id="Batas timur"),
        Element("GeoJSON", "bbox"),
        Definition(en="The longitude of the area's eastern end.", id="Bujur ujung timur wilayah.")] = None
    bbox_max_lat: Annotated[
        float | None, Ge(-90), Le(90), Unit("deg"), Title(en="Northern bound", id="Batas utara"),
        Element("GeoJSON", "bbox"),
        Definition(en="The latitude of the area's northern end.", id="Lintang ujung utara wilayah.")] = None
    centroid_lat: Annotated[
        float | None, Ge(-90), Le(90), Unit("deg"), Title(en="Centre latitude", id="Lintang titik tengah"),
        Definition(en="The latitude of a point in the middle of the area.",
                   id="Lintang titik di tengah wilayah.")] = None
    centroid_lon: Annotated[
        float | None, Ge(-180), Le(180), Unit("deg"), Title(en="Centre longitude", id="Bujur titik tengah"),
        Definition(en="The longitude of a point in the middle of the area.",
                   id="Bujur titik di tengah wilayah.")] = None
    former_codes: Annotated[
        list[str] | None, Title(en="Former codes", id="Kode lama"),
        Definition(en="Codes the area had before it was divided, merged or renumbered.",
                   id="Kode yang pernah dipakai sebelum pemekaran, penggabungan, atau perubahan kode.")] = None
    aliases: Annotated[
        list[str] | None, Title(en="Other spellings", id="Ejaan lain"),
        Definition(en="Spellings of the name that occur in real files.",
                   id="Ejaan nama yang ditemukan dalam berkas nyata.")] = None

    unique = (("bps_code",),)
    checks = (
        *Recorded.checks,
        Check("level-is-blocks",
              "CHAR_LENGTH(code) = CASE level WHEN 1 THEN 2 WHEN 2 THEN 5 WHEN 3 THEN 8 WHEN 4 THEN 13 WHEN 5 THEN 17"
              " WHEN 6 THEN 21 END",
              en="The level must be the number of blocks of the code.",
              id="Tingkat harus sama dengan banyaknya blok kode."),
        Check("level-name-of-level",
              "CASE level WHEN 1 THEN level_name = 'province'"
              " WHEN 2 THEN level_name IN ('regency', 'city', 'administrative_city', 'administrative_regency')"
              " WHEN 3 THEN level_name = 'district' WHEN 4 THEN level_name IN ('urban_village', 'village')"
              " WHEN 5 THEN level_name = 'rw' WHEN 6 THEN level_name = 'rt' END",
              en="The area type must be one of this level, such as regency or city on level 2.",
              id="Jenis wilayah harus sesuai dengan tingkatnya, misalnya kabupaten atau kota pada tingkat 2."),
        Check("parent-given", "level = 1 OR parent_code IS NOT NULL",
              en="Every area below a province names the area it lies in.",
              id="Setiap wilayah di bawah provinsi harus menyebut wilayah induknya."),
        Check("province-has-no-parent", "level <> 1 OR parent_code IS NULL",
              en="A province lies in no other area: leave the parent area empty.",
              id="Provinsi tidak memiliki wilayah induk: kosongkan wilayah induk."),
        Check("parent-one-level-up",
              "level = 1 OR (parent_code < code AND CHAR_LENGTH(parent_code) = CASE level WHEN 2 THEN 2 WHEN 3 THEN 5"
              " WHEN 4 THEN 8 WHEN 5 THEN 13 WHEN 6 THEN 17 END)",
              en="The parent area must be the code without its last block.",
              id="Wilayah induk harus berupa kode tanpa blok terakhir."),
        Check("bps-code-fits-level",
              "CHAR_LENGTH(bps_code) = CASE level WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 7 WHEN 4 THEN 10 END",
              en="A BPS code has 2 digits for a province, 4 for a regency or city, 7 for a district and 10 for a"
                 " village.",
              id="Kode BPS terdiri atas 2 angka untuk provinsi, 4 untuk kabupaten/kota, 7 untuk kecamatan, dan 10"
                 " untuk kelurahan/desa."),
        Check("iso-code-of-province", "level = 1 OR iso_3166_2 IS NULL",
              en="Only provinces have an ISO 3166-2 code.", id="Hanya provinsi yang memiliki kode ISO 3166-2."),
        Check("population-year-given", "population IS NULL OR population_year IS NOT NULL",
              en="A population figure should say which year it is of.",
              id="Jumlah penduduk sebaiknya disertai tahun datanya.", severity="advice"),
        Check("bbox-complete",
              "(bbox_min_lon IS NULL AND bbox_min_lat IS NULL AND bbox_max_lon IS NULL AND bbox_max_lat IS NULL)"
              " OR (bbox_min_lon IS NOT NULL AND bbox_min_lat IS NOT NULL AND bbox_max_lon IS NOT NULL"
              " AND bbox_max_lat IS NOT NULL)",
              en="The four bounds come together: give all of them or none.",
              id="Keempat batas harus lengkap: isi semuanya atau kosongkan semuanya."),
        Check("bbox-in-order", "bbox_min_lon < bbox_max_lon AND bbox_min_lat < bbox_max_lat",
              en="The western bound must be less than the eastern, the southern less than the northern.",
              id="Batas barat harus lebih kecil daripada batas timur, batas selatan lebih kecil daripada batas utara."),
        Check("centroid-pair",
              "(centroid_lat IS NULL AND centroid_lon IS NULL)"
              " OR (centroid_lat IS NOT NULL AND centroid_lon IS NOT NULL)",
              en="The centre has a latitude and a longitude: give both or neither.",
              id="Titik tengah memiliki lintang dan bujur: isi keduanya atau kosongkan keduanya."),
    )
    table_rules = (
        ChildrenWithin("population", "code", "parent_code", "1.02"),
        UNIQUE_IDENTIFIERS,
    )
