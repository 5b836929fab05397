"""The commands, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how rows are judged, protected or written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from .. import __version__
from ..errors import OpenDataShareError
from ._console import Exit, Language, console

Lang = Annotated[Language | None, Parameter(name="--lang")]
To = Annotated[str | None, Parameter(name="--to")]
MapFile = Annotated[Path | None, Parameter(name="--map")]
Trust = Annotated[Literal["unverified"] | None, Parameter(name="--trust")]

app = App(
    name="opendata-share",
    help="Publish and consume public agencies' data in one consistent format.",
    version=__version__,
    help_format="plaintext",
)
contract_app = App(name="contract", help="Show what a table promises.")
app.command(contract_app)


@app.command
def validate(
    file: Path,
    /,
    *,
    to: To = None,
    field_map: MapFile = None,
    reference: Annotated[tuple[str, ...], Parameter(name="--reference", consume_multiple=False)] = (),
    agency: str | None = None,
    format: Literal["text", "json"] = "text",
    rejected: Annotated[Path | None, Parameter(name="--rejected")] = None,
    lang: Lang = None,
) -> int:
    """Judge FILE by a contract; without one, judge only whether it can be read whole.

    Args:
        file: The file to judge.
        to: The contract: a registered name, or the path of a contract document.
        field_map: The field map (TOML) that turns the file into shared tables.
        reference: NAME=FILE, a table that references may point into; may be repeated.
        agency: The publishing agency's slug, where neither the file nor the map says it.
        format: How the report is printed.
        rejected: Where rejected rows are written; beside FILE if not given.
        lang: The language of messages; the locale's if not given.
    """
    from ._judge import validate_file

    return validate_file(console(lang), file, to, field_map, reference, agency, format, rejected)


@app.command
def publish(
    file: Path,
    /,
    *,
    policy: str,
    into: Path,
    to: To = None,
    field_map: MapFile = None,
    partial: bool = False,
    reference: Annotated[tuple[str, ...], Parameter(name="--reference", consume_multiple=False)] = (),
    agency: str | None = None,
    format: Literal["text", "json"] = "text",
    rejected: Annotated[Path | None, Parameter(name="--rejected")] = None,
    lang: Lang = None,
) -> int:
    """Judge FILE and publish what may leave into the folder INTO.

    Args:
        file: The file to publish.
        policy: Who may see it: open, or exchange.
        into: The release folder; any web server can serve it.
        to: The contract: a registered name, or the path of a contract document.
        field_map: The field map (TOML).
        partial: Publish the accepted rows although others were rejected.
        reference: NAME=FILE, a table that references may point into; may be repeated.
        agency: The publishing agency's slug.
        format: How the outcome is printed.
        rejected: Where rejected rows are written; beside FILE if not given.
        lang: The language of messages.
    """
    from ._judge import publish_file

    return publish_file(console(lang), file, to, field_map, policy, into, partial, reference, agency, format, rejected)


@app.command
def pull(
    location: str,
    dataset: str,
    /,
    *,
    into: Path,
    as_: Annotated[Literal["csv", "parquet"], Parameter(name="--as")] = "parquet",
    trust: Trust = None,
    lang: Lang = None,
) -> int:
    """Copy the latest release of DATASET from a catalogue, every byte checked against its manifest.

    Args:
        location: A release folder, or its http(s) address.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        into: The folder to write into.
        as_: The form to fetch.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        lang: The language of messages.
    """
    from ._read import pull_dataset

    return pull_dataset(console(lang), location, dataset, into, as_, trust)


@app.command
def catalog(
    location: str, /, *, format: Literal["text", "json"] = "text", trust: Trust = None, lang: Lang = None
) -> int:
    """List what a catalogue offers.

    Args:
        location: A release folder, or its http(s) address.
        format: How the list is printed.
        trust: What vouches for an http(s) location.
        lang: The language of messages.
    """
    from ._read import list_catalog

    return list_catalog(console(lang), location, trust, format)


@contract_app.command
def show(name: str, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Show the contract NAME: its fields, keys, checks and code lists.

    Args:
        name: A registered name, or the path of a contract document.
        format: text for people, json for the contract document itself.
        lang: The language of titles.
    """
    from ._explain import show_contract

    return show_contract(console(lang), name, format)


@app.command
def explain(rule: str, /, *, lang: Lang = None) -> int:
    """Explain the rule RULE as reports name it.

    Args:
        rule: The slug, such as "required" or "axis-swapped".
        lang: The language of messages.
    """
    from ._explain import explain_rule

    return explain_rule(console(lang), rule)


@app.command
def codes(name: str | None = None, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the code lists, or the codes of one.

    Args:
        name: The code list; all are named if not given.
        format: How the list is printed.
        lang: The language of labels.
    """
    from ._explain import list_codes

    return list_codes(console(lang), name, format)


@app.command
def demo(*, into: Path, lang: Lang = None) -> int:
    """Play the whole journey on Jakarta's synthetic files.

    Two agencies publish what they have, each reads the other's, and the first questions are answered.

    Args:
        into: The folder to publish into: INTO/fire and INTO/health.
        lang: The language of messages.
    """
    from ._demo import play

    return play(console(lang), into)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 sound, 1 wrong content, 2 nothing could be judged."""
    speaker = console(_language(arguments))
    try:
        outcome = app(list(arguments), exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return Exit.NOT_JUDGED
    except OpenDataShareError as error:
        return speaker.failure(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # the reader of a pipe went away: nothing more can be said, and Python must not try to at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.NO_READER
    return outcome if isinstance(outcome, int) else Exit.SOUND


def _language(arguments: Sequence[str]) -> Language | None:
    """Return the language asked for, also where the command itself fails."""
    given = [
        value.partition("=")[2] or following
        for value, following in zip(arguments, [*arguments[1:], ""], strict=False)
        if value.startswith("--lang")
    ]
    return "id" if given[-1:] == ["id"] else "en" if given[-1:] == ["en"] else None


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))
