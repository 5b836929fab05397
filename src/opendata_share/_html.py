"""HTML as a tree: what is data stays data, whatever it holds.

What lives here: making elements, cleaning texts, writing the document. What this file must not know: what a page says.

No markup is ever put together from text: an element is made of a name, attributes and children, and the writer escapes
what stands in it. Texts come from strangers, so what could make them read otherwise than they are written (control
characters, half surrogates, characters that turn the direction of writing) is replaced, and a text has a longest
length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, tostring

Child: TypeAlias = Element | str | None

LONGEST: Final = 300
"""The most characters of one text of the data that a page shows."""
_UNSAFE: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff]"
)
_BLANK: Final = re.compile("[\\t\\n\\r ]+")


def element(tag: str, /, *children: Child | Iterable[Child], **attributes: str | None) -> Element:
    """Return an element; None among the children is nothing, an attribute that is None is not there.

    Attributes are written with `_` for `-`; a trailing `_` (`class_`, `for_`) is dropped.

    Example:
        >>> tostring(element("p", "a < b", class_="x"), encoding="unicode", method="html")
        '<p class="x">a &lt; b</p>'
    """
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    made = Element(tag, {name: clean(value) for name, value in given.items() if value is not None})
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            made.append(child)
        elif isinstance(child, str):
            _append_text(made, clean(child))
        else:
            for inner in child:
                append(made, inner)
    return made


def append(parent: Element, child: Child) -> None:
    """Put one more child at the end of `parent`."""
    if isinstance(child, Element):
        parent.append(child)
    elif child is not None:
        _append_text(parent, clean(child))


def data(text: str) -> Element:
    """Return a text of the data, kept apart from the direction of writing around it, and cut where it is too long."""
    return element("bdi", shortened(text))


def shortened(text: str) -> str:
    """Return a text of the data on one line, cut where it is too long."""
    single = _BLANK.sub(" ", text).strip()
    return single if len(single) <= LONGEST else f"{single[: LONGEST - 1]}…"


def clean(text: str) -> str:
    """Return `text` with every character replaced that could make it read otherwise than it is written."""
    return _UNSAFE.sub("\ufffd", text)


def document(root: Element) -> str:
    """Return the document: HTML as browsers read it, one line break at the end."""
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def _append_text(parent: Element, text: str) -> None:
    last = parent[-1] if len(parent) else None
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
