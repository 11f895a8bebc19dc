"""The demo company's people, goals and replies, signed by the people of the story.

They are seeded through the functions that the screens use: each right is checked, each change
is a revision with its reason, each entry stands in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from governance import goals, replies, roster, trends
from governance.investments.demo import seed_projects
from governance.maturity import demo as audits_of_the_story
from governance.people import Person, Role
from governance.promises import (
    BlockerType,
    Evidence,
    FeasibilityScores,
    Feasible,
    Goal,
    Obstacle,
    Perspective,
    Reply,
    ValueScores,
)
from pipelines.demo.story import END
from pipelines.errors import GapError
from pipelines.marked_yaml import marked, validated
from pipelines.workspace import Workspace

DEMO_FILE = Path(__file__).with_name("demo.yaml")


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Signed(_Strict):
    """When something was signed, and why."""

    at: AwareDatetime
    why: str


class _Change(_Signed):
    """A later revision of a goal: what differs."""

    target_path: dict[str, float]


class _Scores(_Strict):
    """Feasibility scores, each with its evidence."""

    data: tuple[float, str]
    infrastructure: tuple[float, str]
    talent: tuple[float, str]
    compliance: tuple[float, str]


class _Blocker(_Strict):
    """One obstacle."""

    type: BlockerType
    text: str
    owner: str
    since: date
    estimate: date | None = None
    evidence: str = ""
    days_at_stake: int | None = None
    money_at_stake_eur: Decimal | None = None


class _Reply(_Signed):
    """One answer of the CIO."""

    answers_revision: int = 1
    feasible: Feasible
    realistic_date: date | None = None
    scores: _Scores
    blockers: tuple[_Blocker, ...] = ()
    ask: str = ""
    ask_eur: Decimal | None = None


class _Goal(_Strict):
    """One goal with everything that was said about it."""

    title: str
    perspective: Perspective
    metric: str
    business_unit: str = ""
    initiative_id: str = ""
    baseline: float | None = None
    starts_on: date
    wanted_date: date
    priority: int
    must_not_fail: bool = False
    reason: str
    target_path: dict[str, float]
    scores: dict[str, float]
    stated: _Signed
    changes: tuple[_Change, ...] = ()
    replies: tuple[_Reply, ...] = ()


class _Person(_Strict):
    """Somebody of the story."""

    id: str
    name: str
    role: Role


class _Step(_Signed):
    """Why a metric moved for good."""

    metric: str
    period: str
    cause: str


class _Demo(_Strict):
    """The whole file."""

    title: str
    reporting_date: date
    people: tuple[_Person, ...]
    goals: dict[str, _Goal]
    steps: tuple[_Step, ...] = ()


def is_open_to_demo(workspace: Workspace) -> bool:
    """Return whether the demo may be seeded: it is the demo's own workspace, or an empty one."""
    catalogue = workspace.catalogue
    if catalogue.title() == _story().title:
        return True
    return catalogue.version() == 0 and not roster.people(workspace)


def seed(workspace: Workspace, *, now: datetime, until: datetime = END) -> int:
    """Seed what of the story is not there yet and return how many goals were stated.

    Each entry is a transaction of its own; a seeding that was cut short is finished by the
    next one, and a finished one is left as it is, later changes included.

    Args:
        workspace: Where; must hold nobody but the story's people.
        now: The moment of seeding, for what the story gives no date of.
        until: What was signed later in the story is left for another time.

    Raises:
        GapError: Others are here already, or the story does not fit this workspace's metrics.
    """
    story = _story()
    if not is_open_to_demo(workspace):
        raise GapError(
            "This workspace has people or figures of its own, so the demo was not seeded into it.",
            next_step="Choose an empty store with TANDEM_STORE. Nothing was changed.",
        )
    _name_workspace(workspace, story, now=now)
    by_role = _people(workspace, story, now=now)
    stated = 0
    for goal_id, told in story.goals.items():
        if told.stated.at <= until:
            stated += _state(workspace, by_role["ceo"], goal_id, _said(told, until))
            _answer(workspace, by_role["cio"], goal_id, _said(told, until))
    _steps(workspace, by_role["cio"], [one for one in story.steps if one.at <= until])
    audits_of_the_story.seed(workspace, until=until)
    seed_projects(workspace, by_role, until=until)
    return stated


