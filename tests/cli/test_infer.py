from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]
ROWS = "Kode,Kosong,Telepon\n" + "".join(f"0{n},{n},0812345678{n:02}\n" for n in range(20)) + "99,penuh,081234567899\n"


def test_a_draft_is_written_once_and_the_file_is_valid_under_it(command: Command, tmp_path: Path) -> None:
    path, draft = tmp_path / "beds.csv", tmp_path / "beds.json"
    path.write_text(ROWS, encoding="utf-8")
    done = command("contract", "infer", path, "--into", draft)
    assert done.code == 0
    assert "Kosong" in done.err  # nearly all its cells are numbers
    assert command("validate", path, "--to", draft).code == 0
    assert command("contract", "infer", path, "--into", draft).code == 2
    printed = json.loads(command("contract", "infer", path, "--name", "bed").out)
    assert printed["$id"] == "urn:opendata-share:contract:bed:0.1.0"


def test_without_a_contract_a_draft_says_what_it_stumbles_over(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "beds.csv"
    path.write_text(ROWS, encoding="utf-8")
    done = command("validate", path)
    assert done.code == 0
    assert "mixed-types 1, looks-personal 1" in done.out
    assert "Kosong" in done.err
    report = json.loads(command("validate", path, "--format", "json").out)
    assert report["advice"] == {"mixed-types": 1, "looks-personal": 1}
    assert command("validate", path, "--strict").code == 1
    assert "penuh" not in command("validate", path, "--format", "html").out
    assert "0812345" not in command("validate", path, "--format", "sarif").out
