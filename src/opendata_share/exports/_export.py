"""`export`: from rows that may leave to files in somebody else's form.

What lives here: which tables a call means, the files, what is said about them. What this file must not know: any one
form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Final

from .. import _plugins
from .._dataclass import dataclass
from ..errors import DefinitionError
from ..releases import Release
from ..report import write_whole
from ..stages import Bundle, Protected, Table
from ._form import Form
from ._losses import Losses, Lost

_PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and what it could not carry.

    Attributes:
        form: The form's name.
        files: The files, in the order they were written.
        lost: What they do not hold, by field and reason; empty where the form carries everything.
    """

    form: str
    files: tuple[Path, ...]
    lost: tuple[Lost, ...]


def forms() -> tuple[Form, ...]:
    """Return every registered form, by name.

    Example:
        >>> [form.name for form in forms() if form.takes("fire-station") and form.contracts]
        ['fhir']
    """
    return tuple(form_named(name) for name in _plugins.names("exports"))


def form_named(name: str) -> Form:
    """Return the form registered as `name`.

    Raises:
        DefinitionError: None is.
    """
    form: Form = _plugins.load("exports", name)
    return form


def export(source: Protected | Release | Sequence[Release], *, as_: str, into: Path | str) -> Exported:
    """Write rows that were protected, or are released already, as files in another system's form.

    The same rows give the same bytes. A file gets its name when it is whole; one of that name is replaced. What is for
    a named audience only is readable by its owner only.

    Args:
        source: What `protect` returned, a release, or several releases the form is made of together, such as the
            facilities and their capacity for EDXL-HAVE.
        as_: The form's name, such as "geojson" or "fhir"; `forms` lists them.
        into: The folder, made if it does not exist.

    Returns:
        The files, and what the form could not carry.

    Raises:
        DefinitionError: There is no such form, or it cannot carry these tables.
        TrustError: A release's bytes are not those its publisher vouched for.

    Example:
        >>> import tempfile
        >>> import opendata_share as share
        >>> rows = [{"id": "demo:A1", "agency_id": "demo", "name": "RS Contoh", "facility_type": "hospital",
        ...          "address": "Jl. Contoh 1", "latitude": -6.2, "longitude": 106.8,
        ...          "recorded_at": "2026-03-02T08:00:00Z", "recorded_at_basis": "source"}]
        >>> table = share.adapt(rows, to="emergency-facility", agency="demo")
        >>> safe = share.protect(share.validate(table), policy="open")
        >>> [file.name for file in export(safe, as_="geojson", into=tempfile.mkdtemp()).files]
        ['emergency-facility.geojson']
    """
    if isinstance(source, Protected):
        tables = {entry.table.contract.name: entry.table for entry in source.tables}
        return _written(tables, as_, Path(into), public=source.audience == _PUBLIC)
    given: list[object] = list(source) if isinstance(source, Sequence) else [source]
    releases = [release for release in given if isinstance(release, Release)]
    if len(releases) < len(given):
        raise DefinitionError("export-unprotected", type=type(source).__name__)
    public = all(release.manifest.audience == _PUBLIC for release in releases)
    return _written(_by_contract([release.table() for release in releases]), as_, Path(into), public=public)


def unsafe_export(source: Table | Bundle, *, as_: str, into: Path | str) -> Exported:
    """Write rows no policy has looked at: whatever is personal or secret in them leaves with them.

    For inside an agency: a form for a neighbour's test system, a look at one's own data. Its files are readable by
    their owner only.

    Args:
        source: The table, or several that belong together.
        as_: The form's name.
        into: The folder, made if it does not exist.

    Raises:
        DefinitionError: There is no such form, or it cannot carry these tables.
    """
    tables = _by_contract([source]) if isinstance(source, Table) else dict(source)
    return _written(tables, as_, Path(into), public=False)


def _by_contract(tables: Sequence[Table]) -> dict[str, Table]:
    names = [table.contract.name for table in tables]
    if len(set(names)) != len(names):
        raise DefinitionError("export-same-contract", contracts=names)
    return dict(zip(names, tables, strict=True))


def _written(tables: Mapping[str, Table], as_: str, into: Path, *, public: bool) -> Exported:
    form = form_named(as_)
    if not tables:
        raise DefinitionError("export-nothing", form=form.name)
    if foreign := [name for name in tables if not form.takes(name)]:
        raise DefinitionError("export-contract", form=form.name, contract=foreign[0], known=form.contracts)
    into.mkdir(mode=0o777 if public else 0o700, parents=True, exist_ok=True)
    losses = Losses()
    mode = 0o666 if public else 0o600
    files = tuple(
        write_whole(into / name, partial(_write, pieces), mode, durable=True)
        for name, pieces in form.write(tables, losses)
    )
    return Exported(form.name, files, losses.found())


def _write(pieces: Iterator[bytes], stream: IO[bytes]) -> None:
    stream.writelines(pieces)
