"""Words in the two languages of this package.

What lives here: a title or definition in English and Indonesian. What this file must not know: what it is a title of.
"""

from __future__ import annotations

from typing import Any, Literal

from .._dataclass import dataclass
from ..errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English (`en`) and Indonesian (`id`)."""

    en: str
    id: str

    def in_language(self, language: Literal["en", "id"]) -> str:
        """Return the words in `language`."""
        return self.en if language == "en" else self.id

    def to_document(self) -> dict[str, str]:
        """Return {"en": …, "id": …}."""
        return {"en": self.en, "id": self.id}

    @classmethod
    def from_document(cls, document: Any, where: str) -> Text:
        """Read {"en": …, "id": …}; `where` is the JSON pointer named in the error."""
        if (
            not isinstance(document, dict)
            or set(document) != {"en", "id"}
            or not all(isinstance(v, str) for v in document.values())
        ):
            raise DefinitionError("document-text", pointer=where)
        return cls(document["en"], document["id"])
