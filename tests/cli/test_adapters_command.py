"""`adapters list`, `adapters test`, `adapters new`: a stranger's package is begun, installed and proven by commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opendata_share import _plugins

PROGRAM = "import sys; from opendata_share.cli import main; sys.argv[0] = 'opendata-share'; main()"


def installed(package: Path, into: Path) -> dict[str, str]:
    """Put a package and its entry points where Python finds them, as an installer would, without a network."""
    name = package.name
    info = into / f"{name.replace('-', '_')}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", "utf-8")
    points = [line for line in (package / "pyproject.toml").read_text("utf-8").splitlines() if "Source" in line]
    (info / "entry_points.txt").write_text(
        "[opendata_share.sources]\n" + "\n".join(points).replace('"', "") + "\n", "utf-8"
    )
    import os

    return {**os.environ, "PYTHONPATH": f"{into}{os.pathsep}{package / 'src'}"}


def run(environment: dict[str, str], folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip


def test_a_new_package_keeps_every_promise_as_it_is(command: Any, tmp_path: Path) -> None:
    made = command("adapters", "new", "clinic-list", "--into", tmp_path, "--lang", "en")
    assert made.code == 0
    package = tmp_path / "clinic-list"
    texts = [path.read_text("utf-8") for path in package.rglob("*") if path.is_file()]
    assert not [word for word in ("__NAME__", "__MODULE__", "__CLASS__") if any(word in text for text in texts)]
    environment = installed(package, tmp_path / "site")
    done = run(environment, package, "adapters", "test", "tests/test_clinic_list.py:TestClinicList", "--format", "json")
    said = json.loads(done.stdout)
    assert [check for check in said["checks"] if check["failure"]] == []
    assert (done.returncode, said["kept"], len(said["checks"]) > 12) == (0, True, True)
    listed = json.loads(run(environment, package, "adapters", "list", "--format", "json").stdout)["adapters"]
    assert {"name": "clinic-list", "kind": "file", "from": "clinic-list", "health": "ok"} in listed


def test_a_broken_promise_is_said_and_exits_with_1(command: Any, tmp_path: Path) -> None:
    kit = tmp_path / "test_broken_kit.py"
    kit.write_text(
        "from pathlib import Path\nfrom opendata_share.testing import FieldMapKit\n"
        "class TestPosts(FieldMapKit):\n"
        "    field_map = Path(__file__).with_name('map.toml')\n    sample = Path(__file__).with_name('posts.csv')\n"
        "    expected = {'fire-station': [{'name': 'Pos Dua'}]}\n",
        "utf-8",
    )
    (tmp_path / "map.toml").write_text(
        'agency = "demo"\n[[tables.fire-station]]\nkey = ["no"]\nname = "nama"\nstation_type = { value = "post" }\n',
        "utf-8",
    )
    (tmp_path / "posts.csv").write_text("no,nama\n1,Pos Satu\n", "utf-8")
    outcome = command("adapters", "test", f"{kit}:TestPosts", "--lang", "id")
    assert outcome.code == 1
    assert "BROKEN the sample becomes what a person expects" in outcome.out
    assert "janji ditepati" in outcome.out


def test_every_source_of_ours_is_listed_and_sound(command: Any) -> None:
    outcome = command("adapters", "list", "--format", "json")
    entries = json.loads(outcome.out)["adapters"]
    assert outcome.code == 0
    assert {"csv", "json", "ndjson", "xlsx", "ods", "parquet", "geojson"} <= {entry["name"] for entry in entries}
    assert {entry["health"] for entry in entries} == {"ok"}
    assert "csv" in command("adapters", "list").out


def test_a_source_that_cannot_be_loaded_is_listed_as_broken(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    broken = EntryPoint("broken", "nobody_has_this:Source", "opendata_share.sources")
    monkeypatch.setattr(_plugins, "_registered", lambda _group: {"broken": broken})
    outcome = command("adapters", "list", "--format", "json")
    (entry,) = json.loads(outcome.out)["adapters"]
    assert (outcome.code, entry["from"], entry["kind"]) == (1, "nobody_has_this:Source", "unknown")
    assert "nobody_has_this" in entry["health"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("adapters", "test", "nowhere.py:TestX"), ("adapters", "test", "json:loads"), ("adapters", "test", "nothing"),
        ("adapters", "new", "Bad Name", "--into", "x"), ("adapters", "new", "here", "--into", "{tmp}"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_exits_with_2_and_writes_nothing(
    command: Any, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "here").mkdir()
    outcome = command(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert outcome.code == 2
    assert not list((tmp_path / "here").iterdir())
