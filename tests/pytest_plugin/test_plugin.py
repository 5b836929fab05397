"""The pytest plug-in, run by pytest itself in projects of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

QUIET = ("-p", "no:cacheprovider", "-p", "no:randomly")


def test_there_is_one_item_for_each_release_and_check(pytester: pytest.Pytester, catalogue: Path) -> None:
    run = pytester.runpytest_inprocess("-v", "--opendata-catalog", str(catalogue), *QUIET)
    run.assert_outcomes(passed=4)
    names = [line.split(" ")[0].rpartition("catalog.json::")[2] for line in run.outlines if "PASSED" in line]
    assert names == [f"demo/fire-station/{release}::{check}" for release in ("1", "2") for check in ("bytes", "rows")]


def test_bytes_that_were_changed_fail_with_a_sentence_and_no_traceback(
    pytester: pytest.Pytester, catalogue: Path
) -> None:
    table = next(catalogue.rglob("2/*.csv"))
    table.write_bytes(table.read_bytes().replace(b"Pos", b"Ops"))
    run = pytester.runpytest_inprocess("--opendata-catalog", str(catalogue), *QUIET)
    run.assert_outcomes(passed=3, failed=1)
    run.stdout.fnmatch_lines(["*fire-station.csv*"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_advice_fails_only_where_it_is_strict(pytester: pytest.Pytester, catalogue: Path) -> None:
    pytester.makeini(f"[pytest]\nopendata_catalogs = {catalogue}\nopendata_lang = id\n")
    pytester.runpytest_inprocess(*QUIET).assert_outcomes(passed=4)
    run = pytester.runpytest_inprocess("--opendata-strict", *QUIET)
    run.assert_outcomes(passed=2, failed=2)
    run.stdout.fnmatch_lines(["*saran: required-in-full*"])


def test_how_old_the_latest_release_may_be_is_an_item_of_its_own(pytester: pytest.Pytester, catalogue: Path) -> None:
    pytester.makeini(f"[pytest]\nopendata_catalogs = {catalogue}\nopendata_max_age = 1\n")
    run = pytester.runpytest_inprocess("-v", *QUIET)
    assert sum("::fresh" in line for line in run.outlines) >= 1
    assert not any("/1::fresh" in line for line in run.outlines)


def test_a_catalogue_among_the_tests_is_collected_and_strangers_files_are_not(
    pytester: pytest.Pytester, catalogue: Path
) -> None:
    (pytester.path / "catalog.json").write_text('{"catalogue": "of another kind"}', encoding="utf-8")
    pytester.makepyfile(test_one="def test_one():\n    pass\n")
    pytester.runpytest_inprocess(*QUIET).assert_outcomes(passed=1)
    catalogue.rename(pytester.path / "public")
    pytester.runpytest_inprocess(*QUIET).assert_outcomes(passed=5)


def test_a_catalogue_that_is_not_there_is_an_error_of_collection(pytester: pytest.Pytester, tmp_path: Path) -> None:
    run = pytester.runpytest_inprocess("--opendata-catalog", str(tmp_path / "nowhere"), *QUIET)
    assert run.ret != 0


def names_of(lines: list[str], outcome: str) -> list[str]:
    return [line.split(" ")[0].rpartition("share.toml::")[2] for line in lines if f" {outcome} " in line]


def test_there_is_one_item_for_the_rows_of_a_data_set_and_for_each_destination(
    pytester: pytest.Pytester, publisher: Path
) -> None:
    run = pytester.runpytest_inprocess("-v", "--opendata-share", str(publisher / "share.toml"), *QUIET)
    run.assert_outcomes(passed=5)
    assert names_of(run.outlines, "PASSED") == [
        "posts::rows", "posts::leaves[public]", "posts::leaves[partners]", "others::rows", "others::leaves[public]",
    ]  # fmt: skip
    assert sorted(each.name for each in publisher.iterdir()) == ["others.csv", "posts.csv", "share.toml"]


def test_a_rejected_row_fails_its_own_data_set_with_the_report(pytester: pytest.Pytester, publisher: Path) -> None:
    publisher = publisher.rename(pytester.path / "publisher")
    posts = publisher / "posts.csv"
    posts.write_text(posts.read_text("utf-8") + "demo:2,Pos Dua,palace,ID\n", "utf-8")
    pytester.makeini(f"[pytest]\nopendata_shares = {publisher / 'share.toml'}\nopendata_lang = en\n")
    run = pytester.runpytest_inprocess("-v", *QUIET)
    assert names_of(run.outlines, "FAILED") == ["posts::rows", "posts::leaves[public]", "posts::leaves[partners]"]
    run.assert_outcomes(passed=2, failed=3)
    run.stdout.fnmatch_lines(["*'palace' is not a code of the list station-type*", "*posts → public: held back*"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_a_source_that_is_not_there_fails_with_a_sentence(pytester: pytest.Pytester, publisher: Path) -> None:
    (publisher / "others.csv").unlink()
    run = pytester.runpytest_inprocess("--opendata-share", str(publisher / "share.toml"), *QUIET)
    run.assert_outcomes(passed=3, failed=2)
    run.stdout.fnmatch_lines(["*others.csv*"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_a_share_file_with_a_slip_says_its_line_and_one_nobody_named_is_left_alone(
    pytester: pytest.Pytester, publisher: Path
) -> None:
    pytester.makepyfile(test_one="def test_one():\n    pass\n")
    file = publisher.rename(pytester.path / "publisher") / "share.toml"
    file.write_text(file.read_text("utf-8").replace("policy", "polcy", 1), "utf-8")
    pytester.runpytest_inprocess(*QUIET).assert_outcomes(passed=1)
    run = pytester.runpytest_inprocess("--opendata-share", str(file), *QUIET)
    assert run.ret != 0
    run.stdout.fnmatch_lines(["*share.toml, line *polcy*"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_loading_the_plug_in_loads_nothing_of_the_package() -> None:
    """pytest loads it in every project: no rows are read, no fixtures are made, nothing is loaded."""
    program = (
        "import sys, pytest; before = set(sys.modules); import opendata_share.pytest_plugin as plugin;"
        "print(*sorted(name for name in set(sys.modules) - before));"
        "print(sum(type(each).__name__ == 'FixtureFunctionDefinition' for each in vars(plugin).values()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded, fixtures = done.stdout.splitlines()
    assert set(loaded.split()) == {"opendata_share", "opendata_share._late_names", "opendata_share.pytest_plugin"}
    assert fixtures == "0"
