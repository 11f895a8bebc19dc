"""The tables of investments."""

from __future__ import annotations

INVESTMENT_TABLES: frozenset[str] = frozenset()
"""The tables that this room adds to the records."""
