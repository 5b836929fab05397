"""A rehearsal says what publishing would do, row by row and field by field, and leaves the folder as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
from release_making import CAPTURED, UNITS, field, protected, protected_table, protected_tables, unit_rows, units, words

from opendata_share.contract import Contract, Derivation, FieldType, Sensitivity
from opendata_share.errors import DataRejected, DefinitionError, ReleaseError, SourceUnavailable, TrustError
from opendata_share.policy import Policy, protect
from opendata_share.receipts import Occurrence, ReceiptLog
from opendata_share.releases import Rehearsal, open_catalog, publish, rehearse, withdraw
from opendata_share.stages import Lineage, Protected, Table
from opendata_share.validation import validate

SCHEMA = json.loads(files("opendata_share.releases").joinpath("rehearsal-schema.json").read_text("utf-8"))
PHONE = "0812-3456-7890"


def traces(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return what a step in the folder would change: a name that came or went changes its folder's own times."""
    if not folder.exists():
        return {}
    found = [(path, path.lstat()) for path in (folder, *folder.rglob("*"))]
    return {str(path): (said.st_mtime_ns, said.st_ctime_ns, said.st_size, said.st_ino) for path, said in found}


def rehearsed(given: Protected, into: Path, **more: Any) -> Rehearsal:
    """Return a rehearsal that left no trace, and whose document has the promised form."""
    before = traces(into.parent)
    rehearsal = rehearse(given, into=into, **more)
    assert traces(into.parent) == before
    for language in ("en", "id"):
        document = json.loads(json.dumps(rehearsal.to_document(language)))
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        assert rehearsal.text(language).count("\n") >= len(rehearsal.releases)
    return rehearsal


def test_the_first_release_is_new_and_nothing_is_written(tmp_path: Path) -> None:
    into = tmp_path / "public"
    rehearsal = rehearsed(units(3), into)
    assert (rehearsal.outcome, rehearsal.sound, rehearsal.reasons) == ("would-publish", True, ())
    assert (rehearsal.release.release, rehearsal.release.rows) == ("1", 3)
    assert (rehearsal.release.previous, rehearsal.release.changes) == (None, None)
    assert not into.exists()
    assert "would be release 1, its first: 3 rows" in rehearsal.text()
    assert "Tidak ada yang ditulis" in rehearsal.text("id")


@pytest.mark.parametrize("count", [3, 4])
def test_the_verdict_is_what_publishing_then_does(tmp_path: Path, count: int) -> None:
    publish(units(3), into=tmp_path / "public")
    rehearsal = rehearsed(units(count), tmp_path / "public")
    publication = publish(units(count), into=tmp_path / "public")
    outcomes = {"would-publish": "published", "unchanged": "unchanged"}
    assert outcomes[rehearsal.outcome] == publication.outcome
    assert rehearsal.release.release == publication.release.release
    assert rehearsal.release.rows == publication.release.rows


def changed_rows() -> list[dict[str, Any]]:
    rows = unit_rows(6)[1:]  # U1 went
    rows[0] = {**rows[0], "crew": 98, "tags": ["x"]}
    rows[2] = {**rows[2], "crew": None}
    return [*rows, *unit_rows(2, first=7)]


def test_rows_are_compared_by_their_key(tmp_path: Path) -> None:
    publish(units(6), into=tmp_path / "public")
    changes = rehearsed(protected(changed_rows(), batch_rows=2), tmp_path / "public").release.changes
    assert changes is not None
    assert (changes.added, changes.removed, changes.changed, changes.same) == (2, 1, 2, 3)
    assert changes.fields == {"crew": 2, "tags": 1}
    shown = [(each.change, each.row, each.key, each.fields) for each in changes.shown]
    assert shown == [
        ("added", 6, {"id": "jakarta-fire:U7"}, ()),
        ("added", 7, {"id": "jakarta-fire:U8"}, ()),
        ("changed", 1, {"id": "jakarta-fire:U2"}, ("crew", "tags")),
        ("changed", 3, {"id": "jakarta-fire:U4"}, ("crew",)),
        ("removed", 1, {"id": "jakarta-fire:U1"}, ()),
    ]


