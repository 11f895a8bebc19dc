"""What every screen of the check-in is built from: a sentence, lines, and pictures of others."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, fromstring

from reports.markup import Child, box, element, text


def lead(said: str) -> Element:
    """Return the sentence that a screen says first."""
    return element("p", {"class": "lead"}, said)


def listed(lines: Iterable[Element]) -> Element:
    """Return lines under each other."""
    return element("ul", {"class": "screen-list"}, *lines)


def line(title: Child, worth: str, *said: Child) -> Element:
    """Return one line: what it is, what it is worth, and below what is to know about it."""
    aside = text("worth", worth) if worth else None
    return element("li", None, box("line-title", title, aside), box("line-said", *said))


def sides(first: Iterable[Child], second: Iterable[Child]) -> list[Element | None]:
    """Return two columns; one alone where there is nothing for the other."""
    left, right = ([each for each in side if each is not None] for side in (first, second))
    if not (left and right):
        return [box("", *left, *right)]
    return [box("screen-sides", box("", *left), box("", *right))]


def drawn(markup: str) -> Element:
    """Return a picture that another module wrote as a part of this tree.

    What ``reports`` writes holds no element that HTML would leave open, so it is read as it is.
    """
    return fromstring(markup)  # noqa: S314  # our own writer's output, with all text escaped
