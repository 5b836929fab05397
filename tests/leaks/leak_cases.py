"""Makes tables and policies with canaries in everything that a policy denies.

What lives here: a case of a seed - contract, columns as badly laid out as columns may be, policy - and what must leave
of it. What this file must not know: how the library decides; which cell is denied is said here from what the
documentation promises, never asked.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from canary_search import AREA, DAY, DECIMAL, INTEGER, MARK, MOMENT, NUMBER
from made import contract, field, rows_of, table_of

from opendata_share.contract import Check, Contract, Provenance, Sensitivity
from opendata_share.policy import Policy
from opendata_share.stages import Lineage, Table, Validated, seal_validated
from opendata_share.validation import validate

AS_OF: Final = datetime(2026, 6, 1, tzinfo=UTC)
KEY: Final = f"{MARK}-key-0123456789abcdef0123456789"
"""The key of pseudonyms: it must not leave either."""
ROWS: Final = f"mark = 'yes' AND mark <> '{MARK}'"
"""The condition on rows is its owner's business: it may say what is looked for."""

CANARIES: Final[dict[str, Any]] = {
    "text": MARK, "integer": INTEGER, "number": NUMBER, "decimal": DECIMAL, "date": DAY, "datetime": MOMENT,
    "texts": [MARK], "objects": [{"system": MARK, "value": MARK}],
}  # fmt: skip
_FINE: Final[dict[str, Any]] = {
    "text": "fine", "integer": 41, "number": 1.5, "decimal": Decimal("7.25"), "date": date(2026, 5, 4),
    "datetime": datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC), "texts": ["fine"],
    "objects": [{"system": "fine", "value": "fine"}],
}  # fmt: skip
_TREATMENTS: Final[dict[str, tuple[Any, ...]]] = {
    "text": ({"mask": {}}, {"mask": {"first": 2, "last": 3}}, {"generalise": "kecamatan"}, {"pseudonym": True}),
    "integer": ({"round": {"step": 1000}}, {"generalise": {"band": 50}}, {"pseudonym": True}),
    "number": ({"round": 2}, {"round": {"step": 10}}),
    "decimal": ({"round": 0},),
    "date": ({"generalise": "month"}, {"generalise": "year"}),
    "datetime": ({"generalise": "day"}, {"generalise": {"unit": "hour", "zone": "Asia/Jakarta"}}),
    "texts": (),
    "objects": (),
}
_SHAPES: Final = tuple(_FINE)
_SCHEMA: Final = "thing@1"
_PARTIES: Final = [{"agency": "demo", "role": "provider"}, {"agency": "jakarta-health", "role": "recipient"}]


@dataclass(frozen=True)
class Column:
    """A column of a case, and what the policy makes of it.

    Attributes:
        name: The field.
        shape: What its cells are.
        sensitivity: Its class.
        rule: What the policy says of it by name, or None.
        leaves: "whole", "coarser" or "never".
    """

    name: str
    shape: str
    sensitivity: Sensitivity
    rule: Any
    leaves: str


@dataclass
class Case:
    """A table under a policy.

    Attributes:
        columns: What it has besides id, agency and the row's mark.
        policy: What may leave.
        promised: The contract.
        batches: The rows, laid out with neighbours, dictionaries and nulls that hold canaries.
        admitted: The ids of the rows that leave.
        judged: Whether the rows come through validation; else they reach `protect` as they are laid out.
    """

    columns: list[Column]
    policy: Policy
    promised: Contract
    batches: list[pa.RecordBatch]
    admitted: list[str]
    judged: bool

    def validated(self, source: str) -> Validated:
        """Return the rows as `validate` lets them through, or as a stage that keeps every buffer would."""
        start, pieces = 1, []
        for batch in self.batches:
            pieces.append(rows_of(batch, start=start))
            start += batch.num_rows
        validated = validate(table_of(self.promised, *pieces, source=source))
        if self.judged:
            return validated
        table = Table.of_batches(self.promised, lambda: iter(self.batches), Lineage(source=source, agency="demo"))
        return seal_validated((table,), validated.rejected, validated.report, keeps_rows=True)


def case_of(seed: int) -> Case:
    """Return the case of a seed."""
    chance = random.Random(seed)
    audience = chance.choice(["public", "exchange", "jakarta-health"])
    admits = ["public", "internal", "restricted"][: 1 if audience == "public" else chance.randint(1, 3)]
    columns = [_column(chance, f"x{number}", audience, admits) for number in range(chance.randint(2, 6))]
    judged = chance.random() < 0.5
    return Case(
        columns,
        _policy(audience, admits, columns),
        promised := _contract(columns),
        *_rows(chance, columns, promised, judged=judged),
        judged,
    )


def _column(chance: random.Random, name: str, audience: str, admits: list[str]) -> Column:
    shape = chance.choice(_SHAPES)
    sensitivity = chance.choice(list(Sensitivity))
    personal = sensitivity is Sensitivity.PERSONAL
    by_class = str(sensitivity) in admits and not personal
    said = chance.choice(["nothing", "drop", "coarser", "keep"])
    if said == "coarser" and _TREATMENTS[shape] and not (personal and audience == "public"):
        rule = dict(chance.choice(_TREATMENTS[shape]))
        if personal:
            rule |= {"purpose": "Follow-up", "until": "2026-12-31"}
        return Column(name, shape, sensitivity, rule, "coarser")
    if said == "keep" and not (audience == "public" and sensitivity is not Sensitivity.PUBLIC):
        agreed = {"purpose": "Follow-up", "until": "2026-12-31"} if personal else {}
        return Column(name, shape, sensitivity, {"keep": True, **agreed}, "whole")
    if said == "drop":
        return Column(name, shape, sensitivity, "drop", "never")
    return Column(name, shape, sensitivity, None, "whole" if by_class else "never")


