"""Policy: who may get which fields, rows and precision, for what purpose, until when.

What lives here: the public value, its document and digest, and where one is found by name. What this file must not
know: contracts, data, keys of pseudonyms.

A policy is a value: the same document has the same digest, and releases name it.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import Any, Final

from .._canonical import document_digest
from .._dataclass import dataclass
from ..errors import DefinitionError
from ._document import policy_document
from ._read_policy import read_given_terms, read_terms, read_terms_file
from ._terms import Place, PolicyTerms

GIVEN: Final = ("open", "exchange")


@dataclass(frozen=True, kw_only=True)
class Policy(PolicyTerms):
    """Who may get which fields, rows and precision, for what purpose, until when; what it does not admit stays.

    Attributes:
        name: What it is called.
        audience: Whom it is for: "public", "exchange" (any agency), or a name the agreement gives, such as an agency's
            slug.
        purpose: What the data are for.
        admits: The classes whose fields may leave of contracts that `schemas` does not name; None admits no other
            contract.
        title: What people call it.
        parties: The agencies of the agreement.
        legal_basis: The laws it rests on.
        valid_from: The first day it holds, or None.
        valid_until: The last day it holds, or None.
        zone: The IANA zone whose days are meant.
        schemas: What it says about contracts by name and major version: "emergency-incident@1".
        key: Where the key of pseudonyms is found, or None.
        place: Where it was written, or None.

    Raises:
        DefinitionError: It admits personal data by class, gives the public what is not public as it is, or lacks what
            an agreement must say.

    Example:
        >>> from opendata_share.policy import Policy
        >>> sorted(Policy.named("exchange").admits)
        [<Sensitivity.INTERNAL: 'internal'>, <Sensitivity.PUBLIC: 'public'>, <Sensitivity.RESTRICTED: 'restricted'>]
    """

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the policy's canonical document; where it was written does not count."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the policy as plain JSON values; `from_document` reads it back."""
        return policy_document(self)

    @classmethod
    def from_document(cls, document: Any, *, name: str = "policy") -> Policy:
        """Return the policy a document describes.

        Args:
            document: Plain JSON or TOML values.
            name: What to call it in messages.

        Raises:
            DefinitionError: It is not of the form (docs/reference/policy-files.md); the message names the key.
        """
        return cls(**read_terms(document, Place(name)))

    @classmethod
    def read(cls, path: Path | str) -> Policy:
        """Return the policy in the file at `path`: TOML, or JSON where the name ends in .json.

        Raises:
            SourceUnavailable: The file cannot be read.
            DefinitionError: It is no policy, or one made of several, which `find_policy` reads; the message names the
                key and the line.
        """
        return cls(**read_terms_file(Path(path)))

    @classmethod
    def named(cls, name: str | PurePath) -> Policy:
        """Return the policy `name` means: "open", "exchange", or the one in a file (.toml, .json).

        Raises:
            DefinitionError: There is none of that name, or the file holds no policy.
            SourceUnavailable: The file cannot be read.
        """
        if isinstance(name, PurePath) or name.endswith((".toml", ".json")):
            return cls.read(Path(name))
        if name not in GIVEN:
            raise DefinitionError("policy-unknown", name=name, known=GIVEN)
        return _given(name)


@cache
def _given(name: str) -> Policy:
    return Policy(**read_given_terms(name))
