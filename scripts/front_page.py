"""Write what `opendata-share --help` says of each command into the package, where it is read without the parser.

After a change of a command's first sentence: `python scripts/front_page.py`.
"""

from __future__ import annotations

from opendata_share.cli._app import app
from opendata_share.cli._front_page import COMMANDS

_SHOWN = {"--help": "--help (-h)"}


def entries() -> str:
    """Return a line for each command, its name and first sentence, in the parser's order."""
    commands = sorted((name for name in app if name != "-h"), key=lambda name: (name.startswith("-"), name))
    return "".join(f"{_SHOWN.get(name, name)}\t{_sentence(app[name].help)}\n" for name in commands)


def _sentence(docstring: str) -> str:
    return " ".join(docstring.strip().split("\n\n")[0].split())


if __name__ == "__main__":
    COMMANDS.write_text(entries(), encoding="utf-8")
