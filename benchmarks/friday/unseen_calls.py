"""Two sheets of calls written after drafting was: a city's fires, the turn-outs of its neighbour's units.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination, how maps are drafted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .grid import (
    ANYTHING,
    FLOWERS,
    WIB,
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

_PONTIANAK: Final = ZoneInfo("Asia/Pontianak")
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
#: What burnt, the type of incident, the kind of place
_BURNT: Final = (
    ("Rumah Tinggal", "structure_fire", "residential"),
    ("RUMAH TINGGAL", "structure_fire", "residential"),
    ("Ruko", "structure_fire", "commercial_public"),
    ("Gudang", "structure_fire", OneOf(("industrial", "commercial_public"))),
    ("Lahan Gambut", "outside_fire", "other"),
    ("Sepeda Motor", "transportation_fire", "vehicle"),
)
_CAUSES: Final = (
    ("Korsleting listrik", "electrical"),
    ("Kompor gas", OneOf(("stove", "gas_leak"))),
    ("Puntung rokok", "cigarette"),
    ("Pembakaran sampah", OneOf(("other", "arson"))),
    ("Dalam penyelidikan", "undetermined"),
)
_MIDNIGHT: Final = 31
_NONE_OR_ZERO: Final = OneOf((None, 0))


def fires() -> Sheet:
    """Return a city's fires of a month: four clocks beside a date, losses in "Rp", callers with their numbers."""
    dice, page, agency = Dice("fires"), Page(), "kapuas-fire"
    page.add("No", "No Laporan", "Hari", "Tanggal", "Jam Terima", "Jam Berangkat", "Jam Tiba", "Jam Selesai",
             "Objek Terbakar", "Penyebab", "Lokasi", "Jml Unit", "Luka", "MD", "Taksiran Kerugian", "Pelapor",
             "HP Pelapor")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 46):
        cells, fields = _fire(dice, number, agency)
        why = _spoil_fire(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1, why)
        else:
            published.append(Published(row, fields, optional=number == _MIDNIGHT))
    personal = tuple(text for person in range(40) for text in officer(person))
    return Sheet(
        file="fires.csv",
        about="city fire service: a date, its weekday and four clocks, 'Rp 15.000.000', '-' for none, callers",
        pages=(page,),
        saved=datetime(2026, 2, 2, 8, 40, tzinfo=_PONTIANAK),
        zone="Asia/Pontianak",
        truth=Truth("emergency-incident", agency, tuple(published), rejected, personal=personal),
        delimiter=";",
        encoding="utf-8-sig",
    )


