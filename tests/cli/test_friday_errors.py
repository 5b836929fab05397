"""Everything that goes wrong on the way from a sheet to a release: where, what, and what to do, in either language.

A sentence names the file; the row as the user sees it and the column by its own heading where it is about a cell; and
the next step. None is a traceback.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Command

LANGUAGES = ("en", "id")
HEAD = ["Kode RS", "Nama RS", "IGD kosong", "Jam update"]
ROW = ["0012", "RS Contoh Melati", 3, "01/03/2026 07:00"]
MAP = """agency = "demo"
[source]
zone = "Asia/Jakarta"
ignore = ["Nama RS"]
[[tables.facility-capacity]]
facility_id = "Kode RS"
bed_type = { value = "emergency_department" }
available_beds = "IGD kosong"
observed_at = { from = "Jam update", format = "%d/%m/%Y %H:%M" }
"""
JUDGE = ("validate", "{beds.xlsx}", "--map", "{beds.toml}")
PUBLISH = ("publish", "{beds.xlsx}", "--map", "{beds.toml}", "--policy", "open", "--into", "{public}")


def workbook(path: Path, *rows: list[Any], sheets: tuple[str, ...] = ("Maret",), head: list[Any] | None = HEAD) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in ([] if head is None else [head]) + list(rows):
            sheet.append(row)
    book.save(path)
    return path


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: how it comes about, the command, and what its sentence must name."""

    name: str
    make: Callable[[Path], object]
    command: tuple[str, ...] = JUDGE
    names: tuple[str, ...] = ("beds.xlsx",)
    code: int = 2


def beds(*rows: list[Any], **more: Any) -> Callable[[Path], object]:
    return lambda at: workbook(at / "beds.xlsx", *rows, **more)


def mapped(text: str) -> Callable[[Path], object]:
    return lambda at: (at / "beds.toml").write_text(text, "utf-8")


def bytes_of(data: bytes) -> Callable[[Path], object]:
    return lambda at: (at / "beds.xlsx").write_bytes(data)


def encrypted(at: Path) -> None:
    (at / "beds.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") * 40)


def bomb(at: Path) -> None:
    with zipfile.ZipFile(at / "beds.xlsx", "a") as package:
        package.writestr("../evil.xml", "<a/>")


