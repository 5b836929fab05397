"""Three bed sheets: the Friday workbook, a provincial health office's, a hospital group's in English.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from .grid import FLOWERS, WIB, WITA, Cell, Dice, Formula, Page, Published, Sheet, Truth, minted, officer, perhaps

_FRIDAY: Final = 95
_BLANK_AFTER: Final = {24, 51, 76}


def friday() -> Sheet:
    """Return the workbook of the README's session: 95 hospitals, two kinds of bed, seven wrong rows of the table."""
    dice, page = Dice("friday"), Page("Rekap TT")
    page.title("REKAPITULASI KETERSEDIAAN TEMPAT TIDUR RUMAH SAKIT", 9)
    page.title("Keadaan Senin, 2 Maret 2026 pukul 08.00 WIB", 9)
    page.add()
    page.heads(
        ("No", "Kode RS", "Nama RS", "IGD", "", "ICU", "", "Jam update", "Petugas"),
        ("", "", "", "isi", "kosong", "isi", "kosong", "", ""),
    )
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    counts = [[dice.between(2, 18), dice.between(0, 9), dice.between(0, 8), dice.between(0, 4)] for _ in range(_FRIDAY)]
    for number, count in enumerate(counts, start=1):
        seen = _seen(dice, number)
        cells = _friday_row(number, count, seen)
        row = page.add(*cells)
        if wrong := _FRIDAY_WRONG.get(number):
            rejected[row] = wrong[1:]
        spoiled = wrong[0] if wrong else ""
        beds = {"emergency_department": count[:2], "adult_icu": count[2:]}
        published += [
            Published(row, _capacity("jakarta-health", str(cells[1]), cells[2], kind, seen) | _occupancy(*pair))
            for kind, pair in beds.items()
            if spoiled not in {"both", kind}
        ]
        if number in _BLANK_AFTER:
            page.add()
    total = page.add("JUMLAH", None, None, *(_sum(page, "DEFG"[n], sum(c[n] for c in counts)) for n in range(4)))
    page.merged.append((total, 1, total, 3))
    names = tuple(officer(number)[0] for number in range(1, _FRIDAY + 1))
    truth = Truth("facility-capacity", "jakarta-health", tuple(published), rejected, (total,), names)
    return Sheet(
        file="beds.xlsx",
        about="the Friday workbook: merged titles, two header rows, wide beds, mixed dates, a total row",
        pages=(page,),
        saved=datetime(2026, 3, 2, 8, 30, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=truth,
        page="Rekap TT",
        header_rows=(4, 5),
    )


#: Number of the hospital: the kind of bed that is spoiled, rows of the table to be rejected, why.
_FRIDAY_WRONG: Final = {
    13: ("emergency_department", 1, "'dua' is no integer"),
    29: ("adult_icu", 1, "'-' all along: no count is given"),
    44: ("both", 2, "31 February"),
    62: ("both", 2, "no hospital code"),
    80: ("adult_icu", 1, "3.5 beds are an average"),
}


def _friday_row(number: int, count: list[int], seen: datetime) -> list[Cell]:
    code: Cell = f"{number:04}"
    if number == 90:
        code = 1090  # typed without the apostrophe that keeps it a text; no digit was lost
    at: Cell = seen if number % 3 == 0 else f"{seen:%d/%m/%Y %H:%M}"
    name = f"{('RSUD', 'RS', 'RSIA', 'RS')[number % 4]} Contoh {FLOWERS[number % len(FLOWERS)]}"
    cells: list[Cell] = [number, code, name, *count, at, officer(number)[0]]
    match number:
        case 13:
            cells[4] = "dua"
        case 29:
            cells[5] = cells[6] = "-"
        case 44:
            cells[7] = "31/02/2026 07:40"
        case 62:
            cells[1] = None
        case 80:
            cells[6] = 3.5
        case _:
            pass
    return cells


def _seen(dice: Dice, number: int) -> datetime:
    """Return when a hospital counted, on its own clock: this morning, or, for a few, days before."""
    morning = datetime(2026, 3, 2, 7) if number % 11 else datetime(2026, 2, 28, 19)  # noqa: DTZ001 - a clock on a wall
    return morning + timedelta(minutes=5 * dice.between(0, 11))


def _sum(page: Page, column: str, value: int) -> Formula:
    return Formula(f"=SUM({column}6:{column}{len(page.rows)})", value)


def _capacity(agency: str, code: str, name: Cell, kind: str, seen: datetime) -> dict[str, object]:
    """Return what every row about beds says; `seen` is on a clock in Jakarta."""
    return {
        "facility_id": minted(agency, code),
        "facility_name_source": perhaps(name),
        "bed_type": kind,
        "care_class": "none",
        "observed_at": seen.replace(tzinfo=WIB).astimezone(UTC),
        "is_estimate": False,
    }


def _occupancy(occupied: int | None, available: int) -> dict[str, object]:
    return {"occupied_beds": occupied, "available_beds": available}


_CLASSES: Final = {
    "vip": ("VIP", "vip"),
    "class_1": ("Kelas 1", "KELAS 1", "Kelas I"),
    "class_2": ("Kelas 2", "kelas 2", "Kls 2"),
    "class_3": ("Kelas 3", "KELAS III", "Kelas 3"),
}
_MONTHS: Final = {2: "Februari", 3: "Maret"}
_REGENCIES: Final = (("Kota Banjarmasin", "63.71"), ("Kota Banjarbaru", "63.72"), ("Kab. Banjar", "63.03"))


def province() -> Sheet:
    """Return a provincial health office's sheet: a row a hospital and class, dates in words, Central time (WITA)."""
    dice, page, agency = Dice("province"), Page("RI Maret 2026"), "banua-health"
    page.title("LAPORAN KETERSEDIAAN TEMPAT TIDUR RAWAT INAP (PENYAKIT DALAM DAN BEDAH)", 11)
    page.title("DINAS KESEHATAN PROVINSI CONTOH", 11)
    page.add()
    page.add("No", "Kode Faskes", "Nama Rumah Sakit", "Kab/Kota", "Kelas", "Kapasitas TT", "Terisi", "Kosong",
             "Update Terakhir", "Petugas", "No. HP")  # fmt: skip
    furniture = [page.add(*range(1, 12))]
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    entries = [(hospital, kind) for hospital in range(14) for kind in _CLASSES]
    for number, (hospital, kind) in enumerate(entries, start=1):
        installed = dice.between(8, 60)
        free = dice.between(0, installed // 3)
        occupied: int | None = installed - free - dice.below(3)
        at = datetime(2026, 3, 2, 6) - timedelta(days=hospital % 3) + timedelta(minutes=10 * dice.below(12))  # noqa: DTZ001
        regency, area = _REGENCIES[hospital % 3]
        code, name = 6371001 + 11 * hospital, f"RS Contoh {FLOWERS[-1 - hospital]}"
        shown: list[Cell] = [number, code, name, regency, dice.pick(_CLASSES[kind]), installed, occupied, free,
                             _in_words(at), *officer(hospital)]  # fmt: skip
        if number in {9, 33}:
            shown[6], occupied = "n/a", None
        why = _spoil_province(number, shown)
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "facility_id": minted(agency, str(code)), "facility_name_source": perhaps(name),
            "area_code": perhaps(area), "area_source": perhaps(regency), "bed_type": "medical_surgical",
            "care_class": kind, "physical_beds": installed, **_occupancy(occupied, free), "is_estimate": False,
            "observed_at": at.replace(tzinfo=WITA).astimezone(UTC),
        }))  # fmt: skip
    furniture += _province_end(page)
    personal = tuple(text for hospital in range(15) for text in officer(hospital))
    return Sheet(
        file="beds-province.xlsx",
        about="provincial health office: a notes page first, column numbers, dates in words (WITA), a signature below",
        pages=(_notes(), page),
        saved=datetime(2026, 3, 2, 9, 15, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth("facility-capacity", agency, tuple(published), rejected, tuple(furniture), personal),
        page="RI Maret 2026",
        header_rows=(4,),
    )


def _in_words(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month]} {at.year} {at:%H.%M} WITA"


