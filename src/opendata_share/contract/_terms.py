"""What a contract says, before anything is asked of it.

What lives here: the plain terms, which the document forms read and write. What this file must not know: whether they
are sound (`Contract` is), documents, files.
"""

from __future__ import annotations

from .._dataclass import dataclass
from ._check import Check
from ._code_list import CodeList
from ._field import Field
from ._residual import Residual
from ._table_rules import TableRule
from ._text import Text
from ._upgrades import Upgrade


@dataclass(frozen=True, slots=True)
class Derivation:
    """Which contract and policy a protected contract was derived from, and what became of its promises.

    Attributes:
        contract: The contract, "name@version".
        digest: "sha256:…" of its document.
        policy: The policy's name.
        removed: The fields that were taken out.
        changed: Fields whose values are others than before, each with what was done: ("latitude", "round 3").
        dropped: Rules about what is still there that need not hold any more.
    """

    contract: str
    digest: str
    policy: str
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """The terms of a contract, in the neutral form; `Contract` has the meaning of each attribute."""

    name: str
    version: str
    title: Text
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    checks: tuple[Check, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    definition: Text | None = None
    derived_from: Derivation | None = None
    table_rules: tuple[TableRule, ...] = ()
    residual: Residual | None = None
    upgrades: tuple[Upgrade, ...] = ()

    def code_list(self, name: str) -> CodeList:
        """Return the embedded code list called `name`; KeyError where there is none."""
        return next(code_list for code_list in self.code_lists if code_list.name == name)
