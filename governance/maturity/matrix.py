"""The matrix: topic by level, with what each side says, what is measured and what was agreed.

There is no single level of the company: the rows are the answer. Before a first audit is
revealed they show what is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from governance.maturity import audits as held
from governance.maturity.agreement import agreement, mean_level, perception_gap
from governance.maturity.levels import final_level, practice_level
from governance.maturity.measured import MeasuredLevel, measured_levels, measured_on
from governance.maturity.policy import maturity_policy
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import (
    Agreed,
    Answer,
    Audit,
    Commitment,
    Matrix,
    MatrixRow,
    Side,
    Topic,
)
from governance.records import audits as records
from governance.records.opening import reading
from pipelines.quality.shapes import Dimension
from pipelines.workspace import Workspace

UNMEASURED = MeasuredLevel(
    None, None, "no check measures a practice; its level is what both sides answer"
)


def matrix(workspace: Workspace, *, today: date, audit_id: str | None = None) -> Matrix:
    """Return every view of the company's data maturity side by side.

    Args:
        workspace: Where.
        today: The day to report as of. The newest audit stands beside what is measured then;
            an earlier one beside what was measured in the quarter of its reveal.
        audit_id: Which audit; the newest revealed one by default.

    Raises:
        NotFound: There is no such audit.
        GapError: Its answers were not revealed.
    """
    every = held.audits(workspace)
    revealed = [one for one in every if one.revealed_at]
    chosen = revealed[0] if revealed else None
    if audit_id is not None:
        chosen = next((one for one in every if one.id == audit_id), None)
        chosen = chosen or held.audit(workspace, audit_id)
    day = _day(chosen, revealed, today)
    return _matrix(workspace, chosen, every, day, measured_levels(workspace, until=day))


def trend(workspace: Workspace, *, today: date) -> tuple[Matrix, ...]:
    """Return the matrix of each revealed audit, oldest first; the last one is today's."""
    every = held.audits(workspace)
    revealed = [one for one in every if one.revealed_at]
    days = [_day(one, revealed, today) for one in revealed]
    views = zip(revealed, days, measured_on(workspace, days), strict=True)
    found = [_matrix(workspace, one, every, day, measured) for one, day, measured in views]
    return tuple(reversed(found))


def _day(audit: Audit | None, revealed: Sequence[Audit], today: date) -> date:
    """Return the day that an audit is looked at: today for the newest, else that of its reveal."""
    if audit is None or audit.revealed_at is None or audit == revealed[0]:
        return today
    return audit.revealed_at.date()


def agenda(workspace: Workspace, *, today: date) -> tuple[MatrixRow, ...]:
    """Return what the next check-in has to talk about: the widest difference first."""
    rows = [row for row in matrix(workspace, today=today).rows if row.on_agenda]
    return tuple(sorted(rows, key=lambda row: -abs(row.gap or 0.0)))


def _matrix(
    workspace: Workspace,
    audit: Audit | None,
    every: Sequence[Audit],
    day: date,
    measured: Mapping[Dimension, MeasuredLevel],
) -> Matrix:
    """Return the matrix of one audit, or of what is measured alone."""
    answers = held.answers(workspace, audit.id) if audit else ()
    agreed = held.agreed_levels(workspace, audit.id) if audit else {}
    promised = _promised(workspace, audit, every) if audit else {}
    rows = tuple(
        _row(
            topic,
            [one for one in answers if one.item in {item.id for item in topic.items}],
            _of(measured, topic),
            agreed.get(topic.name),
            promised.get(topic.name),
        )
        for topic in questionnaire().topics
    )
    ceo, cio = _levels(answers, "ceo"), _levels(answers, "cio")
    return Matrix(
        audit=audit,
        as_of=day,
        rows=rows,
        agreement=agreement(ceo, cio) if audit else None,
        gap=perception_gap(ceo, cio),
    )


def _row(
    topic: Topic,
    answers: Sequence[Answer],
    measured: MeasuredLevel,
    agreed: Agreed | None,
    promised: Commitment | None,
) -> MatrixRow:
    """Return one topic."""
    ceo, cio = _levels(answers, "ceo"), _levels(answers, "cio")
    gap = perception_gap(ceo, cio)
    practice = practice_level([one.level for one in answers])
    final = final_level(topic.kind, practice=practice, measured=measured.value)
    return MatrixRow(
        topic=topic.name,
        title=topic.title,
        kind=topic.kind,
        ceo=mean_level(ceo),
        cio=mean_level(cio),
        gap=gap,
        agreement=agreement(ceo, cio) if answers else None,
        practice=practice,
        measured=measured.value,
        measured_score=measured.score,
        measured_words=measured.words,
        final=final.level,
        claimed=final.claimed,
        agreed=agreed.level if agreed else None,
        target=promised.target if promised else None,
        commitment=promised,
        on_agenda=gap is not None and abs(gap) >= maturity_policy().agenda.gap,
        unknown=sum(one.unknown for one in answers),
    )


def _levels(answers: Sequence[Answer], side: Side) -> dict[str, list[int]]:
    """Return the levels that a side's people chose, by question."""
    found: dict[str, list[int]] = {}
    for one in answers:
        if one.side == side:
            found.setdefault(one.item, []).append(one.level)
    return found


def _of(measured: Mapping[Dimension, MeasuredLevel], topic: Topic) -> MeasuredLevel:
    """Return what is measured of a topic."""
    return next((found for name, found in measured.items() if name == topic.name), UNMEASURED)


def _promised(workspace: Workspace, audit: Audit, every: Sequence[Audit]) -> dict[str, Commitment]:
    """Return the commitment of each topic: of this audit, else the last one before it.

    A promise does not end because the next audit begins.
    """
    with reading(workspace.database) as session:
        made = records.commitments(session)
    names = [one.id for one in every]
    earlier = names[names.index(audit.id) :]
    found: dict[str, Commitment] = {}
    for name in reversed(earlier):
        found |= {one.topic: one for one in made.get(name, ())}
    return found
