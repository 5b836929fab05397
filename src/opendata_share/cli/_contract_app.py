"""The commands of `contract`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how a contract is shown, drafted, compiled or imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter, validators

from ._console import console
from ._parameters import ContractName, FileOrAddress, HeaderRows, Lang, row_numbers
from ._places import local

contract_app = App(name="contract", help="Show what a table promises.")


@contract_app.command
def infer(
    file: FileOrAddress,
    /,
    *,
    name: str | None = None,
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    zone: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    lang: Lang = None,
) -> int:
    """Draft a contract from FILE: types and a key hold, bounds and codes are proposed, every field is personal.

    Args:
        file: The file to draft it from.
        name: The contract's name; made from the file's if not given.
        into: The file to write, which must not be there; the document is printed if not given.
        sheet: The sheet of a workbook, where several could be meant.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        zone: The IANA zone of times without an offset, such as Asia/Jakarta.
        delimiter: The character between the cells of a CSV file.
        encoding: The text encoding of a file that is not UTF-8, such as cp1252.
        lang: The language of messages.
    """
    from ._infer import infer_file
    from ._judge import Reading

    reading = Reading(
        file=file, sheet=sheet, header_rows=row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding
    )
    return infer_file(console(lang), file, name, reading.written, into)


@contract_app.command
def template(
    name: ContractName,
    /,
    *,
    as_: Annotated[Literal["csv", "xlsx"], Parameter(name="--as")] = "csv",
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    lang: Lang = None,
) -> int:
    """Write a sheet to fill in for the contract NAME; filled in, it needs no field map.

    Args:
        name: A registered name, or the path of a contract document.
        as_: csv, or xlsx with drop-downs, notes and a sheet that explains the fields.
        into: The file to write; CSV is printed if not given.
        lang: The language of headings and explanations.
    """
    from ._template import write_template

    return write_template(console(lang), name, as_, into)


@contract_app.command
def sample(
    name: ContractName,
    /,
    *,
    rows: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=100_000))] = 10,
    seed: int = 0,
    as_: Annotated[Literal["csv", "ndjson", "parquet"], Parameter(name="--as")] = "csv",
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    agency: str = "contoh",
    lang: Lang = None,
) -> int:
    """Write made-up rows that the contract NAME accepts, for mock neighbours, trials and tests.

    Args:
        name: A registered name, or the path of a contract document.
        rows: How many rows, up to 100 000.
        seed: What they are drawn by: the same seed gives the same rows.
        as_: csv, ndjson or parquet.
        into: The file to write; CSV and NDJSON are printed if not given.
        agency: The slug of the agency that would publish them.
        lang: The language of messages.
    """
    from ._sample import write_sample

    return write_sample(console(lang), name, rows, seed, as_, into, agency)


@contract_app.command
def show(name: ContractName, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Show the contract NAME: its fields, keys, checks and code lists.

    Args:
        name: A registered name, or the path of a contract document.
        format: text for people, json for the contract document itself.
        lang: The language of titles.
    """
    from ._explain import show_contract

    return show_contract(console(lang), name, format)


@contract_app.command(name="export")
def contract_export(
    *names: ContractName,
    as_: Annotated[str, Parameter(name="--as")],
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Write the contract NAME in the words of another standard, and say what that cannot carry.

    Args:
        names: Registered names, or paths of contract documents; several for one document where the dialect holds them.
        as_: The dialect, such as json-schema or arrow.
        into: The file to write; the document is printed if not given.
        format: How it is told; json prints the document and every single loss as one object.
        lang: The language of messages, and of a document that holds one language.
    """
    from ._compile import compile_to

    return compile_to(console(lang), names, as_, into, format)


@contract_app.command(name="import")
def contract_import(
    file: str,
    /,
    *,
    name: str | None = None,
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    zone: str = "UTC",
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Write the document FILE of another standard as a contract, and say what no contract can carry.

    Args:
        file: An ODCS document (YAML, JSON), a JSON Schema, a Table Schema or a Data Package; FILE#NAME is one of its
            tables.
        name: The contract's name; the document's own if not given.
        into: The file to write, which must not be there; the contract document is printed if not given.
        zone: The IANA zone of times without an offset, for documents that name none.
        format: How it is told; json prints the contract document and every single loss as one object.
        lang: The language of messages.
    """
    from ._import import import_file

    return import_file(console(lang), file, name, zone, into, format)
