"""Choices: what somebody wants decided about a goal, and whether that can be decided at all.

Pure values; who may decide, and what a decision changes, is looked after by ``deciding``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import OPTIONS, Attached, Decision, Option
from governance.signing import plain_text
from pipelines.errors import GapError
from pipelines.periods import plus_months

CENT = Decimal("0.01")
MOST_EUR = Decimal(10) ** 12
"""A thousand billion: more is a slip of the hand."""


@dataclass(frozen=True)
class Choice:
    """What somebody wants decided about one goal."""

    goal_id: str
    options: tuple[Option, ...]
    reason: str
    new_date: date | None = None
    scope: str = ""
    money_eur: Decimal | None = None
    review_on: date | None = None
    """When it is looked at again; what the policy says where it is None."""
    attached: Attached | None = None
    project_id: str = ""


def choice_of(decision: Decision) -> Choice:
    """Return what a draft wants decided, so that it can be signed as it is or changed."""
    return Choice(
        goal_id=decision.goal_id,
        options=decision.options,
        reason=decision.reason,
        new_date=decision.new_date,
        scope=decision.scope,
        money_eur=decision.money_eur,
        review_on=decision.review_on,
        attached=decision.attached,
        project_id=decision.project_id,
    )


def checked_choice(choice: Choice, *, today: date) -> Choice:
    """Return the choice with its texts trimmed and its review dated, or refuse it.

    Args:
        choice: What somebody wants decided.
        today: The day the workspace reports as of; dates must come after it.

    Raises:
        GapError: It does not hold; the message says what is missing. Nothing was changed.
    """
    _check_options(choice)
    _check_dates(choice, today=today)
    money = choice.money_eur
    if money is not None and not (money.is_finite() and 0 < money <= MOST_EUR):
        raise _refused(f"{money} EUR is not an amount.", where="Money.")
    scope = plain_text(choice.scope, field="scope", required="re_scope" in choice.options)
    if "fund_foundation" in choice.options and money is None and not choice.project_id:
        raise _refused("To fund a foundation needs an amount or a project.", where="Money.")
    if choice.project_id and "fund_foundation" not in choice.options:
        raise _refused(
            f"{choice.project_id} is named, but nothing is to be funded.", where="Project."
        )
    months = checkin_policy().decisions.review_months
    return replace(
        choice,
        reason=plain_text(choice.reason, field="reason for the decision"),
        scope=scope,
        money_eur=None if money is None else money.quantize(CENT),
        review_on=choice.review_on or plus_months(today, months),
    )


def _check_options(choice: Choice) -> None:
    """Refuse what is no option, none at all, or two that cannot both be."""
    for option in choice.options:
        if option not in OPTIONS:
            there_are = f"There are {', '.join(OPTIONS)}."
            raise _refused(f"“{option}” is not an option. {there_are}", where="Option.")
    if not choice.options or len(set(choice.options)) < len(choice.options):
        raise _refused("A decision needs an option, each of them once.", where="Option.")
    excluded = checkin_policy().together.excludes
    for option in choice.options:
        for other in choice.options:
            if other in excluded.get(option, ()):
                first, second = (name.replace("_", " ") for name in (option, other))
                raise _refused(f"To {first} and to {second} cannot both be.", where="Option.")


def _check_dates(choice: Choice, *, today: date) -> None:
    """Refuse a new date or a review that is not still to come."""
    if "re_time" in choice.options and choice.new_date is None:
        raise _refused("To re-time needs a new date.", where="New date.")
    for field, day in (("New date.", choice.new_date), ("Review date.", choice.review_on)):
        if day is not None and day <= today:
            raise _refused(f"{day} is not after {today}.", where=field)


def _refused(what: str, *, where: str) -> GapError:
    """Return a refusal after which nothing was changed."""
    return GapError(what, where=where, next_step="Correct it; nothing was changed.")
