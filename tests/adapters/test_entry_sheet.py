"""Entry sheets: for every shipped contract, what a person fills in is read without a field map and says the same."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from record_rows import CONTRACTS, SMALLEST, broken

from opendata_share import adapt, validate
from opendata_share.adapters import EntrySheet, entry_sheet, entry_workbook
from opendata_share.adapters._entry_sheet import is_entry_sheet
from opendata_share.contract import Contract, Field, FieldType, Provenance, Sensitivity, Text

LANGUAGES = ("en", "id")
AGENCY = "jakarta-health"
WIB = timezone(timedelta(hours=7))
FEW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
EVERY = pytest.mark.parametrize(("name", "language"), [(name, each) for name in CONTRACTS for each in LANGUAGES])

WORDS = st.text("abcXYZ é0123.,-+=@'\"\n", min_size=1, max_size=12).filter(lambda text: text.strip() == text)


def values(contract: Contract, field: Field) -> st.SearchStrategy[Any]:
    """Return values that keep every promise of one field, as far as the field alone makes it."""
    if field.code_list is not None:
        return st.sampled_from(contract.code_list(field.code_list).values)
    match field.type:
        case FieldType.INTEGER:
            low = int(field.minimum or 0) if field.exclusive_minimum is None else int(field.exclusive_minimum) + 1
            high = low + 5000 if field.maximum is None else int(field.maximum)
            return st.integers(low, min(high, 10**15 - 1))
        case FieldType.NUMBER:
            least, most = float(field.minimum or 0), 1e6 if field.maximum is None else float(field.maximum)
            least += 0.0001 if field.exclusive_minimum is not None else 0
            numbers = st.integers(math.ceil(least * 10_000), math.floor(most * 10_000))
            return numbers.map(lambda number: number / 10_000)  # a spreadsheet keeps 15 digits
        case FieldType.BOOLEAN:
            return st.booleans()
        case FieldType.DATE:
            return st.dates(date(1990, 1, 1), date(2030, 1, 1))
        case FieldType.DATETIME:
            return st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)).map(lambda t: t.replace(tzinfo=WIB))
        case FieldType.LIST:
            assert field.items is not None
            return st.lists(inner(contract, field.items), min_size=1, max_size=2, unique_by=str)
        case _:
            return texts(field)


def inner(contract: Contract, item: Field) -> st.SearchStrategy[Any]:
    if item.type is FieldType.OBJECT:
        return st.fixed_dictionaries({each.name: values(contract, each) for each in item.fields})
    return values(contract, item)


def texts(field: Field) -> st.SearchStrategy[str]:
    if field.pattern is not None:
        return st.from_regex(re.compile(field.pattern, re.ASCII), fullmatch=True).map(lambda text: text.strip())
    if field.reference is not None:
        return st.just("31.71") if "administrative-area" in field.reference.contracts else st.just("other-agency:0012")
    if field.format == "uri":
        return st.just("https://example.org/a?b=0012")
    if field.format == "email":
        return st.just("surel@example.org")
    longest = field.max_length or 12
    return WORDS.filter(lambda text: (field.min_length or 0) <= len(text) <= longest)


@st.composite
def rows(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Return a row the contract accepts: the smallest one, and some more of the sheet's columns."""
    contract = CONTRACTS[name]
    sheet = entry_sheet(contract, "en")
    shown = {column.field.name: column.field for column in sheet.columns}
    row = {name: value for name, value in SMALLEST[contract.name].items() if name in shown}
    more = draw(st.lists(st.sampled_from([name for name in shown if name not in row]), max_size=4, unique=True))
    row |= {name: draw(values(contract, shown[name])) for name in more}
    filled = {name: value for name, value in SMALLEST[contract.name].items() if name not in shown}
    defaults = {field.name: field.default for field in contract.fields if field.default is not None}
    assume(not broken(contract, {**defaults, **row, **filled}))
    return row


@cache
def workbook_of(name: str, language: Any) -> bytes:
    return entry_workbook(entry_sheet(CONTRACTS[name], language))


def filled(sheet: EntrySheet, given_rows: list[dict[str, Any]], path: Path) -> Path:
    """Fill in the workbook as a person would: dates as dates, numbers as numbers, times and lists as they are told."""
    path.write_bytes(workbook_of(sheet.contract.name, sheet.language))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    places = {page.cell(1, at).value: at for at in range(1, page.max_column + 1)}
    for number, row in enumerate(given_rows, start=2):
        for column in sheet.columns:
            if (value := row.get(column.field.name)) is not None:
                cell = page.cell(number, places[column.heading])
                cell.value = written(value)
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # in a column of texts even = is a character
    book.save(path)
    return path


