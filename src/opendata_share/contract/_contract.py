"""The contract: what a table promises, as one frozen neutral value.

What lives here: the value itself, what makes it sound (names, keys, checks bound and type-checked when it is made),
and what follows from it (Arrow schema, digest). What this file must not know: Python record classes, files, engines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from .._canonical import document_digest
from .._dataclass import dataclass
from .._patterns import portable
from ..errors import DefinitionError
from ..expressions import Expression, ExpressionType, parse, parse_condition
from ._check import Check
from ._document import contract_document
from ._field import Field, FieldType, Provenance, Sensitivity
from ._read_document import read_terms, refuse_difference
from ._table_rules import TableRule, check_table_rule, condition_of, fits
from ._terms import Terms
from ._upgrades import ConvertField, check_upgrades

if TYPE_CHECKING:
    import pyarrow as pa

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\Z", re.ASCII)
_EXPRESSION_TYPES: Final = {
    FieldType.TEXT: ExpressionType.TEXT,
    FieldType.INTEGER: ExpressionType.INTEGER,
    FieldType.NUMBER: ExpressionType.NUMBER,
    FieldType.DECIMAL: ExpressionType.DECIMAL,
    FieldType.BOOLEAN: ExpressionType.BOOLEAN,
    FieldType.DATE: ExpressionType.DATE,
    FieldType.DATETIME: ExpressionType.DATETIME,
}


_LONGEST: Final = 2**31 - 1
_BOUND_KINDS: Final[Mapping[FieldType, tuple[type, ...]]] = {
    FieldType.INTEGER: (int, float),
    FieldType.NUMBER: (int, float),
    FieldType.DECIMAL: (str,),
    FieldType.DATE: (str,),
    FieldType.DATETIME: (str,),
}


@dataclass(frozen=True)
class Contract(Terms):
    """What a table promises: its columns, keys, references and checks.

    Attributes:
        name: kebab-case, such as "facility-capacity".
        version: Semantic version of the contract.
        title: What people call the table, in both languages.
        definition: What one row is, in both languages, or None.
        fields: The columns, in order.
        primary_key: The fields that tell rows apart; a row with a null in one of them is not compared.
        unique: Further sets of fields that tell rows apart, by the same rule.
        checks: Conditions over one row.
        code_lists: The lists its coded fields use, embedded.
        derived_from: Where a protected contract comes from, or None.
        table_rules: Rules that only the whole table can tell.
        residual: What of a JSON Schema the fields do not say and rows are judged by besides, or None.
        upgrades: How rows of earlier versions become rows of this one, and back.

    Raises:
        DefinitionError: The contract is not sound; raised when it is made, never while data is read.
    """

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise DefinitionError("contract-name", name=self.name)
        if not _VERSION.match(self.version):
            raise DefinitionError("contract-version", contract=self.name, version=self.version)
        self._check_fields()
        self._check_keys()
        self._check_derived()
        for rule in self.table_rules:
            check_table_rule(rule, self._by_name, self.name)
        self._check_residual()
        self._check_upgrades()
        _ = self.conditions, self.pattern_conditions, self.rule_conditions

    def _check_fields(self) -> None:
        names = [field.name for field in self.fields]
        if not names or len(set(names)) != len(names):
            raise DefinitionError("contract-field-names", contract=self.name)
        lists = {code_list.name for code_list in self.code_lists}
        for field in self.fields:
            if field.type is FieldType.OBJECT:
                raise DefinitionError("contract-nesting", contract=self.name, field=field.name)
            check_field(field, self.name, lists)
            if field.reference is not None and field.reference.by is not None and field.reference.by not in names:
                raise DefinitionError(
                    "contract-unknown-field", contract=self.name, field=field.reference.by, part=field.name
                )

    def _check_keys(self) -> None:
        names = {field.name for field in self.fields}
        for key in (self.primary_key, *self.unique):
            if unknown := [name for name in key if name not in names]:
                raise DefinitionError("contract-unknown-field", contract=self.name, field=unknown[0], part="key")
            if composed := [
                name for name in key if self.field(name).type in {FieldType.LIST, FieldType.OBJECT, FieldType.JSON}
            ]:
                raise DefinitionError("contract-key-type", contract=self.name, field=composed[0])
        slugs = [check.name for check in self.checks]
        if unnamed := [slug for slug in slugs if not _NAME.match(slug)]:
            raise DefinitionError("contract-check-name", contract=self.name, check=unnamed[0])
        if repeated := {slug for slug in slugs if slugs.count(slug) > 1}:
            raise DefinitionError("contract-check-names", contract=self.name, checks=repeated)

    def _check_derived(self) -> None:
        for field, expression in self.derivations:
            wanted, found = _EXPRESSION_TYPES.get(field.type), expression.type
            widens = wanted is ExpressionType.NUMBER and found is ExpressionType.INTEGER
            if found is not wanted and not widens:
                raise DefinitionError("contract-derived", contract=self.name, field=field.name, found=str(found))

    def _check_residual(self) -> None:
        others = [field for field in self.fields if field.provenance is Provenance.OTHER_PROPERTIES]
        if len(others) > 1 or any(field.type is not FieldType.JSON for field in others):
            raise DefinitionError("contract-other-properties", contract=self.name, field=others[-1].name)
        if self.residual is None:
            return
        named = [rule.field for rule in self.residual.rules if rule.field is not None]
        for name in (*named, *self.residual.property_of):
            if name not in self:
                raise DefinitionError("contract-unknown-field", contract=self.name, field=name, part="residual")

    def _check_upgrades(self) -> None:
        check_upgrades(self.upgrades, self.name, self.version, [field.name for field in self.fields])
        for field in self.fields:
            use = None if field.deprecated is None or self.derived_from is not None else field.deprecated.use
            if use is not None and use not in self:
                raise DefinitionError("contract-unknown-field", contract=self.name, field=use, part="deprecated")
        for upgrade in self.upgrades:
            for step in upgrade.steps:
                if isinstance(step, ConvertField) and step.back is not None:
                    parse(step.back, self.expression_types)

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def identity(self) -> str:
        """The contract's name and version, as reports print them: "facility-capacity@1.0.0"."""
        return f"{self.name}@{self.version}"

    def field(self, name: str) -> Field:
        """Return the field called `name`; KeyError where there is none."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def provenance(self, role: Provenance) -> Field | None:
        """Return the field the package fills with `role`, or None."""
        return next((field for field in self.fields if field.provenance is role), None)

    @property
    def has_minted_key(self) -> bool:
        """Whether rows are told apart by the identifier that an agency's prefix begins."""
        key = self.provenance(Provenance.IDENTIFIER)
        return key is not None and (key.name,) == self.primary_key

    @cached_property
    def repeating(self) -> tuple[str, ...]:
        """The columns whose values are likely to repeat: of a code list, or changed by a policy, which makes coarse."""
        changed = {name for name, _ in self.derived_from.changed} if self.derived_from is not None else set()
        return tuple(
            field.name
            for field in self.fields
            if (field.code_list is not None or field.name in changed) and field.type is not FieldType.LIST
        )

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema of the table: one column a field, nullable, no metadata."""
        import pyarrow as pa

        return pa.schema([pa.field(field.name, field.arrow_type()) for field in self.fields])

    @cached_property
    def expression_types(self) -> Mapping[str, ExpressionType]:
        """The fields a check may read, with their types: all but lists and objects."""
        return {f.name: _EXPRESSION_TYPES[f.type] for f in self.fields if f.type in _EXPRESSION_TYPES}

    @cached_property
    def conditions(self) -> tuple[tuple[Check, Expression], ...]:
        """Every check with its bound condition."""
        return tuple((check, parse_condition(check.expression, self.expression_types)) for check in self.checks)

    @cached_property
    def derivations(self) -> tuple[tuple[Field, Expression], ...]:
        """Every derived field with the bound expression that fills its nulls."""
        return tuple((f, parse(f.derived, self.expression_types)) for f in self.fields if f.derived is not None)

    @cached_property
    def pattern_conditions(self) -> Mapping[str, Expression]:
        """The bound condition of every field whose pattern does not always hold."""
        return {
            f.name: parse_condition(f.pattern_when, self.expression_types)
            for f in self.fields
            if f.pattern_when is not None
        }

    @cached_property
    def rule_conditions(self) -> Mapping[str, Expression]:
        """The bound condition of every table rule that has one, by its text."""
        texts = {text for rule in self.table_rules if (text := condition_of(rule)) is not None}
        return {text: parse_condition(text, self.expression_types) for text in sorted(texts)}

    def table_rules_of(self, fields: Sequence[Field]) -> tuple[TableRule, ...]:
        """Return the table rules that can still be judged where only `fields` are left of this contract."""
        left = {field.name: field for field in fields}
        return tuple(
            rule
            for rule in self.table_rules
            if fits(rule, left) and ((text := condition_of(rule)) is None or self._reads_only(text, left))
        )

    def _reads_only(self, condition: str, fields: Mapping[str, Field]) -> bool:
        return fields.keys() >= set(self.rule_conditions[condition].columns)

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the contract's canonical document."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the contract as JSON Schema 2020-12 with `x-contract`; `from_document` reads it back."""
        return contract_document(self)

    @classmethod
    def from_document(cls, document: Any) -> Contract:
        """Return the contract a document describes, without any Python class.

        Raises:
            DefinitionError: The document is not one this version writes; the message has the JSON pointer.
        """
        contract = cls(**read_terms(document))
        refuse_difference(contract_document(contract), document, "")
        return contract

    @classmethod
    def from_json_schema(
        cls,
        document: Any,
        *,
        name: str | None = None,
        version: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
        column: str | None = None,
    ) -> Contract:
        """Return the contract of the rows that a JSON Schema (draft 2020-12) describes.

        Properties become columns; one with several types, with objects or with nested lists becomes a column of JSON
        text. Keywords that columns cannot say are the contract's `residual`, which every row is judged by besides, with
        one verdict. Where the schema is open, other properties stand together in one more column. A null cell is a
        property that is not there; `required` asks nothing of a property whose schema names null.

        Args:
            document: The schema: true, false, or an object as `json.loads` gives it. Nothing is fetched.
            name: What to call the contract; without it the schema's title or `$id`, as a slug.
            version: Its version; without it 0.0.0.
            sensitivity: The class of every field: a schema has none (decision 0023).
            column: Where the schema describes single values rather than rows, the column they stand in.

        Raises:
            DefinitionError: It is no sound schema, refers out of itself, uses a pattern that is not portable, would
                take exponential time, or describes no rows.

        Example:
            >>> beds = Contract.from_json_schema({
            ...     "title": "Ward", "type": "object", "required": ["beds"], "additionalProperties": False,
            ...     "properties": {"beds": {"type": "integer", "minimum": 0, "multipleOf": 2}}})
            >>> [(field.name, str(field.type), field.minimum) for field in beds.fields]
            [('beds', 'integer', 0)]
            >>> [(rule.field, rule.keyword) for rule in beds.residual.rules]
            [('beds', 'multipleOf')]
        """
        from ._json_schema import terms_of_schema  # most contracts come from no schema

        return cls(
            **terms_of_schema(document, name=name, version=version, sensitivity=Sensitivity(sensitivity), column=column)
        )