def _spoil_province(number: int, shown: list[Cell]) -> str:
    """Spoil the cells of three rows; return why they are wrong."""
    match number:
        case 6:
            shown[7] = 75
            return "more beds free than there are"
        case 22:
            shown[8] = "30 Februari 2026 06.20 WITA"
            return "30 February"
        case 41:
            shown[4] = "Kelas Utama"
            return "a class that the list does not have"
        case _:
            return ""


def _province_end(page: Page) -> list[int]:
    width = (None,) * 8
    last = len(page.rows)
    sums = (Formula(f"=SUM({c}6:{c}{last})", sum(_integers(page, n))) for n, c in ((5, "F"), (6, "G"), (7, "H")))
    rows = [page.add(None, None, "JUMLAH SELURUHNYA", None, None, *sums)]
    page.add()
    name, phone = officer(14)
    return rows + [page.add(*width, text) for text in ("2 Maret 2026", "Kepala Seksi Rujukan", name, f"HP {phone}")]


def _integers(page: Page, column: int) -> list[int]:
    return [row[column] for row in page.rows[5:] if len(row) > column and isinstance(row[column], int)]  # type: ignore[misc]


def _notes() -> Page:
    page = Page("Petunjuk")
    page.title("PETUNJUK PENGISIAN", 3)
    page.add("1.", "Isi jumlah tempat tidur setiap pagi.")
    page.add("2.", "Kirim paling lambat pukul 09.00 WITA.")
    return page