def _policy(audience: str, admits: list[str], columns: list[Column]) -> Policy:
    named = {column.name: column.rule for column in columns if column.rule is not None}
    # a part of a list is taken out by its own name
    for column in columns:
        if column.shape == "objects" and column.rule != "drop":
            named[f"{column.name}[].value"] = "drop"
    document: dict[str, Any] = {
        "format": "opendata-share/policy@1",
        "name": "ours",
        "audience": audience,
        "purpose": "drills",
        "pseudonym_key": {"environment": "LEAK_TEST_KEY"},
        "schemas": {_SCHEMA: {"admits": admits, "fields": named, "rows": ROWS}},
    }
    if audience == "jakarta-health":
        document |= {"parties": _PARTIES, "validity": {"until": "2026-12-31"}}
    return Policy.from_document(document)


def _contract(columns: list[Column]) -> Contract:
    fields = []
    checks = []
    for column in columns:
        more: dict[str, Any] = {"sensitivity": column.sensitivity}
        if column.shape == "decimal":
            more |= {"precision": 14, "scale": 2}
        if column.shape == "texts":
            more["items"] = field("item", sensitivity=column.sensitivity)
        if column.shape == "objects":
            # what lies in a list is as its list is
            parts = tuple(field(name, sensitivity=column.sensitivity) for name in ("system", "value"))
            more["items"] = field("item", "object", required=True, fields=parts, sensitivity=column.sensitivity)
        if column.shape == "text":
            more["max_length"] = 40
        if column.shape == "text" and column.leaves != "whole":
            # what a contract says of a field that does not leave does not leave either
            more["default"] = MARK
            checks.append(Check(f"{column.name}-known", f"{column.name} <> '{MARK}-x'", en="known", id="dikenal"))
        kind = {"texts": "list", "objects": "list"}.get(column.shape, column.shape)
        fields.append(field(column.name, kind, **more))
    agency = field("agency_id", required=True, provenance=Provenance.AGENCY)
    counted = field("n", "integer", minimum=0)
    return contract(
        field("id", required=True), agency, field("mark"), counted, *fields, key=("id",), checks=tuple(checks)
    )


def _rows(
    chance: random.Random, columns: list[Column], promised: Contract, *, judged: bool
) -> tuple[list[pa.RecordBatch], list[str]]:
    batches, admitted = [], []
    dictionaries = {column.name for column in columns if column.shape == "text" and chance.random() < 0.5}
    for number in range(chance.randint(1, 2)):
        rows = []
        for place in range(chance.randint(3, 8)):
            leaves = place == 0 or chance.random() < 0.6
            rejected = judged and not leaves and chance.random() < 0.5
            name = f"kept-{number}-{place}" if leaves else f"{MARK}-{number}-{place}"
            row: dict[str, Any] = {
                "id": name,
                "agency_id": "demo",
                "mark": "yes" if leaves or rejected else chance.choice(["no", None]),
                "n": -1 if rejected else 1,
            }
            for column in columns:
                row[column.name] = _cell(column, leaves=leaves, place=place)
                if rejected and column.shape == "text" and column.sensitivity is not Sensitivity.PUBLIC:
                    row[column.name] = MARK * 6  # longer than the contract allows: the report speaks of it
            rows.append(row)
            if leaves:
                admitted.append(name)
        batches.append(_laid_out(chance, rows, columns, promised, dictionaries))
    return batches, admitted


def _cell(column: Column, *, leaves: bool, place: int) -> Any:
    if leaves and column.leaves == "whole":
        return [{"system": "fine", "value": MARK}] if column.shape == "objects" else _FINE[column.shape]
    if isinstance(column.rule, dict) and column.rule.get("generalise") == "kecamatan":
        return AREA
    canary = CANARIES[column.shape]
    return f"{canary}-{place}" if column.shape == "text" else canary


def _laid_out(
    chance: random.Random, rows: list[dict[str, Any]], columns: list[Column], promised: Contract, dictionaries: set[str]
) -> pa.RecordBatch:
    """Return the rows as a slice between neighbours that hold canaries, with canaries under nulls."""
    neighbour = {
        "id": MARK,
        "agency_id": MARK,
        "mark": MARK,
        "n": INTEGER,
        **{each.name: CANARIES[each.shape] for each in columns},
    }
    before, after = chance.randint(0, 2), chance.randint(0, 2)
    whole = [neighbour] * before + rows + [neighbour] * after
    shapes = {column.name: column for column in columns}
    arrays = []
    for each in promised.arrow_schema:
        values = [row[each.name] for row in whole]
        array = pa.array(values, each.type)
        column = shapes.get(each.name)
        if column is not None and column.shape not in {"texts", "objects"} and chance.random() < 0.4:
            # null, and what lies under it is a canary although the field may leave
            kept = [chance.random() < 0.5 for _ in whole]
            hidden = [value if keep else CANARIES[column.shape] for value, keep in zip(values, kept, strict=True)]
            bits = pa.array(kept).buffers()[1]
            array = pa.Array.from_buffers(each.type, len(whole), [bits, *pa.array(hidden, each.type).buffers()[1:]])
        if each.name in dictionaries:
            array = array.dictionary_encode()
        arrays.append(array)
    told = [
        pa.field(each.name, array.type, metadata={"example": MARK})
        for each, array in zip(promised.arrow_schema, arrays, strict=True)
    ]
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(told, metadata={"made of": MARK}))
    return batch.slice(before, len(rows))
