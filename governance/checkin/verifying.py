"""Verifying: whether a closed check-in is what was pinned, and still follows from the data.

Two questions, answered apart. The hash says whether anybody touched what is kept. The figures
are computed again from the pinned version of the data and from the promises as they stood at the
close; they can differ only where a definition, a rule or the code has changed, and that is named.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from governance.checkin import told
from governance.checkin.acts import found
from governance.checkin.freezing import frozen, seal, sha256_of
from governance.checkin.in_force import InForce, code_version, in_force
from governance.checkin.pinned import Pinned, pinned
from governance.checkin.shapes import Frozen, Verified
from governance.records import checkins as records
from governance.records.opening import reading
from governance.scorecard import scorecard
from governance.scorecard.shapes import GoalLine, Scorecard, Tile
from pipelines.catalogue.journal import Entry
from pipelines.errors import GapError
from pipelines.workspace import Workspace

_SHOWN = 5
"""Differences told; one line of words is read, a list of forty is not."""


def verify(workspace: Workspace, check_in_id: str) -> Verified:
    """Return whether a closed check-in is what it was.

    Raises:
        NotFound: There is no such check-in.
        GapError: It is not closed yet, so there is nothing to verify.
    """
    with reading(workspace.database) as session:
        check_in = found(session, check_in_id)
    held = frozen(workspace, check_in_id)
    if held is None:
        raise GapError(
            f"{check_in.id} is not closed yet, so nothing was pinned.",
            next_step="Close it first. Nothing was changed.",
        )
    touched = list(_touched(workspace, held))
    if touched:
        return Verified(False, None, f"{check_in_id} was tampered with: {'; '.join(touched)}.")
    kept = pinned(held)
    other = _redefined(kept.definitions, in_force(workspace))
    if other:
        words = (
            f"What is kept of {check_in_id} is untouched. The figures cannot be computed again, "
            f"because these mean something else now: {told.listed(other, most=_SHOWN)}."
        )
        return Verified(True, None, words)
    return _recomputed(workspace, kept)


def _touched(workspace: Workspace, held: Frozen) -> Iterator[str]:
    """Yield what of a snapshot is not as it was sealed."""
    with reading(workspace.database) as session:
        written = records.paper_hashes(session, held.check_in)
    names = {name for name, _ in held.papers}
    for name, text in held.papers:
        if sha256_of(text) != written.get(name):
            yield f"the paper “{name}” is not the one that was written"
    yield from (f"the paper “{name}” is missing" for name in sorted({*written} - names))
    if seal(held) != held.sha256:
        yield "the snapshot does not have the hash that it was sealed with"
    entry = _closing(workspace, held)
    if entry is None:
        yield "the journal has no entry of its closing"
    elif (entry.after or {}).get("sha256") != held.sha256:
        yield "its hash is not the one that the journal holds"


def _closing(workspace: Workspace, held: Frozen) -> Entry | None:
    """Return the journal's entry of a closing."""
    entries = workspace.catalogue.journal(subject=f"checkin/{held.check_in}")
    return next((one for one in entries if one.action == "checkin:close"), None)


def _redefined(then: InForce, now: InForce) -> list[str]:
    """Return what means something else than then."""
    found = [
        f"metric {name}"
        for name in sorted({*then.metrics, *now.metrics})
        if then.metrics.get(name) != now.metrics.get(name)
    ]
    return found + [
        f"rules of {name}"
        for name in sorted({*then.policies, *now.policies})
        if then.policies.get(name) != now.policies.get(name)
    ]


def _recomputed(workspace: Workspace, kept: Pinned) -> Verified:
    """Return whether the pinned data still give the pinned figures."""
    card = scorecard(
        workspace,
        period=kept.card.period,
        version=kept.version,
        today=kept.card.reporting_date,
        until=kept.at,
    )
    apart = list(_apart(kept.card, card))
    if not apart:
        words = (
            f"{kept.check_in} is what it was: untouched, and all its figures follow again from "
            f"version {kept.version} of the data."
        )
        return Verified(True, True, words)
    why = ""
    if kept.code_version != code_version():
        why = " The code is not the one that it was closed with."
    words = (
        f"What is kept of {kept.check_in} is untouched, but computed again from version "
        f"{kept.version} these differ: {told.listed(apart, most=_SHOWN)}.{why}"
    )
    return Verified(True, False, words)


def _apart(then: Scorecard, now: Scorecard) -> Iterator[str]:
    """Yield the figures in which two scorecards differ."""
    tiles = {tile.metric: tile for tile in now.tiles}
    for tile in then.tiles:
        if _facts(tile) != _facts(tiles.get(tile.metric)):
            yield tile.title
    lines = {line.goal_id: line for line in now.lines}
    for line in then.lines:
        if _promise(line) != _promise(lines.get(line.goal_id)):
            yield line.goal_id
    yield from sorted({*lines} - {line.goal_id for line in then.lines})


def _facts(tile: Tile | None) -> tuple[object, ...]:
    """Return what a tile says; figures to the digits that two sums over the same rows share."""
    if tile is None:
        return ()
    points = tuple((one.period, _figure(one.value), one.state) for one in tile.history)
    return tile.period, _figure(tile.value), tile.state, tile.status, _figure(tile.target), points


def _promise(line: GoalLine | None) -> tuple[object, ...]:
    """Return what a line says of both sides; measured data are kept beside the catalogue."""
    if line is None:
        return ()
    sides: tuple[date | float | None, ...] = (
        line.ceo.wanted_date,
        _figure(line.ceo.value_score),
        line.cio.realistic_date if line.cio else None,
        _figure(line.cio.feasibility_score) if line.cio else None,
        _figure(line.alignment_gap),
    )
    return line.period, _figure(line.value), line.state, line.status, sides, line.goal_revision


def _figure(value: float | None) -> float | None:
    """Return a figure to twelve digits: the order of a sum may move the last ones."""
    if value is None or value == 0:
        return value
    return round(value, 11 - math.floor(math.log10(abs(value))))
