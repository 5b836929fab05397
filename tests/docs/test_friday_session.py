"""The Friday session of the README, word for word: a sheet nobody has seen, published by five edits; a neighbour read.

The only word that is changed is the neighbour's address, which is served here on the loopback.
"""

from __future__ import annotations

import http.server
import os
import re
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from local_server import running

import opendata_share as share

ROOT = Path(__file__).resolve().parents[2]
NEIGHBOUR = "https://data.damkar.example/"
EDITS = 6
LINES = 15


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[str]:
    """The fire department's catalogue on a web server that knows nothing but files."""
    jakarta = ROOT / "examples" / "jakarta"
    units = share.adapt(jakarta / "data" / "units.csv", field_map=jakarta / "maps" / "units.toml")
    share.publish(share.protect(share.validate(units), policy="open"), into=tmp_path / "fire", partial=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "fire")))
    with running(server) as origin:
        yield f"{origin}/"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with nothing in it but the examples."""
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    return desk


def section() -> str:
    page = (ROOT / "README.md").read_text("utf-8")
    return page.partition("\n## By Friday\n")[2].partition("\n## ")[0]


def session() -> list[tuple[str, list[str]]]:
    """Return the commands of the section with the lines each is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", section(), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line:
                found[-1][1].append(line.strip())
    return found


def run(command: str, desk: Path) -> str:
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "120"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=desk, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


def printed_as_said(printed: str, said: list[str]) -> bool:
    wanted = "(?s:.*)".join(re.escape(part) for part in "\n".join(said).split("…"))
    got = "\n".join(line.strip() for line in printed.splitlines() if line.strip())
    return re.fullmatch(wanted, got) is not None


def active(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_the_session_works_word_for_word(desk: Path, neighbour: str) -> None:
    drafted = ""
    commands = session()
    assert [command.split()[0] for command, _ in commands].count("opendata-share") == 4
    for command, said in commands:
        printed = run(command.replace(NEIGHBOUR, neighbour), desk)
        if said:
            assert printed_as_said(printed, said), f"$ {command}\n{printed}"
        if command.startswith("cat "):
            drafted = (desk / "beds.toml").read_text("utf-8")
    final = (desk / "beds.toml").read_text("utf-8")
    assert tomllib.loads(final)
    edits = [line for line in final.splitlines() if line not in drafted.splitlines()]
    assert 0 < len(edits) <= EDITS
    assert len(active(final)) < LINES
    assert sorted(path.name for path in (desk / "in").iterdir()) == ["opendata-share.lock", "response-unit.csv"]


def test_the_session_in_python_ends_with_the_same_tables(desk: Path, neighbour: str) -> None:
    for command, _ in session():
        if "pull" not in command:
            run(command, desk)
    by_command = share.open_catalog(desk / "public")["facility-capacity"].read().to_arrow()
    (script,) = re.findall(r"^```python\n(.*?)^```", section(), re.MULTILINE | re.DOTALL)
    code = script.replace('share.open_catalog("fire")', f'share.open_catalog("{neighbour}", trust="unverified")')
    code = code.replace('into="public/"', 'into="again/"')
    assert code.count(neighbour) == 1
    (desk / "session.py").write_text(f"{code}\nassert len(units) > 0\n", "utf-8")
    run("python session.py || exit 9", desk)
    again = share.open_catalog(desk / "again")["facility-capacity"].read().to_arrow()
    assert again.drop_columns(["recorded_at"]).equals(by_command.drop_columns(["recorded_at"]))


def test_what_is_published_holds_no_cell_of_the_personal_column(desk: Path) -> None:
    for command, _ in session():
        if "pull" not in command:
            run(command, desk)
    officers = set()
    source = share.adapters.open_source(desk / "beds.xlsx")
    for batch in source.batches():
        officers |= {cell for cell in batch.columns.column("Petugas").to_pylist() if cell}
    assert officers
    for path in [*(desk / "public").rglob("*"), *desk.glob("beds.*.csv"), desk / "beds.toml"]:
        if path.is_file():
            data = path.read_bytes()
            assert not [name for name in officers if name.encode() in data], path
