"""contract show, explain and codes: what the package knows, printed.

What lives here: three commands that read definitions only. What this file must not know: data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from string import Formatter
from typing import Literal

from .. import _messages, _plugins
from ..adapters import ImportedContract, find_contract, find_described
from ..contract import Check, Contract, Field, find_code_list
from ..errors import DefinitionError
from ..schemas import code_lists
from ._console import Console, Exit, Language
from ._strangers import list_lost, note_lost

Form = Literal["text", "json"]


def show_contract(console: Console, name: str, form: Form) -> int:
    """Print a contract for people, or its document."""
    found = find_described(name)
    contract = found.contract if isinstance(found, ImportedContract) else found
    if form == "json":
        note_lost(console, found, name)
        console.say(json.dumps(contract.to_document(), ensure_ascii=False, indent=2))
        return Exit.SOUND
    language = console.language
    console.say(f"{contract.identity} – {contract.title.in_language(language)}")
    if contract.definition is not None:
        console.say(contract.definition.in_language(language))
    console.sentence("contract-key", key=contract.primary_key or "–")
    width = max(len(field.name) for field in contract.fields)
    for field in contract.fields:
        console.say(f"  {field.name:<{width}}  {_field_words(field):<34}  {field.title.in_language(language)}")
    console.sentence("contract-checks", count=len(contract.checks))
    for check in contract.checks:
        console.say(
            f"  {check.name} [{check.severity}] {check.expression}\n      {check.message.in_language(language)}"
        )
    for listed in contract.code_lists:
        if listed.name not in code_lists.names():  # a list of the contract's own, which `codes` does not know
            codes = [f"{code.code} ({code.label.in_language(language)})" for code in listed.codes]
            console.sentence("contract-codes", name=listed.name, codes=codes)
    if isinstance(found, ImportedContract):
        list_lost(console, found)
    console.next_step("next-contract", name=name, stem=contract.name)
    return Exit.SOUND


def _field_words(field: Field) -> str:
    words = [str(field.type), "*" if field.required else "", f"({field.code_list})" if field.code_list else ""]
    words += [field.unit or "", "" if field.is_public else str(field.sensitivity)]
    if field.deprecated is not None:
        words.append("† " + ("" if field.deprecated.sunset is None else field.deprecated.sunset.isoformat()))
    return " ".join(word for word in words if word)


def explain_rule(console: Console, rule: str) -> int:
    """Print what a name in an outcome means: a rule, a check, a change of a contract, a need of a consumer.

    Raises:
        DefinitionError: No rule has that name.
    """
    found = False
    for message_id in (f"explain-{rule}", f"explain-change-{rule}", f"explain-need-{rule}"):
        if message_id in _messages.CATALOGUE:
            console.say(f"{rule}: {_messages.render(message_id, console.language, {})}")
            if hint := _messages.render_hint(message_id, console.language, {}):
                console.say(f"  → {hint}")
            found = True
    same: dict[Check, list[str]] = {}
    for contract, check in _checks():
        if check.name == rule:
            same.setdefault(check, []).append(contract.identity)
    for check, contracts in same.items():
        console.say(f"{rule} [{check.severity}]: {check.message.in_language(console.language)}")
        console.say(f"  {check.expression}\n  {', '.join(contracts)}")
        found = True
    for message_id in () if found else (rule, f"privacy-{rule}"):
        if message_id in _messages.CATALOGUE and not message_id.startswith("explain-"):
            console.say("\n".join(sentence_of(message_id, console.language)))
            found = True
            break
    if not found:
        raise DefinitionError("explain-unknown", rule=rule, known=sorted({*known_rules(), *known_changes()}))
    console.next_step("next-explain")
    return Exit.SOUND


def sentence_of(message_id: str, language: Language) -> list[str]:
    """Return what a sentence says where its blanks are not filled: an error, advice, a finding of the privacy gate."""
    message = _messages.CATALOGUE[message_id]
    texts = (message.en, message.hint_en or "") if language == "en" else (message.id, message.hint_id or "")
    blanks = {name: f"<{name}>" for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    said = [f"{message_id}: {_messages.render(message_id, language, blanks)}"]
    hint = _messages.render_hint(message_id, language, blanks)
    return said if hint is None else [*said, f"  → {hint}"]


def known_rules() -> set[str]:
    """Return the slug of every rule a report can name."""
    own = {name.removeprefix("explain-") for name in _messages.message_ids() if name.startswith("explain-")}
    own = {name for name in own if not name.startswith(("change-", "need-"))}
    return (own - {"unknown"}) | {check.name for _, check in _checks()}


def known_changes() -> set[str]:
    """Return the slug of every kind of change between two contracts, and of every need that one may not meet."""
    return {
        name.removeprefix(prefix)
        for prefix in ("explain-change-", "explain-need-")
        for name in _messages.message_ids()
        if name.startswith(prefix)
    }


def _checks() -> Iterator[tuple[Contract, Check]]:
    for name in _plugins.names("contracts"):
        contract = find_contract(name)
        yield from ((contract, check) for check in contract.checks)


def list_codes(console: Console, name: str | None, form: Form) -> int:
    """Print the names of the code lists, or one list's codes with labels and the codes of other systems."""
    if name is None:
        names = code_lists.names()
        console.say(json.dumps(names) if form == "json" else "\n".join(names))
        console.next_step("next-codes", name=names[0])
        return Exit.SOUND
    found = find_code_list(name)
    if form == "json":
        console.say(json.dumps(found.to_document(), ensure_ascii=False, indent=2))
        return Exit.SOUND
    console.say(f"{found.name}@{found.version} – {found.title.in_language(console.language)} ({found.source})")
    width = max(len(code.code) for code in found.codes)
    for code in found.codes:
        mappings = ", ".join(f"{system} {value}" for system, value in code.mappings)
        console.say(
            f"  {code.code:<{width}}  {code.label.in_language(console.language)}{f'  [{mappings}]' if mappings else ''}"
        )
    console.next_step("next-code", code=found.codes[0].code)
    return Exit.SOUND
