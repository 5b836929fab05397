"""What a `share.toml` says: sources, maps or contracts, policies, destinations.

What lives here: the frozen values. What this file must not know: how a file is read, what is done with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, TypeAlias

from .._dataclass import dataclass
from .._toml_lines import Steps
from ..contract import DatasetInfo
from ..errors import DefinitionError

Place: TypeAlias = Path | str
"""A path, or the text of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where releases go, and under which policy.

    Attributes:
        name: What the file calls it.
        policy: "open", "exchange", or the file of a policy.
        into: The folder of releases, or "s3://BUCKET/FOLDER".
    """

    name: str
    policy: Path | str
    into: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """One source on its way: how it is read, what it is judged by, where it goes.

    Attributes:
        name: What the file calls it.
        source: The file, the pattern of files or the address; None for that of the map.
        field_map: The field map, by file or registered name, or None.
        to: The contract, by registered name or document, or None.
        agency: The publishing agency's slug, or None where the map or the rows say it.
        written: How the source is written: options of `adapt`.
        references: Contract name to a data set of the same file.
        reference_files: Contract name to a file.
        rules: Registered rules to judge by too.
        partial: Whether accepted rows are published although others were rejected.
        compare: Whether what has changed much since the last release is advice.
        rejected: Where rejected rows are written, or None for beside the source.
        destinations: Where it goes.
        info: What the publisher says of it.
        tables: What is said of some tables instead, by contract name.
    """

    name: str
    source: Place | None
    field_map: Place | None
    to: Place | None
    agency: str | None
    written: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    reference_files: Mapping[str, Path] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    partial: bool = False
    compare: bool = False
    rejected: Path | None = None
    destinations: tuple[Destination, ...]
    info: DatasetInfo = field(default_factory=DatasetInfo)
    tables: Mapping[str, DatasetInfo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A publisher's whole journey, as one file describes it; see `read_journey`.

    Attributes:
        file: The file it was read from.
        data_sets: What is published, by name, in the order of the file.
        receipts: The log a receipt of each release is appended to, or None.
        keys: The folder of the keys to sign with, or None for the user's own.
        outside: Whether it may name what does not lie in its folder, and addresses.
        lines: The line each key stands on.
    """

    file: Path
    data_sets: Mapping[str, DataSet]
    receipts: Path | None = None
    keys: Path | None = None
    outside: bool = False
    lines: Mapping[Steps, int] = field(default_factory=dict, repr=False)

    def in_order(self, only: Collection[str] = ()) -> tuple[DataSet, ...]:
        """Return the data sets to judge: those named, or all, each behind the ones it refers to.

        Raises:
            DefinitionError: There is none of a name; some refer to one another in a circle.

        Example:
            >>> Journey(file=Path("share.toml"), data_sets={}).in_order()
            ()
        """
        for name in only:
            if name not in self.data_sets:
                raise DefinitionError("journey-no-dataset", file=self.file.name, name=name, known=list(self.data_sets))
        done: dict[str, DataSet] = {}
        for name in self.data_sets:
            if not only or name in only:
                self._visit(name, (), done)
        return tuple(done.values())

    def _visit(self, name: str, around: tuple[str, ...], done: dict[str, DataSet]) -> None:
        if name in around:
            circle = (*around[around.index(name) :], name)
            line = self.lines.get(("datasets", name, "references")) or self.lines.get(("datasets", name))
            raise DefinitionError("journey-circle", file=self.file.name, line=line, circle=" → ".join(circle))
        if name not in done:
            for other in self.data_sets[name].references.values():
                self._visit(other, (*around, name), done)
            done[name] = self.data_sets[name]
