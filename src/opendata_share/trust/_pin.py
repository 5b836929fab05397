"""What a consumer holds against a catalogue: the digest of its first root, as one string to paste.

What lives here: the string and its parts. What this file must not know: where pins are kept, how they are used.
"""

from __future__ import annotations

import re
from typing import Final

from .._dataclass import dataclass
from ..errors import DefinitionError

_TEXT: Final = re.compile(r"(?:(?P<location>[^#\s]+)#)?sha256[=:](?P<digest>[0-9a-f]{64})\Z")


@dataclass(frozen=True, slots=True)
class Pin:
    """The digest of a catalogue's first root, and where the catalogue is, if the string says it.

    Attributes:
        digest: "sha256:…" of `1.root.json`.
        location: The address before "#", or None.

    Example:
        >>> pin = Pin.parse("https://data.damkar.example/#sha256=" + "0a" * 32)
        >>> pin.location, pin.digest[:10]
        ('https://data.damkar.example/', 'sha256:0a0')
    """

    digest: str
    location: str | None = None

    @classmethod
    def parse(cls, text: str) -> Pin:
        """Return the pin a text names: "URL#sha256=…", or "sha256=…" alone.

        Raises:
            DefinitionError: It is no such text.
        """
        match = _TEXT.match(text.strip())
        if match is None:
            raise DefinitionError("trust-pin")
        return cls(f"sha256:{match['digest']}", match["location"])

    @classmethod
    def is_one(cls, text: str) -> bool:
        """Return whether a text is a pin."""
        return _TEXT.match(text.strip()) is not None

    def __str__(self) -> str:
        digest = self.digest.replace(":", "=")
        return digest if self.location is None else f"{self.location}#{digest}"
