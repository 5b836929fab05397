"""A sound schema and the questions one asks of it.

What lives here: `Schema`, the face of the room. What this file must not know: how a document is read, what a keyword
means.
"""

from __future__ import annotations

from ._evaluate import failures
from ._failure import Failure
from ._graph import Graph
from ._values import Json


class Schema(Graph):
    """A JSON Schema 2020-12 document, made sound once and asked often.

    Args:
        document: The document: true, false or an object of Python values as `json.loads` gives them, or exact ones.

    Raises:
        DefinitionError: It is no schema of draft 2020-12, refers out of itself, uses a pattern that is not portable,
            refers to itself without end, or asks exponentially much of one value.

    Example:
        >>> from decimal import Decimal
        >>> schema = Schema({"type": "number", "multipleOf": 0.01})
        >>> [failure.rule for failure in schema.failures(Decimal("19.995"))]
        ['multiple-of']
        >>> schema.accepts(Decimal("19.99"))
        True
    """

    def failures(self, value: Json, at: str = "", only: frozenset[str] | None = None) -> list[Failure]:
        """Return what of an exact value does not meet the schema, or some keywords of the subschema at a pointer."""
        return failures(self, self.node(at), value, only)

    def accepts(self, value: Json, at: str = "") -> bool:
        """Whether an exact value meets the schema, or the subschema at a pointer."""
        return not self.failures(value, at)
