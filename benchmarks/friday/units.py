"""Three sheets of a fire service's daily work: its register of engines, a log of unit status, its incidents.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from .grid import (
    ANYTHING,
    FLOWERS,
    WIB,
    WIT,
    WITA,
    Cell,
    Dice,
    OneOf,
    Page,
    Published,
    Sheet,
    Truth,
    minted,
    officer,
    perhaps,
)

#: How the register calls it, its kind, its tank in litres or None
_ENGINES: Final = (
    ("Mobil Pancar", "engine", 4000),
    ("Mobil Pompa", "engine", 3000),
    ("Mobil Tangga", "ladder", None),
    ("Mobil Suplai Air", "water_tender", 10000),
    ("MOBIL KOMANDO", "command", None),
    ("Perahu Karet", "rescue_water", None),
)
_STATES: Final = (
    ("Baik", "good"),
    ("BAIK", "good"),
    ("Rusak Ringan", "light_damage"),
    ("R. Ringan", "light_damage"),
    ("Rusak Berat", "heavy_damage"),
)
_DUTIES: Final = {"good": ("Operasional", "active"), "light_damage": ("Cadangan", "reserve"),
                  "heavy_damage": ("Usul Hapus", "retired")}  # fmt: skip


def engines() -> Sheet:
    """Return a fire service's register: Indonesian names of vehicles, thousands with dots, drivers by name."""
    dice, page, agency = Dice("engines"), Page("Register"), "karang-fire"
    page.title("BUKU INVENTARIS KENDARAAN OPERASIONAL PEMADAM KEBAKARAN", 11)
    page.add()
    page.add("NO", "NO. LAMBUNG", "JENIS KENDARAAN", "MERK / TIPE", "NO. POLISI", "TAHUN", "KAPASITAS AIR (LITER)",
             "KONDISI", "STATUS", "KODE POS PANGKALAN", "PENGEMUDI")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 41):
        sign = f"{11 + number // 20}.{number % 20 + 1:02}"
        word, kind, tank = dice.pick(_ENGINES)
        state, condition = dice.pick(_STATES)
        duty, status = _DUTIES[condition]
        year, post, plate = dice.between(1998, 2024), f"K{dice.between(1, 9)}", f"DT {9000 + number} XA"
        water: Cell = "-" if tank is None else f"{tank:,}".replace(",", ".") if number % 3 else tank
        shown: list[Cell] = [number, sign, word, f"Merk {FLOWERS[number % 9]}", plate, year, water, state, duty, post,
                             officer(number % 12)[0]]  # fmt: skip
        why = _spoil_engine(number, shown)
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "id": minted(agency, sign), "call_sign": sign, "unit_type": kind, "unit_type_source": perhaps(word),
            "can_transport": False, "plate_number": perhaps(plate), "home_station_id": minted(agency, post),
            "water_tank_l": tank, "condition": condition, "condition_source": perhaps(state), "year_built": year,
            "status": status, "care_level": perhaps("none"),
        }))  # fmt: skip
    page.add()
    name, phone = officer(13)
    end = [page.add(*[None] * 9, "Pengurus Barang,"), page.add(*[None] * 9, name), page.add(*[None] * 9, phone)]
    personal = (*(officer(n)[0] for n in range(12)), name, phone)
    return Sheet(
        file="engines.ods",
        about="fire service: Indonesian vehicle names, thousands with dots, 11.10 became a number, drivers by name",
        pages=(page,),
        saved=datetime(2026, 2, 3, 13, 30, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth("response-unit", agency, tuple(published), rejected, tuple(end), personal),
        page="Register",
        header_rows=(3,),
    )


def _spoil_engine(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three vehicles; return why it is wrong."""
    match number:
        case 9:
            cells[1] = 11.1
            return "11.10 became the number 11.1"
        case 26:
            cells[5] = 20118
            return "a year far away"
        case 34:
            cells[7] = None
            return "no condition"
        case _:
            return ""


_STATUSES: Final = (
    ("Siaga di Pos", "available_at_station"),
    ("Meluncur", "en_route"),
    ("Tiba di TKP", "on_scene"),
    ("TIBA DI TKP", "on_scene"),
    ("Kembali ke Pos", "returning"),
    ("Perbaikan", "out_of_service"),
)


def unit_log() -> Sheet:
    """Return a control room's log of unit status: a comma file in Eastern Indonesian time, operators by name."""
    dice, page, agency = Dice("log"), Page(), "teluk-fire"
    page.add("waktu", "kode_unit", "status", "no_kejadian", "jml_awak", "bbm_persen", "operator")
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    at = datetime(2026, 2, 27, 21, 40)  # noqa: DTZ001 - a clock on a wall
    for number in range(1, 71):
        at += timedelta(seconds=dice.between(40, 2400))
        unit, (word, status) = f"T-{dice.between(1, 8):02}", dice.pick(_STATUSES)
        committed = status in {"en_route", "on_scene"}
        incident = f"K{dice.between(101, 130)}" if committed else None
        crew, fuel = dice.between(2, 6), dice.between(15, 100)
        shown: list[Cell] = [f"{at:%d/%m/%Y %H:%M:%S}", unit, word, incident or "-", crew, _percent(fuel, number),
                             officer(number % 5)[0]]  # fmt: skip
        why = ""
        if number == 33:
            shown[0], why = f"{at:%d/%m/%Y} 25:10:00", "25:10 o'clock"
        elif number == 58:
            shown[2:4], why = ["Meluncur", "-"], "on its way to no incident"
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "unit_id": minted(agency, unit), "observed_at": at.replace(tzinfo=WIT).astimezone(UTC), "status": status,
            "status_source": perhaps(word), "is_available": status in {"available_at_station", "returning"},
            "incident_id": incident and minted(agency, incident), "crew_on_board": crew, "fuel_percent": float(fuel),
            "out_of_service_reason": perhaps("mechanical") if status == "out_of_service" else None,
        }))  # fmt: skip
    return Sheet(
        file="unit-log.csv",
        about="control room: day before month, Eastern Indonesian time, decimal commas, '-' for no incident, operators",
        pages=(page,),
        saved=datetime(2026, 3, 2, 7, 0, tzinfo=WIT),
        zone="Asia/Jayapura",
        truth=Truth("unit-status", agency, tuple(published), rejected, personal=tuple(officer(n)[0] for n in range(5))),
    )


