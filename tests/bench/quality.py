"""The audit of one large file beside a hand-written pass that counts the same elements.

Ours runs Great Expectations, which was imported before, as it is in the process that measures:
suite, rows checked by their hash, samples of failing rows, the result kept. The pass is SQL that
somebody who knows the file would write: one scan with all counts, one look at the keys.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from pipelines.settings import settings_from
from pipelines.workspace import open_workspace
from tests.bench import load, stores
from tests.bench.child import in_child
from tests.bench.table import Figure

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
QUARTER, EXTRACT, WARM = "2026-Q1", "predictions", "models"
SIZES = {"100k": 100_000, "1M": 1_000_000}
CHECKS_AT_LEAST = 15
REPEATS = 5
AIM_TIMES, AIM_SECONDS = 3.0, 1.0
"""The promise: at most this many hand-written passes and this many seconds more."""
TAKEN = ("initiatives", "models")
"""What predictions refer to."""
MADE = """
COPY (
  SELECT 'P-' || i AS prediction_id, models[1 + i % len(models)] AS model_id, '1.0' AS version,
    strftime(TIMESTAMP '2026-01-01' + INTERVAL (i * 7.5) SECOND, '%Y-%m-%dT%H:%M:%SZ') AS ts,
    hash(i) % 10000 / 10000 AS score, hash(i) % 2 AS predicted,
    CASE WHEN hash(i + 1) % 4 > 0 THEN hash(i) % 3 % 2 END AS actual,
    CASE WHEN i % 3 = 0 THEN 'region' END AS group_attr,
    CASE WHEN i % 3 = 0 THEN 'north' END AS group_value, 20 + hash(i) % 900 AS latency_ms
  FROM range($rows) numbers(i),
    (SELECT list(DISTINCT model_id ORDER BY model_id) AS models FROM read_csv($models))
) TO '{target}' (HEADER)
"""
BY_HAND = """
WITH counted AS (
  SELECT count(*) AS n, count(prediction_id) AS prediction_id, count(model_id) AS model_id,
    count(version) AS version, count(ts) AS ts, count(score) AS score,
    count(predicted) AS predicted, count(actual) AS actual, count(group_attr) AS group_attr,
    count(latency_ms) AS latency_ms,
    count(*) FILTER (WHERE group_attr IN ('age_band', 'sex', 'region')) AS allowed,
    count(*) FILTER (WHERE score BETWEEN 0 AND 1) AS score_range,
    count(*) FILTER (WHERE predicted BETWEEN 0 AND 1) AS predicted_range,
    count(*) FILTER (WHERE actual BETWEEN 0 AND 1) AS actual_range,
    count(*) FILTER (WHERE latency_ms >= 0) AS latency_range,
    count(*) FILTER (WHERE group_value IS NOT NULL AND group_attr IS NOT NULL) AS with_group,
    count(*) FILTER (WHERE group_value IS NOT NULL AND group_attr IS NOT NULL
      AND (group_value IS NULL OR group_attr IS NOT NULL)) AS grouped,
    count(*) FILTER (WHERE model_id IN (SELECT model_id FROM read_parquet($models))) AS known,
    max(_period) AS newest
  FROM read_parquet($facts)
)
SELECT counted.*, (SELECT count(DISTINCT prediction_id) FROM read_parquet($facts)) AS keys
FROM counted
"""


def audited() -> dict[str, Any]:
    """Measure the file some times in a process that has the library; return seconds and counts."""
    import pipelines.quality.expectations  # noqa: F401 - its import is not what is measured
    from pipelines.quality.due import wanted
    from pipelines.quality.measuring import measure

    workspace = open_workspace(settings_from())
    due = {(each.subject, each.period): each for each in wanted(workspace, today=NOW.date())}
    measure(workspace, due[WARM, QUARTER], now=NOW)
    seconds, found = [], None
    for _ in range(REPEATS):
        began = time.perf_counter()
        found = measure(workspace, due[EXTRACT, QUARTER], now=NOW)
        seconds.append(time.perf_counter() - began)
    if found is None or found.failure or len(found.checks) < CHECKS_AT_LEAST:
        raise SystemExit(f"The audit is not what was to be measured: {found}")
    counts = {check.name: [check.tested, check.passed] for check in found.checks}
    return {"seconds": median(seconds), "checks": len(found.checks), "counts": counts}


def counted() -> dict[str, Any]:
    """Count the same elements by hand some times; return seconds and counts."""
    workspace = open_workspace(settings_from())
    paths = {
        name: [str(file.path) for file in workspace.catalogue.files() if file.extract == name]
        for name in (EXTRACT, WARM)
    }
    connection = duckdb.connect(config={"threads": workspace.settings.threads})
    connection.execute(f"SET memory_limit = '{workspace.settings.memory_mb}MB'")
    seconds, row = [], None
    for _ in range(1 + REPEATS):
        began = time.perf_counter()
        cursor = connection.execute(BY_HAND, {"facts": paths[EXTRACT], "models": paths[WARM]})
        row = dict(zip((one[0] for one in cursor.description), cursor.fetchall()[0], strict=True))
        seconds.append(time.perf_counter() - began)
    return {"seconds": median(seconds[1:]), "counts": _by_check(row or {})}


def _by_check(row: dict[str, Any]) -> dict[str, list[float]]:
    """Return the counts of the pass under the names that our checks have."""
    rows, late = row["n"], (NOW.date() - date(2026, 3, 31)).days > 0
    filled = ("prediction_id", "model_id", "version", "ts", "score", "predicted")
    return {
        "rows.enough": [1, float(rows > 0)],
        **{f"{name}.filled": [rows, row[name]] for name in filled},
        "key.unique": [rows, row["keys"]],
        "score.range": [row["score"], row["score_range"]],
        "predicted.range": [row["predicted"], row["predicted_range"]],
        "actual.range": [row["actual"], row["actual_range"]],
        "group_attr.allowed": [row["group_attr"], row["allowed"]],
        "latency_ms.range": [row["latency_ms"], row["latency_range"]],
        "rule.group_value_needs_attribute": [row["with_group"], row["grouped"]],
        "rule.outcome_known": [rows, row["actual"]],
        "reference.model_id": [row["model_id"], row["known"]],
        "period.fresh": [1, float(not late)],
        "rows.accepted": [rows, rows],
    }


def store(folder: Path, rows: int) -> Path:
    """Return a store with so many predictions in one quarter, made where it is missing."""
    place, done = folder / f"store-audit-{rows}", folder / f"store-audit-{rows}.done"
    if done.exists():
        return place
    sources = folder / f"files-audit-{rows}"
    sources.mkdir(exist_ok=True)
    demo = stores.files(folder, "demo")
    taken = [demo / f"{name}_{QUARTER}.csv" for name in TAKEN]
    target = sources / f"{EXTRACT}_{QUARTER}.csv"
    duckdb.execute(MADE.format(target=target), {"rows": rows, "models": str(taken[1])})
    in_child(load.loaded, *map(str, (*taken, target)), TANDEM_STORE=str(place))
    done.touch()
    return place


def figures(folder: Path) -> list[Figure]:
    """Return the seconds of an audit beside those of the pass, at each size."""
    lines = []
    for size, rows in SIZES.items():
        settings = {"TANDEM_STORE": str(store(folder, rows))}
        ours, theirs = in_child(audited, **settings), in_child(counted, **settings)
        if ours["counts"] != theirs["counts"]:
            raise SystemExit(f"Both sides must count the same:\n{ours}\n{theirs}")
        floor = float(theirs["seconds"])
        lines.append(
            Figure(
                f"audit of a file of {size} rows with {ours['checks']} checks",
                ours["seconds"],
                "s",
                floor=floor,
                floor_is="one hand-written SQL pass over the same file",
                aim=AIM_TIMES + AIM_SECONDS / floor,
                note=f"the aim is {AIM_TIMES:g} passes and {AIM_SECONDS:g} s; "
                f"{ours['peak_mb']:,.0f} MB at most, the library included",
            )
        )
    return lines