def written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def read_back(contract: Contract, path: Path) -> list[dict[str, Any]]:
    table = adapt(path, to=contract, agency=AGENCY)
    records = table.to_records()
    report = validate(table).report
    assert report.valid, report.text()
    return records


@EVERY
@FEW
@given(data=st.data())
def test_a_filled_workbook_is_accepted_and_says_what_was_filled_in(
    name: str, language: Any, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sheet = entry_sheet(CONTRACTS[name], language)
    row = data.draw(rows(name))
    (record,) = read_back(CONTRACTS[name], filled(sheet, [row], tmp_path_factory.mktemp("t") / "filled.xlsx"))
    for field, value in row.items():
        assert record[field] == value, field


@EVERY
@FEW
@given(data=st.data())
def test_a_filled_csv_is_accepted_and_says_what_was_filled_in(
    name: str, language: Any, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sheet = entry_sheet(CONTRACTS[name], language)
    row = data.draw(rows(name))
    path = tmp_path_factory.mktemp("t") / "filled.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.heading for column in sheet.columns])
        cells = [row.get(column.field.name) for column in sheet.columns]
        writer.writerow(["" if c is None else str(c).lower() if isinstance(c, bool) else written(c) for c in cells])
    (record,) = read_back(CONTRACTS[name], path)
    for field, value in row.items():
        assert record[field] == value, field


@EVERY
def test_the_titles_are_the_headings_and_each_means_one_field(name: str, language: Any) -> None:
    sheet = entry_sheet(CONTRACTS[name], language)
    headings = [column.heading for column in sheet.columns]
    assert len(set(headings)) == len(headings)
    assert headings == [column.field.title.in_language(language) for column in sheet.columns]


@EVERY
def test_what_the_package_fills_has_no_column_and_what_is_owed_stands_first(name: str, language: Any) -> None:
    contract = CONTRACTS[name]
    columns = entry_sheet(contract, language).columns
    owed = [column.owed for column in columns]
    assert owed == sorted(owed, reverse=True)
    names = {column.field.name for column in columns}
    assert not names & {"agency_id", "recorded_at", "recorded_at_basis", "source_id"}
    rest = [field for field in contract.fields if field.name not in names and field.required]
    assert [field.name for field in rest if field.provenance is None and field.derived is None] == []


def small(*fields: Field) -> Contract:
    return Contract("thing", "1.0.0", Text("Thing", "Benda"), fields)


def field(name: str, en: str, **promises: Any) -> Field:
    parts = {"type": FieldType.TEXT, "sensitivity": Sensitivity.PUBLIC, **promises}
    return Field(name=name, title=Text(en, en), **parts)


def test_a_title_that_could_mean_another_field_gives_way_to_the_name() -> None:
    contract = small(field("a", "Same"), field("b", "Same"), field("c", "a"), field("d", "  Two\n words "))
    headings = [column.heading for column in entry_sheet(contract, "en").columns]
    assert headings == ["Same", "b", "c", "d"]


def test_words_a_map_would_keep_and_what_follows_from_other_fields_are_left_out() -> None:
    contract = small(
        field("kind", "Kind"),
        field("kind_source", "Kind (source)"),
        field("area_code", "Area"),
        field("area_source", "Area (source)"),
        field("data_source", "Data source"),
        field("count", "Count", type=FieldType.INTEGER),
        field("twice", "Twice", type=FieldType.INTEGER, derived="count * 2"),
        field("agency_id", "Agency", provenance=Provenance.AGENCY),
    )
    names = [column.field.name for column in entry_sheet(contract, "en").columns]
    assert names == ["kind", "area_code", "data_source", "count"]


def book_of(name: str, language: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(name, language)))


@EVERY
def test_every_coded_column_has_a_drop_down_of_all_its_codes(name: str, language: Any) -> None:
    """By a range, since a list inside a cell's rule holds only 255 characters."""
    contract, book = CONTRACTS[name], book_of(name, language)
    page = book.worksheets[0]
    rules = {str(rule.sqref).partition(":")[0]: rule for rule in page.data_validations.dataValidation}
    for at, column in enumerate(entry_sheet(contract, language).columns, start=1):
        if column.field.code_list is None:
            continue
        formula = rules[f"{openpyxl.utils.get_column_letter(at)}2"].formula1
        sheet, _, place = formula.rpartition("!")
        cells = book[sheet.strip("'=")][place.replace("$", "")]
        assert tuple(cell.value for (cell,) in cells) == contract.code_list(column.field.code_list).values


@EVERY
def test_every_field_is_explained_in_the_language_of_the_sheet(name: str, language: Any) -> None:
    contract, book = CONTRACTS[name], book_of(name, language)
    assert book.sheetnames[0] == name
    assert book.sheetnames[1] == {"en": "Fields", "id": "Keterangan"}[language]
    told = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    lines = {line[1]: line for line in told}
    for column in entry_sheet(contract, language).columns:
        line = lines[column.field.name]
        assert line[0] == column.heading
        assert (
            line[3]
            == {("en", True): "yes", ("en", False): "no", ("id", True): "ya", ("id", False): "tidak"}[
                language, column.owed
            ]
        )
        if column.field.definition is not None:
            assert column.field.definition.in_language(language) in line
        assert column.field.unit is None or column.field.unit in line
    for cell in book.worksheets[0][1]:
        assert cell.comment is not None
        assert cell.comment.text.strip()


def test_columns_have_the_form_of_their_field() -> None:
    page = book_of("facility-capacity", "id").worksheets[0]
    sheet = entry_sheet(CONTRACTS["facility-capacity"], "id")
    forms = {
        column.field.type: page.column_dimensions[openpyxl.utils.get_column_letter(at)].number_format
        for at, column in enumerate(sheet.columns, start=1)
    }
    assert forms[FieldType.TEXT] == forms[FieldType.DATETIME] == "@"
    assert forms[FieldType.INTEGER] == "0"
    assert page.freeze_panes == "A2"


def test_limits_of_the_contract_are_rules_of_the_cells() -> None:
    contract = small(
        field("n", "N", type=FieldType.INTEGER, exclusive_minimum=0, maximum=9),
        field("x", "X", type=FieldType.NUMBER, minimum=-90, maximum=90),
        field("t", "T", min_length=2, max_length=5),
        field("d", "D", type=FieldType.DATE),
        field("b", "B", type=FieldType.BOOLEAN),
        field("m", "M", type=FieldType.DECIMAL, precision=9, scale=2),
        field("free", "Free"),
    )
    book = openpyxl.load_workbook(io.BytesIO(entry_workbook(entry_sheet(contract, "en"))))
    page = book.worksheets[0]
    rules = {str(rule.sqref)[0]: rule for rule in page.data_validations.dataValidation}
    assert (rules["A"].type, rules["A"].formula1, rules["A"].formula2) == ("whole", "1", "9")
    assert (rules["B"].type, rules["B"].formula1, rules["B"].formula2) == ("decimal", "-90.0", "90.0")
    assert (rules["C"].type, rules["C"].formula1, rules["C"].formula2) == ("textLength", "2", "5")
    assert rules["D"].type == "date"
    assert rules["E"].formula1 == '"true,false"'
    assert set(rules) == set("ABCDE")
    assert page.column_dimensions["F"].number_format == "0.00"
    assert book.sheetnames == ["thing", "Fields"]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = entry_sheet(CONTRACTS["fire-station"], "id")
    assert entry_workbook(sheet) == entry_workbook(sheet)


def test_a_code_with_zeros_in_front_and_a_long_number_survive(tmp_path: Path) -> None:
    sheet = entry_sheet(CONTRACTS["fire-station"], "id")
    row = {**SMALLEST["fire-station"], "id": "0012", "name": "3173014567890123"}
    shown = {column.field.name for column in sheet.columns}
    path = filled(sheet, [{name: value for name, value in row.items() if name in shown}], tmp_path / "a.xlsx")
    (record,) = read_back(CONTRACTS["fire-station"], path)
    assert (record["id"], record["name"]) == (f"{AGENCY}:0012", "3173014567890123")


def test_a_time_cell_is_read_where_the_zone_is_said(tmp_path: Path) -> None:
    contract = CONTRACTS["unit-status"]
    sheet = entry_sheet(contract, "en")
    row = {name: value for name, value in SMALLEST["unit-status"].items() if name != "is_available"}
    path = filled(sheet, [row], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    at = [cell.value for cell in page[1]].index("Observed at") + 1
    page.cell(2, at).value = datetime(2026, 3, 2, 7, 50)
    page.cell(2, at).number_format = "yyyy-mm-dd hh:mm"
    book.save(path)
    refused = validate(adapt(path, to=contract, agency=AGENCY)).report
    assert refused.tables[0].counts == {"naive-time": 1}
    (record,) = adapt(path, to=contract, agency=AGENCY, zone="Asia/Jakarta").to_records()
    assert record["observed_at"] == datetime(2026, 3, 2, 0, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sheets", "is_one"),
    [
        (("fire-station", "Fields", "Codes"), True),
        (("fire-station", "Keterangan"), True),
        (("Sheet1", "Fields"), False),
        (("fire-station",), False),
        (("fire-station", "Data"), False),
        ((), False),
    ],
)
def test_an_entry_sheet_is_known_by_its_sheets(sheets: tuple[str, ...], is_one: bool) -> None:
    assert is_entry_sheet(sheets) is is_one
