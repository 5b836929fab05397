"""A field map as lines: what is active, what is only proposed, how many lines a person touched.

What lives here: text and counting. What this file must not know: what a line does.

A statement is a key with its value, however many lines it takes, or an entry of a list that is still open. It belongs
to the section whose header stands above it; of several `[[tables.NAME]]` each is a section of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEADER: Final = re.compile(r"\[{1,2}[^\[\]=]+\]{1,2}")
_KEY: Final = re.compile(r"""((?:[A-Za-z0-9_.-]+|"[^"]*"|'[^']*'))\s*=""")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a map.

    Args:
        section: The header above it with its number, such as "[source]#1"; "#1" before the first header.
        key: The key it gives a value to; "" for a header and for an entry of a list.
        lines: Its lines, without comments, blanks collapsed.
        number: The number of its first line, from 1.
        within: For an entry of a list: the key of that list, else "".
        proposed: Whether it stands in comments.
    """

    section: str
    key: str
    lines: tuple[str, ...]
    number: int
    within: str = ""
    proposed: bool = False

    @property
    def text(self) -> str:
        """The statement as it is written into a map."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person did to a draft.

    Args:
        written: Lines of the final map that are no active lines of the draft: uncommented, changed or added.
        removed: Active lines of the draft whose key the final map does not have any more.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many lines were touched."""
        return len(self.written) + len(self.removed)


def length(text: str) -> int:
    """Return how many lines of a map are neither blank nor comment."""
    return sum(len(statement.lines) for statement in statements(text) if not statement.proposed)


def edits(draft: str, final: str) -> Edits:
    """Return what was done to the lines of `draft` to make `final` of it; their order does not count."""
    before, after = (list(_active(text)) for text in (draft, final))
    left = Counter((section, line) for section, _, line in before)
    written = []
    for section, _, line in after:
        if left[section, line]:
            left[section, line] -= 1
        else:
            written.append(line)
    kept = {(section, key) for section, key, _ in after}
    removed = [line for section, key, line in before if (section, key) not in kept]
    return Edits(tuple(written), tuple(removed))


def _active(text: str) -> Iterator[tuple[str, str, str]]:
    for statement in statements(text):
        if not statement.proposed:
            for line in statement.lines:
                yield statement.section, statement.key or line, line


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a map in order, active and proposed; comments that are no TOML are prose and left out.

    A statement of several lines is yielded after the proposals that stand inside it.
    """
    section, seen = "#1", Counter({"": 1})
    lines = text.splitlines()
    key, first, gathered, depth, at = "", 0, list[str](), 0, 0
    while at < len(lines):
        stripped = lines[at].strip()
        if stripped.startswith("#"):
            proposal, taken = _proposal(lines[at:], depth > 0)
            for one in proposal:
                yield Statement(section, _key(one), (one,), at + 1, key if depth else "", proposed=True)
            at += taken
            continue
        line = " ".join(_without_comment(stripped).split())
        at += 1
        if not line:
            continue
        if not gathered:
            if _HEADER.fullmatch(line):
                seen[line] += 1
                section = f"{line}#{seen[line]}"
                yield Statement(section, "", (line,), at)
                continue
            key, first = _key(line), at
        gathered.append(line)
        depth += _opened(line)
        if depth == 0:
            yield Statement(section, key, tuple(gathered), first)
            gathered = []


def _key(line: str) -> str:
    found = _KEY.match(line)
    return found[1] if found else ""


def _proposal(lines: list[str], inside: bool) -> tuple[list[str], int]:
    """Return the statement that the comments at the top would be, and how many lines it takes (prose: 1)."""
    taken: list[str] = []
    for count, line in enumerate(lines[:_LONGEST], start=1):
        stripped = line.strip()
        if not stripped.startswith("#"):
            break
        taken.append(stripped.lstrip("#").strip())
        text = "\n".join(taken)
        if _is_toml(f"entries = [\n{text}\n]" if inside else text) and (text.startswith("{") or not inside):
            return [" ".join(" ".join(_without_comment(part).split()) for part in taken)], count
        if count == 1 and not _opened(_without_comment(stripped.lstrip("#"))):
            break
    return [], 1


def _is_toml(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


def _without_comment(line: str) -> str:
    """Return a line up to the `#` that stands outside any text."""
    quote = ""
    for position, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and (quote == "'" or line[position - 1] != "\\") else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            return line[:position]
    return line


def _opened(line: str) -> int:
    """Return how many brackets a line opens and does not close."""
    plain = re.sub(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"", "", line)
    return sum(plain.count(one) for one in "[{") - sum(plain.count(one) for one in "]}")


def replaced(final: str, statement: Statement) -> str:
    """Return the map `final` with one statement of a draft put in its place.

    It takes the place of the statement with its key in its section, or of the most similar entry of its list; where
    there is none it is added, with its section where that is missing too.
    """
    kept = [one for one in statements(final) if not one.proposed]
    out: list[str] = []
    done = False
    for position, one in enumerate(kept):
        here = one.section == statement.section
        if statement.within and here and one.key == statement.within:
            out += _with_entry(one, statement.text)
            done = True
        elif statement.key and not statement.within and here and one.key == statement.key:
            out += statement.lines
            done = True
        else:
            out += one.lines
        last_of_section = position + 1 == len(kept) or kept[position + 1].section != one.section
        if here and last_of_section and not done:
            out += statement.lines
            done = True
    if not done:
        header = statement.section.rpartition("#")[0]
        out += [header, *statement.lines] if header and header != statement.text else statement.lines
    return "\n".join(out) + "\n"


def _with_entry(listed: Statement, entry: str) -> list[str]:
    """Return a list with one entry in place of the one that shares most words with it, where they share most."""
    words = set(re.findall(r"\w+", entry))
    likeness = [len(words & set(re.findall(r"\w+", line))) / max(1, len(words)) for line in listed.lines]
    best = max(range(1, len(listed.lines) - 1), key=likeness.__getitem__, default=0)
    lines = list(listed.lines)
    entry = entry.rstrip(",") + ","
    if best and likeness[best] > 0.5:
        lines[best] = entry
    else:
        lines.insert(len(lines) - 1, entry)
    return lines
