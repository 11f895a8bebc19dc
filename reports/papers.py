"""The papers of a check-in: what is kept with it when it is closed, besides its figures."""

from __future__ import annotations

from governance.checkin.shapes import Meeting, Stage
from reports.checkin import screens
from reports.minutes import MINUTES_PAGE, STYLE, page


def papers(meeting: Meeting, stage: Stage) -> dict[str, str]:
    """Return every screen of a meeting, and its minutes as a page, by name."""
    minutes = page(meeting, stage, style=STYLE.read_text("utf-8"))
    return screens(stage, meeting) | {MINUTES_PAGE: minutes}
