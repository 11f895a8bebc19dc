"""Suggestions: which option the rules propose for a goal, with every rule that was tried.

The first rule that fits is proposed, with those that go together with it; the others are listed
with their reason. Nothing is ever taken by itself. What cannot be known fits no rule and says so,
because a guess must not read like advice. Pure values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from governance.checkin import told
from governance.checkin.policy import CheckInPolicy
from governance.checkin.shapes import Attached, Option, Suggestion
from governance.days import in_words
from governance.forecast.shapes import Forecast, Hold
from governance.scorecard.shapes import GoalLine

UNKNOWN_CHANCE = "the chance of the date cannot be known yet"
Verdict = tuple[bool, str]
Tried = tuple[Option, bool, str]


@dataclass(frozen=True)
class Foundation:
    """What a blocker holds up, and what the project that would clear it is worth."""

    initiatives: int | None
    """How many it holds up, the goal's own included; None where that is not known."""
    project: str = ""
    """Identifier of the project that would clear it; empty where there is none."""
    is_settled: bool = False
    """Whether the money for it is decided on already."""
    worth_eur: Decimal | None = None
    """A year; None where it is not known."""
    cost_eur: Decimal | None = None


@dataclass(frozen=True)
class Case:
    """Everything that the rules look at for one goal."""

    line: GoalLine
    forecast: Forecast | None
    in_production: bool
    foundations: tuple[tuple[str, Foundation], ...] = ()
    """By the key of the forecast's hold."""
    open_controls: tuple[str, ...] = ()
    """Critical controls that a model of its initiative is known not to meet."""
    negative_reviews: int = 0
    """Newest reviews in a row in which the return was below zero."""
    smaller: Attached | None = None
    """The goal without its blocker: its share of the value, as people stated it, and its chance."""

    @property
    def chance(self) -> float | None:
        """Return the chance of the CEO's date; None where it cannot be known."""
        return self.forecast.finish.p_target if self.forecast else None

    @property
    def holds(self) -> tuple[Hold, ...]:
        """Return what is in the way."""
        return self.forecast.holds if self.forecast else ()


def suggestion(case: Case, rules: CheckInPolicy) -> Suggestion:
    """Return the option that the rules propose; none where no rule fits.

    Args:
        case: The goal as it stands.
        rules: The thresholds, and which options go together.
    """
    return _proposed(tuple((option, *rule(case, rules)) for option, rule in _RULES), rules)


def with_smaller(found: Suggestion, smaller: Attached, rules: CheckInPolicy) -> Suggestion:
    """Return what the rules propose once somebody has stated what a smaller scope would keep.

    Args:
        found: What they proposed before.
        smaller: The what-if that was asked, with the share of the value it keeps.
        rules: The thresholds, and which options go together.
    """
    fits, why = _smaller_scope(smaller, rules)
    anew: Tried = ("re_scope", fits, why)
    tried = tuple(anew if one[0] == "re_scope" else one for one in found.tried)
    return _proposed(tried, rules)


def _proposed(tried: tuple[Tried, ...], rules: CheckInPolicy) -> Suggestion:
    """Return the first option that fits, with those that fit as well and go with it."""
    fitting = [(option, why) for option, fits, why in tried if fits]
    if not fitting:
        return Suggestion((), "No rule fits; talk it over.", tried)
    first, reason = fitting[0]
    beside = rules.together.options.get(first, ())
    joined = tuple(option for option, _ in fitting[1:] if option in beside)
    return Suggestion((first, *joined), reason, tried)


