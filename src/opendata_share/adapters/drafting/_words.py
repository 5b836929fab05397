"""What a heading may mean: its words against the contract's own names and titles, and against the shipped words.

What lives here: words of headings, and the fields and codes they name. What this file must not know: cells, TOML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache
from typing import Final

from ..._dataclass import dataclass
from ...contract import CodeList, Contract, Element, Field, Provenance
from ...schemas.headings import headings

EXACT: Final = 100
_SAME_IDEA: Final = 90
_GLOSSARY: Final = 85
_ELEMENT: Final = 80
_SPELLING: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ALIKE: Final = 0.84
_PREFIXED: Final = re.compile(r"\W*([^\W_]+)[.:/_](?=.*[^\W_])")
_FEWEST_PREFIXED: Final = 4
_MOST_PREFIXED: Final = 0.8
_SHORTEST_SLIP: Final = 5
_FILLED: Final = frozenset(
    {
        Provenance.AGENCY,
        Provenance.RECORDED_AT_BASIS,
        Provenance.SOURCE_IDENTIFIER,
        Provenance.IDENTIFIER,
        Provenance.OTHER_PROPERTIES,
    }
)

Words = tuple[str, ...]


@lru_cache(maxsize=16_384)
def words_of(text: str) -> Words:
    """Return the words of a heading or a cell: lower case, split at signs, digits and humps ("ttKosong" is two)."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(_WORD.findall(_HUMP.sub(" ", plain).casefold()))


def phrase_of(text: str) -> str:
    """Return the words of a text joined with single blanks: how phrases are compared."""
    return " ".join(words_of(text))


def normal(heading: str) -> str:
    """Return a heading as exact matches compare it: case, space and `_` do not count."""
    return heading.casefold().replace(" ", "").replace("_", "")


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A field a heading may mean, and how sure that is (`EXACT` is the only certainty)."""

    score: int
    field: str


def exact_names(contract: Contract) -> Mapping[str, str]:
    """Return the contract's names and titles as exact matches compare them, each with its field."""
    names = {normal(field.name): field.name for field in contract.fields}
    for field in contract.fields:
        for title in (field.title.en, field.title.id):
            names.setdefault(normal(title), field.name)
    return names


