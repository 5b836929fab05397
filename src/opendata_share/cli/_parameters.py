"""Parameters that several commands share, described once for the parser.

What lives here: types with the names of their options, and what a text among them means. What this
file must not know: any command.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from ..errors import DefinitionError
from ._console import Language
from ._offered import contract_names, names_of_maps, offering
from ._places import Place, folder_or_bucket, local, local_ones, place

Lang = Annotated[Language | None, Parameter(name="--lang")]
To = Annotated[str | None, offering(contract_names, name="--to")]
File = Annotated[Path, Parameter(converter=local)]
FolderOrBucket = Annotated[Place, Parameter(converter=folder_or_bucket)]
FileOrAddress = Annotated[Place, Parameter(converter=place)]
MapFile = Annotated[Path | None, offering(names_of_maps, name="--map", converter=local)]
ContractName = Annotated[str, offering(contract_names)]
Rejected = Annotated[Path | None, Parameter(name="--rejected", converter=local)]
Trust = Annotated[str | None, Parameter(name="--trust")]
"""The string a publisher gave, or "unverified"."""
AsOf = Annotated[datetime | None, Parameter(name="--as-of")]
Previous = Annotated[tuple[str, ...], Parameter(name="--previous", consume_multiple=False)]
Rules = Annotated[tuple[str, ...], Parameter(name="--rule", consume_multiple=False)]
HeaderRows = Annotated[str | None, Parameter(name="--header-rows")]
"""Row numbers: 4, or 3-4."""
Receipts = Annotated[Path | None, Parameter(name="--receipts", converter=local)]
Logs = Annotated[tuple[Path, ...], Parameter(name="--receipts", converter=local_ones, consume_multiple=False)]
Consumers = Annotated[tuple[Path, ...], Parameter(name="--consumers", converter=local_ones, consume_multiple=False)]
Who = Annotated[str | None, Parameter(name="--who")]
SourceName = Annotated[str | None, Parameter(name="--source-name")]
Purpose = Annotated[str | None, Parameter(name="--purpose")]
MaxAge = Annotated[tuple[str, ...], Parameter(name="--max-age", consume_multiple=False)]
OnStale = Annotated[Literal["error", "warn"], Parameter(name="--on-stale")]
Lock = Annotated[Path | None, Parameter(name="--lock", converter=local)]
Reason = Annotated[str, Parameter(name="--reason")]
Corrects = Annotated[tuple[str, ...], Parameter(name="--corrects", consume_multiple=False)]
"""The number of a release, or NAME=NUMBER."""
Keys = Annotated[Path | None, Parameter(name="--keys", converter=local)]
Format = Annotated[Literal["text", "json", "github", "junit", "sarif", "html"], Parameter(name="--format")]
"""The forms of a judgement, `judgements.FORMS`: written out, so that help loads nothing that judges."""
Strict = Annotated[bool, Parameter(name="--strict", negative="")]
BaselineFile = Annotated[Path | None, Parameter(name="--baseline", converter=local)]
WriteBaseline = Annotated[bool, Parameter(name="--write-baseline", negative="")]


def row_numbers(text: str | None) -> tuple[int, ...]:
    """Return the rows "3-4" or "4" names.

    Raises:
        DefinitionError: It names none.
    """
    if text is None:
        return ()
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or len(text) > 20:
        raise DefinitionError("command-header-rows", text=text)
    return tuple(range(int(first), min(int(last or first), int(first) + 100) + 1))
