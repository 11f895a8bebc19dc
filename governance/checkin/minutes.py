"""The minutes: what was decided, by whom and why, what follows from it, and what it rested on.

One set of sections says it all; Markdown is written here and the page that is printed elsewhere,
so that both say the same. Pure: a meeting and what it showed in, sections or text out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from governance.checkin import told
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Action, Change, Decision, Issue, Meeting, Sides, Stage
from governance.days import in_words
from governance.people import ROLE_WORDS

CHANGES_TOLD = 15
"""Changes in the minutes; the snapshot keeps all of them, and nobody reads a sixteenth."""
_OPENING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=](?:[-=\s]|$)))")
"""What would begin a list or a rule at the start of a line."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True)
class Section:
    """One part of the minutes: sentences, then facts or a table."""

    title: str
    words: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """(what, value), one line each."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 2
    """2 for a part of the minutes, 3 for a part of a part."""


def markdown(meeting: Meeting, stage: Stage) -> str:
    """Return the minutes as Markdown."""
    return as_markdown(title(meeting), sections(meeting, stage))


def as_markdown(heading: str, parts: Sequence[Section]) -> str:
    """Return a paper as Markdown; what people typed stays text."""
    blocks = [f"# {_plain(heading)}"]
    for section in parts:
        blocks.append(f"{'#' * section.level} {_plain(section.title)}")
        blocks += [_plain(sentence) for sentence in section.words]
        if section.facts:
            blocks.append("\n".join(f"- {_plain(k)}: {_plain(v)}" for k, v in section.facts))
        if section.rows:
            lines = [section.columns, ("---",) * len(section.columns), *section.rows]
            blocks.append("\n".join(_row(line, plain=line[0] != "---") for line in lines))
    return "\n\n".join(blocks) + "\n"


def title(meeting: Meeting) -> str:
    """Return what the minutes are called."""
    return f"{meeting.check_in.title}: minutes of {in_words(meeting.check_in.held_on)}"


def sections(meeting: Meeting, stage: Stage) -> tuple[Section, ...]:
    """Return the minutes, part by part; a part that has nothing to say says so or is left out.

    Args:
        meeting: What happened.
        stage: What was shown.
    """
    return (
        _head(meeting, stage),
        *_decisions(meeting, stage),
        *_actions(meeting, stage),
        _changes(stage),
        *_issues(stage),
        *_escalations(stage),
        *_notes(meeting, stage),
        *_votes(meeting, stage),
        _times(meeting),
        _end(meeting),
    )


def _head(meeting: Meeting, stage: Stage) -> Section:
    """Return what meeting it was and what lay on the table."""
    since = stage.since
    last = f"{since.id} of {in_words(since.held_on)}" if since else "this is the first one"
    return Section(
        "The meeting",
        words=(stage.card.headline,),
        facts=(
            ("Check-in", meeting.check_in.id),
            ("Held on", in_words(meeting.check_in.held_on)),
            ("Agenda", meeting.agenda.title),
            ("Present", ", ".join(map(str, meeting.present)) or "nobody signed in"),
            ("Figures", f"{stage.period}, read on {in_words(stage.reporting_date)}"),
            ("Version of the data", str(stage.as_of)),
            ("Last check-in", last),
        ),
    )


def _decisions(meeting: Meeting, stage: Stage) -> Iterator[Section]:
    """Yield the decisions, then the drafts that nobody confirmed."""
    signed = [one for one in meeting.decisions if one.signed]
    drafts = [one for one in meeting.decisions if not one.signed]
    yield Section("Decisions", words=() if signed else ("Nothing was decided.",))
    for one in signed:
        yield Section(_about(one.goal_id, stage), facts=tuple(_decision(one)), level=3)
    for one in drafts:
        yield Section(
            f"Drafted, not decided: {_about(one.goal_id, stage)}",
            facts=tuple(_decision(one)),
            level=3,
        )


def _decision(one: Decision) -> Iterator[tuple[str, str]]:
    """Yield what is kept of a decision."""
    verb = "Decided" if one.signed else "Drafted"
    yield verb, told.options(one.options)
    yield "Why", one.reason
    yield f"{verb} by", f"{one.by}, {told.clock_time(one.at)}"
    yield "Before, the CEO", _ceo(one.before)
    yield "Before, the CIO", _cio(one.before)
    yield "Before, the forecast", _forecast(one.before.p_target, one.before.p50, one.before.p85)
    if one.new_date:
        yield "New date", in_words(one.new_date)
    if one.scope:
        yield "Scope", one.scope
    if one.money_eur is not None:
        yield "Money", told.money(one.money_eur)
    if one.project_id:
        yield "Foundation project", ", ".join((one.project_id, *one.funded_with))
    yield "Looked at again on", in_words(one.review_on, none="not said")
    if one.attached:
        seen = one.attached
        figures = _forecast(seen.p_target, seen.p50, seen.p85)
        yield "What-if that was seen (an estimate)", f"{seen.label}: {figures}"


def _ceo(before: Sides) -> str:
    """Return what the CEO's side was."""
    return f"wanted by {in_words(before.wanted_date)}, value {told.points(before.value_score)}"


