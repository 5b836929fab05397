"""One thing found in one row.

What lives here: the frozen finding and its sentence in either language. What this file must not know: how it was found.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from .. import _messages
from .._dataclass import dataclass

Severity = Literal["error", "advice"]
Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing found in one row; a value stands in it only where its field is public.

    Attributes:
        row: The source row, from 1; None for what concerns the whole table.
        line: The physical line of the file, from 1, or None where the source has no lines.
        field: The field, or None for whole-row rules.
        rule: The slug that `explain` explains.
        severity: "error" rejects the row, "advice" keeps it.
        message_id: Which sentence of the catalogue says it.
        parameters: What fills the sentence.
        texts: The sentence itself where a contract's check brings its own, by language.
        columns: The columns of the source it is about, by their own headings; empty where the source has no other
            names than the fields'.
        path: Where in a nested value, as a JSON pointer from the row (RFC 6901), such as "/identifiers/0/system"; None
            where the field says it all.
        example: A value that would be right, as text; never one that was found.
        file: The file the row came from, where a table is read from several; else None.
    """

    row: int | None
    line: int | None = None
    field: str | None
    rule: str
    severity: Severity
    message_id: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, str] | None = None
    columns: tuple[str, ...] = ()
    path: str | None = None
    example: str | None = None
    file: str | None = None

    def message(self, language: Language = "en") -> str:
        """Return what was found, in `language`."""
        if self.texts is not None:
            return self.texts[language]
        return _messages.render(self.message_id, language, self.parameters)

    def hint(self, language: Language = "en") -> str | None:
        """Return what to do about it, in `language`, or None."""
        return _messages.render_hint(self.message_id, language, self.parameters)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the violation as the JSON report prints it."""
        return {
            "row": self.row,
            "line": self.line,
            "field": self.field,
            "path": self.path,
            "columns": list(self.columns),
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message(language),
            "message_id": self.message_id,
            "hint": self.hint(language),
            "example": self.example,
            **({} if self.file is None else {"file": self.file}),
        }


def shown(value: Any, *, public: bool) -> str:
    """Return how a value may stand in a report: itself where its field is public, else its type and length."""
    if value is None:
        return "null"
    text = value if isinstance(value, str) else str(value)
    if not public:
        return f"({type(value).__name__}, {len(text)})"
    return repr(text if len(text) <= 80 else f"{text[:77]}…") if isinstance(value, str) else text
