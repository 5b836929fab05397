"""Write the synthetic files of this example: the shape and quirks of Jakarta's own files, and none of their content.

What lives here: one function a file,
    each a list of ordinary rows with the quirks planted among them by hand. What this program
must not know: the package, the maps,
    the real files. Names of areas and their codes are facts and are real; names of facilities,
addresses, numbers, plates and mail addresses are invented, and no person is named. The same seed writes the same bytes.

    python examples/jakarta/generate.py [--seed N] [--into DIRECTORY]
"""

# Rows are laid out by hand, several columns a line.
# fmt: off

from __future__ import annotations

import argparse
import csv
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

SEED: Final = 20130101
HERE: Final = Path(__file__).parent
T = TypeVar("T")
Row = dict[str, Any]

# wilayah, kecamatan, kelurahan (Kepmendagri 300.2.2-2430/2025), and a point near its middle
AREAS: Final = (
    ("Jakarta Pusat", "Gambir", "Petojo Utara", -6.168, 106.815),
    ("Jakarta Pusat", "Menteng", "Cikini", -6.193, 106.839),
    ("Jakarta Pusat", "Kemayoran", "Kebon Kosong", -6.157, 106.855),
    ("Jakarta Pusat", "Tanah Abang", "Bendungan Hilir", -6.211, 106.814),
    ("Jakarta Pusat", "Senen", "Kwitang", -6.182, 106.840),
    ("Jakarta Utara", "Penjaringan", "Pluit", -6.117, 106.790),
    ("Jakarta Utara", "Tanjung Priok", "Sunter Jaya", -6.150, 106.868),
    ("Jakarta Utara", "Koja", "Rawa Badak Utara", -6.118, 106.900),
    ("Jakarta Utara", "Kelapa Gading", "Kelapa Gading Barat", -6.155, 106.897),
    ("Jakarta Utara", "Cilincing", "Semper Barat", -6.130, 106.930),
    ("Jakarta Barat", "Grogol Petamburan", "Jelambar", -6.157, 106.787),
    ("Jakarta Barat", "Kebon Jeruk", "Duri Kepa", -6.180, 106.771),
    ("Jakarta Barat", "Cengkareng", "Kapuk", -6.143, 106.755),
    ("Jakarta Barat", "Kalideres", "Pegadungan", -6.130, 106.711),
    ("Jakarta Barat", "Kembangan", "Joglo", -6.218, 106.737),
    ("Jakarta Selatan", "Tebet", "Menteng Dalam", -6.231, 106.838),
    ("Jakarta Selatan", "Kebayoran Lama", "Pondok Pinang", -6.280, 106.777),
    ("Jakarta Selatan", "Jagakarsa", "Ciganjur", -6.344, 106.802),
    ("Jakarta Selatan", "Pasar Minggu", "Pejaten Barat", -6.278, 106.830),
    ("Jakarta Selatan", "Mampang Prapatan", "Tegal Parang", -6.247, 106.832),
    ("Jakarta Timur", "Matraman", "Pisangan Baru", -6.209, 106.868),
    ("Jakarta Timur", "Duren Sawit", "Pondok Bambu", -6.235, 106.905),
    ("Jakarta Timur", "Cakung", "Pulo Gebang", -6.212, 106.953),
    ("Jakarta Timur", "Pasar Rebo", "Pekayon", -6.340, 106.872),
)
FLOWERS: Final = (  # noqa: SIM905 - a list of forty words reads worse
    "Melati Kenanga Anggrek Mawar Dahlia Teratai Cempaka Flamboyan Seruni Bakung Kamboja Alamanda "
    "Bugenvil Soka Tanjung Nusa Kemuning Gardenia Lavender Asoka Wijaya Kusuma Sakura Tulip Krisan Lili "
    "Aster Zinnia Ixora Lantana Begonia Gladiol Peony Azalea Kaktus Randu Jati Mahoni Cendana Meranti "
    "Trembesi"
).split()