def _cio(before: Sides) -> str:
    """Return what the CIO's side was, with the gap between both."""
    return (
        f"realistic by {in_words(before.realistic_date)}, feasibility "
        f"{told.points(before.feasibility_score)}, gap {told.points(before.alignment_gap)}"
    )


def _forecast(chance: float | None, p50: date | None, p85: date | None) -> str:
    """Return a forecast in words."""
    middle, late = (told.forecast_day(one, known=chance is not None) for one in (p50, p85))
    return f"chance of the date {told.chance(chance)}, P50 {middle}, P85 {late}"


def _actions(meeting: Meeting, stage: Stage) -> Iterator[Section]:
    """Yield the actions by what became of them."""
    here = meeting.check_in.id
    kinds = (
        ("New actions", [a for a in meeting.actions if a.opened_in == here and a.state == "open"]),
        ("Carried over", [a for a in meeting.actions if a.opened_in != here and a.state == "open"]),
        ("Done", [a for a in meeting.actions if a.state == "done"]),
        ("Dropped", [a for a in meeting.actions if a.state == "dropped"]),
    )
    if not any(found for _, found in kinds):
        yield Section("Actions", words=("There are no actions.",))
        return
    yield Section("Actions")
    for name, found in kinds:
        if found:
            rows = tuple(_action(one, stage) for one in found)
            columns = ("Action", "What", "Who", "Due", "Goal", "Remark")
            yield Section(name, columns=columns, rows=rows, level=3)


def _action(one: Action, stage: Stage) -> tuple[str, ...]:
    """Return one action as a line of a table."""
    goal = _about(one.goal_id, stage) if one.goal_id else ""
    return one.id, one.text, one.owner, in_words(one.due), goal, one.reason


def _changes(stage: Stage) -> Section:
    """Return what changed since last time."""
    shown = stage.changes[:CHANGES_TOLD]
    more = len(stage.changes) - len(shown)
    words = (f"{told.counted(more, 'further change')} weigh less and stand in the snapshot.",)
    return Section(
        "What changed since last time",
        words=("Nothing changed.",) if not shown else words if more else (),
        columns=("What", "Before", "Now", "Who and why"),
        rows=tuple(_change(one) for one in shown),
    )


def _change(one: Change) -> tuple[str, ...]:
    """Return one change as a line of a table."""
    named = f"Restated: {one.title}" if one.kind == "restated" else one.title
    who = ": ".join(part for part in (one.by, one.reason) if part)
    return named, one.before or "–", one.after, who


def _issues(stage: Stage) -> Iterator[Section]:
    """Yield what was on the list."""
    if stage.issues:
        rows = tuple(_issue(one) for one in stage.issues)
        yield Section("Issues", columns=("Issue", "At stake", "Why", "State"), rows=rows)


def _issue(one: Issue) -> tuple[str, ...]:
    """Return one issue as a line of a table."""
    why = f"{one.why} (put on the list by {one.parked_by})" if one.parked_by else one.why
    return one.title, at_stake(one), why, "solved" if one.solved else "open"


def at_stake(one: Issue) -> str:
    """Return what an issue is worth: money, else the CEO's value score, else that nobody said."""
    if one.value_eur is not None:
        return told.money(one.value_eur)
    if one.value_points is not None:
        return f"value {told.points(one.value_points)} of 100"
    return "not stated"


