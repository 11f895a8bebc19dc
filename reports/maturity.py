"""Data maturity on a screen: what both sides say, what the checks found, and where it shall go.

The sentence comes first and the matrix with it: a single figure for the maturity of a company
would hide what it is made of, so there is none here without the topics beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean
from xml.etree.ElementTree import Element

from governance.maturity.shapes import Agreement, Commitment, Matrix, MatrixRow
from reports.format import MINUS, day, span
from reports.levels import Levels, legend, level_figure, scale, scale_head, sign, spoken
from reports.markup import Child, box, element, text, written
from reports.tables import Column, table


def levels_of(row: MatrixRow) -> Levels:
    """Return the three views of a topic."""
    return Levels(row.ceo, row.cio, row.measured)


def headline(matrix: Matrix) -> str:
    """Return what the three sides say, and where they are furthest apart, in one sentence."""
    asked = [row for row in matrix.rows if row.ceo is not None or row.cio is not None]
    measured = [row for row in matrix.rows if row.measured is not None]
    if not asked and not measured:
        return "Nobody was asked and nothing was measured yet."
    if not asked:
        lowest = min(measured, key=lambda row: row.measured or 0)
        said = f"Nobody was asked yet; the checks say {_mean([row.measured for row in measured])}"
        said += f" over {_many(len(measured), 'dimension')}"
        return f"{said}: lowest on {lowest.title.lower()}."
    both = [row for row in asked if row.measured is not None]
    over = both or asked
    said = f"the CEO's side says {_mean([row.ceo for row in over])}, the CIO's side "
    said += _mean([row.cio for row in over])
    widest = max(over, key=lambda row: (levels_of(row).spread, row.title))
    ends = f"widest apart on {widest.title.lower()}."
    if not both:
        return f"{_sentence(said)}, and nothing was measured yet: {ends}"
    checks = f", the checks {_mean([row.measured for row in over])}"
    return f"On what was measured {said}{checks}: {ends}"


def standing(matrix: Matrix, *, today: date) -> str:
    """Return when was asked, how alike the sides answered, and what is on the agenda."""
    audit = matrix.audit
    if audit is None:
        return "The first audit asks both sides the same questions, blind to each other."
    when = audit.revealed_at.date() if audit.revealed_at else audit.opened_at.date()
    ago = f", {span((today - when).days)} ago" if (today - when).days > 0 else ""
    said = [f"{audit.title}, answers of {day(when)}{ago}."]
    if matrix.gap is not None:
        said.append(f"{_sentence(_gap_words(matrix.gap))} over all questions;")
    if matrix.agreement:
        said.append(agreement_words(matrix.agreement))
    unknown = sum(row.unknown for row in matrix.rows)
    if unknown:
        verb = "is “don't know” and counts" if unknown == 1 else "are “don't know” and count"
        said.append(f"{_many(unknown, 'answer')} {verb} as level 1.")
    return " ".join(said)


def agreement_words(agreement: Agreement) -> str:
    """Return how alike two sides answered, with the number of questions it rests on."""
    if agreement.within_one is None:
        return "No question was answered by both sides."
    said = f"{agreement.within_one:.0f}% of {_many(agreement.n, 'question')} within one level"
    if agreement.kappa is None:
        return f"{said}; {agreement.words.rpartition('; ')[2].rstrip('.')}."
    kappa = f"{agreement.kappa:.2f}".replace("-", MINUS)
    return f"{said}, agreement {agreement.words} (weighted kappa {kappa})."


def matrix_table(matrix: Matrix) -> str:
    """Return the matrix: topic by level, every view side by side, with its place on the scale."""
    columns = (
        Column("Topic"), Column("Level 1 to 5"), Column("● CEO", True), Column("◆ CIO", True),
        Column("■ Checks", True), Column("CEO − CIO", True), Column("Agreed", True),
        Column("By the rule", True), Column("Target", True), Column("To be read with"),
    )  # fmt: skip
    rows = [_matrix_row(row) for row in matrix.rows]
    return table(columns, rows, title="Data maturity: topic by level")


def three_views(rows: Sequence[MatrixRow], *, big: bool = False) -> str:
    """Return the chart of the three views, the widest apart first.

    Args:
        rows: The topics; one that nobody speaks of is left out.
        big: Whether it must be readable from the back of a meeting room.
    """
    known = spoken_of(rows)
    head = element(
        "div", {"class": "view view-head", "aria-hidden": "true"}, box(""), scale_head(), box("")
    )
    look = "tandem views big" if big else "tandem views"
    lines = (_view(row, size=2.0 if big else 1.4) for row in widest_first(known))
    return written(box(look, legend(), head, element("ul", None, *lines)))


def spoken_of(rows: Sequence[MatrixRow]) -> list[MatrixRow]:
    """Return the topics that somebody judged or that were measured."""
    return [row for row in rows if any(value is not None for _, value in levels_of(row).named())]


def widest_first(rows: Sequence[MatrixRow]) -> list[MatrixRow]:
    """Return the topics in the order in which they ask to be talked about."""
    return sorted(rows, key=lambda row: -levels_of(row).spread)


def trend_table(trend: Sequence[Matrix]) -> str:
    """Return the three views of each topic, audit by audit, oldest first."""
    names = [matrix.audit.title if matrix.audit else "" for matrix in trend]
    columns = [Column("Topic"), *(Column(name) for name in names), Column("Since the first")]
    topics = {row.topic: row.title for matrix in trend for row in matrix.rows}
    found = [{row.topic: row for row in matrix.rows} for matrix in trend]
    rows: list[list[Child]] = []
    for topic, title in topics.items():
        line = [each.get(topic) for each in found]
        rows.append(
            [title, *(_figures(levels_of(row)) if row else "–" for row in line), _moved(line)]
        )
    return table(columns, rows, title="The three views, audit by audit")


def commitments_table(
    commitments: Sequence[Commitment], titles: Mapping[str, str], *, today: date
) -> str:
    """Return who reaches which level by when, the next one first."""
    columns = (
        Column("Topic"), Column("Level", True), Column("What is done"), Column("Who"),
        Column("By", is_short=True), Column("Said by"),
    )  # fmt: skip
    rows = [
        (
            titles.get(one.topic, one.topic),
            str(one.target),
            one.text,
            one.owner,
            text("bad", f"{day(one.due)}, {span((today - one.due).days)} over")
            if one.due < today
            else day(one.due),
            f"{one.by.name}, {day(one.at)}",
        )
        for one in sorted(commitments, key=lambda one: (one.due, one.topic))
    ]
    return table(columns, rows, title="Commitments")


def agenda_words(rows: Sequence[MatrixRow]) -> str:
    """Return what the next check-in must talk about."""
    if not rows:
        return "The sides are less than a level apart on every topic; nothing comes on the agenda."
    named = "; ".join(f"{row.title} ({_gap_words(row.gap or 0.0)})" for row in rows)
    many = "One topic comes" if len(rows) == 1 else f"{len(rows)} topics come"
    return f"{many} on the agenda of the next check-in: {named}."


def provable(matrix: Matrix) -> list[MatrixRow]:
    """Return the dimensions, which checks can speak of, the widest difference first."""

    def apart(row: MatrixRow) -> tuple[bool, float]:
        """Rank by how much higher the CEO's side is than the checks; the unmeasured come last."""
        if row.measured is None:
            return True, 0.0
        return False, -abs((row.ceo or row.measured) - row.measured)

    return sorted((row for row in matrix.rows if row.kind == "dimension"), key=apart)


