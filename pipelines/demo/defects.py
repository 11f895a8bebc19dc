"""Files with known faults: what a careless sender would deliver, and the list of what is wrong.

A separate flavour, off by default. Each file gets some rows twice and some cells that break
their contract; beside it ``<file>.defects.csv`` names every one by its record number (the header
is 1), so that a check of a load can be compared with what was planted. The registers that others
refer to stay clean, for a refused initiative would make faults of its children.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from pathlib import Path

DUPLICATES, BAD_CELLS = 0.02, 0.01
"""Shares of rows that come twice, and that hold one cell that breaks the contract."""
BREAKING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "stage_events": (("event_date", "31.02.2025"), ("to_stage", "live"), ("initiative_id", "")),
    "adoption": (("month", "2025-13"), ("active_users", "many"), ("satisfaction", "7")),
    "predictions": (("score", "1.7"), ("predicted", "yes"), ("ts", "yesterday"), ("model_id", "")),
    "ledger": (("amount_eur", "-1"), ("amount_eur", "1.234,56"), ("type", "income")),
    "control_evidence": (("quarter", "2025-Q7"), ("status", "done"), ("control_id", "prayer")),
    "incidents": (("severity", "S9"), ("opened_at", "soon"), ("people_affected", "-3")),
    "datasets": (("completeness", "140"), ("critical", "perhaps"), ("documented", "somewhat")),
    "infra": (("requested_on", "2025-02-30"), ("resource", "coffee"), ("qty_requested", "-2")),
    "talent": (("required_fte", "a few"), ("filled_fte", "-1"), ("attrition_pct", "250")),
    "training": (("headcount", "all"), ("completed", "-5"), ("required", "perhaps")),
    "blockers": (("status", "stuck"), ("blocker", "weather"), ("since", "2025-06-31")),
}
"""By extract: a column and a value that its contract refuses."""


def spoil(path: Path, extract: str, *, seed: int) -> int:
    """Plant duplicates and bad cells in a file and list them beside it.

    Args:
        path: The file; rewritten in one pass, row by row.
        extract: Which contract it should have kept.
        seed: The same seed plants the same faults.

    Returns:
        How many faults were planted; 0 for an extract that others refer to.
    """
    if extract not in BREAKING:
        return 0
    chance = random.Random(f"{seed}/defects/{path.name}")  # noqa: S311 - invented data
    clean = path.with_suffix(".clean")
    path.rename(clean)
    planted = 0
    with (
        clean.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as target,
        path.with_suffix(".defects.csv").open("w", encoding="utf-8", newline="") as known,
    ):
        rows, spoilt = csv.reader(source), csv.writer(target, lineterminator="\n")
        faults = csv.writer(known, lineterminator="\n")
        header = next(rows)
        spoilt.writerow(header)
        faults.writerow(("line", "kind", "column", "value", "was"))
        line = 1
        for row in rows:
            line += 1
            draw = chance.random()
            if draw < BAD_CELLS:
                column, value = chance.choice(BREAKING[extract])
                place = header.index(column)
                faults.writerow((line, "bad cell", column, value, row[place]))
                row[place] = value
                planted += 1
            spoilt.writerow(row)
            if BAD_CELLS <= draw < BAD_CELLS + DUPLICATES:
                line += 1
                spoilt.writerow(row)
                faults.writerow((line, "duplicate", "", "", ""))
                planted += 1
    clean.unlink()
    return planted