def _escalations(stage: Stage) -> Iterator[Section]:
    """Yield what had to be decided above, with both halves."""
    if stage.escalations:
        more = told.counted(stage.more_escalations, "further one")
        yield Section(
            "Escalations",
            words=(f"{more} had to wait.",) if stage.more_escalations else (),
            columns=("What", "Severity", "Since", "Owner", "Root cause (CIO)", "Decision (CEO)"),
            rows=tuple(
                (
                    one.title, one.severity, in_words(one.since), one.owner,
                    one.root_cause or "not said yet", one.decision or "not said yet",
                )
                for one in stage.escalations
            ),
        )  # fmt: skip


def _notes(meeting: Meeting, stage: Stage) -> Iterator[Section]:
    """Yield what was written down, in the order in which it was."""
    halves = {f"{one.key}:{half}" for one in stage.escalations for half in ("cause", "decision")}
    shared = [one for one in meeting.notes if "#" not in one.key]  # else somebody's own draft
    notes = [one for one in shared if one.text.strip() and one.key not in halves]
    if notes:
        yield Section(
            "Notes",
            columns=("About", "Note", "Who"),
            rows=tuple((_named(one.key, meeting, stage), one.text, str(one.by)) for one in notes),
        )


def _votes(meeting: Meeting, stage: Stage) -> Iterator[Section]:
    """Yield how confident those were who voted; only what was revealed to everybody."""
    rows = tuple(
        (
            _about(one.key, stage),
            f"{mean(level for _, level in one.levels):.1f} of 5",
            f"{min(level for _, level in one.levels)} to {max(level for _, level in one.levels)}",
            str(len(one.levels)),
        )
        for one in meeting.rounds
        if one.revealed and one.levels
    )
    if rows:
        yield Section("Confidence", columns=("Goal", "Mean", "Between", "Votes"), rows=rows)


def _times(meeting: Meeting) -> Section:
    """Return the time of each step against its time box."""
    spent = dict(meeting.spent)
    spent[meeting.position.step] = meeting.step_clock.before
    rows = [
        (step.title, f"{step.minutes}:00", told.minutes(spent.get(step.kind, 0.0)))
        for step in meeting.agenda.steps
    ]
    total = ("All", f"{meeting.agenda.minutes}:00", told.minutes(meeting.clock.before))
    return Section("Time", columns=("Step", "Planned", "Taken"), rows=(*rows, total))


def _end(meeting: Meeting) -> Section:
    """Return the rating, the signatures and the next date."""
    ratings = [f"{person} {rating}" for person, rating in meeting.ratings]
    signed = {person.role for person, _ in meeting.signatures}
    needed = checkin_policy().close.needs_signatures
    missing = [ROLE_WORDS[role] for role in needed if role not in signed]
    facts = [
        ("Rating", f"{mean(one for _, one in meeting.ratings):.1f} of 10 ({', '.join(ratings)})")
        if ratings
        else ("Rating", "nobody rated it")
    ]
    facts += [("Signed", f"{who}, {told.clock_time(at)}") for who, at in meeting.signatures]
    if missing:
        facts.append(("Not signed", ", ".join(missing)))
    facts.append(("Next check-in", in_words(meeting.next_on, none="not set")))
    return Section("The end", facts=tuple(facts))


def _about(goal_id: str, stage: Stage) -> str:
    """Return a goal by identifier and title."""
    line = stage.line(goal_id)
    return f"{goal_id} {line.title}" if line else goal_id


def _named(key: str, meeting: Meeting, stage: Stage) -> str:
    """Return what a note is about, in words."""
    names = {step.kind: step.title for step in meeting.agenda.steps}
    titles = {str(kind): title for kind, title in names.items()}
    titles |= {issue.key: issue.title for issue in stage.issues}
    titles |= {one.key: one.title for one in stage.escalations}
    if key in titles:
        return titles[key]
    kind, _, name = key.partition(":")
    return _about(name or kind, stage)


def _plain(words: str) -> str:
    """Return words as Markdown reads them: one line, every sign that means something escaped."""
    flat = " ".join(words.split())
    escaped = _SPECIAL.sub(r"\\\1", flat)
    return _OPENING.sub(r"\1\\", escaped)


def _row(cells: tuple[str, ...], *, plain: bool) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(_plain(cell) if plain else cell for cell in cells)} |"
