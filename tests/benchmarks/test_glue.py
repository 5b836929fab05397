"""The side-by-side counts, compares and adds up as it says; the environments of either side are not run here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from benchmarks.glue import ckan_stub, compare, sheets, sides, verdict, written

ROOT = Path(__file__).resolve().parents[2]

Row = dict[str, str]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> sheets.Truth:
    return sheets.write("none", tmp_path_factory.mktemp("none"))


def rows_of(truth: sheets.Truth, prefix: str = "") -> list[Row]:
    """Return what a faultless side would publish."""
    return [
        {
            name: value.strftime("%Y-%m-%dT%H:%M:%SZ") if name == "observed_at" else str(value)  # type: ignore[attr-defined]
            for name, value in fact.cells.items()
        }
        | {"facility_id": f"{prefix}{fact.cells['facility_id']}"}
        for fact in truth.facts
    ]


class TestCountingLines:
    def test_python_counts_neither_blanks_nor_comments_nor_docstrings(self) -> None:
        text = '"""A module.\n\nMore.\n"""\n\nimport os  # why\n\n# a comment\ndef f():\n    """Do."""\n    return os\n'
        assert written.python(text) == written.Written(3, len("import os  # why") + len("def f():") + len("return os"))

    def test_a_string_that_is_used_is_code_on_all_its_lines(self) -> None:
        assert written.python('text = """a\nb\n"""\nprint(\n    "alone"\n)\n').lines == 6

    def test_a_docstring_after_a_nested_block_is_no_code(self) -> None:
        assert written.python('def f():\n    if 1:\n        pass\n\n\nclass A:\n    """Doc."""\n').lines == 4

    def test_formats_with_hashes_count_no_comment_lines(self) -> None:
        assert written.hashed("# no\n\na = 1  # yes\n  # no\nb: 2\n") == written.Written(2, 16)

    def test_json_counts_every_line_that_is_not_blank(self) -> None:
        assert written.plain('{\n\n  "a": 1\n}\n') == written.Written(3, 8)

    def test_files_add_up(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("a = 1\n", "utf-8")
        (tmp_path / "b.sh").write_text("#!/bin/sh\nls\n", "utf-8")
        assert written.written([tmp_path / "a.py", tmp_path / "b.sh"]) == written.Written(2, 7)

    def test_an_unknown_kind_of_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("a", "utf-8")
        with pytest.raises(KeyError, match="txt"):
            written.written([tmp_path / "a.txt"])

    def test_every_file_a_side_writes_is_there_and_counted(self) -> None:
        for names in sides.FILES.values():
            assert written.written(sides.HERE / name for name in names).lines > 0


class TestSheets:
    def test_the_same_sheet_has_the_same_bytes(self, tmp_path: Path) -> None:
        made = [sheets.write("signature", tmp_path / name) for name in ("a", "b")]
        assert made[0] == made[1]
        assert (tmp_path / "a" / "beds.xlsx").read_bytes() == (tmp_path / "b" / "beds.xlsx").read_bytes()

    def test_every_fault_changes_the_sheet(self, tmp_path: Path) -> None:
        found = set()
        for fault in sheets.FAULTS:
            sheets.write(fault, tmp_path / fault)
            found.add((tmp_path / fault / "beds.xlsx").read_bytes())
        assert len(found) == len(sheets.FAULTS) == 17

    @pytest.mark.parametrize("fault", sheets.FAULTS)
    def test_every_fact_stands_in_the_row_it_names(self, fault: str) -> None:
        draft = sheets.sound()
        sheets.FAULTS[fault][1](draft)
        for fact in draft.facts:
            code, name = draft.page.rows[fact.row - 1][1:3]
            assert not fact.certain or (code, name) == (fact.cells["facility_id"], fact.cells["facility_name_source"])
        assert draft.page.rows[draft.total - 1][1] is None

    @pytest.mark.parametrize("fault", sheets.FAULTS)
    def test_a_fault_leaves_most_rows_certain(self, fault: str) -> None:
        draft = sheets.sound()
        sheets.FAULTS[fault][1](draft)
        assert len(draft.facts) == 2 * sheets.HOSPITALS
        assert sum(not fact.certain for fact in draft.facts) <= 2

    def test_a_merged_range_moves_with_its_row(self) -> None:
        draft = sheets.sound()
        before = [merged for merged in draft.page.merged if merged[0] >= 4]
        draft.insert(3, ["one more"])
        after = [merged for merged in draft.page.merged if merged[0] >= 4]
        assert after == [(top + 1, left, bottom + 1, right) for top, left, bottom, right in before]

    def test_sound_rows_keep_the_rules(self) -> None:
        for fact in sheets.sound().facts:
            staffed, occupied, available = (int(str(fact.cells[name])) for name in sheets.COUNTS)
            assert 0 <= occupied + available <= staffed


class TestJudging:
    def test_all_rows_true_is_right(self, truth: sheets.Truth) -> None:
        found = verdict.judge(truth, rows_of(truth), (), b"")
        assert (found.right, found.silent, found.word) == (190, 0, "right")

    def test_an_agencys_prefix_is_no_difference(self, truth: sheets.Truth) -> None:
        assert verdict.judge(truth, rows_of(truth, "jakarta-health:"), (), b"").right == 190

    def test_a_wrong_cell_is_a_wrong_row(self, truth: sheets.Truth) -> None:
        rows = rows_of(truth)
        rows[5] |= {"available_beds": "99", "observed_at": "2026-02-03T00:50:00Z"}
        found = verdict.judge(truth, rows, (), b"")
        assert (found.right, found.wrong, found.wrong_cells, found.lost) == (189, 1, 2, 0)

    def test_the_same_moment_in_another_zone_is_the_same(self, truth: sheets.Truth) -> None:
        fact = truth.facts[0]
        assert verdict.differences(fact, rows_of(truth)[0] | {"observed_at": "2026-03-02T07:50:00+07:00"}) == []
        assert verdict.differences(fact, rows_of(truth)[0] | {"observed_at": "soon"}) == ["observed_at"]

    def test_a_row_that_is_nowhere_is_lost(self, truth: sheets.Truth) -> None:
        found = verdict.judge(truth, rows_of(truth)[1:], (), b"")
        assert (found.lost, found.word) == (1, "1 lost")

    def test_a_true_row_that_was_rejected_is_refused_and_not_lost(self, truth: sheets.Truth) -> None:
        found = verdict.judge(truth, rows_of(truth)[1:], [truth.facts[0].row], b"")
        assert (found.lost, found.refused, found.silent) == (0, 1, 0)

    def test_a_doubtful_row_may_be_rejected(self, truth: sheets.Truth) -> None:
        doubted = replace(truth, facts=(replace(truth.facts[0], certain=False), *truth.facts[1:]))
        found = verdict.judge(doubted, rows_of(truth)[1:], [truth.facts[0].row], b"")
        assert (found.refused, found.word) == (0, "right, 1 rejected")

    def test_a_doubtful_row_may_not_vanish(self, truth: sheets.Truth) -> None:
        doubted = replace(truth, facts=(replace(truth.facts[0], certain=False), *truth.facts[1:]))
        assert verdict.judge(doubted, rows_of(truth)[1:], (), b"").lost == 1

    def test_a_row_under_another_code_is_wrong_and_not_lost_as_well(self, truth: sheets.Truth) -> None:
        rows = rows_of(truth)
        rows[0] |= {"facility_id": "1"}
        found = verdict.judge(truth, rows, (), b"")
        assert (found.wrong, found.lost) == (1, 0)

    def test_a_row_published_twice_is_wrong_once(self, truth: sheets.Truth) -> None:
        rows = rows_of(truth)
        assert verdict.judge(truth, [*rows, rows[0]], (), b"").wrong == 1

    def test_nothing_published_is_stopped_and_loses_nothing(self, truth: sheets.Truth) -> None:
        found = verdict.judge(truth, (), (), b"")
        assert (found.stopped, found.lost, found.word) == (True, 0, "stopped")

    @pytest.mark.parametrize("left", [b"call 0812-0000-1003", b"call 081200001003 now", b"0812 0000 1003"])
    def test_a_number_is_found_however_it_is_written(self, left: bytes) -> None:
        assert verdict.leaks(["0812-0000-1003", "Pegawai Rekaan Melati"], left) == ["0812-0000-1003"]

    def test_a_name_is_found_and_others_are_not(self) -> None:
        secrets = ["Pegawai Rekaan Melati", "Pegawai Rekaan Mawar", "0812-0000-1003"]
        assert verdict.leaks(secrets, b"RS Contoh Mawar, Pegawai Rekaan Melati, 0812") == secrets[:1]

    def test_a_leak_is_silent(self, truth: sheets.Truth) -> None:
        found = verdict.judge(truth, rows_of(truth), (), b"0812-0000-1003")
        assert (found.leaked, found.silent, found.word) == (1, 1, "1 leaked")


def outcome(seconds: float, again: float = 1.0, peak: int = 1 << 20, new: tuple[str, ...] = ()) -> sides.Outcome:
    run = sides.Run(seconds, seconds / 2, peak, 0, "done")
    return sides.Outcome(run, (), frozenset(), b"", replace(run, seconds=again), new)


class TestFigures:
    def test_a_ratio_is_the_median_of_the_rounds_ratios(self) -> None:
        pairs = [(outcome(10), outcome(2)), (outcome(9), outcome(3)), (outcome(80), outcome(20))]
        assert compare.ratios(pairs)["seconds"] == 4

    def test_a_summary_keeps_every_round_and_the_medians(self) -> None:
        found = compare.summary([outcome(3.0), outcome(1.0, new=("sent anew",)), outcome(2.0, peak=5 << 20)])
        assert found["seconds"] == [3.0, 1.0, 2.0]
        assert (found["median_seconds"], found["cpu_seconds"], found["peak_mib"]) == (2.0, 1.0, 5)
        assert found["new_later"] == ["sent anew"]

    def test_the_reason_of_a_traceback_is_its_last_line(self) -> None:
        trace = "Traceback (most recent call last):\n  File\nKeyError: 'IGD kosong'\n"
        assert sides.Run(1, 1, 1, 1, trace).reason == "KeyError: 'IGD kosong'"
        assert sides.Run(1, 1, 1, 1, "\nwhat happened\nwhat to do\n").reason == "what happened"

    def test_a_command_is_measured_in_its_folder(self, tmp_path: Path) -> None:
        taken = sides.measured(["sh", "-c", "pwd; echo no >&2; exit 3"], tmp_path)
        assert (taken.code, taken.said.split()) == (3, [str(tmp_path), "no"])
        assert min(taken.seconds, taken.peak_bytes) > 0

    @pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--hospitals", "0"], ["--hospitals", "10000"]])
    def test_a_run_of_nothing_is_refused(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            compare.main(arguments)
        assert stopped.value.code == 2
        assert "at least 1" in capsys.readouterr().err


class TestThePortal:
    def ask(self, address: str, action: str, body: bytes, kind: str = "application/json") -> dict[str, Any]:
        request = Request(f"{address}/api/action/{action}", body, {"Content-Type": kind})
        with urlopen(request, timeout=10) as answer:
            result: dict[str, Any] = json.load(answer)["result"]
        return result

    def test_it_keeps_entries_and_every_byte_it_is_sent(self) -> None:
        form = (
            b'--x\r\nContent-Disposition: form-data; name="package_id"\r\n\r\nbeds\r\n'
            b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nbeds.csv\r\n'
            b'--x\r\nContent-Disposition: form-data; name="upload"; filename="beds.csv"\r\n\r\n'
            b"a,b\r\n1,2\r\n\r\n--x--\r\n"
        )
        with ckan_stub.portal() as (kept, address):
            self.ask(address, "package_create", b'{"name": "beds"}')
            made = self.ask(address, "resource_create", form, "multipart/form-data; boundary=x")
            self.ask(address, "resource_patch", json.dumps({"id": made["id"], "hash": "abc"}).encode())
            shown = self.ask(address, "package_show", b'{"id": "beds"}')
        assert shown["resources"][0]["hash"] == "abc"
        assert kept.files == {"beds.csv": b"a,b\r\n1,2\r\n"}
        assert kept.writes == ["package_create", "resource_create", "resource_patch"]
        assert any(b"1,2" in body for body in kept.received)

    def test_what_is_not_there_is_not_found(self) -> None:
        assert ckan_stub.Portal().act("package_show", {"id": "none"}, None) is None
        assert ckan_stub.Portal().act("resource_patch", {"id": "none"}, None) is None
        assert ckan_stub.Portal().act("resource_create", {"package_id": "none"}, None) is None


def test_the_kept_figures_name_no_machine_and_every_sheet() -> None:
    kept = ROOT / "benchmarks" / "results" / "glue.json"
    document = json.loads(kept.read_text("utf-8"))
    assert list(document["faults"]) == list(sheets.FAULTS)
    assert str(ROOT) not in kept.read_text("utf-8")
    assert {"frictionless", "datacontract-cli", "ckanapi", "opendata-share"} <= set(document["versions"])
    assert compare.table(document).count("\n") > len(sheets.FAULTS)
