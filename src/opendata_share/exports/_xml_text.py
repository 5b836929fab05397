"""XML in pieces: elements as text, written in order.

What lives here: escaping and nesting. What this file must not know: any form.

Characters XML 1.0 cannot hold (section 2.2: most control characters, halves of surrogate pairs) are left out, and the
caller is told.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, content: str | None, **attributes: str) -> str:
    """Return an element around `content`, which is XML already; nothing at all where it is None.

    Example:
        >>> element("name", text("A & B")), element("name", None)
        ('<name>A &amp; B</name>', '')
    """
    if content is None:
        return ""
    said = "".join(f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>"


def text(value: object) -> str | None:
    """Return a value as character data; None where there is none. A carriage return survives the reader."""
    if value is None:
        return None
    return escape(_NOT_XML.sub("", str(value)), {"\r": "&#13;"})


def is_whole(value: object) -> bool:
    """Whether XML can hold every character of the value."""
    return _NOT_XML.search(str(value)) is None
