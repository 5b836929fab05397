"""The official JSON Schema suite, draft 2020-12: record by record, and as tables of all instances of a group.

What is refused or judged otherwise stands in the tables below, each with its reason; whatever changes sides fails.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from opendata_share.adapters import adapt
from opendata_share.contract import Contract, Provenance
from opendata_share.errors import DefinitionError, SourceError
from opendata_share.validation import judge_record, validate
from opendata_share.validation._judge import judge_of

SUITE = Path(__file__).parents[3] / "shared" / "oracles" / "json-schema"
GROUPS, TESTS = 383, 1299

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="needs shared/oracles/json-schema: the official suite")

REMOTE = "nothing is fetched: a schema holds all it refers to (threats B14)"
DIALECT = "a dialect of one's own may leave keywords out; only the standard's is read"
UNICODE = r"\p{…} is not portable: engines know different versions of Unicode (decision 0003)"
FORMATS = "formats are asserted here; the suite lets them be annotations by default"

REFUSED = {
    "schema-ref-remote": REMOTE,
    "schema-dialect": DIALECT,
    "pattern-not-portable": UNICODE,
}
"""Why a group's schema is refused when the contract is made, by the message."""

REFUSED_GROUPS = {
    ("dynamicRef.json", "schema-ref-remote"): 5,
    ("refRemote.json", "schema-ref-remote"): 15,
    ("vocabulary.json", "schema-dialect"): 2,
    ("pattern.json", "pattern-not-portable"): 1,
    ("patternProperties.json", "pattern-not-portable"): 1,
}
"""How many groups of a file are refused, and by which message: 24 of 383."""

ASSERTED = 19
"""How many tests of format.json ask that an invalid text be let through; each of them is rejected here."""


ROWS_OTHERWISE = {
    ("allOf.json: allOf with base schema", '{"foo": "quux", "bar": 2}'): (
        "a null cell is a property that is not there: `required` asks nothing of one whose schema names null"
    ),
}
"""Objects that as rows of columns of their own are judged otherwise, with the reason."""


class Group(NamedTuple):
    """One schema of the suite with its instances."""

    file: str
    description: str
    schema: Any
    instances: tuple[Any, ...]
    valid: tuple[bool, ...]

    @property
    def name(self) -> str:
        """Its place in the suite."""
        return f"{self.file}: {self.description}"


@cache
def groups() -> tuple[Group, ...]:
    return tuple(_groups())


def _groups() -> Iterator[Group]:
    for path in sorted(SUITE.glob("*.json")):
        for group in json.loads(path.read_text("utf-8")):
            tests = group["tests"]
            # formats are asserted: the one test in each group that says otherwise is the exception of `ASSERTED`
            valid = tuple(test["valid"] and "only an annotation" not in test["description"] for test in tests)
            instances = tuple(test["data"] for test in tests)
            yield Group(path.name, group["description"], group["schema"], instances, valid)


@cache
def contracts() -> tuple[tuple[Group, Contract], ...]:
    """Return each group that is not refused, with the contract of a column of its instances, read from its document."""
    found = []
    for group in groups():
        try:
            made = Contract.from_json_schema(group.schema, column="value")
        except DefinitionError as error:
            assert error.message_id in REFUSED, group.name
            continue
        found.append((group, Contract.from_document(json.loads(json.dumps(made.to_document())))))
    return tuple(found)


def test_the_suite_is_whole() -> None:
    assert len(groups()) == GROUPS
    assert sum(len(group.instances) for group in groups()) == TESTS


def test_what_is_refused_is_named() -> None:
    refused: Counter[tuple[str, str]] = Counter()
    for group in groups():
        try:
            Contract.from_json_schema(group.schema, column="value")
        except DefinitionError as error:
            refused[group.file, error.message_id] += 1
    assert refused == REFUSED_GROUPS


