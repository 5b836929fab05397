"""Running a journey: what leaves, what is held back, and what one data set's failure means for the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from share_texts import BAD, COUNTS, FLEET, GOOD, HEAD, POSTS

from opendata_share.errors import DefinitionError
from opendata_share.pipeline import DataSet, Journey, JourneyReport, run_journey
from opendata_share.receipts import verify_receipts
from opendata_share.releases import open_catalog
from opendata_share.stages import Validated

Read = Callable[..., Journey]


def outcomes(report: JourneyReport) -> list[tuple[str, str, str]]:
    return [(step.data_set, step.destination, step.outcome) for step in report.steps]


def test_every_data_set_is_published_in_order(journey: Read, publisher: Path) -> None:
    report = run_journey(journey(HEAD + FLEET + POSTS))
    assert outcomes(report) == [("posts", "public", "published"), ("fleet", "public", "published")]
    assert (report.exit_code, report.sound) == (0, True)
    catalog = open_catalog(publisher / "public")
    assert catalog["fire-station"].read().to_arrow().num_rows == 2
    assert catalog["fleet-count"].read().to_arrow().num_rows == 1


def test_running_again_changes_nothing(journey: Read, publisher: Path) -> None:
    run_journey(journey(HEAD + FLEET + POSTS))
    before = {path: path.read_bytes() for path in publisher.rglob("*") if path.is_file()}
    again = run_journey(journey(HEAD + FLEET + POSTS))
    assert [outcome for _, _, outcome in outcomes(again)] == ["unchanged", "unchanged"]
    assert {path: path.read_bytes() for path in publisher.rglob("*") if path.is_file()} == before


def test_a_check_writes_nothing_anywhere(journey: Read, publisher: Path) -> None:
    text = 'receipts = "log/receipts.jsonl"\n' + HEAD + FLEET + POSTS
    found = journey(text)
    before = sorted(publisher.rglob("*"))
    report = run_journey(found, check=True)
    assert [outcome for _, _, outcome in outcomes(report)] == ["would-publish", "would-publish"]
    assert sorted(publisher.rglob("*")) == before


def test_a_check_says_what_a_run_does(journey: Read, publisher: Path) -> None:
    (publisher / "posts.csv").write_text(BAD, "utf-8")
    for text in (HEAD + POSTS, HEAD + POSTS + "partial = true\n"):
        check = run_journey(journey(text), check=True)
        run = run_journey(journey(text))
        assert check.exit_code == run.exit_code == 1
        assert (check.steps[0].outcome, run.steps[0].outcome) in {
            ("held-back", "held-back"),
            ("would-publish", "published"),
        }


def test_rejected_rows_hold_a_data_set_back_and_no_other(journey: Read, publisher: Path) -> None:
    (publisher / "fleet.csv").write_text(COUNTS.replace(",3", ",three"), "utf-8")
    report = run_journey(journey(HEAD + FLEET + POSTS))
    assert outcomes(report) == [("posts", "public", "published"), ("fleet", "public", "held-back")]
    assert report.exit_code == 1
    assert "fleet-count" not in {dataset.name for dataset in open_catalog(publisher / "public").values()}


def test_a_source_that_is_missing_stops_no_other(journey: Read, publisher: Path) -> None:
    (publisher / "fleet.csv").unlink()
    report = run_journey(journey(HEAD + FLEET + POSTS))
    assert outcomes(report) == [("posts", "public", "published"), ("fleet", "public", "not-judged")]
    assert report.exit_code == 2
    assert report.steps[1].error is not None


def test_a_data_set_whose_neighbour_is_not_judged_is_not_judged(journey: Read, publisher: Path) -> None:
    (publisher / "posts.csv").unlink()
    report = run_journey(journey(HEAD + FLEET + POSTS))
    assert [outcome for _, _, outcome in outcomes(report)] == ["not-judged", "not-judged"]
    error = report.steps[1].error
    assert error is not None
    assert error.message_id == "journey-reference-not-judged"


def test_references_point_into_accepted_rows_only(journey: Read, publisher: Path) -> None:
    (publisher / "posts.csv").write_text(BAD, "utf-8")
    (publisher / "fleet.csv").write_text(COUNTS.replace("demo:1", "demo:3"), "utf-8")
    report = run_journey(journey(HEAD + FLEET + POSTS + "partial = true\n"))
    fleet = report.steps[1].report
    assert fleet is not None
    assert fleet.tables[0].advice == {"dangling-reference": 1}


def test_a_reference_to_a_table_a_data_set_does_not_make_is_told(journey: Read) -> None:
    text = HEAD + POSTS + FLEET.replace("fire-station =", "emergency-facility =")
    error = run_journey(journey(text)).steps[1].error
    assert error is not None
    assert error.message_id == "journey-reference-other"


def test_only_what_is_named_leaves_and_what_it_refers_to_is_judged(journey: Read, publisher: Path) -> None:
    seen: list[str] = []

    def judged(data_set: DataSet, validated: Validated) -> None:
        seen.append(data_set.name)
        assert validated.report.valid

    report = run_journey(journey(HEAD + FLEET + POSTS), only=["fleet"], judged=judged)
    assert outcomes(report) == [("fleet", "public", "published")]
    assert seen == ["posts", "fleet"]
    assert [dataset.name for dataset in open_catalog(publisher / "public").values()] == ["fleet-count"]


def test_a_name_that_is_none_is_told(journey: Read) -> None:
    with pytest.raises(DefinitionError, match="posts"):
        run_journey(journey(), only=["fleet"])


def test_what_is_for_one_audience_reaches_no_other(journey: Read, publisher: Path) -> None:
    partners = '[destinations.partners]\npolicy = "exchange"\ninto = "partners"\n'
    report = run_journey(journey(HEAD + partners + POSTS + 'destinations = ["partners", "public"]\n'))
    assert report.exit_code == 0, report.text()
    audiences = [open_catalog(publisher / folder).audience for folder in ("public", "partners")]
    assert audiences == ["public", "exchange"]


def test_a_receipt_is_written_of_what_left_and_of_what_did_not(journey: Read, publisher: Path) -> None:
    (publisher / "fleet.csv").write_text(COUNTS.replace(",3", ",three"), "utf-8")
    run_journey(journey('receipts = "log/receipts.jsonl"\n' + HEAD + FLEET + POSTS))
    log = publisher / "log" / "receipts.jsonl"
    assert verify_receipts(log, []).sound
    assert '"published"' in log.read_text("utf-8")


@pytest.mark.parametrize("key", ["receipts", "rejected"])
def test_nothing_private_lies_where_others_are_served(journey: Read, key: str) -> None:
    texts = {
        "receipts": 'receipts = "public/log.jsonl"\n' + HEAD + POSTS,
        "rejected": HEAD + POSTS + 'rejected = "public/rejected.csv"\n',
    }
    with pytest.raises(DefinitionError) as caught:
        run_journey(journey(texts[key]), check=True)
    assert caught.value.message_id == f"{key}-inside"


@pytest.mark.parametrize(("compare", "expected"), [("false", set()), ("true", {"row-count-change", "value-change"})])
def test_much_that_changed_is_advice_where_it_is_asked_for(
    journey: Read, publisher: Path, compare: str, expected: set[str]
) -> None:
    head, *_ = GOOD.splitlines()
    rows = [f"demo:{number},Pos {number},post,ID" for number in range(20)]
    told = []
    for count in (20, 4):
        (publisher / "posts.csv").write_text("\n".join([head, *rows[:count], ""]), "utf-8")
        (step,) = run_journey(journey(HEAD + POSTS + f"compare = {compare}\n")).steps
        assert step.report is not None
        told.append(set(step.report.tables[0].advice))
    assert told[1] - told[0] == expected


def test_a_map_that_fills_several_tables_says_of_each_what_it_is(journey: Read, publisher: Path) -> None:
    (publisher / "posts.csv").write_text("no,nama,mobil,tahun\n1,Pos Monas,2,2026-01-01\n", "utf-8")
    (publisher / "posts.toml").write_text(
        """
