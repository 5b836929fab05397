"""Two bed sheets written after drafting was: a city's rooms with annexes, a regency's emergency and intensive care.

What lives here: their cells and their truth, made together from one seed each. Areas and their codes are facts
(Kepmendagri 300.2.2-2430/2025). What this file must not know: file formats, the package under examination, how maps
are drafted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from .grid import FLOWERS, WIB, WITA, Cell, Dice, Formula, Page, Published, Sheet, Truth, minted, officer, perhaps

_ROOMS: Final = (
    ("Rawat Inap", "medical_surgical", "I", "class_1"),
    ("Rawat Inap", "medical_surgical", "II", "class_2"),
    ("Rawat Inap", "medical_surgical", "III", "class_3"),
    ("Kebidanan", "obstetrics", "-", "none"),
    ("Anak", "pediatrics", "II", "class_2"),
    ("ICU", "adult_icu", "-", "none"),
)
_ANNEX: Final = (("Isolasi", "isolation", "-", "none"),)
_PLACES: Final = (
    ("Kota Semarang", "33.74"),
    ("Kab. Semarang", "33.22"),
    ("Kab. Demak", "33.21"),
    ("Kab. Kendal", "33.24"),
)


def rooms() -> Sheet:
    """Return a health office's sheet around Semarang: a row a room, flats as annexes, date and clock apart."""
    dice, page, agency = Dice("rooms"), Page("Februari"), "pandan-health"
    page.title("DATA TEMPAT TIDUR RUMAH SAKIT DAN RUMAH SUSUN ISOLASI", 13)
    page.title("DINAS KESEHATAN CONTOH, 10 FEBRUARI 2026", 13)
    page.add()
    page.add("NO", "KODE RS", "NAMA RUMAH SAKIT", "KAB/KOTA", "RUANGAN", "KELAS", "JML TT", "TERPAKAI", "SISA",
             "TGL UPDATE", "JAM", "PETUGAS PENGISI", "NO. WA")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    number = 0
    for hospital in range(1, 11):
        # the flats lent to a hospital as an isolation ward stand below it, with a code of their own
        annex = hospital in {3, 7}
        if hospital > 1:
            page.add()
        for room in (*_ROOMS, *(_ANNEX if annex else ())):
            number += 1
            code, name = f"{hospital:04}", f"RS{'UD' if hospital < 4 else ''} Contoh {FLOWERS[2 * hospital]}"
            if room in _ANNEX:
                code, name = f"{code}-R", f"{name} (Rusunawa)"
            cells, fields = _room(dice, number, hospital, room)
            cells[1:3] = code, name
            why = _spoil_room(number, cells)
            row = page.add(*cells)
            if why:
                rejected[row] = (1, why)
                continue
            fields |= {"facility_id": minted(agency, code), "facility_name_source": perhaps(name)}
            published.append(Published(row, fields))
    furniture = [page.add(None, None, "TOTAL", None, None, None, *_sums(page, 5, "GHI"))]
    page.add()
    name, _ = officer(25)
    furniture += [page.add(*[None] * 10, text) for text in ("Mengetahui,", "Kabid Pelayanan Kesehatan", name)]
    personal = tuple(text for person in range(11, 21) for text in officer(person))
    return Sheet(
        file="beds-rooms.xlsx",
        about="health office: a row a room, flats lent as wards, a blank line between hospitals, date and clock apart",
        pages=(page,),
        saved=datetime(2026, 2, 10, 11, 30, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("facility-capacity", agency, tuple(published), rejected, tuple(furniture), (*personal, name)),
        page="Februari",
        header_rows=(4,),
    )


def _sums(page: Page, first: int, columns: str) -> list[Formula]:
    """Return the sums of columns from their first row on, as the office program shows them: texts count nothing."""
    places = ["ABCDEFGHIJKLMNOPQ".index(column) for column in columns]
    cells = [[row[n] for row in page.rows[first - 1 :] if len(row) > n] for n in places]
    shown = [sum(cell for cell in column if isinstance(cell, int)) for column in cells]
    last = len(page.rows)
    return [Formula(f"=SUM({c}{first}:{c}{last})", value) for c, value in zip(columns, shown, strict=True)]


def _room(dice: Dice, number: int, hospital: int, room: tuple[str, ...]) -> tuple[list[Cell], dict[str, object]]:
    """Return the cells of one room, the hospital still missing, and what is true of it."""
    word, kind, grade, care = room
    installed = dice.between(6, 48) if kind != "adult_icu" else dice.between(4, 12)
    free = dice.between(0, installed // 2)
    # a few beds are being cleaned: they are neither taken nor free
    taken = installed - free - (1 if number % 6 == 0 and free < installed else 0)
    place, area = _PLACES[hospital % 4]
    seen = datetime.combine(date(2026, 2, 9 + (hospital % 3 > 0)), time(dice.between(5, 9), dice.below(60)), WIB)
    cells: list[Cell] = [number, None, None, place, word, grade, installed, taken, free, seen.date(), f"{seen:%H.%M}",
                         *officer(10 + hospital)]  # fmt: skip
    fields: dict[str, object] = {
        "area_code": perhaps(area), "area_source": perhaps(place), "bed_type": kind, "bed_type_source": perhaps(word),
        "care_class": care, "physical_beds": installed, "occupied_beds": taken, "available_beds": free,
        "observed_at": seen.astimezone(UTC), "is_estimate": False,
    }  # fmt: skip
    return cells, fields


def _spoil_room(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of four rooms; return why it is wrong."""
    match number:
        case 10:
            cells[10] = "24.30"
            return "half past twenty-four"
        case 27:
            cells[8] = "penuh"
            return "'penuh' is no integer"
        case 39:
            cells[8] = 77
            return "more beds free than there are"
        case 51:
            cells[5] = "IV"
            return "a class that the list does not have"
        case _:
            return ""


#: What the heading says, the kind of bed it means, the least and the most beds, and who has none
_CARE: Final = (
    ("UGD", "emergency_department", 6, 20, 0),
    ("ICU Dewasa", "adult_icu", 3, 10, 7),
    ("HCU", "hcu", 2, 8, 3),
    ("NICU", "nicu", 2, 6, 2),
)
_AT: Final = datetime(2026, 2, 9, 6, tzinfo=WITA)
_HOSPITALS: Final = 34


def critical_care() -> Sheet:
    """Return a regency's wide sheet: four kinds of bed of three columns, one time for all of it in the title."""
    dice, page, agency = Dice("critical"), Page("Rekap"), "hulu-health"
    page.title("KETERSEDIAAN TT GAWAT DARURAT DAN INTENSIF", 17)
    page.title("Kondisi tanggal 9 Februari 2026 jam 06.00 WITA", 17)
    upper = ["No", "Kode Faskes", "Nama Faskes", *(text for care in _CARE for text in (care[0], "", "")), "Ket.",
             "Kontak Person"]  # fmt: skip
    page.heads(upper, ["", "", "", *("Kap.", "Pakai", "Sisa") * 4, "", ""])
    furniture = [page.add(*range(1, 18))]
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, _HOSPITALS + 1):
        code, name = f"{6300 + number:05}", f"{'RSUD' if number < 6 else 'RS'} {FLOWERS[number]} Medika"
        counts = [_beds(dice, number, *care[2:]) for care in _CARE]
        flat = [count for group in counts for count in (group or (None,) * 3)]
        cells: list[Cell] = [number, code, name, *("-" if count is None else count for count in flat),
                             "renovasi" if number % 15 == 0 else None, " / ".join(officer(number % 7))]  # fmt: skip
        spoiled, why = _spoil_hospital(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1 if spoiled else sum(group is not None for group in counts), why)
        published += [
            Published(row, {
                "facility_id": minted(agency, code), "facility_name_source": perhaps(name), "bed_type": kind,
                "bed_type_source": perhaps(word), "care_class": "none", "observed_at": _AT.astimezone(UTC),
                "is_estimate": False, "physical_beds": group[0], "occupied_beds": group[1], "available_beds": group[2],
            })
            for (word, kind, *_), group in zip(_CARE, counts, strict=True)
            if group is not None and not (why and spoiled in {"", kind})
        ]  # fmt: skip
    end = page.add("JUMLAH", None, None, *_sums(page, 6, "DEFGHIJKLMNO"))
    page.merged.append((end, 1, end, 3))
    furniture += [end, page.add("Ket: tanda - = tidak ada layanan")]
    personal = tuple(text for person in range(7) for text in officer(person))
    return Sheet(
        file="critical-care.ods",
        about="regency: four kinds of bed across, '-' for none, the time of all of it in the title, column numbers",
        pages=(page,),
        saved=datetime(2026, 2, 9, 7, 10, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth("facility-capacity", agency, tuple(published), rejected, tuple(furniture), personal),
        page="Rekap",
        header_rows=(3, 4),
    )


def _beds(dice: Dice, number: int, least: int, most: int, none: int) -> tuple[int, int, int] | None:
    """Return beds, taken and free ones of one kind; every so many hospitals have none of it."""
    beds = dice.between(least, most)
    free = dice.between(0, beds // 2)
    return None if none and number % none == 1 else (beds, beds - free, free)


def _spoil_hospital(number: int, cells: list[Cell]) -> tuple[str, str]:
    """Spoil a cell of three hospitals; return the kind of bed it spoils, "" where it is every one, and why."""
    match number:
        case 9:
            cells[5] = "3 (VIP)"
            return "emergency_department", "'3 (VIP)' is no integer"
        case 20:
            cells[1] = None
            return "", "no code"
        case 28:
            cells[8] = 40
            return "adult_icu", "more beds free than there are"
        case _:
            return "", ""