def test_formats_that_are_annotations_in_the_suite_are_asserted_here() -> None:
    asserted = 0
    for path in (SUITE / "format.json",):
        for group in json.loads(path.read_text("utf-8")):
            made = Contract.from_json_schema(group["schema"], column="value")
            for test in group["tests"]:
                if "only an annotation" in test["description"]:
                    assert judge_record(made, {"value": test["data"]}), test["description"]
                    asserted += 1
    assert asserted == ASSERTED


def test_record_by_record(record_property: Any) -> None:
    judged = 0
    for group, contract in contracts():
        for instance, valid in zip(group.instances, group.valid, strict=True):
            found = judge_record(contract, {"value": instance})
            assert (not found) == valid, (group.name, instance, found)
            judged += 1
    record_property("suite tests record by record", judged)


def test_as_tables_of_all_instances_of_a_group(record_property: Any) -> None:
    runs: Counter[str] = Counter()
    judged = 0
    for group, contract in contracts():
        rows = [{"value": instance} for instance in group.instances]
        validated = validate(adapt(rows, to=contract, null=()), keep=False)
        wrong = {one.row for one in validated.report.tables[0].violations}
        assert [number not in wrong for number in range(1, len(rows) + 1)] == list(group.valid), group.name
        runs["columns" if runs_as_columns(contract) else "rows"] += 1
        judged += len(rows)
    record_property("suite tests as tables", judged)
    record_property("groups that ran as columns", runs["columns"])
    record_property("groups that fell back to rows", runs["rows"])
    print(f"\n{judged} tests; {runs['columns']} groups ran as columns, {runs['rows']} fell back to rows")
    assert runs["columns"] >= 60


def runs_as_columns(contract: Contract) -> bool:
    plan = judge_of(contract).residual
    return plan is None or all(asked.mask is not None for asked in plan.asked)


def objects_of(group: Group) -> list[int]:
    """Return which instances can be rows: objects without a member that is null, for a null cell is none."""
    return [
        at
        for at, instance in enumerate(group.instances)
        if isinstance(instance, dict) and None not in instance.values()
    ]


def test_objects_as_rows_of_columns_of_their_own(record_property: Any) -> None:
    """Each property its own column: the verdicts of the records, and the same fields and rules either way."""
    runs: Counter[str] = Counter()
    otherwise, judged, closed = [], 0, 0
    for group in groups():
        chosen = objects_of(group)
        rows = [group.instances[at] for at in chosen]
        try:
            contract = Contract.from_json_schema(group.schema)
        except DefinitionError as error:
            assert error.message_id in {*REFUSED, "schema-no-rows"}, group.name
            continue
        if not rows:
            continue
        by_rows = [judge_record(contract, row) for row in rows]
        wrong = [(not found) != group.valid[at] for at, found in zip(chosen, by_rows, strict=True)]
        otherwise += [(group.name, json.dumps(row)) for row, is_wrong in zip(rows, wrong, strict=True) if is_wrong]
        if is_closed(contract) and any(set(row) - properties_of(contract) for row in rows):
            with pytest.raises(SourceError):  # a heading the contract does not know is one answer for the file
                adapt(rows, to=contract, null=())
            closed += 1
            continue
        report = validate(adapt(rows, to=contract, null=()), keep=False).report.tables[0]
        found = {(one.row, one.field, one.rule) for one in report.violations}
        expected = {(number, one.field, one.rule) for number, every in enumerate(by_rows, 1) for one in every}
        assert found == expected, group.name
        judged += len(rows)
        runs["columns" if runs_as_columns(contract) else "rows"] += 1
    assert otherwise == list(ROWS_OTHERWISE)
    record_property("objects of the suite as rows", judged)
    print(f"\n{judged} objects as rows; {runs['columns']} groups ran as columns, {runs['rows']} fell back to rows")
    print(f"{closed} groups are closed and have a row with another property: the file is refused")
    assert judged > 400


def is_closed(contract: Contract) -> bool:
    return contract.provenance(Provenance.OTHER_PROPERTIES) is None


def properties_of(contract: Contract) -> set[str]:
    return {field.title.en for field in contract.fields} | {field.name for field in contract.fields}