def back(address: str, said: str) -> str:
    """Return a sentence about one part, with the way back to the whole."""
    link = element("a", {"href": address, "target": "_self"}, "← All of data maturity")
    return written(
        box("tandem answer", element("p", None, link), element("p", {"class": "headline"}, said))
    )


def way(address: str, words: str) -> str:
    """Return a link that leads on."""
    link = element("a", {"href": address, "target": "_self"}, words)
    return written(box("tandem answer", element("p", None, link)))


def titles_of(matrix: Matrix) -> dict[str, str]:
    """Return the topics' titles by name."""
    return {row.topic: row.title for row in matrix.rows}


def _matrix_row(row: MatrixRow) -> tuple[Child, ...]:
    """Return one topic as cells."""
    levels = levels_of(row)
    dimension = row.kind == "dimension"
    return (
        box("", row.title, text("muted id", "" if dimension else "practice")),
        scale(levels),
        level_figure(row.ceo),
        level_figure(row.cio),
        level_figure(row.measured, "not measured" if dimension else "not measurable"),
        _gap(row),
        _whole(row.agreed),
        _final(row),
        _target(row),
        _notes(row),
    )


def _final(row: MatrixRow) -> Child:
    """Return the level that follows by rule, and whether it rests on words alone."""
    if row.final is None or not row.claimed:
        return _whole(row.final)
    return box("", str(row.final), text("muted id", "claimed"))


