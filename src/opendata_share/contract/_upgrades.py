"""How rows of an earlier version become rows of this one: declared, step by step, in the contract itself.

What lives here: the frozen steps, their soundness and their document form. What this file must not know: rows, the
earlier contract.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from .._dataclass import dataclass
from ..errors import DefinitionError

_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\Z", re.ASCII)
Value: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class RenameField:
    """The field `field` of the earlier version is called `to` now; nothing is lost either way."""

    field: str
    to: str


@dataclass(frozen=True, slots=True)
class FillField:
    """The field `field` is new and holds `value` in every row from before."""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class ConvertField:
    """The field `field` is computed from a row of the earlier version.

    Attributes:
        field: The field of this version.
        expression: What it is worth (SQL, as in checks) over the fields of the earlier version.
        back: What the earlier version's field of that name is worth over the fields of this one; None where nothing
            brings it back.
    """

    field: str
    expression: str
    back: str | None = None


@dataclass(frozen=True, slots=True)
class DropField:
    """The field `field` of the earlier version is given up: its values are lost."""

    field: str


UpgradeStep: TypeAlias = RenameField | FillField | ConvertField | DropField


@dataclass(frozen=True, slots=True)
class Upgrade:
    """How rows of one earlier version become rows of this contract.

    Attributes:
        since: The earlier version.
        steps: What is done; fields that no step names stay what they are.
    """

    since: str
    steps: tuple[UpgradeStep, ...] = ()

    @property
    def renames(self) -> Mapping[str, str]:
        """The name now, by the name in the earlier version."""
        return {step.field: step.to for step in self.steps if isinstance(step, RenameField)}


def check_upgrades(upgrades: Sequence[Upgrade], contract: str, version: str, names: Sequence[str]) -> None:
    """Raise a DefinitionError where upgrades contradict themselves or the fields of their contract."""
    since = [upgrade.since for upgrade in upgrades]
    for one in since:
        if not _VERSION.match(one) or _number(one) >= _number(version) or since.count(one) > 1:
            raise DefinitionError("upgrade-version", contract=contract, since=one, version=version)
    for upgrade in upgrades:
        made = [step.to if isinstance(step, RenameField) else step.field for step in upgrade.steps]
        if twice := [name for name in made if made.count(name) > 1]:
            raise DefinitionError("upgrade-twice", contract=contract, field=twice[0], since=upgrade.since)
        for step in upgrade.steps:
            gone = {step.field} if isinstance(step, RenameField | DropField) else set()
            there = set() if isinstance(step, DropField) else {step.to if isinstance(step, RenameField) else step.field}
            if wrong := sorted((gone & set(names)) | (there - set(names))):
                raise DefinitionError("upgrade-field", contract=contract, field=wrong[0], since=upgrade.since)


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def upgrade_document(upgrade: Upgrade) -> dict[str, Any]:
    """Return an upgrade as plain JSON values; `upgrade_of` reads them back."""
    return {"from": upgrade.since, "steps": [_step_document(step) for step in upgrade.steps]}


def _step_document(step: UpgradeStep) -> dict[str, Any]:
    match step:
        case RenameField(field=field, to=to):
            return {"rename": field, "to": to}
        case FillField(field=field, value=value):
            return {"fill": field, "value": value}
        case ConvertField(field=field, expression=expression, back=back):
            said = {"convert": field, "expression": expression}
            return said if back is None else {**said, "back": back}
        case DropField(field=field):
            return {"drop": field}


def upgrade_of(document: Any, where: str) -> Upgrade:
    """Return the upgrade a document describes.

    Raises:
        DefinitionError: It is not of the form; the message has the JSON pointer.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("from"), str):
        raise DefinitionError("document-shape", pointer=f"{where}/from", expected="str")
    steps = document.get("steps")
    if not isinstance(steps, list):
        raise DefinitionError("document-shape", pointer=f"{where}/steps", expected="list")
    return Upgrade(
        document["from"], tuple(_step_of(step, f"{where}/steps/{number}") for number, step in enumerate(steps))
    )


def _step_of(document: Any, where: str) -> UpgradeStep:
    said = document if isinstance(document, Mapping) else {}
    texts = {key: value for key, value in said.items() if isinstance(value, str)}
    match texts:
        case {"rename": field, "to": to}:
            return RenameField(field, to)
        case {"convert": field, "expression": expression}:
            return ConvertField(field, expression, texts.get("back"))
        case {"drop": field}:
            return DropField(field)
        case {"fill": field} if isinstance(said.get("value"), str | int | float | bool):
            return FillField(field, said["value"])
    raise DefinitionError("document-shape", pointer=where, expected="rename, fill, convert, drop")