FAULTS = (
    Fault("no such file", lambda at: (at / "beds.xlsx").unlink()),
    Fault("an old .xls", bytes_of(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600), code=1),
    Fault("an encrypted workbook", encrypted, code=1),
    Fault("a CSV file called .xlsx", bytes_of(b"a,b\n1,2\n"), code=1),
    Fault("a torn workbook", lambda at: (at / "beds.xlsx").write_bytes((at / "beds.xlsx").read_bytes()[:900]), code=1),
    Fault("a member outside the workbook", bomb, code=1),
    Fault(
        "several sheets", beds(ROW, sheets=("Maret", "April")), names=("beds.xlsx", "Maret", "April", "sheet"), code=1
    ),
    Fault("an empty workbook", beds(head=None), code=1),
    Fault(
        "headings that could stand anywhere",
        beds(["a", "b"], ["Kode RS", None, "x"], ["Nama", "Lain", "c"], head=None),
        names=("beds.xlsx", "header_rows", "--header-rows"),
        code=1,
    ),
    Fault("a heading twice", beds(ROW, head=["Kode RS", "Kode RS", "x", "y"]), names=("beds.xlsx", "Kode RS"), code=1),
    Fault("no such map", lambda at: (at / "beds.toml").unlink(), names=("beds.toml",)),
    Fault("a map that is no TOML", mapped(MAP + "x = ["), names=("beds.toml", "10")),
    Fault(
        "a misspelt column", mapped(MAP.replace('"IGD kosong"', '"IGD Kosong"')), names=("beds.toml", "8", "IGD kosong")
    ),
    Fault(
        "a misspelt field", mapped(MAP.replace("observed_at", "observd_at")), names=("beds.toml", "9", "observed_at")
    ),
    Fault("a wrong code", mapped(MAP.replace("emergency_department", "igd")), names=("beds.toml", "7")),
    Fault(
        "a new column", beds([*ROW, 1], head=[*HEAD, "ICU kosong"]), names=("beds.toml", "4", "ICU kosong", "ignore")
    ),
    Fault("no zone", mapped(MAP.replace('zone = "Asia/Jakarta"\n', "")), names=("beds.toml", "8", "zone")),
    Fault("no agency", mapped(MAP.replace('agency = "demo"\n', "")), names=("beds.toml", "agency")),
    Fault("an unknown contract", lambda at: None, (*JUDGE[:2], "--to", "facility-capcity"), ("facility-capacity",)),
    Fault(
        "headings nobody knows", lambda at: None, (*JUDGE[:2], "--to", "facility-capacity"), ("Kode RS", "map draft"), 1
    ),
    Fault(
        "a word for a number",
        beds(["0012", "RS", "dua", "01/03/2026 07:00"]),
        names=("beds.xlsx", " 2, ", '"IGD kosong" (available_beds)', "beds.rejected.csv"),
        code=1,
    ),
    Fault(
        "a day that is not",
        beds(["0012", "RS", 2, "31/02/2026 07:00"]),
        names=(" 2, ", '"Jam update" (observed_at)'),
        code=1,
    ),
    Fault("a formula without a value", beds(["0012", "RS", "=1+1", ROW[3]]), names=(" 2, ", '"IGD kosong"'), code=1),
    Fault(
        "rejected rows and no --partial", beds(["0012", "RS", "dua", ROW[3]]), PUBLISH, ("--partial", '"IGD kosong"'), 1
    ),
    Fault(
        "an unknown policy", lambda at: None, tuple("opn" if w == "open" else w for w in PUBLISH), ("open", "exchange")
    ),
    Fault("a place that is a file", lambda at: (at / "public").write_text("", "utf-8"), PUBLISH, ("public",)),
    Fault("rejected rows among the releases", lambda at: None, (*PUBLISH, "--rejected", "{public}/x.csv"), ("x.csv",)),
    Fault("draft for an unknown contract", lambda at: None, ("map", "draft", "{beds.xlsx}", "--to", "beds"), ("beds",)),
    Fault("a template for an unknown contract", lambda at: None, ("contract", "template", "beds"), ("beds",)),
    Fault(
        "a workbook to the screen",
        lambda at: None,
        ("contract", "template", "fire-station", "--as", "xlsx"),
        ("--into",),
    ),
    Fault("header rows that are none", lambda at: None, (*JUDGE, "--header-rows", "four"), ("--header-rows 4",)),
    Fault("a neighbour that is not there", lambda at: None, ("pull", "{nowhere}", "x", "--into", "{in}"), ("nowhere",)),
    Fault(
        "a neighbour nobody vouches for", lambda at: None, ("catalog", "https://x.example/"), ("--trust unverified",), 1
    ),
    Fault("an answer from nowhere", lambda at: None, ("answer", "{nowhere}", "--into", "{page}"), ("nowhere",)),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_told_with_its_place_and_the_next_step(command: Command, tmp_path: Path, fault: Fault) -> None:
    workbook(tmp_path / "beds.xlsx", ROW)
    (tmp_path / "beds.toml").write_text(MAP, "utf-8")
    fault.make(tmp_path)
    told = {}
    for language in LANGUAGES:
        words = [f"{tmp_path}/{word[1:].replace('}', '')}" if word.startswith("{") else word for word in fault.command]
        outcome = command(*words, "--lang", language)
        told[language] = outcome.out + outcome.err
        assert outcome.code == fault.code, told[language]
        assert "Traceback" not in told[language]
        assert "OPENDATA_SHARE_TRACEBACK" not in told[language], told[language]
        assert "→" in told[language], told[language]
        for name in fault.names:
            assert name in told[language], (name, told[language])
    assert told["en"] != told["id"]


def test_the_map_and_the_sheet_of_these_tests_are_sound(command: Command, tmp_path: Path) -> None:
    workbook(tmp_path / "beds.xlsx", ROW)
    (tmp_path / "beds.toml").write_text(MAP, "utf-8")
    assert command("validate", tmp_path / "beds.xlsx", "--map", tmp_path / "beds.toml").code == 0
