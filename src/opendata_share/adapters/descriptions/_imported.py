"""What importing a document gives: contracts, and what of the document they do not say.

What lives here: the value; it is the mirror of a compiled contract. What this file must not know: any standard.
"""

from __future__ import annotations

from ..._dataclass import dataclass
from ...contract import Contract
from ...errors import DefinitionError
from ._table_schema_lost import Lost


@dataclass(frozen=True, slots=True)
class Imported:
    """A document of another standard as contracts.

    Attributes:
        standard: The standard's name.
        contracts: A contract for each table the document describes, in its order; none where it describes none.
        lost: What the document says and the contracts do not, each with its place; never dropped silently.
    """

    standard: str
    contracts: tuple[Contract, ...]
    lost: tuple[Lost, ...]

    def contract(self, name: str | None = None) -> Contract:
        """Return the contract called `name`, or the only one.

        Raises:
            DefinitionError: There is none, there are several and none is named, or none is called so.
        """
        names = [contract.name for contract in self.contracts]
        if not names:
            raise DefinitionError("import-no-table", standard=self.standard)
        if name is None and len(names) > 1:
            raise DefinitionError("import-which", names=names, first=names[0])
        if name is not None and name not in names:
            raise DefinitionError("import-no-such-table", name=name, names=names)
        return self.contracts[0 if name is None else names.index(name)]
