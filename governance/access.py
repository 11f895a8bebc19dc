"""Who may do what: one table of roles and actions, and nothing else.

The page lock asks it before drawing and every write asks it again before writing, so a
forgotten check on one side is caught on the other. Pure: no session, no database.

Why so:
- The CEO writes goals and the CIO replies, and neither may write the other's side: a promise
  that either party can edit for the other is not one.
- The facilitator keeps the workspace (its title, reporting date and people) because that is
  nobody's promise; holding no side is what makes the role fit for it.
- The facilitator leads an audit and has no answer in it; a viewer may have one, because the side
  that somebody answers for is said by the invitation and not by the role.
- The facilitator leads a check-in and may draft a decision there, but it counts only once the CEO
  has confirmed it: whoever holds the keyboard does not decide.
- Whoever may load may also approve, but never a file that they had a hand in: a second pair of
  eyes is a matter of persons, not of rank, and a small staff must be able to check each other.
- Everybody who may see a number may ask about it in a comment.
- A viewer does not see the list of loads. It names people and quotes rejected cells, which
  passed no check and may hold anything. The rows behind a number stay open to everybody who
  may see the number: a figure that cannot be followed is not worth showing.
"""

from __future__ import annotations

from typing import Literal, get_args

from governance.people import ROLE_WORDS, Person, Role
from pipelines.errors import NotAllowed

Action = Literal[
    "scorecard:read",
    "metric:read",
    "methods:read",
    "portfolio:read",
    "loads:read",
    "loads:write",
    "loads:undo",
    "loads:approve",
    "goals:write",
    "replies:write",
    "workspace:write",
    "maturity:read",
    "maturity:answer",
    "maturity:facilitate",
    "datasets:write",
    "incidents:write",
    "investments:read",
    "investments:write",
    "checkin:read",
    "checkin:lead",
    "checkin:take_part",
    "checkin:decide",
    "comments:write",
    "trends:write",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

_OPEN: frozenset[Action] = frozenset(
    (
        "scorecard:read",
        "metric:read",
        "methods:read",
        "portfolio:read",
        "maturity:read",
        "investments:read",
        "checkin:read",
        "comments:write",
    )
)

_ON_DATA: frozenset[Action] = frozenset(
    (
        "loads:read",
        "loads:write",
        "loads:undo",
        "loads:approve",
        "datasets:write",
        "incidents:write",
    )
)

_IN_MEETING: frozenset[Action] = frozenset(("maturity:answer", "checkin:take_part"))

RIGHTS: dict[Role, frozenset[Action]] = {
    "ceo": _OPEN
    | _IN_MEETING
    | {"loads:read", "goals:write", "investments:write", "checkin:decide"},
    "cio": _OPEN | _ON_DATA | _IN_MEETING | {"replies:write", "investments:write", "trends:write"},
    "cio_staff": _OPEN | _ON_DATA | _IN_MEETING | {"trends:write"},
    "facilitator": _OPEN
    | {"loads:read", "workspace:write", "maturity:facilitate", "checkin:lead", "checkin:take_part"},
    "viewer": _OPEN | {"maturity:answer"},
}
"""The table."""

_WORDS: dict[Action, str] = {
    "scorecard:read": "see the scorecard",
    "metric:read": "see a metric and its rows",
    "methods:read": "see the methods",
    "portfolio:read": "see the portfolio",
    "loads:read": "see what was loaded",
    "loads:write": "load files",
    "loads:undo": "undo a load",
    "loads:approve": "approve a load that waits",
    "goals:write": "state or change goals",
    "replies:write": "reply to goals",
    "workspace:write": "change the workspace's title, reporting date or people",
    "maturity:read": "see the data's maturity",
    "maturity:answer": "answer an audit's questions",
    "maturity:facilitate": "lead an audit",
    "datasets:write": "register datasets",
    "incidents:write": "assign or close incidents",
    "investments:read": "see the investments",
    "investments:write": "propose or change foundation projects",
    "checkin:read": "see the check-ins",
    "checkin:lead": "lead a check-in",
    "checkin:take_part": "take part in a check-in",
    "checkin:decide": "decide in a check-in",
    "comments:write": "comment",
    "trends:write": "record why a metric moved for good",
}


def may(person: Person, action: Action) -> bool:
    """Return whether ``person``'s role holds the right to ``action``."""
    return action in RIGHTS[person.role]


def require(person: Person, action: Action) -> None:
    """Let ``person`` pass, or refuse in words.

    Raises:
        NotAllowed: The role does not hold the right; the message names the roles that do.
    """
    if may(person, action):
        return
    holders = " or ".join(ROLE_WORDS[role] for role, rights in RIGHTS.items() if action in rights)
    raise NotAllowed(
        f"{person} may not {_WORDS[action]}.",
        next_step=f"Ask the {holders}. Nothing was changed.",
    )
