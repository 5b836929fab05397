"""A column for a field: what must be written beside the heading so that its cells become values of the field.

What lives here: one builder for each type of field. What this file must not know: which column is proposed for which
field, where a line stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract, Field, FieldType
from ...errors import DefinitionError
from ..mapping import unit_factor
from ._codes import about_codes, booleans_of, codes_of
from ._shape import Profile, common_shape
from ._text import Speaker, literal, quoted, table, value
from ._times import Form, Order, Times, month_patterns, times_of
from ._words import normal, unit_in

_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+\Z")
_DOT_GROUPS: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?\Z")
_COMMA_GROUPS: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_POINT: Final = re.compile(r"[+-]?[0-9]+\.[0-9]+\Z")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+\Z")
_WHOLE: Final = re.compile(r"[+-]?[0-9]+\.0+\Z")
_DOTTED: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?\Z")
_WITH_WORD: Final = re.compile(r"([+-]?[0-9]+) *([A-Za-z][A-Za-z ]{0,15})\Z")
_SPLIT: Final = re.compile(r"[;|,]")
_WORDS: Final = re.compile(r"\S+\s+\S")
_FITS: Final = 0.6
_ALL: Final = 0.9
_INDONESIA: Final = {"latitude": (-11.1, 6.1), "longitude": (94.9, 141.1)}
_DEGREES: Final = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, slots=True)
class Built:
    """What a column would be written as for a field.

    Attributes:
        toml: The value, TOML.
        fits: Which part of the filled cells would become values.
        is_plain: Whether nothing in it is a guess: the cells are values as they stand, or leave one reading only. Under
            an exact heading the line may stand without a person's word.
        comments: What a person should know, in order.
        alternatives: Other readings, each with its comment.
        needs_zone: Whether a time without an offset is among the cells.
    """

    toml: str
    fits: float
    is_plain: bool
    comments: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, str], ...] = ()
    needs_zone: bool = False


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds values for the fields of one contract."""

    contract: Contract
    speak: Speaker
    _times: dict[str, Times] = field(default_factory=dict)

    def times(self, profile: Profile) -> Times:
        """Return what a column says of times; worked out once."""
        if profile.heading not in self._times:
            self._times[profile.heading] = times_of(profile)
        return self._times[profile.heading]

    def build(self, target: Field, profile: Profile, *, may_show: bool) -> Built:
        """Return what `profile` would be written as for the field `target`."""
        if target.code_list is not None:
            return self._coded(target, profile, may_show)
        return _BUILDERS[target.type](self, target, profile)

    def _coded(self, target: Field, profile: Profile, may_show: bool) -> Built:
        assert target.code_list is not None
        found = codes_of(profile, self.contract.code_list(target.code_list), may_show=may_show)
        toml = value(profile.heading, found.steps)
        return Built(toml, found.known, found.is_exact and found.known >= _ALL, about_codes(found, self.speak))

    def boolean(self, _target: Field, profile: Profile) -> Built:
        """Return the value of a yes-or-no field."""
        found = booleans_of(profile)
        toml = value(profile.heading, found.steps)
        return Built(toml, found.known, found.is_exact and found.known >= _ALL, about_codes(found, self.speak))

    def text(self, target: Field, profile: Profile) -> Built:
        """Return the value of a text; a cell that breaks the contract's pattern becomes null, with a finding."""
        plain = quoted(profile.heading)
        if target.reference is not None and "administrative-area" in target.reference.contracts:
            return self._area_code(profile)
        if target.reference is not None and profile.filled:
            # words with blanks between them name a thing and do not identify it: they stand for an identifier only
            # where there must be one, and a person sees that there is nothing better
            named = profile.share(_WORDS)
            needed = target.required or target.name in self.contract.primary_key
            return Built(plain, max(_FITS if needed else 0.0, 1 - named), named <= 1 - _ALL)
        if target.pattern is None or not profile.filled:
            return Built(plain, 1.0, True)
        pattern = target.pattern.removeprefix("^").removesuffix("$")
        fits = profile.share(re.compile(rf"(?:{pattern})\Z"))
        if fits >= _ALL:
            return Built(plain, 1.0, True)
        comment = self.speak.say("pattern", share=_percent(1 - fits), shape=common_shape(profile))
        rewriting = {rf"\s*({pattern})\s*": "$1", **(_joined_digits(profile) if target.name == "phone" else {})}
        if target.required or (fits == 0 and len(rewriting) == 1):
            return Built(plain, fits, False, (comment,))
        pairs = {literal(found): quoted(to) for found, to in rewriting.items()}
        return Built(value(profile.heading, {"match": table(pairs), "unmapped": '"null"'}), 1.0, False, (comment,))

    def _area_code(self, profile: Profile) -> Built:
        """Return the value of an area's code: dots say it is Kemendagri's, digits alone do not say whose it is."""
        if profile.share(_DOTTED) >= _ALL and profile.share(re.compile(r".*\.")) > 0:
            return Built(quoted(profile.heading), 1.0, True)
        codes = profile.share(re.compile(r"[0-9]{2,10}\Z"))
        ours, theirs = (self._area(profile, system) for system in ("kemendagri", "bps"))
        other = ((theirs, self.speak.say("area-bps")),)
        return Built(ours, codes, False, (self.speak.say("area-system"),), other)

    @staticmethod
    def _area(profile: Profile, system: str) -> str:
        return table({"area": quoted(profile.heading), "system": quoted(system)})

    def number(self, target: Field, profile: Profile) -> Built:
        """Return the value of a number: its separators and its unit as the cells and the heading show them."""
        unit, unit_comments, known = self._unit(target, profile.heading)
        whole = target.type is FieldType.INTEGER and not unit  # 2.5 km are a whole number of metres
        steps, fits, comments, other = self._separated(profile, whole)
        # a comma that does not stand before three digits each time is a decimal comma: nothing else can be meant, while
        # a point beside it may separate thousands or be another hand's decimal point
        told = not steps or (not whole and steps.keys() == {"decimal"})
        steps |= unit
        plain = told and not unit and not other and known and fits >= _ALL
        if target.name in _DEGREES:
            in_range = self._degrees(target.name, profile, steps)
            plain, fits = plain and in_range, fits if in_range else 0.0
        alternatives = tuple((value(profile.heading, {**unit, **more}), said) for more, said in other)
        toml = value(profile.heading, steps)
        return Built(toml, fits, plain, (*comments, *unit_comments), alternatives)

    def _separated(
        self, profile: Profile, whole: bool
    ) -> tuple[dict[str, str], float, tuple[str, ...], list[tuple[dict[str, str], str]]]:
        """Return the same as `_separators`, judged by the cells whose separators are not known from the sheet."""
        written = profile.written()
        if not profile.typed or not written.filled:
            return self._separators(profile, whole)
        steps, fits, comments, other = self._separators(written, whole)
        typed = [(text, count) for text, count in profile.typed.items() if not whole or _INTEGER.match(text)]
        numbers = sum(count for _, count in typed)
        known = fits * written.filled + numbers
        if "match" in steps and numbers >= _FITS * profile.filled:
            return (
                {},
                numbers / profile.filled,
                (),
                [],
            )  # "2 org" among numbers is a slip to be mended, no way of writing
        return steps, known / profile.filled, comments, other

    def _separators(
        self, profile: Profile, whole: bool
    ) -> tuple[dict[str, str], float, tuple[str, ...], list[tuple[dict[str, str], str]]]:
        """Return the steps for the cells' separators, the part that fits, comments, and another reading."""
        say = self.speak.say
        plain = profile.share(_INTEGER) if whole else profile.plain_numbers
        dots, commas = profile.share(_DOT_GROUPS), profile.share(_COMMA_GROUPS)
        comma, point = profile.share(_COMMA), profile.share(_POINT)
        integers = profile.share(_INTEGER)
        if dots and not comma and (whole or (dots == point and dots > 0)):
            grouped = {"group": '"."', "decimal": '","'}
            if whole:
                return grouped, integers + dots, (), []
            return grouped, integers + dots, (say("thousands"),), [({}, say("decimals"))]
        if comma and (not commas or comma > commas) and not whole:
            steps = {"decimal": '","'} | ({"group": '"."'} if profile.share(re.compile(r".*\.")) else {})
            return steps, integers + comma + dots, (), []
        if commas:
            grouped = {"group": '","'}
            if whole or point:
                return grouped, integers + commas + (0 if whole else point), (), []
            return grouped, integers + commas, (say("thousands"),), [({"decimal": '","'}, say("decimals"))]
        if plain >= _FITS:
            return {}, plain, (), []
        return self._worded(profile, whole, plain)

    def _worded(
        self, profile: Profile, whole: bool, plain: float
    ) -> tuple[dict[str, str], float, tuple[str, ...], list[tuple[dict[str, str], str]]]:
        """Return the steps for numbers with a word behind them ("4 unit"), or with a fraction of nothing ("4.0")."""
        if whole and (zero := profile.share(_WHOLE)) and plain + zero >= _FITS:
            return {"match": table({literal(r"\s*([+-]?\d+)(?:\.0+)?\s*"): '"$1"'})}, plain + zero, (), []
        words = {found[2].casefold().strip() for text, _ in profile.counts if (found := _WITH_WORD.match(text))}
        share = profile.share(_WITH_WORD)
        if not words or len(words) > 3 or plain + share < _FITS:
            return {}, plain, (), []
        pattern = rf"(?i)\s*([+-]?\d+)\s*(?:{'|'.join(sorted(map(re.escape, words)))})?\s*"
        return {"match": table({literal(pattern): '"$1"'})}, plain + share, (), []

    def _unit(self, target: Field, heading: str) -> tuple[dict[str, str], tuple[str, ...], bool]:
        """Return the unit step, what is said of it, and whether the heading leaves no doubt."""
        if target.unit is None or target.unit.startswith("{") or target.unit == "deg":
            return {}, (), True
        written = unit_in(heading)
        if written is None or written == target.unit:
            says_it = written == target.unit or normal(heading) in self._names(target)
            return {}, () if says_it else (self.speak.say("unit", unit=target.unit),), True
        try:
            unit_factor(written, target.unit, field=target.name)
        except DefinitionError:
            return {}, (self.speak.say("unit", unit=target.unit),), False
        return {"unit": quoted(written)}, (), False

    @staticmethod
    def _names(target: Field) -> set[str]:
        return {normal(name) for name in (target.name, target.title.en, target.title.id)}

    def _degrees(self, name: str, profile: Profile, steps: Mapping[str, str]) -> bool:
        """Whether most coordinates can be what the field says; an Indonesian longitude is never a latitude."""
        text = [(cell.replace(",", ".") if "decimal" in steps else cell, count) for cell, count in profile.counts]
        numbers = [(float(cell), count) for cell, count in text if re.match(r"[+-]?[0-9]{1,6}(\.[0-9]*)?\Z", cell)]
        if not numbers:
            return False
        total = sum(count for _, count in numbers)
        inside = sum(count for number, count in numbers if abs(number) <= _DEGREES[name])
        if "country" in self.contract:
            (low, high), default = _INDONESIA[name], self.contract.field("country").default
            if default == "ID":
                inside = sum(count for number, count in numbers if low <= number <= high)
        return 10 * inside >= 9 * total

    def parts(self, target: Field, profile: Profile) -> Built:
        """Return the value of a list: cells split at the sign most of them hold."""
        if profile.nests and (profile.is_list or not _SPLIT.search("".join(text for text, _ in profile.counts[:50]))):
            return self._items(target, profile)
        counts = {sign: profile.share(re.compile(rf".*{re.escape(sign)}")) for sign in (";", ",", "|", "/")}
        sign = max(counts, key=lambda s: counts[s])
        if target.items is None or target.items.type is not FieldType.TEXT:
            return Built(quoted(profile.heading), 0.0, False)
        return Built(value(profile.heading, {"split": quoted(sign)}), 1.0, False)

    def _items(self, target: Field, profile: Profile) -> Built:
        """Return the value of a list whose items stand one by one in the source."""
        path = profile.heading if profile.is_list else f"{profile.heading}[]"
        if target.items is None or target.items.type is not FieldType.TEXT:
            return Built(quoted(path), 0.0, False)
        if target.items.code_list is None:
            return Built(quoted(path), 1.0, True)
        found = codes_of(profile, self.contract.code_list(target.items.code_list), may_show=True)
        is_plain = found.is_exact and found.known >= _ALL
        return Built(value(path, found.steps), found.known, is_plain, about_codes(found, self.speak))

    def moment(self, target: Field, profile: Profile) -> Built:
        """Return the value of a date or a time: a format the cells decide, or both where none does."""
        found = self.times(profile)
        forms = [(form, count) for form, count in found.forms if _may_be(form, target.type)]
        fits = sum(count for _, count in forms) / profile.filled if profile.filled else 0.0
        if not forms:
            return Built(quoted(profile.heading), 0.0, False)
        readings = [self.reading(profile.heading, found, forms, order, target) for order in found.orders]
        plain = fits >= _ALL and (readings[0] == quoted(profile.heading) or _is_told(target, forms))
        naive = target.type is FieldType.DATETIME and any(not form.offset for form, _ in forms)
        naive = naive and found.zone_beside(profile.heading) is None
        comments = self._about_times(target, profile, found, forms)
        if len(set(readings)) == 1:
            return Built(readings[0], fits, plain, comments, needs_zone=naive)
        why = self.speak.say("order-contradicts" if found.contradicts else "order-open")
        other = ((readings[1], self.speak.say("month-first")),)
        return Built(readings[0], fits, False, (why, *comments), other, needs_zone=naive)

    def reading(self, heading: str, found: Times, forms: list[tuple[Form, int]], order: Order, target: Field) -> str:
        """Return the value of a column of times whose cells have `forms`."""
        steps: list[dict[str, str]] = []
        for form in [form for form, _ in forms if not form.marked] or [forms[0][0]]:
            step = month_steps(form)
            written = form.format(order)
            if written is None and target.type is FieldType.DATETIME and form.part == "date" and not form.marked:
                written = "%Y-%m-%d"
            if written is not None:
                step["format"] = quoted(written)
            if target.type is FieldType.DATETIME and (zone := found.zone_beside(heading)) is not None:
                step["zone"] = quoted(zone)
            if step not in steps:
                steps.append(step)
        if len(steps) == 1:
            return value(heading, steps[0])
        return table({"first": f"[{', '.join(value(heading, step) for step in steps[:4])}]"})

    def _about_times(
        self, target: Field, profile: Profile, found: Times, forms: list[tuple[Form, int]]
    ) -> tuple[str, ...]:
        say = self.speak.say
        comments = []
        if found.marked and profile.counts:
            comments.append(say("dates-and-texts", marked=found.marked, texts=sum(n for _, n in profile.counts)))
            comments += [say("turned")] if found.turned else []
        elif len(forms) > 1:
            written = [f"{form.format(found.orders[0]) or 'ISO 8601'}: {count}" for form, count in forms]
            comments.append(say("mixed-forms", forms=written))
        if found.other:
            comments.append(say("not-times", count=found.other))
        if target.type is FieldType.DATETIME and all(form.part == "date" for form, _ in forms):
            comments.append(say("day-only"))
        return tuple(comments)