def _fire(dice: Dice, number: int, agency: str) -> tuple[list[Cell], dict[str, object]]:
    """Return the cells of one fire and what is true of it."""
    code, day = f"{number:04}", date(2026, 1, 1) + timedelta(days=(number - 1) * 2 // 3)
    # of three fires two fall on one day, in the order of their numbers
    hour = dice.between(0, 9) if number % 3 == 1 else dice.between(10, 20)
    called = datetime.combine(day, time(hour, dice.below(60)), _PONTIANAK)
    if number == _MIDNIGHT:
        called = called.replace(hour=23, minute=41)
    left = called + timedelta(minutes=dice.between(1, 4))
    arrived = left + timedelta(minutes=dice.between(3, 15))
    closed = arrived + timedelta(minutes=dice.between(15, 120))
    (word, kind, place), (why, cause) = dice.pick(_BURNT), dice.pick(_CAUSES)
    street, vehicles = f"Jl. {FLOWERS[-number % 40]} Gg. {dice.between(1, 9)}", dice.between(1, 7)
    hurt, dead = dice.pick((0, 0, 0, 0, 1, 2)), dice.pick((0, 0, 0, 0, 0, 1))
    loss = dice.pick((None, 2_500_000, 15_000_000, 120_000_000))
    rupiah = "-" if loss is None else f"Rp {loss:,}".replace(",", ".")
    clocks = (f"{at:%H:%M}" for at in (called, left, arrived, closed))
    cells: list[Cell] = [number, code, _DAYS[day.weekday()], f"{day:%d/%m/%Y}", *clocks, word, why, street, vehicles,
                         hurt or "-", dead or "-", rupiah, *officer(number % 40)]  # fmt: skip
    fields: dict[str, object] = {
        "id": minted(agency, code), "incident_number": code, "incident_category": "fire", "incident_type": kind,
        "incident_type_source": ANYTHING, "status": "closed", "status_source": ANYTHING, "place_type": place,
        "place_type_source": ANYTHING, "cause": cause, "cause_source": ANYTHING, "address": street,
        "call_received_at": called.astimezone(UTC), "first_dispatch_at": left.astimezone(UTC),
        "first_on_scene_at": arrived.astimezone(UTC), "closed_at": closed.astimezone(UTC), "time_precision": "minute",
        "units_count": vehicles, "injuries_public": hurt or _NONE_OR_ZERO, "fatalities_public": dead or _NONE_OR_ZERO,
        "estimated_loss": loss, "loss_currency": perhaps("IDR"),
        "reporter_name": ANYTHING, "reporter_phone": ANYTHING,
    }  # fmt: skip
    return cells, fields


def _spoil_fire(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of four fires; return why it is wrong."""
    match number:
        case 7:
            cells[3] = "31/02/2026"
            return "31 February"
        case 16:
            cells[4] = "-"
            return "no time of the call"
        case 23:
            cells[11] = "2 unit"
            return "'2 unit' is no integer"
        case 38:
            cells[6] = "25:15"
            return "a quarter past twenty-five"
        case _:
            return ""


def turnouts() -> Sheet:
    """Return a fire service's turn-outs: a row a unit, true clocks under one heading, minutes beside them."""
    dice, page, agency = Dice("turnouts"), Page("Respon Time"), "delta-fire"
    page.title("REKAP WAKTU TANGGAP (RESPON TIME) UNIT", 12)
    page.title("JANUARI 2026", 12)
    page.add()
    page.heads(
        ("NO", "NO. KEJADIAN", "TANGGAL", "KODE UNIT", "KODE POS ASAL", "WAKTU (WIB)", "", "", "",
         "RESPON TIME (MENIT)", "JML PERSONIL", "DANRU"),
        ("", "", "", "", "", "Perintah", "Berangkat", "Tiba", "Kembali di Pos", "", "", ""),
    )  # fmt: skip
    furniture = [page.add(*range(1, 13))]
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    number = 0
    for incident in range(1, 25):
        day = date(2026, 1, 2) + timedelta(days=incident)
        ordered = datetime.combine(day, time(dice.between(1, 19), dice.below(60)), WIB)
        for unit in range(1, 2 + dice.below(3)):
            number += 1
            cells, fields = _turnout(dice, number, f"{incident:03}/I", f"D{unit}.{dice.between(1, 9)}", ordered, agency)
            why = _spoil_turnout(number, cells)
            row = page.add(*cells)
            if why:
                rejected[row] = (1, why)
            else:
                published.append(Published(row, fields))
    page.add()
    name, phone = officer(33)
    furniture += [page.add(*[None] * 9, text) for text in ("Kasi Operasi,", name, f"HP {phone}")]
    personal = (*(officer(person)[0] for person in range(8)), name, phone)
    return Sheet(
        file="turnouts.xlsx",
        about="fire service: a row a unit on a call, true clocks, minutes beside them, squad leaders by name",
        pages=(page,),
        saved=datetime(2026, 2, 5, 14, 0, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("unit-response", agency, tuple(published), rejected, tuple(furniture), personal),
        page="Respon Time",
        header_rows=(4, 5),
    )


def _turnout(
    dice: Dice, number: int, incident: str, unit: str, ordered: datetime, agency: str
) -> tuple[list[Cell], dict[str, object]]:
    """Return the cells of one unit's turn-out and what is true of it."""
    left = ordered + timedelta(minutes=dice.between(0, 3))
    arrived = left + timedelta(minutes=dice.between(3, 18))
    back = arrived + timedelta(minutes=dice.between(20, 150))
    minutes, crew, post = (arrived - ordered) // timedelta(minutes=1), dice.between(3, 6), f"D{dice.between(1, 4)}"
    clocks = (at.time() for at in (ordered, left, arrived, back))
    cells: list[Cell] = [number, incident, ordered.date(), unit, post, *clocks, minutes, crew, officer(number % 8)[0]]
    fields: dict[str, object] = {
        "id": minted(agency, incident, unit), "incident_id": minted(agency, incident), "unit_id": minted(agency, unit),
        "from_station_id": minted(agency, post), "dispatched_at": ordered.astimezone(UTC),
        "en_route_at": left.astimezone(UTC), "on_scene_at": arrived.astimezone(UTC),
        "back_at_base_at": back.astimezone(UTC), "cleared_at": perhaps(back.astimezone(UTC)),
        "response_s": 60 * minutes, "crew_count": crew,
    }  # fmt: skip
    return cells, fields


def _spoil_turnout(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three turn-outs; return why it is wrong."""
    match number:
        case 6:
            cells[7] = time(0, 5)
            return "there before it had left"
        case 19:
            cells[5] = "lupa"
            return "nobody wrote down when the order came"
        case 30:
            cells[3] = None
            return "no unit"
        case _:
            return ""
