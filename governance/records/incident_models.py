"""The tables of incidents."""

from __future__ import annotations

INCIDENT_TABLES: frozenset[str] = frozenset()
"""The tables that this room adds to the records."""
