"""policy explain and policy check: an agreement read back before anything leaves under it.

What lives here: the two commands. What this file must not know: how a policy is read or decides.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Literal

from .. import _plugins
from ..adapters import find_contract
from ..contract import Contract
from ..errors import DefinitionError
from ..policy import Policy, explain_policy, find_policy, leaves
from ._console import Console, Exit

Form = Literal["text", "json"]


def explain_agreement(console: Console, policy: str, contract: str, as_of: datetime | None, form: Form) -> int:
    """Print what a policy lets out of a contract, field by field, and why."""
    explained = explain_policy(policy, find_contract(contract), as_of=as_of)
    if form == "json":
        console.say(json.dumps(explained.to_document(console.language), ensure_ascii=False, indent=2))
    else:
        console.say(explained.text(console.language))
    return Exit.SOUND


def check_agreement(console: Console, file: Path, contracts: tuple[str, ...], as_of: datetime | None) -> int:
    """Read a policy's file, ask it about every contract it names, and say what was not asked."""
    policy = find_policy(file)
    found = {contract.name: contract for contract in map(find_contract, contracts)}
    for schema in dict.fromkeys(name for leaf in leaves(policy) for name in leaf.schemas):
        contract = _contract(schema, found)
        if contract is None:
            console.note("policy-not-checked", file=file.name, schema=schema)
            continue
        try:
            verdicts = explain_policy(policy, contract, as_of=as_of).decision.fields.values()
        except DefinitionError as error:
            if isinstance(policy, Policy) or error.message_id != "policy-no-schema":
                raise
            # one of several policies names it and another does not: together they say that nothing leaves
            console.sentence("policy-checked-nothing", file=file.name, policy=policy.name, contract=contract.identity)
            continue
        counts = {
            "kept": sum(verdict.is_kept for verdict in verdicts),
            "dropped": sum(verdict.is_dropped for verdict in verdicts),
        }
        counts["changed"] = len(verdicts) - sum(counts.values())
        named = {"file": file.name, "policy": policy.name, "audience": policy.audience, "contract": contract.identity}
        console.sentence("policy-checked", **named, **counts)
        if deciding := Counter(name for verdict in verdicts for name in verdict.members):
            members = ", ".join(f"{name} {count}" for name, count in deciding.items())
            console.sentence("policy-checked-members", members=members)
    console.next_step("next-policy", file=file)
    return Exit.SOUND


def _contract(schema: str, found: dict[str, Contract]) -> Contract | None:
    name, _, major = schema.partition("@")
    if name not in found and name in _plugins.names("contracts"):
        found[name] = find_contract(name)
    contract = found.get(name)
    return contract if contract is not None and contract.version.partition(".")[0] == major else None
