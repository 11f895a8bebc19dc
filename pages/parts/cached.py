"""Reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.people import Person, Role
from governance.scorecard.shapes import Scorecard
from tests.reports import examples


@dataclass(frozen=True)
class Facts:
    """Facts."""

    title: str
    reporting_date: date


def warm() -> None:
    """Warm."""


def workspace_facts() -> Facts:
    """Facts."""
    return Facts("Northlight Mutual", date(2026, 3, 31))


def person(role: Role) -> Person:
    """Person."""
    return Person(role, "Demo", role)


def scorecard(*, period=None, business_unit=None, perspective=None) -> Scorecard:
    """Card."""
    return examples.scorecard()
