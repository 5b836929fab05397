"""The page about one bad file shows what our command prints, for the file that lies beside the program."""

from __future__ import annotations

import pytest

from benchmarks.one_bad_file.show import HERE, PAGE, TOOLS, block_of, said_by


def test_our_part_of_the_page_is_what_the_command_prints() -> None:
    assert block_of("opendata-share", PAGE.read_text("utf-8")) == said_by("opendata-share"), (
        "`python -m benchmarks.one_bad_file.show --write` puts it there"
    )


def test_the_file_on_the_page_is_the_file() -> None:
    sheet = (HERE / "beds.csv").read_text("utf-8")
    assert block_of("beds.csv", PAGE.read_text("utf-8")) == sheet.strip("\n")


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_has_its_place_with_the_command_that_was_typed(tool: str) -> None:
    said = block_of(tool, PAGE.read_text("utf-8")).splitlines()
    assert said[0] == f"$ {TOOLS[tool][1]}"
    assert said[-2:] == ["$ echo $?", "1"], "each of them calls the file wrong"
    assert "/" not in said[0]
