"""What was found in one batch: one rule, one field, and the positions of the rows that break it.

What lives here: the frozen finding and what follows from it: the violation of a row. What this file must not know: how
a rule is judged, where rows are kept.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from .._arrow import Values
from .._dataclass import dataclass
from ..report import Severity, Violation, shown

if TYPE_CHECKING:
    from .._arrow import Positions


_TOLD_OF_ACCEPTED: Final = frozenset({"duplicate-key", "agrees-with-referred"})
"""Rules with a sentence of their own where the other row was accepted before and has no number in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Rows of a batch that break one rule.

    Attributes:
        field: The field, "identifiers[].system" inside a list, or None for whole-row rules.
        rule: The slug.
        severity: "error" rejects the rows, "advice" keeps them.
        message_id: The sentence of the catalogue.
        positions: int64 positions in the batch, each once.
        parameters: What fills the sentence in every row alike.
        values: An Arrow array, the value found at each position, or None where the sentence shows none.
        public: Whether the values may stand in a report; for values of several fields, whether each field's may.
        firsts: int64, for duplicate keys: the source row that holds the key.
        details: Texts, a JSON object at each position with what else fills the sentence there, or None. Its member
            "path" is where in a nested value it is.
        others: An Arrow array, what each row is compared with and should have agreed with ("found"), or None.
        shows_others: Whether those may stand in a report.
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
    values: Values | None = None
    public: bool | tuple[bool, ...] = False
    firsts: Positions | None = None
    details: Values | None = None
    others: Values | None = None
    shows_others: bool = False
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
        return self._filled(index, index + 1)[0]

    def all_parameters(self) -> list[dict[str, object]]:
        """Return what fills the sentence of every row, in order; rows alike may share it."""
        count = len(self.positions)
        return [dict(self.parameters)] * count if self.is_same_everywhere else self._filled(0, count)

    def _filled(self, start: int, stop: int) -> list[dict[str, object]]:
        told = [dict(self.parameters) for _ in range(start, stop)]
        if self.values is not None:
            for parameters, value in zip(told, self.values[start:stop].to_pylist(), strict=True):
                parameters["value"] = shown_value(value, self.public)
        if self.firsts is not None:
            for parameters, first in zip(told, self.firsts[start:stop].tolist(), strict=True):
                parameters["first"] = first
        if self.others is not None:
            for parameters, other in zip(told, self.others[start:stop].to_pylist(), strict=True):
                parameters["found"] = shown(other, public=self.shows_others)
        if self.details is not None:
            for parameters, detail in zip(told, self.details[start:stop].to_pylist(), strict=True):
                parameters.update(json.loads(detail))
        return told

    @property
    def is_same_everywhere(self) -> bool:
        """Whether the sentence is the same in every row."""
        return all(one is None for one in (self.values, self.firsts, self.details, self.others))

    def at(self, positions: Positions) -> Finding:
        """Return this finding with its rows at other positions."""
        return dataclasses.replace(self, positions=positions)

    def part(self, indices: Positions, positions: Positions) -> Finding:
        """Return the rows at `indices` of this finding, at other positions."""
        return dataclasses.replace(
            self,
            positions=positions,
            values=None if self.values is None else self.values.take(pa.array(indices)),
            firsts=None if self.firsts is None else self.firsts[indices],
            details=None if self.details is None else self.details.take(pa.array(indices)),
            others=None if self.others is None else self.others.take(pa.array(indices)),
        )

    def message_at(self, index: int) -> str:
        """Return the sentence about the row at `positions[index]`: what it clashes with may be accepted before."""
        accepted = self.firsts is not None and int(self.firsts[index]) == 0
        return f"rule-{self.rule}-accepted" if accepted and self.rule in _TOLD_OF_ACCEPTED else self.message_id

    def violation(self, index: int, row: int, line: int | None, example: str | None = None) -> Violation:
        """Return the violation of the row at `positions[index]`, which is source row `row`."""
        return self._violation(self.message_at(index), row, line, example, self.parameters_at(index))

    def violations(self, rows: Positions, lines: Positions | None, example: str | None) -> list[Violation]:
        """Return the violation of every row, `rows` and `lines` being where each stands in the source."""
        placed = zip(rows.tolist(), [None] * len(rows) if lines is None else lines.tolist(), strict=True)
        return [
            self._violation(self.message_at(index), row, line, example, parameters)
            for index, ((row, line), parameters) in enumerate(zip(placed, self.all_parameters(), strict=True))
        ]

    def _violation(
        self, message_id: str, row: int, line: int | None, example: str | None, parameters: dict[str, object]
    ) -> Violation:
        return Violation(
            row=row,
            line=line,
            field=self.field,
            rule=self.rule,
            severity=self.severity,
            message_id=message_id,
            parameters=parameters,
            texts=self.texts,
            columns=self.columns,
            example=example,
            path=None if self.details is None else parameters.get("path"),  # type: ignore[arg-type]  # a text
        )


def shown_value(value: Any, public: bool | tuple[bool, ...]) -> str:
    """Return a value found, or the values of several fields, as a report may show them."""
    if isinstance(public, bool):
        return shown(value, public=public)
    return ", ".join(shown(part, public=may) for part, may in zip(value.values(), public, strict=True))
