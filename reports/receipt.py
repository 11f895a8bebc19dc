"""The receipt of a file that counts: to be printed, filed, or read in a terminal.

The page needs nothing from anywhere: the style stands inside, there is no script and no address.
Both forms are written from the same sections, so they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from governance.uploads.moves import GoalMove, MetricMove, Preview
from pipelines.uploads.shapes import UploadReceipt
from reports.load_changes import pair
from reports.markup import element, written
from reports.minutes import POLICY
from reports.status import SIGNS

STYLE = Path(__file__).with_name("paper.css")
"""The style that is written into it."""
_OUTCOMES = {
    "loaded": "All of its rows count.",
    "partly_loaded": "The good rows count; the others wait in quarantine.",
    "unchanged": "It says what counts already; nothing was changed.",
    "refused": "It was refused; nothing was changed.",
}
_MOST = 200
"""Corrections or figures listed on paper; more are counted."""


@dataclass(frozen=True)
class _Section:
    """One part of the receipt."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: int = 0
    """Rows that are not listed."""


def page(receipt: UploadReceipt, effect: Preview, names: Mapping[str, str], *, style: str) -> str:
    """Return the receipt as one HTML file.

    Args:
        receipt: What became of the file.
        effect: What it changed.
        names: How everybody is called, by identifier.
        style: The style sheet that is written into the page.
    """
    name = f"Receipt {receipt.submission}"
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}),
        element("meta", {"name": "viewport", "content": "width=device-width"}),
        element("title", None, name),
        element("style", None, style),
    )
    parts = [part for one in _sections(receipt, effect, names) for part in _drawn(one)]
    lead = element("p", {"class": "lead"}, _OUTCOMES[receipt.outcome])
    body = element("body", None, element("main", None, element("h1", None, name), lead, *parts))
    return "<!doctype html>\n" + written(element("html", {"lang": "en"}, head, body)) + "\n"


def outcome_words(receipt: UploadReceipt) -> str:
    """Return what became of the file, in a few sentences."""
    said = [_OUTCOMES[receipt.outcome]]
    if receipt.restates:
        why = f", because: {receipt.reason}" if receipt.reason else "."
        said.append(f"It restates {_restated(receipt)}{why}")
    return " ".join(said)


def plain(receipt: UploadReceipt, effect: Preview, names: Mapping[str, str]) -> str:
    """Return the receipt as lines of text for a terminal."""
    lines = [f"Receipt {receipt.submission}", _OUTCOMES[receipt.outcome]]
    for one in _sections(receipt, effect, names):
        lines += ["", one.title]
        lines += [f"  {what}: {_flat(said)}" for what, said in one.facts]
        lines += ["  " + " · ".join(_flat(cell) for cell in row) for row in one.rows]
        if one.more:
            lines.append(f"  and {one.more:,} more")
    return "\n".join(lines) + "\n"


def _sections(
    receipt: UploadReceipt, effect: Preview, names: Mapping[str, str]
) -> Iterator[_Section]:
    """Yield the parts of the receipt."""
    yield _Section("The file", facts=tuple(_facts(receipt, names)))
    yield _Section(
        "What counts now",
        columns=("Extract", "Period", "Rows", "Load"),
        rows=tuple(
            (one.extract, one.period, f"{one.rows:,}", one.id or "–") for one in receipt.loads
        ),
    )
    if receipt.corrections:
        shown = receipt.corrections[:_MOST]
        yield _Section(
            "Corrected on the spot",
            columns=("Line", "Column", "Was", "Is", "Why", "By"),
            rows=tuple(
                (
                    f"{one.line:,}", one.column, one.before or "–", one.after or "–", one.why,
                    names.get(one.actor, one.actor),
                )
                for one in shown
            ),
            more=len(receipt.corrections) - len(shown),
        )  # fmt: skip
    yield from _effects(effect)


def _facts(receipt: UploadReceipt, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is known of the file and of how it came to count."""
    yield "File", receipt.file_name
    yield "SHA-256", receipt.sha256
    yield "Size", f"{receipt.size:,} bytes"
    yield "Upload", receipt.upload
    yield "Rows accepted", f"{receipt.rows_accepted:,}"
    yield "Rows rejected", f"{receipt.rows_rejected:,}"
    if receipt.quarantined:
        yield "In quarantine", f"{receipt.quarantined:,}"
    yield "Brought by", names.get(receipt.actor, receipt.actor)
    if receipt.approved_by:
        yield "Approved by", names.get(receipt.approved_by, receipt.approved_by)
    yield "Counts since", f"{receipt.at:%Y-%m-%d %H:%M} UTC, version {receipt.version}"
    if receipt.restates:
        yield "Restates", _restated(receipt)
    if receipt.reason:
        yield "Reason", receipt.reason


def _restated(receipt: UploadReceipt) -> str:
    """Return which settled periods a file restates."""
    return ", ".join(f"{extract} {period}" for extract, period in receipt.restates)


def _effects(effect: Preview) -> Iterator[_Section]:
    """Yield what the file changed."""
    if not effect.metrics:
        yield _Section("What it changed", facts=(("Figures", "none"),))
        return
    shown = effect.metrics[:_MOST]
    yield _Section(
        "What it changed",
        columns=("Figure", "Period", "Was", "Is", "Colour"),
        rows=tuple(_moved(one) for one in shown),
        more=len(effect.metrics) - len(shown),
    )
    if effect.goals:
        yield _Section(
            "Goals that it moved",
            columns=("Goal", "Was", "Is", "Colour"),
            rows=tuple(_goal(one) for one in effect.goals),
        )
    if effect.unusual:
        yield _Section(
            "Far from usual",
            columns=("What", "Says"),
            rows=tuple((one.title, one.words) for one in effect.unusual),
        )


def _moved(one: MetricMove) -> tuple[str, ...]:
    """Return one figure before and after."""
    before, after = pair(one.before, one.after, one.unit)
    words = SIGNS[one.before.status].word, SIGNS[one.after.status].word
    return one.title, one.period, before, after, " → ".join(dict.fromkeys(words))


def _goal(one: GoalMove) -> tuple[str, ...]:
    """Return one goal before and after."""
    before, after = pair(one.before, one.after, one.unit)
    words = SIGNS[one.before.status].word, SIGNS[one.after.status].word
    return one.title, before, after, " → ".join(dict.fromkeys(words))


def _drawn(section: _Section) -> list[Element]:
    """Return one part as markup."""
    found = [element("h2", None, section.title)]
    if section.facts:
        pairs = [
            part
            for what, said in section.facts
            for part in (element("dt", None, what), element("dd", None, said))
        ]
        found.append(element("dl", None, *pairs))
    if section.rows:
        found.append(_table(section.title, section.columns, section.rows))
    if section.more:
        found.append(element("p", None, f"and {section.more:,} more"))
    return found


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Element:
    """Return rows as a table; the first cell of each names it."""
    heads = (element("th", {"scope": "col"}, name) for name in columns)
    body = [
        element(
            "tr",
            None,
            element("th", {"scope": "row"}, row[0]),
            *(element("td", None, cell) for cell in row[1:]),
        )
        for row in rows
    ]
    whole = element(
        "table",
        {"aria-label": title},
        element("thead", None, element("tr", None, *heads)),
        element("tbody", None, *body),
    )
    frame = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": title}
    return element("div", frame, whole)


def _flat(said: str) -> str:
    """Return a text as one line that a terminal may print."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
