"""Pinned: a frozen check-in read back as values, for whatever is held beside it.

A reopened meeting is shown from its papers and never from here. What is compared with a later
state is read with the shapes of today, and only the parts that a comparison needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from governance.checkin.in_force import InForce
from governance.checkin.shapes import Decision, Frozen, Meeting, Stage
from governance.checkin.written import read_back
from governance.forecast.shapes import Forecast
from governance.scorecard.shapes import Scorecard


@dataclass(frozen=True)
class Pinned:
    """What was shown and decided, as far as it is compared."""

    check_in: str
    version: int
    at: datetime
    card: Scorecard
    forecasts: Mapping[str, Forecast]
    decisions: tuple[Decision, ...]
    definitions: InForce
    code_version: str


@lru_cache(maxsize=4)
def pinned(frozen: Frozen) -> Pinned:
    """Return a frozen check-in as values.

    Raises:
        GapError: It was written by shapes that today's cannot read.
    """
    body = _body(frozen)
    stage, told = body["stage"], body["definitions"]
    forecasts = {goal: read_back(Forecast, one) for goal, one in stage["forecasts"]}
    return Pinned(
        check_in=frozen.check_in,
        version=frozen.version,
        at=frozen.at,
        card=_told(read_back(Scorecard, stage["card"]), forecasts),
        forecasts=forecasts,
        decisions=tuple(read_back(Decision, one) for one in body["meeting"]["decisions"]),
        definitions=InForce(told["metrics"], told["policies"]),
        code_version=frozen.code_version,
    )


def pinned_stage(frozen: Frozen) -> Stage:
    """Return all that was shown, for papers that are written later."""
    stage = read_back(Stage, _body(frozen)["stage"])
    return replace(stage, card=_told(stage.card, dict(stage.forecasts)))


def pinned_meeting(frozen: Frozen) -> Meeting:
    """Return all that happened, for papers that are written later."""
    return read_back(Meeting, _body(frozen)["meeting"])


def _told(card: Scorecard, forecasts: Mapping[str, Forecast]) -> Scorecard:
    """Return a scorecard with its forecasts, which are kept once beside it."""
    lines = (replace(line, forecast=forecasts.get(line.goal_id)) for line in card.lines)
    return replace(card, lines=tuple(lines))


def _body(frozen: Frozen) -> dict[str, Any]:
    """Return the body of a frozen check-in, parsed."""
    body: dict[str, Any] = json.loads(frozen.body)
    return body
