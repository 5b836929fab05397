"""Three sheets of places written after drafting was: fire posts, a city's health centres, hydrants.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination, how maps are drafted.
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
    Formula,
    Padded,
    Page,
    Published,
    Sheet,
    Truth,
    minted,
    officer,
    perhaps,
)


def posts() -> Sheet:
    """Return a fire service's posts: what a post is stands in its name, coordinates with decimal commas."""
    dice, page, agency = Dice("hill posts"), Page("Data Pos"), "gunung-fire"
    page.title("DAFTAR MAKO, SEKTOR DAN POS DAMKAR", 12)
    page.title("TAHUN 2026", 12)
    page.heads(
        ("NO", "KODE", "NAMA", "ALAMAT", "KECAMATAN", "KODE POS", "KOORDINAT", "", "JML PERSONIL", "JML MOBIL",
         "NO. TELP", "KEPALA POS"),
        ("", "", "", "", "", "", "Lintang", "Bujur", "", "", "", ""),
    )  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    people = vehicles = 0
    for number in range(1, 32):
        code = f"{number:03}"
        word, kind = (
            ("Mako", "headquarters") if number == 1 else ("Pos", "post") if number % 6 else ("Sektor", "sector")
        )
        name, street = f"{word} {FLOWERS[number]}", f"Jl. {FLOWERS[-number]} No. {dice.between(1, 120)}"
        district, postal = f"Contoh {('Utara', 'Selatan', 'Timur', 'Barat')[number % 4]}", f"50{dice.between(100, 299)}"
        latitude, longitude = round(-7.02 - dice.below(9000) / 1e5, 5), round(110.31 + dice.below(18_000) / 1e5, 5)
        crew, cars = dice.between(8, 36), dice.between(1, 5)
        phone = f"(024) 76{number:05}"
        cells: list[Cell] = [number, code, name, street, district, postal, _comma(latitude), _comma(longitude), crew,
                             cars, phone, officer(number)[0]]  # fmt: skip
        why = _spoil_post(number, cells)
        row = page.add(*cells)
        people, vehicles = people + crew, vehicles + cars
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "id": minted(agency, code), "name": name, "station_type": kind, "station_type_source": ANYTHING,
            "personnel_total": crew, "vehicles_total": cars, "operational_status": perhaps("unknown"),
            "latitude": latitude, "longitude": longitude, "location_method": perhaps("unknown"), "address": street,
            "postal_code": postal, "area_source": ANYTHING, "phone": f"02476{number:05}",
        }))  # fmt: skip
    last = len(page.rows)
    sums = (Formula(f"=SUM({c}5:{c}{last})", total) for c, total in (("I", people), ("J", vehicles)))
    end = page.add("JUMLAH", *[None] * 7, *sums)
    page.merged.append((end, 1, end, 8))
    return Sheet(
        file="posts.ods",
        about="fire service: the kind of post in its name, KODE beside KODE POS, decimal commas, a total",
        pages=(page, Page("Sheet2", [[None]])),
        saved=datetime(2026, 2, 4, 10, 50, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth(
            "fire-station",
            agency,
            tuple(published),
            rejected,
            (end,),
            tuple(officer(number)[0] for number in range(1, 32)),
        ),
        page="Data Pos",
        header_rows=(3, 4),
    )


def _comma(value: float) -> str:
    return str(value).replace(".", ",")


def _spoil_post(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three posts; return why it is wrong."""
    match number:
        case 5:
            cells[6] = "-704512"
            return "a latitude that lost its comma"
        case 16:
            cells[7] = None
            return "a latitude without a longitude"
        case 27:
            cells[2] = None
            return "no name, and so no kind"
        case _:
            return ""


_GRADES: Final = {"Paripurna": "paripurna", "Utama": "utama", "Madya": "madya", "Dasar": "dasar", "Belum": "none"}
_DISTRICTS: Final = ("Tembalang", "Banyumanik", "Genuk", "Tugu", "Mijen", "Candisari")


def puskesmas() -> Sheet:
    """Return a city health office's list of health centres: ticks, column numbers, a sum, a signature."""
    dice, page, agency = Dice("ticks"), Page("Profil 2025"), "lumpia-health"
    page.title("TABEL 4. PUSKESMAS MENURUT KEMAMPUAN PELAYANAN", 13)
    page.title("KOTA SEMARANG TAHUN 2025", 13)
    page.add()
    page.add("No.", "Kode Puskesmas", "Nama Puskesmas", "Alamat", "Kecamatan", "Kategori", "UGD 24 jam", "Jumlah TT",
             "Jumlah Ambulans", "Akreditasi", "Telepon", "Kepala Puskesmas", "HP")  # fmt: skip
    furniture = [page.add(*range(1, 14))]
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    total = 0
    for number in range(1, 38):
        code, name, inpatient = f"{100 + number:04}", f"Puskesmas {FLOWERS[number]}", dice.below(3) == 0
        street, district = f"Jl. {FLOWERS[-number]} Raya No. {dice.between(1, 99)}", _DISTRICTS[number % 6]
        beds, cars = dice.pick((6, 8, 10, 15)) if inpatient else None, dice.between(1, 3)
        always, (shown, grade) = inpatient or dice.below(5) == 0, dice.pick(tuple(_GRADES.items()))
        total += beds or 0
        cells: list[Cell] = [number, code, name, street, district, "Rawat Inap" if inpatient else "Non Rawat Inap",
                             "√" if always else "-", beds or "-", cars, shown, f"024-67{number:05}",
                             *officer(number)]  # fmt: skip
        if number == 13:
            cells[1] = Padded(113, "0000")
        why = _spoil_centre(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "id": minted(agency, code), "name": name, "facility_type": "health_centre",
            "facility_type_source": ANYTHING, "address": street, "area_source": ANYTHING, "area_code": perhaps("33.74"),
            "is_emergency_24h": always, "opening_hours": perhaps("24/7") if always else None,
            "bed_total": beds, "ambulance_total": cars, "accreditation": grade,
            "operational_status": perhaps("unknown"), "phone": f"02467{number:05}",
        }))  # fmt: skip
    end = page.add(None, None, "Jumlah", None, None, None, None, Formula(f"=SUM(H6:H{len(page.rows)})", total))
    page.add()
    name, _ = officer(39)
    furniture += [end, *(page.add(*[None] * 9, text) for text in ("Kepala Dinas Kesehatan,", name))]
    personal = tuple(text for person in range(1, 38) for text in officer(person))
    return Sheet(
        file="puskesmas.xlsx",
        about="city health office: a table of the yearbook, ticks and '-', column numbers, 0113 became a number, a sum",
        pages=(page,),
        saved=datetime(2026, 2, 2, 13, 15, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("emergency-facility", agency, tuple(published), rejected, tuple(furniture), (*personal, name)),
        page="Profil 2025",
        header_rows=(4,),
    )


def _spoil_centre(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three centres; return why it is wrong."""
    match number:
        case 6:
            cells[8] = "1 unit"
            return "'1 unit' is no integer"
        case 18:
            cells[2] = None
            return "no name"
        case 29:
            cells[9] = "A"
            return "a grade that the list does not have"
        case _:
            return ""


_KINDS: Final = {"Hidran Pilar": "pillar", "Hidran Tanah": "ground", "hidran pilar": "pillar"}
_STATES: Final = {"Baik": "working", "Bocor": "leaking", "Mati": "dry", "BAIK": "working"}


def hydrant_survey() -> Sheet:
    """Return a survey of hydrants, judged by the fire service's Table Schema: true dates, plain coordinates."""
    dice, page, agency = Dice("survey"), Page("Survei"), "hilir-water"
    page.title("HASIL SURVEI HIDRAN KOTA", 11)
    page.add()
    page.add("No", "Nomor Hidran", "Jenis", "Kondisi", "Debit (l/menit)", "Tekanan (bar)", "Tgl Survei", "Nama Jalan",
             "Lintang", "Bujur", "Surveyor")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 54):
        code, (word, kind), (shown, state) = (
            f"{number:04}", dice.pick(tuple(_KINDS.items())), dice.pick(tuple(_STATES.items())))  # fmt: skip
        flow, pressure = (None, None) if state == "dry" else (10 * dice.between(30, 110), dice.between(8, 60) / 10)
        day, street = date(2026, 1, 5) + timedelta(days=dice.below(26)), f"Jl. {FLOWERS[number % 40]} {1 + number // 9}"
        x, y = round(114.58 + dice.below(3000) / 1e5, 5), round(-3.31 - dice.below(3000) / 1e5, 5)
        cells: list[Cell] = [number, code, word, shown, flow or "-", pressure or "-", day, street, y, x,
                             officer(number % 3)[0]]  # fmt: skip
        why = _spoil_hydrant(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1, why)
        else:
            published.append(Published(row, {
                "asset_no": code, "type": kind, "state": state, "flow_lpm": flow, "pressure_bar": pressure,
                "surveyed_on": day, "road": street, "longitude": x, "latitude": y,
            }))  # fmt: skip
        if number in {18, 36}:
            page.add()
    return Sheet(
        file="hydrant-survey.ods",
        about="water company against a Table Schema in English: '0012', true dates, latitude first, blank lines",
        pages=(page,),
        saved=datetime(2026, 2, 3, 16, 20, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth(
            "hydrant-survey.schema.json",
            agency,
            tuple(published),
            rejected,
            personal=tuple(officer(person)[0] for person in range(3)),
        ),
        page="Survei",
        header_rows=(3,),
        beside={"hydrant-survey.schema.json": json.dumps(_TABLE_SCHEMA, indent=2) + "\n"},
    )


def _spoil_hydrant(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of four hydrants; return why it is wrong."""
    match number:
        case 9:
            cells[4] = "kecil"
            return "'kecil' is no number"
        case 22:
            cells[1] = None
            return "no number of a hydrant"
        case 33:
            cells[3] = "hilang"
            return "a state that the list does not have"
        case 47:
            cells[8] = -331
            return "a latitude that lost its comma"
        case _:
            return ""


_REQUIRED: Final = {"required": True}
_TABLE_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "fields": [
        {"name": "asset_no", "type": "string", "title": "Asset number",
         "constraints": _REQUIRED | {"pattern": "[0-9]{4}"}},
        {"name": "type", "type": "string", "title": "Hydrant type",
         "constraints": _REQUIRED | {"enum": ["pillar", "ground", "wall"]}},
        {"name": "state", "type": "string", "title": "State", "description": "What the surveyor found.",
         "constraints": _REQUIRED | {"enum": ["working", "leaking", "dry"]}},
        {"name": "flow_lpm", "type": "integer", "title": "Flow (l/min)", "constraints": {"minimum": 0}},
        {"name": "pressure_bar", "type": "number", "title": "Pressure (bar)", "constraints": {"minimum": 0}},
        {"name": "surveyed_on", "type": "date", "title": "Date of the survey", "constraints": _REQUIRED},
        {"name": "road", "type": "string", "title": "Road"},
        {"name": "latitude", "type": "number", "title": "Latitude", "constraints": {"minimum": -90, "maximum": 90}},
        {"name": "longitude", "type": "number", "title": "Longitude",
         "constraints": {"minimum": -180, "maximum": 180}},
    ],
    "primaryKey": ["asset_no"],
}  # fmt: skip
