"""Three sheets of places: fire posts with coordinates, health centres by kecamatan and kelurahan, hydrants.

What lives here: their cells and their truth, made together from one seed each. Areas and their codes are facts
(Kepmendagri 300.2.2-2430/2025). What this file must not know: file formats, the package under examination.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any, Final

from .grid import (
    ANYTHING,
    FLOWERS,
    WIB,
    WITA,
    Cell,
    Dice,
    Page,
    Published,
    Sheet,
    Truth,
    minted,
    officer,
    perhaps,
)

_TYPES: Final = (
    ("Mako", "headquarters"),
    ("Sektor", "sector"),
    ("Pos", "post"),
    ("POS", "post"),
    ("Pos", "post"),
    ("Pos Redkar", "volunteer"),
)
_SWAPPED, _HALF, _FLAWED = 9, 21, {9: "latitude and longitude are swapped", 21: "a latitude without a longitude"}


def fire_posts() -> Sheet:
    """Return a fire service's list of posts: decimal commas in some cells, one pair swapped, a signature below."""
    dice, page, agency = Dice("posts"), Page("POS"), "pesisir-fire"
    page.title("DATA POS PEMADAM KEBAKARAN DAN PENYELAMATAN", 11)
    page.title("KABUPATEN CONTOH TAHUN 2025", 11)
    page.add()
    page.add("NO", "KODE POS", "NAMA POS", "TIPE", "ALAMAT", "LINTANG", "BUJUR", "JUMLAH\nPERSONEL", "JUMLAH\nARMADA",
             "TELEPON", "STATUS")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 29):
        code, (word, kind) = f"PS-{number:02}", _TYPES[0 if number == 1 else 1 + number % 5]
        name, address = f"{word.title()} {FLOWERS[number % 6 * 5]}", f"Jl. Raya Contoh Km {number}"
        latitude = round(-6.86 - dice.below(20_000) / 1e5, 5)
        longitude = round(109.02 + dice.below(30_000) / 1e5, 5)
        people, vehicles = dice.between(6, 30), dice.between(1, 4)
        state, status = ("Renovasi", "temporary_closed") if number % 13 == 0 else ("Aktif", "normal")
        where: list[Cell] = [latitude, longitude]
        if number % 4 == 2:
            where = [str(coordinate).replace(".", ",") for coordinate in (latitude, longitude)]
        if number == _SWAPPED:
            where.reverse()
        elif number == _HALF:
            where[1] = None
        row = page.add(number, code, name, word, address, *where, people, vehicles, f"(0283) 555-{number:03}", state)
        if number in _FLAWED:
            rejected[row] = (1, _FLAWED[number])
            continue
        published.append(Published(row, {
            "id": minted(agency, code), "name": name, "station_type": kind, "station_type_source": perhaps(word),
            "vehicles_total": vehicles, "personnel_total": people, "operational_status": perhaps(status),
            "operational_status_source": perhaps(state), "latitude": latitude, "longitude": longitude,
            "location_method": perhaps("unknown"), "address": address, "phone": perhaps(f"0283555{number:03}"),
        }))  # fmt: skip
    page.add()
    name, phone = officer(30)
    furniture = [page.add(*[None] * 8, text) for text in ("Mengetahui,", "Kepala Bidang Pemadaman", name)]
    furniture.append(page.add(None, None, f"Narahubung: {name}, HP {phone}"))
    return Sheet(
        file="fire-posts.xlsx",
        about="fire service: post codes headed KODE POS, decimal commas in some cells, one pair swapped, a signature",
        pages=(page,),
        saved=datetime(2026, 1, 12, 11, 5, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("fire-station", agency, tuple(published), rejected, tuple(furniture), (name, phone)),
        page="POS",
        header_rows=(4,),
    )


#: kecamatan, its code, and kelurahan of it with theirs
_AREAS: Final = (
    ("Tebet", "31.74.01", (("Tebet Timur", "1001"), ("Tebet Barat", "1002"), ("MENTENG DALAM", "1003"))),
    ("Pasar Minggu", "31.74.04", (("Pasar Minggu", "1001"), ("Jati Padang", "1002"), ("Cilandak Timur", "1003"))),
    ("CILANDAK", "31.74.06", (("Cilandak Barat", "1001"), ("Lebak Bulus", "1002"), ("Pondok Labuh", ""))),
    ("Kec. Kebayoran Baru", "31.74.07", (("Melawai", "1001"), ("Gunung", "1002"), ("Kel. Kramat Pela", "1003"))),
    ("Jagakarsa", "31.74.09", (("Jagakarsa", "1001"), ("Srengseng Sawah", "1002"), ("Ciganjur", "1003"))),
)
_CENTRES: Final = (
    ("Puskesmas", "health_centre"),
    ("PUSKESMAS", "health_centre"),
    ("Pustu", "health_subcentre"),
    ("Klinik Pratama", "clinic"),
)
_GRADES: Final = {
    "Paripurna": "paripurna", "UTAMA": "utama", "Madya": "madya", "Dasar": "dasar", "Belum Terakreditasi": "none",
    "-": None,
}  # fmt: skip


def health_centres() -> Sheet:
    """Return a city health office's list: section rows, column numbers, Ya and Tidak, heads of centres by name."""
    dice, page, agency = Dice("centres"), Page("Data Dasar"), "selatan-health"
    page.title("DATA DASAR PUSKESMAS DAN JEJARINGNYA", 12)
    page.title("KOTA CONTOH SELATAN, SEMESTER II TAHUN 2025", 12)
    page.add()
    page.add("No", "Kode", "Nama Puskesmas / Jejaring", "Jenis", "Kecamatan", "Kelurahan", "Alamat", "IGD 24 Jam",
             "Jml TT", "Status Akreditasi", "Kepala Puskesmas", "No. HP")  # fmt: skip
    furniture = [page.add(*(f"({n})" for n in range(1, 13)))]
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    number = 0
    for letter, (district, above, villages) in zip("ABCDE", _AREAS, strict=True):
        furniture.append(page.title(f"{letter}. {district.upper()}", 12))
        for village, block in (*villages, *villages, villages[0]):
            number += 1
            cells, fields = _centre(dice, number, agency)
            cells[4:6] = [district, village]
            fields["area_code"] = f"{above}.{block}" if block else perhaps(above)
            why = _spoil_centre(number, cells)
            row = page.add(*cells)
            if why:
                rejected[row] = (1, why)
            else:
                published.append(Published(row, fields))
    personal = tuple(text for person in range(1, number + 1) for text in officer(person))
    return Sheet(
        file="health-centres.xlsx",
        about="city health office: section rows, column numbers, Ya/Tidak, mixed case, heads of centres by name",
        pages=(page, _legend()),
        saved=datetime(2026, 1, 20, 8, 45, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("emergency-facility", agency, tuple(published), rejected, tuple(furniture), personal),
        page="Data Dasar",
        header_rows=(4,),
    )


def _centre(dice: Dice, number: int, agency: str) -> tuple[list[Cell], dict[str, object]]:
    """Return the cells of one centre, its areas still empty, and what is true of it."""
    word, kind = _CENTRES[0 if number % 7 == 1 else dice.below(4)]
    code, name = f"P3174{number:05}", f"{word.title()} {FLOWERS[number % len(FLOWERS)]}"
    address = f"Jl. Contoh {FLOWERS[-number % len(FLOWERS)]} No. {dice.between(1, 90)}, RT 03 RW 05"
    always, beds = kind == "health_centre" and dice.below(3) > 0, dice.pick((None, 4, 8, 10, 12))
    shown, grade = dice.pick(tuple(_GRADES.items()))
    answer = dice.pick(("Ya", "YA") if always else ("Tidak", "tidak"))
    cells: list[Cell] = [number, code, name, word, None, None, address, answer, "-" if beds is None else beds, shown]
    fields: dict[str, object] = {
        "id": minted(agency, code), "name": name, "facility_type": kind, "facility_type_source": perhaps(word),
        "area_source": ANYTHING, "address": address, "is_emergency_24h": always, "bed_total": beds,
        "accreditation": grade, "operational_status": perhaps("unknown"),
    }  # fmt: skip
    return [*cells, *officer(number)], fields


def _spoil_centre(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three centres; return why it is wrong."""
    match number:
        case 8:
            cells[7] = "?"
            return "neither Ya nor Tidak"
        case 19:
            cells[8] = "sepuluh"
            return "'sepuluh' is no integer"
        case 30:
            cells[1] = None
            return "no code"
        case _:
            return ""


def _legend() -> Page:
    page = Page("Keterangan")
    page.add("Pustu", "Puskesmas Pembantu")
    page.add("TT", "Tempat Tidur")
    return page


_KINDS: Final = {"Pilar": "pillar", "PILAR": "pillar", "Tanam": "underground", "Dinding": "wall"}
_SPELLED: Final = {11: "November", 12: "Desember", 1: "Januari", 2: "Februari"}


def hydrants() -> Sheet:
    """Return a water company's list of hydrants, judged by a contract of its own: semicolons, decimal commas, a BOM."""
    dice, page, agency = Dice("hydrants"), Page(), "tirta-water"
    page.add("No", "ID Hidran", "Jenis", "Berfungsi", "Tekanan (bar)", "Diameter (mm)", "Tgl Periksa", "Jalan", "X",
             "Y", "Petugas")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 61):
        code, word, working = f"H{number:04}", dice.pick(tuple(_KINDS)), dice.below(4) > 0
        pressure = dice.between(5, 80) / 10 if working else None
        checked = date(2025, 11, 3) + timedelta(days=dice.below(110))
        x, y = round(116.08 + dice.below(9000) / 1e5, 5), round(-8.58 - dice.below(9000) / 1e5, 5)
        size = dice.pick((80, 100, 150))
        street = f"Jl. {FLOWERS[number % len(FLOWERS)]} Contoh; simpang {dice.between(1, 9)}"
        shown: list[Cell] = [number, code, word, dice.pick(("Ya", "ya", "YA") if working else ("Tidak", "TIDAK")),
                             "n/a" if pressure is None else _comma(pressure), size,
                             f"{checked.day:02} {_SPELLED[checked.month]} {checked.year}", street, _comma(x), _comma(y),
                             officer(number % 4)[0]]  # fmt: skip
        why = _spoil_hydrant(number, shown)
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "hydrant_id": code, "kind": _KINDS[word], "working": working, "pressure_bar": pressure, "outlet_mm": size,
            "checked_on": checked, "street": street, "lon": x, "lat": y,
        }))  # fmt: skip
    return Sheet(
        file="hydrants.csv",
        about="water company against its own Table Schema: semicolons, decimal commas, months in words, a BOM",
        pages=(page,),
        saved=datetime(2026, 2, 27, 16, 0, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth(
            "hydrants.schema.json", agency, tuple(published), rejected, personal=tuple(officer(n)[0] for n in range(4))
        ),
        delimiter=";",
        encoding="utf-8-sig",
        beside={"hydrants.schema.json": json.dumps(_TABLE_SCHEMA, indent=2) + "\n"},
    )


def _comma(value: float) -> str:
    return str(value).replace(".", ",")


def _spoil_hydrant(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of four hydrants; return why it is wrong."""
    match number:
        case 7:
            cells[1] = "h7"
            return "an id that does not match the pattern"
        case 23:
            cells[4] = "35"
            return "35 bar lost its comma"
        case 38:
            cells[3] = "tidak tahu"
            return "neither Ya nor Tidak"
        case 52:
            cells[6] = "31 November 2025"
            return "31 November"
        case _:
            return ""


_REQUIRED: Final = {"required": True}
_TABLE_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "fields": [
        {"name": "hydrant_id", "type": "string", "title": "Hydrant",
         "constraints": _REQUIRED | {"pattern": "H[0-9]{4}"}},
        {"name": "kind", "type": "string", "title": "Kind of hydrant",
         "constraints": _REQUIRED | {"enum": ["pillar", "underground", "wall"]}},
        {"name": "working", "type": "boolean", "title": "In working order", "constraints": _REQUIRED},
        {"name": "pressure_bar", "type": "number", "title": "Pressure (bar)",
         "constraints": {"minimum": 0, "maximum": 16}},
        {"name": "outlet_mm", "type": "integer", "title": "Diameter of the outlet (mm)", "constraints": {"minimum": 0}},
        {"name": "checked_on", "type": "date", "title": "Last checked"},
        {"name": "street", "type": "string", "title": "Street"},
        {"name": "lon", "type": "number", "title": "Longitude", "constraints": {"minimum": -180, "maximum": 180}},
        {"name": "lat", "type": "number", "title": "Latitude", "constraints": {"minimum": -90, "maximum": 90}},
    ],
    "primaryKey": ["hydrant_id"],
}  # fmt: skip
