"""The roadmap on a screen: money against progress, and where an investment leads.

A bar is the share of the budget that is spent; the ring on it is how far the stage says the way
has come. The figures stand beside it, for a bar alone is not something to be held to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from governance.investments.roadmap import Investment, Spending
from reports.dumbbell import Address
from reports.format import day, figure, percent
from reports.investments import links, listing
from reports.markup import Child, box, element, text
from reports.tables import Column, table, words

WIDEST = 1.5
"""Share of the budget at which a bar ends: beyond it the figure says the rest."""


def spending_words(found: Sequence[Spending]) -> str:
    """Return the roadmap in a sentence."""
    if not found:
        return "No initiative is loaded, so there is no roadmap yet."
    known = [one for one in found if one.burn is not None]
    if not known:
        return "The ledger has no booked cost yet, so nothing can be said about the budgets."
    ahead = [one for one in found if one.is_ahead]
    over = sum((one.burn or 0) > 1 for one in known)
    said = (
        f"{len(ahead)} of {len(found)} initiatives have spent well ahead of their stage, and "
        f"{over} more than their budget"
    )
    if ahead:
        first = ahead[0]
        said += (
            f"; furthest ahead is {first.initiative.name or first.initiative.id} with "
            f"{percent(first.burn)} of its budget in the stage {first.initiative.stage}"
        )
    return said + "."


def spendings(found: Sequence[Spending], titles: Mapping[str, str], goal_address: Address) -> str:
    """Return each initiative's money against its progress.

    Args:
        found: The initiatives, shown in the order they have.
        titles: Of the foundation projects.
        goal_address: Gives the address of a goal.
    """
    columns = (
        Column("Initiative"),
        Column("Stage"),
        Column("Budget", True),
        Column("Spent", True),
        Column("Planned to date", True),
        Column("▬ of the budget spent, ○ of the way by stage, │ all of it"),
        Column("Time gone", True),
        Column("Benefit, of plan", True),
        Column("Goals"),
        Column("Waits for"),
    )
    rows = [_spending(one, titles, goal_address) for one in found]
    return table(columns, rows, title="Budget, spending and progress of the initiatives")


def investment_words(found: Sequence[Investment]) -> str:
    """Return what the projects lead to."""
    if not found:
        return "No foundation project is stated yet."
    reached = {goal for one in found for goal in one.goals}
    idle = [one.project.content.title for one in found if not one.goals]
    said = (
        f"{len(found)} foundation projects lead to {len(reached)} "
        f"{'goal' if len(reached) == 1 else 'goals'}. "
        "The ledger books by initiative, so no actuals are booked for a project."
    )
    return f"{said} {listing(idle)} serves no goal." if len(idle) == 1 else said


def investments(
    found: Sequence[Investment], names: Mapping[str, str], goal_address: Address
) -> str:
    """Return the line from each project over initiatives to goals.

    Args:
        found: The projects.
        names: Of the initiatives.
        goal_address: Gives the address of a goal.
    """
    columns = (
        Column("Project"),
        Column("State"),
        Column("Budget", True),
        Column("Actuals", is_short=True),
        Column("Owner"),
        Column("Initiatives → goals"),
        Column("Signed last"),
    )
    rows = [
        (
            box("", one.project.content.title, text("muted id", one.project.goal_id)),
            words(one.project.content.state),
            figure(one.project.content.cost_eur, "EUR"),
            text("muted", "no actuals are booked"),
            one.project.content.owner,
            _line(one, names, goal_address),
            _signature(one),
        )
        for one in found
    ]
    return table(columns, rows, title="From investment to goals")


def _spending(one: Spending, titles: Mapping[str, str], goal_address: Address) -> list[Child]:
    """Return one initiative."""
    listed = one.initiative
    said = text("bad" if one.is_ahead else "", _burn_words(one))
    return [
        box("", listed.name or listed.id, text("muted id", listed.id)),
        words(listed.stage),
        _money(one.budget_eur),
        _money(one.spent_eur),
        _money(one.planned_eur),
        box("", _bar(one), said),
        "–" if one.by_time is None else percent(one.by_time),
        _benefit(one),
        links(one.goals, goal_address),
        listing([titles.get(each, each) for each in one.waits_for]) or "–",
    ]


def _burn_words(one: Spending) -> str:
    """Return the bar in words."""
    spent = "nothing booked" if one.burn is None else f"{percent(one.burn)} spent"
    if one.burn is None and one.spent_eur is not None:
        spent = "no budget is known"
    return spent if one.by_stage is None else f"{spent}, {percent(one.by_stage)} of the way"


def _benefit(one: Spending) -> str:
    """Return what came in of what was planned."""
    if one.benefit_eur is None and one.planned_benefit_eur is None:
        return "–"
    if one.planned_benefit_eur is None:
        return f"{_money(one.benefit_eur)}, none planned"
    return f"{_money(one.benefit_eur)} of {_money(one.planned_benefit_eur)}"


def _bar(one: Spending) -> Element:
    """Return the share spent as a bar, with the share of the way on it."""
    marks = [_stroke(1.0, 1.0, "edge")]
    if one.burn is not None:
        marks.append(_stroke(0.0, one.burn, "late" if one.is_ahead else "way"))
    if one.by_stage is not None:
        place = {"cx": _at(one.by_stage), "cy": "50%", "r": "3.6"}
        marks.append(element("circle", {"class": "plan"} | place))
    return element("svg", {"class": "course", "aria-hidden": "true"}, *marks)


def _stroke(first: float, last: float, look: str) -> Element:
    """Return a stretch of the bar."""
    heights = ("0%", "100%") if look == "edge" else ("50%", "50%")
    ends = {"x1": _at(first), "x2": _at(last), "y1": heights[0], "y2": heights[1]}
    return element("line", {"class": look} | ends)


def _at(share: float) -> str:
    """Return where a share of the budget lies on the bar."""
    return f"{min(share, WIDEST) / WIDEST * 100:.1f}%"


def _line(one: Investment, names: Mapping[str, str], goal_address: Address) -> Child:
    """Return the initiatives of a project with their goals."""
    if not one.initiatives:
        return "–"
    return box(
        "roomy",
        *(
            box(
                "",
                names.get(name, name),
                text("muted id", name),
                " → ",
                links(goals, goal_address) if goals else text("muted", "no goal"),
            )
            for name, goals in one.initiatives
        ),
    )


def _signature(one: Investment) -> Element:
    """Return who signed the newest revision, when and why."""
    signed = one.project
    return box(
        "roomy small",
        f"Revision {signed.number}, {signed.by}, {day(signed.at.date())}: ",
        text("muted", signed.why),
    )


def _money(amount: Decimal | None) -> str:
    """Return an amount, or that none is booked."""
    return "none booked" if amount is None else figure(amount, "EUR")