_WARDS: Final = (
    ("ER", "emergency_department", "-", "none"),
    ("ICU", "adult_icu", "-", "none"),
    ("NICU", "nicu", "-", "none"),
    ("Medical", "medical_surgical", "1", "class_1"),
    ("Medical", "medical_surgical", "3", "class_3"),
    ("Maternity", "obstetrics", "2", "class_2"),
    ("PAEDIATRIC", "pediatrics", "VIP", "vip"),
)


def english() -> Sheet:
    """Return a hospital group's export: English headings below a title line, semicolons."""
    dice, page, agency = Dice("english"), Page(), "harapan-hospitals"
    page.add("Bed occupancy report, all hospitals")
    page.add()
    page.add("Facility code", "Facility", "Ward", "Class", "Beds installed", "Occupied", "Free", "Waiting",
             "Updated (WIB)")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(6 * len(_WARDS)):
        hospital, (ward, kind, grade, care) = number // len(_WARDS), _WARDS[number % len(_WARDS)]
        code, name = f"HH-{hospital + 1:02}", f"Harapan {FLOWERS[3 * hospital]} Hospital"
        installed = dice.between(4, 40)
        free = dice.between(0, installed // 2)
        waiting = dice.pick((None, 0, 1, 2, 5))
        seen = datetime(2026, 3, 2, 5) + timedelta(minutes=dice.below(150))  # noqa: DTZ001
        shown: list[Cell] = [code, name, ward, grade, installed, installed - free, free,
                             "n/a" if waiting is None else waiting, f"{seen:%Y-%m-%d %H:%M}"]  # fmt: skip
        why = {11: "no number", 25: "more free than installed"}.get(number, "")
        if why:
            shown[6] = "??" if number == 11 else installed + 7
        row = page.add(*shown)
        if why:
            rejected[row] = (1, why)
            continue
        fields = _capacity(agency, code, name, kind, seen) | _occupancy(installed - free, free)
        said = {
            "care_class": care,
            "physical_beds": installed,
            "queue_count": waiting,
            "bed_type_source": perhaps(ward),
        }
        published.append(Published(row, fields | said))
    name, phone = officer(20)
    end = page.add(f"Prepared by: {name} ({phone})", *[None] * 8)
    return Sheet(
        file="beds-english.csv",
        about="a hospital group's export: a title line, semicolons, English headings and wards, a footer with a name",
        pages=(page,),
        saved=datetime(2026, 3, 2, 8, 0, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("facility-capacity", agency, tuple(published), rejected, (end,), (name, phone)),
        header_rows=(3,),
        delimiter=";",
    )
