"""Makes tables and policies with canaries in everything that a policy denies.

What lives here: a case of a seed - contract, columns as badly laid out as columns may be, one policy or several as one
- and what must leave of it. What this file must not know: how the library decides; which cell is denied is said here
from what the documentation promises, never asked. How a contract's fields and rows are made up is `leak_tables`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from canary_search import MARK
from leak_tables import AGENCY, Column, Drawn, Subject, drawn_subject
from made import rows_of

from opendata_share.contract import Contract, Sensitivity
from opendata_share.policy import Policy, all_of, any_of
from opendata_share.stages import Lineage, Table, Validated, seal_validated
from opendata_share.validation import validate

AS_OF: Final = datetime(2026, 6, 1, tzinfo=UTC)
KEY: Final = f"{MARK}-key-0123456789abcdef0123456789"
"""The key of pseudonyms: it must not leave either."""
KEY_NAME: Final = "LEAK_TEST_KEY"

_UNTIL, _ENDED = "2099-12-31", "2020-12-31"
_MARKS: Final = ("yes", "a", "b", "no", None)
"""What a row is marked with; conditions on rows ask for it."""
_EVERY: Final = frozenset(_MARKS)
_CHOICES: Final = (
    frozenset({"yes"}), frozenset({"yes", "a"}), frozenset({"yes", "b"}), frozenset({"yes", "a", "b", "no"}), _EVERY,
)  # fmt: skip
_TREATMENTS: Final[dict[str, tuple[Any, ...]]] = {
    "text": (
        {"mask": {}}, {"mask": {"first": 2, "last": 3}}, {"generalise": "kecamatan"}, {"generalise": "provinsi"},
        {"pseudonym": True}, {"pseudonym": {"domain": "person"}},
    ),
    "integer": (
        {"round": {"step": 1000}}, {"generalise": {"band": 50}}, {"generalise": {"band": 5, "top": 80}},
        {"pseudonym": True},
    ),
    "number": ({"round": 2}, {"round": {"step": 10}}, {"round": 0}),
    "decimal": ({"round": 0}, {"round": 1}),
    "date": ({"generalise": "month"}, {"generalise": "year"}),
    "datetime": (
        {"generalise": "day"}, {"generalise": "year"}, {"generalise": {"unit": "hour", "zone": "Asia/Jakarta"}},
    ),
}  # fmt: skip
"""What makes a value coarser, by what the field is."""
_OF_KEYS: Final = ({"pseudonym": True}, {"pseudonym": {"domain": "thing"}})


@dataclass(frozen=True)
class Part:
    """One policy, and what the documentation says it lets out.

    Attributes:
        document: The policy as a document.
        rows: The marks of the rows that leave.
        whole: Of each field, the marks of the rows whose value leaves as it is.
        changed: The fields that leave coarser.
        ended: Whether the agreement has ended: nothing leaves.
    """

    document: dict[str, Any]
    rows: frozenset[str | None]
    whole: Mapping[str, frozenset[str | None]]
    changed: frozenset[str]
    ended: bool


@dataclass
class Case:
    """A table under a policy.

    Attributes:
        subject: The contract and its columns.
        parts: The policies it is under.
        how: "alone", "all_of" or "any_of".
        rows: The rows, denied cells filled with canaries.
        batches: The same rows, laid out with neighbours, dictionaries and nulls that hold canaries.
        laid: Whether rows reach `protect` as they are laid out; else through validation.
    """

    subject: Subject
    parts: tuple[Part, ...]
    how: str
    rows: list[Drawn]
    batches: list[pa.RecordBatch]
    laid: bool
    validated: Validated = field(init=False)

    @property
    def promised(self) -> Contract:
        """The contract the rows are under."""
        return self.subject.promised

    @property
    def refused(self) -> bool:
        """Whether nothing may leave at all: an agreement that is needed has ended."""
        return (any if self.how != "any_of" else all)(part.ended for part in self.parts)

    @property
    def policy(self) -> Any:
        """The policy, or several as one."""
        made = [Policy.from_document(part.document) for part in self.parts]
        return {"alone": lambda one: one, "all_of": all_of, "any_of": any_of}[self.how](*made)

    def leaves(self, mark: str | None) -> bool:
        """Say whether a row of this mark leaves."""
        return self._joined([not part.ended and mark in part.rows for part in self.parts])

    def whole(self, name: str, mark: str | None) -> bool:
        """Say whether the value of a field leaves as it is, in a row of this mark."""
        shown = [not part.ended and mark in part.rows and mark in part.whole[name] for part in self.parts]
        return self._joined(shown)

    def _joined(self, shown: Sequence[bool]) -> bool:
        return any(shown) if self.how == "any_of" else all(shown)

    @property
    def admitted(self) -> list[Any]:
        """The keys of the rows that leave, in order, as far as keys leave as they are; else how many rows leave."""
        (accepted,) = self.validated.tables
        marks = accepted.to_arrow().column(self.subject.mark).to_pylist()
        keys = accepted.to_arrow().column(self.subject.key).to_pylist()
        left = [key for key, mark in zip(keys, marks, strict=True) if self.leaves(mark)]
        return left if self.keeps_keys else [None] * len(left)

    @property
    def keeps_keys(self) -> bool:
        """Whether the first field of the key leaves as it is."""
        return all(self.whole(self.subject.key, mark) for mark in _MARKS if self.leaves(mark))

    def judge(self, source: str) -> Validated:
        """Return the rows as `validate` lets them through, or as a stage that keeps every buffer would."""
        start, pieces = 1, []
        for batch in self.batches:
            pieces.append(rows_of(batch, start=start))
            start += batch.num_rows
        lineage = Lineage(source=source, agency=AGENCY)
        self.validated = validate(Table(self.promised, lambda: iter(pieces), lineage))
        if self.laid and not self.validated.report.rejected:
            table = Table.of_batches(self.promised, lambda: iter(self.batches), lineage)
            judged = self.validated
            self.validated = seal_validated((table,), judged.rejected, judged.report, keeps_rows=True)
        return self.validated

    def later(self) -> Case:
        """Return the table as it is some time later: its first row is gone, and what is left of a table made up moved.

        The layout of the columns stays as bad as it was.
        """
        first, *rest = self.batches
        batches = [first.slice(1), *rest]
        if self.subject.made_up:
            place = first.schema.get_field_index("n")
            batches = [
                each.set_column(place, each.schema.field(place), pc.add(each.column(place), 1)) for each in batches
            ]
        return replace(self, rows=self.rows[1:], batches=batches)

    def waived(self, found: Sequence[Any]) -> Case:
        """Return the case with findings of the privacy gate accepted in every part."""
        waivers = [
            {"finding": each.finding, "reason": "drills", "until": _UNTIL}
            | ({} if each.field is None else {"field": each.field})
            for each in found
        ]
        schema = self.subject.schema
        parts = []
        for part in self.parts:
            said = {**part.document["schemas"][schema], "waivers": waivers}
            parts.append(replace(part, document={**part.document, "schemas": {schema: said}}))
        return replace(self, parts=tuple(parts))


def case_of(
    seed: int,
    *,
    among: Sequence[str] | None = None,
    public: bool = False,
    plain: bool = False,
    single: bool = False,
    shown: bool = False,
) -> Case:
    """Return the case of a seed.

    Args:
        seed: What it is drawn by.
        among: The shared contracts it may be of; any of them, or one made up, if not given.
        public: Whether it is for everybody.
        plain: Whether contract, conditions and what a report may tell are free of canaries: what their owner reads.
        single: Whether it is under one policy, as a file says it.
        shown: Whether its owner is shown rejected rows: a page shows what is in their public fields, so no canary is.
    """
    chance = random.Random(seed)
    audience = "public" if public else chance.choice(["public", "exchange", "jakarta-health"])
    subject = drawn_subject(chance, among, audience, plain=plain)
    if shown:
        of_public = [replace(each, canary=None, parts=()) if each.is_public else each for each in subject.columns]
        subject = replace(subject, columns=tuple(of_public))
    if subject.inner_key and audience == "public":
        audience = "exchange"
    how = chance.choice(["alone", "alone", "all_of", "any_of"]) if not single else "alone"
    alone = how == "alone"
    parts = tuple(
        _part(chance, subject, audience, place, plain=plain, alone=alone) for place in range(1 if alone else 2)
    )
    if how != "alone":  # a key has one name: what one policy makes of it, the other does
        parts = (parts[0], _with_keys_of(parts[0], parts[1], subject))
    case = Case(subject, parts, how, [], [], chance.random() < 0.4)
    shown = {
        column.name: frozenset(mark for mark in _MARKS if case.whole(column.name, mark)) for column in subject.columns
    }
    case.subject = subject.promising(shown)
    _fill(chance, case)
    return case


def _part(chance: random.Random, subject: Subject, audience: str, place: int, *, plain: bool, alone: bool) -> Part:
    admits = ["public", "internal", "restricted"][: 1 if audience == "public" else chance.randint(1, 3)]
    rows = chance.choice(_CHOICES)
    ended = chance.random() < 0.05
    rules: dict[str, Any] = {}
    whole: dict[str, frozenset[str | None]] = {}
    changed = set()
    for column in subject.columns:
        rule, shown, coarser = _rule(chance, column, audience, admits, subject.mark, alone=alone)
        whole[column.name] = shown
        if rule is not None:
            rules[column.name] = rule
        if coarser:
            changed.add(column.name)
        for part in column.parts if rule != "drop" else ():
            rules[part] = "drop"
    said: dict[str, Any] = {"admits": admits, "fields": rules}
    if rows != _EVERY:
        said["rows"] = condition(subject.mark, rows, chance, plain=plain)
    document: dict[str, Any] = {
        "format": "opendata-share/policy@1",
        "name": f"ours-{place}",
        "audience": audience,
        "purpose": "drills",
        "zone": chance.choice(["UTC", "Asia/Jakarta"]),
        "pseudonym_key": {"environment": KEY_NAME},
        "schemas": {subject.schema: said},
    }
    if audience == "jakarta-health":
        parties = [{"agency": AGENCY, "role": "provider"}, {"agency": "jakarta-health", "role": "recipient"}]
        document |= {"parties": parties, "validity": {"until": _UNTIL}}
    if ended:
        document["validity"] = {"until": _ENDED}
    return Part(document, rows, whole, frozenset(changed), ended)


def _rule(
    chance: random.Random, column: Column, audience: str, admits: Sequence[str], mark: str, *, alone: bool
) -> tuple[Any, frozenset[str | None], bool]:
    """Return what a policy says of a field (None for nothing), the marks it leaves whole for, whether it is changed."""
    nobody: frozenset[str | None] = frozenset()
    by_class = str(column.sensitivity) in admits and not column.is_personal
    agreed = {"purpose": "Follow-up", "until": _UNTIL} if column.is_personal else {}
    may_be_bare = not (audience == "public" and column.sensitivity is not Sensitivity.PUBLIC)
    if column.is_fixed:  # what the package or this generator needs to tell rows apart
        return {"keep": True, **agreed}, _EVERY, False
    if column.is_key:
        if column.shape == "text" and (not may_be_bare or chance.random() < 0.2):
            return {**chance.choice(_OF_KEYS), **agreed}, nobody, True
        return {"keep": True, **agreed}, _EVERY, False
    said = chance.choice(["nothing", "nothing", "drop", "coarser", "keep", "by case"])
    treatments = _TREATMENTS.get(column.shape, ())
    # of two cases one must not make a text of what the other leaves a number
    alike = column.shape != "decimal"
    same_type = [each for each in treatments if alike and (column.shape == "text" or "pseudonym" not in each)]
    treatments = treatments if alone else same_type
    if audience == "public" and column.is_personal:
        said = "nothing" if said != "drop" else said
    if said == "coarser" and treatments:
        return {**chance.choice(treatments), **agreed}, nobody, True
    if said == "keep" and may_be_bare:
        return {"keep": True, **agreed}, _EVERY, False
    if said == "by case" and may_be_bare:
        shown = chance.choice(_CHOICES[:-1])
        when = {"keep": True, "when": condition(mark, shown, chance, plain=True)}
        if same_type and chance.random() < 0.6:
            return {"cases": [when, dict(chance.choice(same_type))], **agreed}, shown, True
        return {**when, **agreed}, shown, True
    if said == "drop":
        return "drop", nobody, False
    return None, _EVERY if by_class else nobody, False


def condition(mark: str, rows: frozenset[str | None], chance: random.Random, *, plain: bool) -> str:
    """Return one of the ways of asking for rows of these marks; it is its owner's and may name a canary."""
    wanted = sorted(str(each) for each in rows if each is not None)
    listed = ", ".join(f"'{each}'" for each in wanted)
    ways = [
        f"{mark} IN ({listed})",
        " OR ".join(f"{mark} = '{each}'" for each in wanted),
        f"COALESCE({mark}, 'none') IN ({listed})",
        f"CASE WHEN {mark} IN ({listed}) THEN TRUE END",
    ]
    asked = chance.choice(ways)
    return asked if plain else f"({asked}) AND {mark} <> '{MARK}'"


