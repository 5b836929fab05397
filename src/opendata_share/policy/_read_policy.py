"""A policy file to the terms it says: TOML, or JSON.

What lives here: opening a file, judging its form, and making the values. What this file must not know: contracts, data,
keys of pseudonyms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from .._toml_lines import TomlLines, line_of_fault, plain_values
from ..contract import Sensitivity, Text
from ..errors import DefinitionError, LimitExceeded, SourceUnavailable
from ._form import COMPOSED, FILE_FORM
from ._terms import SMALL, Case, FieldRule, How, KeySource, LegalBasis, Party, Place, SchemaPolicy, Suppress, Waiver
from ._transforms import AREA_LENGTHS, KEEP, AreaLevel, Band, Calendar, Decimals, Mask, Pseudonym, Step, Transform

POLICY_BYTES: Final = 2**20
"""No agreement is longer; the limit is named `policy_bytes`."""


def read_terms_file(path: Path) -> dict[str, Any]:
    """Return the terms of the policy in a file; see `Policy.read`."""
    return read_terms(*read_document(path))


def read_document(path: Path) -> tuple[Any, Place]:
    """Return what stands in a file of a policy, and where; its form is not judged yet."""
    try:
        if path.stat().st_size > POLICY_BYTES:
            raise LimitExceeded("limit-document", file=path, limit="policy_bytes", value=POLICY_BYTES)
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        raise DefinitionError("policy-not-utf8", file=path) from None
    except OSError as error:
        raise SourceUnavailable("policy-unreadable", file=path, reason=error.strerror or type(error).__name__) from None
    if path.suffix == ".json":
        return _json(text, path.name), Place(path.name, folder=path.parent)
    return _toml(text, path.name), Place(path.name, TomlLines(text), path.parent)


def read_given_terms(name: str) -> dict[str, Any]:
    """Return the terms of a policy that is part of this package."""
    text = files(__package__).joinpath("given", f"{name}.toml").read_text(encoding="utf-8")
    return read_terms(_toml(text, name), Place(f"{name}.toml", TomlLines(text)))


def read_terms(document: Any, place: Place) -> dict[str, Any]:
    """Return the terms that plain values describe, as keywords of a policy.

    Raises:
        DefinitionError: They are not of the form; the message names the key and, where `place` has lines, the line.
    """
    plain = _formed(document, place)
    if (how := how_composed(plain)) is not None:
        raise DefinitionError("policy-composed", file=place.file, line=place.line((how,)), how=how)
    validity = plain.get("validity", {})
    zone = plain.get("zone", "UTC")
    return dict(  # noqa: C408  # read as keywords of `Policy`
        name=plain["name"],
        audience=plain["audience"],
        purpose=_words(plain["purpose"]),
        admits=_classes(plain["admits"]) if "admits" in plain else None,
        title=_words(plain["title"]) if "title" in plain else None,
        parties=tuple(Party(each["agency"], each["role"]) for each in plain.get("parties", ())),
        legal_basis=tuple(LegalBasis(**each) for each in plain.get("legal_basis", ())),
        valid_from=_day(validity.get("from")),
        valid_until=_day(validity.get("until")),
        zone=zone,
        schemas={name: _schema(said, zone) for name, said in plain.get("schemas", {}).items()},
        key=KeySource(**plain["pseudonym_key"]) if "pseudonym_key" in plain else None,
        place=place,
    )


def how_composed(document: Any) -> How | None:
    """Return "all_of" or "any_of" where a document says which policies make one together, else None."""
    return next((how for how in COMPOSED if isinstance(document, Mapping) and how in document), None)


def read_members(document: Any, place: Place, how: How) -> tuple[str, ...]:
    """Return the names and files of the policies that make one together.

    Raises:
        DefinitionError: The document is not of the form.
    """
    return tuple(_formed(document, place)[how])


def _formed(document: Any, place: Place) -> Any:
    """Return plain values that have the form."""
    plain = plain_values(document)
    for fault in FILE_FORM.faults(plain, ()):
        raise DefinitionError(fault.message_id, file=place.file, line=place.line(fault.steps), **fault.parameters)
    return plain


def _toml(text: str, name: str) -> Any:
    import tomllib  # most policies are given

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError("policy-not-toml", file=name, line=line_of_fault(error, text)) from None


def _json(text: str, name: str) -> Any:
    from ..json_schema import NotJson, read_json_text  # it refuses a key that stands twice, and endless nesting

    try:
        read_json_text(text)
        return json.loads(text)
    except (NotJson, ValueError, RecursionError):
        raise DefinitionError("policy-not-json", file=name) from None


def _schema(said: Mapping[str, Any], zone: str) -> SchemaPolicy:
    return SchemaPolicy(
        admits=_classes(said.get("admits", ())),
        fields={name: _rule(rule, zone) for name, rule in said.get("fields", {}).items()},
        rows=said.get("rows"),
        suppress=tuple(_suppress(each) for each in said.get("suppress", ())),
        waivers=tuple(_waiver(each) for each in said.get("waivers", ())),
        quasi_identifiers=tuple(said.get("quasi_identifiers", ())),
        smallest_group=said.get("smallest_group", SMALL),
    )


def _rule(said: Any, zone: str) -> FieldRule:
    if isinstance(said, str):
        return FieldRule() if said == "keep" else FieldRule(cases=())
    cases = said.get("cases", (said,))
    purpose = said.get("purpose")
    return FieldRule(
        cases=tuple(Case(_transform(case, zone), case.get("when")) for case in cases),
        purpose=None if purpose is None else _words(purpose),
        until=_day(said.get("until")),
    )


def _transform(said: Mapping[str, Any], zone: str) -> Transform:
    if "mask" in said:
        return Mask(**said["mask"])
    if "generalise" in said:
        return _generalised(said["generalise"], zone)
    if "round" in said:
        wanted = said["round"]
        return Decimals(wanted) if isinstance(wanted, int) else Step(wanted["step"])
    if "pseudonym" in said:
        wanted = said["pseudonym"]
        return Pseudonym() if wanted is True else Pseudonym(wanted["domain"])
    return KEEP


def _generalised(wanted: Any, zone: str) -> Transform:
    if isinstance(wanted, str):
        return AreaLevel(wanted) if wanted in AREA_LENGTHS else Calendar(wanted, zone)  # type: ignore[arg-type]  # the form has judged the word
    if "band" in wanted:
        return Band(wanted["band"], wanted.get("top"))
    return Calendar(wanted["unit"], wanted.get("zone", zone))


def _suppress(said: Mapping[str, Any]) -> Suppress:
    counts, by, hides, across = (tuple(said.get(key, ())) for key in ("counts", "by", "hides", "across"))
    return Suppress(counts, by, said.get("below", SMALL), hides, said.get("flag"), said.get("when"), across)


def _waiver(said: Mapping[str, Any]) -> Waiver:
    return Waiver(said["finding"], said.get("field"), said["reason"], date.fromisoformat(said["until"]))


def _classes(words: Any) -> frozenset[Sensitivity]:
    return frozenset(Sensitivity(word) for word in words)


def _words(said: Any) -> Text:
    return Text(said, said) if isinstance(said, str) else Text(said["en"], said["id"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