FIRE: Final = "Bencana Kebakaran"
WATER: Final = "Bencana pada Air (operasi penyelamatan pada Air)"
COLLAPSE: Final = "Bencana Bangunan Runtuh (operasi penyelamatan Collapse Structure)."
HEIGHT: Final = "Bencana pada Ketinggian (operasi penyelamatan Beda Ketinggian)"
TRANSPORT: Final = "Bencana Transportasi (operasi penyelamatan Transportasi)."
HAZMAT: Final = "Bencana penanganan B3 (operasi penyelamatan B3)"
AMBULANCE: Final = "Pertolongan Gawat Darurat (Ambulan Transportasi)."
PARAMEDIC: Final = "Pertolongan Gawat Darurat (Ambulan Paramedik)"
PLACES: Final = {
    "BP": "Bangunan Perumahan", "BU": "Bangunan Umum dan Perdagangan", "BI": "Bangunan Industri", "KD": "Kendaraan",
    "LN": "Lain-Lain",
}
OBJECTS: Final = {"BP": "Rumah Tinggal", "BU": "Ruko", "BI": "Gudang", "KD": "Mobil", "LN": "Sampah"}
HEIGHTS: Final = {"BR": "Bangunan Rendah", "BM": "Bangunan Menengah", "BT": "Bangunan Tinggi"}
CAUSES: Final = {"LS": "Listrik", "KP": "Kompor", "RK": "Rokok", "LP": "Lampu", "LN": "Lain"}


class Dice:
    """Choices from one seed; built on `random.random` alone, whose sequence no Python version changes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to bound − 1."""
        return int(self._random.random() * bound)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def point(self, area: tuple[str, str, str, float, float]) -> tuple[float, float]:
        """Return (latitude, longitude) within a kilometre of the area's middle."""
        return round(area[3] + (self.below(1601) - 800) / 1e5, 6), round(area[4] + (self.below(1601) - 800) / 1e5, 6)


def clock(minutes: int) -> str:
    """Return a time of day as the fire department writes it: 9:05."""
    return f"{minutes // 60 % 24}:{minutes % 60:02}"


def incident(dice: Dice, number: int) -> Row:
    """Return one ordinary fire of 2013."""
    area, place = dice.pick(AREAS), dice.pick(("BP",) * 5 + ("BU",) * 3 + ("BI", "KD", "LN"))
    cause = dice.pick(("LS",) * 6 + ("LN", "KP", "RK", "LP"))
    begin, minutes = dice.below(1380), dice.pick((5,) * 10 + (10,) * 5 + (3, 4, 6, 15))
    height = "" if place in {"KD", "LN"} else dice.pick(("BR",) * 6 + ("BM", "BT"))
    lasted, homes = dice.between(5, 300), dice.pick((0, 0, 1, 2, 5)) if place == "BP" else 0
    marks = {f"objek_{name}": "-" for name in ("bp", "bup", "bi", "kd", "ln")}
    marks[{"BP": "objek_bp", "BU": "objek_bup", "BI": "objek_bi", "KD": "objek_kd", "LN": "objek_ln"}[place]] = "1"
    return {
        "no": number, "tanggal": f"{dice.between(1, 12)}/{dice.between(1, 28)}/2013", "keterangan_jkb": FIRE,
        "sumber_informasi": dice.pick(("Masyarakat",) * 7 + ("Petugas Pemadam", "Petugas Instansi Lain")),
        "waktu_informasi": clock(begin),
        "alamat_kejadian": f"Jl. Contoh {dice.pick(FLOWERS)} No. {dice.between(1, 120)}",
        "rt": dice.pick(("", "", *range(1, 13))), "rw": dice.pick(("", "", *range(1, 11))), "kelurahan": area[2],
        "kecamatan": area[1], "wilayah": area[0],
        "objek_kejadian_awal": OBJECTS[place],
        "kode_objek_bencana": place, "kategori_objek_bencana": PLACES[place], "objek_kejadian_lainnya": "",
        "kode_objek_bencana_lainnya": "", "kategori_objek_bencana_lainnya": "", "id_bangunan": height,
        "jenis_bangunan": HEIGHTS.get(height, ""), "id_sebab": cause, "sebab_kejadian": CAUSES[cause],
        "keterangan_sebab_kejadian": "Arus Pendek Listrik" if cause == "LS" else CAUSES[cause],
        "waktu_respon": clock(begin + minutes), "menit_respon": minutes, "jumlah_unit": dice.between(1, 20),
        "jumlah_sdm": dice.between(1, 20) * 5, "lama_operasi_hari": 0, "lama_operasi_jam": lasted // 60,
        "lama_operasi_menit": lasted % 60,
        "luas_area_kejadian": dice.pick(("", "", "6", "12", "24", "150", "0.5", "2.25")), "petugas_mati": 0,
        "petugas_luka": 0, "masyarakat_mati": 0, "masyarakat_luka": dice.pick((0,) * 12 + (1,)), **marks,
        "jumlah_kk": homes, "jumlah_jiwa": homes * 4,
        "taksiran_kerugian": dice.pick(("NA", "NA", 1000000, 10000000, 50000000, 300000000)),
    }


