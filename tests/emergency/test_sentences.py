"""Sentences and tables of plain text, in both languages."""

from __future__ import annotations

import string
from typing import Any

import pytest

from opendata_share._messages._emergency import MESSAGES
from opendata_share.emergency import Finding
from opendata_share.emergency._finding import finding_lines, in_order, number, percent, text_table, time_zone
from opendata_share.errors import DefinitionError


def placeholders(text: str | None) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text or "") if name}


@pytest.mark.parametrize("message_id", sorted(MESSAGES))
def test_both_languages_say_it_with_the_same_placeholders(message_id: str) -> None:
    message = MESSAGES[message_id]
    assert message.en
    assert message.id
    assert placeholders(message.en) == placeholders(message.id)
    assert (message.hint_en is None) == (message.hint_id is None)
    assert placeholders(message.hint_en) == placeholders(message.hint_id)


def test_a_finding_is_a_sentence_with_its_hint() -> None:
    finding = Finding("fleet-holder-levels", {"agency": "damkar", "kind": "engine"})
    assert finding.text("en").startswith("damkar, engine: the agency has a number of its own")
    assert finding.text("en").endswith("leave one of the two out.")
    assert finding.text("id").endswith("keluarkan salah satunya.")


def test_findings_come_in_one_order_and_the_many_are_counted() -> None:
    findings = [Finding("fleet-retired", {"count": count}) for count in range(25)]
    assert in_order(findings) == in_order(reversed(findings))
    lines = finding_lines(findings, "en")
    assert len(lines) == 21
    assert lines[-1] == "* and 5 more findings."
    assert len(finding_lines(findings[:20], "id")) == 20


def test_numbers_stand_right_and_words_left() -> None:
    rows: list[list[Any]] = [["a", 5, None], ["bcd", 1234, "x"]]
    assert text_table(["Name", "n", "Word"], rows) == [
        "Name     n  Word",
        "----  ----  ----",
        "a        5  –",
        "bcd   1234  x",
    ]
    assert text_table(["Name"], []) == ["Name", "----"]


def test_numbers_and_shares_are_written_as_the_language_writes_them() -> None:
    assert (number(7.25, "en", 2), number(7.25, "id", 2), number(None, "id")) == ("7.25", "7,25", None)
    assert (percent(0.976, "en"), percent(0.976, "id"), percent(None, "en")) == ("97.6 %", "97,6%", None)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime"])
def test_a_time_zone_is_one_of_the_iana_names(name: str) -> None:
    assert time_zone("Asia/Jakarta").key == "Asia/Jakarta"
    with pytest.raises(DefinitionError):
        time_zone(name)
