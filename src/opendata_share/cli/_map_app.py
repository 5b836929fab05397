"""The commands of `map`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
which maps there are, how one is judged or drafted.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from ._console import console
from ._offered import contract_names, names_of_maps, offering
from ._parameters import FileOrAddress, Format, HeaderRows, Lang, MapFile, Strict, row_numbers

map_app = App(name="map", help="Write field maps and judge them.")


@map_app.command(name="list")
def map_list(*, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the registered field maps: name, publishing agency, format, the tables it fills.

    Args:
        format: How the list is printed.
        lang: The language of messages.
    """
    from ._maps import list_maps

    return list_maps(console(lang), format)


@map_app.command(name="check")
def map_check(
    field_map: Annotated[str, offering(names_of_maps)],
    /,
    *,
    contract: Annotated[tuple[str, ...], Parameter(name="--contract", consume_multiple=False)] = (),
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Judge the field map FIELD_MAP without data: its form, and every contract, field, code and expression it names.

    Args:
        field_map: The map: a TOML file, or a registered name.
        contract: The path of a contract document it fills that is not registered; may be repeated.
        format: How the outcome is printed; see validate.
        strict: Count as an error a file beside the map that is not there.
        lang: The language of messages.
    """
    from ._maps import check_field_map
    from ._verdict import Asked

    return check_field_map(console(lang), field_map, contract, Asked(form=format, strict=strict))


@map_app.command
def draft(
    file: FileOrAddress,
    /,
    *,
    to: Annotated[tuple[str, ...], offering(contract_names, name="--to", consume_multiple=False)],
    agency: str | None = None,
    field_map: MapFile = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    encoding: str | None = None,
    records: str | None = None,
    format: str | None = None,
    parameter: Annotated[tuple[str, ...], Parameter(name="--parameter", consume_multiple=False)] = (),
    table: str | None = None,
    lang: Lang = None,
) -> int:
    """Draft a field map for FILE: what matches exactly is filled in, everything else is a proposal to uncomment.

    Args:
        file: The file the map is for; the address of a service, whose first page is fetched; or, with several
            contracts, a folder of files.
        to: The contract: a registered name, or the path of a contract document. Several for a map of several tables.
        agency: The publishing agency's slug.
        field_map: The map to write; where it exists, only what is new is added. Printed if not given.
        sheet: The sheet of a workbook, where several could be meant.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        encoding: The text encoding of a file that is not UTF-8, such as cp1252.
        records: Where the records of a nested document are: names joined by /, such as result/records. "." is the
            document itself.
        format: The format, where the suffix or the address does not tell it, such as ckan.
        parameter: What is sent to a service with every request, such as resource_id=ab12.
        table: The table or view of a database.
        lang: The language of the draft's comments.
    """
    from ._draft import draft_map, pairs_of

    return draft_map(
        console(lang),
        file,
        to,
        agency,
        field_map,
        sheet,
        row_numbers(header_rows),
        encoding,
        records=records,
        form=format,
        parameters=pairs_of(parameter),
        table=table,
    )
