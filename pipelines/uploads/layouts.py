"""Layouts that people confirmed and saved as mapping profiles, for the next file like theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable, writing
from pipelines.catalogue.journal import Entry, append
from pipelines.errors import GapError, NotFound
from pipelines.intake.layout import Layout, layout_from
from pipelines.intake.saved_layouts import adapted, fits, lasting, signature
from pipelines.uploads.desk import UNCHANGED
from pipelines.uploads.models import SavedLayoutRow

if TYPE_CHECKING:
    from pipelines.uploads.shapes import By, Upload
    from pipelines.workspace import Workspace

LONGEST_NAME = 120
"""Characters: what fits into one line of a list."""


@dataclass(frozen=True)
class SavedLayout:
    """A layout for files with a certain header."""

    id: int
    name: str
    extract: str
    signature: str
    layout: Layout
    actor: str
    at: datetime


def save(workspace: Workspace, one: Upload, by: By, *, name: str) -> SavedLayout:
    """Keep what was said about an upload for the next file with the same header.

    One of the same name that was saved for these headings is offered no more from then on.

    Args:
        workspace: Where.
        one: The upload, looked at and understood.
        by: Who saves it, and when.
        name: What it is called in the list.

    Raises:
        GapError: The upload's header is not understood yet, or the name is none, or is taken for
            other headings or the same answers. Nothing was changed.
    """
    known = one.finding.understanding if one.finding else None
    if known is None or not known.extract or not known.headings:
        raise GapError(
            "The file's header is not understood yet, so its layout cannot be saved.",
            next_step=f"Answer the questions first. {UNCHANGED}",
        )
    title = name.strip()
    if not 0 < len(title) <= LONGEST_NAME or not title.isprintable():
        raise GapError(
            f"A saved layout needs a name of 1 to {LONGEST_NAME} signs.", next_step=UNCHANGED
        )
    header = signature([heading.heading for heading in known.headings])
    layout = lasting(one.said.layout, workspace.extracts[known.extract])
    try:
        with writing(workspace.database) as connection:
            _make_room(connection, title, header, layout, by)
            written = connection.execute(
                insert(SavedLayoutRow).values(
                    name=title,
                    extract=known.extract,
                    signature=header,
                    layout=layout.as_json(),
                    actor=by.actor,
                    at=by.at,
                    retired=False,
                )
            )
            assert written.inserted_primary_key is not None  # noqa: S101  # as SQLAlchemy guarantees
            number = int(written.inserted_primary_key[0])
            append(connection, _entry(by, "layout:save", number, title))
    except OperationalError as error:
        raise unreachable(error) from error
    return SavedLayout(number, title, known.extract, header, layout, by.actor, by.at)


def _make_room(connection: Connection, name: str, header: str, layout: Layout, by: By) -> None:
    """Retire the layout of a name that is renewed; refuse a name that is taken otherwise."""
    taken = connection.execute(
        select(SavedLayoutRow.__table__).where(
            SavedLayoutRow.name == name, SavedLayoutRow.retired.is_(False)
        )
    ).first()
    if taken is None:
        return
    if taken.signature != header or layout_from(taken.layout) == layout:
        raise GapError(f"There is a layout “{name}” already.", next_step=UNCHANGED)
    connection.execute(
        update(SavedLayoutRow).where(SavedLayoutRow.id == taken.id).values(retired=True)
    )
    append(connection, _entry(by, "layout:retire", taken.id, name))


def retire(workspace: Workspace, layout_id: int, by: By) -> None:
    """Offer a saved layout no more; what was loaded with it stays.

    Raises:
        NotFound: There is none of that number, or it was retired before.
    """
    try:
        with writing(workspace.database) as connection:
            row = connection.execute(
                select(SavedLayoutRow.__table__).where(
                    SavedLayoutRow.id == layout_id, SavedLayoutRow.retired.is_(False)
                )
            ).one_or_none()
            if row is None:
                raise NotFound(f"There is no saved layout {layout_id}.", next_step=UNCHANGED)
            connection.execute(
                update(SavedLayoutRow).where(SavedLayoutRow.id == layout_id).values(retired=True)
            )
            append(connection, _entry(by, "layout:retire", layout_id, row.name))
    except OperationalError as error:
        raise unreachable(error) from error


def saved(workspace: Workspace, *, extract: str | None = None) -> tuple[SavedLayout, ...]:
    """Return the saved layouts, of one extract or of all, by name."""
    query = select(SavedLayoutRow.__table__).where(SavedLayoutRow.retired.is_(False))
    if extract is not None:
        query = query.where(SavedLayoutRow.extract == extract)
    with reading(workspace.database) as connection:
        rows = connection.execute(query.order_by(SavedLayoutRow.name)).all()
    return tuple(_saved(row) for row in rows)


def follows(workspace: Workspace, one: Upload, offer: SavedLayout) -> bool:
    """Return whether an upload is read as a saved layout says, whatever its period."""
    known = one.finding.understanding if one.finding else None
    extract = workspace.extracts.get(known.extract if known else "")
    return extract is not None and lasting(one.said.layout, extract) == offer.layout


def offered(workspace: Workspace, one: Upload) -> tuple[SavedLayout, ...]:
    """Return the saved layouts whose header is that of an upload, as they read in its header."""
    known = one.finding.understanding if one.finding else None
    if known is None:
        return ()
    header = [heading.heading for heading in known.headings]
    return tuple(
        SavedLayout(
            each.id,
            each.name,
            each.extract,
            each.signature,
            adapted(each.layout, header),
            each.actor,
            each.at,
        )
        for each in saved(workspace)
        if fits(each.signature, header)
    )


def _saved(row: Row[Any]) -> SavedLayout:
    """Return a row as a saved layout."""
    layout = layout_from(row.layout)
    return SavedLayout(row.id, row.name, row.extract, row.signature, layout, row.actor, row.at)


def _entry(by: By, action: str, layout_id: int, name: str) -> Entry:
    """Return a journal entry about a saved layout."""
    return Entry(
        at=by.at,
        actor=by.actor,
        role=by.role,
        action=action,
        subject=f"layout/{layout_id}",
        after={"name": name},
    )
