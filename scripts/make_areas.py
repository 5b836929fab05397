"""Write the shipped area reference from the decree's codes and names.

Run: python scripts/make_areas.py FOLDER, where FOLDER holds `kemendagri_wilayah_2025/` (codes and official names per
Kepmendagri 300.2.2-2430/2025, columns kode,nama) and `bps_wilayah_2018/` (BPS Master File Desa 2018: id,parent,name
without a header). What is written is our own compact form, one line an area; level, kind and parent follow from code
and name and are not written. Other spellings come from `area_aliases.csv` beside this program, where each names the
file it was seen in.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src/opendata_share/schemas/areas/areas.csv"

# ISO 3166-2:ID of each province's Kemendagri code
ISO = (
    "11 AC 12 SU 13 SB 14 RI 15 JA 16 SS 17 BE 18 LA 19 BB 21 KR 31 JK 32 JB 33 JT 34 YO 35 JI 36 BT 51 BA 52 NB "
    "53 NT 61 KB 62 KT 63 KS 64 KI 65 KU 71 SA 72 ST 73 SN 74 SG 75 GO 76 SR 81 MA 82 MU 91 PA 92 PB 93 PS 94 PT "
    "95 PE 96 PD"
)
# BPS regencies of 2018 whose name differs: renamed since (PP 14/2020, PP 61/2017, PP 2/2019) or spelt otherwise
RENAMED = {"1206": "12.12", "7605": "76.01", "8101": "81.03", "6411": "64.11", "7108": "71.09"}
# BPS provinces of 2018 whose name is another one in the decree
PROVINCES = {"31": "31", "34": "34"}


def main(folder: Path) -> None:
    """Write TARGET from the files in `folder`."""
    names = dict(read_decree(folder / "kemendagri_wilayah_2025"))
    bps = read_crosswalk(folder / "bps_wilayah_2018", names)
    letters = ISO.split()
    iso = {code: f"ID-{suffix}" for code, suffix in zip(letters[::2], letters[1::2], strict=True)}
    aliases = read_aliases(names)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "bps_code", "iso_3166_2", "aliases"])
        for code in sorted(names):
            writer.writerow([code, names[code], bps.get(code, ""), iso.get(code, ""), "|".join(aliases[code])])
    print(f"{len(names)} areas, {len(bps)} with a BPS code, {TARGET.stat().st_size} bytes")


def read_decree(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (code, official name) of every area, once, with one space between words."""
    for name in ("wilayah_level1_2_indonesia.csv", "wilayah_31_dki_jakarta.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["kode"], " ".join(row["nama"].split())


def read_crosswalk(folder: Path, names: dict[str, str]) -> dict[str, str]:
    """Return BPS code by Kemendagri code: provinces and regencies by name, Jakarta's districts by regency and name."""
    found: dict[str, str] = {}
    by_name = {(level(code), key(name)): code for code, name in names.items() if level(code) <= 2}
    for bps, name in read_bps(folder / "provinces.csv"):
        found[PROVINCES.get(bps) or by_name[1, key(name)]] = bps
    for bps, name in read_bps(folder / "regencies.csv"):
        found[RENAMED.get(bps) or by_name[2, key(name)]] = bps
    ours = {bps: code for code, bps in found.items()}
    districts = {(code[:5], key(name)): code for code, name in names.items() if level(code) == 3}
    for bps, name in read_bps(folder / "districts_31.csv"):
        found[districts[ours[bps[:4]], key(name)]] = bps
    return found


def read_bps(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (code, name) of one BPS file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from ((row[0], row[-1]) for row in csv.reader(file) if row)


def read_aliases(names: dict[str, str]) -> dict[str, list[str]]:
    """Return the other spellings of each area, in the order of the file; a code the decree has not is refused."""
    found: dict[str, list[str]] = defaultdict(list)
    with (HERE / "area_aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] not in names:
                raise SystemExit(f"area_aliases.csv names {row['code']}, which is not an area")
            found[row["code"]].append(row["alias"])
    return found


def level(code: str) -> int:
    """Return the number of blocks of a dotted code."""
    return code.count(".") + 1


def key(name: str) -> str:
    """Return `name` without case, spaces, punctuation and the words for its kind that only one source writes."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\bkabupaten\b|\badministrasi\b", "", name.lower()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
