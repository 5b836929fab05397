"""Two sheets that count vehicles: a regency's ambulances by condition, a fire service's vehicles by post.

What lives here: their cells and their truth, made together from one seed each. What this file must not know: file
formats, the package under examination.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from .grid import FLOWERS, WIB, WITA, Cell, Dice, Formula, OneOf, Padded, Page, Published, Sheet, Truth, minted, officer

#: What the heading says and the kind of vehicle it means: "Pusling" is the health centre's travelling clinic.
_AMBULANCES: Final = (
    ("Ambulans Transport", "ambulance_transport"),
    ("Pusling Roda 4", "mobile_clinic"),
    ("Mobil Jenazah", "hearse"),
)
_CONDITIONS: Final = ("Jml", "Baik", "Rusak Ringan", "Rusak Berat")
_NONE_OR_ZERO: Final = OneOf((None, 0))


def ambulances() -> Sheet:
    """Return a regency health office's sheet: three kinds of vehicle by condition, twelve columns under two rows."""
    dice, page, agency = Dice("ambulances"), Page("Ambulans"), "lembah-health"
    page.title("DATA AMBULANS DAN KENDARAAN OPERASIONAL MENURUT KONDISI", 16)
    page.title("KEADAAN 31 DESEMBER 2025", 16)
    page.add()
    upper = ["No", "Kode", "Fasilitas", *(text for kind, _ in _AMBULANCES for text in (kind, "", "", "")), "Ket."]
    page.heads(upper, ["", "", "", *_CONDITIONS * 3, ""])
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    totals = [0] * 12
    for number in range(1, 33):
        code = f"{300 + number:04}"
        cells: list[Cell] = [number, code, f"{'RSUD' if number < 3 else 'Puskesmas'} {FLOWERS[number]}"]
        counts = [_vehicles(dice, number, kind) for kind in range(3)]
        cells += [count or "-" for group in counts for count in group]
        totals = [total + count for total, count in zip(totals, (n for group in counts for n in group), strict=True)]
        cells.append("usul hapus" if number % 7 == 0 else None)
        if number == 7:
            cells[1] = Padded(307, "0000")
        if number == 12:
            cells[3] = f"{counts[0][0]} unit"
        elif number == 25:
            cells[4] = counts[0][1] + 1
        row = page.add(*cells)
        if number in {12, 25}:
            rejected[row] = (1, "'2 unit' is no integer" if number == 12 else "conditions do not add up to the total")
        published += [
            _fleet(row, "facility", minted(agency, code), unit, date(2025, 12, 31), group)
            for (_, unit), group in zip(_AMBULANCES, counts, strict=True)
            if not (row in rejected and unit == "ambulance_transport")
        ]
    last = len(page.rows)
    columns = "DEFGHIJKLMNO"
    sums = (Formula(f"=SUM({c}6:{c}{last})", total) for c, total in zip(columns, totals, strict=True))
    furniture = [page.add(None, None, "JUMLAH", *sums)]
    furniture.append(page.add("Keterangan: tanda - berarti tidak ada kendaraan"))
    truth = Truth("fleet-count", agency, tuple(published), rejected, tuple(furniture))
    return Sheet(
        file="ambulances.ods",
        about="regency health office: three kinds by condition, two header rows, '-' for none, 0307 became a number",
        pages=(page,),
        saved=datetime(2026, 1, 9, 10, 0, tzinfo=WITA),
        zone="Asia/Makassar",
        truth=truth,
        page="Ambulans",
        header_rows=(4, 5),
    )


def _vehicles(dice: Dice, number: int, kind: int) -> list[int]:
    """Return total, good, lightly and heavily damaged; a facility without such vehicles has four zeros."""
    if kind and (number + kind) % 4 == 0:
        return [0, 0, 0, 0]
    good, light, heavy = dice.between(1, 4), dice.below(2), dice.pick((0, 0, 0, 1))
    return [good + light + heavy, good, light, heavy]


