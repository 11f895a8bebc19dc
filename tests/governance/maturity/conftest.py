"""An audit that both sides were invited to, and the values that its arithmetic works with."""

from __future__ import annotations

import pytest

from governance.maturity import audits
from governance.maturity.questionnaire import questionnaire
from governance.people import Person
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW, Cast

AUDIT = "AUDIT-2026-1"
ITEMS = tuple(item.id for item in questionnaire().items)


@pytest.fixture
def asked(staffed: Workspace, cast: Cast) -> Workspace:
    """A workspace with one open audit, two people on each side."""
    lead = cast.facilitator
    audits.open_audit(staffed, lead, audit_id=AUDIT, title="Spring 2026", now=NOW)
    for whom, side in (
        (cast.ceo, "ceo"), (cast.viewer, "ceo"), (cast.cio, "cio"), (cast.staff, "cio"),
    ):  # fmt: skip
        audits.invite(staffed, lead, AUDIT, whom=whom, side=side, now=NOW)
    return staffed


@pytest.fixture
def revealed(asked: Workspace, cast: Cast) -> Workspace:
    """The same audit, revealed after one answer of each side."""
    answer(asked, cast.ceo, level=4)
    answer(asked, cast.cio, level=2)
    audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
    return asked


def answer(workspace, person: Person, *, item: str = "completeness_1", level=3, evidence=""):
    return audits.give_answer(
        workspace, person, AUDIT, item=item, level=level, evidence=evidence, now=NOW
    )