def _said(told: _Goal, until: datetime) -> _Goal:
    """Return a goal with what had been said about it by then."""
    return told.model_copy(
        update={
            "changes": tuple(one for one in told.changes if one.at <= until),
            "replies": tuple(one for one in told.replies if one.at <= until),
        }
    )


def _steps(workspace: Workspace, cio: Person, told: Sequence[_Step]) -> None:
    """Record the causes of steps that are not recorded yet; without figures there is no step."""
    known = {(one.metric, one.period) for one in trends.steps(workspace)}
    for said in told:
        if workspace.catalogue.version() and (said.metric, said.period) not in known:
            trends.record_step(
                workspace,
                cio,
                metric=said.metric,
                period=said.period,
                cause=said.cause,
                why=said.why,
                now=said.at,
            )


def _story() -> _Demo:
    """Return the checked file."""
    return validated(_Demo, marked(DEMO_FILE))


def _name_workspace(workspace: Workspace, story: _Demo, *, now: datetime) -> None:
    """Give the workspace its title and its day; the title also marks it as the demo's."""
    catalogue, keeper = workspace.catalogue, story.people[0]
    if catalogue.title() != story.title:
        catalogue.set_reporting_date(
            story.reporting_date, actor=keeper.id, at=now, role=keeper.role
        )
        catalogue.set_title(story.title, actor=keeper.id, at=now, role=keeper.role)


def _people(workspace: Workspace, story: _Demo, *, now: datetime) -> dict[Role, Person]:
    """Add who is missing and return the first person of each role."""
    present = roster.people(workspace)
    by_role: dict[Role, Person] = {}
    for told in story.people:
        one = Person(told.id, told.name, told.role)
        if one not in present:
            roster.add_person(workspace, by_role.get("facilitator"), one, now=now)
        by_role.setdefault(one.role, one)
    return by_role


def _state(workspace: Workspace, ceo: Person, goal_id: str, told: _Goal) -> bool:
    """State a goal with its later changes and return whether it was new."""
    goal = Goal(
        title=told.title,
        perspective=told.perspective,
        metric=told.metric,
        target_path=tuple(told.target_path.items()),
        starts_on=told.starts_on,
        wanted_date=told.wanted_date,
        priority=told.priority,
        reason=told.reason,
        scores=ValueScores(**told.scores),
        baseline=told.baseline,
        business_unit=told.business_unit,
        initiative_id=told.initiative_id,
        must_not_fail=told.must_not_fail,
    )
    said = told.stated
    history = [one for one in goals.goals(workspace) if one.goal_id == goal_id]
    first = not history
    newest = (
        goals.state_goal(workspace, ceo, goal_id=goal_id, goal=goal, why=said.why, now=said.at)
        if first
        else history[-1]
    )
    for change in told.changes[newest.number - 1 :]:
        path = tuple(change.target_path.items())
        newest = goals.change_goal(
            workspace,
            ceo,
            goal_id=goal_id,
            seen=newest.number,
            goal=replace(newest.content, target_path=path),
            why=change.why,
            now=change.at,
        )
    return first


def _answer(workspace: Workspace, cio: Person, goal_id: str, told: _Goal) -> None:
    """Give the replies to a goal, in order."""
    given = len(replies.reply_history(workspace, goal_id))
    for seen, said in list(enumerate(told.replies))[given:]:
        scores = {name: Evidence(*pair) for name, pair in said.scores}
        reply = Reply(
            feasible=said.feasible,
            realistic_date=said.realistic_date,
            scores=FeasibilityScores(**scores),
            blockers=tuple(Obstacle(**dict(one)) for one in said.blockers),
            ask=said.ask,
            ask_eur=said.ask_eur,
            answers_revision=said.answers_revision,
        )
        replies.give_reply(
            workspace,
            cio,
            goal_id=goal_id,
            seen=seen,
            reply=reply,
            why=said.why,
            now=said.at,
        )