def test_no_value_is_shown_but_public_keys(tmp_path: Path) -> None:
    publish(units(6), into=tmp_path / "public")
    public = rehearsed(protected(changed_rows()), tmp_path / "public")
    assert "jakarta-fire:U7" in public.text()
    assert not {"98", "x"} & set(public.text().replace(",", " ").split())
    internal = replace(
        UNITS,
        fields=tuple(
            replace(each, sensitivity=Sensitivity.INTERNAL) if each.name == "id" else each for each in UNITS.fields
        ),
    )
    publish(protected(unit_rows(6), contract=internal, audience="exchange"), into=tmp_path / "exchange")
    hidden = rehearsed(protected(changed_rows(), contract=internal, audience="exchange"), tmp_path / "exchange")
    assert hidden.release.changes is not None
    assert [each.key for each in hidden.release.changes.shown] == [None] * 5
    for told in (hidden.text(), hidden.text("id"), json.dumps(hidden.to_document()), repr(hidden)):
        assert "jakarta-fire:U" not in told


def test_the_same_rows_in_another_order_are_said_to_be_that(tmp_path: Path) -> None:
    publish(units(4), into=tmp_path / "public")
    changes = rehearsed(protected(unit_rows(4)[::-1]), tmp_path / "public").release.changes
    assert changes is not None
    assert (changes.added, changes.removed, changes.changed, changes.is_reordered) == (0, 0, 0, True)


def test_a_file_captured_again_changes_nothing(tmp_path: Path) -> None:
    def captured(day: int, crew: int) -> Protected:
        rows = [
            {**row, "recorded_at": datetime(2026, 2, day, tzinfo=UTC), "recorded_at_basis": "capture", "crew": crew}
            for row in unit_rows(2)
        ]
        return protected(rows)

    publish(captured(1, 5), into=tmp_path / "public")
    assert rehearsed(captured(2, 5), tmp_path / "public").outcome == "unchanged"
    changes = rehearsed(captured(2, 6), tmp_path / "public").release.changes
    assert changes is not None
    assert changes.fields == {"crew": 2}


def test_another_contract_is_told_change_by_change(tmp_path: Path) -> None:
    narrowed = [replace(each, maximum=50) if each.name == "crew" else each for each in UNITS.fields]
    other = replace(UNITS, fields=tuple(each for each in narrowed if each.name != "cost"))
    publish(units(3), into=tmp_path / "public")
    rows = [{name: value for name, value in row.items() if name != "cost"} for row in unit_rows(3)]
    release = rehearsed(protected(rows, contract=other), tmp_path / "public").release
    assert [(each.change, each.field) for each in release.contract.changes] == [
        ("narrowed", "crew"),
        ("field-removed", "cost"),
    ]
    assert release.absent.gone == ("cost",)
    assert release.changes is not None
    assert (release.changes.same, release.changes.is_reordered) == (3, False)


@pytest.mark.parametrize(
    "key",
    [("id", "kind"), ()],
    ids=["another key", "no key any more"],
)
def test_rows_under_another_key_are_not_compared_and_it_says_so(tmp_path: Path, key: tuple[str, ...]) -> None:
    publish(units(3), into=tmp_path / "public")
    rehearsal = rehearsed(protected(unit_rows(3), contract=replace(UNITS, primary_key=key)), tmp_path / "public")
    assert (rehearsal.release.changes, rehearsal.release.is_compared) == (None, False)
    assert "not compared with release 1" in rehearsal.text()


def test_rows_without_a_key_are_the_same_where_they_say_the_same(tmp_path: Path) -> None:
    bare = replace(UNITS, primary_key=())
    publish(protected(unit_rows(3), contract=bare), into=tmp_path / "public")
    rows = [*unit_rows(2), {**unit_rows(1)[0], "crew": 77}]
    changes = rehearsed(protected(rows, contract=bare), tmp_path / "public").release.changes
    assert changes is not None
    assert (changes.added, changes.removed, changes.changed) == (1, 1, 0)
    assert [each.key for each in changes.shown] == [None, None]


CALLS = Contract(
    name="calls",
    version="1.0.0",
    title=words("Calls"),
    primary_key=("id",),
    fields=(
        field("id", required=True),
        replace(field("latitude", FieldType.NUMBER), sensitivity=Sensitivity.INTERNAL),
        replace(field("caller"), sensitivity=Sensitivity.INTERNAL),
        field("status"),
        field("note"),
    ),
)


