"""The commands of `rejection`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
what a rejection is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ._console import console
from ._parameters import File, Lang, MapFile, Purpose, Receipts, To, Trust, Who
from ._places import local

rejection_app = App(name="rejection", help="Tell a publisher which rows of a release are wrong, and read that.")

Key = Annotated[tuple[str, ...], Parameter(name="--key", consume_multiple=False)]
OptionalFile = Annotated[Path | None, Parameter(converter=local)]


@rejection_app.command(name="write")
def rejection_write(
    location: str,
    dataset: str,
    /,
    *,
    who: Annotated[str, Parameter(name="--who")],
    into: File,
    report: OptionalFile = None,
    row: int | None = None,
    key: Key = (),
    field: str | None = None,
    rule: str | None = None,
    message: str | None = None,
    number: str | None = None,
    receipts: Receipts = None,
    purpose: Purpose = None,
    trust: Trust = None,
    lang: Lang = None,
) -> int:
    """Write what is wrong with rows of a release into the file INTO, to be sent to its publisher.

    Args:
        location: The catalogue the release was read from: a folder, or its http(s) address.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        who: Who says so.
        into: The file to write.
        report: What `validate --format json` printed about the pulled file.
        row: By hand: the row of the release, from 1.
        key: By hand: NAME=VALUE, the row's primary key; may be repeated.
        field: By hand: the field.
        rule: By hand: the rule; rejected-by-reader if not given.
        message: By hand: what is wrong, in one line, without values that are not public.
        number: The release; the latest if not given.
        receipts: The log a receipt is appended to.
        purpose: What for, in one line, for the receipt.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        lang: The language of messages.
    """
    from ._receipts import log_at
    from ._rejection import ByHand, write_rejection

    said = ByHand(row=row, key=key, field=field, rule=rule, message=message)
    log = log_at(receipts, who, purpose)
    return write_rejection(console(lang), location, dataset, number, who, into, report, said, log, trust)


@rejection_app.command(name="read")
def rejection_read(
    file: File,
    location: str,
    /,
    *,
    source: OptionalFile = None,
    to: To = None,
    field_map: MapFile = None,
    agency: str | None = None,
    receipts: Receipts = None,
    who: Who = None,
    purpose: Purpose = None,
    trust: Trust = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Print what the rejection FILE says as a report on the rows of the release, or of the file it came from.

    Args:
        file: The rejection.
        location: The catalogue the release was published in: a folder, or its http(s) address.
        source: The file the release was made from: findings have its rows, lines and headings.
        to: The contract of the source.
        field_map: The field map of the source.
        agency: The publishing agency's slug, where neither the source nor the map says it.
        receipts: The log a receipt is appended to.
        who: Who writes the receipt; the publishing agency if not given.
        purpose: What for, in one line, for the receipt.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        format: How the report is printed.
        lang: The language of messages.
    """
    from ._judge import Reading
    from ._receipts import log_at
    from ._rejection import read_rejection

    reading = None if source is None else Reading(file=source, to=to, field_map=field_map, agency=agency)
    return read_rejection(console(lang), file, location, reading, log_at(receipts, who, purpose), trust, format)
