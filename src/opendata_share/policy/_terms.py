"""What a policy says: who may get which fields, rows and precision, for what purpose, until when.

What lives here: the plain terms with their parts, and what makes them sound by themselves. What this file must not
know: how a policy is written in a file, contracts, data, keys of pseudonyms.

What no part of a policy admits stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._dataclass import dataclass
from .._toml_lines import Steps, TomlLines
from ..contract import Sensitivity, Text
from ..errors import DefinitionError
from ._transforms import KEEP, Band, Calendar, Pseudonym, Transform

FORMAT: Final = "opendata-share/policy@1"
PUBLIC_AUDIENCE: Final = "public"
EXCHANGE_AUDIENCE: Final = "exchange"
SMALL: Final = 5
"""Counts and groups below this are too small where a policy does not say another number."""
_GENERAL: Final = frozenset({PUBLIC_AUDIENCE, EXCHANGE_AUDIENCE})
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SCHEMA: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*@(0|[1-9][0-9]*)\Z")

Role = Literal["provider", "recipient"]
How = Literal["all_of", "any_of"]
"""How several policies make one."""


@dataclass(frozen=True, slots=True)
class Party:
    """An agency of the agreement.

    Attributes:
        agency: Its slug.
        role: Whether it gives the data or gets them.
    """

    agency: str
    role: Role


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A law the agreement rests on, in the words of those who made it.

    Attributes:
        law: Such as "UU 27/2022".
        article: Such as "20 (2) e", or None.
        note: What it says, or None.
    """

    law: str
    article: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What becomes of a cell in some rows.

    Attributes:
        transform: What is done to it.
        when: The condition (SQL) over the row as it came; None means always.
    """

    transform: Transform = KEEP
    when: str | None = None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What becomes of one field that a policy names.

    Attributes:
        cases: The first whose condition is true decides a cell; where none is, the cell is empty. No case at all means
            that the field is dropped.
        purpose: What a personal field is needed for, or None.
        until: The last day on which a personal field may leave, or None.
    """

    cases: tuple[Case, ...] = (Case(),)
    purpose: Text | None = None
    until: date | None = None

    @property
    def is_dropped(self) -> bool:
        """Whether the field does not leave."""
        return not self.cases