def calls(policy: dict[str, Any], rows: Sequence[Sequence[Any]] = (("a", 1.23456, "X", "open", None),)) -> Protected:
    made = pa.Table.from_pylist(
        [dict(zip(CALLS.arrow_schema.names, row, strict=True)) for row in rows], CALLS.arrow_schema
    )
    lineage = Lineage(source="calls.csv", agency="jakarta-fire", captured_at=CAPTURED)
    table = Table.of_batches(CALLS, lambda: iter(made.to_batches()), lineage)
    document = {"format": "opendata-share/policy@1", "name": "ours", "audience": "public", "purpose": "open data"}
    chosen = Policy.from_document({**document, "schemas": {"calls@1": {"admits": ["public"], **policy}}})
    return protect(validate(table), policy=chosen)


def test_another_policy_is_told_field_by_field_and_by_what_is_missing(tmp_path: Path) -> None:
    rows = [("a", 1.23456, "X", "open", None), ("b", 2.5, "Y", "closed", None)]
    publish(calls({"fields": {"latitude": {"round": 2}}}, rows), into=tmp_path / "public")
    narrower = calls({"fields": {"note": "drop"}, "rows": "status = 'closed'"}, rows)
    rehearsal = rehearsed(narrower, tmp_path / "public")
    release = rehearsal.release
    assert [(each.field, each.before, each.after) for each in release.policy] == [
        ("latitude", "round 2", "drop"),
        ("note", "keep", "drop"),
    ]
    assert release.absent.fields == ("latitude", "caller", "note")
    assert set(release.absent.gone) == {"latitude", "note"}
    assert (release.absent.withheld, release.rows) == (1, 1)
    assert "1 rows withheld by policy" in rehearsal.text()
    assert "policy: latitude: round 2 → drop" in rehearsal.text()


def test_who_pulled_it_would_notice(tmp_path: Path) -> None:
    into = tmp_path / "public"
    publish(units(2), into=into)
    release = open_catalog(into)["response-unit"].latest()
    health = ReceiptLog(tmp_path / "health.jsonl", who="jakarta-health", purpose="dispatch")
    release.pull(tmp_path / "in", receipts=health)
    release.pull(tmp_path / "in", receipts=health)
    ours = ReceiptLog(tmp_path / "ours.jsonl", who="bpbd")
    ours.append(release.occurrence("pulled", side="publisher"))
    ours.append(release.occurrence("denied", side="publisher"))
    ours.append(Occurrence(side="consumer", decision="pulled", dataset="jakarta-fire/other", release="9"))
    logs = [health, tmp_path / "ours.jsonl", str(tmp_path / "health.jsonl")]
    rehearsal = rehearsed(units(3), into, receipts=logs)
    noticed = [(each.who, each.purpose, each.release, each.pulls) for each in rehearsal.release.consumers]
    assert noticed == [("bpbd", None, "1", 1), ("jakarta-health", "dispatch", "1", 2)]
    assert "would notice: jakarta-health, who pulled release 1" in rehearsal.text()
    assert rehearsed(units(2), into, receipts=logs).release.consumers == ()


def test_a_log_that_is_not_sound_or_not_there_is_no_answer(tmp_path: Path) -> None:
    log = ReceiptLog(tmp_path / "log.jsonl", who="bpbd")
    log.append(Occurrence(side="consumer", decision="pulled", dataset="a/b"))
    log.append(Occurrence(side="consumer", decision="pulled", dataset="a/b"))
    text = Path(log.path).read_text("utf-8")
    Path(log.path).write_text(text.replace('"a/b"', '"a/c"', 1), "utf-8")
    with pytest.raises(TrustError):
        rehearse(units(1), into=tmp_path / "public", receipts=[log])
    with pytest.raises(SourceUnavailable):
        rehearse(units(1), into=tmp_path / "public", receipts=[tmp_path / "none.jsonl"])


def test_rejected_rows_hold_it_back_unless_it_is_partial(tmp_path: Path) -> None:
    held = rehearsed(units(3, rejected=2), tmp_path / "public")
    assert (held.outcome, held.reasons, held.sound) == ("held-back", ("rejected-rows",), False)
    assert held.release.rejected == 2
    partial = rehearsed(units(3, rejected=2), tmp_path / "public", partial=True)
    assert (partial.outcome, partial.reasons, partial.sound) == ("would-publish", (), False)


