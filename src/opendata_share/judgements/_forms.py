"""The forms a judgement is printed in, by name.

What lives here: the list, and handing over to the file of the form, which is loaded when it is asked for. What this
file must not know: what any form looks like.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, Literal, cast

from ._judgement import Judgement

Form = Literal["text", "json", "github", "junit", "sarif", "html"]
FORMS: Final[tuple[Form, ...]] = ("text", "json", "github", "junit", "sarif", "html")


def render(judgement: Judgement, form: Form) -> str:
    """Return the judgement in one of the `FORMS`; the same judgement gives the same text.

    Example:
        >>> from opendata_share.judgements import Judgement, render
        >>> render(Judgement(command="validate", language="en"), "github")
        '::notice title=opendata-share validate::0 errors, 0 advice: sound'
    """
    return cast("str", import_module(f"._{form}", __package__).render(judgement))
