"""One goal with both sides: the promise, the answer, and how far the two are apart.

Every score stands with the arithmetic that it came from and the evidence that it rests on. What
the CIO says and what the data said are two figures, and never one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from xml.etree.ElementTree import Element

from governance.feasibility_shapes import GoalEvidence, PartEvidence
from governance.policy import FeasibilityPolicy
from governance.promises import Goal
from governance.scorecard.gap import feasibility
from governance.scorecard.shapes import Blocker, CioSide, GapIndex, GoalLine
from reports.dumbbell import ANSWERS, date_words, gap_words
from reports.forecast import chance_words, cost_words
from reports.format import day, figure, span
from reports.markup import Child, box, element, text, written
from reports.tables import Column, table, words

PARTS = {"alignment": "Points apart", "dates": "Days late", "chance": "Chance of the date"}
NO_INDEX = "not known"


def headline(line: GoalLine) -> str:
    """Return how one goal stands between the two sides, in a sentence."""
    said = [gap_words(line)]
    if line.forecast is not None:
        said.append(chance_words(line.forecast))
    return "; ".join(said) + "."


def standing_words(line: GoalLine) -> str:
    """Return what is measured today, and whether an answer is owed."""
    now = f"{line.metric_title}: {figure(line.value, line.unit, state=line.state)} now"
    if line.target_end is not None:
        now += f", {figure(line.target_end, line.unit)} in the end"
    return f"{now}. {owed(line)}".strip()


def owed(line: GoalLine) -> str:
    """Return whom the goal waits for; empty where both sides have spoken."""
    if line.cio is None:
        return "The CIO is asked for a reply."
    if line.reply_is_older:
        return "The goal was changed after the CIO's reply; the CIO is asked for a new one."
    return ""


def sides(
    line: GoalLine,
    goal: Goal,
    now: GoalEvidence | None,
    rules: FeasibilityPolicy,
    *,
    metric: str,
) -> str:
    """Return both sides of a goal beside each other.

    Args:
        line: The goal as it stands.
        goal: What the CEO signed.
        now: What the data say of its feasibility today; None where nobody asked.
        rules: How the CIO's score is capped.
        metric: The address of the metric that it is measured by.
    """
    return written(box("tandem sides", _ceo(line, goal, metric), _cio(line, now, rules)))


def gap(line: GoalLine) -> str:
    """Return the disagreement: points, days and the index with its arithmetic."""
    apart = "not known" if line.alignment_gap is None else f"{abs(line.alignment_gap):.1f} points"
    index = line.gap_index
    shown = [
        _told(apart, f"value against feasibility: {line.alignment_words}"),
        _told(date_words(line), "realistic against wanted date"),
    ]
    if index is not None:
        shown.append(_told(index_figure(index), "accountability-gap index, 0 to 100"))
    return written(box("tandem forecast", box("forecast-figures", *shown), *_arithmetic(index)))


def index_figure(index: GapIndex | None) -> str:
    """Return the index as a figure, or that it is not known."""
    return NO_INDEX if index is None or index.score is None else f"{index.score:.0f}"


def blockers(line: GoalLine, today: date) -> str:
    """Return what is in the way, with what each costs by the CIO and by the forecast."""
    columns = (
        Column("In the way"),
        Column("Owner"),
        Column("Since", is_short=True),
        Column("Expected to clear", is_short=True),
        Column("At stake, says the CIO"),
        Column("Costs, says the forecast"),
        Column("Evidence"),
    )
    found = line.cio.blockers if line.cio else ()
    rows = [_blocker(one, str(place), line, today) for place, one in enumerate(found, 1)]
    return table(columns, rows, title="What is in the way, and what it costs")


def _ceo(line: GoalLine, goal: Goal, metric: str) -> Element:
    """Return the promise."""
    unit = line.unit
    path = "; ".join(f"{label}: {figure(value, unit)}" for label, value in goal.target_path)
    begun = "not known then" if goal.baseline is None else figure(goal.baseline, unit)
    total = line.ceo.value_score
    scored = [
        _part(words(part), f"{score:.0f} × {share:.0%}", f"{score * share:.1f}")
        for part, score, share in line.ceo.value_parts
    ]
    return element(
        "section",
        {"class": "definition", "aria-label": "The CEO's side"},
        element("h2", None, text("sign-ceo", "● "), "CEO: what is wanted"),
        element(
            "dl",
            None,
            *_entry("Measured by", to(metric, line.metric_title)),
            *_entry("Wanted by", day(line.ceo.wanted_date)),
            *_entry("Target path", path),
            *_entry("Began at", f"{begun}, on {day(goal.starts_on)}"),
            *_entry("Priority", f"{line.ceo.priority}" + (", must not fail" * goal.must_not_fail)),
            *_entry("Why", line.ceo.reason),
            *_entry("Value", f"{total:.1f} of 100"),
        ),
        element("ul", {"class": "arithmetic"}, *scored, _part("Together", "", f"{total:.1f}")),
        box("muted small", f"Signed by {line.ceo.by}, {day(line.ceo.at)}, "
            f"revision {line.goal_revision}"),
    )  # fmt: skip


def _cio(line: GoalLine, now: GoalEvidence | None, rules: FeasibilityPolicy) -> Element:
    """Return the answer."""
    head = element("h2", None, text("sign-cio", "◆ "), "CIO: what can be done")
    look = {"class": "definition", "aria-label": "The CIO's side"}
    side = line.cio
    if side is None:
        measured = [_measured_only(part, one) for part, one in _known(now).items()]
        absent = element("p", None, "No reply yet. The CIO is asked for one.")
        return element(
            "section", look, head, absent, element("ul", {"class": "arithmetic"}, *measured)
        )
    cost = f" ({figure(side.ask_eur, 'EUR')})" if side.ask_eur is not None else ""
    expected = "none that can be given" if side.realistic_date is None else day(side.realistic_date)
    return element(
        "section",
        look,
        head,
        element(
            "dl",
            None,
            *_entry("Answer", ANSWERS[side.feasible]),
            *_entry("Realistic", expected),
            *_entry("Asks for", (side.ask.rstrip(".") or "nothing") + cost),
            *_entry("Feasibility", f"{side.feasibility_score:.1f} of 100"),
        ),
        element("ul", {"class": "arithmetic"}, *_scored(side, now)),
        box("small", cap_words(side, rules)),
        box("muted small", f"Signed by {side.by}, {day(side.at)}, revision {line.reply_revision}"),
        box("watch strong small", f"▲ {owed(line)}") if line.reply_is_older else None,
    )


def cap_words(side: CioSide, rules: FeasibilityPolicy) -> str:
    """Return how the four parts make one score, and what holds it down."""
    scores = {part: score for part, score, _ in side.feasibility_parts}
    found = feasibility(scores, rules)
    said = f"The weighted geometric mean of the four is {found.uncapped:.1f}"
    weak = [words(part).lower() for part in scores if scores[part] < rules.blocked_below]
    if not found.capped:
        return said + "."
    return (
        f"{said}; it is held at {rules.cap:g} because {' and '.join(weak)} "
        f"{'is' if len(weak) == 1 else 'are'} below {rules.blocked_below:g}: "
        "a blocker is not averaged away."
    )


def _scored(side: CioSide, now: GoalEvidence | None) -> list[Element]:
    """Return the CIO's four scores, each beside what the data said then and say now."""
    notes, then, known = dict(side.evidence), side.measured, _known(now)
    measured = {part: (score, said) for part, score, said in then}
    rows = []
    for part, score, share in side.feasibility_parts:
        first, said = measured.get(part, (None, ""))
        data = f"data said {first:.0f}" if first is not None else "not measured then"
        today = known[part].score if part in known else None
        if today is not None and today != first:
            data += f", say {today:.0f} now"
        apart = first is not None and round(first) != round(score)
        rows.append(
            element(
                "li",
                None,
                text("", words(part)),
                text("muted", f"weighs {share:.0%}"),
                text("strong number", f"{score:.0f}"),
                text(
                    "watch part-note" if apart else "muted part-note",
                    f"{'▲ ' if apart else ''}{data}",
                ),
                text("part-note", notes.get(part, "")),
                text("muted part-note", said) if said and said != notes.get(part) else None,
            )  # fmt: skip
        )
    return rows


