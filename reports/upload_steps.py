"""Where an upload stands: a line of steps, what is due in short, what was corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from governance.uploads.due import Owed
from pipelines.uploads.shapes import Correction, Upload
from reports.format import day
from reports.markup import Child, element, text, written
from reports.tables import Column, table

Standing = Literal["done", "now", "stuck", "open"]
STEPS: Final = ("Due", "Drop", "Understood", "Wrong", "Changes", "Red", "Load")
"""What each step is called in the line; a phone still holds them in two lines."""
SIGNS: Final[Mapping[Standing, str]] = {"done": "✓", "now": "●", "stuck": "▲", "open": "○"}
WORDS: Final[Mapping[Standing, str]] = {
    "done": "done",
    "now": "you are here",
    "stuck": "something is to be put right",
    "open": "still to come",
}
_AT: Final[Mapping[str, int]] = {"received": 3, "asks": 3, "refused": 3, "overtaken": 4}
_DUE: Final[Mapping[str, str]] = {"late": "▲", "due": "●", "not_yet": "○", "in": "✓"}


def standings(upload: Upload, *, words_missing: bool = False) -> tuple[Standing, ...]:
    """Return how each of the seven steps stands.

    Args:
        upload: Which upload.
        words_missing: Whether a reason or a note must still be written before it may be loaded.
    """
    if upload.state in ("loaded", "waits"):
        return (*("done",) * 6, "done" if upload.state == "loaded" else "now")
    if upload.state == "withdrawn":
        return (*("done",) * 2, *("open",) * 5)
    if upload.state == "wrong":
        return ("done", "done", "done", "stuck", "open", "open", "open")
    if upload.state == "ready":
        return (*("done",) * 5, *(("stuck", "open") if words_missing else ("done", "now")))
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


def due_lines(owed: Sequence[Owed]) -> str:
    """Return one line for each file, with its periods in the same state beside each other."""
    together: dict[tuple[str, str], list[Owed]] = {}
    for one in owed:
        together.setdefault((one.extract, one.state), []).append(one)
    columns = (Column("File"), Column("Periods"), Column("State"), Column("Owner"),
               Column("Last brought"))  # fmt: skip
    return table(columns, [_due_line(ones) for ones in together.values()], title="Files by state")


def _due_line(ones: Sequence[Owed]) -> tuple[Child, ...]:
    """Return the periods of one file that stand alike."""
    worst = max(ones, key=lambda one: one.days_late)
    last = worst.last
    return (
        worst.title,
        ", ".join(sorted(one.period for one in ones)),
        f"{_DUE[worst.state]} {worst.words}",
        worst.owner or "–",
        f"{last.period} by {last.by}, {day(last.at.date())}" if last else "never",
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