def _target(row: MatrixRow) -> Child:
    """Return the level to be reached, and by when."""
    if row.target is None or row.commitment is None:
        return _whole(row.target)
    return box("", str(row.target), text("muted id", f"by {day(row.commitment.due)}"))


def _notes(row: MatrixRow) -> Child:
    """Return what the figures must be read with."""
    parts = [text("strong", "on the agenda")] if row.on_agenda else []
    if row.claimed:
        parts.append(text("part", "claimed: no check speaks of it"))
    if row.unknown:
        parts.append(text("part", f"{row.unknown} “don't know”"))
    if row.kind == "dimension" and row.measured_words:
        parts.append(text("muted", row.measured_words))
    return element("div", {"class": "notes small"}, *parts) if parts else "–"


def _gap(row: MatrixRow) -> Child:
    """Return the difference of both sides with its sign."""
    if row.gap is None:
        return "–"
    return text("strong bad", _signed(row.gap)) if row.on_agenda else _signed(row.gap)


def _view(row: MatrixRow, *, size: float) -> Element:
    """Return one topic of the chart: its name, the marks, the figures with their shapes."""
    levels = levels_of(row)
    return element(
        "li",
        {"class": "view"},
        box("view-title", row.title),
        scale(levels, size=size, words=f"{row.title}: {spoken(levels)}"),
        _figures(levels),
    )


def _figures(levels: Levels) -> Element:
    """Return the three figures, each behind its shape."""
    parts = (
        text(f"figure {view}", sign(view), level_figure(value)) for view, value in levels.named()
    )
    return element("div", {"class": "figures"}, *parts)


def _moved(line: Sequence[MatrixRow | None]) -> str:
    """Return how the gap between the sides moved from the first audit to the last one."""
    gaps = [row.gap for row in line if row is not None and row.gap is not None]
    if len(gaps) < 2:
        return "–"
    change = abs(gaps[-1]) - abs(gaps[0])
    if round(abs(change), 1) == 0:
        return "as far apart"
    return f"{abs(change):.1f} {'further apart' if change > 0 else 'closer'}"


def _gap_words(gap: float) -> str:
    """Return a difference in words."""
    if round(abs(gap), 1) == 0:
        return "both sides say the same"
    higher, lower = ("CEO's", "CIO's") if gap > 0 else ("CIO's", "CEO's")
    many = "level" if round(abs(gap), 1) == 1 else "levels"
    return f"the {higher} side is {abs(gap):.1f} {many} above the {lower}"


def _sentence(words: str) -> str:
    """Return words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def _signed(gap: float) -> str:
    """Return a difference with a true sign."""
    size = f"{abs(gap):.1f}"
    if size == "0.0":
        return size
    return f"{MINUS if gap < 0 else '+'}{size}"


def _whole(level: int | None) -> str:
    """Return a whole level."""
    return "–" if level is None else str(level)


def _mean(values: Sequence[float | None]) -> str:
    """Return the mean of what is known."""
    known = [value for value in values if value is not None]
    return level_figure(fmean(known)) if known else "nothing"


def _many(count: int, thing: str) -> str:
    """Return a count with its thing."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
