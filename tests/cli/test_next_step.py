"""Every command's last line says what to do next, in either language, and disturbs no pipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import BAD, GOOD, MAP, Command

NEXT = {"en": "→ Next: ", "id": "→ Berikutnya: "}


@pytest.fixture
def place(tmp_path: Path, command: Command) -> Path:
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    (tmp_path / "posts.toml").write_text(MAP, "utf-8")
    outcome = command(
        "publish",
        tmp_path / "good.csv",
        "--map",
        tmp_path / "posts.toml",
        "--policy",
        "open",
        "--into",
        tmp_path / "out",
    )
    assert outcome.code == 0
    return tmp_path


COMMANDS: dict[str, Callable[[Path], list[object]]] = {
    "validate without a contract": lambda at: ["validate", at / "good.csv"],
    "validate": lambda at: ["validate", at / "good.csv", "--map", at / "posts.toml"],
    "validate rejects": lambda at: ["validate", at / "bad.csv", "--map", at / "posts.toml"],
    "publish": lambda at: [
        *("publish", at / "good.csv", "--map", at / "posts.toml", "--policy", "open", "--into", at / "new")
    ],
    "publish again": lambda at: [
        *("publish", at / "good.csv", "--map", at / "posts.toml", "--policy", "open", "--into", at / "out")
    ],
    "publish in part": lambda at: [
        *("publish", at / "bad.csv", "--map", at / "posts.toml", "--policy", "open", "--into", at / "new", "--partial")
    ],
    "pull": lambda at: ["pull", at / "out", "fire-station", "--as", "csv", "--into", at / "in"],
    "catalog": lambda at: ["catalog", at / "out"],
    "map draft": lambda at: ["map", "draft", at / "good.csv", "--to", "fire-station", "--agency", "demo"],
    "contract show": lambda _: ["contract", "show", "fire-station"],
    "contract template": lambda at: ["contract", "template", "fire-station", "--into", at / "posts-to-fill.csv"],
    "explain": lambda _: ["explain", "type"],
    "codes": lambda _: ["codes"],
    "codes of one": lambda _: ["codes", "station-type"],
    "answer": lambda at: ["answer", at / "out", "--into", at / "page"],
    "demo": lambda at: ["demo", "--into", at / "demo"],
}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_last_line_says_what_to_do_next(command: Command, place: Path, name: str, language: str) -> None:
    outcome = command(*COMMANDS[name](place), "--lang", language)
    assert outcome.code in {0, 1}, outcome.err
    assert outcome.err.rstrip().splitlines()[-1].startswith(NEXT[language]), outcome.err


def test_output_for_programs_is_nothing_but_itself(command: Command, place: Path) -> None:
    for arguments in (
        ["validate", place / "good.csv", "--map", place / "posts.toml", "--format", "json"],
        ["catalog", place / "out", "--format", "json"],
        ["codes", "--format", "json"],
    ):
        json.loads(command(*arguments).out)


def test_the_command_shown_is_the_command_that_works(command: Command, place: Path) -> None:
    import shlex

    shown = command("validate", place / "good.csv", "--map", place / "posts.toml").err.rstrip().splitlines()[-1]
    words = shlex.split(shown.removeprefix(NEXT["en"]).removeprefix("opendata-share "))
    assert command(*(str(place / "shown") if word == "DIR" else word for word in words)).code == 0
    assert (place / "shown" / "catalog.json").is_file()
