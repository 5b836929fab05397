"""A policy: which classes of fields may leave, and for whom.

What lives here: the frozen policy and the two that are given. What this file must not know: contracts as a whole, data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, Final

from .._canonical import document_digest
from ..contract import Field, Sensitivity
from ..errors import DefinitionError

FORMAT: Final = "opendata-share/policy@1"
PUBLIC_AUDIENCE: Final = "public"
_OPEN: Final = frozenset({Sensitivity.PUBLIC})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Which classes of fields may leave, and for whom; what no rule admits stays.

    Personal data leave under no policy of this form: that takes an agreement that names the field, the purpose and the
    end date. Nor does a field marked `specific` (UU 27/2022 art. 4), whatever its class.

    Attributes:
        name: What it is called.
        audience: Whom it is for: "public" or "exchange".
        admits: The classes whose fields may leave.

    Raises:
        DefinitionError: It admits personal data, or anything but public fields for the public.

    Example:
        >>> from opendata_share.policy import Policy
        >>> sorted(Policy.named("exchange").admits)
        [<Sensitivity.INTERNAL: 'internal'>, <Sensitivity.PUBLIC: 'public'>, <Sensitivity.RESTRICTED: 'restricted'>]
    """

    name: str
    audience: str
    admits: frozenset[Sensitivity]

    def __post_init__(self) -> None:
        if Sensitivity.PERSONAL in self.admits:
            raise DefinitionError("policy-admits-personal", name=self.name)
        if self.audience == PUBLIC_AUDIENCE and not self.admits <= _OPEN:
            raise DefinitionError("policy-public-admits", name=self.name, classes=self.admits - _OPEN)

    def admits_field(self, field: Field) -> bool:
        """Return whether the field itself may leave; what it holds is judged apart."""
        return field.sensitivity in self.admits and not field.specific

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the policy's canonical document."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the policy as plain JSON values."""
        return {"format": FORMAT, "name": self.name, "audience": self.audience, "admits": sorted(map(str, self.admits))}

    @classmethod
    def named(cls, name: str | PurePath) -> Policy:
        """Return the given policy called `name`: "open" or "exchange".

        Raises:
            DefinitionError: There is none of that name, or `name` is a file.
        """
        if isinstance(name, PurePath) or name.endswith((".toml", ".json")):
            raise DefinitionError("policy-file-later", name=str(name), known=tuple(_GIVEN))
        if name not in _GIVEN:
            raise DefinitionError("policy-unknown", name=name, known=tuple(_GIVEN))
        return _GIVEN[name]


_GIVEN: Final = {
    policy.name: policy
    for policy in (
        Policy(name="open", audience=PUBLIC_AUDIENCE, admits=_OPEN),
        Policy(name="exchange", audience="exchange", admits=_OPEN | {Sensitivity.INTERNAL, Sensitivity.RESTRICTED}),
    )
}
