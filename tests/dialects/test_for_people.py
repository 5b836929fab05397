"""What people read: the dictionary as Markdown and HTML, the entry sheet, the cards of Satu Data Indonesia."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from typing import Literal

import openpyxl
import pytest

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.dialects import compile_contract

SHIPPED = _plugins.names("contracts")
LANGUAGES: tuple[Literal["en", "id"], ...] = ("en", "id")


def test_the_dictionary_leaves_out_the_other_language_and_nothing_else() -> None:
    for name in SHIPPED:
        for dialect in ("markdown", "html"):
            lost = compile_contract(find_contract(name), dialect, language="id").lost
            assert {one.reason for one in lost} == {"one-language"}
            assert {one.what.rpartition(".")[2] for one in lost} == {"en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_of_the_markdown_has_as_many_cells_a_row_as_headings(language: Literal["en", "id"]) -> None:
    text = compile_contract([find_contract(name) for name in SHIPPED], "markdown", language=language).document
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    assert len(tables) > 50
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1, table[0]


class Page(HTMLParser):
    """Notes which elements are open, and what a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        if tag == "html":
            self.language = dict(attrs)["lang"]
        self.fetched += [value for name, value in attrs if name in {"src", "href"} and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_fetches_nothing(language: Literal["en", "id"]) -> None:
    page = Page()
    page.feed(compile_contract([find_contract(name) for name in SHIPPED], "html", language=language).document)
    page.close()
    assert (page.open, page.fetched, page.language) == ([], [], language)


def test_words_of_a_contract_are_no_markup() -> None:
    evil = Text("<script>alert(1)</script>", "a | b `c`\n# d")
    hostile = Contract(
        "thing",
        "1.0.0",
        evil,
        (Field(name="a", type=FieldType.TEXT, title=evil, sensitivity=Sensitivity.PUBLIC),),
    )
    assert "<script>" not in compile_contract(hostile, "html").document
    assert "<script>" not in compile_contract(hostile, "markdown").document
    markdown = compile_contract(hostile, "markdown", language="id").document
    assert "a \\| b \\`c\\` # d" in markdown
    assert "\n# d" not in markdown


@pytest.mark.parametrize("name", SHIPPED)
def test_openpyxl_reads_the_entry_sheet_with_its_drop_downs(name: str) -> None:
    contract = find_contract(name)
    compiled = compile_contract(contract, "xlsx", language="id")
    book = openpyxl.load_workbook(io.BytesIO(compiled.document))
    page = book[contract.name[:31]]
    headings = {cell.value for cell in page[1]}
    coded = [one for one in contract.fields if one.code_list and one.title.id in headings]
    lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) >= len(coded)
    assert compile_contract(contract, "xlsx", language="id").document == compiled.document


@pytest.mark.parametrize("name", SHIPPED)
def test_every_field_has_a_card_with_concept_definition_classification_measure_and_unit(name: str) -> None:
    contract = find_contract(name)
    document = json.loads(compile_contract(contract, "sdi").to_bytes())
    cards = {card["nama"]: card for card in document["standar_data"]}
    assert {field.name for field in contract.fields} <= set(cards)
    for field in contract.fields:
        card = cards[field.name]
        assert card["konsep"] == field.title.id
        assert card["definisi"] == (None if field.definition is None else field.definition.id)
        assert (card["klasifikasi"] is None) is (field.code_list is None)
        assert card["satuan"] == field.unit
        assert card["ukuran"]
