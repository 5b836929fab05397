"""What was found in one batch: one rule, one field, and the positions of the rows that break it.

What lives here: the frozen finding and what follows from it (the violation of a row, the stored reason of a rejected
row). What this file must not know: how a rule is judged, where rows are kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..report import Severity, Violation, shown

if TYPE_CHECKING:
    from .._arrow import Positions


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Rows of a batch that break one rule.

    Attributes:
        field: The field, "identifiers[].system" inside a list, or None for whole-row rules.
        rule: The slug.
        severity: "error" rejects the rows, "advice" keeps them.
        message_id: The sentence of the catalogue.
        positions: int64 positions in the batch, each once.
        parameters: What fills the sentence in every row alike.
        values: The value found, one a position, or None where the sentence shows none. Any sequence: the offending
            cells only.
        public: Whether the values may stand in a report; None where they are texts fit to be shown already.
        firsts: int64, for duplicate keys: the source row that holds the key.
        texts: The sentence where a contract's check brings its own, by language.
        reads: The fields a whole-row rule looks at.
        columns: The source's own headings of what the rule is about.
    """

    field: str | None
    rule: str
    severity: Severity
    message_id: str
    positions: Positions
    parameters: Mapping[str, object] = dataclasses.field(default_factory=dict)
    values: Sequence[object] | None = None
    public: bool | None = False
    firsts: Positions | None = None
    texts: Mapping[str, str] | None = None
    reads: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def under(self, headings: Mapping[str, tuple[str, ...]]) -> Finding:
        """Return this finding with the source's headings of the fields it is about."""
        about = self.reads if self.field is None else (self.field.partition(".")[0].partition("[")[0],)
        columns = dict.fromkeys(heading for name in about for heading in headings.get(name, ()))
        return dataclasses.replace(self, columns=tuple(columns)) if columns else self

    def parameters_at(self, index: int) -> dict[str, object]:
        """Return what fills the sentence of the row at `positions[index]`; a value that is not public is not in it."""
        parameters = dict(self.parameters)
        if self.values is not None:
            value = self.values[index]
            parameters["value"] = value if self.public is None else shown(value, public=self.public)
        if self.firsts is not None:
            parameters["first"] = int(self.firsts[index])
        return parameters

    def violation(self, index: int, row: int, line: int | None) -> Violation:
        """Return the violation of the row at `positions[index]`, which is source row `row`."""
        return Violation(
            row=row,
            line=line,
            field=self.field,
            rule=self.rule,
            severity=self.severity,
            message_id=self.message_id,
            parameters=self.parameters_at(index),
            texts=self.texts,
            columns=self.columns,
        )

    def reasons(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield (position, stored reason) of every row found: plain JSON values that `reason_violation` reads back."""
        same = self.values is None and self.firsts is None
        rest = [self.texts, self.columns]
        reason: list[Any] = [self.field, self.rule, self.message_id, dict(self.parameters), *rest]
        for index, position in enumerate(self.positions.tolist()):
            yield position, reason if same else [*reason[:3], self.parameters_at(index), *rest]


def reason_violation(reason: Sequence[Any]) -> Violation:
    """Return the violation a stored reason tells of, without its row."""
    name, rule, message_id, parameters, texts, columns = reason
    return Violation(
        row=None,
        field=name,
        rule=rule,
        severity="error",
        message_id=message_id,
        parameters=parameters,
        texts=texts,
        columns=tuple(columns),
    )