def rescue(row: Row, heading: str, what: str) -> None:
    """Turn an incident into one that is no fire."""
    row.update(
        keterangan_jkb=heading, objek_kejadian_awal=what, kode_objek_bencana="LN",
        kategori_objek_bencana=PLACES["LN"], id_bangunan="", jenis_bangunan="", id_sebab="LN", sebab_kejadian="Lain",
        keterangan_sebab_kejadian=what, jumlah_kk="NA", jumlah_jiwa="NA", taksiran_kerugian="NA",
        luas_area_kejadian="", objek_bp="-", objek_bup="-", objek_bi="-", objek_kd="-", objek_ln="1",
    )


def fire_incidents(dice: Dice) -> list[Row]:
    """Return 160 incidents; the quirks stand at fixed rows, the last four rows are wrong and are to be rejected."""
    rows = [incident(dice, number) for number in range(1, 161)]
    kinds = [(WATER, "Evakuasi Korban Banjir")] * 20
    kinds += [(AMBULANCE, "Pohon Tumbang")] * 8 + [(COLLAPSE, "Pohon tumbang")] * 4
    kinds += [(AMBULANCE, "Evakuasi Korban")] * 3 + [(PARAMEDIC, "Penjagaan")] * 2 + [(COLLAPSE, "Tembok Runtuh")] * 2
    kinds += [(HEIGHT, "Gladi Bangunan Tinggi"), (TRANSPORT, "Truk Terguling"), (HAZMAT, "Gas Bocor")]
    for row, (heading, what) in zip(rows[40:], kinds, strict=False):
        rescue(row, heading, what)
    for row in rows[90:108]:  # entered in bulk: every call at nine, every arrival ten minutes later
        row.update(waktu_informasi="9:00", waktu_respon="9:10", menit_respon=10)
    planted: dict[int, Row] = {
        2: {"luas_area_kejadian": "1,200"}, 3: {"luas_area_kejadian": "7,5"}, 4: {"luas_area_kejadian": "3x3"},
        5: {"luas_area_kejadian": "lantai 1 - 3"}, 6: {"rt": "8/9/2014", "rw": ""}, 7: {"rt": "5 dan 6"},
        8: {"rw": " 1,2,3 "}, 9: {"rt": "-", "rw": "-"},
        10: {"waktu_informasi": "23:58", "waktu_respon": "0:07", "menit_respon": 9},
        11: {"waktu_informasi": "23:50", "waktu_respon": "0:05", "menit_respon": 15},
        12: {"lama_operasi_hari": -41287, "lama_operasi_jam": 9, "lama_operasi_menit": -41287 * 1440},
        13: {"lama_operasi_hari": 2, "lama_operasi_jam": 3, "lama_operasi_menit": 2 * 1440 + 20},
        14: {"waktu_respon": "", "menit_respon": ""},
        15: {"waktu_informasi": "9:00", "waktu_respon": "15:05", "menit_respon": 365},
        16: {"wilayah": "Jakarta Timur", "kecamatan": "Matraman", "kelurahan": "Pal Meriam"},
        17: {"wilayah": "Jakarta Barat", "kecamatan": "Kebun Jeruk", "kelurahan": "DURI KEPA"},
        18: {"wilayah": "Jakarta Selatan", "kecamatan": "Tebet", "kelurahan": "Kampung Contoh"},
        19: {"wilayah": "Jakarta Barat", "kecamatan": "Kembangan", "kelurahan": "Jelambar"},
        20: {"wilayah": "Kota Tangerang", "kecamatan": "Tangerang", "kelurahan": "Tangerang"},
        21: {"wilayah": "Kota Bekasi", "kecamatan": "Bekasi", "kelurahan": "Bekasi"},
        22: {"wilayah": "Kota Depok", "kecamatan": "Depok", "kelurahan": "Depok"}, 23: {"tanggal": "12/31/2013"},
        24: {"sumber_informasi": ""}, 25: {"sumber_informasi": "Alarm Kota"},
        26: {"jumlah_kk": "NA", "jumlah_jiwa": "NA"},
        27: {"kode_objek_bencana": "", "kategori_objek_bencana": "", "objek_bp": "", "objek_ln": ""},
        156: {"keterangan_jkb": "Bencana Contoh"}, 157: {"waktu_informasi": "25:10"}, 158: {"jumlah_unit": -3},
        159: {"no": 1},
    }
    for at, changes in planted.items():
        rows[at].update(changes)
    return rows


