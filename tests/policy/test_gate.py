"""The gate: what is looked for under which policy, for whom, and compared with what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from made import INTERNAL, RESTRICTED, bundle, contract, field, judged, refers, table

from opendata_share.contract import Check, Contract, GroupTotals
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, all_of, any_of, privacy_findings, protect
from opendata_share.policy._compose import AnyPolicy
from opendata_share.policy._gate import Terms, Watch
from opendata_share.policy._gate import watch as watch_of
from opendata_share.policy._gate_groups import Counts
from opendata_share.policy._terms import Waiver
from opendata_share.schemas import ServicePerformance
from opendata_share.validation import validate

TODAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


PHONE = "0812-3456-7890"
NOTES = contract(field("id"), field("note"), key=("id",))
AREAS = contract(field("area", reference=refers("administrative-area")), field("n", "integer"), key=("area",))
PLACES = contract(
    field("note"),
    field("latitude", "number", unit="deg", minimum=-90, maximum=90, sensitivity=RESTRICTED),
    field("longitude", "number", unit="deg", minimum=-180, maximum=180, sensitivity=RESTRICTED),
)
OPEN_PLACES = contract(
    *(field(each.name, each.type, unit=each.unit, minimum=each.minimum, maximum=each.maximum) for each in PLACES.fields)
)


def rows_of(promised: Contract, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, promised.arrow_schema)


def looked(
    rows: list[dict[str, Any]], promised: Contract, *, audience: str = "public", previous: Any = None,
    original: Contract | None = None, size: int = 2, **terms: Any,
) -> list[tuple[str, str | None, int]]:  # fmt: skip
    watch = Watch(original or promised, promised, audience, Terms(**terms))
    for batch in rows_of(promised, rows).to_batches(max_chunksize=size):
        watch.see(batch)
    return [(each.finding, each.field, each.count) for each in watch.findings(previous, TODAY)]


def test_texts_are_looked_at_whoever_they_are_for() -> None:
    for audience in ("public", "exchange", "jakarta-health"):
        assert looked([{"note": PHONE}], NOTES, audience=audience) == [("phone", "note", 1)]


def test_rows_are_numbered_over_all_batches() -> None:
    watch = Watch(NOTES, NOTES, "public", Terms())
    for batch in rows_of(NOTES, [{"note": "x"}, {"note": "y"}, {"note": PHONE}]).to_batches(max_chunksize=2):
        watch.see(batch)
    assert [each.rows for each in watch.findings(None, TODAY)] == [(3,)]
    watch = Watch(PLACES, PLACES, "public", Terms())
    for batch in rows_of(PLACES, [{"latitude": 1.0}, {"latitude": 1.0}, {"latitude": 1.2345}]).to_batches(
        max_chunksize=1
    ):
        watch.see(batch)
    assert [each.rows for each in watch.findings(None, TODAY)] == [(3,)]


def test_coordinates_are_looked_for_where_the_place_does_not_leave_as_it_is() -> None:
    text = {"note": "-6.1754, 106.8272"}
    hidden = contract(field("note"))
    assert looked([text], hidden, original=PLACES) == [("coordinates", "note", 1)]
    assert looked([text], hidden, original=PLACES, audience="exchange") == [("coordinates", "note", 1)]
    assert looked([text], PLACES, audience="exchange") == []
    assert looked([text], PLACES) == [("coordinates", "note", 1)]
    assert looked([text], OPEN_PLACES) == []


def test_a_place_that_is_not_public_must_be_inexact_for_everybody() -> None:
    point = {"latitude": -6.1754, "longitude": 106.827}
    assert looked([point], PLACES) == [("fine-point", "latitude", 1)]
    assert looked([point], PLACES, audience="exchange") == []
    assert looked([point], OPEN_PLACES) == []
    assert looked([point], contract(*PLACES.fields[1:2]), original=PLACES) == [("fine-point", "latitude", 1)]


def test_counts_that_a_policy_names_are_looked_at_for_everybody() -> None:
    rows = [{"area": "31.71", "n": 3}, {"area": "31.72", "n": 8}, {"area": "31", "n": 11}]
    assert looked(rows, AREAS) == []
    counts = (Counts(("n", "gone"), ("area",), 5),)
    assert looked(rows, AREAS, counts=counts) == [("small-count", "n", 1)]
    assert looked(rows, AREAS, counts=counts, audience="exchange") == [("small-count", "n", 1)]
    rows[0]["n"] = None
    assert looked(rows, AREAS, counts=counts) == [("count-follows", "n", 1)]
    assert looked([], AREAS, counts=counts) == []


def test_what_adds_up_is_known_though_the_contract_of_what_leaves_does_not_say_it() -> None:
    parts = field("kind"), field("m", "integer"), field("n", "integer"), field("id")
    totals = GroupTotals("kind", ("n",), (), (("all", ("a", "b")),))
    whole = contract(*parts, checks=(Check("part", "n <= m", en="e", id="i"),), table_rules=(totals,), key=("id",))
    left = contract(*parts, key=("id",))
    counts = (Counts(("n", "m"), (), 5),)
    of_kinds = [{"id": "1", "kind": "a"}, {"id": "1", "kind": "b", "n": 40}, {"id": "1", "kind": "all", "n": 43}]
    assert looked(of_kinds, left, counts=counts) == []
    assert looked(of_kinds, left, original=whole, counts=counts) == [("count-follows", "n", 1)]
    gone = contract(*parts[1:], key=("id",))
    assert looked([{"id": "1", "n": 9, "m": 9}], gone, original=whole, counts=counts) == []


def test_counts_of_cases_are_looked_at_for_the_public_unless_a_policy_names_counts() -> None:
    cases = contract(field("area"), field("n", "integer", unit="{cases}"), field("m", "integer"), key=("area",))
    rows = [{"area": "31.71", "n": 3, "m": 2}]
    assert looked(rows, cases) == [("small-count", "n", 1)]
    assert looked(rows, cases, audience="exchange") == []
    assert looked(rows, cases, counts=(Counts(("m",), ("area",), 5),)) == [("small-count", "m", 1)]


def test_quasi_identifiers_are_looked_at_where_a_policy_names_them() -> None:
    people = contract(field("id"), field("ward"), key=("id",))
    rows = [{"id": str(number), "ward": "ab"[number == 4]} for number in range(5)]
    assert looked(rows, people) == []
    assert looked(rows, people, quasi_identifiers=("ward", "gone")) == [("small-group", "ward", 5)]
    assert looked(rows, people, quasi_identifiers=("ward",), smallest_group=3) == [("small-group", "ward", 1)]
    assert looked(rows, people, quasi_identifiers=("ward",), smallest_group=1) == []


def test_what_changed_since_the_last_release_is_looked_at() -> None:
    people = contract(field("id"), field("ward"), field("n", "integer"), key=("id",))
    rows = [{"id": str(number), "ward": "a", "n": 10} for number in range(3)]
    terms: dict[str, Any] = {"quasi_identifiers": ("ward",), "smallest_group": 2, "counts": (Counts(("n",), (), 5),)}
    before = [{**row, "n": 12} for row in rows[:2]]
    assert looked(rows, people, **terms) == []
    assert looked(rows, people, previous=rows_of(people, before), **terms) == [
        ("count-moved", "n", 2),
        ("row-came", "ward", 1),
    ]
    assert looked(rows, people, previous=rows_of(people, before)) == []


def test_counts_the_last_release_gives_back_are_found() -> None:
    counts = (Counts(("n",), ("area",), 5),)
    now = [{"area": "31.71", "n": None}, {"area": "31.72", "n": None}, {"area": "31", "n": 43}]
    before = rows_of(AREAS, [{"area": "31.71", "n": 3}])
    assert looked(now, AREAS, previous=before, counts=counts) == [("count-given-back", "n", 1)]


def test_each_kind_of_counts_is_compared_with_the_last_release() -> None:
    two = contract(field("id"), field("n", "integer"), field("m", "integer"), key=("id",))
    counts = (Counts(("n",), (), 5), Counts(("m",), (), 5))
    now, before = [{"id": "a", "n": 11, "m": 21}], rows_of(two, [{"id": "a", "n": 10, "m": 20}])
    assert looked(now, two, previous=before, counts=counts) == [("count-moved", "n", 1), ("count-moved", "m", 1)]


def test_a_last_release_with_other_columns_is_told_to_be_not_compared() -> None:
    counts = (Counts(("n",), ("area",), 5),)
    for other in (pa.table({"area": ["31"]}), pa.table({"area": ["31"], "n": ["many"]})):
        watch = Watch(AREAS, AREAS, "public", Terms(counts=counts))
        assert watch.compares == ("area", "n")
        (found,) = watch.findings(other, TODAY)
        assert (found.finding, found.field, found.count, found.blocks) == ("not-compared", None, 0, False)
        assert found.contract == AREAS.identity
    more = pa.table({"new": ["x"], "n": pa.array([9], pa.int64()), "area": ["31"]})
    assert looked([], AREAS, previous=more, counts=counts) == []


def test_nothing_is_kept_to_compare_where_nothing_is_compared() -> None:
    assert not Watch(NOTES, NOTES, "public", Terms()).compares
    assert not Watch(NOTES, NOTES, "public", Terms(quasi_identifiers=("gone",))).compares
    assert Watch(NOTES, NOTES, "public", Terms(quasi_identifiers=("note",))).compares


def test_a_waiver_lets_a_finding_pass_until_its_last_day() -> None:
    waivers = (Waiver("phone", "note", "numbers of the posts", TODAY),)
    watch = Watch(NOTES, NOTES, "public", Terms(waivers=waivers))
    watch.see(rows_of(NOTES, [{"note": PHONE}]).to_batches()[0])
    assert [each.blocks for each in watch.findings(None, TODAY)] == [False]
    (late,) = watch.findings(None, date(2026, 11, 29))
    assert (late.blocks, late.expired) == (True, True)


# the verb


def test_the_verb_looks_at_every_table_that_is_to_leave() -> None:
    notes, areas = contract(field("note"), name="notes"), contract(field("note"), name="more-notes")
    both = bundle(table(notes, [{"note": "x"}]), table(areas, [{"note": "a@b.co"}, {"note": PHONE}]))
    report = privacy_findings(protect(validate(both), policy="open"))
    assert [(each.contract, each.finding, each.rows) for each in report.findings] == [
        ("more-notes@1.0.0", "phone", (2,)),
        ("more-notes@1.0.0", "email", (1,)),
    ]


def test_what_does_not_leave_is_not_looked_at() -> None:
    promised = contract(field("x"), field("note", sensitivity=INTERNAL))
    validated = judged(promised, [{"x": "a", "note": PHONE}])
    assert privacy_findings(protect(validated, policy="open")).findings == ()
    assert [each.field for each in privacy_findings(protect(validated, policy="exchange")).findings] == ["note"]


def test_the_verb_compares_with_what_it_is_given() -> None:
    cases = contract(field("area"), field("n", "integer", unit="{cases}"), key=("area",))
    protected = protect(judged(cases, [{"area": "31", "n": 10}]), policy="open")
    assert privacy_findings(protected).findings == ()
    assert privacy_findings(protected, previous={}).findings == ()
    before = rows_of(cases, [{"area": "31", "n": 12}])
    found = privacy_findings(protected, previous={"thing": before}, as_of=TODAY).findings
    assert [each.finding for each in found] == ["count-moved"]


def test_a_last_release_of_another_table_is_refused() -> None:
    protected = protect(judged(NOTES, [{"id": "1"}]), policy="open")
    with pytest.raises(DefinitionError, match="previous names other, which is not among the tables: thing"):
        privacy_findings(protected, previous={"other": pa.table({})})


def test_the_verb_takes_what_protect_returns() -> None:
    with pytest.raises(TypeError, match="takes what protect returns"):
        privacy_findings(judged(NOTES, []))  # type: ignore[arg-type]  # the point of the test


# what a policy file says


def agreed(**said: Any) -> Policy:
    """Return a policy for the public that says this about the contract `thing`."""
    return Policy.from_document(
        {
            "format": "opendata-share/policy@1",
            "name": "ours",
            "audience": "public",
            "purpose": {"en": "p", "id": "p"},
            "schemas": {"thing@1": {"admits": ["public"], **said}},
        }
    )


def found(promised: Contract, rows: list[dict[str, Any]], policy: AnyPolicy) -> list[tuple[str, bool, bool]]:
    report = privacy_findings(protect(judged(promised, rows), policy=policy, as_of=NOON), as_of=TODAY)
    return [(each.finding, each.blocks, each.expired) for each in report.findings]


WAIVER = {"finding": "phone", "field": "note", "reason": "the posts' own"}


def test_a_waiver_of_a_policy_file_counts_until_its_last_day_and_is_named_after_it() -> None:
    rows = [{"id": "1", "note": PHONE}]
    assert found(NOTES, rows, agreed()) == [("phone", True, False)]
    assert found(NOTES, rows, agreed(waivers=[{**WAIVER, "until": "2026-11-28"}])) == [("phone", False, False)]
    assert found(NOTES, rows, agreed(waivers=[{**WAIVER, "until": "2026-11-27"}])) == [("phone", True, True)]


def test_composed_policies_look_at_what_each_or_both_name() -> None:
    late = agreed(waivers=[{**WAIVER, "until": "2026-11-27"}])
    groups = agreed(quasi_identifiers=["note"], smallest_group=2)
    rows = [{"id": "1", "note": PHONE}]
    for parts in ((late, groups), (groups, late)):
        assert found(NOTES, rows, all_of(*parts)) == [("phone", True, False), ("small-group", True, False)]
        assert found(NOTES, rows, any_of(*parts)) == [("phone", True, True)]


def test_quasi_identifiers_are_named_in_a_policy_file() -> None:
    rows = [{"id": str(number), "note": "a"} for number in range(4)]
    said = agreed(quasi_identifiers=["note"])
    assert said.schemas["thing@1"].quasi_identifiers == ("note",)
    assert Policy.from_document(said.to_document()) == said
    assert found(NOTES, rows, said) == [("small-group", True, False)]
    waiver = {"finding": "small-group", "field": "note", "reason": "r", "until": "2027-01-01"}
    assert found(NOTES, rows, agreed(quasi_identifiers=["note"], waivers=[waiver])) == [("small-group", False, False)]
    assert found(NOTES, rows, agreed(quasi_identifiers=["note"], smallest_group=4)) == []


def test_fields_that_are_not_there_are_no_quasi_identifiers() -> None:
    with pytest.raises(DefinitionError, match="note") as caught:
        found(NOTES, [], agreed(quasi_identifiers=["id", "gone"]))
    assert (caught.value.message_id, caught.value.field) == ("policy-unknown-field", "gone")


def test_counts_that_a_policy_file_hides_are_looked_at_after_it() -> None:
    policy = agreed(suppress=[{"counts": ["n"], "by": ["area"]}])
    watch = watch_of(protect(judged(AREAS, []), policy=policy, as_of=NOON).tables[0], "public")
    assert watch.compares == ("area", "n")
    watch.see(rows_of(AREAS, [{"area": "31", "n": 3}]).to_batches()[0])
    assert [each.finding for each in watch.findings(None, TODAY)] == ["small-count"]


def performance(area: str, n: int, numerator: int) -> dict[str, Any]:
    """Return how many of `n` calls of an area were answered in time."""
    return {
        "agency_id": "jakarta-health", "metric": "call_answer_time", "statistic": "rate", "unit": "1", "n": n,
        "value": numerator / n, "numerator": numerator, "period_start": date(2026, 1, 1),
        "period_end": date(2026, 2, 1), "period_type": "month", "area_code": area, "suppressed": False,
        "recorded_at": NOON, "recorded_at_basis": "source", "formula_id": "share@1.0",
    }  # fmt: skip


def test_figures_that_the_open_policy_hides_pass_the_gate_and_others_do_not() -> None:
    contract = ServicePerformance.contract()
    rows = [
        performance("31.71.01", 3, 2),
        performance("31.71.02", 40, 20),
        performance("31.71.03", 50, 30),
        performance("31.71", 93, 52),
    ]
    validated = judged(contract, rows)
    assert validated.report.valid
    protected = protect(validated, policy="open", as_of=NOON)
    assert privacy_findings(protected, as_of=TODAY).blocking == ()
    left = protected.tables[0].table.to_arrow()
    assert left.column("n").to_pylist()[0] is None
    assert left.column("suppressed").to_pylist()[0] is True
    whole = Watch(contract, contract, "public", Terms())
    whole.see(rows_of(contract, rows).to_batches()[0])
    assert ("small-count", "n") in [(each.finding, each.field) for each in whole.findings(None, TODAY)]
