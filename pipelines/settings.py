"""Settings: one frozen object, read from the environment once, by the outermost caller.

Every setting is a field here and a row of the README's table; a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from pipelines.errors import GapError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What an installation may choose; each field is the variable ``TANDEM_<FIELD>``."""

    store: Path = ROOT / "data" / "store"
    """Folder of the workspace: facts, rollups, staging and, by default, the records."""
    records_url: str = ""
    """SQLAlchemy URL of the records; empty means SQLite inside the store."""
    metrics: Path = ROOT / "metrics.yaml"
    """The metric file."""
    extracts: Path = ROOT / "pipelines" / "extracts"
    """Folder of data contracts, one YAML per extract."""
    reporting_date: date | None = None
    """The day the workspace reports as of; empty means the workspace's own, else today."""
    memory_mb: int = 700
    """DuckDB's memory limit in megabytes, per process."""
    threads: int = 2
    """DuckDB's threads, per process."""
    query_seconds: int = 30
    """After how long a question to the numbers is ended; 0 lets it run as long as it needs."""
    datasets: Path | None = None
    """Folder below which registered datasets may name files; empty means that none may."""
    sources: Path | None = None
    """YAML file with the databases that registered datasets may name; empty means none."""
    measure_seconds: int = 2
    """How often the app looks whether data are due to be measured; 0 leaves it to others."""
    fiscal_year_starts: int = 0
    """Month (1 to 12) in which the fiscal year starts that is named for the year in which it
    ends; 0 means that labels such as FY26 Q1 are not read."""
    port: int = 8501
    """Port of the web server on 127.0.0.1."""

    @property
    def database_url(self) -> str:
        """Return the records' SQLAlchemy URL, the SQLite default included."""
        return self.records_url or f"sqlite:///{self.store / 'records.sqlite'}"


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment asks for.

    Raises:
        GapError: A variable holds something that cannot be read; it is named.
    """
    given = os.environ if environment is None else environment
    chosen: dict[str, object] = {}
    for field in fields(Settings):
        name = f"TANDEM_{field.name.upper()}"
        text = given.get(name, "").strip()
        if text:
            chosen[field.name] = _read(name, text, like=str(field.type))
    settings = Settings(**chosen)  # type: ignore[arg-type]  # the types were made by _read
    if not 0 <= settings.fiscal_year_starts <= 12:
        raise GapError(
            f"TANDEM_FISCAL_YEAR_STARTS is “{settings.fiscal_year_starts}”, which is not a month.",
            where="Environment.",
            next_step="Write a month from 1 to 12, or 0 for none; nothing was started.",
        )
    return settings


def _read(name: str, text: str, *, like: str) -> object:
    """Convert one variable to its field's type."""
    try:
        if "Path" in like:
            return Path(text).expanduser().resolve()
        if "date" in like:
            return date.fromisoformat(text)
        return int(text) if like == "int" else text
    except ValueError:
        wanted = "a date such as 2026-03-31" if "date" in like else "a whole number"
        raise GapError(
            f"{name} is “{text}”, which is not {wanted}.",
            where="Environment.",
            next_step="Correct or unset the variable; nothing was started.",
        ) from None
