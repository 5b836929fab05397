from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from opendata_share import _messages
from opendata_share.cli._explain import sentence_of

SLUGS = sorted(name for name in _messages.message_ids() if not name.startswith("explain-"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_slug_there_is_can_be_explained(language: _messages.Language) -> None:
    for slug in SLUGS:
        said, *_ = sentence_of(slug, language)
        assert said.startswith(f"{slug}: ")


def test_errors_advice_and_findings_are_explained(command: Callable[..., Any]) -> None:
    for slug in ("baseline-missing", "nik", "privacy-nik", "mixed-types", "required"):
        done = command("explain", slug)
        assert done.code == 0, done.err
        assert "→" in done.out or slug in done.out
    assert command("explain", "colour-of-the-sky").code == 2
