"""The commands of `policy`, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
what a policy means.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ._console import console
from ._parameters import AsOf, ContractName, Format, Lang, Strict

policy_app = App(name="policy", help="Read an agreement back before anything leaves under it.")


@policy_app.command(name="explain")
def policy_explain(
    *,
    policy: str,
    contract: ContractName,
    as_of: AsOf = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Print, field by field, what an audience gets of a contract and why.

    Args:
        policy: open, exchange, or the file of a policy (.toml, .json).
        contract: A registered name, or the path of a contract document.
        as_of: The moment that must lie within the policy's validity, with its offset; now if not given.
        format: How it is printed.
        lang: The language of the explanation.
    """
    from ._policy import explain_agreement

    return explain_agreement(console(lang), policy, contract, as_of, format)


@policy_app.command(name="check")
def policy_check(
    file: Path,
    /,
    *,
    contract: Annotated[tuple[str, ...], Parameter(name="--contract", consume_multiple=False)] = (),
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Judge the policy in FILE: its form, its days, and every field, condition and treatment it names.

    Args:
        file: The file of a policy (.toml, .json).
        contract: The path of a contract document it speaks of that is not registered; may be repeated.
        as_of: The moment that must lie within its validity, with its offset; now if not given.
        format: How the outcome is printed; see validate.
        strict: Count as an error what could not be asked.
        lang: The language of messages.
    """
    from ._policy import check_agreement
    from ._verdict import Asked

    return check_agreement(console(lang), file, contract, as_of, Asked(form=format, strict=strict))
