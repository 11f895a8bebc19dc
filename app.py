"""The front door: who is here, the menu that each role may see, and the server around it.

``python app.py`` and ``streamlit run app.py`` both start it; a menu entry leads to a file in
``pages/``, which locks itself. The file is the server's module and the script of every run.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from governance.access import Action, may
from pages.parts.doorway import ONLY_HERE, is_loopback, listening_addresses
from pages.parts.server import MIDDLEWARE, ROUTES, warmed_up
from pages.parts.shell import welcome
from pipelines.errors import GapError
from pipelines.settings import ROOT, settings_from

ICON: Final = ROOT / ".streamlit" / "tandem.svg"

MENU: Final[tuple[tuple[str, str, Action], ...]] = (
    ("pages/scorecard.py", "Scorecard", "scorecard:read"),
    ("pages/goals.py", "Goals", "scorecard:read"),
    ("pages/checkin.py", "Check-in", "checkin:read"),
    ("pages/maturity.py", "Data maturity", "maturity:read"),
    ("pages/audit.py", "Audit", "maturity:read"),
    ("pages/investments.py", "Investments", "investments:read"),
    ("pages/portfolio.py", "Portfolio", "portfolio:read"),
    ("pages/metric.py", "Metric", "metric:read"),
    ("pages/methods.py", "Methods", "methods:read"),
    ("pages/discussion.py", "Discussion", "scorecard:read"),
    ("pages/datasets.py", "Datasets", "maturity:read"),
    ("pages/upload.py", "Upload", "loads:write"),
    ("pages/loads.py", "Loads", "loads:read"),
    ("pages/tokens.py", "Access", "metric:read"),
)


def run() -> None:
    """Draw one run of the app for one reader."""
    st.set_page_config(page_title="Tandem", page_icon=str(ICON), layout="wide")
    person = welcome()
    entries = [
        st.Page(path, title=title, default=path == MENU[0][0])
        for path, title, right in MENU
        if may(person, right)
    ]
    st.navigation(entries, position="top").run()


def end_if_exposed() -> None:
    """End the process with one sentence where it would serve more than this machine."""
    configured = st.get_option("server.address")
    asked = os.environ.get("STREAMLIT_SERVER_ADDRESS", configured)
    if not all(map(is_loopback, (configured, asked, *listening_addresses()))):
        sys.stderr.write(f"{ONLY_HERE} Nothing was started.\n")
        raise SystemExit(2)


def start() -> None:
    """Start the server on the port that the settings give, and serve until stopped."""
    try:
        port = settings_from().port
        sys.stdout.write(f"Tandem opens at http://127.0.0.1:{port}  (Ctrl-C ends it)\n")
        sys.stdout.flush()
        app.run(config={"server.port": port})
    except GapError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None


if get_script_run_ctx(suppress_warning=True) is not None:
    run()
else:
    app = st.App(__file__, lifespan=warmed_up, routes=ROUTES, middleware=MIDDLEWARE)
    end_if_exposed()
    if __name__ == "__main__":
        start()