def _joined_digits(profile: Profile) -> dict[str, str]:
    """Return patterns that leave the signs between the digits of a telephone number out, for the commonest forms."""
    counts: dict[tuple[str, ...], int] = {}
    for text, count in profile.counts:
        parts = tuple(re.split(r"[0-9]+", text))
        if all(set(part) <= set("()+- .") for part in parts) and 2 < len(parts) <= 7:
            counts[parts] = counts.get(parts, 0) + count
    best = sorted(counts, key=lambda parts: (-counts[parts], parts))[:4]
    found = {}
    for parts in best:
        head = r"(\+?" if parts[0] == "+" else f"{re.escape(parts[0])}("
        digits = f"{head}[0-9]+)" + "".join(f"{re.escape(part)}([0-9]+)" for part in parts[1:-1]) + re.escape(parts[-1])
        found[digits] = "".join(f"${number}" for number in range(1, len(parts)))
    return found


def month_steps(form: Form) -> dict[str, str]:
    """Return the step that turns names of months into numbers, where a form has them."""
    if not form.named:
        return {}
    return {"match": table({literal(pattern): quoted(to) for pattern, to in month_patterns()})}


def _may_be(form: Form, wanted: FieldType) -> bool:
    """Whether cells of this form can become a value: a day is a time at midnight, a standard time is no day."""
    if wanted is FieldType.DATETIME:
        return form.part in {"date", "datetime"}
    return form.part == "date" or (form.part == "datetime" and not form.standard)


def _is_told(wanted: Field, forms: list[tuple[Form, int]]) -> bool:
    """Whether one form with all four digits of the year says the whole value: no time of day has to be assumed."""
    texts = [form for form, _ in forms if not form.marked]
    whole = all(form.part == "datetime" for form, _ in forms) or wanted.type is FieldType.DATE
    return len(texts) == 1 and whole and "%y" not in (texts[0].date or "")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


_BUILDERS: Final[Mapping[FieldType, Callable[[Builder, Field, Profile], Built]]] = {
    FieldType.TEXT: Builder.text,
    FieldType.INTEGER: Builder.number,
    FieldType.NUMBER: Builder.number,
    FieldType.DECIMAL: Builder.number,
    FieldType.BOOLEAN: Builder.boolean,
    FieldType.DATE: Builder.moment,
    FieldType.DATETIME: Builder.moment,
    FieldType.LIST: Builder.parts,
    FieldType.JSON: Builder.text,
}