def check_field(field: Field, contract: str, code_lists: set[str]) -> None:
    """Raise a DefinitionError where `field` contradicts itself or names a code list the contract does not embed."""
    if not _FIELD_NAME.match(field.name):
        raise DefinitionError("contract-field-name", contract=contract, field=field.name)
    if field.code_list is not None and field.code_list not in code_lists:
        raise DefinitionError("contract-code-list", contract=contract, field=field.name, code_list=field.code_list)
    for target in () if field.reference is None else field.reference.contracts:
        if not _NAME.match(target):
            raise DefinitionError("contract-name", name=target)
    if field.pattern is not None:
        portable(field.pattern, field=field.name)
    elif field.pattern_when is not None:
        raise DefinitionError(
            "contract-limit", contract=contract, field=field.name, type=field.type, limit="pattern_when"
        )
    if field.format not in {None, "uri", "email"}:
        raise DefinitionError("contract-format", contract=contract, field=field.name, format=field.format)
    textual = (field.pattern, field.format, field.code_list)
    if field.type is not FieldType.TEXT and any(part is not None for part in textual):
        raise DefinitionError("contract-text-rule", contract=contract, field=field.name, type=field.type)
    _check_digits(field, contract)
    if limit := _limit_that_does_not_fit(field):
        raise DefinitionError("contract-limit", contract=contract, field=field.name, type=field.type, limit=limit)
    if field.default is not None and not _default_fits(field):
        raise DefinitionError("contract-default", contract=contract, field=field.name, type=field.type)
    _check_nesting(field, contract)
    _check_inner_conditions(field, contract)
    for inner in (*field.fields, *(() if field.items is None else (field.items,))):
        check_field(inner, contract, code_lists)


