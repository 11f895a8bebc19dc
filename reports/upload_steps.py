"""Where an upload stands: a line of steps, what is due in short, what was corrected by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal
from xml.etree.ElementTree import Element

from governance.uploads.due import Owed
from pipelines.uploads.shapes import Correction, Upload
from reports.format import day
from reports.markup import Child, element, text, written
from reports.tables import Column, table

Standing = Literal["done", "now", "stuck", "open"]
Missing = Literal["", "reason", "note"]
"""What must still be written before a file may be loaded: why it restates, why a figure is red."""
STEPS: Final = ("Due", "Drop", "Understood", "Wrong", "Changes", "Red", "Load")
"""What each step is called in the line; a phone still holds them in two lines."""
SIGNS: Final[Mapping[Standing, str]] = {"done": "✓", "now": "●", "stuck": "▲", "open": "○"}
WORDS: Final[Mapping[Standing, str]] = {
    "done": "done",
    "now": "you are here",
    "stuck": "something is to be put right",
    "open": "still to come",
}
_READY: Final[Mapping[Missing, tuple[Standing, ...]]] = {
    "": (*("done",) * 6, "now"),
    "reason": (*("done",) * 4, "stuck", "open", "open"),
    "note": (*("done",) * 5, "stuck", "open"),
}
_AT: Final[Mapping[str, int]] = {"received": 3, "asks": 3, "refused": 3, "overtaken": 4}
MOST_NAMED: Final = 6
"""Periods of a file that are named in a sentence."""
_DUE: Final[Mapping[str, str]] = {"late": "▲", "due": "●", "not_yet": "○", "in": "✓"}


def standings(upload: Upload, *, missing: Missing = "") -> tuple[Standing, ...]:
    """Return how each of the seven steps stands.

    Args:
        upload: Which upload.
        missing: What must still be written before it may be loaded.
    """
    if upload.state in ("loaded", "waits"):
        return (*("done",) * 6, "done" if upload.state == "loaded" else "now")
    if upload.state == "withdrawn":
        return (*("done",) * 2, *("open",) * 5)
    if upload.state == "wrong":
        return ("done", "done", "done", "stuck", "open", "open", "open")
    if upload.state == "ready":
        return _READY[missing]
    at = _AT.get(upload.state, 3)
    here: Standing = "stuck" if upload.state == "refused" else "now"
    return tuple("done" if step < at else here if step == at else "open" for step in range(1, 8))


def steps_line(found: Sequence[Standing]) -> str:
    """Return the steps as one line, each with a sign and, for screen readers, a word."""
    items: list[Child] = []
    for number, (title, standing) in enumerate(zip(STEPS, found, strict=True), start=1):
        attributes = {"class": standing, "title": WORDS[standing]}
        if standing in ("now", "stuck"):
            attributes["aria-current"] = "step"
        items.append(
            element(
                "li",
                attributes,
                element("span", {"aria-hidden": "true"}, SIGNS[standing]),
                f"{number} {title}",
                text("said-only", f", {WORDS[standing]}"),
            )
        )
    return written(element("ul", {"class": "tandem steps", "aria-label": "Steps"}, *items))


def due_lines(
    owed: Sequence[Owed],
    address: Callable[[Owed], str],
    *,
    chosen: Owed | None = None,
    title: str,
) -> str:
    """Return one line for each file, with its periods in the same state beside each other.

    Args:
        owed: The files.
        address: Gives the address at which a file of a period is chosen.
        chosen: The one that is chosen.
        title: What the table holds, for screen readers.
    """
    together: dict[tuple[str, str], list[Owed]] = {}
    for one in owed:
        together.setdefault((one.extract, one.state), []).append(one)
    columns = (Column("File"), Column("Bring"), Column("State"), Column("Owner"),
               Column("Last brought"))  # fmt: skip
    rows = [_due_line(ones, address, chosen) for ones in together.values()]
    return table(columns, rows, title=title)


def _due_line(
    ones: Sequence[Owed], address: Callable[[Owed], str], chosen: Owed | None
) -> tuple[Child, ...]:
    """Return the periods of one file that stand alike, each with a way to bring it."""
    worst = max(ones, key=lambda one: one.days_late)
    last = worst.last
    periods = [_choose(one, address, chosen) for one in sorted(ones, key=lambda one: one.period)]
    return (
        worst.title,
        text("choices", *periods),
        f"{_DUE[worst.state]} {due_words(worst)}",
        worst.owner or "–",
        f"{last.period} by {last.by}, {day(last.at.date())}" if last else "never",
    )


def _choose(one: Owed, address: Callable[[Owed], str], chosen: Owed | None) -> Element:
    """Return the way to bring a file of one period; where it is chosen already, that it is."""
    link = {
        "href": address(one),
        "target": "_self",
        "aria-label": f"Bring {owed_words(one)}",
    }
    if chosen is not None and (chosen.extract, chosen.period) == (one.extract, one.period):
        return element("a", link | {"class": "chosen", "aria-current": "true"}, f"✓ {one.period}")
    return element("a", link, one.period)


def owed_words(one: Owed) -> str:
    """Return a file of one period as it is spoken of."""
    return f"{one.title} {one.period}"


def due_words(one: Owed) -> str:
    """Return how a file of one period stands, in a few words."""
    words = {"late": one.words, "in": "in", "due": f"due by {day(one.due_on)}"}
    said = words.get(one.state, f"not yet; due on {day(one.due_on)}")
    return f"{said}; on its way" if one.on_its_way else said


def otherwise_words(chosen: Owed, upload: Upload) -> str:
    """Return that a file speaks of something else than was chosen for it; empty where it does."""
    found = upload.finding
    if found is None or not found.planned:
        return ""
    if (chosen.extract, chosen.period) in {one.at for one in found.planned}:
        return ""
    what = ", ".join(f"{one.extract} {one.period}" for one in found.planned[:MOST_NAMED])
    return (
        f"You chose {owed_words(chosen)}, and this file speaks of {what}. "
        "It is taken for what it says."
    )


def corrections_table(corrections: Sequence[Correction], names: Mapping[str, str]) -> str:
    """Return what was corrected on the spot: what stood there, what stands there now, who and why.

    Args:
        corrections: The corrections.
        names: How everybody is called, by identifier.
    """
    columns = (
        Column("Line", True), Column("Column"), Column("Was"), Column("Is"), Column("Because"),
        Column("By"), Column("When (UTC)"),
    )  # fmt: skip
    rows = [
        (
            f"{one.line:,}", one.column, one.before or "(empty)", one.after or "(empty)", one.why,
            names.get(one.actor, one.actor), f"{one.at:%Y-%m-%d %H:%M}",
        )
        for one in corrections
    ]  # fmt: skip
    return table(columns, rows, title="Corrections", first="td")


def correction_words(one: Correction) -> str:
    """Return a correction in a few words, for choosing."""
    return f"line {one.line}, {one.column}: {one.before or '(empty)'} → {one.after or '(empty)'}"
