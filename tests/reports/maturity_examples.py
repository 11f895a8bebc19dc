"""Audits, matrices and datasets made by hand: what the pictures of maturity are drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from governance.incidents import Incident
from governance.maturity.questionnaire import questionnaire
from governance.maturity.shapes import (
    Agreed,
    Agreement,
    Answer,
    Audit,
    Commitment,
    Invitation,
    Matrix,
    MatrixRow,
    Progress,
    Remark,
)
from governance.people import Person
from governance.readiness import DatasetStanding, Readiness
from governance.watching.shapes import Episode
from pipelines.quality.scores import dimension_scores
from pipelines.quality.scores import score as score_of
from pipelines.quality.shapes import CheckResult, Measurement

TODAY = date(2026, 3, 31)
AT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
INGRID = Person("ingrid", "Ingrid Solberg", "ceo")
MARCUS = Person("marcus", "Marcus Okafor", "cio")
AMARA = Person("amara", "Amara Diallo", "facilitator")
AGREEMENT = Agreement(20, 75.0, 25.0, 0.4, "fair")
PROMISE = Commitment(
    "uniqueness", 3, "Merge the doubles.", "Tomás Rivera", date(2026, 10, 31), MARCUS, AT
)
AGREED = Agreed("uniqueness", 2, "The check finds 31 % doubles.", AMARA, AT, 1)
REMARK = Remark("uniqueness", "I quoted a number nobody can check.", INGRID, AT)


def row(topic="uniqueness", **changes) -> MatrixRow:
    """Return a topic on which the CEO's side said 4, the CIO's side 3 and the checks 2.1."""
    plain = MatrixRow(
        topic=topic,
        title=topic.capitalize(),
        kind="dimension",
        ceo=4.0,
        cio=3.0,
        gap=1.0,
        agreement=AGREEMENT,
        practice=3.5,
        measured=2.1,
        measured_score=42.0,
        measured_words="over 21 of 21 datasets in 2026-Q1",
        final=3,
        claimed=False,
        agreed=2,
        target=3,
        commitment=PROMISE,
        on_agenda=True,
        unknown=2,
    )
    return replace(plain, **changes)


UNMEASURED = row(
    "accuracy", measured=None, measured_score=None, final=2, claimed=True, agreed=None,
    target=None, commitment=None, on_agenda=False, gap=0.4, unknown=0,
    measured_words="not measured in any of 21 datasets",
)  # fmt: skip
PRACTICE = row(
    "skills", kind="practice", measured=None, measured_score=None, ceo=3.5, cio=4.0, gap=-0.5,
    agreed=None, target=None, commitment=None, on_agenda=False, unknown=0, measured_words="",
)  # fmt: skip


def audit(**changes) -> Audit:
    """Return an audit in which one has finished and one has not."""
    plain = Audit(
        id="AUDIT-2026-1",
        title="Audit of spring 2026",
        state="revealed",
        questionnaire="2025-10",
        opened_by=AMARA,
        opened_at=AT,
        revealed_at=AT,
        closed_at=None,
        invitations=(Invitation(INGRID, "ceo", AT), Invitation(MARCUS, "cio", AT)),
        progress=(Progress(INGRID, "ceo", 20, 20), Progress(MARCUS, "cio", 12, 20)),
    )
    return replace(plain, **changes)


def matrix(*rows: MatrixRow, **changes) -> Matrix:
    """Return a matrix with a measured, an unmeasured and a practice topic."""
    plain = Matrix(audit(), TODAY, rows or (row(), UNMEASURED, PRACTICE), AGREEMENT, 1.0)
    return replace(plain, **changes)


def check(name="unique.name+birth_date", **changes) -> CheckResult:
    """Return the check that finds 31 % doubles."""
    plain = CheckResult(
        name, "uniqueness", "No two rows agree in name and birth_date.", "x", ("name",),
        1000, 690, 95.0, tuple({"_row": str(n), "customer_no": f"C-{n:06d}"} for n in range(9)),
    )  # fmt: skip
    return replace(plain, **changes)


CONSENT = check(
    "consent.filled", dimension="completeness", says="consent is filled.", passed=580,
    sample=({"customer_no": "C-000007", "consent": ""},),
)  # fmt: skip
FINE = check(
    "email.format", dimension="validity", says="email has its form.", passed=1000, sample=()
)


def run(*checks: CheckResult, **changes) -> Measurement:
    """Return a measurement of the customers."""
    plain = Measurement(
        "dataset", "DS-CRM", "Customer records", "2026-Q1", TODAY, AT, 1000,
        checks or (check(), CONSENT, FINE), "x", 1,
    )  # fmt: skip
    return replace(plain, **changes)


def standing(dataset="DS-CRM", **changes) -> DatasetStanding:
    """Return how the customers stand."""
    measured = changes.pop("measured", run())
    plain = DatasetStanding(
        dataset=dataset,
        title="Customer records",
        domain="customers",
        owner="Customer data steward",
        critical=True,
        state="measured" if measured else "not_measured",
        contract=None,
        measured=measured,
        score=score_of(measured) if measured else None,
        level=2.4 if measured else None,
        level_words="",
        dimensions=dimension_scores(measured) if measured else {},
        freshness=None,
        worst=(),
        failing=2,
        checks=3,
        initiatives=("AI-017", "AI-015"),
        goals=("GOAL-02",),
        reported_score=None,
        reported_period="",
        last_refresh=None,
    )
    return replace(plain, **changes)


def readiness(**changes) -> Readiness:
    """Return the readiness of the chatbot, held back by the customers."""
    plain = Readiness(
        "AI-017", "measured", 30.0, 1.7, "DS-CRM", "Customer records", 30.0, ("DS-CRM",), (),
        "Customer records holds it back at 30 of 100.",
    )  # fmt: skip
    return replace(plain, **changes)


def incident(**changes) -> Incident:
    """Return the incident of the missing consent, open for half a year and once before."""
    episodes = (
        Episode(date(2025, 3, 31), date(2025, 6, 30), "passed", "It passed."),
        Episode(date(2025, 9, 30)),
    )
    plain = Incident(
        kind="dataset", subject="DS-CRM", title="Customer records", check="consent.filled",
        dimension="completeness", says="consent is filled.", score=58.0, failed=420, tested=1000,
        period="2026-Q1", severity="high", owner="Tomás Rivera", assigned=True,
        since=date(2025, 9, 30), age_days=182, state="open", reason="", episodes=episodes,
        notes=(), blocks=True, sample=(), goals=("GOAL-02", "GOAL-05"), initiatives=("AI-017",),
    )  # fmt: skip
    return replace(plain, **changes)


def answer(person=INGRID, side="ceo", item=None, **changes) -> Answer:
    """Return an answer to the first question."""
    first = questionnaire().items[0].id
    plain = Answer(person, side, item or first, 4, False, "Board report, page 12", AT, 1)
    return replace(plain, **changes)
