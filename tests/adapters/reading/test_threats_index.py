"""Where each row of the list of bad inputs that concerns sources is shown: its id, what is expected, the tests.

What lives here: the index, and that every test it names is there. What this file must not know: any bad input.

A test is named as in a report, from the folder of the tests; an id in place of a test's name means the cases that begin
with it in the table of bad files. What of a row this package has not says so.
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
ALERTS = "adapters/test_threats_of_alerts.py"
XML = "adapters/reading/test_xml.py"
PARQUET = "adapters/reading/test_parquet.py"
IPC = "adapters/reading/test_ipc.py"
PACKED = "adapters/reading/test_packed_files.py"
SERVICES = "adapters/services/test_threats_services.py"
TRANSFER = "transport/test_transfer.py"
FUZZ = "fuzz/test_fuzz.py"


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
        "a bomb in gzip or zip is stopped by its ratio and its size; other packing is refused by name",
        (
            f"{PACKED}::test_a23_a_bomb_is_stopped_by_ratio_and_by_size",
            f"{PACKED}::test_a_gzip_file_that_ends_early_gives_no_row",
            f"{PACKED}::test_other_ways_of_packing_are_refused_by_name",
        ),
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
        "what is no place is named with its feature; alerts alone hold polygons, and whether one crosses itself or the "
        "antimeridian is not judged",
        (
            f"{ALERTS}::test_c6_a_faulty_alert_is_named_by_its_rule_and_not_dropped",
            "validation/test_shared_rules.py::test_the_shapes_of_an_alert_close_and_say_latitude_first",
            "adapters/services/test_arcgis.py::test_geometries_become_geojson_with_their_rings_grouped",
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
        "references, contained ones and circles among them, are texts; decimals keep their digits; nothing in it acts",
        (
            "adapters/services/test_fhir.py::test_b20_references_are_read_and_never_followed",
            f"{CELLS}::test_b20_a_bundle_of_another_standard_is_a_table_of_values_and_nothing_in_it_acts",
            "report/test_report_questions.py::test_a_notebook_shows_figures_and_rows_with_every_text_escaped",
        ),
    ),
    "C1": Threat(
        "a document type is refused",
        (f"{XML}::test_c1_to_c3_a_document_type_is_refused_and_nothing_is_fetched_or_opened",),
    ),
    "C2": Threat(
        "a document type is refused",
        (f"{XML}::test_c1_to_c3_a_document_type_is_refused_and_nothing_is_fetched_or_opened",),
    ),
    "C3": Threat(
        "nothing is fetched and no file is opened, whatever the document asks for",
        (
            f"{XML}::test_c1_to_c3_a_document_type_is_refused_and_nothing_is_fetched_or_opened",
            f"{XML}::test_c3_what_asks_to_be_fetched_is_an_element_like_any_other_and_no_value_is_lost",
            "adapters/reading/test_sheet_attacks.py::test_a_document_type_is_refused_in_every_part",
        ),
    ),
    "C5": Threat(
        "depth, attributes and the length of a record have limits",
        (
            f"{XML}::test_c5_depth_and_attributes_have_limits",
            f"{XML}::test_a_record_or_a_token_longer_than_the_limit_is_refused",
            f"{XML}::test_rows_have_a_limit_and_long_documents_do_not_fill_the_memory",
        ),
    ),
    "C6": Threat(
        "a faulty alert is named by its rule and not dropped",
        (
            f"{ALERTS}::test_c6_the_namespace_of_either_version_is_an_alert",
            f"{ALERTS}::test_c6_a_faulty_alert_is_named_by_its_rule_and_not_dropped",
            f"{ALERTS}::test_c6_an_update_that_names_what_it_updates_is_sound",
        ),
    ),
    "D1": Threat(
        "a dictionary that is used a million times is opened in portions",
        (
            f"{PARQUET}::test_a_dictionary_bomb_is_opened_in_portions",
            f"{PARQUET}::test_a_dictionary_bomb_inside_a_list",
            "adapters/reading/test_parquet_pieces.py::test_a_dictionary_bomb_is_read_in_portions",
            f"{IPC}::test_a_dictionary_bomb_is_opened_in_portions",
            f"{IPC}::test_a_view_that_shares_its_bytes_is_opened_in_portions",
        ),
    ),
    "D2": Threat(
        "runs and nulls are streamed; a page is measured before it is unpacked",
        (
            f"{PARQUET}::test_many_nulls_are_read_in_batches",
            f"{PARQUET}::test_a_page_that_unpacks_to_much_is_refused_before_it_is_unpacked",
            f"{PARQUET}::test_every_page_is_looked_at_behind_long_headers_and_behind_empty_ones",
        ),
    ),
    "D3": Threat(
        "no Arrow batch is unpacked beyond its limit; lengths that lie are refused",
        (
            f"{IPC}::test_a_bomb_is_refused_before_it_is_unpacked",
            f"{IPC}::test_a_buffer_that_lies_about_its_size_is_refused",
            f"{IPC}::test_lengths_of_messages_that_lie_are_refused",
        ),
    ),
    "D4": Threat(
        "damaged files end in rows or in an error of ours; those of other projects too",
        (
            f"{FUZZ}::test_damaged_files_are_answered",
            f"{FUZZ}::test_what_was_once_not_answered_well_is_now",
            "fuzz/test_others.py::test_every_file_is_read_or_refused",
            f"{PARQUET}::test_flipped_bytes_end_in_rows_or_in_an_error_of_ours",
            f"{IPC}::test_a_type_that_pyarrow_has_no_arrays_of_is_refused_by_name",
        ),
    ),
    "D6": Threat(
        "text that is no UTF-8, offsets and indices that point outside are found before anything else",
        (
            f"{PARQUET}::test_text_that_is_not_utf8_is_refused",
            f"{IPC}::test_text_that_is_not_utf8_and_offsets_that_point_outside_are_refused",
            f"{IPC}::test_indices_outside_their_dictionary_are_refused",
            f"{IPC}::test_the_view_of_a_null_points_into_its_buffers",
        ),
    ),
    "D7": Threat(
        "an extension type is refused by name and never loaded",
        (
            f"{PARQUET}::test_extension_types_are_refused_by_name",
            f"{PARQUET}::test_extension_types_are_refused_inside_others",
            f"{IPC}::test_extension_types_and_names_that_differ_in_case_are_refused",
        ),
    ),
    "D8": Threat(
        "what is odd is read as documented or refused by name",
        (
            f"{PARQUET}::test_files_that_are_no_sound_parquet",
            f"{PARQUET}::test_names_must_differ_in_more_than_case",
            f"{PARQUET}::test_many_row_groups_and_int96",
        ),
    ),
    "D9": Threat(
        "tricks of archives are refused before a byte is unpacked; nothing is ever unpacked under a member's name",
        (
            f"{PACKED}::test_d9_tricks_of_archives_are_refused_before_a_byte_is_unpacked",
            f"{PACKED}::test_encrypted_and_odd_archives_are_refused",
            f"{PACKED}::test_nothing_is_left_on_the_disk_and_the_copy_is_nobody_s",
            "adapters/reading/test_sheet_attacks.py::test_two_parts_with_one_name",
            "adapters/reading/test_sheet_attacks.py::test_too_many_parts",
        ),
    ),
    "F1": Threat(
        "a body that is cut is asked for again, and never taken",
        (
            f"{SERVICES}::test_f1_a_body_shorter_than_its_length_is_asked_for_again",
            f"{TRANSFER}::test_a_body_that_breaks_off_is_tried_again_and_never_taken",
            f"{TRANSFER}::test_a_chunked_body_that_breaks_off_is_no_document",
        ),
    ),
    "F2": Threat(
        "a body without a length that ends early is no answer",
        (
            f"{SERVICES}::test_f2_a_body_without_length_that_breaks_off_is_asked_for_again_and_never_taken",
            f"{SERVICES}::test_f2_a_document_that_its_server_measured_and_that_ends_early_is_its_servers_fault",
            f"{TRANSFER}::test_a_short_document_is_tried_again_where_its_size_is_known",
        ),
    ),
    "F3": Threat(
        "compression is not asked for and not taken; a body stops at its limit",
        (
            f"{SERVICES}::test_f3_compression_is_not_asked_for_and_not_taken",
            f"{TRANSFER}::test_compressed_answers_are_refused",
            f"{TRANSFER}::test_endless_bodies_stop_at_the_limit",
        ),
    ),
    "F4": Threat(
        "a drip ends at the deadline or at the least speed",
        (
            f"{SERVICES}::test_f4_a_body_that_drips_is_given_up",
            f"{SERVICES}::test_f4_headers_that_drip_end_at_the_deadline",
            f"{TRANSFER}::test_a_drip_ends_at_the_deadline",
            f"{TRANSFER}::test_headers_without_end_are_not_collected",
        ),
    ),
    "F5": Threat(
        "nothing is resumed within a document; a service that changes between pages is told",
        (
            f"{SERVICES}::test_f5_a_service_that_changes_while_it_is_read_is_told",
            f"{SERVICES}::test_f5_a_record_that_moved_to_the_next_page_is_not_read_twice",
            f"{SERVICES}::test_a_read_goes_on_from_its_bookmark_after_the_connection_was_cut",
        ),
    ),
    "F7": Threat(
        "nothing leads to another origin, and no secret goes there",
        (
            f"{SERVICES}::test_f7_a_redirect_to_another_origin_is_not_followed_and_no_secret_leaks",
            f"{SERVICES}::test_f7_a_next_link_to_another_origin_is_not_followed_and_no_secret_leaks",
            f"{TRANSFER}::test_a_redirect_to_another_origin_is_not_followed_and_no_secret_leaks",
        ),
    ),
    "F9": Threat(
        "the environment is not asked; a secret does not travel in clear",
        (
            f"{SERVICES}::test_f9_the_environment_is_not_asked_for_proxies_or_credentials",
            f"{SERVICES}::test_f9_a_secret_is_not_sent_in_clear_to_another_machine",
            f"{TRANSFER}::test_the_environment_is_not_asked_for_proxies_or_credentials",
        ),
    ),
    "F10": Threat(
        "a storm of refusals is waited out within the deadline, and one without end ends",
        (
            f"{SERVICES}::test_f10_a_storm_of_refusals_is_waited_out",
            f"{SERVICES}::test_f10_a_storm_without_end_ends",
            f"{SERVICES}::test_f10_a_wait_longer_than_the_deadline_is_not_begun",
        ),
    ),
    "F12": Threat(
        "what a proxy puts in the place of the answer is named by size and kind",
        (
            f"{SERVICES}::test_f12_what_comes_instead_of_the_records_is_named",
            f"{TRANSFER}::test_another_size_that_the_server_means_is_no_accident",
            f"{TRANSFER}::test_a_login_page_instead_of_the_file_is_named_by_its_type",
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


GROUPS = {
    "A": (1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 25, 26, 30),
    "B": (1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 16, 17, 18, 19, 20),
    "C": (1, 2, 3, 5, 6),
    "D": (1, 2, 3, 4, 6, 7, 8, 9),
    "F": (1, 2, 3, 4, 5, 7, 9, 10, 12),
}
"""The ids of the list: text tables; JSON and its kin; XML and alerts; binary tables and archives; the network, as far
as it concerns who reads (the rest of F is about caches, tokens and servers)."""


def test_every_row_of_the_list_that_concerns_sources_is_here() -> None:
    """The list has no other ids in its groups A to D."""
    assert set(THREATS) == {f"{group}{number}" for group, numbers in GROUPS.items() for number in numbers}