def _percent(fuel: int, number: int) -> str:
    return f"{fuel},0" if number % 2 else str(fuel)


#: How the sheet calls it, the kind, and the categories that list the kind
_INCIDENTS: Final = (
    ("Kebakaran Rumah", "structure_fire", OneOf(("fire",))),
    ("Kebakaran Pasar", "structure_fire", OneOf(("fire",))),
    ("Kebakaran Lahan", "outside_fire", OneOf(("fire",))),
    ("KEBAKARAN KENDARAAN", "transportation_fire", OneOf(("fire",))),
    ("Pohon Tumbang", "fallen_tree", OneOf(("public_service", "hazardous", "extreme_weather"))),
    ("Evakuasi Ular", "animal_rescue", OneOf(("rescue", "public_service"))),
    ("Evakuasi Sarang Tawon", "animal_rescue", OneOf(("rescue", "public_service"))),
)
_MIDNIGHT: Final = 18


def incidents() -> Sheet:
    """Return a regency's incidents of a month: date and clocks apart, rupiah with dots, callers by name."""
    agency = "rimba-fire"
    january, _, _ = _month("Januari 2026", date(2026, 1, 1), agency, 21)
    page, published, rejected = _month("Februari 2026", date(2026, 2, 1), agency, 38)
    page.add()
    name, phone = officer(38)
    furniture = [page.add(*[None] * 8, text) for text in ("Kepala Seksi Operasi,", name, f"HP. {phone}")]
    personal = tuple(text for person in range(1, 39) for text in officer(person))
    return Sheet(
        file="incidents.xlsx",
        about="regency fire service: a page a month, date and clocks apart, rupiah with dots, metres with commas",
        pages=(january, page),
        saved=datetime(2026, 3, 1, 9, 0, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("emergency-incident", agency, tuple(published), rejected, tuple(furniture), personal),
        page="Februari 2026",
        header_rows=(4,),
    )


def _month(name: str, first: date, agency: str, count: int) -> tuple[Page, list[Published], dict[int, tuple[int, str]]]:
    """Return one month: its page, what is to be published of it, and what is to be rejected."""
    dice, page = Dice(name), Page(name)
    page.title("REKAP KEJADIAN YANG SELESAI DITANGANI", 12)
    page.title(f"BULAN {name.upper()}", 12)
    page.add()
    page.add("No", "Nomor Laporan", "Tanggal", "Jam Lapor", "Jam Tiba", "Jenis Kejadian", "Luas Terbakar (m2)", "Luka",
             "Meninggal", "Kerugian (Rp)", "Nama Pelapor", "HP Pelapor")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, count + 1):
        shown, fields = _incident(dice, number, first, agency)
        why = {11: "25.70 o'clock", 27: "'2 org' is no integer"}.get(number, "")
        if number == 11:
            shown[3] = "25.70"
        elif number == 27:
            shown[7] = "2 org"
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
        else:
            published.append(Published(row, fields, optional=number == _MIDNIGHT))
    return page, published, rejected


def _incident(dice: Dice, number: int, first: date, agency: str) -> tuple[list[Cell], dict[str, object]]:
    """Return the cells of one incident and what is true of it."""
    code, day = f"{number:03}/DMK/{first:%m}", first + timedelta(days=dice.below(27))
    called = datetime.combine(day, time(dice.between(0, 22), dice.below(60)), WIB)
    if number == _MIDNIGHT:
        called = called.replace(hour=23, minute=54)
    arrived = called + timedelta(minutes=dice.between(6, 25) if number != _MIDNIGHT else 14)
    word, kind, category = dice.pick(_INCIDENTS)
    burnt = dice.pick((24.0, 112.5, 1250.0, 2400.5)) if "KEBAKARAN" in word.upper() else None
    hurt, dead = dice.pick((0, 0, 0, 1, 2)), dice.pick((0, 0, 0, 0, 1))
    loss = dice.pick((5_000_000, 15_000_000, 250_000_000)) if burnt else None
    rupiah: Cell = "-" if loss is None else loss if number % 5 == 0 else f"{loss:,}".replace(",", ".")
    area = "-" if burnt is None else f"{burnt:,.1f}".translate(str.maketrans(",.", ".,")).removesuffix(",0")
    cells: list[Cell] = [number, code, day, f"{called:%H.%M}", f"{arrived:%H.%M}", word, area, hurt, dead, rupiah]
    fields: dict[str, object] = {
        "id": minted(agency, code), "incident_number": code, "incident_category": category, "incident_type": kind,
        "incident_type_source": perhaps(word), "status": "closed", "status_source": ANYTHING,
        "call_received_at": called.astimezone(UTC), "first_on_scene_at": arrived.astimezone(UTC),
        "time_precision": "minute", "affected_area_m2": burnt, "injuries_public": hurt, "fatalities_public": dead,
        "estimated_loss": loss, "loss_currency": perhaps("IDR"),
        "reporter_name": perhaps(officer(number)[0]), "reporter_phone": ANYTHING,
    }  # fmt: skip
    return [*cells, *officer(number)], fields
