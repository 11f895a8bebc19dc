"""The samples of the datasets counted again: every check of every contract, in plain Python.

Reads the contracts and the CSV files as they were written and knows neither how the faults came
there nor how the product finds them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from pipelines.demo.truth.reading import read

FOLDER = "samples"
NAMES = ("completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy")
DEFINITION = (
    "By dataset and quarter, for each check [passed, tested]: filled = all rows with a value;"
    " unique = rows that are the first with their values; readable, allowed, range, format = filled"
    " cells that are right; rule = rows whose columns can all be read and agree; link = filled rows"
    " found in the other dataset; fresh = 1 within the agreed age at the end of the quarter's last"
    " day (UTC), falling evenly to 0 at three times it; accurate = rows whose key the reference"
    " knows and whose value is the reference's. A dimension's score is 100 x passed / tested over"
    " its checks together, the dataset's score the mean of its measured dimensions."
)
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
}
READERS: Mapping[str, Callable[[str], Any]] = {
    "text": lambda cell: cell or None,
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}
WORTHLESS_AT = 3
"""Age, in agreed ages, at which timeliness is 0."""
Rows = list[dict[str, str]]
Check = tuple[str, str, float, int]
"""Dimension, name, passed, tested."""


def datasets(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what must be found in the samples of ``folder``, by dataset and quarter.

    Args:
        folder: Where the demo company was written; without samples nothing must be found.
    """
    contracts = {
        path.stem.upper(): yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for path in sorted((folder / FOLDER).glob("*.yaml"))
    }
    return {
        key: {
            path.stem.partition("_")[2]: _counted(contract, path)
            for path in sorted((folder / FOLDER).glob(f"{key.lower()}_*.csv"))
        }
        for key, contract in contracts.items()
    }


def sample(folder: Path, dataset: str, quarter: str) -> Rows:
    """Return the rows of one sample; none where there are no samples."""
    path = _path(folder / FOLDER, dataset, quarter)
    return list(read(path)) if path.exists() else []


def _path(folder: Path, dataset: str, quarter: str) -> Path:
    """Return where a sample stands."""
    return folder / f"{dataset.lower()}_{quarter}.csv"