def fire_posts(dice: Dice) -> list[Row]:
    """Return 24 posts: three of one name, four without a place, one far from its address, one whose count is a word."""
    names = ["Kantor Sudin Jakarta Contoh", "Kantor Sektor", "Kantor Sektor", "Kantor Sektor", "Sektor  Kenanga"]
    names += [f"Pos {flower}" for flower in FLOWERS[: 24 - len(names)]]
    rows = []
    for number, (name, area) in enumerate(zip(names, AREAS, strict=True)):
        latitude, longitude = dice.point(area)
        crew = dice.between(3, 9)
        row: Row = {
            "nama_pos_pemadam": name, "kotamadya": area[0], "kecamatan": area[1], "kelurahan": area[2], "rt": "",
            "rw": "", "kodepos": 10110 + 10 * number, "alamat": f"Jl. Contoh {number + 1}", "personil_group_a": crew,
            "personil_group_b": crew + dice.below(2), "personil_group_c": crew,
            "kendaraan": 12 if number == 0 else dice.between(3 if number < 10 else 1, 6),
            "latitude": latitude, "longitude": longitude,
        }
        if number in {6, 12, 18, 21}:
            row |= dict.fromkeys(("kecamatan", "kelurahan", "kodepos", "latitude", "longitude"), "")
        rows.append(row)
    rows[9] |= {"latitude": -6.268, "longitude": 106.808}  # says Cilincing, by the sea; the point lies in the south
    rows[23]["kendaraan"] = "dua"
    return rows


