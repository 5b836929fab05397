"""The examination marks a draft as the truth has it: here drafts written by hand stand in for drafting."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.friday import files, judge, lines, measure, sheets, truth
from benchmarks.friday.grid import Sheet

EVERY = {sheet.name: sheet for sheet in (*sheets.every(), *sheets.unseen())}
UNSEEN = tuple(sheet.name for sheet in sheets.unseen())
#: whose map is made when drafting is frozen: empty from then on; while there are any, their figures are owed
WITHOUT_MAP: tuple[str, ...] = ()
MAPPED = {name: sheet for name, sheet in EVERY.items() if name not in WITHOUT_MAP}
LOG = EVERY["unit-log"]
FINAL = (measure.MAPS / "unit-log.toml").read_text("utf-8")


@pytest.fixture(params=MAPPED.values(), ids=MAPPED)
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return request.param  # type: ignore[no-any-return]


def test_the_sheets_without_a_map_are_exactly_those_whose_map_is_owed() -> None:
    assert measure.without_map(EVERY.values()) == WITHOUT_MAP


def test_a_missing_map_ends_loudly_and_keeps_no_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / "friday.json"
    monkeypatch.setattr(measure, "MAPS", tmp_path)
    with pytest.raises(SystemExit, match=r"no map of beds, .*incidents"):
        measure.main(["--results", str(results)])
    assert not results.exists()


@pytest.mark.parametrize("owed", [True, False])
def test_both_sets_are_measured_and_kept_or_the_maps_that_are_owed_are_named(
    owed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = measure.figures(LOG, tmp_path, draft=FINAL)
    maps, results = tmp_path / "maps", tmp_path / "friday.json"
    maps.mkdir()
    for name in EVERY.keys() - UNSEEN if owed else EVERY:
        (maps / f"{name}.toml").touch()
    monkeypatch.setattr(measure, "MAPS", maps)
    monkeypatch.setattr(measure, "figures", lambda sheet, folder: replace(measured, sheet=sheet.file))
    if owed:
        with pytest.raises(SystemExit, match="no map of " + ", ".join(UNSEEN)):
            measure.main(["--results", str(results)])
        assert not results.exists()
    else:
        measure.main(["--results", str(results)])
        kept = json.loads(results.read_text("utf-8"))
        for part in ("unseen", "unseen_after_mending"):
            assert kept.keys() - {"friday", "unseen", "unseen_after_mending"} == kept[part].keys()
            assert [one["sheet"] for one in kept[part]["ten"]] == [sheet.file for sheet in sheets.unseen()]
    printed = capsys.readouterr().out
    assert all(sheet.file in printed for sheet in sheets.every())
    assert all(printed.count(sheet.file) == (1 if owed else 2) for sheet in sheets.unseen())


def test_the_blind_measurement_is_kept_as_it_was() -> None:
    kept, ten = measure.first_unseen()
    assert measure.summary(ten) == {**kept, "ten": measure.summary(ten)["ten"]}
    assert (kept["median_edits"], kept["silent_active"], kept["silent_proposals"], kept["leaks"]) == (5, 0, 2, 0)


def test_the_map_a_person_ends_with_gives_the_truth_and_nothing_else(sheet: Sheet, tmp_path: Path) -> None:
    outcome = judge.run(sheet, files.write(sheet, tmp_path), measure.MAPS / f"{sheet.name}.toml")
    assert outcome.stopped == ""
    verdict = truth.compare(sheet.truth, outcome.accepted, outcome.rejected)
    assert verdict.differences == ()
    assert (verdict.lost, verdict.refused, verdict.slipped) == ((), (), ())
    optional = {published.row for published in sheet.truth.published if published.optional}
    assert set(outcome.rejected) <= sheet.truth.rejected.keys() | set(sheet.truth.withheld) | optional


def test_the_friday_session_accepts_183_rows_and_rejects_7(tmp_path: Path) -> None:
    friday = EVERY["beds"]
    outcome = judge.run(friday, files.write(friday, tmp_path), measure.MAPS / "beds.toml")
    assert (len(outcome.accepted), len(outcome.rejected), outcome.read - outcome.skipped) == (183, 7, 190)


def test_a_draft_that_needs_nothing_is_perfect(tmp_path: Path) -> None:
    figures = measure.figures(LOG, tmp_path, draft=FINAL)
    assert (figures.edits, figures.right, figures.rows, figures.exact) == (0, 68, 68, True)
    assert not [trial for trial in figures.trials if trial.effect == "silent"]
    assert figures.lines == figures.drafted_lines == lines.length(FINAL)


def marked(tmp_path: Path, old: str, new: str) -> measure.Figures:
    assert old in FINAL
    return measure.figures(LOG, tmp_path, draft=FINAL.replace(old, new))


def active(figures: measure.Figures) -> list[measure.Effect]:
    return [trial.effect for trial in figures.trials if not trial.proposed]


def test_a_wrong_active_line_that_passes_is_silent(tmp_path: Path) -> None:
    figures = marked(tmp_path, 'zone = "Asia/Jayapura"', 'zone = "Asia/Jakarta"')
    assert active(figures) == ["silent"]
    assert figures.edits == 1


def test_a_wrong_active_line_that_every_row_cries_out_at_is_loud(tmp_path: Path) -> None:
    figures = marked(tmp_path, "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
    assert active(figures) == ["loud"]


def test_a_wrong_proposal_that_would_pass_is_silent_though_its_column_was_ignored(tmp_path: Path) -> None:
    figures = marked(tmp_path, '# fuel_percent = { from = "bbm_persen", decimal = "," }', '# fuel_percent = "jml_awak"')
    effects = {trial.text: (trial.effect, trial.proposed) for trial in figures.trials}
    assert effects['fuel_percent = "jml_awak"'] == ("silent", True)
    assert figures.edits == 0


def test_a_proposal_is_tried_that_the_person_left_in_comments_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = FINAL.replace('# fuel_percent = { from = "bbm_persen", decimal = "," }', '# fuel_percent = "jml_awak"')
    (tmp_path / "unit-log.toml").write_text(final, "utf-8")
    monkeypatch.setattr(measure, "MAPS", tmp_path)
    figures = measure.figures(LOG, tmp_path, draft=final)
    effects = {trial.text: (trial.effect, trial.proposed) for trial in figures.trials}
    assert effects == {'fuel_percent = "jml_awak"': ("silent", True), 'crew_on_board = "jml_awak"': ("right", True)}
    assert (figures.edits, figures.count("right", proposed=True)) == (0, 1)


def test_a_right_proposal_is_right_and_costs_one_edit(tmp_path: Path) -> None:
    figures = marked(tmp_path, '\nunit_id = "kode_unit"', '\n# unit_id = "kode_unit"')
    assert figures.edits == 1
    assert not [trial for trial in figures.trials if trial.text.startswith("unit_id")]


def test_leaving_rows_out_silently_is_as_bad_as_a_wrong_value(tmp_path: Path) -> None:
    figures = marked(tmp_path, "[source]\n", "[source]\n# skip = { kode_unit = 'T-0[1-4]' }\n")
    assert [trial.effect for trial in figures.trials if trial.text.startswith("skip")] == ["silent"]


def test_a_person_in_a_draft_is_a_leak(tmp_path: Path) -> None:
    figures = marked(tmp_path, "[source]\n", f'[source]\n# "operator" looks like "{LOG.truth.personal[0]}"\n')
    assert figures.leaks == 1


def test_the_table_names_every_sheet_and_the_median(tmp_path: Path) -> None:
    figures = measure.figures(LOG, tmp_path, draft=FINAL)
    measured = [figures] * 11
    kept = measure.document(measured)
    assert (kept["median_edits"], kept["silent_active"], kept["silent_proposals"]) == (0, 0, 0)
    assert measure.table(measured, kept).count("unit-log.csv") == 11
