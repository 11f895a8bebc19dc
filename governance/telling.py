"""The journal in sentences: who did what to which goal, figure or file.

Only what is listed here is ever told. What somebody answered in an audit stays unsaid before the
reveal because nothing here speaks of answers, and an entry of a kind that nobody has put into
words yet is left out instead of being shown raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from governance.event_shapes import About, AboutKind, News
from pipelines.catalogue.journal import Entry

LONGEST: Final = 160
"""Characters of somebody's own words in a sentence: what fits in two lines of a phone."""


@dataclass(frozen=True)
class Names:
    """How what the journal names by identifier is called."""

    people: Mapping[str, str]
    goals: Mapping[str, str]
    metrics: Mapping[str, str]
    fed_by: Mapping[str, frozenset[str]]
    """The metrics that each extract feeds."""
    extract_of: Mapping[str, str]
    """The extract of each load."""
    reader: str
    """Identifier of whoever is told."""


def told(number: int, entry: Entry, names: Names) -> News | None:
    """Return an entry as news; None where there is nothing to tell."""
    sentence = _SENTENCES.get(entry.action)
    if sentence is None:
        return None
    kind, _, name = entry.subject.partition("/")
    if kind == "incident":
        name = name.split("/")[1]
    who = names.people.get(entry.actor) or entry.actor or "Somebody"
    said = sentence(who, name, entry, names)
    metrics = _fed(entry, names) if kind == "submission" else frozenset()
    return News(number, entry.at, said, _about(kind, name), metrics, _calls(entry, names))


def described_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what differs between two states of a goal, in words."""
    parts = []
    for name, new in after.items():
        old = before.get(name)
        if name == "wanted_date":
            parts.append(f"wanted by {_day(new)} instead of {_day(old)}")
        elif name == "priority":
            parts.append(f"priority {new} instead of {old}")
        elif name == "target_path":
            parts.append(_moved_targets(dict(old or ()), dict(new or ())))
        else:
            parts.append(f"another {name.replace('_', ' ')}")
    return ", ".join(parts)


def option_words(options: Iterable[str]) -> str:
    """Return what was decided: ``re-scope and re-time``."""
    return " and ".join(
        one.replace("re_", "re-")
        .replace("_", " ")
        .replace("fund foundation", "fund the foundation")
        for one in options
    )


def shortened(words: str) -> str:
    """Return somebody's own words, cut at a word where they are long."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST].rsplit(' ', 1)[0]} …"


