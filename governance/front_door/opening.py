"""What every command begins with: the workspace, the day, and the person who signs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from governance import roster
from governance.definitions import notice_definitions
from governance.people import Person
from pipelines.settings import settings_from
from pipelines.workspace import Workspace, open_workspace

Signer = Annotated[str, typer.Option("--as", help="Who signs; see “people”.")]
Why = Annotated[str, typer.Option("--why", help="The reason, which everybody will read.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
RequiredDay = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
Seen = Annotated[
    int | None, typer.Option(help="The revision you looked at; the newest by default.")
]


def opened() -> Workspace:
    """Return the workspace that the environment names, and note where its metrics changed."""
    workspace = open_workspace(settings_from())
    notice_definitions(workspace, now=moment())
    return workspace


def reporting_day(workspace: Workspace) -> date:
    """Return the day to report as of; only here does this house look at the clock."""
    return workspace.reporting_day(datetime.now(UTC).date())


def signer(workspace: Workspace, identifier: str) -> Person:
    """Return the person who signs.

    Raises:
        NotFound: Nobody here has that identifier.
    """
    return roster.person(workspace, identifier)


def moment() -> datetime:
    """Return the moment of signing."""
    return datetime.now(UTC)