class Vocabulary:
    """Every phrase that may mean a field of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.exact = exact_names(contract)
        self._subject = frozenset(ideas_of(words_of(contract.name.removesuffix("s"))))
        self._phrases: dict[str, dict[str, int]] = {}
        self._ideas: dict[Words, dict[str, int]] = {}
        for field in contract.fields:
            if field.provenance not in _FILLED:
                self._learn(field)

    def _learn(self, field: Field) -> None:
        for name in (field.name, field.title.en, field.title.id):
            self._note(phrase_of(name), field.name, _SAME_IDEA)
            self._note_idea(ideas_of(words_of(name)), field.name)
            self._note_idea(ideas_of(words_of(_BRACKETS.sub(" ", name))), field.name)
        for name in (field.title.en, field.title.id):  # in a table of hydrants, "Kind of hydrant" is its kind
            left = tuple(word for word in words_of(name) if word not in headings().fillers)
            self._note_idea(tuple(idea for idea in ideas_of(left) if idea not in self._subject), field.name)
        known = headings().fields
        meant = {ideas_of(words_of(name)) for name in (field.name, field.title.en, field.title.id)}
        for name, phrases in known["*"].items():
            if name not in self.contract and ideas_of(words_of(name)) in meant:
                for phrase in phrases:
                    self._note(phrase_of(phrase), field.name, _GLOSSARY - 1)
        for scope, score in (("*", _GLOSSARY - 1), (self.contract.name, _GLOSSARY)):
            for phrase in known.get(scope, {}).get(field.name, ()):
                self._note(phrase_of(phrase), field.name, score)
        for element in _whole_elements(field):
            self._note(phrase_of(element.path.rpartition(".")[2]), field.name, _ELEMENT)

    def _note(self, phrase: str, field: str, score: int) -> None:
        if phrase:
            scores = self._phrases.setdefault(phrase, {})
            scores[field] = max(score, scores.get(field, 0))

    def _note_idea(self, ideas: Words, field: str) -> None:
        if ideas:
            self._ideas.setdefault(ideas, {})[field] = _SAME_IDEA - 8

    def candidates(self, heading: str, *, by_spelling: bool = True) -> tuple[Candidate, ...]:
        """Return the fields `heading` may mean, the likeliest first; an exact match is the only one returned."""
        if (exact := self.exact.get(normal(heading))) is not None:
            return (Candidate(EXACT, exact),)
        found: dict[str, int] = {}
        for penalty, words in enumerate(variants(heading)):
            phrase = " ".join(words)
            for scores in (self._phrases.get(phrase, {}), self._ideas.get(ideas_of(words), {})):
                for field, score in scores.items():
                    found[field] = max(score - 2 * penalty, found.get(field, 0))
        if not found and by_spelling:
            found = self._alike(phrase_of(heading))
        ranked = sorted(found.items(), key=lambda item: (-item[1], self._place(item[0])))
        return tuple(Candidate(score, field) for field, score in ranked)

    def candidates_of(self, names: Words, *, by_spelling: bool = True) -> tuple[Candidate, ...]:
        """Return the fields a member of nested records may mean by the names that lead to it, the likeliest first.

        The last name says most. What stands inside something is not what it is called, so nothing is certain where
        there are several names.
        """
        if len(names) == 1:
            return self.candidates(names[0], by_spelling=by_spelling)
        found: dict[str, int] = {}
        readings = {" ".join(names): 1, " ".join(names[-2:]): 2, names[-1]: 3 + len(names)}
        if bare := self._without_subject(names[-1]):
            readings.setdefault(bare, 4 + len(names))
        for text, penalty in readings.items():
            for candidate in self.candidates(text, by_spelling=False):
                score = min(candidate.score, EXACT) - penalty
                found[candidate.field] = max(score, found.get(candidate.field, 0))
        ranked = sorted(found.items(), key=lambda item: (-item[1], self._place(item[0])))
        return tuple(Candidate(score, field) for field, score in ranked)

    def _without_subject(self, name: str) -> str:
        """Return a name without the words for what the contract's rows are: a `facilityName` there is a name."""
        words = words_of(name)
        kept = [word for word in words if not set(ideas_of((word,))) & self._subject]
        return " ".join(kept) if len(kept) < len(words) else ""

    def _alike(self, phrase: str) -> dict[str, int]:
        """Return the fields whose phrases differ from `phrase` by a slip of the pen."""
        best: dict[str, int] = {}
        words = phrase.split()
        for known, scores in self._phrases.items():
            if _are_alike(known.split(), words):
                for field in scores:
                    best[field] = _SPELLING
        return best

    def _place(self, field: str) -> int:
        return next(place for place, known in enumerate(self.contract.fields) if known.name == field)


def _whole_elements(field: Field) -> Iterator[Element]:
    """Yield the elements that are the field; several of one standard are its parts, and a part is not the whole."""
    standards = [element.standard for element in field.elements]
    yield from (element for element in field.elements if standards.count(element.standard) == 1)


def _are_alike(known: list[str], words: list[str]) -> bool:
    """Whether phrases differ by a slip of the pen: word by word the same, or long words of nearly the same letters."""
    return len(known) == len(words) and all(map(_is_slip, known, words))