def test_the_privacy_gate_holds_it_back_as_it_would_publishing(tmp_path: Path) -> None:
    into = tmp_path / "public"
    publish(calls({}), into=into)
    given = calls({}, [("a", 1.0, "X", "open", PHONE)])
    rehearsal = rehearsed(given, into)
    assert (rehearsal.outcome, rehearsal.reasons) == ("held-back", ("privacy-gate",))
    with pytest.raises(DataRejected) as caught:
        publish(given, into=into)
    assert caught.value.report.to_document()["findings"] == [each.to_document() for each in rehearsal.findings]
    assert PHONE not in rehearsal.text() + json.dumps(rehearsal.to_document())


def test_the_gate_compares_with_the_last_release_as_publishing_does(tmp_path: Path) -> None:
    counted = Contract(
        name="cases",
        version="1.0.0",
        title=words("Cases"),
        primary_key=("area",),
        fields=(field("area", required=True), field("n", FieldType.INTEGER, unit="{cases}")),
    )
    into = tmp_path / "public"
    for count in (30, 10):
        publish(protected([{"area": "31", "n": count}], contract=counted), into=into)
    dataset = open_catalog(into)["cases"].id
    for place in (into, into / dataset / "1"):
        rehearsal = rehearsed(protected([{"area": "31", "n": 12}], contract=counted), place)
        assert [each.finding for each in rehearsal.findings] == ["count-moved"]
        assert rehearsal.outcome == "held-back"


def test_several_tables_are_rehearsed_together(tmp_path: Path) -> None:
    into = tmp_path / "public"
    other = replace(UNITS, name="other-unit")
    both = protected_tables(protected_table(UNITS, unit_rows(2)), protected_table(other, unit_rows(3)))
    publish(units(2), into=into)
    rehearsal = rehearsed(both, into)
    assert [(each.dataset, each.outcome) for each in rehearsal.releases] == [
        ("jakarta-fire/response-unit", "unchanged"),
        ("jakarta-fire/other-unit", "would-publish"),
    ]
    assert rehearsal.outcome == "would-publish"
    with pytest.raises(ValueError, match="too many"):
        _ = rehearsal.release


def test_the_agency_may_stand_in_the_rows_alone(tmp_path: Path) -> None:
    assert rehearsed(units(2, agency=None), tmp_path / "public").release.dataset == "jakarta-fire/response-unit"


def test_what_cannot_be_published_cannot_be_rehearsed(tmp_path: Path) -> None:
    publish(units(2), into=tmp_path / "public")
    with pytest.raises(ReleaseError, match="open to everyone"):
        rehearse(units(2, audience="exchange"), into=tmp_path / "public")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReleaseError, match="folder"):
        rehearse(units(2), into=tmp_path / "file")
    with pytest.raises(ReleaseError, match="columns"):
        rehearse(protected(pa.table({"id": ["a"]})), into=tmp_path / "public")
    with pytest.raises(TypeError, match="protect"):
        rehearse(object(), into=tmp_path)  # type: ignore[arg-type]


def test_a_last_release_that_was_tampered_with_is_no_answer(tmp_path: Path) -> None:
    into = tmp_path / "public"
    publish(units(2), into=into)
    parquet = into / "jakarta-fire/response-unit/1/response-unit.parquet"
    parquet.write_bytes(parquet.read_bytes()[:-1] + b"?")
    with pytest.raises(TrustError):
        rehearse(units(3), into=into)


def test_keys_of_every_type_stand_in_the_document(tmp_path: Path) -> None:
    kinds = {"day": FieldType.DATE, "at": FieldType.DATETIME, "number": FieldType.INTEGER, "yes": FieldType.BOOLEAN}
    contract = Contract(
        name="keys",
        version="1.0.0",
        title=words("Keys"),
        primary_key=("cost", *kinds),
        fields=(field("cost", FieldType.DECIMAL, precision=5, scale=1), *(field(*each) for each in kinds.items())),
    )
    row = {
        "cost": None,
        "day": date(2026, 11, 29),
        "at": datetime(2026, 11, 29, tzinfo=UTC),
        "number": 2**60,
        "yes": True,
    }
    publish(protected([], contract=contract), into=tmp_path / "public")
    document = rehearsed(protected([row], contract=contract), tmp_path / "public").to_document()
    assert document["releases"][0]["changes"]["shown"][0]["key"] == {
        "cost": None,
        "day": "2026-11-29",
        "at": "2026-11-29T00:00:00Z",
        "number": str(2**60),
        "yes": True,
    }


