"""Who took what: the one way a dialect reads a contract.

What lives here: the ledger of one contract, and the places in it a dialect takes statements from. Taking and saying are
one act: what nobody took is lost. What this file must not know: any dialect.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from .._messages import Language
from ..contract import Check, CodeList, Contract, Field, TableRule
from ._compiled import Lost, Reason
from ._said import Said, everything_said, field_pointer, kind_of


class Ledger:
    """One contract, and which of its statements were taken.

    Attributes:
        contract: The contract; what is read past the ledger is not noted.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._said: dict[tuple[str, str], Said] = {(one.where, one.what): one for one in everything_said(contract)}
        self._words: dict[str, list[str]] = {}
        for where, what in self._said:
            self._words.setdefault(where, []).append(what)
        self._taken: set[tuple[str, str]] = set()
        self._reasons: dict[tuple[str, str], Reason] = {}

    def place(self, where: str = "") -> Place:
        """Return the place at a pointer; "" is the contract itself."""
        return Place(self, where)

    @property
    def fields(self) -> Iterator[FieldPlace]:
        """Every column, in order."""
        for field in self.contract.fields:
            yield FieldPlace(self, field_pointer(field.name), field)

    def field(self, name: str) -> FieldPlace:
        """Return the column called `name`; KeyError where there is none."""
        return FieldPlace(self, field_pointer(name), self.contract.field(name))

    @property
    def keys(self) -> Iterator[tuple[Place, tuple[str, ...]]]:
        """The further keys, each with its fields."""
        for number, key in enumerate(self.contract.unique):
            yield Place(self, f"/x-contract/unique/{number}"), key

    @property
    def checks(self) -> Iterator[tuple[Place, Check]]:
        """The checks."""
        for number, check in enumerate(self.contract.checks):
            yield Place(self, f"/x-contract/checks/{number}"), check

    @property
    def table_rules(self) -> Iterator[tuple[Place, str, TableRule]]:
        """The table rules, each with its kind."""
        for number, rule in enumerate(self.contract.table_rules):
            yield Place(self, f"/x-contract/tableRules/{number}"), kind_of(rule), rule

    @property
    def code_lists(self) -> Iterator[tuple[Place, CodeList]]:
        """The embedded code lists."""
        for number, code_list in enumerate(self.contract.code_lists):
            yield Place(self, f"/x-contract/codeLists/{number}"), code_list

    def code_list(self, name: str) -> tuple[Place, CodeList]:
        """Return the embedded code list called `name`."""
        return next((place, found) for place, found in self.code_lists if found.name == name)

    def take(self, where: str, what: str) -> Any:
        """Return what is said and note that it was taken; None where nothing is."""
        said = self._said.get((where, what))
        if said is None:
            return None
        self._taken.add((where, what))
        return said.value

    def left(self, where: str) -> list[str]:
        """Return the words of a place that were not taken and for which no reason was given yet."""
        words = self._words.get(where, ())
        return [what for what in words if (where, what) not in self._taken and (where, what) not in self._reasons]

    def is_taken(self, where: str, what: str) -> bool:
        """Whether a statement was taken."""
        return (where, what) in self._taken

    def take_all(self) -> None:
        """Note that everything was taken."""
        self._taken.update(self._said)

    def says(self, where: str, what: str) -> bool:
        """Whether something is said."""
        return (where, what) in self._said

    def lose(self, where: str, what: str, reason: Reason) -> None:
        """Note why a statement is lost, also where it was taken but means less there."""
        if (where, what) in self._said:
            self._reasons[where, what] = reason

    def lost(self, dialect: str) -> tuple[Lost, ...]:
        """Return what is lost, in the order of the contract; a part of what is lost is not named again."""
        found: dict[tuple[str, str], Lost] = {}
        for key, said in self._said.items():
            reason = self._reasons.get(key, None if key in self._taken else "no-place")
            if reason is not None and not (said.head and self._is_gone(said.where, said.head)):
                found[key] = Lost(self.contract.name, said.where, said.what, reason, dialect)
        return tuple(found.values())

    def _is_gone(self, where: str, head: str) -> bool:
        return (where, head) not in self._taken


class Place:
    """One place in a contract, from which a dialect takes what is said there."""

    __slots__ = ("ledger", "where")

    def __init__(self, ledger: Ledger, where: str) -> None:
        self.ledger = ledger
        self.where = where

    def take(self, what: str) -> Any:
        """Return what is said under the word `what` and note that it was taken; None where nothing is."""
        return self.ledger.take(self.where, what)

    def left(self) -> list[str]:
        """Return the words of this place that were not taken and for which no reason was given yet."""
        return self.ledger.left(self.where)

    def says(self, what: str) -> bool:
        """Whether something is said under the word `what`."""
        return self.ledger.says(self.where, what)

    def lose(self, what: str, reason: Reason) -> None:
        """Say why `what` is lost; without a reason of its own the dialect has no place for it."""
        self.ledger.lose(self.where, what, reason)

    def words(self, what: str, language: Language) -> str | None:
        """Return a text in the one language a document is in; in the other it is lost, unless it is the same."""
        other = "id" if language == "en" else "en"
        words: str | None = self.take(f"{what}.{language}")
        if self.ledger.take(self.where, f"{what}.{other}") != words:
            self.lose(f"{what}.{other}", "one-language")
        return words


class FieldPlace(Place):
    """A column, a list's item or a part of an object.

    Attributes:
        field: The field; what is read past the place is not noted.
    """

    __slots__ = ("__dict__", "field")

    def __init__(self, ledger: Ledger, where: str, field: Field) -> None:
        super().__init__(ledger, where)
        self.field = field

    @cached_property
    def items(self) -> FieldPlace | None:
        """What a list holds."""
        return None if self.field.items is None else FieldPlace(self.ledger, f"{self.where}/items", self.field.items)

    @property
    def parts(self) -> Iterator[FieldPlace]:
        """What an object holds."""
        for part in self.field.fields:
            yield FieldPlace(self.ledger, field_pointer(part.name, self.where), part)

    def codes(self) -> tuple[str, ...] | None:
        """Return the values of the field's code list and note that both were taken; None where it has none."""
        name = self.take("codeList")
        if name is None:
            return None
        place, _ = self.ledger.code_list(name)
        values: tuple[str, ...] = place.take("codes")
        return values
