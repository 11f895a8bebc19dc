"""Events: what others did, told to whoever looks, and what is marked on a trend.

News come from the journal, one sentence for each entry that means something to a reader. Marks
come from where each thing is kept: a load from the catalogue, a gate from the stage events, a
target from the goal's revisions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from governance.checkin.deciding import decisions
from governance.checkin.meeting import check_ins
from governance.definitions import definitions
from governance.event_shapes import About, Annotation, AnnotationKind, Definition, News
from governance.goals import goal_history, goals
from governance.live_policy import live_policy
from governance.people import Person
from governance.promises import Goal, GoalRevision
from governance.records import happened, ledger
from governance.records.opening import reading
from governance.scope import extracts_of
from governance.telling import Names, described_change, option_words, shortened, told
from governance.trend_shapes import RecordedStep
from governance.trends import steps
from governance.uploads.settled import Restatement, restatements_of
from pipelines.catalogue.history import LoadRecord
from pipelines.gates import Gate, gates
from pipelines.periods import parsed
from pipelines.portfolio import initiatives
from pipelines.workspace import Workspace

MOST_ENTRIES = 500
"""Journal entries that are read for news: whoever was away for longer is told the newest ones."""


def news(workspace: Workspace, *, since: int, person: Person) -> tuple[News, ...]:
    """Return what others did after a journal entry, the newest first; one's own acts are left out.

    Args:
        workspace: Where.
        since: The number of the journal entry that is known already.
        person: Who is told.
    """
    with reading(workspace.database) as session:
        entries = happened.entries_since(session, since, most=MOST_ENTRIES)
        if not entries:
            return ()
        people = {one.id: one.name for one in ledger.people(session)}
        titles = {one.goal_id: one.content.title for one in ledger.newest_goals(session)}
    undone = any(entry.action == "load:undo" for _, entry in entries)
    names = Names(
        people=people,
        goals=titles,
        metrics={name: metric.title for name, metric in workspace.metrics.metrics.items()},
        fed_by=_fed_by(workspace),
        extract_of={one.id: one.extract for one in workspace.catalogue.loads()} if undone else {},
        reader=person.id,
    )
    found = (told(number, one, names) for number, one in entries if one.actor != person.id)
    return tuple(one for one in found if one is not None)


def trend_events(
    workspace: Workspace,
    *,
    metric: str | None = None,
    goal_id: str | None = None,
    today: date,
) -> tuple[Annotation, ...]:
    """Return what might explain a trend, the newest first.

    Args:
        workspace: Where.
        metric: The metric whose trend it is; with it come its files, definitions and steps.
        goal_id: Only this goal's targets and gates; None takes those of every goal on the metric.
        today: The day the workspace reports as of; what happened later in the data is left out.
    """
    concerned = [
        one
        for one in goals(workspace)
        if (goal_id is None or one.goal_id == goal_id)
        and (metric is None or one.content.metric == metric)
    ]
    found = [
        *_check_ins(workspace),
        *_decisions(workspace, {one.goal_id for one in concerned}),
        *(mark for one in concerned for mark in _targets(goal_history(workspace, one.goal_id))),
        *_gates(workspace, concerned, today),
    ]
    if metric is not None:
        found += [*_loads(workspace, metric), *_steps(workspace, metric)]
        found += [_redefined(one) for one in definitions(workspace, metric) if one.number > 1]
    return tuple(sorted(found, key=lambda one: (one.on, one.day), reverse=True))


def _fed_by(workspace: Workspace) -> dict[str, frozenset[str]]:
    """Return the metrics that each extract feeds."""
    feeds: dict[str, set[str]] = {}
    for name, metric in workspace.metrics.metrics.items():
        for extract in extracts_of(workspace, metric):
            feeds.setdefault(extract, set()).add(name)
    return {extract: frozenset(names) for extract, names in feeds.items()}


def _check_ins(workspace: Workspace) -> Iterable[Annotation]:
    """Yield the meetings."""
    for one in check_ins(workspace):
        yield Annotation(
            "check_in", one.held_on, one.held_on, f"Check-in {one.title}", About("check_in", one.id)
        )


def _decisions(workspace: Workspace, goal_ids: Collection[str]) -> Iterable[Annotation]:
    """Yield what was decided and signed about some goals."""
    for one in decisions(workspace):
        if one.goal_id in goal_ids:
            day = one.at.date()
            by = f", by {_day(one.new_date)}" if one.new_date else ""
            words = f"Decided on {one.goal_id}: {option_words(one.options)}{by}"
            words += f" ({shortened(one.reason)})"
            yield Annotation("decision", day, day, words, About("goal", one.goal_id))


def _targets(history: tuple[GoalRevision, ...]) -> Iterable[Annotation]:
    """Yield when a goal was stated and when it was changed."""
    before: Goal | None = None
    for one in history:
        day, about = one.at.date(), About("goal", one.goal_id)
        goal = one.content
        if before is None:
            words = (
                f"Goal “{goal.title}” stated by {one.by.name}, wanted by {_day(goal.wanted_date)}"
            )
        else:
            words = f"Goal “{goal.title}” changed by {one.by.name}: {_changed(before, goal)}"
            words += f" ({shortened(one.why)})"
        yield Annotation("target", day, day, words, about)
        before = goal


def _changed(before: Goal, after: Goal) -> str:
    """Return what differs between two states of a goal, in words."""
    names = [name for name in vars(after) if getattr(before, name) != getattr(after, name)]
    return described_change(
        {name: getattr(before, name) for name in names},
        {name: getattr(after, name) for name in names},
    )


def _gates(
    workspace: Workspace, concerned: list[GoalRevision], today: date
) -> Iterable[Annotation]:
    """Yield the gates of the initiatives that goals hang on."""
    goal_of = {
        one.content.initiative_id: one.goal_id for one in concerned if one.content.initiative_id
    }
    names = {one.id: one.name for one in initiatives(workspace, only=goal_of)} if goal_of else {}
    for one in gates(workspace, only=goal_of, until=today):
        words = _gate_words(one, names.get(one.initiative_id) or one.initiative_id)
        yield Annotation("gate", one.day, one.day, words, About("goal", goal_of[one.initiative_id]))


def _gate_words(gate: Gate, name: str) -> str:
    """Return what a gate decided about an initiative, or which stage it reached without one."""
    if not gate.gate:
        return f"{name}: {gate.stage}, without a gate"
    decided = {
        "go": f"go, on to {gate.stage}",
        "conditional": f"on to {gate.stage}, with conditions",
        "recycle": "back to work",
        "stop": f"stopped, {gate.stage}",
    }
    return f"Gate {gate.gate} of {name}: {decided.get(gate.decision, gate.decision)}"


def _loads(workspace: Workspace, metric: str) -> Iterable[Annotation]:
    """Yield the files that replaced figures or were taken back, and the newest that arrived."""
    extracts = extracts_of(workspace, workspace.metrics.metric(metric))
    files: dict[str, list[LoadRecord]] = {}
    for load in workspace.catalogue.loads():
        if load.extract in extracts:
            files.setdefault(load.submission, []).append(load)
    told = restatements_of(workspace, metric)
    first = 0
    for loads in files.values():
        if any(load.undone_at or load.replaced for load in loads):
            yield _file(loads, restates=True, told=told)
        elif first < live_policy().annotations.first_loads:
            first += 1
            yield _file(loads, restates=False)


def _file(
    loads: list[LoadRecord], *, restates: bool, told: Iterable[Restatement] = ()
) -> Annotation:
    """Return a file as a mark at the end of the last period it speaks of."""
    periods = sorted(parsed(label) for label in {load.period for load in loads})
    file, replaced = loads[0], any(load.replaced for load in loads)
    day = file.at.date()
    words = f"{file.file_name} {'replaced the figures of' if replaced else 'brought'} "
    words += " to ".join(dict.fromkeys((periods[0].label, periods[-1].label)))
    if file.undone_at is not None:
        words += f" on {_day(day)} and was taken back"
        day = file.undone_at.date()
    own = {load.id for load in loads}
    why = next((one for one in told if one.load_id in own or one.at == file.undone_at), None)
    if why is not None:
        words += f", after {why.check_in} had settled them"
        words += f" ({shortened(why.reason)})" if why.reason else ""
    kind: AnnotationKind = "restatement" if restates else "load"
    return Annotation(kind, day, periods[-1].end, words, About("load", file.submission))


def _steps(workspace: Workspace, metric: str) -> Iterable[Annotation]:
    """Yield where a metric moved to another level for good; what was withdrawn is left out."""
    newest: dict[str, RecordedStep] = {}
    for one in steps(workspace):
        if one.metric == metric:
            newest[one.period] = one
    for one in newest.values():
        if one.action == "record":
            yield Annotation(
                "step",
                one.at.date(),
                parsed(one.period).start,
                f"Another level for good: {shortened(one.cause)}",
                About("metric", metric),
            )


def _redefined(one: Definition) -> Annotation:
    """Return a changed definition."""
    words = "Definition changed: " + ", ".join(each.replace("_", " ") for each in one.changed)
    if one.gone:
        words = "The metric was taken out of the metric file"
    day = one.at.date()
    return Annotation("definition", day, day, words, About("metric", one.metric))


def _day(day: date) -> str:
    """Return a day as a person reads it."""
    return f"{day.day} {day:%b %Y}"
