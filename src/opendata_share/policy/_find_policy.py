"""A name or a file to the policy it means, also where the file says which policies make one together.

What lives here: following the files a composed policy names, and no others. What this file must not know: what policies
say, how they are put together.

A file may name the given policies and files of its own folder, or below it; these may do the same. A file that leads
out of its folder, back to itself, or to very many others is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any, Final

from ..errors import DefinitionError
from ._compose import ComposedPolicy
from ._policy import GIVEN, Policy
from ._read_policy import how_composed, read_document, read_members, read_terms
from ._terms import Place

DEEPEST: Final = 8
"""How many files may name one another in a row."""
MOST_FILES: Final = 64
"""How many files one policy may be made of."""


def find_policy(name: str | PurePath) -> Policy | ComposedPolicy:
    """Return the policy `name` means: "open", "exchange", or what stands in a file (.toml, .json).

    A file holds a policy, or says that several make one: `all_of = ["ours.toml", "open"]`, or `any_of`. Files are
    looked up beside the one that names them, never outside of its folder.

    Raises:
        DefinitionError: There is none of that name; a file holds no policy; it leads out of its folder, to itself or to
            too many others; the policies are for different audiences. The message names file and line.
        SourceUnavailable: A file cannot be read.

    Example:
        >>> from opendata_share.policy import find_policy
        >>> find_policy("open").audience
        'public'
    """
    if isinstance(name, PurePath) or name.endswith((".toml", ".json")):
        return _Files().read(Path(name), ())
    return Policy.named(name)


class _Files:
    """The files of one policy."""

    def __init__(self) -> None:
        self._read = 0

    def read(self, path: Path, around: tuple[Path, ...]) -> Policy | ComposedPolicy:
        """Return the policy in a file; `around` are the files that led to it, from the first."""
        self._read += 1
        document, place = read_document(path)
        if (how := how_composed(document)) is None:
            return Policy(**read_terms(document, place))
        names = read_members(document, place, how)
        try:
            return ComposedPolicy(how, tuple(self._members(names, how, place, (*around, path.resolve()))))
        except DefinitionError as error:
            if error.file is not None:
                raise
            line = place.line((how,))
            raise DefinitionError(error.message_id, file=place.file, line=line, **error.parameters) from None

    def _members(
        self, names: tuple[str, ...], how: str, place: Place, around: tuple[Path, ...]
    ) -> Iterator[Policy | ComposedPolicy]:
        folder = around[-1].parent
        for number, name in enumerate(names, start=1):
            if name in GIVEN:
                yield Policy.named(name)
                continue
            told: dict[str, Any] = {"file": place.file, "line": place.line((how, number)), "member": name}
            target = (folder / name).resolve()
            if PurePath(name).is_absolute() or not target.is_relative_to(folder):
                raise DefinitionError("policy-member-outside", **told)
            if target in around:
                raise DefinitionError("policy-member-cycle", **told)
            if len(around) >= DEEPEST or self._read >= MOST_FILES:
                raise DefinitionError("policy-member-many", **told, deepest=DEEPEST, most=MOST_FILES)
            yield self.read(target, around)
