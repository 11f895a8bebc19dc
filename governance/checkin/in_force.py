"""In force: what every figure of a check-in means and which rules judged it, as values.

What is pinned is what the process works with, not what the files say at that moment: a file that
was edited after the start has not judged anything yet. A field that stands at its default is left
out, so that a later version that knows further fields does not look like another definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from governance.checkin.policy import checkin_policy
from governance.checkin.written import canonical
from governance.data_policy import data_policy
from governance.forecast.policy import forecast_policy
from governance.investments.policy import investment_policy
from governance.maturity.policy import maturity_policy
from governance.policy import policy
from pipelines.settings import ROOT
from pipelines.workspace import Workspace

HOUSES = ("pipelines", "governance", "reports", "pages")
SOURCES = frozenset((".py", ".yaml", ".css", ".js"))
"""What a figure or a screen is made by; samples and caches are not."""

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class InForce:
    """Metrics and rules, each as plain values by name."""

    metrics: Mapping[str, Definition]
    policies: Mapping[str, Definition]

    @property
    def metrics_sha256(self) -> str:
        """Return the hash of all metrics."""
        return hashlib.sha256(canonical(self.metrics).encode()).hexdigest()


def in_force(workspace: Workspace) -> InForce:
    """Return the metrics and the rules that the workspace works with."""
    return InForce(
        metrics={name: _told(metric) for name, metric in workspace.metrics.metrics.items()},
        policies={
            "scorecard": _told(policy()),
            "data": _told(data_policy()),
            "forecast": _told(forecast_policy()),
            "check-in": _told(checkin_policy()),
            "maturity": _told(maturity_policy()),
            "investments": _told(investment_policy()),
        },
    )


def differing(before: Definition, after: Definition, *, inside: str = "") -> list[str]:
    """Return the fields in which two definitions differ, as ``thresholds.green: 60 to 70``.

    Args:
        before: As it was.
        after: As it is.
        inside: The field that both are the value of; empty at the top.
    """
    found = []
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        place = f"{inside}{name}"
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += differing(one, other, inside=f"{place}.")
        elif one != other:
            found.append(f"{place}: {_short(one)} to {_short(other)}")
    return found


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return what identifies the code: a hash over the sources of all houses, read once."""
    digest = hashlib.sha256()
    paths = [
        path
        for house in HOUSES
        for path in (ROOT / house).rglob("*")
        if path.suffix in SOURCES and path.is_file()
    ]
    for path in sorted(paths, key=lambda each: each.relative_to(ROOT).as_posix()):
        name = path.relative_to(ROOT).as_posix()
        digest.update(f"{name}\0{_hash_of(path)}\n".encode())
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _told(model: BaseModel) -> Definition:
    """Return a model as plain values without what stands at its default."""
    return model.model_dump(mode="json", exclude_defaults=True)


def _short(value: object) -> str:
    """Return a value as it fits into a sentence."""
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
