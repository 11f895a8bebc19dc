"""Status: each state as a colour, a shape and a word, because colour alone says nothing to many.

Blue, amber and vermilion stay apart for colour-blind readers; the shapes stay apart in print.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from governance.scorecard.shapes import Status
from reports.markup import element


@dataclass(frozen=True)
class Sign:
    """How one status is shown."""

    word: str
    glyph: str
    look: str
    """Class of ``look.css`` that gives the colour."""
    outline: tuple[tuple[str, dict[str, str]], ...]
    """The shape inside a 12 x 12 box."""


_RING = {"cx": "6", "cy": "6", "r": "4.6", "fill": "none", "stroke": "currentColor"}
_STROKE = {"stroke-width": "1.6"}

SIGNS: dict[Status, Sign] = {
    "green": Sign("On target", "●", "good", (("circle", {"cx": "6", "cy": "6", "r": "5"}),)),
    "amber": Sign("Watch", "▲", "watch", (("path", {"d": "M6 .8 11.6 11H.4Z"}),)),
    "red": Sign(
        "Off target", "■", "bad", (("rect", {"x": "1", "y": "1", "width": "10", "height": "10"}),)
    ),
    "no_data": Sign("No data", "○", "unknown", (("circle", _RING | _STROKE),)),
    "provisional": Sign(
        "Provisional",
        "◌",
        "unknown",
        (("circle", _RING | _STROKE | {"stroke-dasharray": "2 1.6"}),),
    ),
    "not_estimable": Sign(
        "Cannot be estimated",
        "?",
        "unknown",
        (
            (
                "path",
                {
                    "d": "M3.4 4.1a2.6 2.6 0 1 1 3.9 2.3c-.8.5-1.3.9-1.3 1.9M6 10.6v.6",
                    "fill": "none",
                    "stroke": "currentColor",
                    "stroke-width": "1.7",
                    "stroke-linecap": "round",
                },
            ),
        ),
    ),
    "stale": Sign(
        "Out of date",
        "◔",
        "unknown",
        (("circle", _RING | _STROKE), ("path", {"d": "M6 6V1.4A4.6 4.6 0 0 1 10.6 6Z"})),
    ),
    "no_target": Sign(
        "No target set",
        "–",
        "unknown",
        (("path", {"d": "M2 6h8", "stroke": "currentColor", "stroke-width": "2"}),),
    ),
}
"""The sign of every status; the glyph is for plain text, the outline for screens."""


def shape(status: Status) -> Element:
    """Return the status's shape as a small picture that the words beside it explain."""
    sign = SIGNS[status]
    return element(
        "svg",
        {"class": f"shape {sign.look}", "viewBox": "0 0 12 12", "aria-hidden": "true"},
        *(element(name, {"fill": "currentColor"} | drawn) for name, drawn in sign.outline),
    )


def badge(status: Status) -> Element:
    """Return shape and word together."""
    sign = SIGNS[status]
    return element("span", {"class": f"badge {sign.look}-text"}, shape(status), sign.word)
