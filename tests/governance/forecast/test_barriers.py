"""The end of a blocker is judged by the best that is known, and two cases are not known enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from governance.forecast.barriers import barriers
from governance.forecast.ground import Ground, ground
from tests.governance.forecast.stores import AS_OF, BLOCKED, CLEAN_UP, GOAL, chatbot_company

PROMISED = AS_OF + timedelta(days=90)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    here = chatbot_company(tmp_path_factory.mktemp("chatbot"))
    yield ground(here, today=AS_OF)
    here.database.dispose()


def lasting_as_long(known: Ground, count: int, *, promised: bool = False) -> Ground:
    """Return what is known if only so many solved blockers lasted as long as the goal's has."""
    solved = [one for one in known.blockers["data_gap"] if one.solved]
    short = [replace(one, began=one.last - timedelta(days=BLOCKED)) for one in solved[count:]]
    reply = known.replies[GOAL]
    (gap,) = reply.content.blockers
    gap = replace(gap, estimate=PROMISED if promised else None)
    told = replace(reply, content=replace(reply.content, blockers=(gap,)))
    blockers = {"data_gap": (*solved[:count], *short)}
    return replace(known, blockers=blockers, replies={GOAL: told})


def test_three_that_lasted_as_long_are_judged_by(known):
    (found,) = barriers(lasting_as_long(known, 3, promised=True), GOAL)
    assert (found.source, found.curve.cases) == ("history", 3)
    assert found.curve.quantile(0.5) in CLEAN_UP


def test_with_two_that_lasted_as_long_the_owners_date_counts(known):
    (found,) = barriers(lasting_as_long(known, 2, promised=True), GOAL)
    assert found.source == "estimate"
    assert found.curve.quantile(0.5) == (PROMISED - AS_OF).days


def test_with_two_that_lasted_as_long_and_no_date_nobody_knows(known):
    (found,) = barriers(lasting_as_long(known, 2), GOAL)
    assert (found.source, found.curve) == ("unknown", None)
