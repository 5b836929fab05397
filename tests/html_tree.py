"""Pages read back, as strictly as our own writer promises."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

VOID = {"meta", "input", "link", "br", "hr", "img"}


class _Tree(HTMLParser):
    """Reads HTML as strictly as our own writer promises: every element that can be closed is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        made = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        last = self.open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + data
        else:
            last.text = (last.text or "") + data


def read_html(page: str) -> Element:
    """Return the tree of a page; anything left open or crossed is a failure."""
    tree = _Tree()
    tree.feed(page)
    tree.close()
    assert tree.open == [tree.root], [element.tag for element in tree.open]
    return tree.root
