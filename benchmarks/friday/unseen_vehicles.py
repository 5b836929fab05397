"""Three sheets of vehicles written after drafting was: ambulances counted, a port's register, an ambulance's day.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination, how maps are drafted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from .grid import FLOWERS, WIB, WITA, Cell, Dice, OneOf, Page, Published, Sheet, Truth, minted, officer, perhaps

#: The start of a heading and the kind it means; "GD", gawat darurat, does not say which care is given on the way
_AMBULANCES: Final = (
    ("AMB_TRANSPORT", OneOf(("ambulance_transport",))),
    ("AMB_GD", OneOf(("ambulance", "ambulance_bls", "ambulance_als"))),
    ("AMB_JENAZAH", OneOf(("hearse",))),
)
_CONDITIONS: Final = ("JML", "BAIK", "RUSAK_RINGAN", "RUSAK_BERAT")
_NONE_OR_ZERO: Final = OneOf((None, 0))


def ambulance_counts() -> Sheet:
    """Return a province's export of a form: a hospital a row, twelve flat headings, empty cells for none."""
    dice, page, agency = Dice("counts"), Page(), "brantas-health"
    heads = [f"{kind}_{condition}" for kind, _ in _AMBULANCES for condition in _CONDITIONS]
    page.add("ID", "KODE_RS", "NAMA_RS", "KAB_KOTA", *heads, "TGL_DATA", "USER_INPUT")
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 49):
        code = f"{351000 + 7 * number:07}"
        counts = [_vehicles(dice, number, kind) for kind in range(3)]
        # who filled the form in left cells without vehicles empty; others typed 0
        cells: list[Cell] = [1000 + number, code, f"RSU {FLOWERS[number % 40]}", f"KAB. CONTOH {'ABCDE'[number % 5]}"]
        cells += [count if count or number % 3 else None for group in counts for count in group]
        cells += ["31-12-2025", officer(number % 9)[0]]
        spoiled, why = _spoil_counts(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1 if spoiled else sum(group[0] > 0 for group in counts), why)
        published += [
            Published(row, {
                "holder_type": "facility", "holder_id": minted(agency, code), "unit_type": unit,
                "unit_type_source": OneOf(()), "as_of": date(2025, 12, 31), "as_of_precision": "day", "total": group[0],
                "good": group[1] or _NONE_OR_ZERO, "light_damage": group[2] or _NONE_OR_ZERO,
                "heavy_damage": group[3] or _NONE_OR_ZERO,
            }, optional=group[0] == 0)
            for (head, unit), group in zip(_AMBULANCES, counts, strict=True)
            if not (why and spoiled in {"", head})
        ]  # fmt: skip
    return Sheet(
        file="ambulance-counts.csv",
        about="province: an online form's export, twelve flat headings by kind and condition, empty or 0 for none",
        pages=(page,),
        saved=datetime(2026, 1, 14, 15, 45, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("fleet-count", agency, tuple(published), rejected, personal=tuple(officer(n)[0] for n in range(9))),
    )


def _vehicles(dice: Dice, number: int, kind: int) -> list[int]:
    """Return total, good, lightly and heavily damaged; one that has no vehicles of a kind has four zeros."""
    good, light, heavy = dice.between(1, 5), dice.pick((0, 0, 1)), dice.pick((0, 0, 0, 1))
    return [0] * 4 if (number + 2 * kind) % 5 == 0 else [good + light + heavy, good, light, heavy]


def _spoil_counts(number: int, cells: list[Cell]) -> tuple[str, str]:
    """Spoil a cell of three hospitals; return the kind it spoils, "" where it is every one, and why."""
    match number:
        case 11:
            cells[4] = "1 (sewa)"
            return "AMB_TRANSPORT", "'1 (sewa)' is no integer"
        case 24:
            cells[16] = "31-11-2025"
            return "", "31 November"
        case 37:
            cells[8] = 12
            return "AMB_GD", "conditions do not add up to the total"
        case _:
            return "", ""


#: How the register calls it, its kind, water and foam in litres or None, litres a minute
_VEHICLES: Final = (
    ("Foam tender", "foam", 6000, 800, 4500),
    ("Fire engine", "engine", 4000, None, 3000),
    ("Water tender", "water_tender", 12000, None, 1500),
    ("Light rescue", "rescue_light", None, None, None),
    ("Command car", "command", None, None, None),
    ("Fire boat", "fire_boat", None, 500, 8000),
)
_STATES: Final = (
    ("Good", "good"),
    ("Good", "good"),
    ("Minor damage", "light_damage"),
    ("Major damage", "heavy_damage"),
)
_DUTIES: Final = {"good": ("In service", "active"), "light_damage": ("Spare", "reserve"),
                  "heavy_damage": ("Written off", "retired")}  # fmt: skip


def port_register() -> Sheet:
    """Return a port authority's register in English: thousands with commas, drivers with their numbers."""
    dice, page, agency = Dice("port"), Page(), "samudra-port"
    page.add("Unit ID", "Call sign", "Vehicle type", "Make", "Plate no.", "Year", "Water (L)", "Foam (L)",
             "Pump (L/min)", "Condition", "Status", "Station", "Driver", "Driver's phone")  # fmt: skip
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    for number in range(1, 37):
        code, sign, plate = f"{number:03}", f"PORT {number}", f"L {8100 + number} NP"
        word, kind, water, foam, pump = dice.pick(_VEHICLES)
        state, condition = dice.pick(_STATES)
        duty, status = _DUTIES[condition]
        year, station = dice.between(2001, 2025), f"ST{dice.between(1, 4)}"
        amounts = (_thousands(litres) for litres in (water, foam, pump))
        cells: list[Cell] = [code, sign, word, f"Make {FLOWERS[number % 6]}", plate, year, *amounts, state, duty,
                             station, *officer(number % 11)]  # fmt: skip
        why = _spoil_vehicle(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "id": minted(agency, code), "call_sign": sign, "unit_type": kind, "unit_type_source": perhaps(word),
            "can_transport": False, "care_level": perhaps("none"), "plate_number": plate, "year_built": year,
            "water_tank_l": water, "pump_flow_lpm": pump, "condition": condition, "condition_source": perhaps(state),
            "status": status, "home_station_id": minted(agency, station),
        }))  # fmt: skip
    return Sheet(
        file="port-register.csv",
        about="port authority in English: codes with leading zeros, thousands with commas, drivers with their numbers",
        pages=(page,),
        saved=datetime(2026, 2, 20, 9, 5, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth(
            "response-unit",
            agency,
            tuple(published),
            rejected,
            personal=tuple(text for person in range(11) for text in officer(person)),
        ),
    )


def _thousands(litres: int | None) -> str:
    return "-" if litres is None else f"{litres:,}"


def _spoil_vehicle(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three vehicles; return why it is wrong."""
    match number:
        case 8:
            cells[5] = "201O"
            return "a letter O in the year"
        case 19:
            cells[6] = "approx. 4,000"
            return "'approx. 4,000' is no number"
        case 31:
            cells[9] = "see report"
            return "a condition that the list does not have"
        case _:
            return ""


#: How the log calls it, the status, and whether there is a case
_STEPS: Final = (
    ("Standby Pos", "available_at_station", False),
    ("Menuju TKP", "en_route", True),
    ("Di TKP", "on_scene", True),
    ("Menuju RS", "transporting", True),
    ("Tiba RS", "at_destination", True),
    ("Kembali", "returning", False),
    ("Bengkel", "out_of_service", False),
)


def ambulance_log() -> Sheet:
    """Return an ambulance post's log of three days: date and clock apart, a blank line between days."""
    dice, page, agency = Dice("day"), Page("LOG"), "lereng-psc"
    page.title("LOG BOOK AMBULANS PSC 119", 10)
    page.add()
    page.add("NO", "TGL", "JAM", "AMBULANS", "POSISI / STATUS", "NO. KASUS", "RS TUJUAN", "JML KRU", "SOPIR", "KET")
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    at = datetime(2026, 2, 13, 6, 30, tzinfo=WITA)
    for number in range(1, 64):
        before, at = at, at + timedelta(minutes=dice.between(3, 95))
        if before.date() != at.date():
            page.add()
        unit, crew = f"PSC-{dice.between(1, 5):02}", dice.between(2, 4)
        word, status, committed = dice.pick(_STEPS)
        case = f"{dice.between(201, 260)}/II" if committed else None
        goal = f"RSUD {FLOWERS[number % 5]}" if status in {"transporting", "at_destination"} else None
        cells: list[Cell] = [number, at.date(), f"{at:%H:%M}", unit, word, case or "-", goal or "-", crew,
                             officer(number % 6)[0], "ban bocor" if status == "out_of_service" else None]  # fmt: skip
        why = _spoil_step(number, cells)
        row = page.add(*cells)
        if why:
            rejected[row] = (1, why)
            continue
        published.append(Published(row, {
            "unit_id": minted(agency, unit), "observed_at": at.astimezone(UTC), "status": status,
            "status_source": perhaps(word), "is_available": status in {"available_at_station", "returning"},
            "incident_id": case and minted(agency, case), "crew_on_board": crew,
            "out_of_service_reason": perhaps("mechanical") if status == "out_of_service" else None,
        }))  # fmt: skip
    page.add()
    name, _ = officer(22)
    furniture = [page.add(None, None, None, None, None, None, None, None, text) for text in ("Koordinator PSC,", name)]
    return Sheet(
        file="ambulance-log.xlsx",
        about="ambulance post: date and clock apart (WITA), a blank line between days, '-' for no case, drivers",
        pages=(page,),
        saved=datetime(2026, 2, 17, 8, 0, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=Truth(
            "unit-status",
            agency,
            tuple(published),
            rejected,
            tuple(furniture),
            (*(officer(person)[0] for person in range(6)), name),
        ),
        page="LOG",
        header_rows=(3,),
    )


def _spoil_step(number: int, cells: list[Cell]) -> str:
    """Spoil a cell of three steps; return why it is wrong."""
    match number:
        case 14:
            cells[2] = "26:15"
            return "a quarter past twenty-six"
        case 35:
            cells[4] = None
            return "no status"
        case 50:
            cells[4:7] = ["Di TKP", "-", "-"]
            return "on the scene of no case"
        case _:
            return ""