def _goal_stated(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a new goal."""
    after = entry.after or {}
    return (
        f"{who} stated the goal “{after.get('title')}”, wanted by {_day(after.get('wanted_date'))}"
    )


def _goal_changed(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a changed goal."""
    what = described_change(entry.before or {}, entry.after or {})
    return f"{who} changed {_goal(name, names)}: {what} ({shortened(entry.reason)})"


def _answered(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a reply, by its date where it has another one than before."""
    after, before = entry.after or {}, entry.before or {}
    again = " anew" if entry.before is not None else ""
    if after.get("realistic_date"):
        instead = (
            f" instead of {_day(before['realistic_date'])}" if before.get("realistic_date") else ""
        )
        what = f"not before {_day(after['realistic_date'])}{instead}"
    elif after.get("feasible"):
        what = _FEASIBLE.get(str(after["feasible"]), str(after["feasible"]))
    else:
        what = shortened(entry.reason)
    return f"{who} answered {_goal(name, names)}{again}: {what}"


def _loaded(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a file that counts now."""
    after = entry.after or {}
    rows = after.get("rows_accepted", 0)
    said = f"{who} loaded {after.get('file_name')} ({rows:,} {'row' if rows == 1 else 'rows'})"
    return f"{said}; it replaces earlier figures" if (entry.before or {}).get("replaced") else said


def _taken_back(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a file that counts no longer."""
    return f"{who} took back {(entry.before or {}).get('file_name')}{_because(entry)}"


def _brought_back(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a file that was taken back and counts again."""
    return f"{who} brought back {(entry.before or {}).get('file_name')}{_because(entry)}"


def _on_its_way(words: str) -> Callable[[str, str, Entry, Names], str]:
    """Return a sentence of what somebody did with a file that does not count yet."""

    def sentence(who: str, name: str, entry: Entry, names: Names) -> str:
        """Tell of it."""
        return f"{who} {words.format(file=(entry.after or {}).get('file_name'))}{_because(entry)}"

    return sentence


def _commented(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a comment."""
    asks = " and asks you" if _calls(entry, names) else ""
    return f"{who} commented on {_place(name, names)}{asks}: {shortened(entry.reason)}"


def _settled(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a discussion that is closed."""
    return f"{who} closed the discussion of {_place(name, names)}: {shortened(entry.reason)}"


def _redefined(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a metric that means something else."""
    verb = "is new" if entry.action == "definition:add" else "has another definition"
    return f"{_metric(name, names)} {verb} in the metric file"


def _decided(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of what was decided about a goal."""
    after = entry.after or {}
    what = option_words(after.get("options", ()))
    by = f", by {_day(after['new_date'])}" if after.get("new_date") else ""
    return f"{who} decided on {_goal(name, names)}: {what}{by}{_because(entry)}"


def _acts(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of an action, new or changed."""
    after = entry.after or {}
    said = f"“{shortened(str(after.get('text', '')))}”"
    if entry.action == "action:add":
        return (
            f"{who} noted an action of {after.get('owner')}, due {_day(after.get('due'))}: {said}"
        )
    if after.get("state") in ("done", "dropped"):
        return f"{who} marked the action {said} as {after['state']}{_because(entry)}"
    return f"{who} moved the action {said}, now due {_day(after.get('due'))}{_because(entry)}"


def _levelled(who: str, name: str, entry: Entry, names: Names) -> str:
    """Tell of a metric that is said to have moved for good, or no longer so."""
    metric, _, period = name.partition("/")
    moved = f"that {_metric(metric, names)} moved for good in {period}"
    if entry.action == "step:withdraw":
        return f"{who} withdrew {moved}{_because(entry)}"
    cause = shortened(str((entry.after or {}).get("cause", "")))
    return f"{who} recorded {moved}: {cause}"


def _did(verb: str) -> Callable[[str, str, Entry, Names], str]:
    """Return a sentence of somebody, a verb, what it was done to, and why."""

    def sentence(who: str, name: str, entry: Entry, names: Names) -> str:
        """Tell of it."""
        title = (entry.after or {}).get("title")
        called = f"{name} “{title}”" if title else name
        return f"{who} {verb.format(name=called)}{_because(entry)}"

    return sentence


def _because(entry: Entry) -> str:
    """Return the reason that was given, if one was."""
    return f" ({shortened(entry.reason)})" if entry.reason else ""


def _fed(entry: Entry, names: Names) -> frozenset[str]:
    """Return the metrics that are fed by the loads of a file that came or went."""
    after = entry.after or {}
    extracts = {load["extract"] for load in after.get("loads", ())}
    extracts |= {
        names.extract_of.get(load, "")
        for load in (*after.get("undone", ()), *after.get("redone", ()))
    }
    return frozenset().union(*(names.fed_by.get(each, frozenset()) for each in extracts))


def _calls(entry: Entry, names: Names) -> bool:
    """Return whether an entry asks the reader for something."""
    return names.reader in (entry.after or {}).get("mentions", ())


def _about(kind: str, name: str) -> About:
    """Return what a journal's subject speaks of."""
    if kind == "comment":
        kind, name, period, *_ = [*name.split("/"), "", ""]
        return About("goal" if kind == "goal" else "metric", name, period)
    if kind == "step":
        metric, _, period = name.partition("/")
        return About("metric", metric, period)
    if kind == "action":
        return About("check_in", name.partition("/")[0])
    return About(_KINDS.get(kind, "workspace"), name)


def _place(name: str, names: Names) -> str:
    """Return what a comment speaks of, by its title."""
    kind, subject, period, *_ = [*name.split("/"), "", ""]
    if kind == "goal":
        return _goal(subject, names)
    return f"{_metric(subject, names)} in {period}"


def _goal(name: str, names: Names) -> str:
    """Return a goal's title."""
    return f"“{names.goals.get(name, name)}”"


def _metric(name: str, names: Names) -> str:
    """Return a metric's title."""
    return f"“{names.metrics.get(name, name)}”"


def _day(written: Any) -> str:  # noqa: ANN401  # what a journal holds is JSON
    """Return a day as the journal holds it, as a person reads it."""
    if not written:
        return "no date"
    day = date.fromisoformat(str(written))
    return f"{day.day} {day:%b %Y}"


def _moved_targets(old: Mapping[str, float], new: Mapping[str, float]) -> str:
    """Return which steps of a target path differ."""
    said = []
    for label in sorted({*old, *new}):
        if label not in new:
            said.append(f"no target for {label} any more")
        elif label not in old:
            said.append(f"{new[label]:g} wanted in {label}")
        elif old[label] != new[label]:
            said.append(f"{new[label]:g} instead of {old[label]:g} wanted in {label}")
    return ", ".join(said)


_FEASIBLE: Final = {
    "yes": "it can be done",
    "partly": "it can be done in part",
    "no": "not feasible",
}
_KINDS: Final[Mapping[str, AboutKind]] = {
    "goal": "goal", "reply": "goal", "decision": "goal", "submission": "load", "upload": "load",
    "metric": "metric", "dataset": "dataset", "incident": "incident", "project": "project",
    "audit": "audit", "checkin": "check_in",
}  # fmt: skip
_SENTENCES: Final[Mapping[str, Callable[[str, str, Entry, Names], str]]] = {
    "goal:state": _goal_stated,
    "goal:change": _goal_changed,
    "reply:state": _answered,
    "reply:change": _answered,
    "load:accept": _loaded,
    "load:undo": _taken_back,
    "load:redo": _brought_back,
    "upload:submit": _on_its_way("handed in {file}, which waits for a second person"),
    "upload:send_back": _on_its_way("sent {file} back"),
    "upload:withdraw": _on_its_way("gave up {file}"),
    "comment:write": _commented,
    "comment:close": _settled,
    "definition:add": _redefined,
    "definition:change": _redefined,
    "project:state": _did("proposed the foundation project {name}"),
    "project:change": _did("changed the foundation project {name}"),
    "dataset:register": _did("registered the dataset {name}"),
    "dataset:change": _did("changed the contract of the dataset {name}"),
    "dataset:bring": _did("brought a file of the dataset {name}"),
    "dataset:retire": _did("retired the dataset {name}"),
    "incident:assign": _did("said who looks after an incident of {name}"),
    "incident:close": _did("closed an incident of {name}"),
    "audit:open": _did("opened the audit {name}"),
    "audit:reveal": _did("revealed the answers of the audit {name}"),
    "audit:close": _did("closed the audit {name}"),
    "checkin:decide": _decided,
    "action:add": _acts,
    "action:change": _acts,
    "step:record": _levelled,
    "step:withdraw": _levelled,
    "checkin:open": _did("opened the check-in {name}"),
    "checkin:close": _did("closed the check-in {name}"),
}
"""Every kind of entry that is told."""
