"""check_map: a field map judged without the data it is for.

What lives here: what is asked of a map beside its own words: its contracts, and where the files lie that it names. What
this file must not know: how a map is bound, rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from ..contract import Contract
from ._adapt import asked
from ._map_files import file_beside, key_of
from ._registered_maps import look_at_map
from .descriptions import find_contract
from .mapping import FieldMap, SourceSection, bind_unseen
from .reading import Source, SourceOptions, open_source


@dataclass(frozen=True, slots=True)
class CheckedMap:
    """A field map that is sound as far as it can be known without data.

    Attributes:
        field_map: The map.
        filled: The fields it fills of each contract, in the order of the contract.
        contracts: The contracts, by name.
        absent: The files it names in its own folder that are not there, as it names them; none where it has no folder.
    """

    field_map: FieldMap
    filled: Mapping[str, tuple[str, ...]]
    contracts: Mapping[str, Contract]
    absent: tuple[str, ...]


def check_map(field_map: FieldMap | Path | str, *, contracts: Sequence[Contract | Path | str] = ()) -> CheckedMap:
    """Return what a field map fills, judged by its own words and its contracts; no data is opened.

    What is asked is what `adapt` asks before it reads a row, but for the columns of the source: whether those the map
    reads are there, and whether it leaves one out, only the source says.

    Args:
        field_map: A `FieldMap`, the path of one, or a registered name.
        contracts: Contracts it names that are not registered: records' contracts, or the paths of their documents.

    Raises:
        DefinitionError: The map is not of the language, names a contract, a field, a code or a file it may not, leaves
            out what a contract requires, or makes a value of the wrong type; the message has the key and the line.
            Everything else that is wrong, and does not follow from it, is in `others`; of more than twenty faults
            `unlisted` counts the rest.
        SourceUnavailable: The map cannot be read.

    Example:
        >>> checked = check_map("jakarta-fire-posts-2013")
        >>> checked.filled["fleet-count"]
        ('holder_type', 'holder_id', 'unit_type', 'as_of', 'as_of_precision', 'total')
    """
    chosen, faults = look_at_map(field_map)
    known = {each.name: each for each in (c if isinstance(c, Contract) else find_contract(c) for c in contracts)}
    named: dict[str, str] = {}

    def open_file(section: SourceSection) -> Source:
        _note(chosen, section, named)
        return open_source([], SourceOptions(), DEFAULT_LIMITS)

    with faults.apart():
        _note(chosen, chosen.source, named)
    plan = bind_unseen(chosen, *asked(known), open_file, faults)
    bound = [*plan.blocks, *(block for other in plan.others for block in other.plan.blocks)]
    made = {block.contract.name: block.contract for block in bound}
    written = {
        name: {field.name for block in bound if block.contract.name == name for field in block.fields} for name in made
    }
    return CheckedMap(
        chosen,
        {name: tuple(each.name for each in made[name].fields if each.name in written[name]) for name in made},
        made,
        tuple(path for path, found in named.items() if not re.search(r"[*?[]", path) and not Path(found).exists()),
    )


def _note(field_map: FieldMap, section: SourceSection, named: dict[str, str]) -> None:
    """Note where a file of the map lies; a path that leads out of the map's folder is refused."""
    if field_map.folder is not None and section.path is not None:
        named[section.path] = file_beside(field_map.folder, section.path, field_map, key_of(section, field_map))
