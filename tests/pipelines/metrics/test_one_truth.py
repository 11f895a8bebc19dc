"""Cube, rollup and facts give one answer, and another engine's arithmetic gives it too."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.metrics.query import answers
from pipelines.periods import between, parsed
from tests.pipelines.metrics.stores import header, load, registers, workspace

QUARTERS = list(between(parsed("2025-Q1"), parsed("2025-Q3")))
MONTHS = [f"2025-{month:02d}" for month in range(1, 10)]

entries = st.lists(
    st.tuples(
        st.sampled_from(["AI-001", "AI-002"]),
        st.sampled_from(MONTHS),
        st.sampled_from([("cost", "build"), ("cost", "run"), ("benefit", "saving")]),
        st.decimals(0, 10**9, places=2),
        st.sampled_from(["planned", "realised"]),
    ),
    min_size=1,
    max_size=40,
)
usage = st.lists(
    st.tuples(
        st.sampled_from(["M-001", "M-002"]),
        st.sampled_from(["Claims", "Service"]),
        st.sampled_from(MONTHS),
        st.integers(0, 900),
        st.integers(0, 100),
        st.booleans(),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:3],
)
LEDGER = header("ledger").strip()
ADOPTION = header("adoption").strip()


def values(answer):
    return [(c.period, dict(c.dimensions), c.value, c.n, c.coverage, c.state) for c in answer.rows]


@given(rows=entries, uses=usage, by=st.sampled_from([(), ("business_unit",), ("initiative_id",)]))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_relation_gives_the_same_answer(tmp_path_factory, rows, uses, by):
    folder = tmp_path_factory.mktemp("store")
    here = workspace(folder)
    registers(here, folder)
    ledger = "\n".join(
        [LEDGER]
        + [
            f"L{n},{who},{month},{kind[0]},{kind[1]},{amount},{status},,"
            for n, (who, month, kind, amount, status) in enumerate(rows)
        ]
    )
    adoption = "\n".join(
        [ADOPTION]
        + [
            f"{model},{unit},{month},{active + more},{active},,,{str(pilot).lower()},"
            for model, unit, month, active, more, pilot in uses
        ]
    )
    load(here, folder, "ledger.csv", ledger + "\n")
    load(here, folder, "adoption.csv", adoption + "\n")
    names = ["benefit_realised", "cost_realised", "cost_to_date", "adoption_rate", "pilot_adoption"]
    asked = {"periods": QUARTERS, "by": by}
    quick = answers(here, names, **asked)
    slow = answers(here, names, facts_only=True, **asked)
    for name in names:
        assert values(quick[name]) == values(slow[name])
    _equals_pandas(quick, rows, by)


def _equals_pandas(quick, rows, by):
    frame = pd.DataFrame(rows, columns=["initiative_id", "month", "kind", "amount", "status"])
    frame["quarter"] = frame["month"].map(lambda m: f"2025-Q{(int(m[5:]) - 1) // 3 + 1}")
    frame["business_unit"] = frame["initiative_id"].map(
        {"AI-001": "Claims", "AI-002": "Underwriting"}
    )
    costs = frame[(frame["kind"].str[0] == "cost") & (frame["status"] == "realised")]
    for one in quick["cost_realised"].rows:
        chosen = costs[costs["quarter"] == one.period]
        for name in by:
            chosen = chosen[chosen[name] == one.dimensions[name]]
        expected = sum(chosen["amount"], Decimal(0))
        if one.state != "no_data":
            assert one.value == pytest.approx(float(expected))
