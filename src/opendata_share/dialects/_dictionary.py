"""A data dictionary: everything a contract says, in order, for people to read in one language.

What lives here: the tables of the dictionary, before any markup. What this file must not know: Markdown, HTML.

Every statement that has no column of its own stands under its own word, so that a dictionary leaves out the other
language and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .._dataclass import dataclass
from .._messages import Language, render
from ..contract import CodeListEntry
from ._ledger import FieldPlace, Ledger, Place
from ._rest import as_documented, as_text, rest_of


@dataclass(frozen=True, slots=True)
class DictionaryTable:
    """One table of the dictionary.

    Attributes:
        caption: What it is.
        head: The headings.
        rows: As many cells a row as there are headings.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """One contract.

    Attributes:
        title: What people call it.
        identity: "name version".
        definition: What one row is, or nothing.
        tables: Its columns, then what else there is of facts, checks, table rules and code lists.
    """

    title: str
    identity: str
    definition: str
    tables: tuple[DictionaryTable, ...]


def dictionary_of(ledgers: Sequence[Ledger], language: Language) -> tuple[DictionaryEntry, ...]:
    """Return the dictionary of some contracts."""
    return tuple(_Writer(ledger, language).entry() for ledger in ledgers)


def _period(code: CodeListEntry) -> str:
    """Return when a code may be used, as ISO 8601 writes it with open ends, or nothing where it always may."""
    if code.valid_from is code.valid_to is None:
        return ""
    return f"{code.valid_from or '..'}/{code.valid_to or '..'}"


def _told(word: str, value: Any) -> str:
    """Return a statement that has no column of its own, the two with parts in fewer signs than JSON has."""
    if word == "elements":
        return f"{word}: {', '.join(' '.join((one['standard'], one['path'])) for one in value)}"
    if word == "reference":
        targets = ", ".join(f"{choice} → {target}" if choice else target for choice, target in value["targets"])
        return f"{word}: {targets}" if "by" not in value else f"{word}: {value['by']}: {targets}"
    return f"{word}: {as_text(value)}"


class _Writer:
    """Writes one contract."""

    def __init__(self, ledger: Ledger, language: Language) -> None:
        self._ledger = ledger
        self._language: Language = language

    def entry(self) -> DictionaryEntry:
        """Return its entry."""
        place = self._ledger.place()
        title = place.words("title", self._language) or ""
        identity = f"{place.take('name')} {place.take('version')}"
        definition = place.words("definition", self._language) or ""
        tables = [self._columns(), self._facts(place), self._checks(), self._table_rules(), *self._code_lists()]
        return DictionaryEntry(title, identity, definition, tuple(table for table in tables if table.rows))

    def _say(self, message_id: str) -> str:
        return render(message_id, self._language, {})

    def _table(self, caption: str, head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> DictionaryTable:
        return DictionaryTable(caption, tuple(map(self._say, head)), tuple(rows))

    def _columns(self) -> DictionaryTable:
        head = [*("template-name", "dictionary-title", "template-type", "template-owed", "template-meaning")]
        head += ["template-unit", "template-codes", "template-sensitivity", "dictionary-more"]
        rows = (row for column in self._ledger.fields for row in self._field(column, column.field.name))
        return self._table(self._say("dictionary-columns"), head, rows)

    def _field(self, place: FieldPlace, name: str) -> Iterator[tuple[str, ...]]:
        kind = self._say(f"template-type-{place.take('type')}")
        owed = self._say("template-yes" if place.take("required") else "template-no")
        words = [place.words("title", self._language) or "", place.words("definition", self._language) or ""]
        unit, codes = place.take("unit") or "", place.take("codeList") or ""
        sensitivity = self._say(f"template-{place.take('sensitivity')}-data")
        more = "; ".join(_told(word, value) for word, value in rest_of(place))
        yield name, words[0], kind, owed, words[1], unit, codes, sensitivity, more
        if place.items is not None:
            yield from self._field(place.items, f"{name}[]")
        for part in place.parts:
            yield from self._field(part, f"{name}.{part.field.name}")

    def _facts(self, place: Place) -> DictionaryTable:
        def rows() -> Iterator[tuple[str, ...]]:
            for word, value in rest_of(place):
                yield word, as_text(value)
            for at, _ in self._ledger.keys:
                yield from ((word, as_text(value)) for word, value in rest_of(at))
            for number in range(len(self._ledger.contract.upgrades)):
                at = self._ledger.place(f"/x-contract/upgrades/{number}")
                at.take("upgrade")
                yield "upgrade", as_text(as_documented(at))
            residual = self._ledger.contract.residual
            for number, rule in enumerate(() if residual is None else residual.rules):
                at = self._ledger.place(f"/x-contract/residual/rules/{number}")
                yield rule.keyword, as_text(dict(rest_of(at)))
            for word, value in rest_of(self._ledger.place("/x-contract/residual")):
                yield word, as_text(value)

        return self._table(self._say("dictionary-facts"), ("dictionary-word", "dictionary-said"), rows())

    def _checks(self) -> DictionaryTable:
        head = ("template-name", "dictionary-condition", "template-meaning", "dictionary-more")

        def rows() -> Iterator[tuple[str, ...]]:
            for place, check in self._ledger.checks:
                place.take("check")
                name, message = place.take("check.name"), place.words("check.message", self._language) or ""
                more = "; ".join(f"{word.removeprefix('check.')}: {as_text(value)}" for word, value in rest_of(place))
                yield name, check.expression, message, more

        return self._table(self._say("dictionary-checks"), head, rows())

    def _table_rules(self) -> DictionaryTable:
        rows = ((kind, as_text(dict(rest_of(place)).get(kind, ""))) for place, kind, _ in self._ledger.table_rules)
        return self._table(self._say("dictionary-table-rules"), ("template-name", "dictionary-said"), rows)

    def _code_lists(self) -> Iterator[DictionaryTable]:
        head = ("template-code", "template-label", "dictionary-mappings", "dictionary-valid")
        for place, found in self._ledger.code_lists:
            place.take("codes")
            caption = f"{place.take('codes.name')} {place.take('codes.version')}"
            caption += f" – {place.words('codes.title', self._language)}"
            place.words("codes.label", self._language)
            for word in ("codes.mappings", "codes.valid"):
                place.take(word)
            rest = [f"{word.removeprefix('codes.')}: {as_text(value)}" for word, value in rest_of(place)]
            rows = (
                (
                    code.code,
                    code.label.in_language(self._language),
                    "; ".join(f"{system}: {there}" for system, there in code.mappings),
                    _period(code),
                )
                for code in found.codes
            )
            yield self._table("; ".join((caption, *rest)), head, rows)
