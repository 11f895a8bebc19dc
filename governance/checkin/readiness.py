"""Readiness: what is still missing before the next check-in, and whom to ask for it.

Four questions, days before the meeting: are the data in, is every red figure explained, is every
action looked after, is every goal answered. What is missing names somebody to ask, the longest
overdue first, so that the meeting does not spend its first minutes on finding out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from governance.checkin import told
from governance.checkin.minutes import Section, as_markdown
from governance.checkin.policy import ReadinessPolicy, checkin_policy
from governance.checkin.shapes import Action, Chase, CheckIn, Prepared
from governance.comments import notes_on_reds
from governance.days import in_words
from governance.people import ROLE_WORDS, Person, Role
from governance.records import checkins as records
from governance.records import ledger
from governance.records.opening import reading
from governance.scorecard import scorecard
from governance.scorecard.shapes import GoalLine, Scorecard
from governance.uploads.due import Owed, due
from pipelines.periods import parsed
from pipelines.workspace import Workspace

Part = tuple[str, int, tuple[Chase, ...]]
"""(question, of how many, who is asked)."""


def prepared(workspace: Workspace, *, today: date, now: datetime) -> Prepared:
    """Return how ready the next check-in is.

    Args:
        workspace: The store and its records.
        today: The day the workspace reports as of.
        now: The moment, UTC; the draft of the pre-read carries it.
    """
    rules = checkin_policy().readiness
    card = scorecard(workspace, today=today)
    with reading(workspace.database) as session:
        people = ledger.people(session)
        revisions = records.action_revisions(session)
        closed = [one for one in records.check_ins(session) if one.state == "closed"]
        last = records.number_of(session, closed[0].id) if closed else 0
    newest = {one.action.id: one for one in revisions}
    standing = [one for one in newest.values() if one.action.state == "open"]
    actions = tuple(one.action for one in standing)
    untouched = {one.action.id for one in standing if one.after_number < last}
    owners = {name: one.owner for name, one in workspace.metrics.metrics.items()}
    files = newest_files(workspace, today=today)
    parts = (
        _data(files, today),
        _notes(card, notes_on_reds(workspace, card.period), owners, people, today),
        _actions(actions, untouched, today),
        _replies(card, people, today),
    )
    chased = sorted(
        (one for _, _, missing in parts for one in missing),
        key=lambda one: (-one.days_late, one.due or date.max, one.who, one.about),
    )
    counted = tuple((question, of - len(missing), of) for question, of, missing in parts)
    return Prepared(
        ready=bool(files) and not chased,
        parts=counted,
        chased=tuple(chased),
        pre_read=_pre_read(card, counted, chased, actions, closed[:1], rules, now),
    )


def newest_files(workspace: Workspace, *, today: date) -> tuple[Owed, ...]:
    """Return how the newest file that is over stands, of every extract that was ever loaded."""
    newest: dict[str, Owed] = {}
    for one in due(workspace, today=today):
        known = newest.get(one.extract)
        if one.last is None or one.state == "not_yet":
            continue
        if known is None or parsed(known.period) < parsed(one.period):
            newest[one.extract] = one
    return tuple(newest[name] for name in workspace.extracts if name in newest)


def _data(files: Sequence[Owed], today: date) -> Part:
    """Return which files are not there yet."""
    missing = tuple(
        _chase(one.owner, "", _to_bring(one), one.title, one.due_on, today)
        for one in files
        if one.state != "in"
    )
    return "Data in", len(files), missing


def _to_bring(one: Owed) -> str:
    """Return what is to be done about a file that does not count yet."""
    if one.on_its_way:
        return f"Finish the upload of {one.period}"
    return f"Bring the file of {one.period}"


def _notes(
    card: Scorecard,
    explained: Collection[str],
    owners: Mapping[str, Role],
    people: Sequence[Person],
    today: date,
) -> Part:
    """Return which red figures nobody has written about."""
    red = [tile for tile in card.tiles if tile.status == "red"]
    missing = tuple(
        _chase(
            *_holder(people, owners[tile.metric]), "Explain the red figure", tile.title, None, today
        )
        for tile in red
        if tile.metric not in explained
    )
    return "Red notes written", len(red), missing


def _actions(actions: Sequence[Action], untouched: Collection[str], today: date) -> Part:
    """Return which open actions are overdue or have not been looked after."""
    missing = []
    for action in actions:
        if action.due < today:
            what = "Settle or move the overdue action"
        elif action.id in untouched:
            what = "Say how far the action is"
        else:
            continue
        about = f"{action.id}: {action.text}"
        missing.append(_chase(action.owner, "", what, about, action.due, today))
    return "Actions updated", len(actions), tuple(missing)


def _replies(card: Scorecard, people: Sequence[Person], today: date) -> Part:
    """Return which goals have no reply, or one to an earlier promise."""
    missing = []
    for line in card.lines:
        if line.cio is None:
            what = "Reply to the goal"
        elif line.reply_is_older:
            what = "Reply to the goal, which was changed"
        else:
            continue
        about = f"{line.goal_id}: {line.title}"
        missing.append(_chase(*_holder(people, "cio"), what, about, None, today))
    return "Replies given", len(card.lines), tuple(missing)


def _holder(people: Sequence[Person], role: Role) -> tuple[str, str]:
    """Return who holds a role, by name, and the role in words; the role alone where nobody does."""
    names = ", ".join(one.name for one in people if one.role == role)
    return names or ROLE_WORDS[role], ROLE_WORDS[role] if names else ""


def _chase(who: str, role: str, what: str, about: str, due: date | None, today: date) -> Chase:
    """Return somebody who is to be asked, with how late it is."""
    late = max(0, (today - due).days) if due else 0
    return Chase(who, role, what, about, due, late)


def _pre_read(
    card: Scorecard,
    counted: Sequence[tuple[str, int, int]],
    chased: Sequence[Chase],
    actions: Sequence[Action],
    last: Sequence[CheckIn],
    rules: ReadinessPolicy,
    now: datetime,
) -> str:
    """Return a draft of what is read before the meeting."""
    parts = [
        Section(
            "Where we stand",
            words=(card.headline,),
            facts=(
                ("Figures", f"{card.period}, read on {in_words(card.reporting_date)}"),
                *((f"Last check-in {one.id}", in_words(one.held_on)) for one in last),
                *((question, f"{settled} of {of}") for question, settled, of in counted),
            ),
        ),
        Section(
            "Still missing",
            words=() if chased else ("Nothing is missing.",),
            columns=("Who", "What", "About", "Days late"),
            rows=tuple((one.who, one.what, one.about, str(one.days_late)) for one in chased),
        ),
        Section(
            "Open actions",
            words=() if actions else ("No action is open.",),
            columns=("Action", "Owner", "Due"),
            rows=tuple(
                (one.text, one.owner, in_words(one.due))
                for one in sorted(actions, key=lambda one: one.due)
            ),
        ),
        Section(
            "Where both sides are furthest apart",
            words=() if card.lines else ("No goal was stated.",),
            columns=("Goal", "Gap in points", "CEO wants", "CIO says"),
            rows=tuple(_gap(line) for line in _widest(card.lines, rules.widest_goals)),
        ),
    ]
    return as_markdown(f"Pre-read, draft of {told.clock_time(now)}", parts)


def _widest(lines: Sequence[GoalLine], most: int) -> Iterator[GoalLine]:
    """Yield the goals with the widest gap; one without a reply comes first: nothing is wider."""

    def width(line: GoalLine) -> float:
        """Return how far apart both sides are."""
        return float("inf") if line.alignment_gap is None else abs(line.alignment_gap)

    yield from sorted(lines, key=width, reverse=True)[:most]


def _gap(line: GoalLine) -> tuple[str, ...]:
    """Return one goal's row."""
    gap = "no reply" if line.alignment_gap is None else f"{line.alignment_gap:+.1f}"
    says = in_words(line.cio.realistic_date) if line.cio else "no reply"
    return f"{line.goal_id} {line.title}", gap, in_words(line.ceo.wanted_date), says