def test_a_part_of_a_list_that_no_longer_leaves_is_a_change_of_policy() -> None:
    from opendata_share.releases._rehearse import _policy_changes

    boxes = field("boxes", FieldType.LIST, items=field("item", FieldType.OBJECT, fields=(field("a"), field("b"))))
    whole = Contract("boxes", "1.0.0", words("B"), (field("id"), boxes))
    derived = replace(whole, derived_from=Derivation("boxes@1.0.0", "sha256:" + "c" * 64, "open", ("boxes[].b",)))
    assert [(each.field, each.before, each.after) for each in _policy_changes(whole, derived)] == [
        ("boxes[].b", "keep", "drop")
    ]
    assert not list(_policy_changes(replace(whole, fields=(field("id"),)), derived))


def test_withdrawn_rows_are_refused_as_publishing_refuses_them_and_a_correction_is_not(tmp_path: Path) -> None:
    into = tmp_path / "public"
    publish(units(2), into=into)
    publish(units(3), into=into)
    withdraw("response-unit", 2, "a wrong sheet", into=into)
    for step in (rehearse, publish):
        with pytest.raises(ReleaseError) as caught:
            step(units(3), into=into)  # type: ignore[operator]
        assert caught.value.message_id == "publish-withdrawn"
    again = rehearsed(units(2), into)
    assert (again.release.outcome, again.release.release) == ("would-publish", "4")
    assert again.release.previous is not None
    assert again.release.previous.release == "1"
    corrected = rehearsed(units(3), into, corrects="2", reason="the sheet was right")
    assert corrected.release.outcome == "would-publish"
    assert publish(units(3), into=into, corrects="2", reason="the sheet was right").release.release == "4"
    assert rehearsed(units(3), into).outcome == "unchanged"
    assert rehearsed(units(3), into, corrects="2", reason="the sheet was right").outcome == "unchanged"
    with pytest.raises(DefinitionError):
        rehearse(units(3), into=into, corrects="2")


def test_the_folder_of_a_release_is_what_is_compared_with(tmp_path: Path) -> None:
    into = tmp_path / "public"
    for count in (2, 5):
        publish(units(count), into=into)
    dataset = open_catalog(into)["response-unit"].id
    last, first = (rehearsed(units(6), into / part) for part in ("", f"{dataset}/1"))
    assert (last.release.release, first.release.release) == ("3", "3"), "what would be published is the same"
    assert [each.release.previous.release for each in (last, first) if each.release.previous] == ["2", "1"]
    assert [each.release.changes.added for each in (last, first) if each.release.changes] == [1, 4]
    assert first.folder == last.folder
    relative = rehearse(units(6), into=str(into / dataset / "1" / ".." / "1"))
    assert relative.to_document() == first.to_document()
    same = rehearsed(units(5), into / dataset / "1")
    assert (same.outcome, same.release.release) == ("unchanged", "2")
    assert same.release.changes is not None
    assert (same.release.changes.added, same.release.consumers) == (3, ())
    assert rehearsed(units(5), into / dataset / "2").release.changes is None


def test_a_release_to_compare_with_must_be_one_of_the_data_set(tmp_path: Path) -> None:
    into = tmp_path / "public"
    for count in (2, 5):
        publish(units(count), into=into)
    dataset = open_catalog(into)["response-unit"].id
    withdraw(dataset, "1", "names in the notes", into=into)
    for number, known in (("1", "has no release '1'; it has 2"), ("3", "has no release '3'")):
        with pytest.raises(ReleaseError, match=known):
            rehearse(units(6), into=into / dataset / number)
    shutil.copytree(into / dataset, into / "demo" / "elsewhere")
    with pytest.raises(ReleaseError, match="is not what would be published"):
        rehearse(units(6), into=into / "demo" / "elsewhere" / "2")
