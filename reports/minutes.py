"""The minutes as a page of their own: to be printed, mailed or kept beside the others.

It needs nothing from anywhere: the style stands inside, there is no script and no address, and
what people typed is text. It says what the Markdown says, section by section.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from governance.checkin.minutes import Section, sections, title
from governance.checkin.shapes import Meeting, Stage
from reports.markup import box, element, written

MINUTES_PAGE = "minutes.html"
"""What the page is called among the papers of a closed check-in."""
STYLE = Path(__file__).with_name("paper.css")
"""The style that is written into it."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: its own style and nothing else."""


def page(meeting: Meeting, stage: Stage, *, style: str) -> str:
    """Return the minutes as one HTML file.

    Args:
        meeting: What happened.
        stage: What was shown.
        style: The style sheet that is written into the page.
    """
    name = title(meeting)
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}),
        element("meta", {"name": "viewport", "content": "width=device-width"}),
        element("title", None, name),
        element("style", None, style),
    )
    parts = [part for section in sections(meeting, stage) for part in _section(section)]
    body = element("body", None, element("main", None, element("h1", None, name), *parts))
    return "<!doctype html>\n" + written(element("html", {"lang": "en"}, head, body)) + "\n"


def _section(section: Section) -> list[Element]:
    """Return one section."""
    found = [element(f"h{section.level}", None, section.title)]
    found += [element("p", None, sentence) for sentence in section.words]
    if section.facts:
        pairs = [
            part
            for what, value in section.facts
            for part in (element("dt", None, what), element("dd", None, value))
        ]
        found.append(element("dl", None, *pairs))
    if section.rows:
        found.append(_table(section))
    return found


def _table(section: Section) -> Element:
    """Return a section's table; the first cell of each row names it."""
    heads = (element("th", {"scope": "col"}, name) for name in section.columns)
    rows = [
        element(
            "tr",
            None,
            element("th", {"scope": "row"}, row[0]),
            *(element("td", None, cell) for cell in row[1:]),
        )
        for row in section.rows
    ]
    whole = element(
        "table",
        {"aria-label": section.title},
        element("thead", None, element("tr", None, *heads)),
        element("tbody", None, *rows),
    )
    return box("scroll", whole)
