"""How a contract's rules run: over whole columns, row by row, or over the whole table; and why.

What lives here: the plan of a contract as a value one can ask and print. What this file must not know: rows, reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from .. import _messages
from .._dataclass import dataclass
from ..contract import AgreesWithReferred, AgreesWithRows, Change, Contract, FieldType, Level, Provenance
from ..json_schema import rule_of
from ..report import Language
from ._custom_rules import CustomRule, named_rules
from ._field_plan import FieldPlan, plan_of
from ._residual import ResidualPlan

Way = Literal["columns", "rows", "table"]


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """One rule and how it runs.

    Attributes:
        field: The field, "identifiers[].system" inside a list, or None for a rule about the row or the table.
        rule: The slug.
        at: Where the keyword stands in the JSON Schema, or None for a rule of the contract's own.
        runs: "columns" where whole columns are judged, "rows" where each distinct cell or each row is, "table" where
            only the whole table tells.
        reason: Which sentence says why.
        other: The contract of the other table it reads, or None.
    """

    field: str | None
    rule: str
    at: str | None
    runs: Way
    reason: str
    other: str | None = None

    def why(self, language: Language = "en") -> str:
        """Return why it runs so, in `language`."""
        return _messages.render(self.reason, language, {} if self.other is None else {"contract": self.other})

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the rule as the JSON plan prints it."""
        return {
            "field": self.field,
            "rule": self.rule,
            "at": self.at,
            "runs": self.runs,
            "reason": self.reason.removeprefix("plan-"),
            "why": self.why(language),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """How every rule of a contract runs.

    Attributes:
        contract: The contract's name and version.
        rules: The rules, in the order in which they are judged.
    """

    contract: str
    rules: tuple[PlannedRule, ...]

    @property
    def counts(self) -> Mapping[Way, int]:
        """How many rules run each way."""
        counted = Counter(rule.runs for rule in self.rules)
        return {"columns": counted["columns"], "rows": counted["rows"], "table": counted["table"]}

    def text(self, language: Language = "en") -> str:
        """Return the plan for people: a line a rule, and how many run each way."""
        first = _messages.render("plan-summary", language, {"contract": self.contract} | dict(self.counts))
        lines = [(rule.field or "–", f"{rule.rule} {rule.at or ''}".rstrip(), rule.runs, rule) for rule in self.rules]
        widths = [max((len(line[at]) for line in lines), default=0) for at in range(3)]  # type: ignore[arg-type]
        return "\n".join(
            (
                first,
                *(
                    f"  {name:<{widths[0]}}  {slug:<{widths[1]}}  {runs:<{widths[2]}}  {rule.why(language)}"
                    for name, slug, runs, rule in lines
                ),
            )
        )

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the plan as plain JSON values."""
        rules = [rule.to_document(language) for rule in self.rules]
        return {"contract": self.contract, "counts": dict(self.counts), "rules": rules}


def explain_plan(contract: Contract, *, rules: Sequence[CustomRule | str] = (), previous: bool = False) -> Plan:
    """Return how `validate` runs each rule of a contract; no row is read.

    Args:
        contract: The contract.
        rules: Rules of your own; those that fit the contract's tables are in the plan.
        previous: Whether the table is compared with its last release.

    Raises:
        DefinitionError: A bound of the contract is not a value of its field's type.

    Example:
        >>> from opendata_share.contract import Contract
        >>> plan = explain_plan(Contract.from_json_schema({"type": "object", "properties": {
        ...     "beds": {"type": "integer", "multipleOf": 2}, "note": {"type": ["string", "integer"]}}}))
        >>> [(rule.field, rule.rule, rule.runs) for rule in plan.rules]
        [('beds', 'multiple-of', 'columns'), ('note', 'type', 'rows'), ('other_properties', 'type', 'rows')]
    """
    fitting = (rule for rule in named_rules(rules) if rule.fits(contract))
    own = (PlannedRule(None, rule.name, None, "columns", "plan-custom") for rule in fitting)
    changes = any(isinstance(rule, Change) for rule in contract.table_rules)
    usual = (PlannedRule(None, rule_of("change"), None, "table", "plan-table"),) if previous and not changes else ()
    return Plan(contract.identity, (*_rules(contract), *own, *usual))


def _rules(contract: Contract) -> Iterator[PlannedRule]:
    for field in contract.fields:
        yield from _of_field(plan_of(field, contract))
    for check, _ in contract.conditions:
        yield PlannedRule(None, check.name, None, "columns", "plan-check")
    for asked in ResidualPlan(contract).asked:
        way: Way = "rows" if asked.mask is None else "columns"
        reason = "plan-mask" if asked.reason is None else f"plan-{asked.reason}"
        yield PlannedRule(asked.rule.field, rule_of(asked.rule.keyword), asked.rule.at or "/", way, reason)
    for field in contract.fields:
        if field.type is FieldType.JSON and not _is_asked(contract, field.name):
            yield PlannedRule(field.name, "type", None, "rows", "plan-json")
    yield from _of_table(contract)


def _is_asked(contract: Contract, name: str) -> bool:
    return contract.residual is not None and any(rule.field == name for rule in contract.residual.rules)


def _of_field(plan: FieldPlan) -> Iterator[PlannedRule]:
    if plan.field.required or plan.field.level is not Level.CORE:
        rule = "required" if plan.field.required else f"required-in-{plan.field.level}"
        yield PlannedRule(plan.path, rule, None, "columns", "plan-field")
    if plan.field.type is FieldType.NUMBER:
        yield PlannedRule(plan.path, "not-finite", None, "columns", "plan-field")
    for rule_of_value in plan.rules:
        yield PlannedRule(plan.path, rule_of_value.rule, None, "columns", "plan-field")
    for inner in plan.inner:
        yield from _of_field(inner)


def _of_table(contract: Contract) -> Iterator[PlannedRule]:
    if (recorded := contract.provenance(Provenance.RECORDED_AT)) is not None:
        yield PlannedRule(recorded.name, "recorded-in-future", None, "columns", "plan-field")
    for field in contract.fields:
        coded = field if field.items is None else field.items
        codes = () if coded.code_list is None else contract.code_list(coded.code_list).codes
        if any(code.valid_from is not None or code.valid_to is not None for code in codes):
            path = field.name if field.items is None else f"{field.name}[]"
            yield PlannedRule(path, "code-not-in-force", None, "columns", "plan-field")
    for key in (contract.primary_key, *contract.unique):
        if key:
            yield PlannedRule(", ".join(key), "duplicate-key", None, "table", "plan-table")
    for field in contract.fields:
        if field.reference is not None:
            yield PlannedRule(field.name, "dangling-reference", None, "table", "plan-table")
    for rule in contract.table_rules:
        kind = type(rule).__name__
        slug = rule_of(f"{kind[0].lower()}{kind[1:]}")
        if isinstance(rule, AgreesWithRows | AgreesWithReferred) and rule.of != contract.name:
            yield PlannedRule(rule.field, slug, None, "table", "plan-between", rule.of)
        else:
            yield PlannedRule(None, slug, None, "table", "plan-table")
