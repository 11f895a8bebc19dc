"""The judgements: every policy file as it stands, for whoever wants to read or question one.

Weights, edges and clocks that no standard prescribes stand in these files with their reasons.
What is shown is the file itself, so that it cannot differ from what is computed by.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from governance.access_policy import ACCESS_POLICY_FILE as ACCESS
from governance.checkin.policy import POLICY_FILE as CHECK_IN
from governance.data_policy import DATA_POLICY_FILE as DATA
from governance.forecast.policy import POLICY_FILE as FORECAST
from governance.investments.policy import POLICY_FILE as INVESTMENTS
from governance.live_policy import LIVE_POLICY_FILE as LIVE
from governance.maturity.policy import POLICY_FILE as MATURITY
from governance.policy import POLICY_FILE as SCORECARD
from governance.uploads.policy import POLICY_FILE as UPLOADS
from pipelines.dropped.policy import POLICY_FILE as DROPPED
from pipelines.quality.policy import POLICY_FILE as QUALITY
from pipelines.uploads.policy import POLICY_FILE as ROOM

_FILES: Final[dict[str, Path]] = {
    "The scorecard": SCORECARD,
    "Measuring data": QUALITY,
    "Incidents and data readiness": DATA,
    "The joint audit": MATURITY,
    "Foundation projects": INVESTMENTS,
    "The forecast": FORECAST,
    "The check-in": CHECK_IN,
    "News and comments": LIVE,
    "Files on their way": ROOM,
    "What an upload means": UPLOADS,
    "Watched folders": DROPPED,
    "Programs that ask": ACCESS,
}


def judgements() -> dict[str, str]:
    """Return the text of each policy file, by what it judges."""
    return {title: path.read_text(encoding="utf-8") for title, path in _FILES.items()}
