"""Every sentence exists, in both languages, with the same blanks, and whoever uses it fills every blank.

A sentence is found by its id, and ids are written as literals: the first argument of an error, or `message_id=`.
"""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import opendata_share
from opendata_share import errors
from opendata_share._messages import CATALOGUE, LANGUAGES, Message, render, render_hint

SOURCE = Path(opendata_share.__file__).parent
SENTENCES = SOURCE / "_messages"
ERRORS = {name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, Exception)}
RENDERERS = {"render", "render_hint"}


class Use(NamedTuple):
    """One place that names a sentence; `error` is None where the parameters cannot be read off the call."""

    where: str
    message_id: str
    error: str | None
    given: frozenset[str]


def blanks(template: str) -> set[str]:
    """Return the names of a sentence's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def templates(message: Message) -> list[str]:
    return [text for text in (message.en, message.id, message.hint_en, message.hint_id) if text is not None]


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts an expression can be, where it is a literal or a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def uses_in(path: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        named = keywords.get("message_id")
        is_error, is_render = name_of(node.func) in ERRORS, name_of(node.func) in RENDERERS
        first = node.args[0] if node.args and (is_error or is_render) else None
        readable = is_error and None not in keywords and len(node.args) == 1
        error = name_of(node.func) if readable else None
        given = frozenset(key for key in keywords if key is not None)
        for message_id in (*literals(first), *literals(named)):
            yield Use(f"{path.relative_to(SOURCE)}:{node.lineno}", message_id, error, given)


@cache
def uses() -> tuple[Use, ...]:
    files = (path for path in sorted(SOURCE.rglob("*.py")) if SENTENCES not in path.parents)
    return tuple(use for path in files for use in uses_in(path))


@cache
def texts_of_the_source() -> frozenset[str]:
    """Return every literal text outside the catalogue, those inside f-strings included."""
    files = (path for path in SOURCE.rglob("*.py") if SENTENCES not in path.parents or path.name == "__init__.py")
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_the_search_finds_uses() -> None:
    """Without this, a change of how errors are raised would turn every test below into nothing."""
    assert len(uses()) > 20
    assert any(use.error and use.given for use in uses())


def test_every_message_that_is_named_exists() -> None:
    missing = sorted({f"{use.where}: {use.message_id}" for use in uses() if use.message_id not in CATALOGUE})
    assert missing == []


def test_whoever_raises_an_error_fills_every_blank() -> None:
    unfilled = []
    for use in uses():
        if use.error is None or use.message_id not in CATALOGUE:
            continue
        error = getattr(errors, use.error)(use.message_id, **dict.fromkeys(use.given, "0"))
        for language in LANGUAGES:
            try:
                error.text(language)
            except KeyError as lacking:
                unfilled.append(f"{use.where}: {use.message_id} in {language} lacks {lacking}")
    assert unfilled == []


def test_both_languages_have_the_same_blanks() -> None:
    different = [
        message_id
        for message_id, message in CATALOGUE.items()
        if blanks(message.en) != blanks(message.id) or blanks(message.hint_en or "") != blanks(message.hint_id or "")
    ]
    assert different == []


def test_a_hint_is_given_in_both_languages_or_in_none() -> None:
    assert [name for name, message in CATALOGUE.items() if (message.hint_en is None) != (message.hint_id is None)] == []


def test_no_sentence_is_empty_or_left_in_the_other_language() -> None:
    assert [name for name, message in CATALOGUE.items() if not all(text.strip() for text in templates(message))] == []
    same = [name for name, message in CATALOGUE.items() if message.en == message.id and " " in message.en.strip()]
    assert same == []


def test_placeholders_are_plain_names() -> None:
    """No attribute, index or format: a sentence is text that strangers' words are put into."""
    odd = [
        f"{message_id}: {{{name}}}"
        for message_id, message in CATALOGUE.items()
        for text in templates(message)
        for _, name, form, _ in string.Formatter().parse(text)
        if name is not None and (not name.isidentifier() or form)
    ]
    assert odd == []


def test_every_sentence_is_used() -> None:
    """An id put together at run time counts where the source has its beginning, hyphen included, as a text."""
    texts = texts_of_the_source()
    prefixes = {text for text in texts if text.endswith("-") and len(text) > 3}
    unused = sorted(
        message_id
        for message_id in CATALOGUE
        if message_id not in texts and not any(message_id.startswith(prefix) for prefix in prefixes)
    )
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_printed(language: str) -> None:
    assert language in ("en", "id")
    for message_id, message in CATALOGUE.items():
        filled = {name: "0" for text in templates(message) for name in blanks(text)}
        assert render(message_id, language, filled)  # type: ignore[arg-type]
        render_hint(message_id, language, filled)  # type: ignore[arg-type]
