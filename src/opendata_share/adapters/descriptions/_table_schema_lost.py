"""What a stranger's document says and a contract cannot hold.

What lives here: one loss with its place and its sentence, and the list that collects them. What this file must not
know: what is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from ... import _messages
from ..._dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing a document says that the contract made from it does not say, or says otherwise.

    Attributes:
        pointer: Where it stands in the document (a JSON pointer).
        message_id: The sentence that says what becomes of it.
        parameters: What fills the sentence.
        judges: Whether rows may be judged otherwise because of it, or whether it is words only.
    """

    pointer: str
    message_id: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    judges: bool = True

    def text(self, language: Literal["en", "id"] = "en") -> str:
        """Return the place and what becomes of what stands there.

        Example:
            >>> Lost("/fields/0/type", "lost-type", {"type": "object"}).text()
            '/fields/0/type: object is read as text; what its values say is not judged'
        """
        return f"{self.pointer or '/'}: {self.why(language)}"

    def why(self, language: Literal["en", "id"] = "en") -> str:
        """Return what becomes of it, as a sentence in `language`."""
        return _messages.render(self.message_id, language, self.parameters)

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values, the sentence in both languages."""
        why = {"en": self.why("en"), "id": self.why("id")}
        return {"where": self.pointer, "reason": self.message_id, "judges": self.judges, "why": why}


class Losses:
    """Collects what is lost while a document is read."""

    def __init__(self) -> None:
        self._found: list[Lost] = []

    def add(self, pointer: str, message_id: str, *, judges: bool = True, **parameters: object) -> None:
        """Note one loss."""
        self._found.append(Lost(pointer, message_id, parameters, judges))

    def note(self, lost: Lost) -> None:
        """Note one loss that is known already."""
        self._found.append(lost)

    def all(self) -> tuple[Lost, ...]:
        """Return what was noted, in order."""
        return tuple(self._found)
