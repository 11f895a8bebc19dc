"""An upload's whole life in one process that may be killed at any of its steps and begun again.

Whatever was done before is found by asking, so a second life goes on where the first one ended.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.intake.faults import VARIABLE
from pipelines.settings import Settings
from pipelines.uploads import counting, evidence, looking, reading, returning
from pipelines.uploads.arriving import received
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.uploads.handing import here_and_now, partly

NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
MIA = By("mia", "cio_staff", NOON)
BEN = By("ben", "cio", NOON)


def live(settings: Settings, file: Path, evidence_file: Path, step: int) -> None:
    """Live through an upload, to be killed at a step; 0 is for the one that is not.

    Args:
        settings: Where; the ledger's contract demands a second person.
        file: What is handed in.
        evidence_file: What is attached to its load.
        step: At which of the named points to die.
    """
    if step:
        os.environ[VARIABLE] = str(step)
    here = open_workspace(settings)
    one = received(here, file, by=MIA, nonce="the one request")
    while one.open:
        one = _next(here, one)
    receipt = one.receipt
    assert receipt is not None
    load = receipt.loads[0].id
    if not evidence.evidence_of(here, f"load/{load}"):
        evidence.attach(here, f"load/{load}", evidence_file, by=MIA)
    done = {entry.action for entry in here.catalogue.journal()}
    if "load:undo" not in done:
        here.catalogue.undo(load, actor="mia", at=NOON)
    if "load:redo" not in done:
        returning.redo(here, load, BEN)
    assert reading.upload(here, one.id) == one
    here.database.dispose()


def _next(here: Workspace, one: Upload) -> Upload:
    """Do what an upload's state asks for."""
    if one.state == "received":
        return looking.look(here, one.id, by=MIA, run=here_and_now)
    if one.state == "wrong":
        return partly(here, one)
    if one.state == "ready":
        return counting.commit(here, one.id, MIA, seen=one.head)
    assert one.state == "waits", one
    later = replace(BEN, at=NOON)
    return counting.approve(here, one.id, later, seen=one.head)
