"""The commands of `receipts`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how a log is written or verified.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from ._console import console
from ._parameters import File, Lang, Purpose, Trust

receipts_app = App(name="receipts", help="Who published, took or refused which release: logs that show tampering.")

Releases = Annotated[tuple[str, ...], Parameter(name="--release", consume_multiple=False)]


@receipts_app.command(name="verify")
def receipts_verify(
    file: File,
    /,
    *,
    release: Releases = (),
    trust: Trust = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Check the chain of the log FILE, and that what releases say of it is so.

    Args:
        file: The log.
        release: A CATALOGUE of the log's owner, or one RELEASE in it (public/jakarta-fire/response-unit/3); may be
            repeated. Only with releases does it show that the end of a log was cut off, or all of it written anew.
        trust: What vouches for a catalogue at an http(s) address; "unverified" says that nothing does.
        format: How the verdict is printed.
        lang: The language of messages.
    """
    from ._receipts import verify_log

    return verify_log(console(lang), file, release, trust, format)


@receipts_app.command(name="show")
def receipts_show(file: File, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Print the receipts of the log FILE, a line each.

    Args:
        file: The log.
        format: text for people; json prints the receipts as they stand in the log, in one list.
        lang: The language of messages.
    """
    from ._receipts import show_log

    return show_log(console(lang), file, format)


@receipts_app.command(name="add")
def receipts_add(
    file: File,
    location: str,
    dataset: str,
    /,
    *,
    decision: Literal["pulled", "denied", "withdrawn"],
    who: Annotated[str, Parameter(name="--who")],
    side: Literal["publisher", "consumer"] = "publisher",
    number: Annotated[str | None, Parameter(name="--number")] = None,
    purpose: Purpose = None,
    trust: Trust = None,
    lang: Lang = None,
) -> int:
    """Append to the log FILE what people did with a release outside of this package.

    Args:
        file: The log.
        location: A release folder, or its http(s) address.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        decision: What was done.
        who: Who did it.
        side: Whose log it is.
        number: The release; the latest if not given.
        purpose: What for or why, in one line.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        lang: The language of messages.
    """
    from ._receipts import add_receipt, log_at

    log = log_at(file, who, purpose)
    return add_receipt(console(lang), log, location, dataset, number, side, decision, trust)


@receipts_app.command(name="mend")
def receipts_mend(file: File, /, *, who: Annotated[str, Parameter(name="--who")], lang: Lang = None) -> int:
    """Cut off the last line of the log FILE where it was never finished, and append a receipt of that.

    Args:
        file: The log.
        who: Who does it.
        lang: The language of messages.
    """
    from ._receipts import mend_log

    return mend_log(console(lang), file, who)
