"""The form of a policy file: which keys there are, and what each may hold.

What lives here: the grammar of `opendata-share/policy@1`, as data. `policy-schema.json` beside this file is its JSON
Schema, for editors. What this file must not know: how a file is read, what a policy means.
"""

from __future__ import annotations

from typing import Any, Final

from ..contract import Sensitivity
from ._shape import ByKind, Day, Either, Keys, Named, OneOf, Several, Shape, Whole, Words, Yes
from ._terms import FORMAT, How
from ._transforms import AREA_LENGTHS, CALENDAR_UNITS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_MOST: Final = 2**31 - 1

_SLUG: Final = Words(r"^[a-z0-9]+(-[a-z0-9]+)*$", "lower-case-words")
_FIELD: Final = Words(r"^[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*)?$", "field_name")
_FIELDS: Final = Words(r"^[a-z][a-z0-9_]*[][a-z0-9_., ]*$", "field_name")
_TEXT: Final = Words()
_BOTH: Final = ByKind(text=_TEXT, table=Keys({"en": _TEXT, "id": _TEXT}, required=("en", "id")))
_CLASSES: Final = Several(OneOf(tuple(str(each) for each in Sensitivity if each is not Sensitivity.PERSONAL)))
_KEEP, _DROP = "keep", "drop"

_TRANSFORMS: Final[dict[str, Shape]] = {
    "keep": Yes(),
    "mask": Keys({"first": Whole(0, _MOST), "last": Whole(0, _MOST)}),
    "generalise": ByKind(
        text=OneOf((*CALENDAR_UNITS, *AREA_LENGTHS)),
        table=Keys(
            {
                "band": Whole(1, _MOST),
                "top": Whole(0, _MOST),
                "unit": OneOf(CALENDAR_UNITS),
                "zone": _TEXT,
            },
            one_of=("band", "unit"),
            apart=(("band", "zone"), ("unit", "top")),
        ),
    ),
    "round": ByKind(number=Whole(0, 15), table=Keys({"step": Whole(1, _MOST)}, required=("step",))),
    "pseudonym": ByKind(yes=Yes(), table=Keys({"domain": _SLUG}, required=("domain",))),
}
_CASE: Final = Keys({**_TRANSFORMS, "when": _TEXT}, one_of=tuple(_TRANSFORMS))
_RULE: Final = ByKind(
    text=OneOf((_KEEP, _DROP)),
    table=Keys(
        {**_TRANSFORMS, "when": _TEXT, "cases": Several(_CASE, least=1), "purpose": _BOTH, "until": Day()},
        one_of=(*_TRANSFORMS, "cases"),
        apart=(("cases", "when"),),
    ),
)
_SUPPRESS: Final = Keys(
    {
        "counts": Several(_FIELD, least=1),
        "by": Several(_FIELD),
        "below": Whole(2, _MOST),
        "hides": Several(_FIELD),
        "flag": _FIELD,
        "when": _TEXT,
        "across": Several(_FIELD),
    },
    required=("counts", "by"),
)
_WAIVER: Final = Keys(
    {"finding": _SLUG, "field": _FIELDS, "reason": _TEXT, "until": Day()}, required=("finding", "reason", "until")
)
_SCHEMA: Final = Keys(
    {
        "admits": _CLASSES,
        "rows": _TEXT,
        "fields": Named(_FIELD.pattern, _RULE, _FIELD.expected),
        "suppress": Several(_SUPPRESS),
        "waivers": Several(_WAIVER),
        "quasi_identifiers": Several(_FIELD),
        "smallest_group": Whole(2, _MOST),
    }
)
POLICY_FORM: Final = Keys(
    {
        "$schema": _TEXT,
        "format": OneOf((FORMAT,)),
        "name": _SLUG,
        "title": _BOTH,
        "audience": _SLUG,
        "purpose": _BOTH,
        "parties": Several(
            Keys({"agency": _SLUG, "role": OneOf(("provider", "recipient"))}, required=("agency", "role"))
        ),
        "legal_basis": Several(Keys({"law": _TEXT, "article": _TEXT, "note": _TEXT}, required=("law",))),
        "validity": Keys({"from": Day(), "until": Day()}),
        "zone": _TEXT,
        "admits": _CLASSES,
        "pseudonym_key": Keys(
            {"file": _TEXT, "environment": Words(r"^[A-Z][A-Z0-9_]*$", "UPPER_CASE")}, one_of=("file", "environment")
        ),
        "schemas": Named(
            r"^[a-z][a-z0-9]*(-[a-z0-9]+)*@(0|[1-9][0-9]*)$", _SCHEMA, "name@major, such as emergency-incident@1"
        ),
    },
    required=("format", "name", "audience", "purpose"),
)
COMPOSED: Final[tuple[How, ...]] = ("all_of", "any_of")
_MEMBER: Final = Words(r"^(open|exchange|[^\x00-\x1f]*[.](toml|json))$", "open, exchange, a file (.toml, .json)")
_MEMBERS: Final = Several(_MEMBER, least=1)
FILE_FORM: Final = Either(
    COMPOSED,
    Keys(
        {"$schema": _TEXT, "format": OneOf((FORMAT,)), **dict.fromkeys(COMPOSED, _MEMBERS)},
        required=("format",),
        one_of=COMPOSED,
    ),
    POLICY_FORM,
)
"""A file is a policy, or says which policies make one together."""


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file."""
    return {
        "$schema": DIALECT,
        "$id": "urn:opendata-share:schema:policy:1",
        "title": "A policy file of opendata-share",
        "description": "Who may get which fields, rows and precision, for what purpose, until when.",
        **FILE_FORM.schema(),
    }
