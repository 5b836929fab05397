"""What `--previous` names: the last release of a table, wherever it lies.

What lives here: telling a file from a catalogue and a release in one, and finding the rows of each table in it. What
this file must not know: what is compared, how a release is verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..adapters import adapt
from ..errors import DefinitionError
from ..stages import Bundle, Table

if TYPE_CHECKING:
    from ..releases import ReleaseFolder

_CATALOG: Final = "catalog.json"


def previous_releases(
    places: Sequence[str], judged: Table | Bundle, to: str | None, trust: str | None
) -> Mapping[str, Any] | None:
    """Return the last release of each table that is judged, by contract name; None where none was asked for.

    Args:
        places: FILE, CATALOGUE or RELEASE, or NAME=PLACE where several tables are judged.
        judged: What is judged now.
        to: The contract the command was given, or None.
        trust: What vouches for a catalogue at an address.

    Raises:
        DefinitionError: Two places are given for one table; several tables are judged and a file does not say for which
        it is.
        ReleaseError: The catalogue has no data set of that name.
    """
    contracts = (judged.contract,) if isinstance(judged, Table) else judged.contracts
    names = {contract.name for contract in contracts}
    found: dict[str, Any] = {}
    for text in places:
        name, said, where = text.partition("=")
        one = bool(said) and name in names
        for table, rows in _rows_at(where if one else text, {name} if one else names, judged, to, trust):
            if table in found:
                raise DefinitionError("command-previous-twice", contract=table)
            found[table] = rows
    return found or None


def _rows_at(
    where: str, wanted: set[str], judged: Table | Bundle, to: str | None, trust: str | None
) -> Iterator[tuple[str, Any]]:
    from ..releases import ReleaseFolder

    if "://" in where or (Path(where) / _CATALOG).is_file():
        yield from _of_catalog(where, wanted, judged.lineage.agency, trust)
    elif (folder := ReleaseFolder.at(where)) is not None:
        yield _of_release(folder)
    elif len(wanted) > 1:
        raise DefinitionError("command-previous-of-several", text=where, contracts=sorted(wanted))
    else:
        (name,) = wanted
        contract = to if to is not None and isinstance(judged, Table) else _contract_of(judged, name)
        yield name, adapt(where, to=contract, agency=judged.lineage.agency)


def _contract_of(judged: Table | Bundle, name: str) -> Any:
    return judged.contract if isinstance(judged, Table) else judged[name].contract


def _of_catalog(location: str, wanted: set[str], agency: str | None, trust: str | None) -> Iterator[tuple[str, Any]]:
    from ..releases import open_catalog

    catalog = open_catalog(location, trust=trust)
    there = wanted & {dataset.name for dataset in catalog.values()}
    for name in sorted(there or wanted):
        own = f"{agency}/{name}"
        yield name, catalog[own if own in catalog else name].latest()


def _of_release(folder: ReleaseFolder) -> tuple[str, Any]:
    """Return the release of a folder, as its catalogue vouches for it."""
    from ..releases import open_catalog

    release = open_catalog(folder.catalog)[folder.dataset].release(folder.number)
    return folder.dataset.rpartition("/")[2], release