@dataclass(frozen=True, slots=True)
class Suppress:
    """Small counts that do not leave, and as many others as it takes that they cannot be worked out.

    Attributes:
        counts: The fields that hold counts.
        by: The fields that say what is counted; a row with one of them empty holds the total over it.
        below: A count from 1 to one less than this is hidden.
        hides: Fields that are emptied with a hidden count, such as a rate made of it.
        flag: A boolean field that becomes true where something is hidden, or None.
        when: The condition (SQL) under which the fields are counts, or None where they always are.
        across: Fields of the key over which a decision to hide holds: rows that differ only in them are hidden
            together, such as the median and the maximum of the same cases.
    """

    counts: tuple[str, ...]
    by: tuple[str, ...]
    below: int = SMALL
    hides: tuple[str, ...] = ()
    flag: str | None = None
    when: str | None = None
    across: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding of the privacy gate that is accepted, by name and for a time.

    Attributes:
        finding: The finding's slug.
        field: The field it is about, or None where it is about rows.
        reason: Why it is no harm, in somebody's words.
        until: The last day on which it counts.
    """

    finding: str
    field: str | None
    reason: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPolicy:
    """What a policy says about one contract.

    Attributes:
        admits: The classes whose fields may leave; personal ones never do by class.
        fields: What becomes of fields by name; a part of a list as "identifiers[].value".
        rows: The condition (SQL) a row must meet to leave, or None; a row it is null for stays.
        suppress: Small counts that are hidden.
        waivers: Findings of the privacy gate that are accepted.
        quasi_identifiers: Fields that together may single out a person; the privacy gate looks at them.
        smallest_group: How many rows must be alike in them.
    """

    admits: frozenset[Sensitivity] = frozenset()
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    rows: str | None = None
    suppress: tuple[Suppress, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    quasi_identifiers: tuple[str, ...] = ()
    smallest_group: int = SMALL


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the key of pseudonyms is found; the key itself is never part of a policy.

    Attributes:
        file: The file that holds it, beside the policy, or None.
        environment: The environment variable that holds it, or None.
    """

    file: str | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a policy was written, so that an error can point at the line.

    Attributes:
        file: The file's name.
        lines: Where its keys stand, or None where it is no TOML.
        folder: The folder that files it names are looked up in, or None.
    """

    file: str
    lines: TomlLines | None = None
    folder: Path | None = None

    def line(self, steps: Steps) -> int | None:
        """Return the line of a key, or of the nearest around it, from 1."""
        return None if self.lines is None else self.lines.line_at(steps)


@dataclass(frozen=True, kw_only=True)
class PolicyTerms:
    """The terms of a policy; `Policy` has the meaning of each attribute.

    Raises:
        DefinitionError: They contradict each other, or lack what an agreement must say.
    """

    name: str
    audience: str
    purpose: Text
    admits: frozenset[Sensitivity] | None = None
    title: Text | None = None
    parties: tuple[Party, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    zone: str = "UTC"
    schemas: Mapping[str, SchemaPolicy] = field(default_factory=dict)
    key: KeySource | None = None
    place: Place | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        for steps, name in ((("name",), self.name), (("audience",), self.audience)):
            if not _SLUG.match(name):
                raise self.error("policy-slug", *steps, key=steps[0])
        if not (self.purpose.en.strip() and self.purpose.id.strip()):
            raise self.error("policy-purpose", "purpose", name=self.name)
        if not is_zone(self.zone):
            raise self.error("policy-zone", "zone")
        self._check_agreement()
        self._check_classes(self.admits or frozenset(), "admits")
        for schema, said in self.schemas.items():
            if not _SCHEMA.match(schema):
                raise self.error("policy-schema-name", "schemas", schema, schema=schema)
            self._check_classes(said.admits, "schemas", schema, "admits")
            self._check_schema(schema, said)

    def _check_agreement(self) -> None:
        if self.audience not in _GENERAL and {party.role for party in self.parties} != {"provider", "recipient"}:
            raise self.error("policy-parties", "parties", name=self.name, audience=self.audience)
        if self.audience not in _GENERAL and self.valid_until is None:
            raise self.error("policy-no-end", "validity", name=self.name, audience=self.audience)
        if self.valid_from is not None and self.valid_until is not None and self.valid_from > self.valid_until:
            raise self.error("policy-validity", "validity", start=self.valid_from, end=self.valid_until)

    def _check_classes(self, admits: frozenset[Sensitivity], *steps: str) -> None:
        if Sensitivity.PERSONAL in admits:
            raise self.error("policy-admits-personal", *steps, name=self.name)
        if self.audience == PUBLIC_AUDIENCE and not admits <= {Sensitivity.PUBLIC}:
            raise self.error("policy-public-admits", *steps, name=self.name, classes=admits - {Sensitivity.PUBLIC})

    def _check_schema(self, schema: str, said: SchemaPolicy) -> None:
        for name, rule in said.fields.items():
            steps = ("schemas", schema, "fields", name)
            if (rule.purpose is None) != (rule.until is None):
                raise self.error("policy-field-agreement", *steps, field=name, policy=self.name)
            transforms = [case.transform for case in rule.cases]
            if self.key is None and any(isinstance(each, Pseudonym) for each in transforms):
                raise self.error("policy-no-key", *steps, field=name)
            if not all(is_zone(each.zone) for each in transforms if isinstance(each, Calendar)):
                raise self.error("policy-zone", *steps, field=name)
            if any(isinstance(each, Band) and (each.top or 0) % each.width for each in transforms):
                raise self.error("policy-band", *steps, field=name)
        for number, suppress in enumerate(said.suppress, start=1):
            if suppress.below < 2 or not suppress.counts:
                raise self.error("policy-suppress", "schemas", schema, "suppress", number, schema=schema)

    def error(self, message_id: str, *steps: str | int, **parameters: Any) -> DefinitionError:
        """Return the error that says `message_id` about the key `steps` of this policy, with its line."""
        place = self.place or Place(self.name)
        return DefinitionError(message_id, file=place.file, line=place.line(steps), **parameters)


def is_zone(name: str) -> bool:
    """Return whether `name` is an IANA time zone of this machine."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
