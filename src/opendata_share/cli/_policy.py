"""policy explain and policy check: an agreement read back before anything leaves under it.

What lives here: the two commands. What this file must not know: how a policy is read or decides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from .. import _messages, _plugins
from ..adapters import find_contract
from ..contract import Contract
from ..errors import DefinitionError
from ..judgements import Found, Judgement
from ..policy import ComposedPolicy, Policy, explain_policy, find_policy, leaves
from ._console import Console, Exit
from ._verdict import Asked, conclude, here, judging, subject_of_found

Form = Literal["text", "json"]


def explain_agreement(console: Console, policy: str, contract: str, as_of: datetime | None, form: Form) -> int:
    """Print what a policy lets out of a contract, field by field, and why."""
    explained = explain_policy(policy, find_contract(contract), as_of=as_of)
    if form == "json":
        console.say(json.dumps(explained.to_document(console.language), ensure_ascii=False, indent=2))
    else:
        console.say(explained.text(console.language))
    return Exit.SOUND


def check_agreement(
    console: Console, file: Path, contracts: tuple[str, ...], as_of: datetime | None, asked: Asked
) -> int:
    """Read a policy's file, ask it about every contract it names, and say what was not asked."""
    return judging(
        console,
        "policy check",
        asked,
        (file, *contracts),
        lambda: _check_agreement(console, file, contracts, as_of, asked),
    )


def _check_agreement(
    console: Console, file: Path, contracts: tuple[str, ...], as_of: datetime | None, asked: Asked
) -> int:
    policy = find_policy(file)
    found = {contract.name: contract for contract in map(find_contract, contracts)}
    lines: list[str] = []
    checked: list[dict[str, Any]] = []
    unasked: list[Found] = []
    for schema in dict.fromkeys(name for leaf in leaves(policy) for name in leaf.schemas):
        contract = _contract(schema, found)
        if contract is None:
            words = {"file": file.name, "schema": schema}
            if asked.is_for_people:
                console.note("policy-not-checked", **words)
            unasked.append(_advice(console, "policy-not-checked", here(file), words))
            continue
        counts, deciding = _decided(policy, contract, as_of)
        named = {"policy": policy.name, "audience": policy.audience, "contract": contract.identity}
        message_id = "policy-checked" if counts else "policy-checked-nothing"
        lines.append(_messages.render(message_id, console.language, {"file": file.name, **named, **counts}))
        if deciding:
            members = ", ".join(f"{name} {count}" for name, count in deciding.items())
            lines.append(_messages.render("policy-checked-members", console.language, {"members": members}))
        checked.append({"contract": contract.identity, **counts, "members": dict(deciding)})
    judgement = Judgement(
        command="policy check",
        language=console.language,
        subjects=(subject_of_found(policy.name, file.name, unasked, file=here(file), summary=" ".join(lines)),),
        text="\n".join(lines),
        document={
            "valid": True,
            "policy": policy.name,
            "audience": policy.audience,
            "checked": checked,
            "not_checked": [each.message for each in unasked],
        },
        strict=asked.strict,
    )
    code = conclude(console, judgement, asked)
    if asked.is_for_people:
        console.next_step("next-policy", file=file)
    return code


def _decided(
    policy: Policy | ComposedPolicy, contract: Contract, as_of: datetime | None
) -> tuple[dict[str, int], Counter[str]]:
    """Return how many fields leave, change and stay, and which policies decide; nothing where it is silent."""
    try:
        verdicts = explain_policy(policy, contract, as_of=as_of).decision.fields.values()
    except DefinitionError as error:
        if isinstance(policy, Policy) or error.message_id != "policy-no-schema":
            raise
        # one of several policies names it and another does not: together they say that nothing leaves
        return {}, Counter()
    kept = sum(verdict.is_kept for verdict in verdicts)
    dropped = sum(verdict.is_dropped for verdict in verdicts)
    counts = {"kept": kept, "dropped": dropped, "changed": len(verdicts) - kept - dropped}
    return counts, Counter(name for verdict in verdicts for name in verdict.members)


def _advice(console: Console, message_id: str, file: str, words: Mapping[str, str]) -> Found:
    return Found(
        rule=message_id,
        severity="advice",
        message=_messages.render(message_id, console.language, words),
        hint=_messages.render_hint(message_id, console.language, words),
        file=file,
    )


def _contract(schema: str, found: dict[str, Contract]) -> Contract | None:
    name, _, major = schema.partition("@")
    if name not in found and name in _plugins.names("contracts"):
        found[name] = find_contract(name)
    contract = found.get(name)
    return contract if contract is not None and contract.version.partition(".")[0] == major else None
