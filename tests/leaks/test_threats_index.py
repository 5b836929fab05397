"""Where each of the ways known to leak is shown: the test of ours, and the naive code that the same search catches.

What lives here: the index, that every test it names is there, and that it names every row of the list of threats. What
this file must not know: how anything leaks.

A test is named as in a report, from the folder of the tests; what stands in brackets is the case of it.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).resolve().parents[1]
THREATS = next(
    (found for folder in TESTS.parents if (found := folder / "shared" / "design" / "threats.md").is_file()), None
)
KNOWN = "leaks/test_ways_known_to_leak.py"
NAIVE = "leaks/test_naive_code.py"
LEAKS = f"{KNOWN}::test_the_naive_code_leaks_and_is_caught"
OURS = f"{KNOWN}::test_ours_takes_the_same_columns_and_leaks_nothing"
UNDONE = f"{NAIVE}::test_ours_without_what_it_does_against_it_leaks_each_specimen"
DENY = "leaks/test_default_deny.py"
TRANSFER = "transport/test_transfer.py"
GROUPS = "policy/test_gate_groups.py"


class Way(NamedTuple):
    """A way to leak.

    Attributes:
        ours: "file::test" where ours does not.
        naive: "file::test" where code that looks right does, and is caught.
    """

    ours: tuple[str, ...]
    naive: tuple[str, ...]


def columns(*specimens: str) -> Way:
    """Return the way of columns that keep what was taken out of them."""
    return Way(
        tuple(f"{OURS}[{each}]" for each in specimens),
        tuple(f"{test}[{each}]" for each in specimens for test in (LEAKS, UNDONE)),
    )


# the statement of the list that redaction in Arrow leaks, clause by clause
STATEMENT: list[tuple[str, dict[str, Way]]] = [
    ("4. **Redaction in Arrow leaks the removed values**: ", {}),
    (
        "`filter`/`slice` of a dictionary column keeps the secret in IPC *and* Parquet bytes; ",
        {"filter": columns("dictionary_filtered"), "slice": columns("dictionary_sliced", "sliced")},
    ),
    (
        "`pc.if_else(mask, null, x)` and any null-bitmap trick keep it in IPC; ",
        {
            "if_else": columns("nulled_by_condition"),
            "bitmap": columns("nulled_by_bitmap", "null_list", "null_struct"),
        },
    ),
    ("schema metadata survives `drop_columns`. ", {"metadata": columns("schema_kept", "field_metadata_kept")}),
    (
        "`replace_with_mask` and plain `filter` are clean. [M] ",
        {
            "clean": Way(
                (f"{KNOWN}::test_rows_and_columns_a_policy_withholds_leave_nothing_behind",),
                (f"{NAIVE}::test_what_is_known_to_be_clean_is_not_called_a_leak",),
            )
        },
    ),
    (
        "-> redaction = rebuild + byte-scan for canaries in the output.",
        {
            "rebuild": Way(
                (
                    "policy/test_protect.py::test_what_lies_under_a_null_is_zero",
                    "policy/test_rebuild.py::test_a_row_alone_takes_no_more_room_than_a_row_that_was_always_alone",
                ),
                (UNDONE,),
            ),
            "scan": Way(
                (
                    "leaks/test_generated.py::test_no_canary_leaves_a_few_tables",
                    "leaks/test_generated.py::test_no_canary_leaves_ten_thousand_tables",
                ),
                ("leaks/test_the_search_finds.py::test_a_leak_on_each_way_out_is_found",),
            ),
        },
    ),
]

# the rows of the same list about privacy and policy
ROWS: dict[str, dict[str, Way]] = {
    "H1": {
        "redaction": Way((OURS,), (LEAKS, UNDONE)),
        "statistics": Way(
            (f"{KNOWN}::test_rows_and_columns_a_policy_withholds_leave_nothing_behind",),
            (
                f"{KNOWN}::test_a_summary_of_the_whole_file_beside_the_filtered_one_is_caught",
                f"{KNOWN}::test_a_file_that_is_filtered_where_it_is_read_is_caught",
            ),
        ),
    },
    "H2": {
        "pydantic": Way(
            (
                "contract/test_records.py::test_a_refused_instance_does_not_show_the_value",
                "contract/test_records.py::test_a_refused_json_text_is_not_shown",
            ),
            (f"{NAIVE}::test_what_pydantic_keeps_of_a_row_it_refuses_is_the_row",),
        ),
        "arrow": Way(
            (
                f"{KNOWN}::test_messages_of_other_libraries_say_the_value_and_ours_do_not",
                "report/test_report.py::test_a_value_is_shown_only_where_its_field_is_public",
            ),
            (
                f"{KNOWN}::test_messages_of_other_libraries_say_the_value_and_ours_do_not",
                "leaks/test_the_search_finds.py::test_what_is_said_by_the_way_is_looked_at",
            ),
        ),
        "httpx.URL": Way(
            (
                f"{TRANSFER}::test_user_and_password_of_the_address_are_sent_and_never_shown",
                "transport/test_address.py::test_an_address_is_shown_without_secrets",
            ),
            (f"{NAIVE}::test_what_httpx_says_of_an_address_is_its_password",),
        ),
        "logs": Way(
            (f"{TRANSFER}::test_no_log_holds_a_secret_of_an_address_or_of_a_header",),
            (f"{NAIVE}::test_what_the_client_of_httpx_logs_is_the_key_in_the_query",),
        ),
    },
    "H3": {
        "a column without a class": Way(
            (
                f"{DENY}::test_a_field_without_a_class_is_in_no_contract",
                f"{DENY}::test_a_column_added_at_the_source_lets_nothing_of_it_out",
                f"{DENY}::test_a_field_added_to_the_contract_leaves_by_no_policy_that_does_not_admit_its_class",
            ),
            (f"{NAIVE}::test_a_list_of_what_must_not_leave_lets_a_new_column_out",),
        ),
    },
    "H4": {
        "totals": Way(
            (
                "policy/test_suppress.py::test_no_hidden_cell_is_determined_whatever_the_table",
                f"{GROUPS}::test_the_gate_finds_nothing_in_what_was_suppressed",
            ),
            (
                "policy/test_suppress.py::test_hiding_the_small_counts_alone_gives_every_one_of_them_back",
                f"{GROUPS}::test_small_counts_that_are_seen_are_found",
                f"{GROUPS}::test_a_hidden_count_that_follows_from_its_total_is_found",
            ),
        ),
        "several statistics": Way(
            ("policy/test_suppress_across.py::test_statistics_hidden_together_do_not",),
            ("policy/test_suppress_across.py::test_statistics_hidden_apart_give_a_small_count_back",),
        ),
        "the last release": Way(
            ("policy/test_gate.py::test_counts_the_last_release_gives_back_are_found",),
            (
                f"{GROUPS}::test_a_hidden_count_the_last_release_shows_is_given_back",
                f"{GROUPS}::test_a_hidden_count_that_follows_with_the_last_release_is_given_back",
            ),
        ),
    },
}
WAYS = {
    **{f"4: {name}": way for _, ways in STATEMENT for name, way in ways.items()},
    **{f"{row}: {name}": way for row, ways in ROWS.items() for name, way in ways.items()},
}


@cache
def known_of(file: str) -> dict[str, str]:
    """Return the tests of a file, each with the source of its decorators and of the tables these name."""
    text = (TESTS / file).read_text("utf-8")
    tree = ast.parse(text)
    tables = {
        target.id: ast.get_source_segment(text, node) or ""
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            named = {each.id for deco in node.decorator_list for each in ast.walk(deco) if isinstance(each, ast.Name)}
            assert not any("skip" in ast.unparse(deco) for deco in node.decorator_list), f"{node.name} may be skipped"
            found[node.name] = "\n".join(tables.get(each, "") for each in sorted(named))
    return found


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_shows_it_is_there_for_ours_and_for_naive_code(way: Way) -> None:
    assert way.ours
    assert way.naive
    for place in way.ours + way.naive:
        file, name, case = re.fullmatch(r"(.+)::(\w+)(?:\[(\w+)\])?", place).groups()  # type: ignore[union-attr]
        assert name in known_of(file), place
        if case and file == KNOWN:
            # `LAID_OUT` of the test of ours is every specimen but those it leaves out by name
            tables = known_of(file)[name] + known_of(KNOWN)["test_the_naive_code_leaks_and_is_caught"]
            assert re.search(rf"\b{case}\b", tables), place
            assert f"is not {case}" not in tables, place


def test_every_specimen_of_columns_is_in_the_index() -> None:
    """A name of a column, which no column of ours has from its source, is no redaction."""
    table = known_of(KNOWN)["test_the_naive_code_leaks_and_is_caught"]
    specimens = set(re.findall(r"^    \((\w+), \{", table, re.MULTILINE))
    named = {place.partition("[")[2].rstrip("]") for way in WAYS.values() for place in way.naive if "[" in place}
    assert specimens - named == {"renamed"}
    assert len(specimens) > 5


@pytest.mark.skipif(THREATS is None, reason="the list of threats is not here")
def test_every_row_of_the_list_about_leaks_is_here() -> None:
    assert THREATS is not None
    lines = THREATS.read_text("utf-8").splitlines()
    assert "".join(clause for clause, _ in STATEMENT) in lines
    assert {found[1] for line in lines if (found := re.match(r"\| (H\d+) \|", line))} == set(ROWS)
