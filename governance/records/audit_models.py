"""The tables of audits."""

from __future__ import annotations

AUDIT_TABLES: frozenset[str] = frozenset()
"""The tables that this room adds to the records."""
