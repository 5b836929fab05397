"""What nobody foresaw: one sentence in either language, an exit code, no traceback and no cell of the data."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from opendata_share.cli import _judge

from .conftest import GOOD, MAP, Command

SECRET = "3171010101010001"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "posts.csv").write_text(GOOD, "utf-8")
    (tmp_path / "posts.toml").write_text(MAP, "utf-8")
    return tmp_path / "posts.csv", tmp_path / "posts.toml"


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_mistake_of_ours_is_a_sentence_without_any_value(
    command: Command, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"could not read {SECRET}")

    monkeypatch.setattr(_judge, "validate", broken)
    outcome = command("validate", files[0], "--map", files[1], "--lang", language)
    assert outcome.code == 2
    assert SECRET not in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
    assert {"en": "not of your data (ValueError", "id": "bukan data Anda (ValueError"}[language] in outcome.err
    assert "OPENDATA_SHARE_TRACEBACK=1" in outcome.err


def test_who_mends_it_may_ask_for_the_traceback(
    command: Command, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("here")

    monkeypatch.setattr(_judge, "validate", broken)
    monkeypatch.setenv("OPENDATA_SHARE_TRACEBACK", "1")
    with pytest.raises(ValueError, match="here"):
        command("validate", files[0], "--map", files[1])


def test_a_refusal_of_the_operating_system_names_the_place_and_the_reason(
    command: Command, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/spool")

    monkeypatch.setattr(_judge, "validate", full)
    outcome = command("validate", files[0], "--map", files[1])
    assert outcome.code == 2
    assert "/tmp/spool" in outcome.err
    assert "No space left on device" in outcome.err
    assert "Traceback" not in outcome.err
