"""The joint audit on a screen: who was asked, how far they are, and what they said once it is open.

Before the reveal only counts are drawn; nothing here is given an answer until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from governance.maturity.shapes import (
    SIDES,
    Agreed,
    Answer,
    Audit,
    Item,
    MatrixRow,
    Progress,
    Remark,
    Side,
    Topic,
)
from reports.format import day
from reports.levels import level_figure, scale, scale_head, sign, spoken
from reports.markup import Child, box, element, text, written
from reports.maturity import levels_of
from reports.tables import Column, table

SIDE_WORDS: Mapping[Side, str] = {"ceo": "CEO's side", "cio": "CIO's side"}
STATE_WORDS = {"open": "collecting answers", "revealed": "under discussion", "closed": "closed"}


def audit_words(audit: Audit) -> str:
    """Return what an audit is called and how far it is."""
    return f"{audit.title} ({audit.id}), {STATE_WORDS[audit.state]}"


def audit_links(chosen: Audit, found: Sequence[Audit], addresses: Sequence[str]) -> str:
    """Return which audit is shown, with links to the others, newest first."""
    others = [
        text("part", element("a", {"href": address, "target": "_self"}, one.title))
        for one, address in zip(found, addresses, strict=True)
        if one != chosen
    ]
    rest = box("muted", "Others: ", *others) if others else None
    return written(box("tandem answer", box("strong", audit_words(chosen)), rest))


def progress_words(progress: Sequence[Progress]) -> str:
    """Return how many answers are in, without a word about what they say."""
    if not progress:
        return "Nobody is invited yet."
    done = sum(one.answered >= one.of for one in progress)
    given, asked = sum(one.answered for one in progress), sum(one.of for one in progress)
    return f"{given} of {asked} answers are in; {done} of {len(progress)} have answered everything."


def unfinished_words(audit: Audit) -> str:
    """Return who has not answered everything, by name and count."""
    if not audit.unfinished:
        return "Everybody has answered everything."
    named = ", ".join(f"{one.person.name} ({one.answered} of {one.of})" for one in audit.unfinished)
    return f"Not finished: {named}. What they have not answered is left out for good."


def progress_table(progress: Sequence[Progress]) -> str:
    """Return how far each person is, side by side; counts only."""
    columns = (Column("Asked"), Column("Side"), Column(""), Column("Answered", True))
    rows = [
        (
            one.person.name,
            SIDE_WORDS[one.side],
            _bar(one.answered, one.of),
            f"{one.answered} of {one.of}",
        )
        for side in SIDES
        for one in progress
        if one.side == side
    ]
    return table(columns, rows, title="How far everybody is")


def topic_view(row: MatrixRow) -> str:
    """Return the three views of one topic, large, with their figures."""
    levels = levels_of(row)
    absent = {"ceo": "nobody answered", "cio": "nobody answered", "checks": row.measured_words}
    figures = [
        box(
            f"figure {view}",
            sign(view),
            text("value" if value is not None else "value absent", level_figure(value, "–")),
            text("muted", name if value is not None else f"{name}: {absent[view] or 'not known'}"),
        )
        for (view, value), name in zip(
            levels.named(), ("CEO's side", "CIO's side", "checks"), strict=True
        )
    ]
    drawn = scale(levels, size=2.2, words=f"{row.title}: {spoken(levels)}")
    return written(
        box("tandem views big topic", box("topic-figures", *figures), scale_head(), drawn)
    )


def settled_words(row: MatrixRow, agreed: Agreed | None) -> str:
    """Return what follows by the rule and what was agreed."""
    parts = []
    if row.final is not None:
        claimed = ", claimed because no check speaks of it" if row.claimed else ""
        parts.append(f"By the rule the level is {row.final}{claimed}.")
    if agreed is None:
        parts.append("Nothing is agreed yet.")
    else:
        parts.append(f"Agreed: {agreed.level}. {agreed.why.rstrip('.')} ({day(agreed.at)}).")
    return " ".join(parts)


def answers_list(topic: Topic, answers: Sequence[Answer]) -> str:
    """Return who answered what to a topic's questions, the CEO's side first."""
    parts: list[Element] = []
    for item in topic.items:
        given = [one for one in answers if one.item == item.id]
        ordered = sorted(given, key=lambda one: (SIDES.index(one.side), one.person.name))
        lines = (_given(one, item) for one in ordered)
        parts += [element("h3", None, item.question), element("ul", None, *lines)]
    title = {"class": "tandem given", "role": "group", "aria-label": f"Answers on {topic.title}"}
    return written(element("div", title, *parts))


def remarks_list(remarks: Sequence[Remark]) -> str:
    """Return what was said, the first remark first."""
    lines = (
        element("li", None, one.text, text("muted id", f"{one.by.name}, {_moment(one.at)}"))
        for one in remarks
    )
    return written(element("ul", {"class": "tandem remarks"}, *lines))


def settled_table(rows: Sequence[MatrixRow], agreed: Mapping[str, Agreed]) -> str:
    """Return what was settled topic by topic: the views, the agreed level, the target."""
    columns = (
        Column("Topic"), Column("● CEO", True), Column("◆ CIO", True), Column("■ Checks", True),
        Column("Agreed", True), Column("Target", True), Column("Why"),
    )  # fmt: skip
    lines = [
        (
            row.title,
            level_figure(row.ceo),
            level_figure(row.cio),
            level_figure(row.measured),
            str(agreed[row.topic].level) if row.topic in agreed else "–",
            str(row.target) if row.target else "–",
            agreed[row.topic].why if row.topic in agreed else "not agreed",
        )
        for row in rows
    ]
    return table(columns, lines, title="What was settled")


def saved_words(answer: Answer | None) -> str:
    """Return whether an answer is kept, and since when."""
    if answer is None:
        return "Not answered yet."
    changed = "" if answer.number == 1 else f", changed {answer.number - 1} times"
    if answer.number == 2:
        changed = ", changed once"
    return f"Saved {_moment(answer.at)}{changed}."


def counted_words(answered: int, of: int) -> str:
    """Return how many questions somebody has answered."""
    if answered >= of:
        return f"All {of} questions are answered."
    return f"{answered} of {of} answered."


def _given(one: Answer, item: Item) -> Element:
    """Return one answer: its level, who gave it, what it says and what it rests on."""
    said = "I don't know" if one.unknown else item.levels[one.level - 1]
    evidence = box("muted", "Rests on: ", one.evidence) if one.evidence else None
    return element(
        "li",
        None,
        text("figure", sign(one.side), str(one.level)),
        box("", one.person.name, text("muted id", SIDE_WORDS[one.side])),
        box("said", said, evidence),
    )


def _bar(answered: int, of: int) -> Child:
    """Return a bar as long as the share that is answered."""
    share = 100.0 * answered / of if of else 0.0
    return element(
        "svg",
        {"class": "bar-track", "aria-hidden": "true"},
        element("rect", {"width": f"{share:.1f}%", "height": "100%", "rx": "2"}),
    )


def _moment(at: datetime) -> str:
    """Return a moment as a person reads it."""
    return f"{day(at)}, {at:%H:%M} UTC"