def _is_slip(known: str, word: str) -> bool:
    if known == word:
        return True
    if min(len(known), len(word)) < _SHORTEST_SLIP or known.isdigit() or word.isdigit():
        return False
    matcher = SequenceMatcher(None, known, word, autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


def variants(heading: str) -> Iterator[Words]:
    """Yield the words of a heading, then without what stands in brackets, without words that only group, its parts.

    The parts are those on both sides of a slash: "Nama RS / Puskesmas".
    """
    seen = set()
    whole = words_of(heading)
    bare = words_of(_BRACKETS.sub(" ", heading))
    lower = bare
    while len(lower) > 1 and lower[0] in headings().groups:
        lower = lower[1:]
    parts = [words_of(part) for part in _BRACKETS.sub(" ", heading).split("/")] if "/" in heading else []
    for words in (whole, bare, lower, *parts):
        if words and words not in seen:
            seen.add(words)
            yield words


def _concepts() -> Mapping[Words, str]:
    found: dict[Words, str] = {}
    for idea, phrases in headings().concepts.items():
        for phrase in phrases:
            found.setdefault(words_of(phrase), idea)
    return found


class _Ideas:
    """The shipped words by idea, made once."""

    @cached_property
    def by_words(self) -> Mapping[Words, str]:
        return _concepts()

    @cached_property
    def longest(self) -> int:
        return max(len(words) for words in self.by_words)


_IDEAS: Final = _Ideas()


def ideas_of(words: Words) -> Words:
    """Return what words mean, sorted: words of one idea are the same, whatever the language or the order."""
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(_IDEAS.longest, len(words) - place), 0, -1):
            if (idea := _IDEAS.by_words.get(words[place : place + length])) is not None:
                found.append(idea)
                place += length
                break
        else:
            found.append(words[place])
            place += 1
    return tuple(sorted(set(found)))


@lru_cache(maxsize=128)
def code_phrases(code_list: CodeList) -> Mapping[str, str]:
    """Return what may be written for each code of a list; a phrase of several codes is left out.

    The code itself, its labels, what stands in a label's brackets, and the shipped words. The codes of other systems
    are left out: a mapping says what to write for that system, not what to guess when reading from it.
    """
    found: dict[str, set[str]] = {}
    for strong in (True, False):
        layer: dict[str, set[str]] = {}
        for code in code_list.codes:
            for text in _labels(code_list, code.code, strong=strong):
                layer.setdefault(phrase_of(text), set()).add(code.code)
        for phrase, codes in layer.items():
            found.setdefault(phrase, codes)
    return {phrase: next(iter(codes)) for phrase, codes in found.items() if phrase and len(codes) == 1}


def _labels(code_list: CodeList, value: str, *, strong: bool) -> Iterable[str]:
    code = code_list.code(value)
    assert code is not None
    labels = (code.label.en, code.label.id)
    if strong:
        return (value, *labels, *headings().codes.get(code_list.name, {}).get(value, ()))
    inside = [part[1:-1] for label in labels for part in _BRACKETS.findall(label)]
    return (*(_BRACKETS.sub(" ", label) for label in labels), *inside)


def is_among(heading: str, phrases: Iterable[str]) -> bool:
    """Whether a heading, or the heading without its brackets and groups, is one of `phrases`."""
    known = _phrases(tuple(phrases))
    return any(" ".join(words) in known for words in variants(heading))


@cache
def _phrases(phrases: Words) -> frozenset[str]:
    return frozenset(map(phrase_of, phrases))


def common_prefix(names: Iterable[str]) -> str | None:
    """Return the beginning that most headings share, up to a sign, where it says nothing of any of them; else None.

    Example:
        >>> common_prefix(("d.kode", "d.nama", "(d.total)", "d.kelas"))
        'd'
    """
    found = [match[1] if (match := _PREFIXED.match(name)) else None for name in names]
    if not found:
        return None
    best = max(found, key=found.count)
    most = found.count(best)
    return best if best is not None and most >= _FEWEST_PREFIXED and most >= _MOST_PREFIXED * len(found) else None


def without_prefix(name: str, prefix: str | None) -> Words:
    """Return a heading as the prefix that most headings have, and the rest; as it is where it has none."""
    match = _PREFIXED.match(name)
    if prefix is None or match is None or match[1] != prefix:
        return (name,)
    return prefix, name[match.end() :]


def unit_in(heading: str) -> str | None:
    """Return the UCUM unit a heading names, in brackets or as its last word, or None."""
    wanted = [part[1:-1] for part in _BRACKETS.findall(heading)]
    wanted += heading.replace("_", " ").split()[-1:] if len(words_of(heading)) > 1 else []
    for text in wanted:
        folded = "".join(text.casefold().split()).rstrip(".")
        for unit, written in headings().units.items():
            if any(folded == "".join(spelling.split()) for spelling in written):
                return unit
    return None