def _measured_only(part: str, one: PartEvidence) -> Element:
    """Return what the data say of a part that nobody has scored yet."""
    shown = "not measured" if one.score is None else f"{one.score:.0f}"
    return element(
        "li",
        None,
        text("", words(part)),
        text("muted", "data say"),
        text("strong number", shown),
        text("muted part-note", one.words),
    )


def _known(now: GoalEvidence | None) -> Mapping[str, PartEvidence]:
    """Return what the data say today, by part."""
    return {} if now is None else {str(part): one for part, one in now.parts.items()}


def _arithmetic(index: GapIndex | None) -> list[Element]:
    """Return the index's parts, one line each, and what is not known of it."""
    if index is None:
        return []
    rows = [
        element(
            "li",
            None,
            text("", PARTS[one.name]),
            text("muted", f"weighs {one.weight:.0%}"),
            text("strong number", "not known" if one.points is None else f"{one.points:.0f}"),
            text("muted part-note", one.words),
        )
        for one in index.parts
    ]
    return [
        element("ul", {"class": "arithmetic"}, *rows),
        element("p", {"class": "muted"}, f"The index: {index.words}"),
    ]


def _blocker(one: Blocker, key: str, line: GoalLine, today: date) -> tuple[Child, ...]:
    """Return one blocker."""
    stake = []
    if one.days_at_stake is not None:
        stake.append(span(one.days_at_stake))
    if one.money_at_stake_eur is not None:
        stake.append(figure(one.money_at_stake_eur, "EUR"))
    return (
        box("roomy", text("strong", f"{words(one.type)}: "), one.text),
        one.owner,
        box("", day(one.since), box("muted small", f"{span((today - one.since).days)} old")),
        day(one.estimate) if one.estimate else "nobody knows",
        " · ".join(stake) or "not said",
        cost_words(line.forecast, key),
        one.evidence or "none named",
    )


def _told(value: str, means: str) -> Element:
    """Return a figure with what it means below."""
    return box("moved", box("value", value), box("muted small", means))


def _part(name: str, how: str, points: str) -> Element:
    """Return one line of a sum."""
    return element("li", None, text("", name), text("muted", how), text("strong number", points))


def _entry(name: str, said: Child) -> tuple[Element, Element]:
    """Return a named line of a description."""
    return element("dt", {"class": "muted"}, name), element("dd", None, said)


def to(address: str, said: str) -> Element:
    """Return a link that stays in this window."""
    return element("a", {"href": address, "target": "_self"}, said)
