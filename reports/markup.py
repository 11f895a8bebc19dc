"""HTML and SVG as trees: what a person typed can become text, never markup.

Every block on a screen is built of these elements and written out once. The standard library's
writer escapes text and attributes, so there is no place where a string could be glued in unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
Child = Element | str | None


def element(name: str, attributes: Mapping[str, str] | None = None, *children: Child) -> Element:
    """Return an element; text children are kept as text, ``None`` children are left out."""
    made = Element(name, {key: _printable(value) for key, value in (attributes or {}).items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif child and last is None:
            made.text = (made.text or "") + _printable(child)
        elif child and last is not None:
            last.tail = (last.tail or "") + _printable(child)
    return made


def box(look: str, *children: Child) -> Element:
    """Return a ``div`` with the class ``look``."""
    return element("div", {"class": look}, *children)


def text(look: str, *children: Child) -> Element:
    """Return a ``span`` with the class ``look``."""
    return element("span", {"class": look}, *children)


def written(tree: Element) -> str:
    """Return the tree as HTML."""
    return tostring(tree, encoding="unicode", method="html")


def link(page: str, **values: str | None) -> str:
    """Return a relative address of a page with its query; empty values are left out."""
    query = urlencode({key: value for key, value in values.items() if value})
    return f"{page}?{query}" if query else page


def _printable(value: str) -> str:
    """Drop control characters, which no markup may hold."""
    return _CONTROL.sub("", value)