agency = "demo"
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { value = "fire_apparatus" }
as_of = "tahun"
total = "mobil"
""",
        "utf-8",
    )
    text = HEAD + (
        '[datasets.posts]\nsource = "posts.csv"\nmap = "posts.toml"\ninfo = { licence = "CC0-1.0" }\n'
        '[datasets.posts.tables.fleet-count]\ntitle = "Engines"\n'
    )
    (step,) = run_journey(journey(text)).steps
    assert step.outcome == "published", step.text()
    catalog = open_catalog(publisher / "public")
    described = {
        name: (publisher / "public" / "demo" / name / "1" / "datapackage.json").read_text("utf-8")
        for name in ("fire-station", "fleet-count")
    }
    assert len(catalog) == 2
    assert '"Engines"' in described["fleet-count"]
    assert "Engines" not in described["fire-station"]
    assert all("CC0-1.0" in text for text in described.values())


def test_the_address_of_a_map_needs_the_callers_word_too(journey: Read, publisher: Path) -> None:
    (publisher / "posts.toml").write_text(
        '[source]\nurl = "http://127.0.0.1:9/posts.csv"\n[[tables.fire-station]]\nkey = ["no"]\n'
        'name = "nama"\nstation_type = { value = "post" }\n',
        "utf-8",
    )
    text = HEAD + '[datasets.posts]\nmap = "posts.toml"\n'
    (step,) = run_journey(journey(text)).steps
    assert step.error is not None
    assert (step.error.message_id, step.error.line) == ("journey-outside", 8)
    (asked,) = run_journey(journey(text, outside=True)).steps
    assert asked.error is not None
    assert asked.error.message_id != "journey-outside"


def test_the_outcome_is_the_same_for_people_and_programs(journey: Read, publisher: Path) -> None:
    (publisher / "fleet.csv").unlink()
    report = run_journey(journey(HEAD + FLEET + POSTS))
    document = report.to_document("id")
    assert document["format"] == "opendata-share/journey@1"
    assert [step["outcome"] for step in document["steps"]] == ["published", "not-judged"]
    assert [step["exit_code"] for step in document["steps"]] == [0, 2]
    assert "posts → public: published" in report.text("en")
    assert "fleet → public: tidak dapat dinilai" in report.text("id")
    assert str(report) == report.text()


def test_no_value_of_a_field_that_is_not_public_is_told(journey: Read, publisher: Path) -> None:
    (publisher / "posts.csv").write_text(
        "incident_number,reporter_phone,reported_at\nA-1,0812-CANARY-99,yesterday\n", "utf-8"
    )
    text = HEAD + '[datasets.calls]\nsource = "posts.csv"\nto = "emergency-incident"\n'
    report = run_journey(journey(text))
    assert "CANARY" not in report.text() + str(report.to_document()) + repr(report)


def test_a_good_file_stays_published_while_a_bad_one_waits(journey: Read, publisher: Path) -> None:
    run_journey(journey())
    (publisher / "posts.csv").write_text(BAD, "utf-8")
    run_journey(journey())
    assert open_catalog(publisher / "public")["fire-station"].read().to_arrow().num_rows == GOOD.count("\n") - 1
