"""Binding the blocks that read one source: fields, keys, `each` and what the contract asks for.

What lives here: every question about a block that can be answered before a row is read. What this file must not know:
how values are bound, other sources, rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, NoReturn

from ...contract import Contract, Field, Provenance
from ...expressions import Expression, ExpressionType
from ._account import SourceAccount
from ._bind_value import ValueBinder
from ._bound import BoundBlock, BoundMap
from ._map_errors import close
from ._map_reads import chooser, headings_of, in_order, is_listed, names_read, source_fields, words
from ._map_tree import UNREAD, Block, Constant, Point, SourceSection, Value

_FILLED_ALWAYS: Final = {
    Provenance.AGENCY,
    Provenance.RECORDED_AT,
    Provenance.RECORDED_AT_BASIS,
    Provenance.SOURCE_IDENTIFIER,
}


class BlockBinder(ValueBinder):
    """Binds the blocks that read one source."""

    def bind(self, written: Iterable[Block], section: SourceSection, captured_at: datetime | None) -> BoundMap:
        """Return the plan of blocks over one source.

        Args:
            written: The blocks.
            section: What the map says of the source.
            captured_at: When it was captured, aware, or None.
        """
        for name in in_order(self.written_lets, self._let_reads, self.cycle):
            self.at = f"let.{name}"
            let = self.written_lets[name]
            if let is not UNREAD and not self.reads_unread(names_read(let)):
                with self.errors.apart():
                    self.lets[name] = self.bind_let(name, let)
            if name not in self.lets:
                self.unread.add(name)
        seen: set[str] = set()
        blocks = []
        for block in written:
            if block.each not in self.unread:
                with self.errors.apart():
                    blocks.append(self._block(block, carries_unmade=block.contract not in seen))
            seen.add(block.contract)
        self.at = "source.skip"
        with self.errors.apart():
            use_skipped(self.account, section)
        return BoundMap(
            agency=self.agency,
            captured_at=captured_at,
            lets=tuple(self.lets.values()),
            blocks=tuple(blocks),
            skip=section.skip,
            null=section.null,
        )

    def _let_reads(self, name: str) -> set[str]:
        names = names_read(self.written_lets[name])
        for read in tuple(names):
            if (joined := self._joined_to(read)) is not None:
                names |= set(joined[0].left)
        return names & set(self.written_lets)

    def _block(self, block: Block, *, carries_unmade: bool) -> BoundBlock:
        self.at = where = block.path or f"tables.{block.contract}"
        contract = self.find_contract(block.contract)
        self.within = self._each(block, where)
        self.each_let = block.each
        values, meant = self._fields_of(block, contract, where)
        types = {
            name: t for name, t in contract.expression_types.items() if name in values or name in _point_fields(values)
        }
        order = in_order(
            values,
            lambda name: (names_read(values[name]) | chooser(contract, name)) & (set(values) | _point_fields(values)),
            self.cycle,
            _point_of if "point" in values else str,
        )
        fields = []
        for name in order:
            self.at, self.inside = f"{where}.{name}", ""
            if values[name] is not UNREAD and not self.reads_unread(names_read(values[name])):
                with self.errors.apart():
                    fields.append(self.bind_field(contract, name, values[name], types))
        self.at, self.inside = where, ""
        self._check_complete(block, contract, {*values, *meant})
        with self.errors.apart():
            self._check_key(block, contract)
        if block.distinct is not None:
            with self.errors.apart():
                self._check_distinct(block.distinct.by, block, values)
        self.at = f"{where}.where"
        return BoundBlock(
            contract=contract,
            block=block,
            fields=tuple(fields),
            where=self._where(block, types),
            sources=source_fields(contract, values),
            constants=tuple(name for name, value in values.items() if isinstance(value.producer, Constant)),
            headings=headings_of(block, contract, values, self.written_lets, self.account.headings),
            carries_unmade=carries_unmade,
        )

    def _each(self, block: Block, where: str) -> tuple[str, ...]:
        """Return the names of the path `each` goes along; nothing where it names a let, or there is none."""
        if block.each is None:
            return ()
        self.at = f"{where}.each"
        if block.each in self.lets:
            if not is_listed(self.lets[block.each].value):
                self.refuse("map-each", key=self.at, let=block.each)
            return ()
        if not self.account.has(re.split(r"[/\[]", block.each, maxsplit=1)[0]):
            self.refuse("map-each", key=self.at, let=block.each)
        path = self.account.use_list(block.each)
        if path != block.each:
            right = self.line_with(block.each, path)
            self.refuse("map-each-path", key=self.at, path=block.each, right=right)
        self.at = where
        return tuple(path.split("/"))

    def _where(self, block: Block, types: Mapping[str, ExpressionType]) -> Expression | None:
        """Return the condition of a block; None where it has none, or where what it reads is wrong."""
        if block.where is None or self.reads_unread(words(block.where)):
            return None
        found: list[Expression] = []
        with self.errors.apart():
            found.append(self.condition(block.where, types))
        return next(iter(found), None)

    def _check_distinct(self, by: Iterable[str], block: Block, values: Mapping[str, Value]) -> None:
        self.at = f"{block.path}.distinct"
        for name in by:
            if name not in values and name not in _point_fields(values):
                self.use(name)

    def _fields_of(self, block: Block, contract: Contract, where: str) -> tuple[Mapping[str, Value], tuple[str, ...]]:
        """Return the values whose fields the contract has, and the fields that are meant where it has not."""
        found: dict[str, Value] = {}
        meant: list[str] = []
        for name, value in block.fields.items():
            self.at = f"{where}.{name}"
            with self.errors.apart():
                if name == "point":
                    self._check_point(value, contract, where)
                elif name not in contract:
                    near = close(name, [f.name for f in contract.fields])
                    meant += near[:1]
                    if near:
                        right = self.line_with(name, near[0])
                        self.refuse("map-unknown-field", key=where, field=name, near=near, right=right)
                    self._refuse_far(name, contract, where)
                found[name] = value
        return found, tuple(meant)

    def _check_point(self, value: Value, contract: Contract, where: str) -> None:
        if "latitude" not in contract or "longitude" not in contract:
            self._refuse_far("point", contract, where)
        if isinstance(value.producer, Point):
            from ._crs import check_crs  # most tables have no point

            check_crs(value.producer.crs, key="point")

    def _refuse_far(self, name: str, contract: Contract, where: str) -> NoReturn:
        self.refuse("map-unknown-field-far", key=where, field=name, fields=[f.name for f in contract.fields])

    def _check_complete(self, block: Block, contract: Contract, values: Collection[str]) -> None:
        """Refuse a map that leaves out what the contract requires and the package cannot fill."""
        given = set(values) | _point_fields(values)
        for field in contract.fields:
            if field.required and field.name not in given and field.default is None and field.derived is None:
                with self.errors.apart():
                    self._check_filled(field, block, contract)

    def _check_filled(self, field: Field, block: Block, contract: Contract) -> None:
        """Refuse a required field that the map leaves out, unless the package fills it."""
        if field.provenance is Provenance.AGENCY and self.agency is None:
            self.refuse("map-no-agency", key=f"tables.{contract.name}")
        if field.provenance is Provenance.IDENTIFIER:
            if block.key is None:
                self.refuse("map-no-key", key=f"tables.{contract.name}", columns=self.account.headings)
        elif field.provenance not in _FILLED_ALWAYS:
            right = f'{field.name} = "COLUMN"'
            if field.code_list is not None:
                right = f'{field.name} = {{ value = "{contract.code_list(field.code_list).values[0]}" }}'
            self.refuse("map-required-field", key=self.at, field=field.name, right=right)

    def _check_key(self, block: Block, contract: Contract) -> None:
        if block.key is None:
            return
        if contract.provenance(Provenance.IDENTIFIER) is None:
            self.refuse("map-key-unwanted", key=f"tables.{contract.name}.key", fields=contract.primary_key)
        if self.agency is None:
            self.refuse("map-no-agency", key=f"tables.{contract.name}")
        self.at = f"{self.at}.key"
        for name in () if block.key == "digest" else block.key:
            self.use(name)


def _point_of(name: str) -> str:
    return "point" if name in {"latitude", "longitude"} else name


def _point_fields(values: Iterable[str]) -> set[str]:
    return {"latitude", "longitude"} if "point" in values else set()


def use_skipped(account: SourceAccount, section: SourceSection) -> None:
    """Mark the columns as used that say which rows of a source are none."""
    for name, _ in section.skip:
        if name not in account.headings:
            account.missing(name)
        account.use(name)
