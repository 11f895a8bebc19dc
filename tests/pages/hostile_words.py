"""Texts that nobody should ever be sent: generated, known attacks, and what is nearly right."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.reports.attacks import ATTACKS

NEARLY = (
    "", " ", ".", "..", "../../etc/passwd", "%00", "\0", "\n", "\r\nX: y", "\x1b[2J", "null",
    "None", "true", "-1",
    "0", "00", "1e9", "9" * 30, "٣", "2026-Q1", "2026-Q1 ", "2026-13", "0000",
    "9999-Q4", "' OR 1=1 --", "'); DROP TABLE load; --", '"', "`", "${7*7}", "{{7*7}}", "%s%n",
    "\\\\", "a=b=c", "=", "=iso", "iso=iso=iso", "\u202e", "\ufeff", "\U0010ffff", "e\u0301" * 50,
    "x" * 5_000, "utf-8", "utf-7", "hex", "idna", "unicode_escape", "undefined", "zip", "rot13",
)  # fmt: skip
"""Values that a parser, a database, a shell or a page has stumbled over before."""


def times(most: int) -> settings:
    """Return how a test is run with so many texts: as long as it takes, and nothing is kept."""
    every = list(HealthCheck)
    return settings(max_examples=most, deadline=None, database=None, suppress_health_check=every)


def hostile(*right: str) -> st.SearchStrategy[str]:
    """Return texts to send as a parameter.

    Args:
        right: Values that mean something there; they are sent bent and lengthened too.
    """
    known: Sequence[str] = (*NEARLY, *ATTACKS, *right)
    some = st.sampled_from(known)
    return st.one_of(
        st.text(max_size=300),
        st.text(st.characters(max_codepoint=127), max_size=40),
        some,
        st.tuples(some, st.text(max_size=3)).map("".join),
        st.tuples(st.text(max_size=3), some).map("".join),
    )