def _check_digits(field: Field, contract: str) -> None:
    if field.type is not FieldType.DECIMAL:
        if field.precision is not None or field.scale is not None:
            raise DefinitionError(
                "contract-limit", contract=contract, field=field.name, type=field.type, limit="precision"
            )
    elif (
        field.precision is None
        or field.scale is None
        or not 0 <= field.scale <= field.precision
        or not (1 <= field.precision <= 38)
    ):
        raise DefinitionError("contract-decimal", contract=contract, field=field.name)


def _check_nesting(field: Field, contract: str) -> None:
    """Raise where a list has no items, an object no fields, another type has them, or an object is in no list."""
    misplaced = (field.type is FieldType.LIST) != (field.items is not None)
    misplaced |= (field.type is FieldType.OBJECT) != bool(field.fields)
    names = [inner.name for inner in field.fields]
    if misplaced or len(set(names)) != len(names) or any(inner.type is FieldType.OBJECT for inner in field.fields):
        raise DefinitionError("contract-nesting", contract=contract, field=field.name)


def _check_inner_conditions(field: Field, contract: str) -> None:
    """Raise where an item or a part of one has a conditional pattern: a condition is about a row, which has many."""
    for inner in (*field.fields, *(() if field.items is None else (field.items,))):
        if inner.pattern_when is not None:
            raise DefinitionError(
                "contract-limit", contract=contract, field=inner.name, type=inner.type, limit="pattern_when"
            )


def _limit_that_does_not_fit(field: Field) -> str | None:
    """Return the name of a limit that a field of this type cannot have, or None."""
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    bounds |= {"exclusive_minimum": field.exclusive_minimum, "exclusive_maximum": field.exclusive_maximum}
    kinds = _BOUND_KINDS.get(field.type, ())
    for name, bound in bounds.items():
        if bound is not None and (isinstance(bound, bool) or not isinstance(bound, kinds) or not _is_finite(bound)):
            return name
    countable = field.type in {FieldType.TEXT, FieldType.LIST}
    for name, length in {"min_length": field.min_length, "max_length": field.max_length}.items():
        if length is not None and not (countable and type(length) is int and 0 <= length <= _LONGEST):
            return name
    return None


def _is_finite(bound: float | str) -> bool:
    return not isinstance(bound, float) or math.isfinite(bound)


def _default_fits(field: Field) -> bool:
    """Whether the default is a value of the field's type that JSON holds exactly; dates and decimals have none."""
    value = field.default
    match field.type:
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.INTEGER:
            return type(value) is int and abs(value) < 2**53
        case FieldType.NUMBER:
            return type(value) in {int, float} and abs(float(value or 0)) < 2**53
        case _:
            return False
