"""A public key, as people pass it on: "ed25519:" and 64 hexadecimal digits.

What lives here: the text, the key's identifier, and what python-tuf takes for it. What this file must not know:
secrets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .._canonical import document_digest
from .._dataclass import dataclass
from ..errors import DefinitionError

if TYPE_CHECKING:
    from securesystemslib.signer import Key

_TEXT: Final = re.compile(r"ed25519:([0-9a-f]{64})\Z")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key.

    Example:
        >>> str(PublicKey.parse("ed25519:" + "0a" * 32))[:16]
        'ed25519:0a0a0a0a'
    """

    hex: str

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Return the key a text names.

        Raises:
            DefinitionError: It is no such text.
        """
        match = _TEXT.match(text.strip())
        if match is None:
            raise DefinitionError("trust-public-key")
        return cls(match[1])

    @classmethod
    def of_metadata(cls, key: Key) -> PublicKey | None:
        """Return the key that stands in metadata, or None where it is of another kind."""
        public = key.keyval.get("public")
        if key.keytype != "ed25519" or not isinstance(public, str):
            return None
        return cls(public.lower())

    def __str__(self) -> str:
        return f"ed25519:{self.hex}"

    @property
    def id(self) -> str:
        """The identifier metadata files call it by: the digest of the key's canonical description."""
        return document_digest(self._description).removeprefix("sha256:")

    def for_metadata(self) -> Key:
        """Return the key as python-tuf takes it."""
        from securesystemslib.signer import SSlibKey

        return SSlibKey(self.id, "ed25519", "ed25519", {"public": self.hex})

    @property
    def _description(self) -> dict[str, object]:
        return {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": self.hex}}
