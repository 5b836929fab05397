"""Every column of a source is used, ignored or quarantined: who reads what, and what nobody accounts for.

What lives here: the columns of one source, and the paths in their nested cells, as the lines of a map name them. What
this file must not know: what a value is made into, contracts, rows.

Of a nested column that a path reads into, every member is accounted for like a column of its own, by its path; one that
is read, ignored or quarantined as a whole covers what is in it.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NoReturn

from ..._dataclass import dataclass
from ._map_errors import MapErrors, close, folded_matches, quoted

if TYPE_CHECKING:
    from ..reading import NestedPath, NestedPaths


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSource:
    """What a map asks of a source it is bound to.

    Attributes:
        name: What errors call it.
        headings: Its columns, quarantined ones included.
        paths: Gives the paths in its nested columns; asked for only where a map reads into one.
        may_leave_out: Whether a column may be missing from the whole source: what is not there is null.
    """

    name: str
    headings: tuple[str, ...]
    paths: Callable[[], NestedPaths]
    may_leave_out: bool = False


class SourceAccount:
    """The columns of one source, and which of them a map reads.

    Args:
        opened: The source.
        ignore: What the map ignores: names, globs, positions; `?` behind a name that may be absent.
        quarantine: What it quarantines.
        section: The table of the map that says so, for errors: `source`, `join.NAME`.
        errors: Raises errors, and knows the line they point at.
    """

    def __init__(
        self,
        opened: OpenedSource,
        ignore: tuple[str | int, ...],
        quarantine: tuple[str, ...],
        section: str,
        errors: MapErrors,
    ) -> None:
        self.headings = opened.headings
        self.source = opened.name
        self.used: set[str] = set()
        self.used_paths: set[str] = set()
        self.lists: set[str] = set()
        self._ignore, self._quarantine, self._section = ignore, quarantine, section
        self._paths, self._may_leave_out, self._errors = opened.paths, opened.may_leave_out, errors
        self._absent: list[tuple[str, str, str]] = []
        self._quarantined = frozenset(name.removesuffix("?") for name in quarantine)

    def use(self, name: str, *, within: tuple[str, ...] = (), inside: str = "", whole: bool = False) -> None:
        """Mark a column, or a path into one, as read.

        Args:
            name: The name as the map says it.
            within: The path of the list whose items are the rows: one item of it is meant.
            inside: The path that `name` starts from, where it does not start from the row.
            whole: Whether a list at the end of the path is taken as it is.
        """
        if not inside and name in self.headings:
            self.used.add(name)
            return
        from ..reading import nested_path

        path = nested_path(name)
        if path is None or not (inside or self.has(path.steps[0].name)):
            self.missing(name)
        self._use_path(path, name, within, inside, whole)

    def use_list(self, name: str, *, inside: str = "") -> str:
        """Mark the list `name` as read item by item, and return its path; what is in the items is accounted for alone.

        A name that is no list of the source is refused.
        """
        from ..reading import nested_path

        path = nested_path(name)
        if path is None or not (inside or self.has(path.steps[0].name)):
            self.missing(name)
        full = f"{inside}/{path.canonical}" if inside else path.canonical
        self._exists(full, name)
        self.lists.add(full)
        return full

    def _use_path(self, path: NestedPath, name: str, within: tuple[str, ...], inside: str, whole: bool) -> None:
        full = f"{inside}/{path.canonical}" if inside else path.canonical
        self._exists(full, name)
        several = self._paths().several
        place = inside
        for number, step in enumerate(path.steps, start=1):
            place = f"{place}/{step.name}" if place else step.name
            last = number == len(path.steps)
            one = step.many or step.where is not None or (last and whole)
            if not one and several.get(place) and tuple(place.split("/")) != within[: place.count("/") + 1]:
                steps = [part.name for part in path.steps]
                steps[number - 1] += "[]"
                each = "/".join(steps)
                self._refuse(
                    "map-path-list", path=name, list=place, right=self._line_with(name, each), each=f'each = "{place}"'
                )
        self.used_paths.add(full)

    def has(self, name: str) -> bool:
        """Tell whether the source has such a column, or may have one."""
        return name in self.headings or self._may_leave_out

    def _exists(self, full: str, name: str) -> None:
        """Note a path no record has: what is not there is null. A path into what is no record is refused."""
        paths = self._paths()
        if full in paths.several:
            return
        parts = full.split("/")
        for length in range(len(parts) - 1, 0, -1):
            parent = "/".join(parts[:length])
            if parent in paths.scalars and not paths.below(parent):
                self._refuse("map-path-not-nested", path=name, parent=parent)
        if full not in self.headings:
            self._absent.append((full, name, self._errors.at))

    def _check_absent(self, rest: list[str]) -> None:
        """Refuse a name that is not there where one much like it is and nobody reads it."""
        for full, name, at in self._absent:
            parent, _, member = full.rpartition("/")
            there = [path.rpartition("/")[2] for path in rest if path.rpartition("/")[0] == parent]
            near = close(member, there) or folded_matches(member, there)
            if near:
                self._errors.at = at
                right = self._line_with(name, near[0].join(name.rsplit(member, 1)))
                if not parent:
                    self._refuse("map-missing-column", column=name, near=near, right=right)
                self._refuse("map-missing-path", path=name, parent=parent, member=member, near=near, right=right)

    def check_quarantined(self) -> None:
        """Refuse what is quarantined and read."""
        self._errors.at = f"{self._section}.quarantine"
        wrong = self.used & self._quarantined
        wrong |= {path for path in self.used_paths | self.lists if self._is_quarantined(path)}
        if wrong:
            self._refuse("map-quarantined-used", columns=sorted(wrong))

    def check(self) -> None:
        """Refuse what nobody accounts for, what is accounted for and not there, and what is quarantined and read."""
        self.check_quarantined()
        self._errors.at = f"{self._section}.ignore"
        ignored = self._ignored()
        covered = self.used | ignored | self._quarantined
        closed = {path for path in ignored | self._quarantined if "/" in path and path not in self.headings}
        entered = {path.split("/")[0] for path in self.used_paths | self.lists | closed} - covered
        rest = [name for name in self.headings if name not in covered | entered]
        for heading in self.headings:
            if heading in entered:
                rest += self._rest_of(heading, ignored)
        self._check_absent(rest)
        if rest:
            listed = [*self._ignore, *rest]
            right = f"ignore = [{', '.join(str(n) if isinstance(n, int) else quoted(n) for n in listed)}]"
            self._refuse("map-unused-columns", columns=rest, section=self._section, right=right)
        self._errors.at = f"{self._section}.quarantine"
        for name in self._quarantine:
            if not name.endswith("?") and not self.has(name) and not self.has(name.split("/")[0]):
                self.missing(name)

    def _is_quarantined(self, path: str) -> bool:
        return any(_at_or_below(path, name) for name in self._quarantined)

    def _rest_of(self, heading: str, ignored: set[str]) -> list[str]:
        """Return the paths in a nested column that nothing covers."""
        covers = self.used_paths | ignored | self._quarantined
        leaves = self._paths().leaves(heading)
        return [path for path in leaves if path not in self.lists and not any(_at_or_below(path, c) for c in covers)]

    def _ignored(self) -> set[str]:
        ignored: set[str] = set()
        for pattern in self._ignore:
            if isinstance(pattern, int):
                if not 0 <= pattern < len(self.headings):
                    self._refuse("map-ignore-index", index=pattern, columns=len(self.headings))
                ignored.add(self.headings[pattern])
                continue
            glob = pattern.removesuffix("?") if pattern.endswith("?") else pattern
            known: Collection[str] = self.headings
            if "/" in glob and glob not in self.headings and any(glob.startswith(f"{h}/") for h in self.headings):
                known = tuple(self._paths().several)
            found = set(fnmatch.filter(known, glob)) | ({glob} & set(known))
            if not found and not pattern.endswith("?") and "*" not in pattern:
                if known is self.headings and not self._may_leave_out:
                    self.missing(pattern)
                self._absent.append((glob, pattern, self._errors.at))
            ignored |= found
        return ignored

    def _refuse(self, message_id: str, **parameters: Any) -> NoReturn:
        self._errors.refuse(message_id, source=self.source, **parameters)

    def _line_with(self, wrong: str, right: str) -> str:
        return self._errors.line_with(wrong, right)

    def missing(self, name: str) -> NoReturn:
        """Refuse a name that is no column."""
        from ._path_slips import meant_by  # most maps name what is there

        if (meant := meant_by(name, self.headings)) is not None:
            kind = "map-question-mark" if meant == name.removesuffix("?") else "map-path-form"
            self._refuse(kind, column=name, right=self._line_with(name, meant))
        near = close(name, self.headings) or folded_matches(name, self.headings)
        if near:
            self._refuse("map-missing-column", column=name, near=near, right=self._line_with(name, near[0]))
        self._refuse("map-missing-column-far", column=name, columns=self.headings)


def _at_or_below(path: str, cover: str) -> bool:
    return path == cover or path.startswith(f"{cover}/")
