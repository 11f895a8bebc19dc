"""People and their roles, as values.

A person has exactly one role in a workspace: the product is about who answers for what, and
somebody who is both sides of a promise would answer to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["ceo", "cio", "cio_staff", "facilitator", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

ROLE_WORDS: dict[Role, str] = {
    "ceo": "CEO",
    "cio": "CIO",
    "cio_staff": "CIO staff",
    "facilitator": "facilitator",
    "viewer": "viewer",
}
"""The roles as a reader sees them."""


@dataclass(frozen=True)
class Person:
    """Somebody who reads or decides in this workspace."""

    id: str
    name: str
    role: Role

    def __str__(self) -> str:
        """Return the name with the role, as it stands beside a signature."""
        return f"{self.name} ({ROLE_WORDS[self.role]})"
