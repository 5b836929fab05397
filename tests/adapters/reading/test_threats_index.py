"""Where each row of the list of bad inputs that concerns tables is shown: its id, what is expected, the tests.

What lives here: the index, and that every test it names is there. What this file must not know: any bad input.

A test is named as in a report, from the folder of the tests; an id in place of a test's name means the cases that begin
with it in the table of bad files. Rows about what this package has not (XML, FHIR, archives beyond workbooks) say so.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).resolve().parents[2]
FILES = "adapters/reading/test_threats_text_tables.py"
CELLS = "adapters/test_threats_of_cells.py"


class Threat(NamedTuple):
    """A row of the list.

    Attributes:
        expected: What is expected of us.
        shown: "file::test" where it is shown.
        cases: Whether the table of bad files has cases of it.
    """

    expected: str
    shown: tuple[str, ...] = ()
    cases: bool = False


THREATS = {
    "A1": Threat(
        "an unclosed quote is named with the line it is opened in, never one row",
        (
            "adapters/reading/test_csv_faults.py::test_an_unclosed_quote_is_never_a_shorter_table",
            "adapters/reading/test_csv_faults.py::test_an_unclosed_quote_before_quoted_cells_is_found_where_the_quotes_stop_adding_up",
        ),
        cases=True,
    ),
    "A2": Threat(
        "a quoted line end keeps its bytes wherever a block ends",
        (
            f"{FILES}::test_a2_a_quoted_line_end_is_kept_whatever_the_block",
            "adapters/reading/test_csv_cells.py::test_a_quoted_newline_at_the_edge_of_a_block_loses_no_byte",
            "adapters/reading/test_csv_cells.py::test_the_default_block_keeps_a_quoted_newline_at_its_edge",
        ),
    ),
    "A3": Threat(
        "a stray quote is refused at its line",
        ("adapters/reading/test_csv_faults.py::test_a_stray_quote_is_refused_at_its_line",),
        cases=True,
    ),
    "A4": Threat(
        "a ragged row has its right line, wherever it stands",
        (
            "adapters/reading/test_csv_cells.py::test_ragged_records_are_counted_with_row_line_and_text",
            "adapters/reading/test_csv_cells.py::test_a_ragged_record_far_into_the_file_has_the_right_line",
        ),
        cases=True,
    ),
    "A5": Threat(
        "identifiers that look like numbers stay texts, into the release",
        (
            "adapters/reading/test_csv_cells.py::test_identifiers_stay_text",
            f"{CELLS}::test_a5_identifiers_that_look_like_numbers_leave_as_they_came",
        ),
    ),
    "A6": Threat(
        "an integer beyond 64 bits is an error, never a double",
        (
            "adapters/reading/test_csv_cells.py::test_numbers_beyond_int64_stay_text",
            f"{CELLS}::test_a6_an_integer_beyond_64_bits_is_rejected_and_never_a_double",
        ),
    ),
    "A8": Threat(
        "a wrong byte has its offset, line and field; no encoding is guessed",
        ("adapters/reading/test_encodings.py::test_a_wrong_byte_is_named_with_offset_line_and_field",),
        cases=True,
    ),
    "A9": Threat(
        "a byte-order mark is no part of a heading; UTF-16 is named",
        (
            "adapters/reading/test_encodings.py::test_the_utf8_mark_is_no_part_of_the_first_heading",
            "adapters/reading/test_encodings.py::test_utf16_is_named_with_the_line_to_add",
        ),
        cases=True,
    ),
    "A11": Threat(
        "a heading stands once",
        ("adapters/reading/test_csv_faults.py::test_a_heading_stands_once",),
        cases=True,
    ),
    "A13": Threat(
        "another delimiter is named, not guessed",
        ("adapters/reading/test_csv_faults.py::test_another_delimiter_is_named_not_guessed",),
        cases=True,
    ),
    "A14": Threat(
        "only declared tokens are null",
        ("adapters/reading/test_csv_cells.py::test_only_declared_tokens_are_null_quoted_or_not",),
        cases=True,
    ),
    "A15": Threat(
        "a decimal keeps its digits or is refused",
        (
            f"{CELLS}::test_a15_decimals_keep_every_digit_or_are_refused",
            f"{CELLS}::test_a15_a_decimal_in_json_is_a_text_because_other_readers_round_its_numbers",
            "adapters/mapping/test_conversion.py::test_decimals_agree_with_python",
        ),
    ),
    "A16": Threat(
        "a date that is none or can be read in two ways is refused unless its format is declared",
        (
            f"{CELLS}::test_a16_a_date_that_can_be_read_in_two_ways_or_is_none_is_rejected",
            f"{CELLS}::test_a16_a_declared_format_says_which_way",
            f"{CELLS}::test_a16_a_moment_that_no_clock_shows_is_rejected",
            "adapters/mapping/test_conversion.py::test_declared_formats_agree_with_python",
        ),
    ),
    "A17": Threat(
        "a time in a gap or an overlap of its zone is named; Jakarta has neither",
        (
            f"{CELLS}::test_a17_times_in_a_gap_or_twice_on_the_clock_are_rejected_where_the_zone_has_them",
            "adapters/mapping/test_conversion.py::test_a_time_in_a_gap_or_overlap_says_so",
        ),
    ),
    "A18": Threat(
        "a time without its offset, and a zone that is none, are refused",
        (
            f"{CELLS}::test_a18_a_time_without_its_zone_and_a_zone_that_is_none",
            "adapters/mapping/test_conversion.py::test_a_naive_time_says_that_it_lacks_a_zone",
        ),
    ),
    "A20": Threat(
        "a monstrous cell or line meets the limit of a record",
        ("adapters/reading/test_csv_faults.py::test_a_monstrous_cell_meets_the_record_limit",),
        cases=True,
    ),
    "A21": Threat(
        "too many columns meet their limit; a heading of a megabyte is not printed whole",
        (
            "adapters/reading/test_csv_faults.py::test_too_many_columns",
            "adapters/reading/test_csv_faults.py::test_a_long_heading_is_not_printed_whole",
        ),
        cases=True,
    ),
    "A22": Threat(
        "five ways to hold nothing are told apart",
        (
            "adapters/reading/test_csv_faults.py::test_the_five_ways_to_hold_nothing_are_told_apart",
            "adapters/reading/test_csv_cells.py::test_a_file_of_headings_alone_has_no_rows",
        ),
        cases=True,
    ),
    "A23": Threat(
        "a compressed file is named and not unpacked",
        ("adapters/reading/test_open_source.py::test_compressed_files_are_refused",),
        cases=True,
    ),
    "A25": Threat(
        "formula cells leave byte for byte; in the file for a spreadsheet they are guarded and come back",
        (
            f"{CELLS}::test_a25_formula_cells_leave_byte_for_byte_in_a_release",
            f"{CELLS}::test_a25_for_a_spreadsheet_they_are_guarded_and_come_back_as_they_were",
            "report/test_rejected_form.py::test_no_cell_in_the_file_can_be_a_formula",
            "report/test_rejected_form.py::test_every_cell_comes_back_byte_for_byte",
        ),
    ),
    "A26": Threat(
        "a workbook that is a bomb is stopped while it is unpacked",
        ("adapters/reading/test_sheet_attacks.py::test_a_bomb_is_stopped_while_it_is_unpacked",),
    ),
    "A30": Threat(
        "tricks with the package of a workbook are refused by name",
        (
            "adapters/reading/test_sheet_attacks.py::test_names_that_point_outside_the_archive",
            "adapters/reading/test_sheet_attacks.py::test_a_document_type_is_refused_in_every_part",
            "adapters/reading/test_sheet_attacks.py::test_links_to_other_workbooks_are_told_and_not_followed",
            "adapters/reading/test_sheet_attacks.py::test_an_encrypted_part",
            "adapters/reading/test_sheet_attacks.py::test_what_only_has_the_name_of_a_workbook_is_told_what_it_is",
        ),
        cases=True,
    ),
    "B1": Threat(
        "a document that is one value is no table, and crashes nothing",
        ("adapters/reading/test_json_sources.py::test_every_other_document_is_refused_by_name",),
        cases=True,
    ),
    "B2": Threat(
        "nesting meets its limit without recursion",
        ("adapters/reading/test_json_sources.py::test_depth_meets_its_limit",),
        cases=True,
    ),
    "B4": Threat(
        "a key that stands twice is named with its place",
        ("adapters/reading/test_json_sources.py::test_a_key_that_stands_twice_is_named_from_the_document_s_root",),
        cases=True,
    ),
    "B5": Threat("NaN, Infinity and 1e400 are no JSON numbers of ours", cases=True),
    "B6": Threat(
        "integers are exact or errors",
        (
            "adapters/reading/test_tables_in_memory.py::test_large_integers_are_exact",
            "validation/test_one_meaning.py::test_a_record_is_judged_as_the_page_says",
        ),
        cases=True,
    ),
    "B8": Threat("half a surrogate pair is named with its place", cases=True),
    "B9": Threat("damaged lines are rejected each, with their line", cases=True),
    "B10": Threat(
        "a giant geometry meets a limit before it is built",
        (
            f"{CELLS}::test_b10_a_document_of_many_vertices_is_refused_before_it_is_built",
            "adapters/reading/test_geojson.py::test_a_giant_feature_meets_the_record_limit",
        ),
    ),
    "B12": Threat(
        "what is no place is named with its feature; no shared contract holds a line or a polygon",
        (
            f"{CELLS}::test_b12_what_is_no_place_is_named_with_its_feature",
            f"{CELLS}::test_b12_nan_in_a_position_is_no_json",
            "adapters/reading/test_geojson.py::test_what_is_no_feature_is_a_row_that_could_not_be_made",
            "adapters/mapping/test_field_maps.py::test_what_is_no_point_is_found",
        ),
    ),
    "B14": Threat(
        "no address in a schema is opened", ("json_schema/test_refusals.py::test_no_address_is_ever_opened",)
    ),
    "B16": Threat(
        "a schema that asks without measure is refused when the contract is made",
        (
            "json_schema/test_refusals.py::test_an_unsound_schema_is_refused_when_the_contract_is_made",
            "json_schema/test_refusals.py::test_data_cannot_make_a_schema_ask_without_measure",
        ),
    ),
    "B17": Threat(
        "patterns take linear time", ("json_schema/test_refusals.py::test_patterns_are_searched_in_linear_time",)
    ),
    "B18": Threat(
        "a pattern has one meaning everywhere",
        (
            "json_schema/test_refusals.py::test_patterns_have_one_meaning",
            "contract/test_patterns.py::test_any_accepted_pattern_means_the_same_everywhere",
        ),
    ),
    "B19": Threat("nothing is coerced", ("json_schema/test_refusals.py::test_nothing_is_coerced",), cases=True),
    "B20": Threat(
        "there is no FHIR reader; as JSON its values are kept and nothing in it acts",
        (
            f"{CELLS}::test_b20_a_bundle_of_another_standard_is_a_table_of_values_and_nothing_in_it_acts",
            "report/test_report_questions.py::test_a_notebook_shows_figures_and_rows_with_every_text_escaped",
        ),
    ),
}


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def cases_of_bad_files() -> frozenset[str]:
    """Return the ids in the table of bad files."""
    tree = ast.parse((TESTS / FILES).read_text("utf-8"))
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "CASES"
    )
    assert isinstance(table, ast.Dict)
    names = [key.value for key in table.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return frozenset(re.match(r"[AB]\d+", name)[0] for name in names)  # type: ignore[index]  # else the test fails


@pytest.mark.parametrize("threat", THREATS.values(), ids=THREATS)
def test_what_shows_it_is_there(threat: Threat) -> None:
    assert threat.shown or threat.cases
    for place in threat.shown:
        file, _, name = place.partition("::")
        assert name.startswith("test_")
        assert name in names_in(file), place


def test_the_table_of_bad_files_has_cases_of_what_it_is_said_to_have() -> None:
    assert {name for name, threat in THREATS.items() if threat.cases} == cases_of_bad_files()


def test_every_row_of_the_list_that_concerns_tables_is_here() -> None:
    """The list has no other ids in its groups of text tables and of JSON."""
    text = (1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 25, 26, 30)
    json = (1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 16, 17, 18, 19, 20)
    assert set(THREATS) == {f"A{number}" for number in text} | {f"B{number}" for number in json}