def _fleet(row: int, holder: str, holder_id: str, unit: str, as_of: date, counts: list[int]) -> Published:
    """Return one row of counts; where a holder has none of a kind, the row may be left out."""
    total, *conditions = counts
    names = ("good", "light_damage", "heavy_damage")
    fields: dict[str, object] = {
        "holder_type": holder, "holder_id": holder_id, "unit_type": unit, "unit_type_source": OneOf(()),
        "as_of": as_of, "as_of_precision": "day", "total": total,
        **{name: count or _NONE_OR_ZERO for name, count in zip(names, conditions, strict=False)},
    }  # fmt: skip
    return Published(row, fields, optional=total == 0)


_POST_VEHICLES: Final = (
    ("Pompa", "engine"),
    ("Tangga", "ladder"),
    ("Tangki Air", "water_tender"),
    ("Komando", "command"),
    ("Perahu Karet", "rescue_water"),
)


#: By number of the post: the kind of vehicle, what the cell says, why it is wrong.
_SPOILED: Final[dict[int, tuple[int, Cell, str]]] = {5: (0, "2 unit", "no integer"), 17: (2, -1, "fewer than none")}


def fleet_by_post() -> Sheet:
    """Return a fire service's matrix: posts by kinds of vehicle, sums on two sides, empty cells for none."""
    dice, page, agency = Dice("fleet"), Page("Rekap Armada", hidden_columns=(10,)), "muara-fire"
    page.title("REKAPITULASI KENDARAAN DINAS PER POS", 10)
    page.title("Per 1 Januari 2026", 10)
    upper = ["NO", "KODE", "NAMA POS", "JENIS KENDARAAN", "", "", "", "", "JUMLAH", "PENANGGUNG JAWAB"]
    page.heads(upper, ["", "", "", *(word for word, _ in _POST_VEHICLES), "", ""])
    published: list[Published] = []
    rejected: dict[int, tuple[int, str]] = {}
    totals = [0] * 6
    for number in range(1, 27):
        code = f"MF.{number:02}"
        counts = [dice.pick((0, 1, 1, 2, 3)) if kind < 3 else dice.pick((0, 0, 1)) for kind in range(5)]
        totals = [total + count for total, count in zip(totals, [*counts, sum(counts)], strict=True)]
        cells: list[Cell] = [number, code, f"Pos {FLOWERS[number]}", *(count or None for count in counts)]
        cells += [Formula(f"=SUM(D{len(page.rows) + 1}:H{len(page.rows) + 1})", sum(counts)), officer(number)[0]]
        spoiled = _SPOILED.get(number)
        if spoiled:
            cells[3 + spoiled[0]] = spoiled[1]
        row = page.add(*cells)
        if spoiled:
            rejected[row] = (1, spoiled[2])
        published += [
            _fleet(row, "station", minted(agency, code), unit, date(2026, 1, 1), [count])
            for kind, ((_, unit), count) in enumerate(zip(_POST_VEHICLES, counts, strict=True))
            if not (spoiled and spoiled[0] == kind)
        ]
        if number == 14:
            page.add()
    last = len(page.rows)
    sums = (Formula(f"=SUM({c}5:{c}{last})", total) for c, total in zip("DEFGHI", totals, strict=True))
    end = page.add("JUMLAH", None, None, *sums)
    page.merged.append((end, 1, end, 3))
    names = tuple(officer(number)[0] for number in range(1, 27))
    return Sheet(
        file="fleet-by-post.xlsx",
        about="fire service: posts down, kinds of vehicle across, sums at the right and below, empty cells for none",
        pages=(page, Page("Sheet2")),
        saved=datetime(2026, 1, 5, 14, 20, tzinfo=WIB),
        zone="Asia/Jakarta",
        truth=Truth("fleet-count", agency, tuple(published), rejected, (end,), names),
        page="Rekap Armada",
        header_rows=(3, 4),
    )
