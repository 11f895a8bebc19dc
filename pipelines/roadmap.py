"""Money along the way: each initiative's budget, and what the ledger planned and booked for it.

An entry that a later one corrects does not count beside its correction. A quarter without any
entry of a kind is not known to be zero, so its amount is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.periods import Period, containing

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

LIST = "initiatives"
LEDGER = "ledger"


@dataclass(frozen=True)
class Funding:
    """An initiative's money and aim as its newest snapshot has them."""

    initiative_id: str
    goal_id: str
    """Empty where it serves no goal."""
    value_score: float | None
    budget_eur: Decimal | None


@dataclass(frozen=True)
class QuarterMoney:
    """What the ledger says of one initiative in one quarter; None where it says nothing."""

    initiative_id: str
    quarter: Period
    cost_planned: Decimal | None
    cost_realised: Decimal | None
    benefit_planned: Decimal | None
    benefit_forecast: Decimal | None
    benefit_realised: Decimal | None


def funding(workspace: Workspace, *, version: int | None = None) -> tuple[Funding, ...]:
    """Return the budget, value score and goal of every initiative, by identifier.

    Args:
        workspace: The store to ask.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no list of initiatives is loaded.

    Source:
        extract ``initiatives``.
    """
    relations = workspace.warehouse.at(version)
    if LIST not in workspace.extracts or not relations.files[LIST]:
        return ()
    newest = ", ".join(
        f"arg_max_null({name}, _period) AS {name}"
        for name in ("goal_id", "value_score", "budget_eur")
    )
    rows = relations.rows(
        f"SELECT initiative_id, {newest} FROM {relations.facts(LIST)} "  # noqa: S608 - fixed names
        "GROUP BY initiative_id ORDER BY initiative_id"
    )
    return tuple(
        Funding(
            initiative_id=str(row[0]),
            goal_id=str(row[1] or ""),
            value_score=None if row[2] is None else float(row[2]),
            budget_eur=row[3],
        )
        for row in rows
    )


def money(workspace: Workspace, *, version: int | None = None) -> tuple[QuarterMoney, ...]:
    """Return what the ledger planned and booked, by initiative and quarter, oldest first.

    Args:
        workspace: The store to ask.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no ledger is loaded.

    Source:
        extract ``ledger``; amounts in euros, exact to the cent.
    """
    relations = workspace.warehouse.at(version)
    if LEDGER not in workspace.extracts or not relations.files[LEDGER]:
        return ()
    facts = relations.facts(LEDGER)
    sums = ", ".join(
        f"sum(amount_eur) FILTER (type = '{kind}' AND status = '{status}')"
        for kind, status in (
            ("cost", "planned"),
            ("cost", "realised"),
            ("benefit", "planned"),
            ("benefit", "forecast"),
            ("benefit", "realised"),
        )
    )
    rows = relations.rows(
        f"SELECT initiative_id, date_trunc('quarter', _month)::DATE AS quarter, {sums} "  # noqa: S608 - fixed names
        f"FROM {facts} WHERE entry_id NOT IN "
        f"(SELECT restates_entry_id FROM {facts} WHERE restates_entry_id IS NOT NULL) "
        "GROUP BY ALL ORDER BY initiative_id, quarter"
    )
    return tuple(QuarterMoney(str(row[0]), containing(row[1], "quarter"), *row[2:]) for row in rows)