def feature(number: int, name: str, code: str, remark: str, extra: Row, coordinates: Sequence[float] | None) -> Row:
    """Return one GeoJSON feature with the base map's columns."""
    common = {"OBJECTID": number, "NAMOBJ": name, "FCODE": code, "REMARK": remark, "METADATA": None, "SRS_ID": None}
    geometry = None if coordinates is None else {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": common | extra, "geometry": geometry}


def collection(name: str, features: list[Row]) -> Row:
    """Return a GeoJSON feature collection in longitude, latitude."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return {"type": "FeatureCollection", "name": name, "crs": crs, "features": features}


def hospital_names() -> list[tuple[str, str]]:
    """Return (name, kind) of the 40 invented hospitals; the n-th has the code GI01080100-n, from 1."""
    prefixes = ("RS Contoh", "RSUD Contoh", "RS Contoh", "RSIA Contoh", "RS Khusus Contoh")
    kinds = ("RSU", "RSUD", "RSU", "RSIA", "RS Khusus")
    return [(f"{prefixes[at % 5]} {FLOWERS[at]}", kinds[at % 5]) for at in range(40)]


def hospitals(dice: Dice) -> Row:
    """Return 40 hospitals; one has its axes swapped."""
    features = []
    for number, (name, kind) in enumerate(hospital_names(), start=1):
        latitude, longitude = dice.point(AREAS[number % len(AREAS)])
        swapped = number == 40
        at = (latitude, longitude) if swapped else (longitude, latitude)
        extra = {"JPLYRS": 1 + number % 2, "RSALAMAT": None, "TIPRST": None}
        features.append(feature(number, name, "GI01080100", kind, extra, at))
    return collection("rumahsakit", features)


def health_centres(dice: Dice) -> Row:
    """Return 60 health centres and midwives' practices; one kind is not known, one has no place."""
    features = []
    for number in range(1, 61):
        area = AREAS[number % len(AREAS)]
        latitude, longitude = dice.point(area)
        kind = ("Puskesmas Kelurahan", "Puskesmas Kecamatan", "Bidan", "Puskesmas Kelurahan")[number % 4]
        named = {"Puskesmas Kelurahan": area[2], "Puskesmas Kecamatan": area[1], "Bidan": f"Contoh {number}"}[kind]
        level = {"Puskesmas Kelurahan": 1, "Puskesmas Kecamatan": 2}.get(kind)
        extra = {"JPLPKM": 3 if level is None else None, "KMPPKM": level, "PKMKAT": level}
        extra |= {"PKMKODE": None, "PKMLMT": None, "KWKPKM": level and 1}
        remark, place = ("Balai Contoh" if number == 59 else kind), (None if number == 60 else (longitude, latitude))
        features.append(feature(number, f"{kind} {named}", "GI01080080", remark, extra, place))
    return collection("puskesmas", features)


def puskesmas(dice: Dice) -> list[Row]:
    """Return 30 rows of a table called puskesmas: 9 health centres, 20 hospitals, and one of a kind nobody knows."""
    rows = []
    for number in range(1, 31):
        area = AREAS[number % len(AREAS)]
        latitude, longitude = dice.point(area)
        centre = number <= 9
        rows.append({
            "id": number, "nama": f"PUSKESMAS KECAMATAN {area[1].upper()}" if centre else f"Contoh {FLOWERS[number]}",
            "alamat": f"Jl. Contoh {number} Rt.005/06", "latitude": latitude, "longitude": longitude,
            "telp": 5550100 + number, "fax": 5550200 + number,
            "email": f"kontak{number}@{'puskesmas' if centre else 'rs'}-contoh.example",
            "website": "" if centre else f"www.rs-contoh-{number}.example", "type": "puskesmas" if centre else "rs",
        })
    planted: dict[int, Row] = {
        0: {"telp": "021-5550101"}, 1: {"telp": "555 0102 "}, 2: {"telp": "5550103 ; 5550104"},
        3: {"telp": "5550105 Ext.1900 ;1919"}, 4: {"telp": "5550106-7"}, 5: {"telp": "081200000001"},
        6: {"telp": "", "email": ""}, 10: {"telp": "5550107 (10 lines)"},
        11: {"email": "satu@rs-contoh.example, dua@rs-contoh.example"}, 12: {"email": "info@rs_contoh@rs.example"},
        13: {"website": "www.rs-contoh@.example"}, 14: {"email": "info@rs-contoh.ex.1d"},
        15: {"website": "\u00a0www.rs-contoh-16.example"}, 28: {"latitude": "-6,2"}, 29: {"type": "apotek"},
    }
    for at, changes in planted.items():
        rows[at].update(changes)
    return rows


def siranap(dice: Dice) -> list[Row]:
    """Return 60 rows of scraped sentences: relative times, an average, a repeated row, one that contradicts another."""
    # BPS codes: 3171 is Jakarta Selatan, which Kemendagri calls 31.74
    districts = ("3171", "3172", "3173", "3174", "3175", "3101", "3275", "3216", "3578", "3671")
    rows = []
    for number in range(1, 61):
        beds, queue, district = dice.below(9), dice.pick((0,) * 9 + (1, 4)), districts[number % len(districts)]
        rows.append({
            "": number, "hospital": f"RS Contoh {FLOWERS[number % 40]}" + (" Dua" if number >= 40 else ""),
            "address": f"Jl. Contoh {number}",
            "bed_availability": f"Tersedia {beds} bed kosong IGD" if beds else "Bed IGD Penuh!",
            "queue": f"dengan antrian {queue} pasien" if queue else "tanpa antrian pasien.",
            "last_update": dice.pick(("kurang dari 1 menit", "12 menit", "45 menit", "2 jam", "11 jam", "15 jam")),
            "tlp_number": dice.pick(("hotline tidak tersedia", "021555010")), "province": district[:2],
            "district": district, "scraped_at": f"2021-08-24 22:{18 + number // 40}:{number % 60:02}",
            "bed_type": "COVID-19",
        })
    rows[10] |= {"district": "3171.0"}  # a spreadsheet made a number of the code
    rows[20] = rows[19] | {"": 21}  # the same again
    rows[30] = rows[29] | {"": 31, "bed_availability": "Tersedia 99 bed kosong IGD"}  # the same moment, other beds
    rows[40] |= {"bed_availability": "Tersedia 1714.79 bed kosong IGD"}  # an average is no count
    rows[50] |= {"last_update": "baru saja"}
    return rows


def rs_online(dice: Dice) -> list[Row]:
    """Return 50 hospitals as pieces of SQL call them: codes are numbers but one, totals are numbers but one."""
    where = (
        (3171, "DKI JAKARTA"), (3173, "DKI JAKARTA"), (3175, "DKI JAKARTA"), (3275, "JAWA BARAT"),
        (3578, "JAWA TIMUR"), (1703, "BENGKULU"),
    )
    owners = ("SWASTA/ LAINNYA", "Pemkab", "Pemprop", "Perusahaan", "Organisasi Islam", "TNI AD", "BUMN", "Kemkes")
    kinds = ("RSU", "RSU", "RSU", "RSIA", "RSK Jiwa", "RSK BEDAH")
    classes = ("C", "C", "D", "B", "A", "D PRATAMA", "Belum Ditetapkan")
    rows: list[Row] = []
    for number in range(50):
        prefix, province = where[number % len(where)]
        rows.append({
            "d.kode_rs": prefix * 1000 + 900 + number, "d.nama_rs": f"RS Contoh {FLOWERS[number % 40]}",
            "d.nama_prop": province, "d.jenis_rs": dice.pick(kinds), "d.kelas": dice.pick(classes),
            "d.pemilik": dice.pick(owners), "(d.total_tt)": dice.between(0, 400),
        })
    rows[4]["d.kode_rs"] = "3578904S"  # a field hospital
    rows[8]["(d.total_tt)"] = "1,103"
    # regencies numbered anew since the hospital was registered: one code is gone, one now means another province's
    rows[12] |= {"d.kode_rs": 2071912, "d.nama_prop": "KEPULAUAN RIAU"}
    rows[18] |= {"d.kode_rs": 6404918, "d.nama_prop": "KALIMANTAN UTARA"}
    rows[47]["d.kelas"] = "E"
    rows[48]["d.kode_rs"] = rows[0]["d.kode_rs"]
    return rows


def ambulances(dice: Dice) -> list[Row]:
    """Return 20 hospitals' ambulances by condition; one does not add up, one leaves its conditions open."""
    rows = []
    for number, (name, _) in enumerate(hospital_names()[:20], start=1):
        row: Row = {"KODE_RS": f"GI01080100-{number}", "NAMA_RS": name, "TAHUN": 2025}
        for kind, most in (("TRANS", 4), ("GD", 3), ("JENAZAH", 1)):
            good, light, heavy = dice.between(0, most), dice.pick((0, 0, 0, 1)), dice.pick((0, 0, 0, 0, 1))
            row |= {f"AMB_{kind}_JML": good + light + heavy, f"AMB_{kind}_BAIK": good}
            row |= {f"AMB_{kind}_RUSAK_RINGAN": light, f"AMB_{kind}_RUSAK_BERAT": heavy}
        rows.append(row)
    rows[5] |= {"AMB_GD_JML": 3, "AMB_GD_BAIK": "-", "AMB_GD_RUSAK_RINGAN": "-", "AMB_GD_RUSAK_BERAT": "-"}
    rows[11] |= {"AMB_GD_JML": 9, "AMB_GD_BAIK": 2, "AMB_GD_RUSAK_RINGAN": 1, "AMB_GD_RUSAK_BERAT": 0}
    return rows


def units(dice: Dice) -> list[Row]:
    """Return 30 vehicles of the first ten posts; a fire department runs ambulances too."""
    kinds = (
        "Mobil Pompa", "Mobil Pompa", "Mobil Tangki", "Mobil Tangga", "Mobil Rescue", "Perahu Karet", "Mobil Komando",
        "Ambulans Gawat Darurat", "Ambulans Transportasi", "Sepeda Motor Ambulans",
    )
    homes = fire_posts(Dice(SEED))[:10]
    rows: list[Row] = []
    for number in range(1, 31):
        kind, home = kinds[number % len(kinds)], homes[number % len(homes)]
        rows.append({
            "no_lambung": f"CONTOH-{number:02}", "jenis": kind, "nomor_polisi": f"B 00{number:02} XX",
            "nama_pos_pemadam": home["nama_pos_pemadam"], "alamat_pos": home["alamat"],
            "awak_minimum": 2 if "Ambulans" in kind else 5,
            "kapasitas_pasien": {"Sepeda Motor Ambulans": 0}.get(kind, 1) if "Ambulans" in kind else "",
            "kapasitas_tangki_liter": {"Mobil Tangki": 10000, "Mobil Pompa": 4000}.get(kind, ""),
            "kondisi": dice.pick(("Baik",) * 6 + ("Rusak Ringan", "Rusak Berat")),
            "tahun_pembuatan": dice.between(2005, 2024),
            "status": dice.pick(("Aktif",) * 8 + ("Cadangan", "Dihapus")),
        })
    rows[26]["kondisi"] = "Lumayan"
    rows[27]["nomor_polisi"] = "TANPA NOMOR"
    rows[28]["no_lambung"] = "CONTOH-01"
    return rows


def beds(dice: Dice) -> list[Row]:
    """Return the beds of 26 hospitals on one morning: most fresh, one of the evening before, four rows wrong."""
    rows = []
    for number, (name, _) in enumerate(hospital_names()[:26], start=1):
        rows.append({
            "Kode RS": f"GI01080100-{number}", "Nama RS": name, "IGD kosong": dice.pick((0, 0, 1, 2, 3, 5, 8)),
            "ICU kosong": "-" if number % 5 == 4 else dice.below(4),
            "Jam update": f"02/03/2026 {dice.pick(('07:30', '07:50', '08:00', '08:10', '08:20'))}",
        })
    rows[1]["Jam update"] = "01/03/2026 20:00"  # stale by the morning
    rows[22]["IGD kosong"] = "penuh"
    rows[23]["Jam update"] = "31/02/2026 08:00"  # no such day
    rows[24]["Jam update"] = "02/03/2026 09:45"  # after the sheet was fetched
    rows[25]["Kode RS"] = "GI01080100-999"  # nobody's code: kept, and advised
    return rows


def incident_points(_: Dice) -> list[Row]:
    """Return three invented places to ask about: the centre, the north, the east."""
    places = ((-6.1852, 106.8331), (-6.1203, 106.8915), (-6.2144, 106.9302))
    return [{"id": f"contoh-{at}", "latitude": y, "longitude": x} for at, (y, x) in enumerate(places, start=1)]


def csv_text(rows: Sequence[Mapping[str, Any]], delimiter: str = ",") -> str:
    """Return rows as CSV with LF line ends."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def json_text(document: object) -> str:
    """Return a document as JSON, one space a level as the real files have it."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FILES: Final[dict[str, tuple[Callable[[Dice], Any], Callable[[Any], str]]]] = {
    "fire-incidents.csv": (fire_incidents, csv_text),
    "fire-posts.csv": (fire_posts, csv_text),
    "rumahsakit.geojson": (hospitals, json_text),
    "puskesmas.geojson": (health_centres, json_text),
    "mst_puskesmas.csv": (puskesmas, csv_text),
    "siranap-beds.csv": (siranap, csv_text),
    "rs-online.json": (rs_online, json_text),
    "ambulances.csv": (ambulances, csv_text),
    "units.csv": (units, csv_text),
    "beds.csv": (beds, lambda rows: csv_text(rows, ";")),
    "incident-points.csv": (incident_points, csv_text),
}


def generate(into: Path, seed: int = SEED) -> list[Path]:
    """Write every file into `into` and return the paths; each has its own dice, so that one changes alone."""
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (make, text) in FILES.items():
        path = into / name
        path.write_text(text(make(Dice(seed))), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def main() -> None:
    """Write the files and say which."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--into", type=Path, default=HERE / "data")
    arguments = parser.parse_args()
    for path in generate(arguments.into, arguments.seed):
        print(path)


if __name__ == "__main__":
    main()