def _counted(contract: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return one sample's checks and the scores made of them."""
    quarter, rows = path.stem.partition("_")[2], list(read(path))
    checks = [
        *_filled(contract, rows),
        *_first(contract, rows),
        *_valid(contract, rows),
        *_consistent(contract, rows, path.parent, quarter),
        *_fresh(contract, rows, quarter),
        *_accurate(contract, rows, path.parent, quarter),
    ]
    scores = {name: _score(check for check in checks if check[0] == name) for name in NAMES}
    known = [score for score in scores.values() if score is not None]
    return {
        "rows": len(rows),
        "score": sum(known) / len(known),
        "dimensions": scores,
        "checks": {name: [passed, tested] for _, name, passed, tested in checks},
    }


def _score(checks: Iterable[Check]) -> float | None:
    """Return passed by tested elements in percent; None where nothing was tested."""
    counts = [(passed, tested) for _, _, passed, tested in checks]
    tested = sum(count for _, count in counts)
    return 100 * sum(passed for passed, _ in counts) / tested if tested else None


def _filled(contract: Mapping[str, Any], rows: Rows) -> Iterator[Check]:
    """Yield the checks of completeness."""
    for name, column in contract["columns"].items():
        if column.get("required"):
            filled = sum(bool(row[name].strip()) for row in rows)
            yield "completeness", f"{name}.filled", filled, len(rows)
    enough = len(rows) >= contract.get("least_rows", 1)
    yield "completeness", "rows.enough", int(enough), 1


def _first(contract: Mapping[str, Any], rows: Rows) -> Iterator[Check]:
    """Yield the checks of uniqueness."""
    wanted = [("key.unique", contract["key"])] if "key" in contract else []
    wanted += [(f"unique.{'+'.join(names)}", names) for names in contract.get("unique", ())]
    for said, names in wanted:
        different = {tuple(row[name] for name in names) for row in rows}
        yield "uniqueness", said, len(different), len(rows)


def _valid(contract: Mapping[str, Any], rows: Rows) -> Iterator[Check]:
    """Yield the checks of validity."""
    for name, column in contract["columns"].items():
        cells = [row[name] for row in rows if row[name].strip()]
        kind = column.get("type", "text")
        if kind != "text":
            values = [value for cell in cells if (value := _read(cell, kind)) is not None]
            yield "validity", f"{name}.readable", len(values), len(cells)
        if "allowed" in column:
            allowed = sum(cell in column["allowed"] for cell in cells)
            yield "validity", f"{name}.allowed", allowed, len(cells)
        if "minimum" in column or "maximum" in column:
            least, most = column.get("minimum", -(10**12)), column.get("maximum", 10**12)
            inside = sum(least <= value <= most for value in values)
            yield "validity", f"{name}.range", inside, len(values)
        if "pattern" in column:
            fitting = sum(bool(re.fullmatch(column["pattern"], cell)) for cell in cells)
            yield "validity", f"{name}.format", fitting, len(cells)


def _consistent(
    contract: Mapping[str, Any], rows: Rows, folder: Path, quarter: str
) -> Iterator[Check]:
    """Yield the checks of consistency."""
    kinds = {name: column.get("type", "text") for name, column in contract["columns"].items()}
    for said, rule in contract.get("rules", {}).items():
        one, comparison, other = rule["condition"].split()
        pairs = [(_read(row[one], kinds[one]), _read(row[other], kinds[other])) for row in rows]
        both = [(left, right) for left, right in pairs if left is not None and right is not None]
        holds = sum(COMPARED[comparison](left, right) for left, right in both)
        yield "consistency", f"rule.{said}", holds, len(both)
    for link in contract.get("links", ()):
        target = read(_path(folder, link["dataset"], quarter))
        known = {tuple(row[name] for name in link["target_columns"]) for row in target}
        named = [tuple(row[name] for name in link["columns"]) for row in rows]
        filled = [each for each in named if all(each)]
        found = sum(each in known for each in filled)
        yield "consistency", f"link.{'+'.join(link['columns'])}", found, len(filled)


def _fresh(contract: Mapping[str, Any], rows: Rows, quarter: str) -> Iterator[Check]:
    """Yield the check of timeliness."""
    if "freshness" not in contract:
        return
    name, hours = contract["freshness"]["column"], contract["freshness"]["hours"]
    newest = max(filter(None, (_read(row[name], "timestamp") for row in rows)))
    year, number = int(quarter[:4]), int(quarter[-1])
    closing = datetime(year + number // 4, number % 4 * 3 + 1, 1, tzinfo=UTC)
    age = (closing - newest) / timedelta(hours=hours)
    worth = 1.0 if age <= 1 else max(0.0, (WORTHLESS_AT - age) / (WORTHLESS_AT - 1))
    yield "timeliness", f"{name}.fresh", worth, 1


def _accurate(
    contract: Mapping[str, Any], rows: Rows, folder: Path, quarter: str
) -> Iterator[Check]:
    """Yield the checks of accuracy."""
    if "accuracy" not in contract:
        return
    told = contract["accuracy"]
    reference = read(_path(folder, told["dataset"], quarter))
    true = {tuple(row[name] for name in told["key"]): row for row in reference}
    keyed = [(row, tuple(row[name] for name in told["key"])) for row in rows]
    pairs = [(row, true[key]) for row, key in keyed if key in true]
    for name in told["columns"]:
        right = sum(row[name] == known[name] != "" for row, known in pairs)
        yield "accuracy", f"{name}.accurate", right, len(pairs)


def _read(cell: str, kind: str) -> Any:  # noqa: ANN401 - what a cell holds is its own affair
    """Return a cell's value; None where it is empty or cannot be read."""
    try:
        return READERS[kind](cell)
    except ValueError:
        return None
