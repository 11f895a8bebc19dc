"""Definitions over time: when a metric began to mean something else.

The metric file is edited with any editor, so nobody signs a change of it. Whoever opens the
workspace compares it with what was met last and notes what differs: a trend whose meaning
changed half way is marked as such, and the change is news.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from governance.event_shapes import Definition
from governance.records import comments as records
from governance.records.opening import reading, writing
from governance.signing import note, utc
from pipelines.workspace import Workspace

GONE = ""
"""Stands for the definition of a metric that is no longer in the file."""


def notice_definitions(workspace: Workspace, *, now: datetime) -> tuple[str, ...]:
    """Note which definitions differ from those that were met last, each with a journal entry.

    What is met for the first time in a workspace is noted without one: nothing changed.

    Args:
        workspace: Where; its metric file is what counts.
        now: The moment, UTC.

    Returns:
        The metrics whose definitions are new or changed, by name.
    """
    texts = _texts(workspace)
    with reading(workspace.database) as session:
        if not _unmet(records.newest_definitions(session), texts):
            return ()
    with writing(workspace.database) as session:
        met = records.newest_definitions(session)
        found = _unmet(met, texts)
        for metric in found:
            text, number = texts.get(metric, GONE), met.get(metric, (0, ""))[0] + 1
            records.append_definition(
                session, metric, number=number, sha256=_print(text), text=text, at=utc(now)
            )
            if met:
                note(
                    session,
                    None,
                    action="definition:change" if number > 1 else "definition:add",
                    subject=f"metric/{metric}",
                    at=utc(now),
                    before={"sha256": met.get(metric, (0, ""))[1]},
                    after={"sha256": _print(text)},
                )
    return found


def definitions(workspace: Workspace, metric: str) -> tuple[Definition, ...]:
    """Return every definition of a metric that was met, the first one first."""
    with reading(workspace.database) as session:
        met = records.definitions(session, metric)
    texts = [GONE, *(one.text for one in met)]
    return tuple(
        Definition(
            metric=metric,
            number=one.number,
            at=one.at,
            changed=_changed(before, one.text) if one.number > 1 else (),
            gone=one.text == GONE,
        )
        for before, one in zip(texts, met, strict=False)
    )


def _texts(workspace: Workspace) -> dict[str, str]:
    """Return the definitions that the metric file holds now, as it states them and in one form."""
    return {
        name: json.dumps(
            metric.model_dump(mode="json", exclude_unset=True), sort_keys=True, ensure_ascii=False
        )
        for name, metric in workspace.metrics.metrics.items()
    }


def _unmet(met: Mapping[str, tuple[int, str]], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the metrics whose definitions are not those that were met last."""
    return tuple(
        name
        for name in sorted({*met, *texts})
        if met.get(name, (0, ""))[1] != _print(texts.get(name, GONE))
    )


def _print(text: str) -> str:
    """Return the fingerprint of a definition."""
    return hashlib.sha256(text.encode()).hexdigest()


def _changed(before: str, after: str) -> tuple[str, ...]:
    """Return the fields in which two definitions differ."""
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))