def _retire(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether the goal is given up."""
    value, floor = case.line.ceo.value_score, rules.retire.value_below
    if value < floor and not case.in_production:
        return True, f"its value of {value:.1f} is below {floor:g} and nobody uses it"
    if case.negative_reviews >= rules.retire.negative_reviews:
        lost = f"it lost money in {case.negative_reviews} reviews running"
        path = _path(case)
        if path is False:
            return True, f"{lost} and no way to the goal is known to be open"
        return False, f"{lost}, but {_way(path)}"
    if value < floor:
        return False, f"its value of {value:.1f} is below {floor:g}, but it is in use"
    return False, f"its value of {value:.1f} is at least {floor:g}"


def _path(case: Case) -> bool | None:
    """Return whether it can still be reached in time, as it is or without a blocker."""
    chances = [case.chance, *(hold.p_without for hold in case.holds)]
    if any(chances):
        return True
    return None if None in chances else False


def _way(path: bool | None) -> str:
    """Return the words for a way that is open or not known."""
    return "there is a way to the goal" if path else "whether there is a way cannot be known"


def _pause(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether the goal is halted."""
    value, floor = case.line.ceo.value_score, rules.pause.value_below
    if case.open_controls:
        names = [each.replace("_", " ") for each in case.open_controls]
        many = "a critical control is" if len(names) == 1 else f"{len(names)} critical controls are"
        return True, f"{many} open: {' and '.join(names)}"
    if value < floor:
        return True, f"its value of {value:.1f} is below {floor:g}"
    return False, f"no critical control is known to be open and its value is at least {floor:g}"


def _fund(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether a foundation is paid for."""
    if not case.holds:
        return False, "no blocker is named"
    foundations, refused = dict(case.foundations), []
    for hold in case.holds:
        if hold.type not in rules.fund_foundation.blockers:
            continue
        fits, why = _worth_funding(hold, foundations.get(hold.key), rules)
        if fits:
            return True, why
        refused.append(why)
    kinds = ", ".join(kind.replace("_", " ") for kind in rules.fund_foundation.blockers)
    return False, "; ".join(refused) or f"no blocker is of {kinds}"


def _worth_funding(hold: Hold, foundation: Foundation | None, rules: CheckInPolicy) -> Verdict:
    """Judge one blocker: shared by several, or cleared for less than it is worth."""
    name = f"“{hold.text}”"
    if foundation is None:
        return False, f"what {name} holds up is not known"
    if foundation.is_settled:
        return False, f"{name}: the money for {foundation.project} is decided on already"
    count = foundation.initiatives
    if count is not None and count >= rules.fund_foundation.shared_by:
        return True, f"{name} holds up {count} initiatives"
    worth, cost = foundation.worth_eur, foundation.cost_eur
    if worth is not None and cost is not None and worth >= cost:
        gain = f"worth {told.money(worth)} a year for {told.money(cost)}"
        return True, f"clearing {name} with {foundation.project} is {gain}"
    if count is None and worth is None:
        return False, f"how much hangs on {name} is not known"
    return False, f"{name} holds up nobody else and no project for it is known to be worth its cost"


def _re_scope(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether a smaller scope is worth it."""
    return _smaller_scope(case.smaller, rules)


def _smaller_scope(smaller: Attached | None, rules: CheckInPolicy) -> Verdict:
    """Judge a smaller scope by the share of the value that people stated and by its chance."""
    share = smaller.asked.value_share if smaller else None
    chance = smaller.p_target if smaller else None
    if share is None:
        return False, "nobody has stated what share of the value a smaller scope would keep"
    if chance is None:
        return False, f"a smaller scope keeps {share:.0%} of the value, but {UNKNOWN_CHANCE}"
    said = f"a smaller scope keeps {share:.0%} of the value with a chance of {chance:.0%}"
    fits = share >= rules.re_scope.value_share and chance >= rules.re_scope.chance
    wanted = f"{rules.re_scope.value_share:.0%} and {rules.re_scope.chance:.0%} are asked for"
    return fits, said if fits else f"{said}; {wanted}"


def _re_time(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether the date is one; the new one is the P85."""
    if case.chance is None or case.forecast is None:
        return False, UNKNOWN_CHANCE
    said = f"the chance of the date is {case.chance:.0%}"
    if case.chance >= rules.re_time.chance_below:
        return False, f"{said}, not below {rules.re_time.chance_below:.0%}"
    finish = case.forecast.finish
    if finish.p85 is not None:
        return True, f"{said}; 85% of like cases come by {in_words(finish.p85)}"
    beyond = "85% of like cases take longer than the data reach, so no new date can be proposed"
    return True, f"{said}; {beyond}"


def _keep(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether everything stays as it is."""
    if case.chance is None:
        return False, UNKNOWN_CHANCE
    said = f"the chance of the date is {case.chance:.0%}"
    if case.chance < rules.keep.chance:
        return False, f"{said}, below {rules.keep.chance:.0%}"
    if case.line.status == "red":
        return False, f"{said}, but its figure is red"
    if _accelerate(case, rules)[0]:
        return False, f"{said} and more can be asked for"
    known = "" if case.line.value is not None else ", though its figure is not known"
    return True, f"{said} and nothing is red{known}"


def _accelerate(case: Case, rules: CheckInPolicy) -> Verdict:
    """Judge whether more can be asked for."""
    asked, value, gap = rules.accelerate, case.line.ceo.value_score, case.line.alignment_gap
    if case.chance is None:
        return False, UNKNOWN_CHANCE
    if gap is None:
        return False, "there is no reply yet, so no capacity to spare is known"
    said = f"chance {case.chance:.0%}, value {value:.1f}, alignment gap {gap:+.1f}"
    if case.line.status == "red":
        return False, f"{said}, but its figure is red"
    fits = case.chance >= asked.chance and value >= asked.value and gap <= asked.gap
    wanted = f"{asked.chance:.0%}, {asked.value:g} and {asked.gap:g} are asked for"
    return fits, said if fits else f"{said}; {wanted}"


_RULES: tuple[tuple[Option, Callable[[Case, CheckInPolicy], Verdict]], ...] = (
    ("retire", _retire),
    ("pause", _pause),
    ("fund_foundation", _fund),
    ("re_scope", _re_scope),
    ("re_time", _re_time),
    ("keep", _keep),
    ("accelerate", _accelerate),
)
"""The order in which the rules are tried."""
