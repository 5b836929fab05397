"""The commands of `adapters`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how an adapter is found, tested or begun.
"""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from ._console import console
from ._parameters import File, Lang

adapters_app = App(name="adapters", help="List, test and begin adapters.")


@adapters_app.command(name="list")
def adapters_list(*, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the registered sources: name, kind, who registers it, and whether it can be loaded.

    Args:
        format: How the list is printed.
        lang: The language of messages.
    """
    from ._adapters import list_adapters

    return list_adapters(console(lang), format)


@adapters_app.command(name="test")
def adapters_test(kit: str, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Run KIT and print each promise of its adapter, kept or broken.

    Args:
        kit: MODULE:CLASS, or FILE.py:CLASS; the class is a SourceKit or a FieldMapKit.
        format: How the outcome is printed.
        lang: The language of messages.
    """
    from ._adapters import test_adapter

    return test_adapter(console(lang), kit, format)


@adapters_app.command(name="new")
def adapters_new(name: str, /, *, into: File, lang: Lang = None) -> int:
    """Write the package NAME into the folder INTO: one source, a sample, and the kit that proves it.

    Args:
        name: What the format will be called: lower-case letters, digits and hyphens.
        into: The folder to write into.
        lang: The language of messages.
    """
    from ._adapters import new_adapter

    return new_adapter(console(lang), name, into)
