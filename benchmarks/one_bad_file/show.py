"""One bad file through three tools, as a person sees it: `python -m benchmarks.one_bad_file.show`.

What lives here: the three command lines, run in a folder of their own, and the page their outputs stand in. What this
file must not know: what is wrong with the file.

    python -m benchmarks.one_bad_file.show [--write]

It prints what each says; with `--write` it puts that into docs/explanation/one-bad-file.md. The environments of the
other two are made by `make .oracles/frictionless/.installed .oracles/glue/.installed`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
PAGE: Final = ROOT / "docs" / "explanation" / "one-bad-file.md"
FILES: Final = ("beds.csv", "schema.json", "datacontract.yaml")

#: Tool → (where its program is, what a person types).
TOOLS: Final = {
    "frictionless": (ROOT / ".oracles" / "frictionless" / "bin", "frictionless validate beds.csv --schema schema.json"),
    "datacontract-cli": (ROOT / ".oracles" / "glue" / "bin", "datacontract test datacontract.yaml"),
    "opendata-share": (
        Path(sys.executable).parent,
        "opendata-share validate beds.csv --to facility-capacity --agency demo",
    ),
}
_WIDTH: Final = 100


def said_by(tool: str) -> str:
    """Return what a person sees who types the tool's command: the command, both streams, the exit status."""
    folder, line = TOOLS[tool]
    program, *arguments = line.split()
    with tempfile.TemporaryDirectory() as place:
        for name in FILES:
            shutil.copy(HERE / name, place)
        done = subprocess.run(
            [str(folder / program), *arguments],
            cwd=place,
            env=os.environ | {"COLUMNS": str(_WIDTH), "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    lines = [one.rstrip() for one in done.stdout.strip("\n").splitlines()]
    return "\n".join([f"$ {line}", *lines, "$ echo $?", str(done.returncode)])


def block_of(tool: str, page: str) -> str:
    """Return what the page says the tool prints."""
    found = _place(tool).search(page)
    if found is None:
        raise ValueError(f"the page has no block for {tool}")
    return found["said"].strip("\n")


def written(page: str) -> str:
    """Return the page with what every tool prints now."""
    sheet = (HERE / "beds.csv").read_text("utf-8")
    for tool, said in {"beds.csv": sheet.strip("\n"), **{tool: said_by(tool) for tool in TOOLS}}.items():
        found = _place(tool).search(page)
        if found is None:
            raise ValueError(f"the page has no block for {tool}")
        page = f"{page[: found.start('said')]}{said}\n{page[found.end('said') :]}"
    return page


def _place(tool: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {re.escape(tool)} -->\n```text\n(?P<said>.*?)```\n", re.DOTALL)


def main() -> None:
    """Print what each tool says, or write it into the page."""
    parser = argparse.ArgumentParser(description="Show one bad file through three tools.")
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)}")
    if parser.parse_args().write:
        PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8")
        return
    for tool in TOOLS:
        print(said_by(tool), end="\n\n")


if __name__ == "__main__":
    main()
