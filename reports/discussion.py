"""Discussions as markup: who said what about which figure or goal, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from governance.comment_shapes import Anchor, Comment, Thread
from governance.comments import mentions_in
from governance.people import Person
from reports.format import day
from reports.markup import Child, box, element, text, written

Title = Callable[[Anchor], str]
"""Returns what an anchor is called."""
Address = Callable[[Anchor], str]


def thread(
    found: Thread,
    people: Sequence[Person],
    title: Title,
    *,
    address: Address | None = None,
    reader: Person | None = None,
) -> str:
    """Return a thread with every comment, the first one first.

    Args:
        found: The thread.
        people: The roster, for the names of whoever is mentioned.
        title: What its anchor is called.
        address: Where its anchor is shown; None where the reader is there already.
        reader: Whose mentions stand out.
    """
    head: list[Child] = []
    if address is not None:
        link = element("a", {"href": address(found.anchor), "target": "_self"}, title(found.anchor))
        head = [element("h3", None, link), text("muted", state_words(found))]
    return written(
        box(
            f"tandem thread {found.state}",
            box("thread-head", *head) if head else None,
            element(
                "ul",
                {"aria-label": f"Comments on {title(found.anchor)}"},
                *(_comment(one, people, reader) for one in found.comments),
            ),
        )
    )


def state_words(found: Thread) -> str:
    """Return whether a thread is open, since when, and how much was said in it."""
    many = len(found.comments)
    said = "1 comment" if many == 1 else f"{many} comments"
    if found.state == "closed":
        return f"closed by {found.comments[-1].by.name} on {day(found.at.date())} · {said}"
    return f"open since {day(_opened(found).date())} · {said}"


def elsewhere(found: Sequence[Thread], title: Title, address: Address) -> str:
    """Return links to what else was said about the same thing, such as about other periods."""
    links = (
        element(
            "li",
            None,
            element("a", {"href": address(one.anchor), "target": "_self"}, title(one.anchor)),
            text("muted", f" {state_words(one)}"),
        )
        for one in found
    )
    return written(element("ul", {"class": "tandem news"}, *links))


def count_words(shown: int, still_open: int, asked: int) -> str:
    """Return how many discussions there are, and how many wait for the reader."""
    if not shown:
        return "Nobody has commented on anything yet."
    many = "discussion" if shown == 1 else "discussions"
    words = f"{still_open} of {shown} {many} {'is' if still_open == 1 else 'are'} open"
    if not still_open:
        words = "No discussion is open"
    asks = "asks" if asked == 1 else "ask"
    return f"{words}; {asked} of them {asks} you to read it." if asked else f"{words}."


def open_words(still_open: int) -> str:
    """Return how many discussions are open, wherever else news are told."""
    return "1 discussion is open" if still_open == 1 else f"{still_open} discussions are open"


def _opened(found: Thread) -> datetime:
    """Return since when a thread is open: its first comment after the last closing."""
    since = found.comments[0].at
    for before, one in zip(found.comments, found.comments[1:], strict=False):
        since = one.at if before.closes else since
    return since


def _comment(one: Comment, people: Sequence[Person], reader: Person | None) -> Element:
    """Return one comment with who said it and whom it asks."""
    asks = reader is not None and reader.id in one.mentions
    named = [person for person in people if person.id in one.mentions]
    in_text = {mention.person.id for mention in mentions_in(one.text, named)}
    others = [person.name for person in named if person.id not in in_text]
    return element(
        "li",
        {"class": "said asks" if asks else "said"},
        box(
            "said-by",
            text("strong", str(one.by)),
            text("muted", f"{day(one.at.date())}, {one.at:%H:%M} UTC"),
            text("strong", "closed it") if one.closes else None,
            text("muted", f"for {', '.join(others)}") if others else None,
            text("badge", "asks you") if asks else None,
        ),
        *(element("p", None, *line) for line in _lines(one.text, named)),
    )


def _lines(words: str, named: Sequence[Person]) -> list[list[Child]]:
    """Return a text line by line, with the names that it mentions made to stand out."""
    lines: list[list[Child]] = []
    for line in words.split("\n"):
        parts: list[Child] = []
        place = 0
        for mention in mentions_in(line, named):
            parts += [
                line[place : mention.begins],
                text("mention", line[mention.begins : mention.ends]),
            ]
            place = mention.ends
        lines.append([*parts, line[place:]])
    return lines