def _with_keys_of(first: Part, second: Part, subject: Subject) -> Part:
    schema = subject.schema
    told, said = first.document["schemas"][schema]["fields"], second.document["schemas"][schema]
    rules, whole = dict(said["fields"]), dict(second.whole)
    for column in subject.columns:
        if column.is_key:
            rules[column.name], whole[column.name] = told[column.name], first.whole[column.name]
    document = {**second.document, "schemas": {schema: {**said, "fields": rules}}}
    document["zone"] = first.document["zone"]
    return replace(second, document=document, whole=whole)


def _fill(chance: random.Random, case: Case) -> None:
    subject = case.subject
    count = chance.randint(3, 8)
    plain = subject.sound_rows(chance, count * 2)
    kept = chance.choice([mark for mark in _MARKS if case.leaves(mark)] or ["yes"])
    number = 0
    for batch in range(2 if chance.random() < 0.5 else 1):
        drawn: list[Drawn] = []
        for place, sound in enumerate(plain[batch * count : batch * count + count]):
            mark = kept if place == 0 else chance.choice(_MARKS)
            rejected = not case.laid and not case.leaves(mark) and chance.random() < 0.5
            number += 1
            drawn.append(_drawn(case, sound, mark, number, rejected=rejected))
        case.rows += drawn
        dictionaries = {column.name for column in subject.columns if column.shape == "text" and chance.random() < 0.5}
        case.batches.append(_laid_out(chance, drawn, subject, dictionaries))


