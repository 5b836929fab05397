"""The bilingual catalogue: every rule, error and hint has its sentence here, in English and Indonesian.

What lives here: sentences with named placeholders, and the two functions that fill them in.
What this package must not know: who raises a message, what a contract or a file is. It sits below the errors so that an
error can print itself in either language without an upward import.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

Language = Literal["en", "id"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "id")


class Message(NamedTuple):
    """One sentence in both languages, with an optional hint that says what to do about it."""

    en: str
    id: str
    hint_en: str | None = None
    hint_id: str | None = None


def _load() -> dict[str, Message]:
    from . import (
        _adapter_kits,
        _answers,
        _areas,
        _columnar,
        _commands,
        _consumers,
        _corrections,
        _databases,
        _definitions,
        _dialects,
        _drafts,
        _emergency,
        _evolution,
        _exports,
        _expressions,
        _feedback,
        _field_maps,
        _harvests,
        _history,
        _history_commands,
        _imports,
        _json_schemas,
        _judgements,
        _names,
        _packed,
        _pipelines,
        _policies,
        _privacy,
        _quarantines,
        _receipts,
        _rehearsals,
        _releases,
        _reports,
        _rules,
        _services,
        _sheets,
        _sources,
        _stores,
        _table_rules,
        _table_schemas,
        _templates,
        _trust,
        _xml,
    )

    opening = (_sources, _columnar, _packed, _databases, _services, _xml)
    reading = (*opening, _sheets, _drafts, _corrections, _templates, _table_schemas, _imports)
    judging = (_areas, _names, _rules, _table_rules, _definitions, _expressions, _field_maps, _json_schemas)
    evolving = (_evolution, _consumers)
    publishing = (_releases, _stores, _history, _harvests, _policies, _privacy)
    telling = (_adapter_kits, _reports, _quarantines, _receipts, *publishing)
    commanding = (_commands, _history_commands, _pipelines, _rehearsals, _judgements)
    answering = (_dialects, _exports, _feedback, _emergency, _answers, *commanding, _trust)
    catalogue: dict[str, Message] = {}
    for module in (*reading, *judging, *evolving, *telling, *answering):
        for message_id, message in module.MESSAGES.items():
            if message_id in catalogue:
                raise AssertionError(f"message id {message_id!r} is written twice")
            catalogue[message_id] = message
    return catalogue


CATALOGUE: Final[Mapping[str, Message]] = _load()


def render(message_id: str, language: Language, parameters: Mapping[str, Any]) -> str:
    """Return the sentence `message_id` in `language`, its placeholders filled from `parameters`."""
    message = CATALOGUE[message_id]
    if message_id.startswith("cell-") and (word := CATALOGUE.get(f"type-{parameters.get('type')}")):
        # clerks read these: a type in their own words
        parameters = {**parameters, "type": word.en if language == "en" else word.id}
    return _fill(message.en if language == "en" else message.id, parameters)


def render_hint(message_id: str, language: Language, parameters: Mapping[str, Any]) -> str | None:
    """Return what to do about `message_id` in `language`, or None where the sentence says it already."""
    message = CATALOGUE[message_id]
    hint = message.hint_en if language == "en" else message.hint_id
    return None if hint is None else _fill(hint, parameters)


def language_of_locale(environment: Mapping[str, str] | None = None) -> Language:
    """Return "id" where the locale (LC_ALL, LC_MESSAGES, LANG) is Indonesian, else "en"."""
    variables = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := variables.get(name):
            return "id" if value.lower().startswith(("id_", "id.")) or value.lower() == "id" else "en"
    return "en"


def message_ids() -> Iterator[str]:
    """Yield the id of every message in the catalogue."""
    return iter(CATALOGUE)


def _fill(template: str, parameters: Mapping[str, Any]) -> str:
    return template.format_map({name: _shown(value) for name, value in parameters.items()})


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(map(str, value)) if isinstance(value, (set, frozenset)) else [str(item) for item in value]
        head = ", ".join(items[:12])
        return f"{head} … (+{len(items) - 12})" if len(items) > 12 else head
    return str(value)
