"""Tickets: how a browser may send or fetch one file outside Streamlit's own connection.

Routes beside the screens do not know who is reading, so a page that knows writes it into a
ticket: what may be done, by whom, until when, signed with a key that only this process has. A
ticket made before a restart is worth nothing afterwards; the page that shows it makes a new one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from governance.access_policy import access_policy

_KEY: Final = secrets.token_bytes(32)
LONGEST: Final = 2_000


@dataclass(frozen=True)
class Ticket:
    """What somebody may do."""

    may: str
    """Such as ``upload`` or ``evidence/E…``."""
    person: str
    nonce: str
    """The same one twice is the same request."""
    until: datetime


def written(may: str, person: str, *, now: datetime, nonce: str = "") -> str:
    """Return a ticket as a text that fits into an address.

    Args:
        may: What may be done with it.
        person: The identifier of whoever may do it.
        now: The moment, UTC.
        nonce: Names the request; a new one where it is empty.
    """
    until = (now + timedelta(hours=access_policy().tickets.hours)).isoformat()
    body = json.dumps([may, person, nonce or secrets.token_hex(16), until]).encode()
    return f"{_plain(body)}.{_plain(_signature(body))}"


def read(text: str, *, may: str, now: datetime) -> Ticket | None:
    """Return what a ticket allows; None where it is none of ours, too old, or for another thing.

    Args:
        text: The ticket as it came.
        may: What is to be done; a ticket for ``evidence/E…`` is one for ``evidence``.
        now: The moment, UTC.
    """
    body_text, _, signature = text.partition(".")
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        body, given = _bytes(body_text), _bytes(signature)
    except ValueError:
        return None
    if not hmac.compare_digest(_signature(body), given):
        return None
    what, person, nonce, until = json.loads(body)
    ticket = Ticket(what, person, nonce, datetime.fromisoformat(until))
    return ticket if what.partition("/")[0] == may and now <= ticket.until else None


def _signature(body: bytes) -> bytes:
    """Return the signature of a ticket's body."""
    return hmac.new(_KEY, body, hashlib.sha256).digest()


def _plain(content: bytes) -> str:
    """Return bytes as characters that an address may hold."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Return the bytes behind such characters."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