def _drawn(case: Case, sound: Mapping[str, Any], mark: str | None, place: int, *, rejected: bool) -> Drawn:
    """Return a row with a canary in every cell that does not leave as it is."""
    subject = case.subject
    values = {**sound, subject.mark: mark}
    leaves = case.leaves(mark) and not rejected
    for column in subject.columns:
        denied = not leaves or not case.whole(column.name, mark)
        if column.canary is None or not denied or column.is_fixed:
            continue
        # an area is cut to a level: of any other text that no level is known of, nothing is left
        values[column.name] = column.canary(place)
        if rejected and column.broken is not None and column.sensitivity is not Sensitivity.PUBLIC:
            values[column.name] = column.broken
    if rejected:
        name, value = subject.breaker
        values[name] = value
    return Drawn(values, leaves=leaves, rejected=rejected)


def _laid_out(chance: random.Random, rows: Sequence[Drawn], subject: Subject, dictionaries: set[str]) -> pa.RecordBatch:
    """Return the rows as a slice between neighbours that hold canaries, with canaries under nulls."""
    columns = {column.name: column for column in subject.columns}
    neighbour = {
        name: columns[name].hidden if name in columns and columns[name].hidden is not None else None
        for name in subject.promised.arrow_schema.names
    } | {subject.mark: MARK}
    before, after = chance.randint(0, 2), chance.randint(0, 2)
    whole = [neighbour] * before + [row.values for row in rows] + [neighbour] * after
    arrays = []
    for each in subject.promised.arrow_schema:
        array = pa.array([row.get(each.name) for row in whole], each.type)
        column = columns.get(each.name)
        if column is not None and column.may_be_null and chance.random() < 0.4:
            array = _hidden(chance, array, column.hidden)
        if each.name in dictionaries:
            array = array.dictionary_encode()
        arrays.append(array)
    told = [
        pa.field(each.name, array.type, metadata={"example": MARK})
        for each, array in zip(subject.promised.arrow_schema, arrays, strict=True)
    ]
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(told, metadata={"made of": MARK}))
    return batch.slice(before, len(rows))


def _hidden(chance: random.Random, array: Any, canary: Any) -> Any:
    """Return the values with some of them null, and a canary under each null although the field may leave."""
    kept = [chance.random() < 0.5 and value is not None for value in array.to_pylist()]
    values = [value if keep else canary for value, keep in zip(array.to_pylist(), kept, strict=True)]
    bits = pa.array([*kept, False]).slice(0, len(kept)).buffers()[1]
    return pa.Array.from_buffers(array.type, len(kept), [bits, *pa.array(values, array.type).buffers()[1:]])


Ways = Callable[[Case], Any]
